"""查阅、借阅、归还、移交: who had a sealed dossier, why, until when."""

from __future__ import annotations

from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.dossiers.facts import acts as facts
from chengguan.dossiers.models import Dossier, Loan
from chengguan.ledger.acting import Done, act


@act("dossier.view", facts=facts.view, on="dossier")
def view(*, actor: Viewer, at: datetime, dossier: Dossier, reason: str) -> Done:
    """查阅案卷: every look into the bound file is on the record with its reason."""
    assert dossier.pdf is not None
    data = {"reason": reason.strip(), "pdf_sha256": dossier.pdf.sha256}
    return Done(dossier, data=data, result=dossier)


@act("dossier.lend", facts=facts.lend, on="dossier")
def lend(
    *, actor: Viewer, at: datetime, dossier: Dossier, borrower: str, organisation: str, purpose: str,
    approved_by: str, due_on: date
) -> Done:  # fmt: skip
    """借阅案卷: one at a time; the constraint `dossier_one_loan` keeps two clerks from lending it at once."""
    loan = Loan.objects.create(
        id=uuid7(at),
        dossier=dossier,
        borrower=borrower.strip(),
        organisation=organisation.strip(),
        purpose=purpose.strip(),
        approved_by=approved_by.strip(),
        lent_at=at,
        lent_by_id=actor.officer_id,
        due_on=due_on,
    )
    data = {
        "loan": str(loan.pk),
        "borrower": loan.borrower,
        "organisation": loan.organisation,
        "purpose": loan.purpose,
        "approved_by": loan.approved_by,
        "due_on": due_on,
    }
    sets = {"dossier_borrower": loan.borrower, "dossier_loan_due_on": due_on}
    return Done(dossier, sets=sets, data=data, result=loan)


@act("dossier.take_back", facts=facts.take_back, on="dossier")
def take_back(*, actor: Viewer, at: datetime, dossier: Dossier, condition: str) -> Done:
    """归还案卷: whether it came back in time and whole."""
    loan = dossier.loans.get(returned_at=None)
    loan.returned_at, loan.condition = at, condition.strip()
    loan.save(update_fields=["returned_at", "condition"])
    late = max((local_date(at) - loan.due_on).days, 0)
    data = {
        "loan": str(loan.pk),
        "borrower": loan.borrower,
        "condition": loan.condition,
        "days_late": late,
    }
    sets = {"dossier_borrower": None, "dossier_loan_due_on": None}
    return Done(dossier, sets=sets, data=data, result=loan)


@act("dossier.hand_over", facts=facts.hand_over, on="dossier")
def hand_over(
    *, actor: Viewer, at: datetime, dossier: Dossier, receiver: str, number: str, checked: bool
) -> Done:
    """移交档案部门 (档案法 第十五条; 档案法实施条例 第二十条)."""
    data = {"receiver": receiver.strip(), "number": number.strip(), "checked": checked}
    return Done(dossier, sets={"dossier_handed_over_on": local_date(at)}, data=data, result=dossier)
