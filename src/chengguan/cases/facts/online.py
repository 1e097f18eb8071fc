"""Facts of what the party does by himself on his own page: a hearing, his address for service, evidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet

from .base import case_sheet
from .hearing import on_time
from .known import Known

COMPARED: Final = 6


def hearing_request(
    *, actor: Viewer, at: datetime, case: Case, document: str, applicant: str, phone: str, content: str
) -> Sheet:
    """网上要求听证 (行政处罚法 第六十四条第一项): the day it was sent is the day that counts."""
    inputs = {
        "online_applicant_named": bool(applicant.strip()),
        "online_reasons_stated": bool(content.strip()),
        "hearing_request_on_time": on_time(case.known, local_date(at), actor.jurisdiction),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def service_address(
    *, actor: Viewer, at: datetime, case: Case, document: str, receiver: str, address: str, phone: str,
    electronic: bool, electronic_address: str, id_tail: str, promised: bool
) -> Sheet:  # fmt: skip
    """网上确认送达地址 (行政处罚法 第六十一条第二款)."""
    inputs = {
        "service_address_stated": bool(receiver.strip() and address.strip()),
        "electronic_chosen": electronic,
        "electronic_address_stated": bool(electronic_address.strip()),
        "online_promised": promised,
        "online_identity_confirmed": identity_fits(case, id_tail),
        "online_submissions_today": sent_on(case.known, local_date(at)),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def evidence(
    *, actor: Viewer, at: datetime, case: Case, document: str, sender: str, kind: str, title: str, says: str,
    attachments: Sequence[object] = ()
) -> Sheet:  # fmt: skip
    """网上提交证据 (行政处罚法 第四十五条第一款、第四十六条)."""
    inputs = {
        "online_evidence_named": bool(title.strip() and says.strip()),
        "online_evidence_attached": bool(attachments),
        "online_submissions_today": sent_on(case.known, local_date(at)),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def identity_fits(case: Case, id_tail: str) -> bool:
    """Whether someone knows the end of the number that stands on the party's documents. Without a number nobody does."""
    number = str(case.party.as_context()["id_number"]).strip().upper() if case.party else ""
    return len(number) >= COMPARED and number[-COMPARED:] == id_tail.strip().upper()


def sent_on(known: Known, on: date) -> int:
    """How often the party has sent evidence or confirmed his address online on a day."""
    sent: Mapping[str, Any] = known.get("online_submissions") or {}
    return int(sent.get(on.isoformat(), 0))
