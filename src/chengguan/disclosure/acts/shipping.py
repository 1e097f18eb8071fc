"""双公示报送: files for receivers without an interface, receipts of both ways, sending again, catching up, taking data out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.agenda.acts import replace_duties
from chengguan.agenda.models import Duty
from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.disclosure.exchange import writing
from chengguan.disclosure.exchange.compiling import items_of, row_of
from chengguan.disclosure.facts import exchange as facts
from chengguan.disclosure.models import Channel, Delivery, Publication, Shipment
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.ledger.norms import book
from chengguan.people.selectors import role_pool

from .delivering import deliver_to, follow_up, set_off

ONE_FILE: Final = 10_000
"""Rows of one file: what receivers and spreadsheets bear; what is left goes into the next."""
BY_RECEIVER: Final = "接收平台退回"


@act("dual.ship", facts=facts.shipping, on="channel")
def ship(*, actor: Viewer, at: datetime, channel: Channel, kind: str, operation: str) -> Done:
    """制作报送文件: every sound row that waits, in the receiver's format; from now on they count as sent."""
    rows = list(
        facts.shippable(channel, kind, operation)
        .select_for_update(of=("self",))
        .values_list("pk", "row")[:ONE_FILE]
    )
    items = list(writing.columns(items_of(kind, local_date(at), channel.bureau.jurisdiction)))
    title = f"{dict(Publication.KINDS)[kind]}{dict(Delivery.OPERATIONS)[operation]}"
    stored = writing.kept(
        writing.written(channel.format, title, items, [row for _, row in rows]), channel.format
    )
    shipment = Shipment.objects.create(
        id=uuid7(at), bureau_id=channel.bureau_id, channel=channel, kind=kind, operation=operation, rows=len(rows),
        file=stored, made_at=at, made_by=actor.name,
    )  # fmt: skip
    keys = [pk for pk, _ in rows]
    Delivery.objects.filter(pk__in=keys).update(state=Delivery.SENT, sent_at=at, shipment=shipment)
    data = {
        "shipment": str(shipment.pk),
        "kind": kind,
        "operation": operation,
        "rows": len(rows),
        "format": channel.format,
    }
    paper = DocRef("dual_shipment", str(shipment.pk), stored.sha256)
    return Done(channel, data=data, documents=(paper,), result=shipment)


@act("dual.fetch", facts=facts.fetching, on="channel")
def fetch(*, actor: Viewer, at: datetime, channel: Channel, shipment: Shipment) -> Done:
    """取出报送文件: it holds identity numbers in full, so every taking out is on the record."""
    return Done(channel, data={"shipment": str(shipment.pk), "rows": shipment.rows}, result=shipment)


@act("dual.export", facts=facts.exporting, on="channel")
def export(*, actor: Viewer, at: datetime, channel: Channel, first: date, last: date, format: str) -> Done:
    """导出报送数据: the rows of a receiver over a period, as they were sent, taken out on the record."""
    return Done(channel, data={"first": first, "last": last, "format": format}, result=channel)


@act("dual.receipt", facts=facts.receipt, on="channel")
def receipt(
    *, actor: Viewer, at: datetime, channel: Channel, shipment: Shipment, number: str, received_on: date,
    returned: Mapping[str, str]
) -> Done:  # fmt: skip
    """登记报送回执: what the receiver took, and which rows it sent back for what reason."""
    shipment.receipt, shipment.received_on = number.strip(), received_on
    shipment.save(update_fields=["receipt", "received_on"])
    rows = shipment.deliveries.filter(state=Delivery.SENT)
    back = list(rows.filter(publication__number__in=returned).select_related("publication", "channel"))
    rows.exclude(pk__in=[delivery.pk for delivery in back]).update(
        state=Delivery.ACCEPTED, receipt=shipment.receipt, answered_at=at
    )
    for delivery in back:
        _sent_back(delivery, [("", returned[delivery.publication.number])], shipment.receipt, at)
    data = {
        "shipment": str(shipment.pk),
        "receipt": shipment.receipt,
        "received_on": received_on,
        "returned": dict(returned),
    }
    return Done(channel, data=data, result=shipment)


@act("dual.answer", facts=facts.answer, on="publication")
def answer(
    *, actor: Viewer, at: datetime, publication: Publication, delivery: Delivery, accepted: bool, receipt: str,
    problems: Sequence[tuple[str, str]] = ()
) -> Done:  # fmt: skip
    """记录接口回执: taken in with its receipt, or sent back with what is wrong."""
    row = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "publication")
        .get(pk=delivery.pk)
    )
    row.leased_until = None
    if accepted:
        superseded = row.state == Delivery.CANCELLED
        row.state = row.state if superseded else Delivery.ACCEPTED
        row.receipt, row.answered_at, row.answer = receipt, at, ""
        row.save(update_fields=["state", "receipt", "answered_at", "answer", "leased_until"])
        replace_duties(_duty_key(row), [])
    else:
        row.save(update_fields=["leased_until"])
        _sent_back(row, problems, receipt, at)
    data: dict[str, Any] = {
        "delivery": str(row.pk), "channel": row.channel.code, "operation": row.operation, "accepted": accepted,
        "receipt": receipt, "problems": [list(problem) for problem in problems], "row_sha256": row.row_sha256,
    }  # fmt: skip
    return Done(publication, data=data, result=row)


def _sent_back(delivery: Delivery, problems: Sequence[tuple[str, str]], receipt: str, at: datetime) -> None:
    """A row that the receiver did not take: what it said, with the place where each field is set right."""
    items = {
        item["id"]: item
        for item in items_of(
            delivery.publication.kind, local_date(at), delivery.publication.bureau.jurisdiction
        )
    }
    told = [
        {
            "field": field,
            "title": str(items.get(field, {}).get("title", BY_RECEIVER)),
            "reason": reason,
            "cure": str(items.get(field, {}).get("cure", "按接收平台的说明更正产生该项的记录，再重新报送。")),
            "blocking": False,
            "by": "receiver",
        }
        for field, reason in problems
    ]
    delivery.problems = [problem for problem in delivery.problems if problem.get("by") != "receiver"] + told
    delivery.state = Delivery.REJECTED if delivery.state != Delivery.CANCELLED else Delivery.CANCELLED
    delivery.receipt, delivery.answered_at = receipt, at
    delivery.answer = "；".join(reason for _, reason in problems)[:500]
    delivery.save(update_fields=["problems", "state", "receipt", "answered_at", "answer"])
    if delivery.state == Delivery.REJECTED:
        replace_duties(_duty_key(delivery), [_duty(delivery, "处理被退回的双公示报送", local_date(at))])


def _duty_key(delivery: Delivery) -> str:
    return f"delivery/{delivery.publication_id}/{delivery.channel.code}"


def _duty(delivery: Delivery, title: str, on: date) -> Duty:
    """Whoever answers for reporting has to set the row right before its day."""
    return Duty(
        pool=role_pool("legal_reviewer", delivery.bureau_id),
        subject=_duty_key(delivery),
        act="dual.resend",
        title=title,
        about=f"{delivery.publication.number} {delivery.channel.name}"[:200],
        url=f"/dual/{delivery.pk}/",
        clock="dual_disclosure",
        basis=book().act_head("dual.resend").title,
        due_on=delivery.due_on,
        raised_on=on,
        bureau_id=delivery.bureau_id,
        brigade_id=delivery.brigade_id,
        squad_id=delivery.squad_id,
    )


@act("dual.resend", facts=facts.sending_again, on="publication")
def resend(*, actor: Viewer, at: datetime, publication: Publication, delivery: Delivery) -> Done:
    """重新报送: compiled anew from the facts as they stand, never typed over."""
    row = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related("channel", "publication__bureau")
        .get(pk=delivery.pk)
    )
    if row.state == Delivery.FAILED:
        row.state, row.answer = Delivery.WAITING, ""
        row.save(update_fields=["state", "answer"])
        made = set_off(row, at)
    else:
        fresh = None if row.operation == Delivery.WITHDRAW else row_of(publication, local_date(at))
        made = follow_up(row, publication, fresh, at)
    if not made.blocked:
        replace_duties(_duty_key(row), [])
    data = {
        "delivery": str(row.pk),
        "made": str(made.pk),
        "row_sha256": made.row_sha256,
        "blocked": made.blocked,
    }
    return Done(publication, data=data, result=made)


@act("dual.catch_up", facts=facts.catching_up, on="channel")
def catch_up(*, actor: Viewer, at: datetime, channel: Channel) -> Done:
    """补报: publications that were released before the receiver was registered."""
    made, skipped = 0, 0
    for pk in list(facts.missing(channel, local_date(at)).values_list("pk", flat=True)):
        rows = deliver_to(Publication.locked(pk), [channel], at)
        made, skipped = made + len(rows), skipped + (not rows)
    data = {"rows": made, "excluded": skipped}
    return Done(channel, data=data, result=made)
