"""Step of a walk: 适用法律认定. Reads from `walk.plan`: `law_choice` (old|new|none), `law_reasons`, `law_role`, `ended_on`."""

from __future__ import annotations

from chengguan.cases.facts.applicable import finding_of
from chengguan.cases.models import Case

from .walk import Walk


def determine_law(walk: Walk) -> None:
    """Record which law applies: by the result of the comparison, or as the plan says. Does nothing where the law did not change."""
    case: Case = walk.subject_case
    jurisdiction = walk.cast.bureau.jurisdiction
    ended_on = walk.plan.get("ended_on")
    found = finding_of(case, walk.day, jurisdiction, ended_on=ended_on)
    if found is None or found.comparison is None:
        return
    side = walk.plan.get("law_choice", found.comparison.expected)
    chosen = next((str(row.matter.pk) for row in found.candidates if row.side == side), "none")
    walk.perform(
        "case.determine_law",
        walk.plan.get("law_role", "handler"),
        case=case,
        chosen=chosen,
        ended_on=ended_on,
        reasons_given=walk.plan.get("law_reasons", f"经逐项比较，{found.comparison.words}。"),
        reasons={"law_comparable": "新旧规定的处罚前提不同，经研究按本案情况认定。"},
    )
    walk.later(minutes=20)
