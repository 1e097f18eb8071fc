"""Facts of the acts on receivers and on what is sent to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.db.models import Exists, OuterRef, QuerySet

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.disclosure.exchange.compiling import reportable
from chengguan.disclosure.models import Channel, Delivery, Publication, Shipment
from chengguan.ledger.acting import Sheet
from chengguan.parties.identity import credit_code_fault

RETURNED: Final = (Delivery.REJECTED, Delivery.FAILED)


def _sheet(actor: Viewer, at: datetime, known: Mapping[str, Any], **values: Any) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, {**known, **values})


def address_sound(url: str) -> bool:
    """Whether rows can be sent to an address: http(s), a host, and nothing else hidden in it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    named = bool(parts.hostname) and parts.username is None and not parts.fragment
    return parts.scheme in ("http", "https") and named and port != 0


def _described(
    *, code: str, name: str, mode: str, kinds: Sequence[str], url: str, token: str, organ_code: str, kept: bool
) -> dict[str, Any]:  # fmt: skip
    """What is known of a receiver as entered. The key itself is no fact: only its length is, and whether one is kept."""
    push = mode == Channel.PUSH
    sound = address_sound(url)
    return {
        "channel_named": bool(name.strip() and code.strip()),
        "channel_kinds_given": bool(kinds),
        "channel_by_file": not push,
        "channel_address_sound": sound,
        "channel_address_encrypted": sound and urlsplit(url).scheme == "https",
        "channel_key_kept": kept and not token,
        "channel_key_length": len(token),
        "channel_organ_code_sound": not credit_code_fault(organ_code),
    }


def registration(
    *, actor: Viewer, at: datetime, code: str, name: str, mode: str, format: str, kinds: Sequence[str], url: str,
    token: str, organ_code: str
) -> Sheet:  # fmt: skip
    """登记接收平台."""
    described = _described(
        code=code, name=name, mode=mode, kinds=kinds, url=url, token=token, organ_code=organ_code, kept=False
    )
    taken = Channel.objects.filter(bureau_id=actor.bureau_id, code=code.strip()).exists()
    return _sheet(actor, at, {}, **described, channel_known_already=taken)


def change(
    *, actor: Viewer, at: datetime, channel: Channel, name: str, mode: str, format: str, kinds: Sequence[str],
    url: str, token: str, organ_code: str
) -> Sheet:  # fmt: skip
    """变更接收平台."""
    described = _described(
        code=channel.code, name=name, mode=mode, kinds=kinds, url=url, token=token, organ_code=organ_code,
        kept=bool(channel.token),
    )  # fmt: skip
    return _sheet(actor, at, channel.known, **described)


def retirement(*, actor: Viewer, at: datetime, channel: Channel, reason: str) -> Sheet:
    """停用接收平台."""
    values = {"channel_reason_stated": bool(reason.strip()), "channel_rows_waiting": waiting(channel).count()}
    return _sheet(actor, at, channel.known, **values)


def waiting(channel: Channel) -> QuerySet[Delivery]:
    """Rows that wait for this receiver."""
    return Delivery.objects.filter(channel=channel, state=Delivery.WAITING)


def shippable(channel: Channel, kind: str, operation: str) -> QuerySet[Delivery]:
    """Sound rows that wait to be put into a file, oldest first."""
    rows = waiting(channel).filter(publication__kind=kind, operation=operation, blocked=False)
    return rows.order_by("id")


def missing(channel: Channel, on: date) -> QuerySet[Publication]:
    """公示中 publications of the receiver's kinds that are to be reported and were never given to it."""
    given = Delivery.objects.filter(channel=channel, publication=OuterRef("pk"))
    rows = Publication.objects.filter(
        bureau_id=channel.bureau_id, kind__in=channel.kinds, stage=Publication.RELEASED
    )
    wanted = reportable(on, channel.bureau.jurisdiction, "case__")
    return rows.filter(~Exists(given), wanted, case__isnull=False).order_by("id")


def shipping(*, actor: Viewer, at: datetime, channel: Channel, kind: str, operation: str) -> Sheet:
    """制作报送文件."""
    values = {
        "channel_by_file": channel.mode == Channel.FILE,
        "shipment_rows": shippable(channel, kind, operation)[:1].count(),
    }
    return _sheet(actor, at, channel.known, **values)


def fetching(*, actor: Viewer, at: datetime, channel: Channel, shipment: Shipment) -> Sheet:
    """取出报送文件."""
    held = shipment.channel_id == channel.pk and shipment.file_id is not None
    return _sheet(actor, at, channel.known, shipment_file_held=held)


def exporting(
    *, actor: Viewer, at: datetime, channel: Channel, first: date, last: date, format: str
) -> Sheet:
    """导出报送数据."""
    return _sheet(actor, at, channel.known, export_period_named=first <= last)


def receipt(
    *, actor: Viewer, at: datetime, channel: Channel, shipment: Shipment, number: str, received_on: date,
    returned: Mapping[str, str]
) -> Sheet:  # fmt: skip
    """登记回执."""
    held = set(shipment.deliveries.values_list("publication__number", flat=True))
    values = {
        "shipment_of_channel": shipment.channel_id == channel.pk,
        "receipt_known_already": bool(shipment.receipt),
        "receipt_number_stated": bool(number.strip()),
        "receipt_day_sound": local_date(shipment.made_at) <= received_on <= local_date(at),
        "receipt_rows_known": set(returned) <= held,
        "receipt_returns_explained": all(reason.strip() for reason in returned.values()),
    }
    return _sheet(actor, at, channel.known, **values)


def catching_up(*, actor: Viewer, at: datetime, channel: Channel) -> Sheet:
    """补报."""
    values = {
        "channel_active": channel.stage == "active",
        "catch_up_rows": missing(channel, local_date(at))[:1].count(),
    }
    return _sheet(actor, at, channel.known, **values)


def answer(
    *, actor: Viewer, at: datetime, publication: Publication, delivery: Delivery, accepted: bool, receipt: str,
    problems: Sequence[tuple[str, str]] = ()
) -> Sheet:  # fmt: skip
    """记录接口回执."""
    row = Delivery.objects.get(pk=delivery.pk)
    awaited = row.publication_id == publication.pk and row.answered_at is None and row.sent_at is not None
    return _sheet(actor, at, publication.known, delivery_awaited=awaited)


def sending_again(*, actor: Viewer, at: datetime, publication: Publication, delivery: Delivery) -> Sheet:
    """重新报送."""
    row = Delivery.objects.get(pk=delivery.pk)
    chain = Delivery.objects.filter(publication=publication, channel_id=row.channel_id)
    checked_out = row.state == Delivery.WAITING and row.blocked
    values = {
        "delivery_returned": row.publication_id == publication.pk and (row.state in RETURNED or checked_out),
        "delivery_latest": not chain.filter(number__gt=row.number).exists(),
        "delivery_still_due": row.operation == Delivery.WITHDRAW or publication.stage == Publication.RELEASED,
    }
    return _sheet(actor, at, publication.known, **values)
