"""接口推送: one row to one receiver, signed, over HTTP, outside any transaction; sent again until an answer is on record.

The receiver takes each delivery once (its id is the key), so that a worker killed between sending and noting the answer
does no harm. Of one publication a receiver gets one operation after the other, in order.
"""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q

from chengguan.disclosure.models import Channel, Delivery
from chengguan.ledger.outbox import MAX_TRIES

from .sealing import unseal

TIMEOUT: Final = 20
LEASE: Final = timedelta(seconds=5 * TIMEOUT)
"""How long a row that is being sent is left alone by other workers: longer than one exchange can take."""
LONGEST_ANSWER: Final = 64 * 1024
TAKEN_IN: Final = frozenset({200, 201, 202, 409, 422})
Clock = Callable[[], datetime]


class NotDelivered(Exception):
    """The receiver did not answer, or not in the agreed way; the outbox tries again. The message is for the clerk."""


class Busy(NotDelivered):
    """Another worker is sending an earlier operation of the same publication to this receiver."""


@dataclass(frozen=True)
class Answer:
    """What the receiver said: taken in (with its receipt), or sent back with what is wrong in which field."""

    accepted: bool
    receipt: str
    problems: tuple[tuple[str, str], ...] = ()


def push(pk: uuid.UUID, clock: Clock, settle: Callable[[Delivery, Answer, datetime], None]) -> None:
    """Send a delivery, and before it whatever of the same publication still waits for the same receiver. Raises `NotDelivered`."""
    target = Delivery.objects.filter(pk=pk).first()
    if target is None:
        return
    waiting = Delivery.objects.filter(
        publication_id=target.publication_id,
        channel_id=target.channel_id,
        number__lte=target.number,
        state=Delivery.WAITING,
    )
    for earlier in list(waiting.order_by("number").values_list("pk", flat=True)):
        delivery = _claim(earlier, clock())
        if delivery is None:
            continue
        try:
            answer = _exchange(delivery, clock())
        except (NotDelivered, ValueError) as error:
            _not_sent(delivery, str(error))
            raise
        settle(delivery, answer, clock())


def _claim(pk: uuid.UUID, now: datetime) -> Delivery | None:
    """Mark a row as being sent; None when there is nothing to send any more. Nobody else sends of this publication meanwhile."""
    with transaction.atomic():
        found = Delivery.objects.filter(pk=pk).values_list("publication_id", "channel_id").get()
        chain = list(
            Delivery.objects.select_for_update(of=("self",))
            .filter(publication_id=found[0], channel_id=found[1])
            .order_by("number")
        )
        delivery = next(row for row in chain if row.pk == pk)
        if delivery.state != Delivery.WAITING or delivery.blocked:
            return None
        if any(row.leased_until is not None and row.leased_until > now for row in chain):
            raise Busy("同一公示信息正在向该平台报送，稍后继续")
        delivery.sent_at, delivery.leased_until = now, now + LEASE
        delivery.save(update_fields=["sent_at", "leased_until"])
    return Delivery.objects.select_related("channel__bureau", "publication", "posted").get(pk=pk)


def _not_sent(delivery: Delivery, why: str) -> None:
    """Keep why it did not arrive; after the last try the row is given up and shown to the clerk."""
    last = delivery.posted is None or delivery.posted.tries >= MAX_TRIES
    state = Delivery.FAILED if last else Delivery.WAITING
    rows = Delivery.objects.filter(pk=delivery.pk, state=Delivery.WAITING)
    rows.update(state=state, answer=why[:500])
    Delivery.objects.filter(pk=delivery.pk).update(leased_until=None)


def body_of(delivery: Delivery) -> bytes:
    """What is sent: the same bytes at every try."""
    content: dict[str, Any] = {
        "delivery": str(delivery.pk),
        "operation": delivery.operation,
        "kind": delivery.publication.kind,
        "code": delivery.publication.code,
        "revision": delivery.revision,
        "row": delivery.row,
    }
    if delivery.reason:
        content["reason"] = delivery.reason
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signature(token: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of the time and the body under the receiver's key."""
    return hmac.new(token.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()


def headers_of(channel: Channel, delivery: Delivery, body: bytes, now: datetime) -> dict[str, str]:
    """The headers by which the receiver knows sender, key of the operation, time and signature."""
    timestamp = str(int(now.timestamp()))
    return {
        "Content-Type": "application/json; charset=utf-8",
        "Accept": "application/json",
        "Idempotency-Key": str(delivery.pk),
        "X-Chengguan-Bureau": channel.bureau.code,
        "X-Chengguan-Timestamp": timestamp,
        "X-Chengguan-Signature": f"v1={signature(unseal(channel.token), timestamp, body)}",
    }


def _exchange(delivery: Delivery, now: datetime) -> Answer:
    """One request and its answer. No transaction is open here."""
    channel, body = delivery.channel, body_of(delivery)
    headers = headers_of(channel, delivery, body, now)
    target = urlsplit(channel.url)
    secure = target.scheme == "https"
    link = (http.client.HTTPSConnection if secure else http.client.HTTPConnection)(
        target.hostname or "", target.port, timeout=TIMEOUT
    )
    path = (target.path or "/") + (f"?{target.query}" if target.query else "")
    try:
        link.request("POST", path, body, headers)
        response = link.getresponse()
        status, content = response.status, response.read(LONGEST_ANSWER + 1)
    except (OSError, http.client.HTTPException) as error:
        raise NotDelivered(f"没有连通接收平台（{type(error).__name__}），稍后自动重试") from error
    finally:
        link.close()
    if status not in TAKEN_IN:
        raise NotDelivered(f"接收平台回答 {status}，稍后自动重试；请核对接口地址和密钥")
    return read_answer(content)


def read_answer(content: bytes) -> Answer:
    """The receiver's answer. Raises `NotDelivered` for one that is not in the agreed form."""
    try:
        found = json.loads(content) if len(content) <= LONGEST_ANSWER else None
    except ValueError:
        found = None
    if not isinstance(found, Mapping) or not isinstance(found.get("accepted"), bool):
        raise NotDelivered("接收平台的回答不符合约定格式，稍后自动重试")
    problems = found.get("problems")
    rows = problems if isinstance(problems, list) else []
    told = [
        (str(row.get("field", ""))[:60], str(row.get("reason", ""))[:200])
        for row in rows
        if isinstance(row, Mapping)
    ]
    return Answer(found["accepted"], str(found.get("receipt") or "")[:200], tuple(told[:50]))


def given_up(now: datetime) -> int:
    """Rows whose work the outbox has given up without the handler saying so (a worker killed at the last try)."""
    lost = Delivery.objects.filter(state=Delivery.WAITING, posted__state="failed").filter(
        Q(leased_until=None) | Q(leased_until__lt=now)
    )
    return lost.update(state=Delivery.FAILED, leased_until=None, answer="多次报送没有完成，请重新报送")
