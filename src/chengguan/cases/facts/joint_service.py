"""Facts of 三书同达: which papers go out with a decision, which the place demands, which still wait to be served."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book

from .base import case_sheet, derives
from .known import Known, day

ADVICE: Final = "compliance_advice"
REPAIR: Final = "credit_repair_notice"
TITLES: Final[Mapping[str, str]] = {ADVICE: "行政合规建议书", REPAIR: "信用修复告知书"}


def demanded(known: Known, on: date, jurisdiction: str) -> list[str]:
    """Papers that the place demands with a penalty decided on this day: for organisations, in the procedures that it names."""
    procedures = book().threshold("joint_service_procedures", on=on, jurisdiction=jurisdiction).value
    papers = book().threshold("joint_service_documents", on=on, jurisdiction=jurisdiction).value
    fits = isinstance(procedures, frozenset) and known.get("procedure") in procedures
    if not fits or not known.get("party_is_organisation") or not isinstance(papers, frozenset):
        return []
    return [kind for kind in TITLES if kind in papers]


def made(known: Known) -> dict[str, str]:
    """Papers made with the decision of the case: kind -> id of the instrument."""
    return dict(known.get("joint_documents") or {})


@derives
def joint_service(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Whether papers that are demanded, or were made, still wait to be served."""
    decided = day(known, "decided_on")
    if decided is None or known.get("decision_annulled") or known.get("decision_kind") != "penalty":
        return {}
    due = demanded(known, decided, jurisdiction)
    return {
        "joint_service_missing": any(not known.get(f"{kind}_served_on") for kind in due),
        "joint_service_pending": any(not known.get(f"{kind}_served_on") for kind in made(known)),
    }


def companions(case: Case, instrument: Instrument) -> list[Instrument]:
    """Papers that go with this one in the same service: those made with the decision, as long as nobody has served them."""
    ids = set(made(case.known).values())
    named = case.known.get("decision_instrument")
    if str(instrument.pk) != str(named) and str(instrument.pk) not in ids:
        return []
    rows = Instrument.objects.filter(pk__in=ids, services=None).exclude(pk=instrument.pk)
    order = list(TITLES)
    return sorted(rows.exclude(state=Instrument.VOID), key=lambda row: order.index(row.kind))


def issuing_joint(*, actor: Viewer, at: datetime, case: Case, kinds: Sequence[str]) -> Sheet:
    """Facts of case.issue_joint_documents."""
    inputs = {
        "joint_documents_chosen": bool(set(kinds) & set(TITLES)),
        "joint_documents_new": not set(kinds) & set(made(case.known)),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
