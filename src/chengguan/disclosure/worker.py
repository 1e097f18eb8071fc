"""Work of the outbox on reporting (topic disclosure.push), and what is looked after once a day."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from chengguan.disclosure.acts import shipping
from chengguan.disclosure.exchange import pushing
from chengguan.disclosure.models import Delivery
from chengguan.ledger.outbox import lengthy
from chengguan.people.platform import system_viewer


@lengthy
def push_posted(payload: dict[str, Any]) -> None:
    """Send one row: `{"delivery": id}`. One that is answered or dropped is left alone. Raises `NotDelivered` to be tried again."""
    pushing.push(uuid.UUID(payload["delivery"]), timezone.now, _settle)


def _settle(delivery: Delivery, found: pushing.Answer, at: datetime) -> None:
    """Put the answer on the record."""
    shipping.answer(
        actor=system_viewer(delivery.channel.bureau),
        at=at,
        publication=delivery.publication,
        delivery=delivery,
        accepted=found.accepted,
        receipt=found.receipt,
        problems=found.problems,
    )


def look_after_deliveries(at: datetime) -> None:
    """Once a day: what the outbox has given up is shown as failed, not as waiting."""
    pushing.given_up(at)
