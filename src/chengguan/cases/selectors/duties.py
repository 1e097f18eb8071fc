"""待办 that a case or lead gives rise to: running periods, approvals that wait for a tier, work that waits for a post."""

from __future__ import annotations

from datetime import date
from typing import Any

from chengguan.agenda.models import Duty
from chengguan.cases.facts.approvals import tier_for
from chengguan.cases.facts.clocks import CASE_CLOCKS, LEAD_CLOCKS, Running, readings
from chengguan.cases.facts.known import numbers
from chengguan.cases.models import Approval, Case
from chengguan.intake.models import Lead
from chengguan.ledger.norms import book
from chengguan.people.selectors import officer_pool, pool_for
from lawengine.clock import ClockReading

FINISHED = ("archived",)


def case_duties(case: Case, on: date, jurisdiction: str) -> list[Duty]:
    """Everything that someone has to do in a case."""
    if case.stage in FINISHED:
        return []
    found = [
        (running, reading)
        for running, reading in readings(case.known, CASE_CLOCKS, on, jurisdiction)
        if reading.stopped_on is None
    ]
    duties = [
        _clock_duty(case, running, reading, on)
        for running, reading in found
        if running.act and not running.of_party
    ]
    duties += [
        _overdue_payment(case, reading, on)
        for running, reading in found
        if running.clock == "pay" and case.stage != "closed"
    ]
    duties += [
        _approval_duty(case, approval, on)
        for approval in Approval.objects.filter(case=case, state=Approval.OPEN)
    ]
    duties += _waiting(case, on)
    return _one_each(duties)


def lead_duties(lead: Lead, on: date, jurisdiction: str) -> list[Duty]:
    """Everything that someone has to do about a lead."""
    if lead.stage in ("filed", "declined"):
        return []
    duties = [
        _clock_duty(lead, running, reading, on)
        for running, reading in readings(lead.known, LEAD_CLOCKS, on, jurisdiction)
        if reading.stopped_on is None
    ]
    duties += [
        _approval_duty(lead, approval, on)
        for approval in Approval.objects.filter(lead=lead, state=Approval.OPEN)
    ]
    return _one_each(duties)


def _waiting(case: Case, on: date) -> list[Duty]:
    """Work without a statutory period that waits for a post."""
    known = case.known
    waiting = []
    if known.get("legal_opinions_open"):
        waiting.append(
            _duty(
                case,
                officer_pool(case.lead_officer_id),
                "case.answer_review_opinion",
                "逐条答复法制审核意见",
                on,
            )
        )
    if known.get("defence_points_open"):
        waiting.append(
            _duty(case, officer_pool(case.lead_officer_id), "case.reexamine_defence", "复核陈述申辩意见", on)
        )
    if known.get("hearing_requested_on") and known.get("hearing_accepted") is None:
        waiting.append(_duty(case, _pool("legal_reviewer", case), "case.accept_hearing", "审查听证申请", on))
    if known.get("recusal_pending"):
        waiting.append(_duty(case, _pool("organ_head", case), "case.decide_recusal", "决定是否回避", on))
    return waiting


def _clock_duty(subject: Case | Lead, running: Running, reading: ClockReading, on: date) -> Duty:
    title = book().act_head(running.act).title if running.act in book().acts() else reading.title
    duty = _duty(subject, _holder(subject, running.role), running.act, f"{title}（{reading.title}）", on)
    duty.clock, duty.due_on, duty.provisional = reading.clock, reading.due_on, reading.provisional
    duty.basis = "、".join(cite.short for cite in reading.cites)[:200]
    return duty


def _overdue_payment(case: Case, reading: ClockReading, on: date) -> Duty:
    """From the last day of payment on, the handler has to see whether it was paid (行政处罚法 第七十二条)."""
    duty = _duty(
        case, officer_pool(case.lead_officer_id), "case.demand", "核对缴款；逾期未缴的，加处罚款或者催告", on
    )
    duty.clock, duty.due_on, duty.provisional = reading.clock, reading.due_on, reading.provisional
    duty.basis = "、".join(cite.short for cite in reading.cites)[:200]
    return duty


def _approval_duty(subject: Case | Lead, approval: Approval, on: date) -> Duty:
    title = book().act_head(approval.act).title
    pool = _pool(tier_for(approval.tiers[approval.position], subject), subject)
    duty = _duty(subject, pool, f"approval:{approval.act}", f"审批：{title}", on)
    duty.url = f"/approvals/{approval.pk}/"
    return duty


def _duty(subject: Case | Lead, pool: str, act: str, title: str, on: date) -> Duty:
    return Duty(
        pool=pool,
        subject=subject.chain_key,
        act=act,
        title=title[:200],
        about=_about(subject)[:200],
        url=_url(subject),
        raised_on=on,
        bureau_id=subject.bureau_id,
        brigade_id=subject.brigade_id,
        squad_id=subject.squad_id,
    )


def _holder(subject: Case | Lead, role: str) -> str:
    """A handler's duty is the lead officer's own; that of a post is its pool's."""
    if role != "handler":
        return _pool(role, subject)
    if isinstance(subject, Case):
        return officer_pool(subject.lead_officer_id)
    officers = numbers(subject.known, "officers")
    return officer_pool(officers[0] if officers else subject.registered_by_id or 0)


def _pool(role: str, subject: Case | Lead) -> str:
    return pool_for(
        role, bureau_id=subject.bureau_id, brigade_id=subject.brigade_id, squad_id=subject.squad_id
    )


def _about(subject: Case | Lead) -> str:
    if isinstance(subject, Case):
        return f"{subject.number} {subject.cause} {subject.party_name}"
    return f"{subject.number} {subject.place}"


def _url(subject: Case | Lead) -> str:
    return f"/cases/{subject.pk}/" if isinstance(subject, Case) else f"/leads/{subject.pk}/"


def _one_each(duties: list[Duty]) -> list[Duty]:
    unique: dict[Any, Duty] = {duty.identity: duty for duty in duties}
    return list(unique.values())
