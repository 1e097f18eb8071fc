"""Steps of a walk through compulsory enforcement. Each does one act (with its service) on the walk's day, or on the day it needs.

`overdue(walk)` brings a served case to the day after payment was due; `until(walk, day)` goes to an office hour of a day.
Whole ways: `performed_on_behalf`, `through_court`, `annulled_and_restored`, `penalised_daily`, `demolished`.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from chengguan.cases.facts.enforcement_state import plan_of
from chengguan.cases.facts.execution import additional_fine_outstanding, total_outstanding
from chengguan.ledger.norms import book

from .execution_steps import PLACE, serve
from .walk import Walk


def until(walk: Walk, day: date, hour: int = 10) -> None:
    """Go on at an hour of a day."""
    walk.later(days=(day - walk.day).days)
    walk.at_hour(hour)


def working(walk: Walk, days: int, hour: int = 10) -> None:
    """Let working days pass."""
    until(walk, book().calendar(walk.cast.bureau.jurisdiction).add_working_days(walk.day, days), hour)


def fact_day(walk: Walk, name: str) -> date:
    """A day that is known of the case."""
    return date.fromisoformat(str(walk.subject_case.known[name])[:10])


def overdue(walk: Walk) -> None:
    """The day after the fine was to be paid."""
    until(walk, fact_day(walk, "pay_due_on") + timedelta(days=1))


def additional_fine(walk: Walk) -> None:
    """加处罚款, served."""
    walk.approve("case.impose_additional_fine", walk.subject_case, {"remarks": ""})
    serve(walk, "additional_fine_decision")


def latest_days(walk: Walk) -> Any:
    """The plan of the application to the court as it stands."""
    found = plan_of(walk.subject_case.known, walk.cast.bureau.jurisdiction)
    assert found is not None
    return found[1]


def demand(walk: Walk, **changes: str) -> None:
    """催告履行, served the same day."""
    known, where = walk.subject_case.known, walk.cast.bureau.jurisdiction
    decision = changes.get("basis", "decision") == "decision"
    data = {
        "basis": "decision",
        "amount": str(total_outstanding(known, walk.day, where)) if decision else "0",
        "way": "到指定银行缴纳" if decision else "自行清除并恢复原状",
        "duties": "" if decision else "停止违法行为，恢复原状",
        "term_days": "10",
        "purpose": "court" if decision else "performance_on_behalf",
        **changes,
    }
    walk.approve("case.demand", walk.subject_case, data)
    serve(walk, "demand_notice")


# --- performance on behalf ----------------------------------------------------------------------------------


def course(walk: Walk, **changes: Any) -> dict[str, Any]:
    """How an action on the spot went: an hour, by day, signed and recorded."""
    return {
        "begun_at": walk.now - timedelta(minutes=90),
        "ended_at": walk.now - timedelta(minutes=20),
        "place": walk.plan.get("place", PLACE),
        "description": "清运建筑垃圾约20立方米，冲洗路面约60平方米，现场恢复原状",
        "present": walk.party.representative or walk.party.name,
        "signed": True,
        "refusal": "",
        "urgency": "",
        "utilities_cut": False,
        "credentials_shown": True,
        "process_recorded": True,
        **changes,
    }


def decide_on_behalf(walk: Walk, scheduled_on: date | None = None, **changes: str) -> None:
    """代履行决定, served."""
    calendar = book().calendar(walk.cast.bureau.jurisdiction)
    data = {
        "basis": "correction_order",
        "hazard": "traffic",
        "reasons_given": "建筑垃圾堆放在机动车道，已造成两起车辆剐蹭",
        "object_": "路面堆放的建筑垃圾约20立方米",
        "way": "机械装载、密闭清运至指定消纳场所，冲洗路面",
        "scheduled_on": (scheduled_on or calendar.add_working_days(walk.day, 6)).isoformat(),
        "budget": "5000",
        "performer": "演示市环卫服务中心",
        "neutral": "yes",
        **changes,
    }
    walk.approve("case.decide_performance_on_behalf", walk.subject_case, data)
    serve(walk, "performance_on_behalf_decision")


def urge_on_behalf(walk: Walk) -> None:
    """代履行催告, served."""
    scheduled = walk.subject_case.known["performance_on_behalf_scheduled_on"]
    data = {"scheduled_on": scheduled, "content": "清除路面建筑垃圾，恢复道路原状"}
    walk.approve("case.urge_performance_on_behalf", walk.subject_case, data)
    serve(walk, "performance_on_behalf_demand")


def perform_on_behalf(walk: Walk, **changes: Any) -> None:
    """实施代履行 today."""
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "performer": "演示市环卫服务中心",
        "neutral": True,
        "unperformed": True,
        "lawful": True,
        "course": course(walk),
    }
    walk.perform("case.perform_on_behalf", case=walk.subject_case, **{**inputs, **changes})


def perform_on_behalf_now(walk: Walk, **changes: Any) -> None:
    """立即代履行; a party that is away is told at once."""
    away = course(walk, present="", signed=False, refusal="当事人不在场")
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "place": walk.plan.get("place", PLACE),
        "place_kind": "road",
        "reasons_given": "渣土遗洒约30平方米，影响通行",
        "unable": True,
        "party_present": False,
        "performer": "演示市环卫服务中心",
        "lawful": True,
        "budget": Decimal(1200),
        "course": away,
    }
    given = {**inputs, **changes}
    walk.perform("case.perform_on_behalf_now", case=walk.subject_case, **given)
    walk.later(minutes=30)
    if not given["party_present"]:
        serve(walk, "immediate_performance_notice")


def settle_costs(walk: Walk, amount: str = "4800") -> None:
    """结算代履行费用, served."""
    due = (walk.day + timedelta(days=15)).isoformat()
    data = {"proof": "清运合同、过磅单、发票", "due_on": due, "item_1": "清运、处置费", "cost_1": amount}
    walk.approve("case.settle_performance_costs", walk.subject_case, data)
    serve(walk, "performance_cost_notice")


def collect_costs(walk: Walk, amount: str = "4800") -> None:
    """收取代履行费用."""
    reference = f"DLX{str(walk.subject_case.pk)[-12:]}{walk.day:%m%d}"
    inputs = {"amount": Decimal(amount), "paid_on": walk.day, "reference": reference}
    walk.perform("case.collect_performance_costs", "finance", case=walk.subject_case, **inputs)


def performed_on_behalf(walk: Walk) -> None:
    """From an order to correct that was served and not obeyed to the costs. Begins on the day after its term."""
    demand(walk, basis="correction_order")
    working(walk, 11)
    decide_on_behalf(walk)
    working(walk, 1)
    urge_on_behalf(walk)
    until(walk, fact_day(walk, "performance_on_behalf_scheduled_on"), 11)
    perform_on_behalf(walk)
    working(walk, 2)
    settle_costs(walk)
    working(walk, 5)
    collect_costs(walk)


# --- court --------------------------------------------------------------------------------------------------


def apply_to_court(walk: Walk, **changes: str) -> None:
    """申请法院强制执行 today."""
    data = {
        "court": walk.cast.bureau.court,
        "claims": "强制执行处罚决定确定的缴款义务",
        "basis": "当事人未经批准占用城市道路，决定书已经送达，逾期没有履行",
        "opinion": "催告书送达后当事人没有提出陈述、申辩",
        "clues": "当事人在演示银行武冈支行开有账户，名下有车辆一辆",
        "urgency": "",
        **changes,
    }
    walk.approve("case.apply_to_court", walk.subject_case, data)


def court_says(walk: Walk, kind: str, favourable: bool = True, **changes: Any) -> None:
    """登记 what the court decided: `kind` acceptance or ruling."""
    name = {"acceptance": "accepted", "ruling": "permitted"}[kind]
    inputs = {
        name: favourable,
        "court": walk.cast.bureau.court,
        "number": f"（{walk.day.year}）湘0581行审1号",
        "received_on": walk.day,
        "why": "" if favourable else "材料不全",
        **changes,
    }
    walk.perform(f"case.record_court_{kind}", case=walk.subject_case, **inputs)


def court_collects(walk: Walk, amount: Decimal | None = None, kind: str = "money") -> None:
    """登记法院执行结果; the whole sum unless stated."""
    case = walk.subject_case
    owed = total_outstanding(case.known, walk.day, walk.cast.bureau.jurisdiction)
    inputs = {
        "kind": kind,
        "amount": (owed if amount is None else amount) if kind == "money" else Decimal(0),
        "reference": f"FY{walk.day:%Y%m%d}{str(case.pk)[-10:]}" if kind == "money" else "",
        "court": walk.cast.bureau.court,
        "number": f"（{walk.day.year}）湘0581执1号",
        "happened_on": walk.day,
        "description": "法院划拨" if kind == "money" else "法院终结本次执行程序",
    }
    walk.perform("case.record_court_execution", "finance", case=case, **inputs)


def through_court(walk: Walk) -> None:
    """From an overdue fine to the money the court collected; the demand and the application on their last days."""
    plan = latest_days(walk)
    until(walk, plan.demand_by, 9)
    demand(walk)
    until(walk, plan.file_by, 9)
    apply_to_court(walk)
    working(walk, 4)
    court_says(walk, "acceptance")
    working(walk, 6)
    court_says(walk, "ruling")
    walk.later(days=40)
    court_collects(walk)


# --- agreement, suspension, end -----------------------------------------------------------------------------


def agree(walk: Walk, days: tuple[int, ...] = (10, 40), waived: str = "0") -> None:
    """执行协议 in equal parts, the last takes the rest."""
    owed = total_outstanding(walk.subject_case.known, walk.day, walk.cast.bureau.jurisdiction) - Decimal(
        waived
    )
    part = (owed / len(days)).quantize(Decimal(1))
    data = {
        "terms": "按期缴纳，不再发生同类违法行为",
        "waived": waived,
        "remedy": "已修复受损路面" if Decimal(waived) else "",
        "harmless": "yes",
        "signed": "on",
    }
    for no, ahead in enumerate(days, 1):
        last = no == len(days)
        data[f"due_{no}"] = (walk.day + timedelta(days=ahead)).isoformat()
        data[f"amount_{no}"] = str(owed - part * (no - 1) if last else part)
    walk.approve("case.conclude_agreement", walk.subject_case, data)


def waivable(walk: Walk) -> Decimal:
    """Additional fine that an agreement may waive today."""
    return additional_fine_outstanding(walk.subject_case.known, walk.day, walk.cast.bureau.jurisdiction)


def breach(walk: Walk) -> None:
    """违反执行协议，恢复执行."""
    walk.approve("case.declare_breach", walk.subject_case, {"description": "第一期没有缴纳"})
    serve(walk, "enforcement_resumption")


def suspend(walk: Walk) -> None:
    """中止执行."""
    data = {"ground": "hardship", "explanation": "企业停产，账户没有余额"}
    walk.approve("case.suspend_enforcement", walk.subject_case, data)
    serve(walk, "enforcement_suspension")


def resume(walk: Walk) -> None:
    """恢复执行."""
    walk.approve("case.resume_enforcement", walk.subject_case, {"explanation": "企业恢复经营"})
    serve(walk, "enforcement_resumption")


def end(walk: Walk, ground: str = "dissolved") -> None:
    """终结执行."""
    data = {
        "ground": ground,
        "explanation": "经查没有可供执行的财产",
        "proof": "注销登记、财产查询结果",
        "harmless": "on",
    }
    walk.approve("case.end_enforcement", walk.subject_case, data)


# --- restoration --------------------------------------------------------------------------------------------


def annul(walk: Walk) -> None:
    """自行撤销处罚决定, served."""
    walk.approve("case.annul_decision", walk.subject_case, {"error": "当事人认定错误"})
    if not walk.subject_case.known.get("closed_on"):
        serve(walk, "annulment_decision")


def restore(walk: Walk, **changes: str) -> None:
    """执行回转."""
    data = {
        "ground": "annulled",
        "error": "处罚决定因当事人认定错误已被撤销",
        "content": "退还已缴纳的款项",
        **changes,
    }
    walk.approve("case.restore_enforcement", walk.subject_case, data)


def refund(walk: Walk, amount: str = "") -> None:
    """登记退还款项: all that was decided unless stated."""
    case = walk.subject_case
    owed = sum((Decimal(part) for part in (case.known.get("refund_parts") or {}).values()), Decimal(0))
    inputs = {
        "amount": Decimal(amount) if amount else owed,
        "refunded_on": walk.day,
        "reference": f"TK{walk.day:%Y%m%d}{case.refunds.count()}{str(case.pk)[-10:]}",
        "receiver": walk.party.name,
    }
    walk.perform("case.record_refund", "finance", case=case, **inputs)


def annulled_and_restored(walk: Walk) -> None:
    """A paid decision is annulled, restored and the money given back."""
    annul(walk)
    walk.later(days=2)
    restore(walk)
    walk.later(days=5)
    refund(walk)


# --- daily penalty ------------------------------------------------------------------------------------------


def daily_notice(walk: Walk) -> None:
    """按日连续处罚事先告知, served."""
    data = {
        "pollution": "yes",
        "facts_found": "复查发现当事人仍在原地倾倒渣土，有照片和视频为证",
        "basis": "《中华人民共和国生态环境法典》第一千零六十条",
    }
    walk.approve("case.issue_daily_notice", walk.subject_case, data)
    serve(walk, "daily_penalty_notice")


def daily_penalty(walk: Walk, **changes: str) -> None:
    """按日连续处罚, served."""
    data = {
        "defence": "当事人没有提出陈述、申辩",
        "hearing": "not_asked",
        "review": "法制审核通过，集体讨论同意",
        **changes,
    }
    walk.approve("case.impose_daily_penalty", walk.subject_case, data)
    serve(walk, "daily_penalty_decision")


def penalised_daily(walk: Walk) -> None:
    """From the recheck that found the violation going on to the decision."""
    daily_notice(walk)
    working(walk, 6)
    daily_penalty(walk)


# --- unlawful building --------------------------------------------------------------------------------------

BUILDING = "砖混结构一层，建筑面积约42平方米，占用小区绿地"


def stop_construction(walk: Walk) -> None:
    """责令停止建设, served."""
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "running": True,
        "building": BUILDING,
        "demands": "立即停止建设，听候处理",
        "credentials_shown": True,
    }
    walk.perform("case.stop_construction", case=walk.subject_case, **inputs)
    serve(walk, "construction_stop_notice")


def order_demolition(walk: Walk) -> None:
    """限期拆除决定, served."""
    data = {
        "building": BUILDING,
        "finding_organ": "演示市自然资源局",
        "finding_number": "演自然资规认〔2024〕3号",
        "finding_on": walk.day.isoformat(),
        "irremediable": "yes",
        "opinion": "已告知并听取陈述申辩，当事人没有异议",
        "due_on": (walk.day + timedelta(days=15)).isoformat(),
    }
    walk.approve("case.order_demolition", walk.subject_case, data)
    serve(walk, "demolition_order")


def announce_demolition(walk: Walk) -> None:
    """强制拆除公告."""
    data = {"due_on": (walk.day + timedelta(days=10)).isoformat(), "place": "违法建设现场和社区公告栏"}
    walk.approve("case.announce_demolition", walk.subject_case, data)


def decide_demolition(walk: Walk) -> None:
    """强制拆除决定, served."""
    calendar = book().calendar(walk.cast.bureau.jurisdiction)
    data = {
        "government": walk.cast.bureau.government,
        "government_number": "演政责〔2025〕1号",
        "government_on": walk.day.isoformat(),
        "reasons_given": "逾期不拆除，复议和起诉期限已满",
        "way": "机械拆除，划定警戒区",
        "scheduled_on": calendar.add_working_days(walk.day, 6).isoformat(),
    }
    walk.approve("case.decide_demolition", walk.subject_case, data)
    serve(walk, "demolition_decision")


def demolish(walk: Walk, **changes: Any) -> None:
    """实施强制拆除 today."""
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "goods": [{"name": "木桌1张、椅子4把", "kept": "本机关仓库1号"}],
        "no_goods": False,
        "witness": "李演示（示范社区）",
        "course": course(walk, description="拆除完毕，建筑垃圾已清运"),
    }
    walk.perform("case.demolish", case=walk.subject_case, **{**inputs, **changes})


def demolished(walk: Walk) -> None:
    """From the stop notice to the demolition, after both periods of relief."""
    stop_construction(walk)
    walk.later(days=5)
    order_demolition(walk)
    walk.later(days=200)
    working(walk, 1)
    demand(walk, basis="demolition_order", purpose="own", duties="拆除违法建设", way="自行拆除")
    announce_demolition(walk)
    working(walk, 14)
    decide_demolition(walk)
    until(walk, fact_day(walk, "demolition_scheduled_on"), 11)
    demolish(walk)


def visit(walk: Walk) -> None:
    """回访."""
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "visited_on": walk.day,
        "finding": "改正情况保持良好，没有再次违法",
        "opinion": "对处理没有意见",
        "guidance": "继续做好日常管理",
    }
    walk.perform("case.visit_after", case=walk.subject_case, **inputs)
