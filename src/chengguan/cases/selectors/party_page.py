"""当事人网上办事: what the holder of a document may see and do, from the code on it and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.base.qr import qr_svg
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.execution import fine_outstanding
from chengguan.cases.models import Case, DefencePoint
from chengguan.documents.models import Instrument
from lawengine.clock import ClockReading

from .clocks import PARTY_CLOCKS, clocks_of

# Documents that a party is served with and may act upon here.
SERVED: Final = (
    "prior_notice",
    "penalty_decision",
    "summary_decision",
    "exemption_decision",
    "demand_notice",
    "correction_order",
    "monitoring_notice",
)
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3)


@dataclass(frozen=True)
class Paying:
    """缴款: how much, until when, where, and the code under which the bank books it."""

    amount: Decimal
    due_on: date | None
    bank: str
    account: str
    code: str
    qr: str


@dataclass(frozen=True)
class Sent:
    """One point that was sent, and what became of it."""

    on: date
    text: str
    answered: str


@dataclass(frozen=True)
class PartyPage:
    """The page of one document."""

    case: Case
    instrument: Instrument
    organ: str
    phone: str
    rights: list[ClockReading]
    paying: Paying | None
    may_state: bool
    sent: list[Sent] = field(default_factory=list)


def party_page(code: str, on: date) -> PartyPage | None:
    """The page to a code printed on a document that the party was served with; None for every other code."""
    instrument = (
        Instrument.objects.select_related("bureau")
        .filter(verify_code=code.strip().upper(), kind__in=SERVED, confidential=False)
        .first()
    )
    case = _case(instrument) if instrument else None
    if instrument is None or case is None or not _served(case, instrument):
        return None
    clocks = clocks_of(case, on, case.bureau.jurisdiction)
    known = case.known
    return PartyPage(
        case=case,
        instrument=instrument,
        organ=case.bureau.name,
        phone=case.bureau.phone,
        rights=[clock for clock in clocks if clock.clock in PARTY_CLOCKS],
        paying=_paying(case, clocks) if instrument.kind in ("penalty_decision", "summary_decision", "demand_notice") else None,
        may_state=bool(known.get("prior_notice_served_on")) and not known.get("decided_on"),
        sent=[_sent(point) for point in case.defence_points.filter(via="online").order_by("pk")],
    )  # fmt: skip


def _case(instrument: Instrument) -> Case | None:
    kind, _, key = instrument.subject_key.partition("/")
    if kind != "case":
        return None
    return Case.objects.select_related("bureau", "party", "matter", "lead").filter(pk=key).first()


def _served(case: Case, instrument: Instrument) -> bool:
    """Only a document that reached the party opens the page: a draft of it in someone's hands does not."""
    return bool(case.known.get(f"{instrument.kind}_served_on") or instrument.kind == "monitoring_notice")


def _paying(case: Case, clocks: list[ClockReading]) -> Paying | None:
    amount = fine_outstanding(case.known)
    if amount <= 0:
        return None
    due = next((clock.due_on for clock in clocks if clock.clock == "pay"), None)
    code = payment_code(case)
    bureau = case.bureau
    text = f"收款单位:{bureau.name}\n开户行:{bureau.bank}\n账号:{bureau.bank_account}\n缴款码:{code}\n金额:{amount}"
    return Paying(amount, due, bureau.bank, bureau.bank_account, code, qr_svg(text))


def payment_code(case: Case) -> str:
    """缴款码: organ, year, twelve digits of the case's id, and a check digit (weighted sum mod 11, 10 written as 0)."""
    digits = f"{case.bureau.code}{case.opened_on.year}{int(case.pk) % 10**12:012d}"
    total = sum(int(digit) * WEIGHTS[place % len(WEIGHTS)] for place, digit in enumerate(digits))
    return f"{digits}{total % 11 % 10}"


def _sent(point: DefencePoint) -> Sent:
    answered = "" if point.adopted is None else ("已采纳" if point.adopted else f"未采纳：{point.reasons}")
    return Sent(point.raised_on, point.content, answered)


def party_actor(case: Case) -> Viewer:
    """The party as the actor of what he sends in himself. He belongs to no unit and sees no list."""
    return Viewer(
        user_id=0,
        username="",
        officer_id=0,
        name=case.shown_party or "当事人",
        bureau_id=case.bureau_id,
        bureau_code=case.bureau.code,
        bureau_name=case.bureau.name,
        jurisdiction=case.bureau.jurisdiction,
        unit_id=None,
        brigade_id=None,
        squad_id=None,
        roles=frozenset({"party"}),
        reach="none",
    )


def receipt_values(done: Any) -> dict[str, Any]:
    """What the party is told after sending: number and time of the receipt."""
    return {"number": done.number or done.title, "at": done.issued_at}
