"""Forged and repeated requests: another unit's case, acts of other posts, foreign officers, the wrong tier, the same form twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from tests.conftest import SHEET, make_matter, make_party

from chengguan.base.dates import CHINA
from chengguan.base.permissions import ROLES
from chengguan.cases.acts import approvals
from chengguan.cases.models import Approval, Case, Payment
from chengguan.cases.procedure import STEPS
from chengguan.cases.selectors.options import options_for
from chengguan.documents.models import Attachment, Instrument
from chengguan.intake.models import Lead
from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book
from chengguan.people.models import Officer
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration import execution_steps, investigation_steps
from chengguan.web.demonstration.cast import Cast, build
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
CASE_KINDS = sorted(kind for kind, step in STEPS.items() if step.subject == "case")
LEAD_KINDS = sorted(kind for kind, step in STEPS.items() if step.subject == "lead")


@pytest.fixture
def today(make_walk: Callable[..., Walk]) -> Walk:
    """A walk of this morning: pages read the clock."""
    now = timezone.now().astimezone(CHINA).replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)
    return make_walk(now=now)


@pytest.fixture
def other(cast: Cast) -> Cast:
    """Another bureau with the same posts."""
    return build(
        replace(SHEET, code="230751", name="外局", short="外城管", jurisdiction="230751", prefix="x_")
    )


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)  # type: ignore[attr-defined]
    return client


def written() -> tuple[int, ...]:
    """How much there is of everything that an act writes."""
    return tuple(
        model.objects.count() for model in (Entry, Case, Lead, Approval, Instrument, Attachment, Payment)
    )  # type: ignore[attr-defined]


def verified(walk: Walk) -> Lead:
    investigation_steps.register_lead(walk)
    walk.later(minutes=-25)
    investigation_steps.verify_lead(walk)
    walk.later(minutes=-35)
    assert walk.lead is not None
    return walk.lead


def filed(walk: Walk) -> Case:
    verified(walk)
    investigation_steps.file(walk)
    walk.later(minutes=-90)
    return walk.subject_case


def filing(walk: Walk) -> dict[str, Any]:
    return investigation_steps.filing_inputs(walk)


# --- another unit's case ------------------------------------------------------------------------------------


def test_acts_on_a_case_of_another_unit_find_nothing(today: Walk, other: Cast) -> None:
    case, lead = filed(today), today.lead
    assert lead is not None
    before = written()
    outsiders = [
        today.cast.handlers[-1],
        today.cast.officers["squad_leader_1"],
        *other.officers.values(),
        other.handlers[0],
    ]
    for officer in outsiders:
        client = login(officer)
        admin = actor_of(officer, today.day).reach == "none"
        allowed = (403,) if admin or not actor_of(officer, today.day).may("case.perform") else (404,)
        for kind in CASE_KINDS[::4]:
            assert client.post(f"/cases/{case.pk}/acts/{kind}/", {}).status_code in allowed, (
                f"{officer} {kind}"
            )
        for kind in LEAD_KINDS:
            status = client.post(f"/leads/{lead.pk}/acts/{kind}/", {}).status_code
            assert status == (404 if actor_of(officer, today.day).may("lead.perform") else 403), (
                f"{officer} {kind}"
            )
        assert client.get(f"/cases/{case.pk}/").status_code in (403, 404)
    assert written() == before


def test_kinds_that_do_not_fit_the_subject_find_nothing(today: Walk) -> None:
    case = filed(today)
    client = login(today.pair[0])
    for kind in (*LEAD_KINDS, "case.nothing", "approval.endorse", "people.grant_post", "lead.register"):
        assert client.post(f"/cases/{case.pk}/acts/{kind}/", {}).status_code == 404, kind


# --- acts of other posts ------------------------------------------------------------------------------------


def officer_of(cast: Cast, role: str) -> Officer:
    return cast.officers.get(role) or cast.handlers[0]


@pytest.mark.parametrize("role", sorted(ROLES))
def test_acts_outside_the_norm_are_neither_offered_nor_possible(role: str, today: Walk) -> None:
    case = filed(today)
    actor = actor_of(officer_of(today.cast, role), today.day)
    options = options_for(case, actor, today.day, [(kind, "") for kind in CASE_KINDS])
    for option in [*options.offered, *options.others, *options.blocked]:
        norm = book().act(option.kind, on=today.day, jurisdiction="430581")
        lawful = {*norm.by} if norm.approval is None else {*norm.proposed_by}
        if role not in lawful:
            assert not option.offered and not option.mine, option.kind
        if role not in norm.by:
            assert "by_whom" in [finding.id for finding in option.verdict.unmet], option.kind


def test_a_well_filled_form_in_the_wrong_hands_is_refused(today: Walk) -> None:
    case = filed(today)
    squad = today.cast.officers["squad_leader_0"]
    address = {"receiver": "王演示", "address": "示范路8号", "signed": "on"}
    before = written()
    for officer in (
        today.cast.officers[role] for role in ("legal_reviewer", "finance", "archivist", "deputy_head")
    ):
        answer = login(officer).post(f"/cases/{case.pk}/acts/case.confirm_service_address/", address)
        assert answer.status_code == 409, officer
    payment = {"amount": "1", "paid_on": today.day.isoformat(), "reference": "R1", "payer": "甲"}
    assert login(squad).post(f"/cases/{case.pk}/acts/case.record_payment/", payment).status_code == 409
    assert written() == before
    assert (
        login(squad).post(f"/cases/{case.pk}/acts/case.confirm_service_address/", address).status_code == 302
    )


def test_only_those_whom_the_norm_names_propose(today: Walk) -> None:
    lead = verified(today)
    before = written()
    for role in (
        "squad_leader",
        "brigade_leader",
        "deputy_head",
        "organ_head",
        "legal_reviewer",
        "window_clerk",
    ):
        answer = login(officer_of(today.cast, role)).post(f"/leads/{lead.pk}/acts/case.file/", filing(today))
        assert answer.status_code == 409, role
    assert written() == before


# --- the same form twice ------------------------------------------------------------------------------------


def test_a_proposal_sent_twice_is_one_proposal(today: Walk) -> None:
    lead, client = verified(today), login(today.pair[0])
    assert client.post(f"/leads/{lead.pk}/acts/case.file/", filing(today)).status_code == 302
    before = written()
    assert client.post(f"/leads/{lead.pk}/acts/case.file/", filing(today)).status_code == 409
    assert written() == before and Approval.objects.count() == 1


def test_an_approval_signed_twice_counts_once(today: Walk) -> None:
    lead = verified(today)
    client = login(today.pair[0])
    client.post(f"/leads/{lead.pk}/acts/case.file/", filing(today))
    approval = Approval.objects.get()
    leader = login(today.cast.officers["squad_leader_0"])
    agree = {"decision": "agree", "opinion": "同意。"}
    assert leader.post(f"/approvals/{approval.pk}/", agree).status_code == 302
    before = written()
    assert leader.post(f"/approvals/{approval.pk}/", agree).status_code == 409
    assert leader.post(f"/approvals/{approval.pk}/", {**agree, "decision": "return"}).status_code == 409
    assert written() == before
    approval.refresh_from_db()
    assert approval.position == 1


def test_a_payment_sent_twice_is_one_payment(today: Walk) -> None:
    today.plan["fine"] = "3000"
    execution_steps.summary_decide(today)
    execution_steps.summary_serve(today)
    case, client = today.subject_case, login(today.cast.officers["finance"])
    form = {
        "amount": "1000",
        "paid_on": timezone.now().astimezone(CHINA).date().isoformat(),
        "reference": "R1",
        "payer": "甲",
    }
    assert client.post(f"/cases/{case.pk}/acts/case.record_payment/", form).status_code == 302
    assert client.post(f"/cases/{case.pk}/acts/case.record_payment/", form).status_code == 409
    assert Payment.objects.count() == 1


def summary_form(walk: Walk, **changes: Any) -> dict[str, Any]:
    first, second = walk.pair
    at = (timezone.now() - timedelta(minutes=5)).astimezone(CHINA)
    return {
        "action": "decide",
        "party": str(walk.party.pk),
        "matter": str(walk.matter.pk),
        "violated_at": at.strftime("%Y-%m-%dT%H:%M"),
        "place": "示范路口",
        "facts": "在人行道上堆放物料，占道约3平方米",
        "evidence": "现场照片",
        "correction": "立即改正",
        "checks": ["credentials", "identity", "certain", "told", "recorded"],
        "objection": "no",
        "penalty": "fine",
        "fine": "100",
        "way": "bank",
        "lead_officer": str(first.pk),
        "assisting_officer": str(second.pk),
        **changes,
    }


def test_a_penalty_on_the_spot_sent_twice_is_one_penalty(today: Walk) -> None:
    client, form = login(today.pair[0]), summary_form(today)
    assert client.post("/summary/new/", form).status_code == 302
    before = written()
    answer = client.post("/summary/new/", form)
    assert answer.status_code == 409 and "第二十九条" in answer.content.decode()
    assert written() == before and Case.objects.count() == 1
    later = summary_form(
        today,
        violated_at=(timezone.now() - timedelta(minutes=2)).astimezone(CHINA).strftime("%Y-%m-%dT%H:%M"),
    )
    assert client.post("/summary/new/", later).status_code == 302


# --- foreign officers, parties, matters, papers -------------------------------------------------------------


def test_officers_of_another_bureau_cannot_be_named(today: Walk, other: Cast) -> None:
    lead, client = verified(today), login(today.pair[0])
    strangers = [str(officer.pk) for officer in other.pair(0)]
    before = written()
    answer = client.post(
        f"/leads/{lead.pk}/acts/case.file/",
        {**filing(today), "lead_officer": strangers[0], "assisting_officer": strangers[1]},
    )
    assert answer.status_code == 422
    answer = client.post("/summary/new/", summary_form(today, assisting_officer=strangers[0]))
    assert answer.status_code == 422
    assert written() == before


def test_forged_teams_in_every_form_with_officers(today: Walk, other: Cast) -> None:
    case = filed(today)
    client = login(today.pair[0])
    stranger = str(other.handlers[0].pk)
    before = written()
    for kind in CASE_KINDS:
        form = STEPS[kind].form(subject=case, actor=actor_of(today.pair[0], today.day), at=today.now)
        if "officers" not in form.fields:
            continue
        answer = client.post(
            f"/cases/{case.pk}/acts/{kind}/", {"officers": [str(today.pair[0].pk), stranger]}
        )
        assert answer.status_code == 422 and "officers" in answer.context["form"].errors, kind
    assert written() == before


def test_matters_and_parties_of_another_bureau_cannot_be_named(today: Walk, other: Cast) -> None:
    foreign_matter = make_matter(other.bureau)
    foreign_party = make_party(other, credit_code="914305810000000001")
    client = login(today.pair[0])
    before = written()
    for changes in ({"matter": str(foreign_matter.pk)}, {"party": str(foreign_party.pk)}):
        assert client.post("/summary/new/", summary_form(today, **changes)).status_code == 422
    lead = verified(today)
    assert (
        client.post(
            f"/leads/{lead.pk}/acts/case.file/", {**filing(today), "matter": str(foreign_matter.pk)}
        ).status_code
        == 422
    )
    assert Case.objects.count() == before[1]


def test_papers_of_another_case_cannot_be_served(today: Walk) -> None:
    execution_steps.summary_decide(today)
    paper = today.instrument("summary_decision")
    mine = filed(today)
    form = {
        "instrument": str(paper.pk),
        "method": "personal",
        "served_on": today.day.isoformat(),
        "officers": [str(pk) for pk in today.pair_ids],
    }
    before = written()
    answer = login(today.pair[0]).post(f"/cases/{mine.pk}/acts/case.serve/", form)
    assert answer.status_code == 422 and "instrument" in answer.context["form"].errors
    assert written() == before


# --- forged approvals ---------------------------------------------------------------------------------------


def test_the_wrong_tier_cannot_sign(today: Walk, other: Cast) -> None:
    lead = verified(today)
    login(today.pair[0]).post(f"/leads/{lead.pk}/acts/case.file/", filing(today))
    approval = Approval.objects.get()
    before = written()
    address = f"/approvals/{approval.pk}/"
    for decision in ("agree", "return"):
        form = {"decision": decision, "opinion": "同意。"}
        for role in ("brigade_leader", "deputy_head", "organ_head", "legal_reviewer", "finance", "archivist"):
            assert login(today.cast.officers[role]).post(address, form).status_code == 409, role
        assert login(today.pair[0]).post(address, form).status_code == 409
        for role in ("window_clerk", "system_admin", "security_admin", "audit_admin"):
            assert login(today.cast.officers[role]).post(address, form).status_code == 403, role
        outsiders = (
            today.cast.officers["squad_leader_1"],
            *(other.officers[role] for role in ("squad_leader", "organ_head")),
        )
        for officer in outsiders:
            assert login(officer).post(address, form).status_code == 404, officer
    assert (
        login(today.cast.officers["squad_leader_0"])
        .post(address, {"decision": "agree", "opinion": ""})
        .status_code
        == 409
    )
    assert written() == before
    approval.refresh_from_db()
    assert (approval.position, approval.state) == (0, Approval.OPEN)


def test_nobody_signs_his_own_proposal(today: Walk) -> None:
    """One person with two posts: handler and squad leader."""
    from chengguan.people.models import Post

    lead = verified(today)
    Post.objects.create(
        officer=today.pair[0],
        role="squad_leader",
        unit=today.pair[0].unit,
        begins_on=datetime(2024, 1, 1, tzinfo=CHINA).date(),
    )
    client = login(today.pair[0])
    assert client.post(f"/leads/{lead.pk}/acts/case.file/", filing(today)).status_code == 302
    approval = Approval.objects.get()
    assert (
        client.post(f"/approvals/{approval.pk}/", {"decision": "agree", "opinion": "同意。"}).status_code
        == 409
    )


def test_an_approval_of_another_subject_changes_nothing(today: Walk) -> None:
    """The subject of an endorsement is the approval's own, whatever the caller says."""
    lead = verified(today)
    done = approvals.propose(
        actor=today.as_role("handler"), at=today.now, subject=lead, act="case.file", inputs=filing(today)
    )
    approval: Approval = done.result
    execution_steps.summary_decide(today)
    stranger = today.subject_case
    from chengguan.ledger.acting import Refused

    with pytest.raises(Refused):
        approvals.endorse(
            actor=today.as_role("squad_leader"),
            at=today.now,
            subject=stranger,
            approval=approval,
            opinion="同意。",
        )
    approval.refresh_from_db()
    assert approval.position == 0


def test_addresses_with_nonsense_are_not_errors(today: Walk) -> None:
    filed(today)
    client = login(today.pair[0])
    for path in (
        "/cases/?party=nonsense",
        "/cases/?after=nonsense",
        "/cases/?before=~&sort=due",
        "/cases/?after=2024-05-06~nonsense&matter=x&squad=x&officer=x&opened_from=x",
        "/leads/?after=nonsense",
        "/leads/?before=1&stage=x",
        "/parties/?after=nonsense",
        "/search/?q=%00&kind=x",
        "/search/?q='%22*)(",
        "/search/?q=%25_\\",
        f"/cases/{today.subject_case.pk}/timeline/?before=99999999999999999999",
        f"/cases/{today.subject_case.pk}/what-if/?clock=x&started=x",
        "/reports/fines/?year=99999",
        "/cases/export.xlsx?party=nonsense",
    ):
        assert client.get(path).status_code in (200, 404), path
