"""与其他机关的协作: letters out and in, their register, the thread of both sides, the pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from tests.cases.investigating import ids, refused, run
from tests.conftest import make_party

from chengguan.agenda.selectors import duties_of
from chengguan.cases.facts.base import state_facts
from chengguan.cases.verifying_transfers import verify_handovers
from chengguan.intake.models import NO_DUE, Handover, Lead
from chengguan.people.models import Officer
from chengguan.web.demonstration import coordination_steps as steps
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration import investigation_steps as investigation
from chengguan.web.demonstration import review_steps as review
from chengguan.web.demonstration.walk import Walk


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def case(walk: Walk, settings: Any, tmp_path: Any) -> Walk:
    settings.FILES_DIR = tmp_path
    walk.party = make_party(walk.cast, credit_code="914305810000000001")
    return run(walk, "case.order_correction")


def open_row(kind: str) -> Handover:
    return Handover.objects.get(kind=kind)


def test_reverse_transfer_in_is_received_filed_and_answered(walk: Walk, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    lead = steps.receive(walk)
    assert lead.origin == "transfer" and lead.discovered_on == walk.day
    assert steps.letter(walk, "incoming_receipt").number
    row = open_row("reverse")
    assert row.direction == Handover.IN and row.state == Handover.RECEIVED and row.due_on
    investigation.verify_lead(walk)
    investigation.file(walk)
    titles = [duty.title for duty in duties_of(walk.as_role("handler"), walk.day).rows]
    assert any("反馈移送处理结果" in title for title in titles)
    steps.answer(walk)
    row.refresh_from_db()
    assert row.state == Handover.SETTLED
    assert walk.subject_case.number in str(steps.letter(walk, "outcome_feedback").context)
    call_command("verify")


def test_an_answer_without_a_check_or_too_late_is_refused(walk: Walk, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    lead = steps.receive(walk, "case", reply_due_on=walk.day + timedelta(days=5))
    verdict = refused(walk, "lead.answer_transfer", lead=lead, content="已处理")
    assert ids(verdict) == ["transfer_handled"]
    investigation.verify_lead(walk)
    walk.later(days=6)
    verdict = refused(walk, "lead.answer_transfer", lead=lead, content="已处理")
    assert ids(verdict) == ["answered_in_time"]


def test_a_reverse_transfer_comes_from_the_judiciary(walk: Walk) -> None:
    given = {"kind": "reverse", "agency": "武冈市住房和城乡建设局", "number": "1号", "received_on": walk.day, "occurred_on": walk.day, "place": "示范路", "content": "来文", "materials": ["函"]}  # fmt: skip
    assert "judicial_agency" in ids(refused(walk, "lead.receive_transfer", "window_clerk", **given))


def test_a_lead_that_is_not_ours_goes_and_its_outcome_comes(walk: Walk, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    walk.plan["own_jurisdiction"] = False
    investigation.register_lead(walk)
    investigation.verify_lead(walk)
    steps.transfer_lead(walk)
    assert walk.lead and walk.lead.stage == "transferred"
    duty = next(row for row in duties_of(walk.as_role("handler"), walk.day).rows if "线索移送" in row.title)
    assert duty.due_on
    steps.lead_outcome(walk)
    assert open_row("lead").state == Handover.SETTLED
    assert not [
        row for row in duties_of(walk.as_role("handler"), walk.day).rows if str(walk.lead.pk) in row.url
    ]


def test_a_lead_of_ours_is_not_transferred(walk: Walk, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    investigation.register_lead(walk)
    investigation.verify_lead(walk)
    given = {"lead": walk.lead, "agency": "住建局", "explanation": "移送", "materials": ["记录"]}
    assert ids(refused(walk, "lead.transfer", "deputy_head", **given)) == ["not_ours"]


def test_transfer_to_another_organ_is_followed_to_its_outcome(case: Walk) -> None:
    case.plan["outcome"] = "transferred"
    investigation.finish(case)
    review.transfer(case)
    row = open_row("case")
    assert row.state == Handover.RECEIVED and row.receiver and row.due_on
    steps.transfer_outcome(case)
    row.refresh_from_db()
    assert (row.state, row.outcome) == (Handover.SETTLED, "已立案调查，责令补办核准手续")
    execution.close(case)
    execution.archive(case)
    call_command("verify")


def test_letters_of_every_kind_and_their_answers(case: Walk) -> None:
    steps.notify(case)
    steps.reply(case, "notice")
    steps.notify(case, "industry")
    steps.ask_help(case)
    steps.obstruction(case)
    steps.reply(case, "obstruction", outcome="已受理行政案件，处罚款二百元")
    steps.tell_procuratorate(case)
    steps.reply(case, "public_interest", final=False)
    steps.tell_procuratorate(case, "report")
    steps.advice(case)
    assert Handover.objects.get(kind="advice").state == Handover.SETTLED
    facts = state_facts(case.subject_case.known, case.day, "430581")
    assert (facts["assistance_open"], facts["advice_open"], facts["replies_open"]) == (0, 0, 3)
    for kind in ("agency_notice", "assistance_letter", "obstruction_transfer", "public_interest_clue", "procuratorate_reply"):  # fmt: skip
        assert case.instrument(kind).number
    call_command("verify")


def test_a_row_that_no_act_made_is_found(case: Walk) -> None:
    steps.notify(case)
    assert not list(verify_handovers())
    Handover.objects.update(state=Handover.SETTLED)
    assert [case.subject_case.chain_key in line for line in verify_handovers()] == [True]


def test_a_permit_agency_is_told_of_the_permit(case: Walk) -> None:
    given = {"case": case.subject_case, "agency": "住建局", "purpose": "permit", "explanation": "违法事实"}
    assert ids(refused(case, "case.notify_agency", "brigade_leader", **given)) == ["permit_described"]


def test_designated_to_another_organ_the_case_has_to_go_in_time(case: Walk) -> None:
    steps.ask_jurisdiction(case, "other")
    known = case.subject_case.known
    assert known["jurisdiction_designated"] == "other"
    titles = [duty.title for duty in duties_of(case.as_role("handler"), case.day).rows]
    assert any("移送有管辖权机关期限" in title for title in titles)


def test_joint_discipline_needs_a_served_decision_and_a_basis(case: Walk) -> None:
    given = {"case": case.subject_case, "agency": "住建局", "measures": ["限制评优"], "explanation": "理由"}
    assert {"penalty_served", "discipline_measures_listed"} <= set(
        ids(refused(case, "case.propose_joint_discipline", "deputy_head", **given))
    )
    investigation.finish(case)
    for _, step in review.REVIEW_STEPS:
        step(case)
    execution.serve_decision(case)
    steps.joint_discipline(case)
    assert case.instrument("joint_discipline_proposal").number


def test_the_thread_of_both_directions_and_the_board(case: Walk, django_assert_max_num_queries: Any) -> None:
    """双移交: what comes back stands in the thread of what went out, in one view with its dates."""
    steps.notify(case, "industry")
    sent = open_row("notice")
    steps.receive(case, "notice", answers=sent.pk)
    came = Handover.objects.get(direction=Handover.IN)
    assert came.thread == sent.thread
    client = login(case.pair[0])
    page = client.get(f"/transfers/{sent.pk}/").content.decode()
    assert all(
        word in page for word in ("线索受理", "现场查看", "责令整改", "移送函告", "武建函〔2024〕31号")
    )
    board = client.get("/transfers/").content.decode()
    assert sent.number in board and came.agency in board
    assert sent.number not in client.get("/transfers/?direction=in").content.decode()
    assert client.get("/transfers/?overdue=on").status_code == 200
    answer = client.get("/transfers/export.xlsx?kind=notice")
    assert answer.status_code == 200 and answer["Content-Disposition"].startswith("attachment")
    with django_assert_max_num_queries(14):
        client.get("/transfers/")


def test_overdue_stands_first_and_pages_follow(case: Walk) -> None:
    steps.notify(case)
    rows = [Handover.objects.get()]
    for place in range(60):
        rows.append(_copy(rows[0], place))
    client = login(case.pair[0])
    first = client.get("/transfers/").context["rows"]
    assert len(first) == 25 and first[0].overdue
    seen, url = [], "/transfers/"
    while url:
        found = client.get(url).context
        seen += [item.row.pk for item in found["rows"]]
        url = "/transfers/" + found["pages"].next if found["pages"].next else ""
    assert len(seen) == len(set(seen)) == 61
    assert len(client.get("/transfers/?last=1").context["rows"]) == 25


def _copy(row: Handover, place: int) -> Handover:
    values = {
        field.attname: getattr(row, field.attname) for field in Handover._meta.fields if field.name != "id"
    }
    due = row.due_on + timedelta(days=place) if row.due_on and place % 3 else None
    values |= {"due_on": due, "due_rank": due or NO_DUE}
    return Handover.objects.create(**values)


def test_outsiders_see_neither_letter_nor_thread(case: Walk) -> None:
    steps.notify(case)
    client = login(case.cast.handlers[-1])
    assert client.get(f"/transfers/{open_row('notice').pk}/").status_code == 404
    assert open_row("notice").number not in client.get("/transfers/").content.decode()
    assert login(case.cast.officers["finance"]).get("/transfers/receive/").status_code == 403


def test_the_window_takes_in_a_letter_through_the_page(walk: Walk, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    client = login(walk.cast.officers["window_clerk"])
    assert client.get("/transfers/receive/").status_code == 200
    today = client.get("/transfers/receive/").context["form"].fields["received_on"].initial
    data = {"kind": "case", "agency": "武冈市公安局", "number": "", "received_on": today, "occurred_on": today, "place": "示范路", "content": "移送渣土车遗撒案件", "materials": "移送函", "squad": walk.cast.squads[0].pk}  # fmt: skip
    page = client.post("/transfers/receive/", data)
    assert page.status_code == 422 and "移送渣土车遗撒案件" in page.content.decode()
    page = client.post("/transfers/receive/", {**data, "number": "武公移〔2026〕3号", "received_on": today + timedelta(days=1)})  # fmt: skip
    assert "收文日期不能晚于今天" in page.content.decode()
    page = client.post("/transfers/receive/", {**data, "number": "武公移〔2026〕3号"}, follow=True)
    assert page.status_code == 200 and Lead.objects.get().origin == "transfer"


def test_an_act_is_done_through_its_page(case: Walk) -> None:
    """The form keeps what was typed, says what is wrong, and the refusal names the article."""
    client = login(case.pair[0])
    url = f"/cases/{case.subject_case.pk}/acts/case.suspect_crime/"
    assert "污染环境罪" in client.get(url).content.decode()
    data = {"offence": "pollution", "amount": "1", "description": "倾倒废物"}
    page = client.post(url, data)
    assert page.status_code == 409 and "说明认为涉嫌犯罪的理由" in page.content.decode()
    page = client.post(url, {**data, "reason-crime_threshold_reached": "废物性质尚待鉴定，先行报告"})
    assert page.status_code == 302 and case.subject_case.known["crime_stage"] == "suspected"
    url = f"/cases/{case.subject_case.pk}/acts/case.notify_agency/"
    page = client.post(url, {"agency": "住建局", "purpose": "permit", "explanation": "事实"})
    assert page.status_code == 422 and "请写明许可证件" in page.content.decode()
