"""Steps about discretion: reasons where a planned fine departs from like cases, several norms for one act, queries elsewhere.

They read from `walk.plan`: `further_matter` (a Matter that the same act also violates), `query_agency` (the agency that is
asked about an earlier fine), `query_fined` (the amount that it had imposed, as text).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from chengguan.cases.facts.likeness import place_of

from .walk import Walk

LIKE_REASON: Final = "本案事实与所列类案有所不同，已按裁量阶次和情节逐项说明"


def like_reasons(walk: Walk, inputs: Mapping[str, Any]) -> dict[str, str]:
    """Reasons for the warning about like cases, where the fine that is planned lies outside their band."""
    fine = Decimal(str(inputs.get("fine") or 0))
    if fine <= 0:
        return {}
    place = place_of(
        walk.subject_case,
        fine=fine,
        tier=str(inputs.get("tier") or ""),
        circumstances=list(inputs.get("circumstances") or []),
        quantities=inputs.get("quantities"),
        on=walk.day,
        jurisdiction=walk.cast.bureau.jurisdiction,
    )
    return {} if place.inside else {"fine_in_like_band": LIKE_REASON}


def add_matter(walk: Walk) -> None:
    """同一行为违反多个规定, where the plan names a further matter."""
    matter = walk.plan.get("further_matter")
    if matter is None:
        return
    walk.perform(
        "case.add_matter",
        case=walk.subject_case,
        matter=matter,
        explanation="同一时间、同一地点的一个行为同时违反两项规定，没有另外的行为",
    )
    walk.matter = walk.subject_case.matter
    walk.later(minutes=20)


def query_fines(walk: Walk) -> None:
    """查询其他机关处罚情况, where the plan names an agency."""
    agency = walk.plan.get("query_agency")
    if not agency:
        return
    fined = str(walk.plan.get("query_fined", ""))
    walk.perform(
        "case.record_fine_query",
        case=walk.subject_case,
        agency=agency,
        means="查询行政处罚公示信息并电话核实",
        queried_on=walk.day,
        fined=bool(fined),
        number="演示罚决〔2024〕第8号" if fined else "",
        amount=Decimal(fined) if fined else None,
    )
    walk.later(minutes=20)


DISCRETION_STEPS: Final[list[tuple[str, Callable[[Walk], None]]]] = [
    ("case.add_matter", add_matter),
    ("case.record_fine_query", query_fines),
]
