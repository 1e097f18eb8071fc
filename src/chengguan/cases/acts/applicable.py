"""适用法律认定 (行政处罚法 第三十七条): which version of a changed law applies, on the record with its reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import chinese_date, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import applicable as facts
from chengguan.cases.models import Case
from chengguan.ledger.acting import Done, act
from chengguan.powers.models import Matter

from .filing import matter_facts
from .issuing import issue_for_case, refs
from .words import choice

WORDS: Final = {"old": "旧", "new": "新", "same": "相同", "opinion": "待意见"}


@act("case.determine_law", facts=facts.determination, on="case")
def determine_law(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    chosen: str,
    reasons_given: str,
    ended_on: date | None = None,
    serious: bool | None = None,
    competing: Sequence[Matter] = (),
) -> Done:
    """适用法律认定 (行政处罚法 第二十九条、第三十六条、第三十七条): the case goes on under the provision that was chosen.

    `chosen`: key of the matter in the version that applies, or "none" where neither law or only one of them punishes.
    Result: the instrument.
    """
    on = local_date(at)
    found = facts.finding_of(case, on, actor.jurisdiction, ended_on=ended_on, serious=serious)
    assert found is not None
    side = facts.side_of(found, chosen)
    laws = _laws(found, competing)
    matter = _chosen(case, chosen, found, competing)
    switched = matter is not None and matter.pk != case.matter_id
    words = _words(found, side, matter, reasons_given, actor, on)
    sets: dict[str, Any] = {
        "law_determined_on": on,
        "law_choice": side,
        "law_compared": laws,
        **({"ended_on": ended_on} if ended_on else {}),
        **(_switch(case, matter, on) if switched and matter is not None else {}),
    }
    paper = issue_for_case(case, "law_determination", at=at, act=words)
    data = {
        "chosen": chosen,
        "matter": matter.code if matter else "",
        "reason": reasons_given,
        "comparison": found.comparison.as_dict() if found.comparison else None,
        "competing": [row.code for row in competing],
    }
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


def _laws(found: facts.LawFinding, competing: Sequence[Matter]) -> list[str]:
    matters = [*(row.matter for row in found.candidates), *competing]
    return sorted({str(cite["law"]) for matter in matters for cite in (*matter.basis, *matter.violated)})


def _chosen(case: Case, chosen: str, found: facts.LawFinding, competing: Sequence[Matter]) -> Matter | None:
    known = [*(row.matter for row in found.candidates), *competing, case.matter]
    return next((matter for matter in known if str(matter.pk) == chosen), None)


def _switch(case: Case, matter: Matter, on: date) -> dict[str, Any]:
    """The case goes on under another provision: its range, kinds, elements and benchmark are those of the matter chosen."""
    case.matter, case.cause, case.major = matter, matter.title, matter.major
    fresh = {name: value for name, value in matter_facts(matter).items() if name != "matter_laws"}
    return {**fresh, "law_basis_changed_on": on}


def _words(
    found: facts.LawFinding, side: str, matter: Matter | None, reasons: str, actor: Viewer, on: date
) -> dict[str, Any]:
    """What the paper prints."""
    conduct, comparison = found.conduct, found.comparison
    lasted = f"，持续至{chinese_date(conduct.ended_on)}" if conduct.lasted else ""
    rows = [
        {"aspect": row.aspect, "old": row.old, "new": row.new, "lighter": WORDS.get(row.lighter, row.lighter)}
        for row in (comparison.rows if comparison else ())
    ] or [{"aspect": "法律变动", "old": "相同", "new": "相同", "lighter": "相同"}]
    result = "；".join([comparison.words, *comparison.reasons]) if comparison else "新旧规定没有不同"
    limitation = found.limitation
    return {
        "conduct": f"{chinese_date(conduct.began_on)}发生{lasted}",
        "changes": found.in_words(),
        "rows": rows,
        "result": result,
        "choice": choice("law_choice", side),
        "basis": facts.basis_of(matter) if matter else "",
        "limitation": f"{limitation.title}，届满日为{chinese_date(limitation.due_on)}"
        if limitation
        else "没有查明",
        "reasons": reasons,
        "decided_by": actor.name,
        "decided_on": on,
    }
