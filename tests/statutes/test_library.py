"""The library through its acts, pages and command: nothing half imported, versions, citations checked."""

from __future__ import annotations

from datetime import date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client
from tests.conftest import make_matter
from tests.statutes.texts import FLK, MARKDOWN, MESSY, OLDER, docx

from chengguan.base.dates import CHINA
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.ledger.verifying import refold, verify_chains
from chengguan.people.models import Bureau, Officer
from chengguan.people.selectors import actor_of
from chengguan.statutes import acts
from chengguan.statutes.drafts import Details, upload
from chengguan.statutes.models import Provision, Statute, StatuteVersion
from chengguan.statutes.selectors.citations import Asked, User, check, norm_citations
from chengguan.statutes.selectors.library import applicable, find_articles, target
from chengguan.statutes.verifying import verify_statutes
from chengguan.web.demonstration.cast import Cast
from lawengine import Citation

AT = datetime(2024, 5, 6, 10, 0, tzinfo=CHINA)
NAME = "临江市街面秩序管理条例"


def client_of(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    return client


@pytest.fixture
def reviewer(cast: Cast) -> Client:
    return client_of(cast.officers["legal_reviewer"])


def add(
    cast: Cast, text: str, start: date, *, title: str = NAME, name: str = "条例.md", **details: Any
) -> StatuteVersion:
    actor = actor_of(cast.officers["legal_reviewer"], AT.date())
    given = upload(name, text.encode())
    entered = Details(
        title=title, kind="local", in_force_from=start, **{"adopted_on": date(2019, 3, 5), **details}
    )
    done = acts.import_version(actor=actor, at=AT, upload=given, details=entered)
    version: StatuteVersion = done.result
    return version


def folds(statute: Statute) -> bool:
    """Whether what is known of the statute follows from its entries."""
    statute.refresh_from_db()
    return refold(statute.chain_key) == (statute.known, statute.stage)


@pytest.fixture
def two(cast: Cast) -> tuple[StatuteVersion, StatuteVersion]:
    older = add(cast, OLDER, date(2019, 5, 1), name="旧.txt")
    return older, add(cast, MARKDOWN, date(2023, 11, 1), adopted_on=date(2023, 9, 8))


def test_versions_follow_one_another_and_the_ledger_folds(two: tuple[StatuteVersion, StatuteVersion]) -> None:
    older, newer = two
    assert older.statute == newer.statute and Statute.objects.count() == 1
    before, after = applicable(NAME, date(2023, 10, 31)), applicable(NAME, date(2023, 11, 1))
    assert before and before.version == older and before.end == date(2023, 10, 31)
    assert after and after.version == newer and after.end is None
    assert applicable(NAME, date(2019, 4, 30)) is None
    kinds = set(Provision.objects.filter(version=newer).values_list("kind", flat=True))
    assert kinds == {"chapter", "section", "article", "paragraph", "item", "subitem"}
    assert Entry.objects.filter(kind="statute.import").count() == 2
    assert folds(older.statute) and not list(verify_chains())


def test_a_changed_text_is_found_out(two: tuple[StatuteVersion, StatuteVersion]) -> None:
    assert not list(verify_statutes())
    line = Provision.objects.filter(version=two[1], kind="paragraph", text__contains="二百元").get()
    line.text = line.text.replace("二百元", "二千元")
    line.save()
    assert list(verify_statutes()) == [f"{NAME} 2023-11-01: 第四条的文字与摘要不符"]
    Provision.objects.filter(version=two[0], kind="article", number=1).delete()
    assert any("入库时的摘要" in fault for fault in verify_statutes())


def test_the_same_file_and_the_same_day_are_recognised(
    cast: Cast, two: tuple[StatuteVersion, StatuteVersion]
) -> None:
    with pytest.raises(Refused) as refused:
        add(cast, MARKDOWN, date(2023, 11, 1))
    assert {"statute_file_new", "statute_version_new"} <= {
        finding.id for finding in refused.value.verdict.unmet
    }
    with pytest.raises(Refused) as refused:
        add(cast, MARKDOWN.replace("\u3000", "  "), date(2025, 1, 1))
    assert {finding.id for finding in refused.value.verdict.warnings} == {"statute_text_new"}
    assert StatuteVersion.objects.count() == 2


def test_a_messy_file_is_refused_whole(cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        add(cast, MESSY, date(2020, 7, 1), title="临江市夜间施工管理办法", name="乱.txt")
    assert {finding.id for finding in refused.value.verdict.unmet} == {"statute_articles_single"}
    assert not Statute.objects.exists() and not Provision.objects.exists()


def test_end_and_withdrawal(cast: Cast, two: tuple[StatuteVersion, StatuteVersion]) -> None:
    older, newer = two
    actor = actor_of(cast.officers["legal_reviewer"], AT.date())
    with pytest.raises(Refused):
        acts.end_statute(actor=actor, at=AT, statute=newer.statute, ended_on=date(2023, 1, 1), basis="某决定")
    acts.end_statute(actor=actor, at=AT, statute=newer.statute, ended_on=date(2024, 10, 1), basis="某决定")
    assert applicable(NAME, date(2024, 9, 30)) is not None and applicable(NAME, date(2024, 10, 1)) is None
    with pytest.raises(Refused) as refused:
        add(cast, MARKDOWN + "\n**第六条** 新。", date(2024, 11, 1))
    assert "statute_before_end" in {finding.id for finding in refused.value.verdict.unmet}
    acts.withdraw_version(actor=actor, at=AT, statute=newer.statute, version=newer, why="文件拿错")
    span = applicable(NAME, date(2024, 5, 6))
    assert span and span.version == older
    add(cast, MARKDOWN, date(2023, 12, 1), adopted_on=date(2023, 9, 8))
    assert folds(older.statute)
    handler = actor_of(cast.handlers[0], AT.date())
    with pytest.raises(Refused) as refused:
        acts.withdraw_version(actor=handler, at=AT, statute=older.statute, version=older, why="无权")
    assert "by_whom" in {finding.id for finding in refused.value.verdict.unmet}


# --- citations --------------------------------------------------------------------------------------------------


def asked(article: int, checked: date | None = date(2020, 1, 1), **places: Any) -> Asked:
    return Asked(Citation(NAME, article, **places), User("acts", "x", "某行为"), checked)


@pytest.mark.parametrize(
    ("given", "state"),
    [
        (asked(1), "same"),
        (asked(4), "changed"),
        (asked(6), "no_article"),
        (asked(2, date(2024, 1, 1), paragraph=2), "same"),
        (asked(2, date(2024, 1, 1), paragraph=3), "no_place"),
        (asked(3, date(2024, 1, 1), item=3), "same"),
        (asked(3, date(2024, 1, 1), paragraph=1, item=4), "no_place"),
        (asked(1, date(2018, 1, 1)), "unseen"),
        (asked(1, None), "unseen"),
    ],
)
def test_citations_are_checked(two: tuple[StatuteVersion, StatuteVersion], given: Asked, state: str) -> None:
    (row,) = check([given], date(2024, 5, 6))
    assert row.state == state and (state == "same" or row.statement)


def test_a_changed_article_says_where_its_text_went(two: tuple[StatuteVersion, StatuteVersion]) -> None:
    (row,) = check([asked(5)], date(2024, 5, 6))
    assert row.state == "changed" and row.now == "第四条" and (row.old, row.new) == (two[0].pk, two[1].pk)
    (row,) = check([Asked(Citation("没有的法", 1), User("acts", "x", "某行为"), None)], date(2024, 5, 6))
    assert row.state == "absent"
    (row,) = check([asked(1)], date(2019, 1, 1))
    assert row.state == "ended"


def test_every_citation_of_the_norms_is_asked_about(db: None) -> None:
    found = norm_citations("430581", date(2024, 5, 6))
    laws = {item.cite.law for item in found}
    assert {"行政处罚法", "行政强制法"} <= laws and "平台规则" not in laws
    assert {"acts", "clocks", "thresholds", "instruments", "guides"} <= {item.user.shelf for item in found}
    assert sum(item.checked is not None for item in found) > len(found) * 0.9


# --- pages --------------------------------------------------------------------------------------------------------


def put(client: Client, text: bytes, name: str = "条例.md") -> Any:
    return client.post("/statutes/import/", {"file": SimpleUploadedFile(name, text)})


def entered(answer: Any, **changes: str) -> dict[str, str]:
    form = answer.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else str(value) for name, value in values.items()} | changes


def test_upload_preview_check_confirm(reviewer: Client, cast: Cast) -> None:
    answer = put(reviewer, MARKDOWN.encode())
    page = answer.content.decode()
    assert answer.status_code == 200 and "每一行都已识别" in page and "第三条之一" not in page
    data = entered(answer)
    assert data["in_force_from"] == "2023-11-01" and data["kind"] == "local"
    checked = reviewer.post("/statutes/import/confirm/", data)
    assert "法定条件均已满足" in checked.content.decode() and not Statute.objects.exists()
    assert reviewer.post("/statutes/import/confirm/", {**data, "confirm": "1"}).status_code == 302
    statute = Statute.objects.get()
    page = reviewer.get(f"/statutes/{statute.pk}/?article=4").content.decode()
    assert 'id="a3-1"' in page and "第三条之一" in page and "二百元" in page and "目录" in page
    assert NAME in reviewer.get("/statutes/").content.decode()
    assert "第四条" in reviewer.get("/statutes/?q=二百元").content.decode()
    assert NAME in reviewer.get("/search/?q=街面秩序").content.decode()
    assert "音量" in reviewer.get(f"/statutes/{statute.pk}/?q=音量").content.decode()
    again = put(reviewer, MARKDOWN.encode())
    page = reviewer.post("/statutes/import/confirm/", {**entered(again), "confirm": "1"})
    assert page.status_code == 409 and "同一文件已经入库" in page.content.decode()
    assert client_of(cast.handlers[0]).get("/statutes/import/").status_code == 403
    assert client_of(cast.handlers[0]).get(f"/statutes/{statute.pk}/").status_code == 200


def test_a_report_line_by_line_and_faulty_entries(reviewer: Client) -> None:
    answer = put(reviewer, MESSY.encode(), "乱.txt")
    page = answer.content.decode()
    for word in ("逐行报告", "条号重复", "目录中的行", "网页残留文字", "内容不同，请核对原文"):
        assert word in page
    wrong = reviewer.post(
        "/statutes/import/confirm/", entered(answer, in_force_from="", title="", confirm="1")
    )
    assert wrong.status_code == 422 and "请填写日期" in wrong.content.decode()
    assert reviewer.post("/statutes/import/confirm/", {"sealed": "forged"}).status_code == 302
    assert put(reviewer, b"%PDF-1.4", "x.pdf").status_code == 422
    assert put(reviewer, docx(FLK), "条例.docx").status_code == 200


def test_compare_versions_and_switch_by_day(
    reviewer: Client, two: tuple[StatuteVersion, StatuteVersion]
) -> None:
    pk = two[0].statute_id
    page = reviewer.get(f"/statutes/{pk}/compare/").content.decode()
    assert "第五条 → 第四条" in page and "<ins>" in page and "<del>" in page and "夜间摊位" in page
    assert "第三条 → 第二条" in reviewer.get(f"/statutes/{pk}/compare/?all=1").content.decode()
    page = reviewer.get(f"/statutes/{pk}/?on=2020-01-01").content.decode()
    assert "二十元以上一百元" in page and "2023-10-31" in page
    assert "举报电话" in reviewer.get(f"/statutes/{pk}/?version={two[0].pk}").content.decode()
    assert reviewer.get(f"/statutes/{pk}/?version=x&article=999&part=3&on=abc").status_code == 200


def test_end_and_withdraw_on_the_pages(reviewer: Client, two: tuple[StatuteVersion, StatuteVersion]) -> None:
    pk = two[0].statute_id
    assert reviewer.post(f"/statutes/{pk}/end/", {"ended_on": "", "basis": "x"}).status_code == 422
    assert reviewer.post(f"/statutes/{pk}/end/", {"ended_on": "2020-01-01", "basis": "x"}).status_code == 409
    answer = reviewer.post(f"/statutes/{pk}/withdraw/", {"version": two[1].pk, "why": "日期填错"})
    assert answer.status_code == 302 and "日期填错" in reviewer.get("/statutes/import/").content.decode()
    assert (
        reviewer.post(f"/statutes/{pk}/end/", {"ended_on": "2020-01-01", "basis": "某决定"}).status_code
        == 302
    )
    assert "已登记废止" in reviewer.get(f"/statutes/{pk}/").content.decode()


def test_the_report_of_citations_names_norms_and_matters(
    reviewer: Client, bureau: Bureau, two: tuple[StatuteVersion, StatuteVersion]
) -> None:
    matter = make_matter(
        bureau, title="占道设摊", basis=[{"law": NAME, "article": 5}], violated=[{"law": NAME, "article": 9}]
    )
    page = reviewer.get(f"/statutes/citations/?q={NAME}").content.decode()
    assert (
        "占道设摊" in page
        and "条文不存在" in page
        and "原条文现为第四条" in page
        and f"/powers/matters/{matter.pk}/" in page
    )
    only = reviewer.get("/statutes/citations/?state=changed").content.decode()
    assert "占道设摊" in only
    export = reviewer.get("/statutes/citations/export.xlsx?state=changed")
    assert export.status_code == 200 and export.content.startswith(b"PK")


def test_a_citation_leads_to_the_article_or_to_the_rules(
    reviewer: Client, two: tuple[StatuteVersion, StatuteVersion]
) -> None:
    answer = reviewer.get(f"/statutes/cite/?law={NAME}&article=4")
    assert answer["Location"].endswith(f"/statutes/{two[0].statute_id}/?article=4#a4")
    assert reviewer.get("/statutes/cite/?law=行政处罚法&article=54")["Location"].startswith("/norms/?law=")
    assert target(NAME, "99", date(2024, 5, 6)) is None
    assert [hit.provision.label for hit in find_articles("夜间 音量", on=date(2024, 5, 6))] == ["第三条之一"]


def test_pages_cost_the_same_whatever_their_length(
    reviewer: Client,
    cast: Cast,
    two: tuple[StatuteVersion, StatuteVersion],
    django_assert_max_num_queries: Any,
) -> None:
    for number in range(6):
        add(
            cast,
            f"办法{number}\n第一条　为了某事{number}。",
            date(2020, 1, 1 + number),
            title=f"临江市办法{number}",
            name=f"{number}.txt",
        )
    with django_assert_max_num_queries(12):
        reviewer.get("/statutes/")
    with django_assert_max_num_queries(13):
        reviewer.get(f"/statutes/{two[0].statute_id}/")
    with django_assert_max_num_queries(14):
        reviewer.get("/statutes/citations/")


# --- command --------------------------------------------------------------------------------------------------------


def test_a_folder_is_imported_with_the_same_report(cast: Cast, tmp_path: Path) -> None:
    (tmp_path / "一.md").write_text(MARKDOWN, "utf-8")
    (tmp_path / "二.txt").write_bytes(MESSY.encode("gb18030", "ignore"))
    (tmp_path / "三.docx").write_bytes(docx(FLK))
    (tmp_path / "图.docx").write_bytes(b"\x89PNG....")
    (tmp_path / "略.pdf").write_bytes(b"%PDF")
    by = cast.officers["legal_reviewer"].user.username  # type: ignore[attr-defined]
    out = StringIO()
    call_command("import_statutes", str(tmp_path), by=by, check=True, stdout=out)
    assert not Statute.objects.exists() and "可以入库  一.md" in out.getvalue()
    out = StringIO()
    call_command("import_statutes", str(tmp_path), by=by, stdout=out)
    text = out.getvalue()
    assert (
        "已入库  一.md" in text and "已入库  三.docx" in text and "未入库  二.txt" in text and "图片" in text
    )
    assert "第 21 行 条号重复" in text and Statute.objects.count() == 2
    out = StringIO()
    call_command("import_statutes", str(tmp_path), by=by, stdout=out)
    assert "该文件没有导入过" in out.getvalue() and Statute.objects.count() == 2
    with pytest.raises(CommandError, match="登录名"):
        call_command("import_statutes", str(tmp_path), by="nobody")
