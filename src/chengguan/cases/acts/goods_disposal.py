"""物品处置 (行政处罚法 第七十四条、行政强制法 第二十八条第二款、第四十六条第三款): first approved, then done and recorded by finance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import goods as facts
from chengguan.cases.facts.execution import additional_fine_outstanding, fine_outstanding
from chengguan.cases.facts.known import money
from chengguan.cases.facts.measures import rows_of
from chengguan.cases.models import Approval, Case
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import officer_cards

from .execution import _pay as enter_payment
from .execution import decision_values
from .goods_register import as_rows, dispose, emptied, picked_goods, settled
from .issuing import issue_for_case, refs

WAYS: Final = {"auction": "公开拍卖", "sale": "变卖", "destroy": "销毁", "hand_over": "移交财政或者有关单位"}
OUTCOME_OF: Final = {
    "auction": "auctioned",
    "sale": "auctioned",
    "destroy": "destroyed",
    "hand_over": "transferred",
}
SOURCES: Final = {"confiscated": "没收的物品", "unclaimed": "公告期满无人认领的物品"}
Picked = Mapping[str, int]


def _approved(
    case: Case, kind: str, goods: Picked, *, way: str, body: str, column: str, at: datetime, paper: Instrument
) -> dict[str, Any]:
    """The disposals with one more that is approved and waits to be done."""
    rows = list(case.known.get("disposals") or [])
    row = {
        "no": len(rows) + 1,
        "kind": kind,
        "way": way,
        "body": body,
        "goods": {pk: count for pk, count in goods.items() if count},
        "column": column,
        "number": paper.number,
        "decided_on": local_date(at).isoformat(),
        "done_on": None,
    }
    return {"disposals": [*rows, row]}


@act("case.dispose_perishables", facts=facts.dispose_perishables, on="case")
def dispose_perishables(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, way: str, body: str, reason: str,
    perishable: bool, recorded: bool, notified: bool, approval: Approval | None = None
) -> Done:  # fmt: skip
    """易腐物品先行处置 (行政强制法 第二十八条第二款): what would spoil is sold or destroyed before the decision. Result: the decision."""
    values = {
        "way": WAYS[way], "body": body, "reason": reason, "notified": notified,
        "goods": as_rows(picked_goods(case, goods)),
    }  # fmt: skip
    paper = issue_for_case(case, "perishables_decision", at=at, act=values, approval=approval)
    sets = _approved(case, "perishable", goods, way=way, body=body, column="held", at=at, paper=paper)
    data = {**values, "perishable": perishable, "recorded": recorded}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


@act("case.dispose_goods", facts=facts.dispose_goods, on="case")
def dispose_goods(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, source: str, way: str, body: str, reason: str,
    destroy_basis: str = "", approval: Approval | None = None
) -> Done:  # fmt: skip
    """罚没物品处置审批 (行政处罚法 第七十四条): sold in public or dealt with as the state provides; destroyed only by law."""
    pairs = picked_goods(case, goods)
    values = {
        **_decision(case, source), "source": SOURCES[source], "way": WAYS[way], "body": body, "reason": reason,
        "destroy_basis": destroy_basis, "goods": as_rows(pairs),
        "proposed_on": local_date(approval.proposed_at if approval else at),
    }  # fmt: skip
    cards = officer_cards([case.lead_officer_id, case.assisting_officer_id], local_date(at))
    paper = issue_for_case(
        case, "goods_disposal_approval", at=at, act=values, officers=cards, approval=approval
    )
    column = "confiscated" if source == "confiscated" else "held"
    sets = _approved(case, source, goods, way=way, body=body, column=column, at=at, paper=paper)
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


def _decision(case: Case, source: str) -> dict[str, Any]:
    known = decision_values(case) if source == "confiscated" else {}
    return {name: value for name, value in known.items() if value}


@act("case.auction_offset", facts=facts.auction_offset, on="case")
def auction_offset(
    *, actor: Viewer, at: datetime, case: Case, goods: Picked, house: str, reason: str,
    approval: Approval | None = None
) -> Done:  # fmt: skip
    """拍卖抵缴罚款 (行政强制法 第四十六条第三款): seized goods are sold for the fine that was demanded in vain. Result: the decision."""
    values = {
        **decision_values(case), "house": house, "reason": reason, "unpaid": str(fine_outstanding(case.known)),
        "goods": as_rows(picked_goods(case, goods)),
    }  # fmt: skip
    paper = issue_for_case(case, "auction_decision", at=at, act=values, approval=approval)
    sets = _approved(case, "offset", goods, way="auction", body=house, column="held", at=at, paper=paper)
    return Done(case, sets=sets, data=values, documents=refs(paper), result=paper)


@act("case.record_disposal", facts=facts.record_disposal, on="case")
def record_disposal(
    *, actor: Viewer, at: datetime, case: Case, disposal: int, way: str, price: Decimal, costs: Decimal,
    voucher: str, record: str, officers: Sequence[int]
) -> Done:  # fmt: skip
    """物品处置结果登记 (行政处罚法 第七十四条): what was fetched, and where the money went. Yuan. Result: the record.

    Money for perishables is kept for the party; money of an offset pays the fine, the rest goes back to the party.
    """
    row = facts.disposal_of(case.known, disposal)
    assert row is not None
    on, pairs = local_date(at), picked_goods(case, row["goods"])
    cards = officer_cards(list(officers), on)
    values = {
        "source": _source(row["kind"]), "way": WAYS[way], "body": row["body"], "price": str(price), "costs": str(costs),
        "net": str(price - costs), "sold": price > 0, "voucher": voucher, "record": record, "finance": actor.name,
        "done_at": at, "goods": as_rows(pairs),
    }  # fmt: skip
    paper = issue_for_case(case, "goods_disposal_record", at=at, act=values, officers=cards)
    dispose(
        pairs, source=row["column"], outcome=OUTCOME_OF[way], at=at, act="case.record_disposal", person=row["body"],
        note=f"{WAYS[way]}，{voucher}", instrument=paper,
    )  # fmt: skip
    rows = emptied(case, rows_of(case.known), on=on.isoformat(), end="disposed")
    done = {**row, "done_on": on.isoformat(), "way": way, "price": str(price), "costs": str(costs)}
    sets = {
        **settled(case, rows, actor.jurisdiction),
        "disposals": [done if one["no"] == disposal else one for one in case.known["disposals"]],
        **_money(case, row["kind"], price - costs, voucher, at, actor),
    }
    data = {**values, "disposal": disposal, "officers": list(officers)}
    return Done(case, sets=sets, data=data, documents=refs(paper), result=paper)


def _source(kind: str) -> str:
    return {**SOURCES, "perishable": "先行处置的易腐物品", "offset": "拍卖抵缴罚款的物品"}[kind]


def _money(case: Case, kind: str, net: Decimal, voucher: str, at: datetime, actor: Viewer) -> dict[str, Any]:
    """Facts of the money: kept for the party, paid on the fine with what is left over, or due to the treasury."""
    if kind == "perishable":
        return {"proceeds_kept": str(money(case.known, "proceeds_kept") + net)}
    if kind != "offset" or net <= 0:
        return {}
    on, where = local_date(at), actor.jurisdiction
    part = min(net, fine_outstanding(case.known) + additional_fine_outstanding(case.known, on, where))
    paid = enter_payment(case, part, on, voucher, "bank", where) if part else {}
    rest = money(case.known, "proceeds_kept") + net - part
    return {**paid, "proceeds_kept": str(rest)}


@act("case.return_proceeds", facts=facts.return_proceeds, on="case")
def return_proceeds(
    *, actor: Viewer, at: datetime, case: Case, amount: Decimal, receiver: str, voucher: str
) -> Done:
    """退还变卖款 (行政强制法 第二十八条第二款): the whole money for goods that were sold, to the party. Yuan."""
    sets = {"proceeds_kept": "0", "proceeds_returned_on": local_date(at).isoformat()}
    return Done(case, sets=sets, data={"amount": amount, "receiver": receiver, "voucher": voucher})
