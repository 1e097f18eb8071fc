"""Facts of credit repair: what is published until when at least, and whether the party has done what was decided."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.disclosure.models import CreditRepair, Publication
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from lawengine.calendar import add_months
from lawengine.clock import ClockReading, read
from lawengine.norms import Missing

OPEN: Final = ("applied", "accepted")
ACCEPTANCE: Final = "credit_repair_acceptance"
ANSWER: Final = "credit_repair_answer"


def application(
    *, actor: Viewer, at: datetime, publication: Publication, applicant: str, contact: str, via: str,
    statement: str, promised: bool, commitment: object = None, proof: object = None
) -> Sheet:  # fmt: skip
    """申请信用修复."""
    return _sheet(
        actor,
        at,
        publication,
        {},
        credit_application_open=publication.repairs.filter(stage__in=OPEN).exists(),
        credit_applicant_named=bool(applicant.strip() and contact.strip()),
        credit_statement_given=bool(statement.strip()),
        credit_commitment_given=promised or commitment is not None,
    )


def acceptance(*, actor: Viewer, at: datetime, repair: CreditRepair, complete: bool) -> Sheet:
    """受理申请."""
    return _of(actor, at, repair, credit_materials_complete=complete)


def answer(*, actor: Viewer, at: datetime, repair: CreditRepair, explanation: str) -> Sheet:
    """不予受理."""
    return _of(actor, at, repair, credit_answer_explained=bool(explanation.strip()))


def agreement(
    *, actor: Viewer, at: datetime, repair: CreditRepair, checked: bool, explanation: str = ""
) -> Sheet:
    """准予修复."""
    return _of(actor, at, repair, credit_correction_checked=checked)


def refusal(*, actor: Viewer, at: datetime, repair: CreditRepair, corrected: bool, explanation: str) -> Sheet:
    """不予修复."""
    explained = bool(explanation.strip())
    return _of(actor, at, repair, credit_answer_explained=explained, credit_correction_checked=corrected)


def repairable_from(publication: Publication, on: date, jurisdiction: str) -> date:
    """最短公示期满之日: as fixed at publication; for older decisions by the rule of the day of the application."""
    if publication.repairable_from is not None:
        return publication.repairable_from
    name = f"credit_months_minimum{'_serious' if publication.severity == 'serious' else ''}"
    rule = book().threshold(name, on=on, jurisdiction=jurisdiction)
    months = 0 if isinstance(rule, Missing) else int(str(rule.value))
    return add_months(publication.decided_on, months)


def performed(case: Case | None) -> bool:
    """Whether everything that the decision demands has been done (its fine paid, other duties performed)."""
    return case is not None and bool(case.known.get("performed_on"))


def reading(clock: str, started: date, as_of: date, jurisdiction: str, stopped: date | None = None) -> ClockReading:  # fmt: skip
    """受理、答复期限 with its sum."""
    return read(book(), clock, started=started, as_of=as_of, jurisdiction=jurisdiction, stopped=stopped)


def _of(actor: Viewer, at: datetime, repair: CreditRepair, **values: Any) -> Sheet:
    given = bool(repair.known.get("credit_commitment_given"))
    return _sheet(actor, at, repair.publication, repair.known, **{"credit_commitment_given": given, **values})


def _sheet(
    actor: Viewer, at: datetime, publication: Publication, known: dict[str, Any], **values: Any
) -> Sheet:
    on = local_date(at)
    return Sheet(
        on,
        actor.jurisdiction,
        {
            **known,
            "acted_on": on,
            "credit_published": publication.stage == Publication.RELEASED,
            "credit_duties_performed": performed(publication.case),
            "credit_minor": publication.severity == "minor",
            "credit_repairable_from": repairable_from(publication, on, actor.jurisdiction),
            **values,
        },
    )
