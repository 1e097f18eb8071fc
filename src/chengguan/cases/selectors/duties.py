"""待办 that a case or lead gives rise to: running periods, approvals that wait for a tier, work that waits for a post."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chengguan.agenda.models import Duty
from chengguan.cases.facts.approvals import tier_for
from chengguan.cases.facts.clocks import CASE_CLOCKS, LEAD_CLOCKS, Running, readings
from chengguan.cases.facts.known import Known, numbers
from chengguan.cases.facts.measures import kept, rows_of
from chengguan.cases.models import Approval, Case
from chengguan.intake.models import Handover, Lead
from chengguan.ledger.norms import book
from chengguan.people.selectors import officer_pool, pool_for
from lawengine.clock import ClockReading

FINISHED = ("archived",)


def case_duties(case: Case, on: date, jurisdiction: str) -> list[Duty]:
    """Everything that someone has to do in a case."""
    if case.stage in FINISHED:
        return _handover_duties(case, on)
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
    duties += _handover_duties(case, on)
    return _one_each(duties)


def lead_duties(lead: Lead, on: date, jurisdiction: str) -> list[Duty]:
    """Everything that someone has to do about a lead."""
    if lead.stage in ("filed", "declined", "transferred"):
        return _handover_duties(lead, on)
    duties = [
        _clock_duty(lead, running, reading, on)
        for running, reading in readings(lead.known, LEAD_CLOCKS, on, jurisdiction)
        if reading.stopped_on is None
    ]
    duties += [
        _approval_duty(lead, approval, on)
        for approval in Approval.objects.filter(lead=lead, state=Approval.OPEN)
    ]
    duties += _handover_duties(lead, on)
    return _one_each(duties)


@dataclass(frozen=True)
class Waits:
    """Work that waits for a post (`handler`: for the lead officer) as long as the facts say so."""

    act: str
    title: str
    role: str
    when: Callable[[Known], bool]


WAITING: Final = (
    Waits("case.answer_review_opinion", "逐条答复法制审核意见", "handler", lambda k: bool(k.get("legal_opinions_open"))),
    Waits("case.reexamine_defence", "复核陈述申辩意见", "handler", lambda k: bool(k.get("defence_points_open"))),
    Waits("case.accept_hearing", "审查听证申请", "legal_reviewer", lambda k: bool(k.get("hearing_requested_on")) and k.get("hearing_accepted") is None),
    Waits("case.name_transfer_team", "指定移送专案组", "organ_head", lambda k: k.get("crime_stage") == "suspected"),
    Waits("case.report_transfer", "提交移送报告", "handler", lambda k: k.get("crime_stage") == "team"),
    Waits("case.audit_monitoring_record", "审核电子技术监控记录", "legal_reviewer", lambda k: bool(k.get("monitoring_pending"))),
    Waits("case.serve", "立即送达《立即代履行事后通知书》", "handler", lambda k: bool(k.get("immediate_performance_notice_due")) and not k.get("immediate_performance_notice_served_on")),
    Waits("case.settle_performance_costs", "结算代履行费用", "handler", lambda k: bool(k.get("performed_on_behalf_on")) and not k.get("performance_cost_settled_on")),
    Waits("case.record_refund", "退还应退的款项", "finance", lambda k: bool(k.get("refund_parts"))),
    Waits("case.decide_recusal", "决定是否回避", "organ_head", lambda k: bool(k.get("recusal_pending"))),
)  # fmt: skip


def _waiting(case: Case, on: date) -> list[Duty]:
    """Work without a statutory period that waits for a post."""
    rows = [row for row in WAITING if row.when(case.known)]
    return [
        *(_duty(case, _holder(case, row.role), row.act, row.title, on) for row in rows),
        *_goods_back(case, on),
    ]


def _goods_back(case: Case, on: date) -> list[Duty]:
    """Goods of a measure that has ended go back at once (行政强制法 第二十八条第二款): one duty per measure."""
    duties = []
    for row in rows_of(case.known):
        if row["held"] and not kept(row):
            title = f"立即退还{row['title']}的物品"
            duty = _duty(case, officer_pool(case.lead_officer_id), "case.return_goods", title, on)
            duty.clock, duty.due_on = f"return:{row['no']}", date.fromisoformat(row["ended_on"])
            duty.basis = "行政强制法 28.2" if row["kind"] != "preservation" else "行政处罚法 56"
            duties.append(duty)
    return duties


# Which act ends the waiting for a letter of a kind; the others are answered by record_agency_reply.
ANSWERED_BY: Final = {
    "case": "case.record_transfer_outcome",
    "assistance": "case.record_assistance",
    "jurisdiction": "case.record_jurisdiction",
}


def _handover_duties(subject: Case | Lead, on: date) -> list[Duty]:
    """移送、抄告、协助 that are open: receipts and outcomes to be chased, answers that we owe. No query where nothing was ever sent."""
    known: dict[str, Any] = subject.known.get("handovers") or {}
    if all(row["state"] == Handover.SETTLED for row in known.values()):
        return []
    rows = Handover.objects.filter(subject_key=subject.chain_key).exclude(state=Handover.SETTLED)
    return [_handover_duty(subject, row, on) for row in rows]


def _handover_duty(subject: Case | Lead, row: Handover, on: date) -> Duty:
    side = "case" if isinstance(subject, Case) else "lead"
    act, title = _handover_task(row, side)
    checked = numbers(subject.known, "checked_by")
    pool = officer_pool(checked[0]) if side == "lead" and checked else _holder(subject, "handler")
    duty = _duty(subject, pool, f"{act}:{row.pk}"[:60], f"{title}（{row.agency}）", on)
    duty.clock, duty.due_on = row.clock, row.due_on
    return duty


def _handover_task(row: Handover, side: str) -> tuple[str, str]:
    if row.direction == Handover.IN:
        return ("case.answer_procuratorate", "答复检察建议") if row.kind == "advice" else ("lead.answer_transfer", "反馈移送处理结果")  # fmt: skip
    if row.kind == "criminal":
        return ("case.record_police_receipt", "取得公安机关回执") if row.received_on is None else ("case.record_police_decision", "催询公安机关立案决定")  # fmt: skip
    word = "催收回执" if row.received_on is None else "催询处理结果"
    act = "case.confirm_transfer" if row.kind == "case" and row.received_on is None else ANSWERED_BY.get(row.kind, f"{side}.record_agency_reply")  # fmt: skip
    return act, f"{row.get_kind_display()}：{word}"


def _clock_duty(subject: Case | Lead, running: Running, reading: ClockReading, on: date) -> Duty:
    title = book().act_head(running.act).title if running.act in book().acts() else reading.title
    duty = _duty(subject, _holder(subject, running.role), running.act, f"{title}（{reading.title}）", on)
    duty.clock, duty.due_on, duty.provisional = reading.clock, reading.due_on, reading.provisional
    if running.mark:  # several of one kind run side by side: each is a duty of its own
        duty.clock = f"{reading.clock}:{running.mark}"
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
        return f"{subject.number} {subject.cause} {subject.shown_party}"
    return f"{subject.number} {subject.place}"


def _url(subject: Case | Lead) -> str:
    return f"/cases/{subject.pk}/" if isinstance(subject, Case) else f"/leads/{subject.pk}/"


def _one_each(duties: list[Duty]) -> list[Duty]:
    unique: dict[Any, Duty] = {duty.identity: duty for duty in duties}
    return list(unique.values())
