"""Acts at the end: close the case, archive the dossier."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import execution as facts
from chengguan.cases.facts.dossier import catalogue, retentions
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .execution import OUTCOMES, decision_values
from .issuing import issue_for_case, refs

GROUNDS: Final = {
    "executed": "处罚决定执行完毕",
    "no_penalty": "决定不予行政处罚",
    "withdrawn": "撤销立案",
    "transferred": "案件已移送",
    "merged": "并入他案办理",
    "terminated": "终止调查",
    "annulled": "决定已被撤销",
    "enforcement_ended": "执行终结",
    "court_closed": "人民法院强制执行程序已经终结",
    "demolished": "违法建设已经拆除",
}


@act("case.close", facts=facts.close, on="case")
def close(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    performance: str,
    opinion: str,
    approval: Approval | None = None,
) -> Done:
    """结案: the decision is performed, or the case has ended otherwise (住建处罚程序规定 asks for it within 15 working days)."""
    on = local_date(at)
    ground, _ = facts.closing_ground(case.known, on, actor.jurisdiction)
    cards = officer_cards([case.lead_officer_id, case.assisting_officer_id], on)
    values = {
        **_given(decision_values(case)),
        "outcome": _outcome(case, ground),
        "performance": performance,
        "ground": f"{GROUNDS[ground]}。{opinion}",
        "remedy": OUTCOMES.get(str(case.known.get("relief_outcome")), ""),
        "proposed_on": local_date(approval.proposed_at) if approval else on,
    }
    instrument = issue_for_case(
        case, "closing_approval", at=at, act=values, officers=cards, approval=approval
    )
    case.closed_on = on
    sets = {"closed_on": on.isoformat(), "closed_because": ground}
    data = {"performance": performance, "opinion": opinion, "ground": GROUNDS[ground]}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    """Without what there is not: a withdrawn case has no decision number."""
    kept = {key: value for key, value in values.items() if value}
    return (
        kept
        if "decision_number" in kept
        else {key: value for key, value in kept.items() if key != "decided_on"}
    )


def _outcome(case: Case, ground: str) -> str:
    fine = facts.fine_of(case.known)
    words = case.get_outcome_display() or GROUNDS[ground]
    return f"{words}，罚款{fine}元" if fine else words


@act("case.archive", facts=facts.archive, on="case")
def archive(
    *, actor: Viewer, at: datetime, case: Case, pages: dict[str, int], retention: str, remarks: str
) -> Done:
    """归档 (行政处罚法 第四十七条): 卷内目录 with running page numbers, and how long the dossier is kept."""
    rows = catalogue(case, pages)
    values = {
        "items": [{key: row[key] for key in ("title", "number", "on", "span")} for row in rows],
        "count": len(rows),
        "pages": sum(row["pages"] for row in rows),
        "retention": retentions(case)[retention].title,
        "remarks": remarks,
        "archivist": actor.name,
    }
    instrument = issue_for_case(case, "dossier_catalogue", at=at, act=values)
    sets = {
        "archived_on": local_date(at).isoformat(),
        "retention": retention,
        "dossier_pages": values["pages"],
    }
    return Done(
        case, sets=sets, data={**values, "items": rows}, documents=refs(instrument), result=instrument
    )
