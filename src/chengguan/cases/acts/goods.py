"""涉案物品: custody, return, confiscation, hand-over with the case, unclaimed goods (行政强制法 第二十一条、第二十六条至第二十八条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import goods as facts
from chengguan.cases.facts.execution import due_on
from chengguan.cases.facts.measures import rows_of
from chengguan.cases.models import Case, Good
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .goods_register import as_rows, dispose, emptied, note_moves, picked_goods, settled
from .issuing import issue_for_case, refs
from .service import performed_sets

Picked = Mapping[str, int]


@act("case.keep_goods", facts=facts.keep_goods, on="case")
def keep_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, place: str, custodian: str, third: bool,
    duties: str, fee_to_party: bool, reason: str = ""
) -> Done:  # fmt: skip
    """物品保管、移库 (行政强制法 第二十六条): the organ keeps what it took at its own cost. Result: the letter to a third party, if any."""
    pairs = picked_goods(case, goods)
    before = {good.place for good, _ in pairs}
    Good.objects.filter(pk__in=[good.pk for good, _ in pairs]).update(place=place, custodian=custodian)
    for good, _ in pairs:
        good.place, good.custodian = place, custodian
    values = {
        "place": place,
        "custodian": custodian,
        "duties": duties,
        "reason": reason,
        "goods": as_rows(pairs),
    }
    paper = issue_for_case(case, "custody_letter", at=at, act=values) if third else None
    note_moves(
        pairs,
        at=at,
        act="case.keep_goods",
        title="移库",
        place=place,
        person=custodian,
        note=reason,
        instrument=paper,
    )
    data = {**values, "third": third, "before": sorted(before), "fee_to_party": fee_to_party}
    return Done(case, data=data, documents=refs(paper), result=paper)


@act("case.return_goods", facts=facts.return_goods, on="case")
def return_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, receiver: str, identity: str, signed: bool,
    intact: bool, officers: Sequence[int], damage: str = "", relation: str = ""
) -> Done:  # fmt: skip
    """退还物品 (行政强制法 第二十八条第二款): handed back against a receipt. Result: the receipt."""
    values = {
        "receiver": receiver,
        "identity": identity,
        "relation": relation,
        "damage": damage,
        "claimed": False,
    }
    return _give_back(
        case, goods, values, officers, at=at, actor=actor, act_kind="case.return_goods", outcome="returned"
    )


def _give_back(
    case: Case, goods: Picked, values: Mapping[str, Any], officers: Sequence[int], *, at: datetime, actor: Viewer,
    act_kind: str, outcome: str
) -> Done:  # fmt: skip
    pairs = picked_goods(case, goods)
    cards = officer_cards(list(officers), local_date(at))
    entered = {**values, "goods": as_rows(pairs), "returned_at": at, "place": pairs[0][0].place}
    paper = issue_for_case(case, "goods_return_list", at=at, act=entered, officers=cards)
    dispose(
        pairs, source="held", outcome=outcome, at=at, act=act_kind, person=str(values["receiver"]),
        note=str(values.get("damage") or ""), instrument=paper,
    )  # fmt: skip
    sets = {**settled(case, rows_of(case.known), actor.jurisdiction), **_claimed(case, goods, at)}
    data = {**entered, "goods_ids": dict(goods), "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


@act("case.confiscate_goods", facts=facts.confiscate_goods, on="case")
def confiscate_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, officers: Sequence[int], note: str = ""
) -> Done:
    """没收物品登记 (行政强制法 第二十七条): the measure turns into the confiscation of the decision. Result: the list.

    Once nothing is held any more, what the decision orders besides money counts as performed.
    """
    pairs = picked_goods(case, goods)
    on = local_date(at)
    cards = officer_cards(list(officers), on)
    values = {
        "decided_on": case.known.get("decided_on"),
        "decision_number": _decision_number(case),
        "goods": as_rows(pairs),
        "note": note,
    }
    paper = issue_for_case(case, "confiscation_list", at=at, act=values, officers=cards)
    dispose(pairs, source="held", outcome="confiscated", at=at, act="case.confiscate_goods", instrument=paper)
    rows = emptied(case, rows_of(case.known), on=on.isoformat(), end="confiscated")
    sets: dict[str, Any] = {**settled(case, rows, actor.jurisdiction), "goods_confiscated_on": on.isoformat()}
    if case.known.get("proceeds_kept"):
        sets |= {"proceeds_kept": "0", "proceeds_confiscated": case.known["proceeds_kept"]}
    if set(case.known.get("decision_kinds") or []) <= {
        "fine",
        "warning",
        "public_criticism",
        "confiscate_property",
    }:
        sets["other_performed_on"] = on.isoformat()
        sets |= performed_sets(case, {**case.known, **sets}, on, actor.jurisdiction)
    data = {**values, "goods_ids": dict(goods), "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


def _decision_number(case: Case) -> str:
    named = case.known.get("decision_instrument")
    paper = Instrument.objects.filter(pk=named).first() if named else None
    return paper.number if paper else ""


@act("case.hand_over_goods", facts=facts.hand_over_goods, on="case")
def hand_over_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, receiver: str, document: str, person: str,
    signed: bool, officers: Sequence[int], reason: str = ""
) -> Done:  # fmt: skip
    """涉案物品随案移交 (行政强制法 第二十一条): the goods go with the case, and the party is told in writing. Result: the list."""
    pairs = picked_goods(case, goods)
    on = local_date(at)
    cards = officer_cards(list(officers), on)
    values = {
        "receiver": receiver, "document": document, "person": person, "reason": reason, "handed_at": at,
        "goods": as_rows(pairs),
    }  # fmt: skip
    inventory = issue_for_case(case, "goods_handover", at=at, act=values, officers=cards)
    notice = issue_for_case(case, "handover_notice", at=at, act=values)
    dispose(
        pairs, source="held", outcome="transferred", at=at, act="case.hand_over_goods", person=f"{receiver} {person}",
        note=document, instrument=inventory,
    )  # fmt: skip
    rows = emptied(case, rows_of(case.known), on=on.isoformat(), end="transferred")
    sets = {**settled(case, rows, actor.jurisdiction), "goods_handed_over_on": on.isoformat()}
    data = {**values, "goods_ids": dict(goods), "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(inventory, notice), result=inventory)


def hand_over_with_transfer(
    case: Case, *, at: datetime, jurisdiction: str, act_kind: str, receiver: str, document: str, person: str,
    instrument: Instrument | None = None
) -> dict[str, Any]:  # fmt: skip
    """随案移交 of everything that is still held, inside the act by which a case goes to the police (行政强制法 第二十一条).

    Returns facts for that act to set; empty when nothing is held. The caller's own list and notice are its papers.
    """
    pairs = [(good, good.held) for good in Good.objects.filter(case=case, held__gt=0).order_by("pk")]
    if not pairs:
        return {}
    dispose(
        pairs, source="held", outcome="transferred", at=at, act=act_kind, person=f"{receiver} {person}".strip(),
        note=document, instrument=instrument,
    )  # fmt: skip
    on = local_date(at).isoformat()
    rows = emptied(case, rows_of(case.known), on=on, end="transferred")
    return {**settled(case, rows, jurisdiction), "goods_handed_over_on": on}


# --- unclaimed goods ----------------------------------------------------------------------------------------


@act("case.announce_unclaimed", facts=facts.announce_unclaimed, on="case")
def announce_unclaimed(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, reason: str, published_in: str, contact: str
) -> Done:
    """认领公告: nobody comes for the goods; the days follow the local rule. Result: the announcement."""
    on = local_date(at)
    pairs = picked_goods(case, goods)
    until = due_on("claim_announcement", on, actor.jurisdiction)
    values = {
        "reason": reason, "published_in": published_in, "contact": contact, "until": until, "goods": as_rows(pairs)
    }  # fmt: skip
    paper = issue_for_case(case, "claim_announcement", at=at, act=values)
    note_moves(
        pairs, at=at, act="case.announce_unclaimed", title="认领公告", note=published_in, instrument=paper
    )
    rows = list(case.known.get("claim_announcements") or [])
    row = {
        "no": len(rows) + 1,
        "title": f"第{len(rows) + 1}号公告",
        "announced_on": on.isoformat(),
        "until_on": until.isoformat(),
        "goods": sorted(str(good.pk) for good, _ in pairs),
        "ended_on": None,
    }
    data = {**values, "goods_ids": dict(goods)}
    return Done(
        case, sets={"claim_announcements": [*rows, row]}, data=data, documents=refs(paper), result=paper
    )


@act("case.claim_goods", facts=facts.claim_goods, on="case")
def claim_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, claimant: str, identity: str, proof: str,
    signed: bool, officers: Sequence[int]
) -> Done:  # fmt: skip
    """物品认领: the owner proves that the goods are his and takes them. Result: the receipt."""
    values = {"receiver": claimant, "identity": identity, "relation": proof, "damage": "", "claimed": True}
    return _give_back(
        case, goods, values, officers, at=at, actor=actor, act_kind="case.claim_goods", outcome="claimed"
    )


def _claimed(case: Case, goods: Picked, at: datetime) -> dict[str, Any]:
    """Announcements of which no goods are left have ended."""
    rows = case.known.get("claim_announcements")
    if not rows:
        return {}
    left = {str(pk) for pk in Good.objects.filter(case=case, held__gt=0).values_list("pk", flat=True)}
    on = local_date(at).isoformat()
    return {
        "claim_announcements": [
            {**row, "ended_on": row["ended_on"] or (None if left & set(row["goods"]) else on)} for row in rows
        ]
    }
