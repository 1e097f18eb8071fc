"""Facts of goods: custody, return, confiscation, hand-over, disposal, unclaimed goods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, Measure
from chengguan.ledger.acting import Sheet
from chengguan.people.models import Post
from chengguan.people.selectors import current

from .base import case_sheet, derives, officers_facts
from .known import Known, money, names
from .measures import SEIZURES, Row, chosen, measures_of, picked, returnable, row_of

Picked = Mapping[str, int]
CONSUMED = ("destroy",)


@derives
def goods_today(known: Known, on: Any, jurisdiction: str) -> dict[str, Any]:
    """What is decided about goods and not yet done, and the money kept for them."""
    if "procedure" not in known:
        return {}
    kinds = names(known, "decision_kinds") if known.get("decision_kind") == "penalty" else frozenset()
    return {
        "disposals_open": sum(not row.get("done_on") for row in known.get("disposals") or []),
        "proceeds_held": str(money(known, "proceeds_kept")),
        "confiscation_decided": "confiscate_property" in kinds and not known.get("decision_annulled"),
    }


def disposal_of(known: Known, no: int) -> Row | None:
    """A disposal that was approved and not yet carried out."""
    rows = known.get("disposals") or []
    return next((dict(row) for row in rows if row["no"] == no and not row.get("done_on")), None)


def keep_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, place: str, custodian: str, third: bool,
    duties: str, fee_to_party: bool, reason: str = ""
) -> Sheet:  # fmt: skip
    """Facts of case.keep_goods (行政强制法 第二十六条)."""
    kinds = {row["kind"] for no in measures_of(case, goods) if (row := row_of(case.known, no))}
    inputs = {
        **picked(case, goods, "quantity"),
        "custody_stated": bool(place.strip() and custodian.strip()),
        "custody_third": third,
        "custody_letter_named": bool(duties.strip()),
        "custody_sealed_only": kinds == {Measure.SEAL},
        "custody_fee_party": fee_to_party,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def return_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, receiver: str, identity: str, signed: bool,
    intact: bool, officers: Sequence[int], damage: str = "", relation: str = ""
) -> Sheet:  # fmt: skip
    """Facts of case.return_goods (行政强制法 第二十八条第二款)."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        **picked(case, goods),
        "goods_returnable": returnable(case, goods),
        "receiver_identified": bool(receiver.strip() and identity.strip()),
        "receipt_signed": signed,
        "goods_intact": intact or bool(damage.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def confiscate_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, officers: Sequence[int], note: str = ""
) -> Sheet:
    """Facts of case.confiscate_goods (行政强制法 第二十七条)."""
    inputs = {**officers_facts(officers, local_date(at), case.known)[0], **picked(case, goods)}
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def hand_over_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, receiver: str, document: str, person: str,
    signed: bool, officers: Sequence[int], reason: str = ""
) -> Sheet:  # fmt: skip
    """Facts of case.hand_over_goods (行政强制法 第二十一条)."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        **picked(case, goods),
        "handover_stated": bool(receiver.strip() and document.strip()),
        "receipt_signed": signed and bool(person.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def dispose_perishables(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, way: str, body: str, reason: str,
    perishable: bool, recorded: bool, notified: bool, approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.dispose_perishables."""
    inputs = {
        **picked(case, goods),
        "goods_perishable": perishable and bool(reason.strip()),
        "goods_recorded": recorded,
        "disposal_way_stated": bool(way and body.strip()),
        "party_notified": notified,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def dispose_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, source: str, way: str, body: str, reason: str,
    destroy_basis: str = "", approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.dispose_goods (行政处罚法 第七十四条)."""
    column = "confiscated" if source == "confiscated" else "held"
    sheet = case_sheet(actor=actor, at=at, case=case)
    relief = bool(sheet.values.get("relief_window_over")) and not sheet.values.get("relief_pending")
    inputs = {
        **picked(case, goods, column),
        "disposal_source": source or None,
        "announcement_done": _announced_over(case.known, goods, at),
        "disposal_lawful_destroy": way not in CONSUMED or bool(destroy_basis.strip()),
        "disposal_way_stated": bool(way and body.strip() and reason.strip()),
        "disposal_final": relief or source != "confiscated",
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def _announced_over(known: Known, goods: Picked, at: datetime) -> bool:
    """Whether every picked good was announced and the time has run out."""
    today = local_date(at).isoformat()
    over = {
        pk
        for row in known.get("claim_announcements") or []
        if not row.get("ended_on") and today > row["until_on"]
        for pk in row["goods"]
    }
    return bool(goods) and set(goods) <= over


def auction_offset(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, house: str, reason: str,
    approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.auction_offset (行政强制法 第四十六条第三款)."""
    seen = [chosen(case, no, at, actor.jurisdiction) for no in measures_of(case, goods)]
    held = bool(seen) and all(row["measure_kind"] in SEIZURES and row["measure_in_time"] for row in seen)
    inputs = {
        **picked(case, goods),
        "goods_under_seizure": held,
        "auction_house_named": bool(house.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def record_disposal(
    *, actor: Viewer, at: datetime, case: Case, disposal: int, way: str, price: Decimal, costs: Decimal,
    voucher: str, record: str, officers: Sequence[int]
) -> Sheet:  # fmt: skip
    """Facts of case.record_disposal: two officers and the finance department, with a record and vouchers."""
    row = disposal_of(case.known, disposal)
    posts = Post.objects.filter(current(local_date(at)), role="finance", officer_id=actor.officer_id)
    sold = way in ("auction", "sale")
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "disposal_chosen": row is not None,
        "goods_enough": bool(row and picked(case, row["goods"], row["column"])["goods_enough"]),
        "disposal_finance": posts.exists(),
        "disposal_recorded": bool(record.strip()),
        "auction_price_sound": bool(voucher.strip()) and (price > costs >= 0 if sold else price == 0),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def return_proceeds(
    *, actor: Viewer, at: datetime, case: Case, amount: Decimal, receiver: str, voucher: str
) -> Sheet:
    """Facts of case.return_proceeds (行政强制法 第二十八条第二款)."""
    inputs = {
        "proceeds_whole": amount == money(case.known, "proceeds_kept"),
        "receipt_signed": bool(receiver.strip() and voucher.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def announce_unclaimed(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, reason: str, published_in: str, contact: str
) -> Sheet:
    """Facts of case.announce_unclaimed."""
    inputs = {
        **picked(case, goods),
        "goods_returnable": returnable(case, goods),
        "owner_unknown": bool(reason.strip()),
        "announcement_place": bool(published_in.strip() and contact.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def claim_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, claimant: str, identity: str, proof: str,
    signed: bool, officers: Sequence[int]
) -> Sheet:  # fmt: skip
    """Facts of case.claim_goods."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        **picked(case, goods),
        "ownership_proven": all(text.strip() for text in (claimant, identity, proof)),
        "receipt_signed": signed,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
