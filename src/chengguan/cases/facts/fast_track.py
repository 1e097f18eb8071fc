"""Facts of 简案快办: is the matter listed, what does its list allow, and which condition has failed since it was entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import chinese_date, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from lawengine.clock import ClockReading

from . import clocks
from .base import case_sheet, derives
from .investigation import age_classes
from .known import Known, day, money, names
from .penalties import Penalty, hearing_right

TERM: Final = "fast_track_term"
ENDED: Final = (
    "fast_track_exited_on",
    "decided_on",
    "terminated_on",
    "withdrawn_on",
    "transferred_on",
    "merged_on",
    "closed_on",
)
CHECKS: Final = {
    "fast_facts_clear": "事实清楚、证据充分",
    "admission_signed": "当事人已在认错认罚承诺书上签名或者盖章",
    "fast_consent": "当事人书面同意适用简案快办",
    "fast_undisputed": "当事人对违法事实和适用法律没有异议",
}
OBSTACLES: Final = {
    "party_blind_deaf_mute": "当事人是盲、聋、哑人",
    "fast_social_risk": "案件有重大社会影响或者不稳定风险",
}


def list_rows(known: Known, on: date, jurisdiction: str) -> tuple[Mapping[str, Any], ...]:
    """Rows of the bureau's 简案快办事项清单 that fit the matter and the kind of party; none where there is no list."""
    listing = book().listing("fast_track_matters", on=on, jurisdiction=jurisdiction)
    code = known.get("matter_code")
    if listing is None or not code:
        return ()
    party = "organisation" if known.get("party_is_organisation") else "individual"
    return listing.rows(matter=code, party=party)


def cap_of(rows: Sequence[Mapping[str, Any]], item: str = "") -> Decimal:
    """The highest fine that the chosen row allows (that all fitting rows allow, before one is chosen)."""
    chosen = [row for row in rows if not item or row["id"] == item]
    return max((Decimal(str(row.get("max_fine", 0))) for row in chosen), default=Decimal(0))


@derives
def fast_track(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Whether the matter is listed, the fine that its list allows, and whether the fast track still runs on this day."""
    if known.get("procedure") != Case.ORDINARY:
        return {}
    rows = list_rows(known, on, jurisdiction)
    running = bool(known.get("fast_track")) and not term_over(known, on, jurisdiction)
    cap = known.get("fast_track_cap") if known.get("fast_track_entered_on") else cap_of(rows)
    counted = int(known.get("evidence_count") or 0)
    return {
        "fast_track": running,
        "fast_matter_listed": bool(rows),
        "fast_fine_cap": cap,
        "evidence_added_after_exit": counted > int(known.get("fast_track_exit_evidence") or 0),
    }


def term_over(known: Known, on: date, jurisdiction: str) -> bool:
    """简案快办期限 has ended without a decision."""
    entered = day(known, "fast_track_entered_on")
    if entered is None or known.get("decided_on"):
        return False
    return term(known, entered, on, jurisdiction).late


def term(known: Known, entered: date, on: date, jurisdiction: str) -> ClockReading:
    """简案快办期限 of a case that entered the fast track on a day."""
    row = next(running for running in clocks.CASE_CLOCKS if running.clock == TERM)
    return clocks.reading(known, row, entered, on, jurisdiction)


# --- what ends it -------------------------------------------------------------------------------------------


def running(known: Known) -> bool:
    """In the fast track, undecided: what has to be watched."""
    return bool(known.get("fast_track_entered_on")) and not any(known.get(name) for name in ENDED)


def failing(case: Case, on: date, jurisdiction: str) -> tuple[str, str] | None:
    """The first condition of the fast track that no longer holds: its id among `fast_exit_ground`, and the particulars."""
    known = case.known
    if not running(known):
        return None
    for ground, test in FAILURES.items():
        found = test(case, on, jurisdiction)
        if found:
            return ground, found
    return None


def _disputed(case: Case, on: date, jurisdiction: str) -> str:
    return "当事人在陈述、申辩中提出异议，应当复核。" if case.known.get("defence_disputed") else ""


def _hearing(case: Case, on: date, jurisdiction: str) -> str:
    requested = day(case.known, "hearing_requested_on")
    return f"当事人于{chinese_date(requested)}申请听证。" if requested else ""


def _withdrawn(case: Case, on: date, jurisdiction: str) -> str:
    withdrawn = day(case.known, "admission_withdrawn_on")
    return f"当事人于{chinese_date(withdrawn)}撤回认错认罚。" if withdrawn else ""


def _minor(case: Case, on: date, jurisdiction: str) -> str:
    ages = age_classes(case.known, on, jurisdiction)
    return "经核实，当事人违法时未满十八周岁。" if any(ages.values()) else ""


def _exceeded(case: Case, on: date, jurisdiction: str) -> str:
    cap, fine = money(case.known, "fast_track_cap"), _proposed(case)
    return f"拟罚款{fine:,.2f}元，清单上限为{cap:,.2f}元。" if fine > cap else ""


def _hearing_size(case: Case, on: date, jurisdiction: str) -> str:
    if case.known.get("major_penalty"):
        return "事先告知的处罚达到应当听证的标准。"
    kinds, fine = tuple(sorted(names(case.known, "proposed_kinds"))), _proposed(case)
    return "拟处罚达到应当听证的标准。" if kinds and hearing_size(case, kinds, fine, on, jurisdiction) else ""


def _late(case: Case, on: date, jurisdiction: str) -> str:
    return "简案快办期限届满，尚未作出决定。" if term_over(case.known, on, jurisdiction) else ""


FAILURES: Final[Mapping[str, Callable[[Case, date, str], str]]] = {
    "disputed": _disputed,
    "hearing_requested": _hearing,
    "admission_withdrawn": _withdrawn,
    "minor": _minor,
    "fine_exceeded": _exceeded,
    "hearing_size": _hearing_size,
    "term_over": _late,
}


def _proposed(case: Case) -> Decimal:
    return max(money(case.known, "proposed_fine"), money(case.known, "notice_fine"))


def hearing_size(case: Case, kinds: Sequence[str], fine: Decimal, on: date, jurisdiction: str) -> bool:
    """Whether a penalty reaches a hearing standard that is on record; a mere gap of the local standard does not count here."""
    penalty = Penalty(kinds=tuple(kinds), fine=fine, findings="", discretion="")
    return hearing_right(case, penalty, on, jurisdiction).major


# --- facts of the acts --------------------------------------------------------------------------------------


def entering(
    *, actor: Viewer, at: datetime, case: Case, item: str, findings: str, proposal: str, fine: Decimal,
    admitted_on: date, signer: str, checks: Sequence[str], obstacles: Sequence[str] = (), approval: Approval | None = None,
) -> Sheet:  # fmt: skip
    """Facts of case.enter_fast_track."""
    on = local_date(at)
    rows = list_rows(case.known, on, actor.jurisdiction)
    inputs = {
        "fast_item_chosen": any(row["id"] == item for row in rows),
        "fast_fine_cap": cap_of(rows, item),
        "fast_fine": fine,
        "fast_hearing_size": hearing_size(case, ("fine",), fine, on, actor.jurisdiction),
        "fast_facts_stated": bool(findings.strip() and proposal.strip()),
        **{name: name in checks for name in CHECKS},
        "admission_signed": "admission_signed" in checks and bool(signer.strip()),
        "admission_signed_on": admitted_on,
        **{name: name in obstacles for name in OBSTACLES},
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def exiting(
    *, actor: Viewer, at: datetime, case: Case, ground: str, explanation: str, automatic: bool = False
) -> Sheet:
    """Facts of case.exit_fast_track."""
    inputs = {
        "fast_exit_ground": ground or None,
        "fast_exit_explained": bool(ground and explanation.strip()),
        "fast_exit_automatic": automatic,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def withdrawing(
    *, actor: Viewer, at: datetime, case: Case, withdrawn_on: date, speaker: str, content: str
) -> Sheet:
    """Facts of case.withdraw_admission."""
    inputs = {
        "withdrawal_of_admission_on": withdrawn_on,
        "withdrawal_of_admission_stated": bool(content.strip() and speaker.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def reopening(*, actor: Viewer, at: datetime, case: Case, explanation: str) -> Sheet:
    """Facts of case.reopen_investigation."""
    return case_sheet(
        actor=actor, at=at, case=case, inputs={"supplement_reasoned": bool(explanation.strip())}
    )
