"""Steps of a case in the fast track, and its whole walk: kept to the archive, or lost on the way.

They read from `walk.plan`: `fine`, `tier`, `waive` (default: the party signs waivers at once), `conduct` (the officers
record 六先一后), `joint` (papers the bureau chooses to make with the decision), and what the steps of the ordinary walk read.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chengguan.cases.acts import approvals
from chengguan.cases.facts.conduct import items
from chengguan.cases.facts.fast_track import CHECKS, list_rows
from chengguan.cases.forms.fast_track import FastForm
from chengguan.cases.models import Approval, Case
from chengguan.cases.procedure import approving, merged

from . import execution_steps as execution
from . import investigation_steps as investigation
from . import review_steps as review
from .discretion_steps import like_reasons
from .walk import Walk


def conduct(walk: Walk, **changes: Any) -> None:
    """现场文明执法记录, where the plan asks for it: the seven items in their order, half a minute apart."""
    if not walk.plan.get("conduct"):
        return
    record_conduct(walk, **changes)


def record_conduct(walk: Walk, **changes: Any) -> Any:
    """六先一后 with the second of each item in the recording."""
    begun: datetime = walk.now
    order = items(walk.day, walk.cast.bureau.jurisdiction)
    times = {item.id: begun + timedelta(seconds=20 + 30 * place) for place, item in enumerate(order)}
    walk.later(minutes=6)
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "place": walk.plan.get("place", investigation.PLACE),
        "times": times,
        "approach": "management",
        "recording": f"ZFY-01-{walk.now:%Y%m%d%H%M}",
        "recording_begun_at": begun,
        "remarks": "",
    }
    return walk.perform("case.record_conduct", case=walk.subject_case, **{**inputs, **changes})


def enter_inputs(walk: Walk) -> dict[str, Any]:
    """What the handler enters in the 简案快办审批表."""
    case = walk.subject_case
    rows = list_rows(case.known, walk.day, walk.cast.bureau.jurisdiction)
    fine = str(walk.plan.get("fine", "2000"))
    return {
        "item": str(rows[0]["id"]) if rows else "",
        "findings": walk.plan.get("facts", findings_of(walk, case)),
        "proposal": "建议责令改正，并处罚款",
        "fine": fine,
        "admitted_on": walk.day.isoformat(),
        "signer": walk.party.representative or walk.party.name,
        "checks": list(CHECKS),
        "obstacles": [],
    }


def findings_of(walk: Walk, case: Case) -> str:
    """The facts in a sentence."""
    day = case.occurred_on
    return f"{day.year}年{day.month}月{day.day}日，{walk.party.name}在{case.place}实施{walk.matter.title}的行为，未经批准"


def enter(walk: Walk) -> None:
    """案件简案快办审批, through its short chain."""
    walk.approve("case.enter_fast_track", walk.subject_case, enter_inputs(walk))
    walk.later(minutes=10)


def merged_inputs(walk: Walk) -> dict[str, Any]:
    """What the handler fills in once."""
    plan, case = walk.plan, walk.subject_case
    records = [str(pk) for pk in case.records.values_list("pk", flat=True)]
    return {
        "facts_found": plan.get("facts", findings_of(walk, case)),
        "course": "经现场检查、询问当事人和核对身份证明，案件事实已经查清",
        "statement": "当事人认错认罚，对事实和适用法律没有异议",
        "outcome": "penalty",
        "kinds": plan.get("kinds", ["fine"]),
        "tier": plan.get("tier", "1"),
        "leniency": plan.get("leniency", "none"),
        "circumstances": plan.get("circumstances", []),
        "fine": str(plan.get("fine", "2000")),
        "reasons_given": plan.get(
            "reasons", "违法行为持续时间短，当事人认错认罚并配合调查，符合该裁量阶次的情形"
        ),
        "proposal": plan.get("proposal", "建议依法处罚"),
        "officers": [str(pk) for pk in walk.pair_ids],
        **{f"element_{place}": records for place in range(len(walk.matter.elements))},
    }


def submit(walk: Walk) -> Approval:
    """The merged form: report and proposal of the notice in one."""
    actor, case = walk.as_role("handler"), walk.subject_case
    inputs = merged_inputs(walk)
    form = FastForm(approving.as_querydict(inputs), subject=case, actor=actor, at=walk.now)
    if not form.is_valid():
        raise ValueError(form.errors.as_text())
    return merged.submit(case, form, actor=actor, at=walk.now, reasons=like_reasons(walk, inputs))


def carry(walk: Walk, approval: Approval) -> None:
    """Every tier agrees; after the last the act follows."""
    for tier in approval.tiers:
        walk.later(minutes=10)
        done = approvals.endorse(
            actor=walk.as_role(tier),
            at=walk.now,
            subject=walk.subject_case,
            approval=approval,
            opinion="同意。",
        )
        approval = done.result


def report_and_notify(walk: Walk) -> None:
    """调查终结、办理意见和事先告知 by one form; the notice is served on the same day."""
    carry(walk, submit(walk))
    walk.later(minutes=10)
    execution.serve(walk, "prior_notice", walk.plan.get("notice_method", "personal"))


def decide(walk: Walk) -> None:
    """处罚决定, through the chain that holds now, with the papers that the plan chooses."""
    data = {**review.decision_inputs(walk), "joint": walk.plan.get("joint", [])}
    if walk.subject_case.known.get("fast_track_exited_on"):
        data["reason-evidence_after_exit"] = "现场笔录、询问笔录已能证明全部事实，不需要补充。"
    walk.approve("case.decide", walk.subject_case, data)
    walk.later(minutes=10)


def withdraw_admission(walk: Walk) -> None:
    """撤回认错认罚 on the next day."""
    review.on_working_day(walk, walk.day + timedelta(days=1), 10)
    walk.perform(
        "case.withdraw_admission",
        case=walk.subject_case,
        withdrawn_on=walk.day,
        speaker=walk.party.representative or walk.party.name,
        content="认为占用时间很短，不愿意接受罚款",
    )
    walk.later(minutes=20)


def to_fast_track(walk: Walk) -> None:
    """From the lead to the approval of the fast track: the standard evidence is one site record, one interview, the identity."""
    for step in (
        investigation.register_lead,
        investigation.verify_lead,
        investigation.file,
        investigation.identify,
    ):
        step(walk)
    conduct(walk)
    for step in (investigation.site_record, investigation.order_correction, investigation.interview, enter):
        step(walk)


def finish(walk: Walk) -> None:
    """From the windows of the party to the archive, by whatever chain holds."""
    review.reexamine(walk)
    review.wait_for_windows(walk)
    review.legal_review(walk)
    review.deliberate(walk)
    decide(walk)
    for _, step in execution.EXECUTION_STEPS:
        step(walk)


def fast_walk(walk: Walk) -> None:
    """A fast case from the lead to the archive: the party waives its windows, every paper is served, nothing is left out."""
    walk.plan.setdefault("waive", True)
    to_fast_track(walk)
    report_and_notify(walk)
    review.waive(walk)
    finish(walk)
