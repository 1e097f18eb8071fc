"""接收平台: registration, change, retirement. A key is sealed as it comes in; neither the ledger nor a page ever holds it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.disclosure.exchange.sealing import seal
from chengguan.disclosure.facts import exchange as facts
from chengguan.disclosure.models import Channel, Delivery
from chengguan.ledger.acting import Done, act
from chengguan.people.models import Bureau

from .delivering import set_off


@act("channel.register", facts=facts.registration)
def register(
    *, actor: Viewer, at: datetime, code: str, name: str, mode: str, format: str, kinds: Sequence[str], url: str,
    token: str, organ_code: str
) -> Done:  # fmt: skip
    """登记接收平台: what is released from now on goes there."""
    channel = Channel(id=uuid7(at), bureau_id=actor.bureau_id, code=code.strip(), registered_at=at)
    _describe(channel, name, mode, format, kinds, url, token)
    channel.save(force_insert=True)
    data = {"code": channel.code, **_as_data(channel, token, _state_code(channel, organ_code))}
    return Done(channel, sets={"channel_registered_on": local_date(at)}, data=data, result=channel)


@act("channel.change", facts=facts.change, on="channel")
def change(
    *, actor: Viewer, at: datetime, channel: Channel, name: str, mode: str, format: str, kinds: Sequence[str],
    url: str, token: str, organ_code: str
) -> Done:  # fmt: skip
    """变更接收平台. An empty key leaves the one that is kept. Rows that wait go the new way."""
    before = channel.mode
    _describe(channel, name, mode, format, kinds, url, token)
    data = _as_data(channel, token, _state_code(channel, organ_code))
    channel.save()
    if channel.mode == Channel.PUSH and before != Channel.PUSH:
        rows = Delivery.objects.filter(channel=channel, state=Delivery.WAITING, blocked=False)
        for delivery in rows.select_related("channel", "publication__bureau").order_by("id"):
            set_off(delivery, at)
    return Done(channel, data=data, result=channel)


@act("channel.retire", facts=facts.retirement, on="channel")
def retire(*, actor: Viewer, at: datetime, channel: Channel, reason: str) -> Done:
    """停用接收平台: nothing new goes there; corrections and withdrawals of what it holds still do."""
    dropped = facts.waiting(channel).filter(operation=Delivery.SEND).update(state=Delivery.CANCELLED)
    data = {"reason": reason, "dropped": dropped}
    return Done(channel, sets={"channel_retired_on": local_date(at)}, data=data, result=channel)


def _describe(
    channel: Channel, name: str, mode: str, format: str, kinds: Sequence[str], url: str, token: str
) -> None:  # fmt: skip
    channel.name, channel.mode, channel.format, channel.kinds = name.strip(), mode, format, sorted(kinds)
    channel.url = url if mode == Channel.PUSH else ""
    if mode != Channel.PUSH:
        channel.token = ""
    elif token:
        channel.token = seal(token)


def _as_data(channel: Channel, token: str, organ_code: str) -> dict[str, Any]:
    """What the ledger keeps: that a key was entered, never the key."""
    return {
        "name": channel.name,
        "mode": channel.mode,
        "format": channel.format,
        "kinds": channel.kinds,
        "url": channel.url,
        "key_entered": bool(token) and channel.mode == Channel.PUSH,
        "organ_code": organ_code,
    }


def _state_code(channel: Channel, code: str) -> str:
    """The bureau's own 统一社会信用代码, which every row bears: a fact of the bureau, kept with it."""
    Bureau.objects.filter(pk=channel.bureau_id).exclude(credit_code=code).update(credit_code=code)
    return code
