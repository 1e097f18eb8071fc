"""Reporting as pages show it: what was sent to whom, what came back, what each value of a row derives from."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from chengguan.base.paging import Cursor, Slice, sliced
from chengguan.base.viewer import Viewer
from chengguan.disclosure.exchange.compiling import FIELDS, items_of, shown_values
from chengguan.disclosure.exchange.sources import ABSENT, NATIONAL
from chengguan.disclosure.facts.exchange import RETURNED, missing, shippable
from chengguan.disclosure.models import Channel, Delivery, Publication, Shipment
from chengguan.ledger.norms import book
from chengguan.people.models import Bureau

OPEN: Final = (Delivery.WAITING, Delivery.REJECTED, Delivery.FAILED)
TONES: Final = {
    Delivery.WAITING: "info",
    Delivery.SENT: "warn",
    Delivery.ACCEPTED: "ok",
    Delivery.REJECTED: "danger",
    Delivery.FAILED: "danger",
    Delivery.CANCELLED: "neutral",
}
LATEST: Final = 20


def deliveries(viewer: Viewer, asked: Mapping[str, Any], on: date) -> QuerySet[Delivery]:
    """Deliveries in the viewer's reach, as filtered."""
    rows = Delivery.objects.visible_to(viewer).select_related("publication", "channel")
    for name in ("state", "operation", "channel"):
        if asked.get(name):
            rows = rows.filter(**{name: asked[name]})
    if asked.get("text"):
        text = asked["text"]
        rows = rows.filter(
            Q(publication__number__icontains=text) | Q(publication__party_name__icontains=text)
        )
    if asked.get("overdue"):
        rows = rows.filter(state__in=OPEN, due_on__lt=on)
    if asked.get("returned"):
        rows = rows.filter(state__in=RETURNED)
    if asked.get("blocked"):
        rows = rows.filter(state=Delivery.WAITING, blocked=True)
    return rows


@dataclass(frozen=True)
class DeliveryRow:
    """One delivery in a list."""

    delivery: Delivery
    tone: str
    days_left: int | None
    faults: int


def page_of(viewer: Viewer, asked: Mapping[str, Any], cursor: Cursor, on: date) -> Slice[DeliveryRow]:
    """One page of deliveries, newest first."""
    found: Slice[Delivery] = sliced(deliveries(viewer, asked, on), cursor)
    rows = [_row(delivery, on) for delivery in found.rows]
    return Slice(rows, found.earlier, found.later)


def _row(delivery: Delivery, on: date) -> DeliveryRow:
    open_still = delivery.state in OPEN and delivery.due_on is not None
    days = (delivery.due_on - on).days if open_still and delivery.due_on else None
    faults = sum(1 for problem in delivery.problems if problem.get("blocking") or problem.get("by"))
    return DeliveryRow(delivery, TONES[delivery.state], days, faults)


@dataclass(frozen=True)
class Counts:
    """What is not settled yet."""

    waiting: int
    blocked: int
    overdue: int
    sent: int
    returned: int


def counts(viewer: Viewer, on: date) -> Counts:
    rows = Delivery.objects.visible_to(viewer).filter(state__in=(*OPEN, Delivery.SENT))
    found = rows.aggregate(
        waiting=Count("pk", filter=Q(state=Delivery.WAITING)),
        blocked=Count("pk", filter=Q(state=Delivery.WAITING, blocked=True)),
        overdue=Count("pk", filter=Q(state__in=OPEN, due_on__lt=on)),
        sent=Count("pk", filter=Q(state=Delivery.SENT)),
        returned=Count("pk", filter=Q(state__in=RETURNED)),
    )
    return Counts(**found)


def delivery_of(viewer: Viewer, pk: uuid.UUID) -> Delivery | None:
    rows = Delivery.objects.visible_to(viewer).select_related(
        "publication__bureau", "publication__case", "channel", "posted", "shipment"
    )
    return rows.filter(pk=pk).first()


@dataclass(frozen=True)
class DeliveryPage:
    """One delivery: its row with identity numbers masked, its faults, and what went before and after it to this receiver."""

    delivery: Delivery
    tone: str
    values: list[dict[str, str]]
    history: list[DeliveryRow]
    latest: bool
    offered: bool
    next_try: datetime | None
    trouble: str


def delivery_page(delivery: Delivery, on: date) -> DeliveryPage:
    chain = Delivery.objects.filter(publication_id=delivery.publication_id, channel_id=delivery.channel_id)
    rows = [_row(row, on) for row in chain.select_related("publication", "channel").order_by("number")]
    latest = rows[-1].delivery.pk == delivery.pk
    waiting = delivery.state == Delivery.WAITING
    returned = delivery.state in RETURNED or (waiting and delivery.blocked)
    posted = delivery.posted if waiting else None
    return DeliveryPage(
        delivery=delivery,
        tone=TONES[delivery.state],
        values=shown_values(
            delivery.publication.kind, delivery.row, _format_day(delivery), delivery.publication.bureau.jurisdiction
        ),
        history=rows,
        latest=latest,
        offered=latest and returned,
        next_try=posted.due_at if posted is not None and posted.tries else None,
        trouble=delivery.answer,
    )  # fmt: skip


def _format_day(delivery: Delivery) -> date:
    return delivery.created_at.date()


@dataclass(frozen=True)
class ChannelRow:
    """One receiver with how its rows stand."""

    channel: Channel
    kinds: str
    waiting: int
    sent: int
    returned: int
    accepted: int


def channels(viewer: Viewer) -> list[ChannelRow]:
    """Receivers of the bureau, those in use first. One query."""
    rows = Channel.objects.filter(bureau_id=viewer.bureau_id).annotate(
        n_waiting=Count("deliveries", filter=Q(deliveries__state=Delivery.WAITING)),
        n_sent=Count("deliveries", filter=Q(deliveries__state=Delivery.SENT)),
        n_returned=Count("deliveries", filter=Q(deliveries__state__in=RETURNED)),
        n_accepted=Count("deliveries", filter=Q(deliveries__state=Delivery.ACCEPTED)),
    )
    titles = dict(Publication.KINDS)
    return [
        ChannelRow(
            row, "、".join(titles.get(kind, kind) for kind in row.kinds),
            row.n_waiting, row.n_sent, row.n_returned, row.n_accepted,
        )
        for row in rows.order_by("stage", "code")
    ]  # fmt: skip


def channel_of(viewer: Viewer, pk: uuid.UUID) -> Channel | None:
    return Channel.objects.select_related("bureau").filter(bureau_id=viewer.bureau_id, pk=pk).first()


def channel_choices(viewer: Viewer) -> list[tuple[str, str]]:
    rows = Channel.objects.filter(bureau_id=viewer.bureau_id).order_by("code")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


@dataclass(frozen=True)
class Batch:
    """Rows that would go into the next file."""

    kind: str
    operation: str
    title: str
    rows: int


@dataclass(frozen=True)
class ChannelPage:
    """One receiver: what waits for it, its latest files, what it was never given."""

    channel: Channel
    kinds: str
    batches: list[Batch]
    shipments: list[Shipment]
    missing: int
    blocked: int


def channel_page(channel: Channel, on: date) -> ChannelPage:
    kinds, operations = dict(Publication.KINDS), dict(Delivery.OPERATIONS)
    found = [
        (kind, operation, shippable(channel, kind, operation).count())
        for kind in channel.kinds
        for operation in (operations if channel.mode == Channel.FILE else ())
    ]
    blocked = Delivery.objects.filter(channel=channel, state=Delivery.WAITING, blocked=True).count()
    return ChannelPage(
        channel=channel,
        kinds="、".join(kinds.get(kind, kind) for kind in channel.kinds),
        batches=[Batch(kind, operation, f"{kinds[kind]}{operations[operation]}", n) for kind, operation, n in found if n],
        shipments=list(channel.shipments.select_related("file").order_by("-id")[:LATEST]),
        missing=missing(channel, on).count() if channel.stage == "active" else 0,
        blocked=blocked,
    )  # fmt: skip


def shipment_of(viewer: Viewer, pk: uuid.UUID) -> Shipment | None:
    rows = Shipment.objects.select_related("channel__bureau", "file")
    return rows.filter(bureau_id=viewer.bureau_id, pk=pk).first()


def shipment_rows(viewer: Viewer, shipment: Shipment, on: date) -> list[DeliveryRow]:
    """Rows of a file, at most as many as a page bears."""
    rows = Delivery.objects.visible_to(viewer).filter(shipment=shipment)
    return [_row(row, on) for row in rows.select_related("publication", "channel").order_by("id")[:500]]


@dataclass(frozen=True)
class Derivation:
    """来源证明 of one field: what it is read from, and which acts make that."""

    id: str
    title: str
    required: str
    source: str
    acts: tuple[tuple[str, str], ...]
    register: str
    waits: str


@dataclass(frozen=True)
class Coverage:
    """Every field of a kind of row, and how many of the required ones derive from acts."""

    kind: str
    title: str
    rows: tuple[Derivation, ...]
    required: int
    derived: int
    waiting: int
    cites: Any
    verified: str
    note: str


def coverage(on: date, jurisdiction: str) -> tuple[Coverage, ...]:
    """Which act every value of the national rows comes from; a field that someone would have to type is one without acts."""
    out = []
    for kind, title in Publication.KINDS:
        listing = book().listing(FIELDS[kind], on=on, jurisdiction=jurisdiction) if kind in FIELDS else None
        if listing is None:
            continue
        rows = tuple(_derivation(item) for item in items_of(kind, on, jurisdiction))
        needed = [row for row in rows if row.required]
        out.append(
            Coverage(
                kind,
                title,
                rows,
                len(needed),
                sum(1 for row in needed if row.acts or row.register),
                sum(1 for row in needed if row.waits),
                listing.cites,
                listing.verified,
                listing.note,
            )  # fmt: skip
        )
    return tuple(out)


_KINDS: Final = {
    "any": "全部",
    "organisation": "法人、其他组织",
    "sole_trader": "个体工商户",
    "individual": "自然人",
}
_WHEN: Final = {"fine": "有罚款的", "confiscated": "有没收的", "permit": "暂扣、吊销证照的"}


def _derivation(item: Mapping[str, Any]) -> Derivation:
    source = NATIONAL[item["source"]]
    required = "、".join(_KINDS[name] for name in item.get("required") or ())
    if required and "when" in item:
        required = _WHEN[item["when"]]
    acts = tuple((kind, book().act_head(kind).title) for kind in source.acts)
    return Derivation(
        item["id"], item["title"], required, source.title, acts, source.register, source.waits
    )  # fmt: skip


def untyped(rows: Sequence[Derivation]) -> bool:
    """Whether every required field of a list derives from acts or registers."""
    return all(
        row.acts or row.register not in ("", NATIONAL[ABSENT].register) for row in rows if row.required
    )


def organ_code(viewer: Viewer) -> str:
    """本机关统一社会信用代码, for a form."""
    return Bureau.objects.values_list("credit_code", flat=True).get(pk=viewer.bureau_id)
