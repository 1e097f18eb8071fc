"""No dead ends: whatever way a case goes, someone may always do something, and every way leads to the archive."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from tests.conftest import make_matter, make_party

from chengguan.cases.acts import approvals
from chengguan.cases.models import Approval, Case
from chengguan.cases.procedure import STEPS
from chengguan.cases.selectors.options import Options, option_for, options_for
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Refused
from chengguan.people.models import Officer, Post
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration import compulsion_steps as compulsion
from chengguan.web.demonstration import coordination_steps as coordination
from chengguan.web.demonstration import enforcement_steps as enforcement
from chengguan.web.demonstration import execution_steps as execution
from chengguan.web.demonstration import investigation_steps as investigation
from chengguan.web.demonstration import review_steps as review
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

Way = Callable[[Walk], None]
ROLES = (
    "handler",
    "squad_leader",
    "brigade_leader",
    "legal_reviewer",
    "deputy_head",
    "organ_head",
    "finance",
    "archivist",
)
# Acts that may be done again and again and never bring a case further.
STANDING = frozenset(
    {"case.correct_instrument", "case.request_recusal", "case.assign", "case.confirm_service_address"}
    | {"case.link", "case.unlink", "case.notify_agency", "case.request_assistance", "case.report_obstruction"}
    | {"case.notify_procuratorate", "case.receive_procuratorate_advice", "case.propose_joint_discipline"}
    | {"case.report_official_crime_clue", "case.suspect_crime"}
)
# Acts that the law keeps open after the archive: the party's relief, setting right one's own decision (第七十五条), giving
# back what was enforced wrongly (行政强制法 第四十一条), and the visit.
AFTERWARDS = frozenset(
    {
        "case.record_relief",
        "case.conclude_relief",
        "case.annul_decision",
        "case.restore_enforcement",
        "case.record_refund",
        "case.visit_after",
    }
)


class Watched(Walk):
    """A walk that looks at the case after every act: is something offered, and was the act that follows among it?"""

    def perform(self, kind: str, /, role: str = "handler", **inputs: Any) -> Any:
        self._check_offered(kind, role, inputs)
        done = super().perform(kind, role, **inputs)
        self._check_open(done.subject)
        return done

    def approve(
        self, kind: str, subject: Case | Lead, data: dict[str, Any], *, opinion: str = "同意。"
    ) -> Any:
        subject.refresh_from_db()
        option = option_for(kind, subject, self.as_role("handler"), self.day)
        assert option.offered and option.proposes, (kind, [finding.id for finding in option.obstacles])
        done = super().approve(kind, subject, data, opinion=opinion)
        self._check_open(done.subject)
        return done

    def _check_offered(self, kind: str, role: str, inputs: dict[str, Any]) -> None:
        """What is lawful with correct inputs has to be offered before any input is known."""
        subject = inputs.get(STEPS[kind].subject)
        if not isinstance(subject, (Case, Lead)):
            return
        option = option_for(kind, subject, self.as_role(role), self.day)
        assert option.offered, (kind, role, [finding.id for finding in option.obstacles])

    def options(self, subject: Case | Lead) -> Iterator[tuple[str, Options]]:
        kind = "case" if isinstance(subject, Case) else "lead"
        steps = [(step.kind, step.group) for step in STEPS.values() if step.subject == kind]
        for role in ROLES:
            yield role, options_for(subject, self.as_role(role), self.day, steps)

    def _check_open(self, subject: Any) -> None:
        if not isinstance(subject, (Case, Lead)) or subject.stage in ("archived", "filed", "declined"):
            return
        for _, options in self.options(subject):
            if {option.kind for option in options.offered} - STANDING:
                return
        raise AssertionError(f"{subject.stage}: nothing leads on from here")


def investigate(walk: Walk, until: str = "case.finish_investigation") -> None:
    for kind, step in investigation.INVESTIGATION_STEPS:
        step(walk)
        if kind == until:
            return


def decide(walk: Walk) -> None:
    for _, step in review.REVIEW_STEPS:
        step(walk)


def execute(walk: Walk) -> None:
    for _, step in execution.EXECUTION_STEPS:
        step(walk)


def finish(walk: Walk) -> None:
    execution.close(walk)
    execution.archive(walk)


def ordinary(walk: Walk) -> None:
    investigate(walk)
    decide(walk)
    execute(walk)


def returned_by_legal_review(walk: Walk) -> None:
    investigate(walk)
    review.notice(walk)
    review.wait_for_windows(walk)
    for conclusion in ("amend", "pass"):
        walk.perform(
            "case.request_legal_review", case=walk.subject_case, grounds=["every_case"], questions=""
        )
        walk.later(days=1)
        review.conclude_review(walk, conclusion)
        review.answer_opinions(walk)
    review.decide(walk)
    execute(walk)


def exempted(walk: Walk) -> None:
    investigate(walk, "case.order_correction")
    investigation.recheck_correction(walk)
    investigation.finish(walk)
    decide(walk)
    walk.later(days=1)
    execution.serve(walk, "exemption_decision")
    finish(walk)


def left_early(walk: Walk) -> None:
    """Withdrawn or transferred."""
    investigate(walk)
    decide(walk)
    finish(walk)


def terminated(walk: Walk) -> None:
    investigate(walk, "case.collect_evidence")
    walk.approve(
        "case.terminate_investigation",
        walk.subject_case,
        {"ground": "facts_unclear", "explanation": "证据无法补足"},
    )
    finish(walk)


def suspended_and_resumed(walk: Walk) -> None:
    investigate(walk, "case.collect_evidence")
    grounds = {"ground": "awaiting_judgment", "explanation": "等待另案判决"}
    walk.approve("case.suspend_investigation", walk.subject_case, grounds)
    walk.later(days=20)
    walk.approve("case.resume_investigation", walk.subject_case, {"explanation": "判决已生效"})
    investigation.order_correction(walk)
    investigation.finish(walk)
    decide(walk)
    execute(walk)


def deferred(walk: Walk) -> None:
    investigate(walk)
    decide(walk)
    execution.serve_decision(walk)
    walk.later(days=2)
    due = date.fromisoformat(walk.subject_case.known["pay_due_on"])
    later = (
        due.replace(year=due.year + 1)
        if due.month == 12
        else due.replace(month=due.month + 1, day=min(due.day, 28))
    )
    data = {
        "applied_on": walk.day.isoformat(),
        "granted": "yes",
        "hardship": "停工三个月，附银行流水。",
        "hardship_shown": "on",
        "reasons_given": "确有经济困难",
        "due_1": later.isoformat(),
        "amount_1": walk.subject_case.known["fine"],
    }
    walk.approve("case.defer_payment", walk.subject_case, data)
    execution.pay(walk)
    finish(walk)


def overdue(walk: Walk) -> None:
    """Additional fine, then a demand after the periods of relief, then payment."""
    investigate(walk)
    decide(walk)
    execution.serve_decision(walk)
    walk.later(days=30)
    walk.approve("case.impose_additional_fine", walk.subject_case, {"remarks": ""})
    execution.serve(walk, "additional_fine_decision")
    walk.later(days=200)
    outstanding = review.facts_of(walk)["amount_outstanding"]
    walk.approve(
        "case.demand", walk.subject_case, {"amount": str(outstanding), "way": "到银行缴纳", "duties": ""}
    )
    execution.serve(walk, "demand_notice")
    walk.plan["pay_after"] = 3
    execution.pay(walk)
    finish(walk)


def impounded(walk: Walk) -> None:
    """Evidence preserved and returned, a vehicle impounded and given back after payment."""
    investigate(walk, "case.identify_party")
    compulsion.preserve(walk)
    compulsion.decide_preservation(walk, 1)
    compulsion.give_back(walk)
    compulsion.impound_vehicle(walk)
    for _, step in investigation.INVESTIGATION_STEPS[4:]:
        step(walk)
    decide(walk)
    execution.serve_decision(walk)
    execution.pay(walk)
    compulsion.release(walk)
    finish(walk)


def annulled(walk: Walk) -> None:
    investigate(walk)
    decide(walk)
    execution.serve_decision(walk)
    inputs = {
        "kind": "reconsideration",
        "started_on": walk.day,
        "organ": "武冈市人民政府",
        "number": "武政复受〔2024〕1号",
    }
    walk.perform("case.record_relief", case=walk.subject_case, **inputs)
    walk.later(days=40)
    inputs = {
        "ended_on": walk.day,
        "outcome": "annulled",
        "organ": "武冈市人民政府",
        "number": "武政复决〔2024〕1号",
    }
    walk.perform("case.conclude_relief", case=walk.subject_case, **inputs)
    finish(walk)


def through_court(walk: Walk) -> None:
    """Demanded and applied for on the last days; the court collects."""
    investigate(walk)
    decide(walk)
    execution.serve_decision(walk)
    enforcement.overdue(walk)
    enforcement.through_court(walk)
    finish(walk)


def suspended_and_ended(walk: Walk) -> None:
    """An agreement broken, enforcement suspended, and at last ended without payment."""
    investigate(walk)
    decide(walk)
    execution.serve_decision(walk)
    enforcement.overdue(walk)
    enforcement.until(walk, enforcement.latest_days(walk).opens_on)
    enforcement.demand(walk)
    enforcement.agree(walk)
    walk.later(days=12)
    enforcement.breach(walk)
    enforcement.suspend(walk)
    enforcement.end(walk)
    finish(walk)


def to_the_police(walk: Walk) -> None:
    """Transferred, filed by the police, items handed over, closed as transferred."""
    investigate(walk, "case.order_correction")
    for _, step in coordination.TRANSFER_STEPS:
        step(walk)
    finish(walk)


def refused_by_the_police(walk: Walk) -> None:
    """Not filed, reviewed, put to the procuratorate, resumed and fined."""
    investigate(walk, "case.order_correction")
    for kind, step in coordination.TRANSFER_STEPS:
        if kind == "case.record_police_decision":
            break
        step(walk)
    coordination.police_decide(walk, filed=False)
    for way in ("review", "supervision"):
        coordination.object_to(walk, way)
        coordination.police_decide(walk, filed=False)
    coordination.resume(walk)
    investigation.finish(walk)
    decide(walk)
    execute(walk)


def not_prosecuted(walk: Walk) -> None:
    investigate(walk, "case.order_correction")
    for _, step in coordination.TRANSFER_STEPS:
        step(walk)
    coordination.criminal_outcome(walk)
    coordination.resume(walk)
    investigation.finish(walk)
    decide(walk)
    execute(walk)


def with_other_organs(walk: Walk) -> None:
    """Letters of every kind beside the procedure; what is unanswered does not hold the case up."""
    investigate(walk, "case.order_correction")
    coordination.notify(walk)
    coordination.reply(walk, "notice")
    coordination.ask_help(walk)
    coordination.ask_jurisdiction(walk)
    coordination.obstruction(walk)
    coordination.tell_procuratorate(walk)
    coordination.advice(walk)
    investigation.finish(walk)
    decide(walk)
    execution.serve_decision(walk)
    coordination.joint_discipline(walk)
    execution.pay(walk)
    finish(walk)


def split_and_merged(walk: Walk) -> None:
    """A case is split off, and merged again into the one it came from."""
    investigate(walk, "case.order_correction")
    origin = walk.subject_case
    matter = make_matter(walk.cast.bureau, title="随意倾倒建筑垃圾")
    walk.case = coordination.split(walk, matter=str(matter.pk), party=str(walk.party.pk))
    coordination.merge(walk, origin)
    finish(walk)


WAYS: dict[str, tuple[Way, dict[str, Any]]] = {
    "plain": (ordinary, {}),
    "waived": (ordinary, {"waive": True}),
    "defence": (ordinary, {"defence": ["系初次违法，请求从轻处理"]}),
    "hearing held": (ordinary, {"fine": "20000", "tier": "3", "hearing": "held", "opinions": 2}),
    "hearing absent": (ordinary, {"fine": "20000", "tier": "3", "hearing": "absent"}),
    "hearing withdrawn": (ordinary, {"fine": "20000", "tier": "3", "hearing": "withdrawn"}),
    "legal review returned": (returned_by_legal_review, {}),
    "exempted": (exempted, {"outcome": "exempted"}),
    "withdrawn": (left_early, {"outcome": "withdrawn"}),
    "transferred": (left_early, {"outcome": "transferred"}),
    "terminated": (terminated, {}),
    "suspended": (suspended_and_resumed, {}),
    "deferred": (deferred, {}),
    "overdue": (overdue, {}),
    "annulled": (annulled, {}),
    "to the police": (to_the_police, {}),
    "refused by the police": (refused_by_the_police, {}),
    "not prosecuted": (not_prosecuted, {}),
    "with other organs": (with_other_organs, {}),
    "split and merged": (split_and_merged, {}),
    "impounded": (impounded, {}),
    "through the court": (through_court, {}),
    "enforcement ended": (suspended_and_ended, {}),
    "summary by bank": (execution.summary_walk, {"fine": "3000"}),
    "summary on the spot": (execution.summary_walk, {"fine": "100", "collection": "spot"}),
    "summary warning": (execution.summary_walk, {"penalty": "warning"}),
}


@pytest.fixture
def watched(walk: Walk) -> Watched:
    party = make_party(walk.cast, credit_code="914305810000000001")
    return Watched(cast=walk.cast, now=walk.now, matter=walk.matter, party=party)


@pytest.mark.parametrize("name", WAYS)
def test_every_way_leads_to_the_archive(name: str, watched: Watched, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    way, plan = WAYS[name]
    watched.plan |= plan
    way(watched)
    assert watched.subject_case.stage == "archived"
    call_command("verify")


def test_after_the_archive_only_relief_and_correction_are_offered(watched: Watched) -> None:
    execution.summary_walk(watched)
    case = watched.subject_case
    for role, options in watched.options(case):
        kinds = {option.kind for option in options.offered}
        assert not kinds - STANDING - AFTERWARDS, (role, kinds)


# --- leads, and units without a leader ----------------------------------------------------------------------


def register(walk: Walk, actor: Any, **changes: Any) -> Lead:
    inputs = {
        "origin": "hotline",
        "received_at": walk.now,
        "discovered_on": walk.day,
        "occurred_on": walk.day,
        "place": "示范路1号",
        "content": "占道",
        "matter": walk.matter,
        "party": walk.party,
    }
    lead = STEPS["lead.register"].perform(actor=actor, at=walk.now, **{**inputs, **changes}).result
    assert isinstance(lead, Lead)
    return lead


@pytest.mark.parametrize("role", ["window_clerk", "legal_reviewer", "brigade_leader"])
def test_a_lead_of_someone_without_a_squad_reaches_one(role: str, walk: Walk) -> None:
    form = STEPS["lead.register"].form(subject=Lead(), actor=walk.as_role(role), at=walk.now)
    assert [unit.pk for unit in form.fields["squad"].queryset] == [unit.pk for unit in walk.cast.squads]  # type: ignore[attr-defined]
    assert (
        "squad"
        not in STEPS["lead.register"].form(subject=Lead(), actor=walk.as_role("handler"), at=walk.now).fields
    )
    lead = register(walk, walk.as_role(role), squad=walk.cast.squads[0])
    assert Lead.objects.visible_to(walk.as_role("handler")).filter(pk=lead.pk).exists()
    walk.lead = lead
    investigation.verify_lead(walk)
    investigation.file(walk)
    assert walk.subject_case.squad_id == walk.cast.squads[0].pk


def test_a_case_of_a_brigade_without_squad_is_signed_one_tier_higher(walk: Walk) -> None:
    pair = walk.pair
    Officer.objects.filter(pk__in=[officer.pk for officer in pair]).update(unit=walk.cast.brigade)
    Post.objects.filter(officer__in=pair).update(unit=walk.cast.brigade)
    actors = [actor_of(officer, walk.day) for officer in pair]
    lead = register(walk, actors[0])
    assert lead.squad_id is None
    checked = {
        "officers": [officer.pk for officer in pair],
        "checked_at": walk.now,
        "findings": "情况属实",
        "prima_facie": True,
        "own_jurisdiction": True,
        "evidence": "照片",
    }
    STEPS["lead.verify"].perform(actor=actors[0], at=walk.now, lead=lead, **checked)
    first, second = (str(officer.pk) for officer in pair)
    data = {
        "matter": str(walk.matter.pk),
        "limitation": "limitation_2y",
        "already_fined": "no",
        "lead_officer": first,
        "assisting_officer": second,
        "summary": "占道",
    }
    approval: Approval = approvals.propose(
        actor=actors[0], at=walk.now, subject=lead, act="case.file", inputs=data
    ).result
    with pytest.raises(Refused):
        sign(walk, lead, approval, "squad_leader")
    for role in ("brigade_leader", "brigade_leader", "organ_head"):
        approval = sign(walk, lead, approval, role)
    assert approval.state == Approval.PASSED and Case.objects.get().squad_id is None
    assert [opinion.tier for opinion in approval.opinions.all()] == ["大队长", "大队长", "分管领导"]


def sign(walk: Walk, lead: Lead, approval: Approval, role: str) -> Approval:
    done = approvals.endorse(
        actor=walk.as_role(role), at=walk.now, subject=lead, approval=approval, opinion="同意。"
    )
    result = done.result
    assert isinstance(result, Approval)
    return result


def test_a_case_given_to_another_squad_goes_there_whole(walk: Walk, cast: Cast) -> None:
    from chengguan.agenda.selectors import duties_of
    from chengguan.base import search
    from chengguan.documents.models import Instrument

    investigate(walk, "case.order_correction")
    case, old = walk.subject_case, walk.as_role("handler")
    team = [officer.pk for officer in cast.pair(1)]
    walk.perform("case.assign", "brigade_leader", case=case, officers=team, reason="案件移交二中队")
    new = actor_of(cast.pair(1)[0], walk.day)
    assert not Case.objects.visible_to(old).exists() and Case.objects.visible_to(new).exists()
    papers = Instrument.objects.filter(subject_key=case.chain_key)
    assert not papers.visible_to(old).exists() and papers.visible_to(new).count() == papers.count()  # type: ignore[attr-defined]
    assert {hit.kind for hit in search.find(new, walk.party.name)} >= {"case", "document"}
    assert not [
        hit
        for hit in search.find(old, walk.party.name)
        if hit.key == str(case.pk) or hit.kind == "document" and papers.filter(pk=hit.key)
    ]
    assert not [row for row in duties_of(old, walk.day).rows if str(case.pk) in row.url]
    assert [row for row in duties_of(new, walk.day).rows if str(case.pk) in row.url]
