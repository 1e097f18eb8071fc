"""The annual report cannot lie: figures come from records, every other number is accounted for, contradictions stop the issue."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from chengguan.agenda.models import Duty
from chengguan.base.dates import CHINA
from chengguan.base.viewer import Viewer
from chengguan.documents.models import StoredFile
from chengguan.documents.storing import store
from chengguan.ledger.acting import Refused
from chengguan.people.models import Officer
from chengguan.reports.annual import acts, checking, document, duties, facts, selectors, values
from chengguan.reports.annual.text import blocks_of, parse
from chengguan.reports.annual.verifying import verify_annual
from chengguan.reports.models import AnnualReport, FrozenFigure
from chengguan.web.demonstration.investigation_steps import register_lead
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
WHEN = datetime(2025, 1, 20, 9, tzinfo=CHINA)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
TEXT = """现报告如下：
一、工作成效
全年作出处罚决定的行政处罚案件{{penalty_cases}}件，罚款金额{{fines}}元。
主要负责人履行第一责任人职责。
二、存在的不足
普法还不够深入。
三、下一步计划
加强培训。"""
SOURCE = {"source": "学习台账", "source_on": date(2025, 1, 6)}


@pytest.fixture
def writer(walk: Walk) -> Viewer:
    return walk.as_role("legal_reviewer")


@pytest.fixture(autouse=True)
def _at_work_since_2024(walk: Walk) -> None:
    """The bureau has worked on the platform in the year reported on."""
    register_lead(walk)


@pytest.fixture
def head(walk: Walk) -> Viewer:
    return walk.as_role("organ_head")


def paper() -> StoredFile:
    return store([PDF])


def begun(writer: Viewer, text: str = TEXT, year: int = 2024) -> AnnualReport:
    report: AnnualReport = acts.begin(actor=writer, at=WHEN, kind="annual", year=year).result
    write(writer, report, text)
    return report


def write(writer: Viewer, report: AnnualReport, text: str) -> None:
    base = facts.latest(report).seq
    acts.save_draft(actor=writer, at=WHEN, report=report, blocks=parse(text), base=base)


def settled(writer: Viewer, head: Viewer, report: AnnualReport) -> AnnualReport:
    for _ in range(3):
        acts.submit_draft(actor=writer, at=WHEN, report=report)
        report = acts.approve(actor=head, at=WHEN, report=report).result
    return report


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.id for finding in refused.value.verdict.unmet]


def refusal(head: Viewer, report: AnnualReport) -> dict[str, list[str]]:
    """Grounds on which the issue is refused, each with its sentences."""
    with pytest.raises(Refused) as refused:
        acts.issue(actor=head, at=WHEN, report=report)
    return {
        finding.id: [str(words) for seen in finding.seen.values() for words in (seen or ())]
        for finding in refused.value.verdict.unmet
    }


def test_three_drafts_lead_to_a_report_whose_figures_are_frozen(writer: Viewer, head: Viewer) -> None:
    report = settled(writer, head, begun(writer))
    assert (report.stage, report.draft) == (AnnualReport.APPROVED, 3)
    report = acts.issue(actor=head, at=WHEN, report=report).result
    frozen = report.figures.get(slug="penalty_cases")
    assert (frozen.value, frozen.basis, frozen.records) == (0, FrozenFigure.RECORD, [])
    assert "行政处罚案件0件" in "".join(line.text for line in selectors.frozen_lines(report))
    assert report.number == "武城管报〔2025〕1号"
    assert list(verify_annual()) == []
    FrozenFigure.objects.filter(pk=frozen.pk).update(value=59)
    assert any("行政处罚案件" in fault for fault in verify_annual())


def test_the_last_draft_is_for_the_head(walk: Walk, writer: Viewer, head: Viewer) -> None:
    report, deputy = begun(writer), walk.as_role("deputy_head")
    for _ in range(2):
        acts.submit_draft(actor=writer, at=WHEN, report=report)
        report = acts.approve(actor=deputy, at=WHEN, report=report).result
    acts.submit_draft(actor=writer, at=WHEN, report=report)
    with pytest.raises(Refused) as refused:
        acts.approve(actor=deputy, at=WHEN, report=report)
    assert unmet(refused) == ["head_on_last"]


def test_a_planted_contradiction_is_refused_with_both_places(writer: Viewer, head: Viewer) -> None:
    planted = TEXT.replace("加强培训。", "我局全年办理行政处罚案件60件，今后继续努力。")
    report = settled(writer, head, begun(writer, planted))
    said = refusal(head, report)
    assert set(said) == {"consistent", "all_bound"}
    assert "一、第1段" in said["consistent"][0] and "三、第1段" in said["consistent"][0]
    assert "60件" in said["consistent"][0] and "0件" in said["consistent"][0]


def test_declaring_a_contradictory_number_no_figure_does_not_help(writer: Viewer, head: Viewer) -> None:
    report = begun(writer, TEXT.replace("加强培训。", "全年行政处罚案件60件。"))
    one = selectors.number_at(report, *_loose(report))
    assert one is not None
    acts.declare_number(actor=writer, at=WHEN, report=report, signature=one.one.signature, reason="目标")
    assert set(refusal(head, settled(writer, head, report))) == {"consistent"}


def _loose(report: AnnualReport) -> tuple[str, int]:
    for line in selectors.report_page(report, date(2025, 1, 20)).lines:
        for run in line.runs:
            if run.kind == "loose":
                return line.id, run.start
    raise AssertionError("no loose number")


def test_the_same_thing_with_two_totals_is_a_contradiction(writer: Viewer, head: Viewer) -> None:
    twice = TEXT.replace("加强培训。", "清理建筑垃圾积存点79处。\n全年清理建筑垃圾积存点80处。")
    said = refusal(head, settled(writer, head, begun(writer, twice)))
    assert "79处" in said["consistent"][0] and "80处" in said["consistent"][0]


def test_parts_that_exceed_their_whole_are_a_contradiction(writer: Viewer) -> None:
    report = begun(writer, TEXT + "\n检查98起，其中燃气60起、市容50起。")
    found = checking.check(report, blocks_of(facts.latest(report).blocks))
    assert "110" in found.of(checking.CONTRADICTION)[0]


def test_a_gap_is_flagged_and_a_stated_figure_needs_its_source(writer: Viewer, head: Viewer) -> None:
    report = begun(writer, TEXT + "\n中心组学习{{own_study}}次。")
    page = selectors.report_page(report, date(2025, 1, 20))
    assert [p.kind for p in page.problems if p.blocking] == [checking.LACKING]
    given: dict[str, Any] = {"figure": "own_study", "name": "中心组学习", "value": Decimal(12), "unit": "次"}
    with pytest.raises(Refused) as refused:
        acts.state_figure(actor=writer, at=WHEN, report=report, **given, **SOURCE, file=None)
    assert unmet(refused) == ["source_attached"]
    acts.state_figure(actor=writer, at=WHEN, report=report, **given, **SOURCE, file=paper())
    report = acts.issue(actor=head, at=WHEN, report=settled(writer, head, report)).result
    frozen = report.figures.get(slug="own_study")
    assert (frozen.basis, frozen.value) == (FrozenFigure.STATED, 12)
    assert selectors.notes_of(report)[0]["source"] == "学习台账（2025-01-06）"


def test_a_figure_with_records_cannot_be_stated(writer: Viewer) -> None:
    report = begun(writer)
    with pytest.raises(Refused) as refused:
        acts.state_figure(
            actor=writer, at=WHEN, report=report, figure="penalty_cases", name="行政处罚案件", value=Decimal(99),
            unit="件", **SOURCE, file=paper(),
        )  # fmt: skip
    assert unmet(refused) == ["no_records"]


def test_a_stated_number_takes_the_place_of_the_loose_one(writer: Viewer) -> None:
    report = begun(writer, TEXT + "\n开展旁听庭审3次。")
    found = selectors.number_at(report, *_loose(report))
    assert found is not None
    acts.state_figure(
        actor=writer, at=WHEN, report=report, figure="own_hearings", name="旁听庭审", value=Decimal(3), unit="次",
        **SOURCE, file=paper(), place=found.place,
    )  # fmt: skip
    text = facts.latest(report).blocks[-1]["text"]
    assert text == "开展旁听庭审{{own_hearings}}次。"


def test_last_years_issued_figure_binds_this_years_comparison(
    writer: Viewer, head: Viewer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(values, "first_year", lambda report: 2022)
    first = acts.issue(actor=head, at=WHEN, report=settled(writer, head, begun(writer, year=2023))).result
    first.figures.filter(slug="penalty_cases").update(value=3)
    report = begun(writer, TEXT + "\n上年为{{penalty_cases@before}}件。")
    found = checking.check(report, blocks_of(facts.latest(report).blocks))
    sentence = found.of(checking.CONTRADICTION)[0]
    assert first.number in sentence and "3件" in sentence and "三、第2段" in sentence
    write(writer, report, TEXT + "\n上年为{{penalty_cases@issued}}件。")
    assert not checking.check(report, blocks_of(facts.latest(report).blocks)).blocking


def test_a_year_before_the_platform_is_a_gap_and_no_zero(writer: Viewer) -> None:
    report = begun(writer, TEXT + "\n上年为{{penalty_cases@before}}件。")
    found = checking.check(report, blocks_of(facts.latest(report).blocks))
    assert "平台中没有本局2023年的记录" in found.of(checking.LACKING)[0]


def test_two_writers_do_not_overwrite_each_other(writer: Viewer, head: Viewer) -> None:
    report = begun(writer)
    base = facts.latest(report).seq
    acts.save_draft(actor=head, at=WHEN, report=report, blocks=parse(TEXT + "\n甲"), base=base)
    with pytest.raises(Refused) as refused:
        acts.save_draft(actor=writer, at=WHEN, report=report, blocks=parse(TEXT + "\n乙"), base=base)
    assert unmet(refused) == ["latest"]


def test_opinions_are_settled_before_approval(writer: Viewer, head: Viewer) -> None:
    report = begun(writer)
    block = facts.latest(report).blocks[2]["id"]
    opinion = acts.give_opinion(
        actor=head, at=WHEN, report=report, text="写得再具体些", block=block, source="执法大队"
    ).result
    assert opinion.place == "一、第1段"
    acts.submit_draft(actor=writer, at=WHEN, report=report)
    with pytest.raises(Refused) as refused:
        acts.approve(actor=head, at=WHEN, report=report)
    assert unmet(refused) == ["opinions_settled"]
    with pytest.raises(Refused) as refused:
        acts.settle_opinion(actor=writer, at=WHEN, report=report, opinion=opinion, adopted=False)
    assert unmet(refused) == ["reasoned"]
    acts.settle_opinion(actor=writer, at=WHEN, report=report, opinion=opinion, adopted=True, answer="已补充")
    assert acts.approve(actor=head, at=WHEN, report=report).result.draft == 2


def test_sending_and_publishing_follow_their_clocks(writer: Viewer, head: Viewer) -> None:
    report = acts.issue(actor=head, at=WHEN, report=settled(writer, head, begun(writer))).result
    assert {(d.act, d.due_on) for d in Duty.objects.filter(subject=report.chain_key)} == {
        ("annual.send", date(2025, 3, 1)),
        ("annual.publish", date(2025, 4, 1)),
    }
    to = ["committee", "government", "superior"]
    late = datetime(2025, 3, 14, 9, tzinfo=CHINA)
    with pytest.raises(Refused) as refused:
        acts.send(actor=writer, at=late, report=report, recipients=to)
    assert [finding.id for finding in refused.value.verdict.warnings] == ["sent_in_time"]
    acts.send(actor=writer, at=late, report=report, recipients=to, reasons={"sent_in_time": "等待核数"})
    report = acts.publish(actor=writer, at=late, report=report, secrecy_checked=True).result
    assert report.stage == AnnualReport.PUBLISHED
    assert not Duty.objects.filter(subject=report.chain_key).exists()


def test_every_bureau_is_reminded_in_january(writer: Viewer) -> None:
    assert duties.remind(datetime(2025, 1, 2, tzinfo=UTC)) >= 1
    duty = Duty.objects.get(act="annual.begin", bureau_id=writer.bureau_id)
    assert duty.due_on == date(2025, 3, 1)
    begun(writer)
    assert not Duty.objects.filter(act="annual.begin", bureau_id=writer.bureau_id).exists()


def test_pdf_and_docx_come_from_the_issued_text(writer: Viewer, head: Viewer) -> None:
    report = acts.issue(actor=head, at=WHEN, report=settled(writer, head, begun(writer))).result
    report = selectors.report_for(head, report.pk)
    assert report is not None
    assert document.rendition(report, "pdf").media_type == "application/pdf"
    assert document.rendition(report, "docx").size > 5000
    assert document.title_lines("武冈市城市管理和综合执法局2024年法治政府建设年度报告") == [
        "武冈市城市管理和综合执法局",
        "2024年法治政府建设年度报告",
    ]


def test_a_duty_report_is_of_one_officer_and_stays_inside(writer: Viewer, head: Viewer) -> None:
    with pytest.raises(Refused) as refused:
        acts.begin(actor=writer, at=WHEN, kind="duty", year=2024)
    assert unmet(refused) == ["officer_named"]
    officer = Officer.objects.get(pk=head.officer_id)
    report = acts.begin(actor=writer, at=WHEN, kind="duty", year=2024, officer=officer).result
    report = acts.issue(actor=head, at=WHEN, report=settled(writer, head, report)).result
    with pytest.raises(Refused) as refused:
        acts.publish(actor=writer, at=WHEN, report=report, secrecy_checked=True)
    assert "is_annual" in unmet(refused)


# --- pages ---------------------------------------------------------------------------------------------------


def client_of(viewer: Viewer) -> Client:
    client = Client()
    client.force_login(Officer.objects.get(pk=viewer.officer_id).user)
    return client


def test_pages_from_the_template_to_the_public_figure(writer: Viewer, head: Viewer) -> None:
    mine, his = client_of(writer), client_of(head)
    answer = mine.post("/annual/new/", {"kind": "annual", "year": "2024", "title": ""})
    assert answer.status_code == 302
    where = answer["Location"]
    assert "没有记录" in mine.get(where).content.decode()
    report = AnnualReport.objects.get()
    text = selectors.section_text(report, 0)
    assert text is not None
    typed = {"text": text[0] + "\n巡查7次。", "base": str(text[1].seq)}
    assert "7次" in mine.post(f"{where}edit/0/", {**typed, "preview": "1"}).content.decode()
    assert mine.post(f"{where}preview/", {"text": "处罚{{penalty_cases}}件"}).status_code == 200
    assert mine.post(f"{where}edit/0/", typed).status_code == 302
    assert mine.post(f"{where}edit/0/", {**typed, "text": "丙"}).status_code == 409
    assert "<ins" in mine.get(f"{where}changes/").content.decode()
    block, start = _loose(report)
    assert "巡查" in mine.get(f"{where}numbers/{block}/{start}/").content.decode()
    declared = {"choice": "declare", "reason": "制度规定的次数"}
    assert mine.post(f"{where}numbers/{block}/{start}/", declared).status_code == 302
    write(writer, report, TEXT)
    settled(writer, head, report)
    refused = mine.post(f"{where}acts/annual.issue/", {"number": ""})
    assert refused.status_code == 409 and "没有这个岗位" not in refused.content.decode()
    assert his.post(f"{where}acts/annual.issue/", {"number": "武城管发〔2025〕3号"}).status_code == 302
    assert his.get(f"{where}figures/penalty_cases/").status_code == 200
    assert his.get(f"{where}report.pdf").status_code == 200
    public = Client()
    assert public.get("/gs/430581/reports/2024/").status_code == 404
    sent = {"recipients": ["committee", "government", "superior"], "note": "", "reason-sent_in_time": "补报"}
    assert mine.post(f"{where}acts/annual.send/", sent).status_code == 302
    given = {"secrecy_checked": "on", "reason-published_in_time": "补公开"}
    assert mine.post(f"{where}acts/annual.publish/", given).status_code == 302
    assert "法治政府建设年度报告" in public.get("/gs/430581/reports/").content.decode()
    page = public.get("/gs/430581/reports/2024/").content.decode()
    assert "/gs/430581/reports/2024/figures/penalty_cases/" in page
    assert "口径" in public.get("/gs/430581/reports/2024/figures/penalty_cases/").content.decode()
    assert public.get("/gs/430581/reports/2024/figures.json").json()["figures"][0]["unit"] == "件"
    assert public.get("/gs/430581/reports/2024/report.docx").status_code == 200


def test_a_handler_does_not_open_reports(walk: Walk, writer: Viewer) -> None:
    report = begun(writer)
    assert client_of(walk.as_role("handler")).get(f"/annual/{report.pk}/").status_code == 403


def test_a_report_of_another_bureau_is_not_found(writer: Viewer) -> None:
    assert client_of(writer).get("/annual/01900000-0000-7000-8000-000000000000/").status_code == 404
