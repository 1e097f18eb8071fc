"""Steps of a walk from the prior notice to the decision. A step that the plan does not ask for does nothing.

They read from `walk.plan`: `outcome` ("penalty" | "exempted" | "withdrawn" | "transferred"), `notice_method`, `waive` (the
party signs waivers at once; otherwise its windows run out), `defence` (points), `defence_adopted`, `hearing` ("held" |
"absent" | "withdrawn"), `legal_review` (also where it is not required), `opinions` (how many), `deliberate`,
`decided_fine`, `correction`, `ground` (of an exemption or withdrawal).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.cases.facts.answers import Answer
from chengguan.cases.facts.base import state_facts
from chengguan.cases.facts.decision import Meeting, Vote
from chengguan.cases.facts.discretion import tiers_for
from chengguan.cases.facts.hearing import Session, notice_days
from chengguan.cases.facts.penalties import Penalty
from chengguan.cases.facts.review import ItemFinding, open_opinions, review_grounds, review_items
from chengguan.cases.models import Case

from .discretion_steps import like_reasons
from .execution_steps import serve
from .leniency_steps import decide_exemption, prepare_exemption
from .walk import Walk

OPINIONS: Final = (
    ("裁量理由应当对照裁量阶次的适用情形补充说明", "行政处罚法第三十四条"),
    ("决定书应当列明每一份证据证明的内容", "行政处罚法第五十九条"),
    ("当事人基本情况应当与身份证明材料核对一致", "行政处罚法第五十九条"),
)


def facts_of(walk: Walk) -> dict[str, Any]:
    """What is known of the case and what follows from it today."""
    return state_facts(walk.subject_case.known, walk.day, walk.cast.bureau.jurisdiction)


def punished(walk: Walk) -> bool:
    """Whether the plan leads to a penalty."""
    return bool(walk.plan.get("outcome", "penalty") == "penalty")


def penalty_of(walk: Walk, fine: str = "") -> Penalty:
    """The penalty as the report proposed it, with another fine if one is given."""
    known = walk.subject_case.known
    return Penalty(
        kinds=tuple(known["proposed_kinds"]),
        fine=Decimal(fine or known["proposed_fine"]),
        findings=known["facts_found"],
        discretion=known["proposed_reasons"],
        tier=_tier(walk.subject_case),
        leniency=known["proposed_leniency"],
        circumstances=tuple(known["proposed_circumstances"]),
        deviation=known.get("deviation_reasons") or "",
    )


def _tier(case: Case) -> str:
    rows = tiers_for(case.matter, bool(case.known.get("party_is_organisation")))
    return next((str(row.order) for row in rows if row.name == case.known.get("proposed_tier")), "")


def penalty_inputs(penalty: Penalty) -> dict[str, Any]:
    """The penalty as a handler enters it."""
    return {
        "findings": penalty.findings,
        "kinds": list(penalty.kinds),
        "fine": str(penalty.fine) if penalty.fine else "",
        "tier": penalty.tier,
        "leniency": penalty.leniency,
        "circumstances": list(penalty.circumstances),
        "discretion": penalty.discretion,
        "deviation": penalty.deviation,
    }


def on_working_day(walk: Walk, day: date, hour: int = 9) -> None:
    """Go on at the office hour of a day, or of the Monday after."""
    day += timedelta(days=(7 - day.weekday()) % 7) if day.weekday() > 4 else timedelta(0)
    walk.later(days=(day - walk.day).days)
    walk.at_hour(hour)


# --- notice and defence -------------------------------------------------------------------------------------


def notice(walk: Walk) -> None:
    """事先告知 and its service on the same day."""
    if not punished(walk):
        return
    data = {"officers": [str(pk) for pk in walk.pair_ids], **penalty_inputs(penalty_of(walk))}
    walk.approve("case.issue_prior_notice", walk.subject_case, data)
    walk.later(minutes=30)
    serve(walk, "prior_notice", walk.plan.get("notice_method", "personal"))


def defend(walk: Walk) -> None:
    """陈述、申辩, where the plan names points."""
    points = walk.plan.get("defence") or []
    if not points or not punished(walk):
        return
    on_working_day(walk, walk.day + timedelta(days=1), 10)
    walk.perform(
        "case.record_defence",
        case=walk.subject_case,
        officers=walk.pair_ids,
        raised_on=walk.day,
        via="oral",
        speaker=walk.party.representative or walk.party.name,
        points=list(points),
    )
    walk.later(minutes=30)


def waive(walk: Walk) -> None:
    """放弃陈述申辩（和听证）, signed, where the plan says so."""
    if not walk.plan.get("waive") or not punished(walk):
        return
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "waived_on": walk.day,
        "signer": walk.party.representative or walk.party.name,
        "signed": True,
    }
    if not walk.plan.get("defence"):
        walk.perform("case.waive_defence", case=walk.subject_case, **inputs)
    if walk.subject_case.known["hearing_right"] and not walk.plan.get("hearing"):
        walk.perform("case.waive_hearing", case=walk.subject_case, **inputs)
    walk.later(minutes=20)


# --- hearing ------------------------------------------------------------------------------------------------


def hearing(walk: Walk) -> None:
    """听证, from the request to the report, as far as the plan goes."""
    way = walk.plan.get("hearing")
    if not way or not punished(walk):
        return
    request_hearing(walk)
    walk.perform("case.accept_hearing", "legal_reviewer", case=walk.subject_case)
    call_hearing(walk)
    if way == "withdrawn":
        end_hearing(walk, "withdrawn", "当事人书面撤回听证申请。")
        return
    on_working_day(walk, date.fromisoformat(walk.subject_case.known["hearing_scheduled_on"]))
    if way == "absent":
        walk.later(minutes=45)
        end_hearing(walk, "absent", "等候三十分钟，当事人没有到场，也没有说明理由。")
        return
    hold_hearing(walk)
    report_hearing(walk)


def request_hearing(walk: Walk, **changes: Any) -> None:
    """申请听证, in writing, on the day after the notice."""
    if not changes:
        on_working_day(walk, walk.day + timedelta(days=1), 10)
    inputs: dict[str, Any] = {
        "form": "written",
        "received_on": walk.day,
        "posted_on": None,
        "applicant": walk.party.representative or walk.party.name,
        "content": "对拟作出的罚款数额有异议，要求听证。",
    }
    walk.perform("case.request_hearing", case=walk.subject_case, **{**inputs, **changes})
    walk.later(minutes=60)


def hearing_day(walk: Walk) -> date:
    """The first working weekday that leaves seven clear working days from today."""
    day = walk.day + timedelta(days=9)
    while (
        day.weekday() > 4
        or notice_days(day, walk.day, walk.cast.bureau.jurisdiction)["hearing_notice_safe_by"] < walk.day
    ):
        day += timedelta(days=1)
    return day


def call_hearing(walk: Walk, **changes: Any) -> None:
    """听证通知 and its service on the same day."""
    officers = walk.cast.officers
    scheduled = walk.now.replace(hour=9, minute=0) + timedelta(days=(hearing_day(walk) - walk.day).days)
    inputs: dict[str, Any] = {
        "presider": officers["legal_reviewer"].pk,
        "clerk": officers["archivist"].pk,
        "scheduled_at": scheduled,
        "place": "本机关三楼会议室",
        "public": True,
        "closed_reason": "",
    }
    walk.perform("case.call_hearing", "legal_reviewer", case=walk.subject_case, **{**inputs, **changes})
    walk.later(minutes=20)
    serve(walk, "hearing_notice")


def session_of(walk: Walk, **changes: Any) -> Session:
    """A session of an hour and a half with both sides."""
    party = walk.party.representative or walk.party.name
    inputs: dict[str, Any] = {
        "begun_at": walk.now,
        "ended_at": walk.now + timedelta(minutes=90),
        "place": "本机关三楼会议室",
        "party_present": True,
        "party_speaker": party,
        "agents": ("周演示（律师）",),
        "others": (),
        "recusal": "",
        "presented": f"调查人员陈述{walk.matter.title}的事实，出示现场笔录、询问笔录和照片，建议按告知内容处罚",
        "debate": (
            (party, "对证据的真实性没有异议，认为罚款过重"),
            (walk.pair[0].name, "罚款在裁量阶次的幅度之内"),
        ),
        "defence": "已经主动整改，请求从轻处理",
        "last_words": "请求减少罚款",
        "signed": True,
        "new_points": ("已经主动整改，请求从轻处理",),
    }
    return Session(**{**inputs, **changes})


def hold_hearing(walk: Walk, **changes: Any) -> None:
    """举行听证, recorded by the presider."""
    session = session_of(walk, **changes)
    walk.later(minutes=100)
    walk.perform("case.hold_hearing", "legal_reviewer", case=walk.subject_case, session=session)


def end_hearing(walk: Walk, ground: str, explanation: str) -> None:
    """终止听证."""
    walk.perform(
        "case.end_hearing",
        "legal_reviewer",
        case=walk.subject_case,
        ground=ground,
        explanation=explanation,
        unexcused=ground in ("absent", "left"),
    )
    walk.later(minutes=20)


def report_hearing(walk: Walk) -> None:
    """听证报告 on the next day."""
    on_working_day(walk, walk.day + timedelta(days=1), 10)
    walk.perform(
        "case.report_hearing",
        "legal_reviewer",
        case=walk.subject_case,
        findings="当事人对违法事实没有异议，对罚款数额有异议；调查人员提供的证据经质证属实",
        opinion="事实清楚，证据充分，建议按告知内容处罚",
    )
    walk.later(minutes=30)


# --- re-examination, legal review, deliberation -------------------------------------------------------------


def reexamine(walk: Walk) -> None:
    """复核 of every open point."""
    case = walk.subject_case
    points = case.defence_points.filter(reexamined_on=None).order_by("pk")
    if not points:
        return
    adopted = bool(walk.plan.get("defence_adopted", False))
    text = "经复核，该情况属实，予以考虑" if adopted else "经复核，该情况在确定裁量阶次时已经考虑，理由不成立"
    answers = {point.pk: Answer(adopted, text) for point in points}
    walk.perform("case.reexamine_defence", case=case, officers=walk.pair_ids, answers=answers)
    walk.later(minutes=30)


def wait_for_windows(walk: Walk) -> None:
    """Let the party's windows run out where it has not waived them."""
    if not punished(walk):
        return
    facts = facts_of(walk)
    due = [facts["statement_due_on"]] if not facts.get("defence_waived_on") else []
    if (
        facts["hearing_right"]
        and not facts.get("hearing_waived_on")
        and not facts.get("hearing_requested_on")
    ):
        due.append(facts["hearing_due_on"])
    if due and walk.day <= max(due):
        on_working_day(walk, max(due) + timedelta(days=1))


def legal_review(walk: Walk) -> None:
    """法制审核 where it is required or planned, with its opinions and their answers."""
    if not punished(walk) or not (walk.plan.get("legal_review") or facts_of(walk)["legal_review_required"]):
        return
    known = walk.subject_case.known
    grounds = [] if review_grounds(known, []) else ["every_case"]
    walk.perform("case.request_legal_review", case=walk.subject_case, grounds=grounds, questions="")
    on_working_day(walk, walk.day + timedelta(days=1), 11)
    conclude_review(walk, opinions=OPINIONS[: int(walk.plan.get("opinions", 0))])
    answer_opinions(walk)


def known_items(walk: Walk) -> dict[str, str]:
    """What the reviewer goes through in this case."""
    return review_items(walk.cast.bureau.jurisdiction, walk.subject_case.known)


def conclude_review(walk: Walk, conclusion: str = "pass", **changes: Any) -> None:
    """法制审核意见."""
    items = {name: ItemFinding(conclusion == "pass") for name in known_items(walk)}
    inputs: dict[str, Any] = {
        "conclusion": conclusion,
        "summary": "事实清楚，证据充分，适用法律准确，程序合法"
        if conclusion == "pass"
        else "尚有问题需要补正",
        "opinions": OPINIONS[:1] if conclusion != "pass" else (),
        "items": items,
    }
    walk.perform(
        "case.conclude_legal_review", "legal_reviewer", case=walk.subject_case, **{**inputs, **changes}
    )
    walk.later(minutes=30)


def answer_opinions(walk: Walk) -> None:
    """答复 of every opinion."""
    case = walk.subject_case
    answers = {row.pk: Answer(True, "已按意见补充修改") for row in open_opinions(case)}
    if answers:
        walk.perform("case.answer_review_opinion", case=case, answers=answers)
        walk.later(minutes=40)


def deliberate(walk: Walk) -> None:
    """集体讨论 where it is required or planned."""
    if not punished(walk) or not (walk.plan.get("deliberate") or facts_of(walk)["deliberation_required"]):
        return
    walk.perform(
        "case.deliberate",
        "organ_head",
        case=walk.subject_case,
        meeting=meeting_of(walk),
        penalty=_decided_penalty(walk),
    )
    walk.later(minutes=30)


def meeting_of(walk: Walk, **changes: Any) -> Meeting:
    """A meeting of three heads who all agree."""
    officers = walk.cast.officers
    members = [officers[role].pk for role in ("organ_head", "deputy_head", "brigade_leader")]
    inputs: dict[str, Any] = {
        "held_on": walk.day,
        "place": "本机关二楼会议室",
        "presider": members[0],
        "votes": tuple(Vote(pk, "同意承办机构的处理意见", "for") for pk in members),
        "observers": "、".join(officer.name for officer in walk.pair),
        "agenda": f"讨论{walk.party.name}{walk.matter.title}一案的处理",
        "minutes": "承办人汇报案情、证据和拟处理意见，法制员汇报审核意见，参加人员逐一发表意见",
        "conclusion": "同意按拟处罚内容作出决定",
        "approved": True,
    }
    return Meeting(**{**inputs, **changes})


def _decided_penalty(walk: Walk) -> Penalty:
    return penalty_of(walk, str(walk.plan.get("decided_fine", "")))


# --- decisions ----------------------------------------------------------------------------------------------


def decide(walk: Walk) -> None:
    """处罚决定, through every tier."""
    if punished(walk):
        data = decision_inputs(walk)
        data |= {f"reason-{ground}": text for ground, text in decision_reasons(walk, data).items()}
        walk.approve("case.decide", walk.subject_case, data)
        walk.later(minutes=30)


def decision_reasons(walk: Walk, data: dict[str, Any]) -> dict[str, str]:
    """Reasons for a fine that departs from like cases where the report has not given them already."""
    known = walk.subject_case.known
    same = Decimal(str(data["fine"] or 0)) == Decimal(str(known.get("proposed_fine") or 0))
    return {} if known.get("like_band_explained") and same else like_reasons(walk, data)


def decision_inputs(walk: Walk) -> dict[str, Any]:
    """What the handler enters for the decision."""
    held = bool(walk.subject_case.known.get("hearing_held_on"))
    return {
        **penalty_inputs(_decided_penalty(walk)),
        "correction": walk.plan.get("correction", "责令当事人立即改正违法行为"),
        "performance": "",
        "hearing_reasons": "听证中当事人对罚款数额的意见，因已在裁量阶次中考虑，不予采纳" if held else "",
        "not_fined_before": "on",
        "additional_fine": "on",
    }


def exempt(walk: Walk) -> None:
    """不予处罚决定, through every tier, with what it needs on record."""
    if walk.plan.get("outcome") != "exempted":
        return
    if walk.plan.get("ground", "minor_corrected") == "minor_corrected":
        walk.plan = {"slight": True, "harm": "none", **walk.plan}
    prepare_exemption(walk)
    decide_exemption(walk)


def withdraw(walk: Walk) -> None:
    """撤销立案, through every tier."""
    if walk.plan.get("outcome") != "withdrawn":
        return
    data = {
        "ground": walk.plan.get("ground", "not_unlawful"),
        "explanation": "经调查，当事人已取得许可，不存在违法行为",
    }
    walk.approve("case.withdraw_filing", walk.subject_case, data)
    walk.later(minutes=30)


def transfer(walk: Walk) -> None:
    """移送其他机关 and its receipt."""
    if walk.plan.get("outcome") != "transferred":
        return
    data = {
        "receiver": "演示市水行政主管部门",
        "explanation": "违法行为发生在河道管理范围内，由水行政主管部门管辖",
        "materials": "案卷材料一册\n现场照片光盘一张",
        "outside_power": "on",
    }
    walk.approve("case.transfer_case", walk.subject_case, data)
    on_working_day(walk, walk.day + timedelta(days=1), 10)
    walk.perform(
        "case.confirm_transfer",
        case=walk.subject_case,
        received_on=walk.day,
        receiver="演示市水行政主管部门 孙某",
    )


REVIEW_STEPS: Final[list[tuple[str, Callable[[Walk], None]]]] = [
    ("case.issue_prior_notice", notice),
    ("case.waive_defence", waive),
    ("case.record_defence", defend),
    ("case.request_hearing", hearing),
    ("case.reexamine_defence", reexamine),
    ("windows", wait_for_windows),
    ("case.request_legal_review", legal_review),
    ("case.deliberate", deliberate),
    ("case.decide", decide),
    ("case.decide_exemption", exempt),
    ("case.withdraw_filing", withdraw),
    ("case.transfer_case", transfer),
]
