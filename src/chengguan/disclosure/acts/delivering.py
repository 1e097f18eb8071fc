"""报送、更正、撤回 at the receivers: what publications call when they are released, corrected, withdrawn or ended.

Every function runs inside the act of the publication, whose row is locked: one publication's deliveries are made one after
another. What is on its way or may have arrived is followed by a correction or a withdrawal; what nobody has seen is dropped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from django.db import transaction

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.disclosure.exchange.compiling import Row, exclusion, row_of
from chengguan.disclosure.models import Channel, Delivery, Publication
from chengguan.ledger.acting import Done
from chengguan.ledger.norms import book
from chengguan.ledger.outbox import post
from lawengine.clock import read

TOPIC: Final = "disclosure.push"
CLOCK: Final = "dual_disclosure"
TELLING: Final = (Delivery.WAITING, *Delivery.TAKEN)


def deliver(publication: Publication, at: datetime) -> list[Delivery]:
    """Queue the publication for every active receiver of its kind, inside the caller's transaction."""
    receivers = [
        channel
        for channel in Channel.objects.filter(bureau_id=publication.bureau_id, stage="active").order_by(
            "code"
        )
        if publication.kind in channel.kinds
    ]
    return deliver_to(publication, receivers, at)


def deliver_to(publication: Publication, receivers: Sequence[Channel], at: datetime) -> list[Delivery]:
    """Queue the publication for some receivers that have not got it; nothing for one that is not to be reported."""
    if not receivers or exclusion(publication, local_date(at)):
        return []
    chains = _chains(publication)
    row = row_of(publication, local_date(at))
    due = due_on(publication)
    return [
        _queue(publication, channel, Delivery.SEND, row, at, number=1, due=due)
        for channel in receivers
        if channel.pk not in chains
    ]


def reissue(publication: Publication, at: datetime, reason: str = "") -> list[Delivery]:
    """Queue a correction at exactly those receivers whose row has changed."""
    chains = _chains(publication)
    if not chains or publication.stage != Publication.RELEASED:
        return []
    row = row_of(publication, local_date(at))
    made = (_reissue(publication, chain, row, at, reason) for chain in chains.values())
    return [delivery for delivery in made if delivery is not None]


def _reissue(
    publication: Publication, chain: list[Delivery], row: Row, at: datetime, reason: str
) -> Delivery | None:
    """The correction at one receiver: none where it holds (or will be sent) this very row."""
    standing = [
        delivery for delivery in chain if delivery.state not in (Delivery.CANCELLED, Delivery.REJECTED)
    ]
    if standing and (standing[-1].row_sha256 == row.sha256 or standing[-1].operation == Delivery.WITHDRAW):
        return None
    if not standing and chain[-1].row_sha256 == row.sha256:
        return None
    _drop_unseen(chain)
    held = any(delivery.seen for delivery in chain)
    operation = Delivery.CORRECT if held else Delivery.SEND
    due = due_on(publication) if operation == Delivery.SEND else None
    return _queue(
        publication,
        chain[-1].channel,
        operation,
        row,
        at,
        number=chain[-1].number + 1,
        due=due,
        reason=reason,
    )


def recall(publication: Publication, at: datetime, reason: str) -> list[Delivery]:
    """Queue the withdrawal at every receiver that was sent the publication."""
    made = (_recall(publication, chain, at, reason) for chain in _chains(publication).values())
    return [delivery for delivery in made if delivery is not None]


def _recall(publication: Publication, chain: list[Delivery], at: datetime, reason: str) -> Delivery | None:
    """The withdrawal at one receiver: none where it never saw the publication or is being told already."""
    if any(row.operation == Delivery.WITHDRAW and row.state in TELLING for row in chain):
        return None
    _drop_unseen(chain)
    seen = [delivery for delivery in chain if delivery.seen]
    if not seen:
        return None
    row = Row(publication.kind, seen[-1].row)
    number, due = chain[-1].number + 1, publication.withdraw_due_on
    return _queue(
        publication, seen[-1].channel, Delivery.WITHDRAW, row, at, number=number, due=due, reason=reason
    )


def due_on(publication: Publication) -> date:
    """报送期限: counted from the day of the decision."""
    reading = read(
        book(),
        CLOCK,
        started=publication.decided_on,
        as_of=publication.decided_on,
        jurisdiction=publication.bureau.jurisdiction,
    )
    return reading.due_on


def _chains(publication: Publication) -> dict[object, list[Delivery]]:
    """Deliveries of a publication by receiver, in order; locked, so that no worker begins to send one meanwhile."""
    rows = Delivery.objects.select_for_update(of=("self",)).filter(publication=publication)
    chains: dict[object, list[Delivery]] = {}
    for delivery in rows.select_related("channel").order_by("number"):
        chains.setdefault(delivery.channel_id, []).append(delivery)
    return chains


def _drop_unseen(chain: Sequence[Delivery]) -> None:
    """What waits need not go any more: something newer follows. What was begun to be sent counts as seen all the same."""
    for delivery in chain:
        if delivery.state == Delivery.WAITING:
            delivery.state = Delivery.CANCELLED
            delivery.save(update_fields=["state"])


def _queue(
    publication: Publication,
    channel: Channel,
    operation: str,
    row: Row,
    at: datetime,
    *,
    number: int,
    due: date | None,
    reason: str = "",
) -> Delivery:
    delivery = Delivery.objects.create(
        id=uuid7(at),
        bureau_id=publication.bureau_id,
        brigade_id=publication.brigade_id,
        squad_id=publication.squad_id,
        publication=publication,
        channel=channel,
        operation=operation,
        number=number,
        revision=publication.revision,
        row=row.values,
        row_sha256=row.sha256,
        problems=[problem.plain() for problem in row.problems],
        blocked=row.blocked,
        due_on=due,
        reason=reason,
        created_at=at,
    )
    return set_off(delivery, at)


def set_off(delivery: Delivery, at: datetime) -> Delivery:
    """Give a sound row of a receiver with an interface to the worker; others wait for the clerk's file."""
    if delivery.channel.mode == Channel.PUSH and not delivery.blocked:
        payload = {"delivery": str(delivery.pk)}
        delivery.posted = post(TOPIC, payload, at=at, bureau_code=delivery.publication.bureau.code)
        delivery.save(update_fields=["posted"])
    return delivery


def follow_up(last: Delivery, publication: Publication, row: Row | None, at: datetime) -> Delivery:
    """The next delivery after one that was sent back or never left: the same operation with the row compiled anew."""
    if last.state == Delivery.WAITING:
        _drop_unseen([last])
    kept = row or Row(publication.kind, last.row)
    return _queue(
        publication,
        last.channel,
        last.operation,
        kept,
        at,
        number=last.number + 1,
        due=last.due_on,
        reason=last.reason,
    )


def follow_party(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction on party.amend: the rows of the party's publications at exactly those receivers that hold the old words."""
    rows = Publication.objects.filter(
        case__party_id=done.subject.pk, stage=Publication.RELEASED, deliveries__isnull=False
    )
    with transaction.atomic():
        for pk in sorted(set(rows.values_list("pk", flat=True))):
            reissue(Publication.locked(pk), at, "当事人登记信息更正")
