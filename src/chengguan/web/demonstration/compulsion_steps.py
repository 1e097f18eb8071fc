"""Steps of a walk through measures and goods (先行登记保存、查封、扣押). They need a case that is filed and not decided.

They read from `walk.plan`: `place`, `goods` (rows of the list), `measure_reason`. Each step moves the clock by some minutes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import CHINA
from chengguan.cases.acts.lapsing import lapse_due_measures
from chengguan.cases.facts.measures import bases_for, open_rows
from chengguan.cases.models import Good, Measure
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done

from .execution_steps import office_day
from .walk import Walk

PLACE: Final = "示范路与演示街交叉口东北侧"
STORE: Final = {"place": "本机关涉案物品库房（演示）", "custodian": "库房管理员（演示）"}
YARD: Final = {"place": "本机关涉案车辆停车场（演示）", "custodian": "停车场管理员（演示）"}
WITHIN: Final = ["condition", "necessary", "related", "no_necessities", "not_sealed"]
STEPS: Final = ["called", "told", "heard", "papers", "copies"]
UNVERIFIED: Final = "依据为演示清单所列，条文由法制机构对照原文确认。"
TOOLS: Final = [
    {"category": "tool", "name": "切割机", "model": "演示型", "quantity": 1, "unit": "台", "condition": "八成新", "value": "600"}
]  # fmt: skip


def vehicle(plate: str = "演A·00001", value: str = "180000") -> dict[str, Any]:
    """One truck, as a row of the list."""
    return {
        "category": "vehicle", "name": "自卸货车", "model": plate, "quantity": 1, "unit": "辆",
        "condition": "可以行驶，车厢载有建筑垃圾", "value": value,
    }  # fmt: skip


def cylinders(count: int) -> dict[str, Any]:
    """A batch of gas cylinders, as one row of the list."""
    return {
        "category": "cylinder", "name": "液化石油气钢瓶", "model": "YSP-15", "quantity": count, "unit": "个",
        "condition": "没有检验合格标志", "value": str(count * 30),
    }  # fmt: skip


# --- approval and carrying out ------------------------------------------------------------------------------


def approve_measure(walk: Walk, kind: str, items: Sequence[str]) -> int:
    """审批 through every tier; the number of the approval."""
    basis = "" if kind == Measure.PRESERVATION else basis_id(walk, kind)
    data: dict[str, Any] = {
        "kind": kind,
        "reason": walk.plan.get("measure_reason", "当事人正在转移涉案物品，不采取措施将无法查清事实。"),
        "items": "\n".join(items),
        "place": walk.plan.get("place", PLACE),
        "at_risk": "on",
        "basis": basis,
        "within": WITHIN if basis else [],
    }
    if basis:
        data["reason-seizure_basis_checked"] = UNVERIFIED
    done: Done = walk.approve("case.approve_measure", walk.subject_case, data)
    walk.later(minutes=20)
    return int(done.result["no"])


def basis_id(walk: Walk, kind: str) -> str:
    """The first provision that fits the matter."""
    case = walk.subject_case
    return bases_for(case.matter, kind, walk.day, walk.cast.bureau.jurisdiction)[0].id


def on_spot(walk: Walk, goods: Sequence[Mapping[str, Any]], custody: Mapping[str, str]) -> dict[str, Any]:
    """What is entered on the spot; thirty minutes pass."""
    begun = walk.now
    walk.later(minutes=30)
    return {
        "goods": [dict(row) for row in goods],
        "begun_at": begun,
        "ended_at": walk.now,
        "place": walk.plan.get("place", PLACE),
        "custody": dict(custody),
        "presence": {
            "on_site": walk.party.representative or walk.party.name,
            "on_site_role": "负责人",
            "witness": "",
            "signed": True,
            "refusal": "",
        },
        "officers": walk.pair_ids,
        "credentials_shown": True,
        "process_recorded": True,
    }


def preserve(walk: Walk, goods: Sequence[Mapping[str, Any]] = TOOLS, **changes: Any) -> Measure:
    """先行登记保存, approved beforehand."""
    approved = approve_measure(walk, Measure.PRESERVATION, [str(row["name"]) for row in goods])
    inputs = {"approved": approved, **on_spot(walk, goods, STORE)}
    done: Done = walk.perform("case.preserve_in_advance", case=walk.subject_case, **{**inputs, **changes})
    return done.result  # type: ignore[no-any-return]


def seize(
    walk: Walk, goods: Sequence[Mapping[str, Any]], *, kind: str = Measure.IMPOUND, custody: Mapping[str, str] = STORE,
    **changes: Any
) -> Measure:  # fmt: skip
    """查封、扣押, approved beforehand, with the ten steps on the spot."""
    approved = approve_measure(walk, kind, [str(row["name"]) for row in goods] or ["已登记保存的物品"])
    inputs = {**seizing(walk, goods, custody), "approved": approved}
    reasons = {"seizure_basis_checked": UNVERIFIED}
    done: Done = walk.perform("case.seize", case=walk.subject_case, reasons=reasons, **{**inputs, **changes})
    return done.result  # type: ignore[no-any-return]


def seizing(walk: Walk, goods: Sequence[Mapping[str, Any]], custody: Mapping[str, str]) -> dict[str, Any]:
    """What a planned and an urgent seizure have in common."""
    statement = "对扣押没有异议，请求尽快处理。"
    return {
        **on_spot(walk, goods, custody),
        "within": WITHIN,
        "steps": STEPS,
        "statement": statement,
        "take_over": 0,
    }


def seize_urgently(walk: Walk, goods: Sequence[Mapping[str, Any]], **changes: Any) -> Measure:
    """当场紧急扣押 without approval."""
    inputs = {
        **seizing(walk, goods, STORE),
        "kind": Measure.IMPOUND,
        "basis": basis_id(walk, Measure.IMPOUND),
        "reason": "当事人正在转移涉案物品。",
        "urgency": "夜间发现，车辆即将驶离，来不及报批。",
    }
    done: Done = walk.perform(
        "case.seize_urgently", case=walk.subject_case, reasons={"seizure_basis_checked": UNVERIFIED},
        **{**inputs, **changes},
    )  # fmt: skip
    return done.result  # type: ignore[no-any-return]


def ratify(walk: Walk, measure: int, *, granted: bool = True) -> None:
    """补办批准 or refusal by the head."""
    opinion = "情况紧急属实。" if granted else "不符合紧急情形，没有必要扣押。"
    walk.perform(
        "case.ratify_seizure",
        "deputy_head",
        case=walk.subject_case,
        measure=measure,
        granted=granted,
        opinion=opinion,
    )
    walk.later(minutes=20)


def impound_vehicle(walk: Walk, plate: str = "") -> Measure:
    """扣押一辆运输车辆; the plate is made up from the case when none is given."""
    tail = str(walk.subject_case.pk)[-5:].upper()
    return seize(walk, [vehicle(plate or f"演A·{tail}")], custody=YARD)


def impound_cylinders(walk: Walk, count: int = 187) -> Measure:
    """扣押一批钢瓶 as one row of the register."""
    return seize(walk, [cylinders(count)])


# --- what follows -------------------------------------------------------------------------------------------


def held(walk: Walk, column: str = "held") -> dict[str, int]:
    """Everything there is, by the id of the good."""
    rows = Good.objects.filter(case=walk.subject_case, **{f"{column}__gt": 0})
    return {str(pk): int(count) for pk, count in rows.values_list("pk", column)}


def decide_preservation(walk: Walk, measure: int, outcome: str = "return") -> None:
    """登记保存处理决定 through every tier."""
    data = {"measure": str(measure), "outcome": outcome, "reason": "证据已经固定", "receiver": ""}
    walk.approve("case.decide_preservation", walk.subject_case, data)
    walk.later(minutes=20)


def lift(walk: Walk, measure: int = 0, ground: str = "") -> None:
    """解除 through every tier; by default of the measure that runs, because the case was decided or nothing more is needed."""
    case = walk.subject_case
    no = measure or open_rows(case.known, Measure.SEAL, Measure.IMPOUND)[-1]["no"]
    chosen = ground or ("decided" if case.decided_on else "unneeded")
    data = {"measure": str(no), "ground": chosen, "reason": "违法行为已经查清，不再需要扣押"}
    walk.approve("case.lift_measure", case, data)
    walk.later(minutes=20)


def give_back(walk: Walk, goods: Mapping[str, int] | None = None, **changes: Any) -> None:
    """退还 against a receipt."""
    inputs = {
        "goods": dict(goods) if goods is not None else held(walk),
        "receiver": walk.party.representative or walk.party.name,
        "relation": "负责人",
        "identity": "居民身份证",
        "signed": True,
        "intact": True,
        "damage": "",
        "officers": walk.pair_ids,
    }
    walk.perform("case.return_goods", case=walk.subject_case, **{**inputs, **changes})
    walk.later(minutes=20)


def release(walk: Walk) -> None:
    """解除并退还 everything that is still held, if anything is."""
    if not held(walk):
        return
    if open_rows(walk.subject_case.known, Measure.SEAL, Measure.IMPOUND):
        lift(walk)
    give_back(walk)


def notify_testing(walk: Walk, measure: int, begins_on: date, until_on: date, **changes: Any) -> Instrument:
    """检测期间书面告知."""
    inputs = {
        "measure": measure, "begins_on": begins_on, "until_on": until_on, "body": "演示市特种设备检验所",
        "question": "钢瓶是否符合安全技术规范", "free": True, "officers": walk.pair_ids,
    }  # fmt: skip
    done: Done = walk.perform("case.notify_testing", case=walk.subject_case, **{**inputs, **changes})
    return done.result  # type: ignore[no-any-return]


def extend(walk: Walk, measure: int, days: int) -> None:
    """延长 through every tier."""
    data = {"measure": str(measure), "days": str(days), "reason": "涉案人员多，检测结果需要复核"}
    walk.approve("case.extend_measure", walk.subject_case, data)


def lapse_on(walk: Walk, day: date) -> int:
    """The worker's daily round early on a day; how many measures lapsed."""
    walk.now = datetime(day.year, day.month, day.day, 0, 5, tzinfo=CHINA)
    return lapse_due_measures(walk.now)


def confiscate(walk: Walk) -> None:
    """没收登记 of everything held, after a decision that confiscates."""
    walk.perform(
        "case.confiscate_goods", case=walk.subject_case, goods=held(walk), officers=walk.pair_ids, note=""
    )
    walk.later(minutes=20)


def dispose(walk: Walk, way: str = "auction", price: str = "5000", costs: str = "300") -> None:
    """罚没物品处置: approved, then done by two officers and finance."""
    goods = held(walk, "confiscated")
    data = {
        **{f"qty-{pk}": str(count) for pk, count in goods.items()},
        "source": "confiscated",
        "way": way,
        "body": "演示拍卖有限公司" if way == "auction" else "演示报废处置中心",
        "reason": "处罚决定已经生效",
        "destroy_basis": "不符合安全技术规范，依法应当报废" if way == "destroy" else "",
        "reason-disposal_final": "物品不宜长期保管，当事人书面同意处置。",
    }
    walk.approve("case.dispose_goods", walk.subject_case, data)
    office_day(walk, 3, 10)
    record_disposal(walk, way, price if way == "auction" else "0", costs if way == "auction" else "0")


def record_disposal(walk: Walk, way: str, price: str, costs: str) -> None:
    """处置结果登记 of the disposal that waits."""
    row = next(row for row in walk.subject_case.known["disposals"] if not row["done_on"])
    walk.perform(
        "case.record_disposal", "finance", case=walk.subject_case, disposal=row["no"], way=way, price=Decimal(price),
        costs=Decimal(costs), voucher=f"CZ{walk.day:%Y%m%d}{row['no']:02d}", record="全程录像，清点无误。", officers=walk.pair_ids,
    )  # fmt: skip
    walk.later(minutes=20)


def a_day_later(walk: Walk, days: int = 1) -> None:
    """The same hour, some days later."""
    walk.now += timedelta(days=days)
