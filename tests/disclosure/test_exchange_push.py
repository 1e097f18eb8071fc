"""接口推送 to a real HTTP receiver: once each, in order, through failures, lost answers and killed workers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from tests.disclosure.exchanging import chain, decided, publication_of, pushing, released, work
from tests.disclosure.test_exchange import rename, undo
from tests.support.receiver import Receiver

from chengguan.agenda.models import Duty
from chengguan.disclosure.acts import shipping
from chengguan.disclosure.exchange import pushing as line
from chengguan.disclosure.models import Channel, Delivery, Publication
from chengguan.disclosure.worker import look_after_deliveries, push_posted
from chengguan.ledger.models import Entry, Posted
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with Receiver() as running:
        yield running


@pytest.fixture
def pushed(walk: Walk, receiver: Receiver) -> tuple[Walk, Channel, Publication]:
    made = pushing(walk, receiver)
    return walk, made, released(decided(walk))


def test_a_row_goes_out_and_its_receipt_is_on_record(
    receiver: Receiver, pushed: tuple[Walk, Channel, Publication]
) -> None:
    walk, made, publication = pushed
    assert chain(publication, made) == [("send", "waiting")]
    work(walk.now)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.receipt) == ("accepted", "HZ-000001")
    assert receiver.shown() == {publication.code: delivery.row}
    entry = Entry.objects.get(kind="dual.answer")
    assert entry.chain == publication.chain_key
    assert "HZ-000001" in entry.body
    everything = "".join(Entry.objects.values_list("body", flat=True)) + str(
        list(Posted.objects.values_list("payload", "error"))
    )
    assert receiver.token not in everything


def test_corrections_and_withdrawals_reach_the_copy(
    receiver: Receiver, pushed: tuple[Walk, Channel, Publication]
) -> None:
    walk, made, publication = pushed
    work(walk.now)
    rename(walk, name="演示市甲乙建设工程有限公司")
    work(walk.now)
    assert receiver.rows[publication.code].row["CF_XDR_MC"] == "演示市甲乙建设工程有限公司"
    undo(walk, publication_of(walk))
    work(walk.now)
    held = receiver.rows[publication.code]
    assert held.history == ["send", "correct", "withdraw"]
    assert held.withdrawn
    assert receiver.shown() == {}
    assert chain(publication, made)[-1] == ("withdraw", "accepted")


def test_failures_are_tried_again_and_given_up_in_the_open(
    receiver: Receiver, pushed: tuple[Walk, Channel, Publication]
) -> None:
    walk, made, publication = pushed
    receiver.fail(503, 500)
    work(walk.now)
    assert chain(publication, made) == [("send", "accepted")]
    assert Posted.objects.get(topic="disclosure.push").tries == 3


def test_a_receiver_that_never_answers(receiver: Receiver, pushed: tuple[Walk, Channel, Publication]) -> None:
    walk, made, publication = pushed
    receiver.fail(*[500] * 8)
    work(walk.now)
    delivery = Delivery.objects.get()
    assert delivery.state == "failed"
    assert "500" in delivery.answer
    walk.later(days=2)
    shipping.resend(
        actor=walk.as_role("legal_reviewer"), at=walk.now, publication=publication, delivery=delivery
    )
    work(walk.now)
    assert chain(publication, made) == [("send", "accepted")]


def test_an_answer_that_is_lost_does_no_harm(
    receiver: Receiver, pushed: tuple[Walk, Channel, Publication]
) -> None:
    walk, made, publication = pushed
    receiver.lose_answer()
    work(walk.now)
    assert chain(publication, made) == [("send", "accepted")]
    assert len(receiver.requests) == 2
    assert receiver.requests[0] == receiver.requests[1]
    assert receiver.rows[publication.code].history == ["send"]


def test_a_worker_killed_between_sending_and_noting(
    receiver: Receiver, pushed: tuple[Walk, Channel, Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    walk, made, publication = pushed
    delivery = Delivery.objects.get()

    class Killed(BaseException):
        pass

    def die(*args: Any, **kwargs: Any) -> None:
        raise Killed

    with monkeypatch.context() as patch, pytest.raises(Killed):
        patch.setattr(shipping, "answer", die)
        push_posted({"delivery": str(delivery.pk)})
    assert chain(publication, made) == [("send", "waiting")]
    with pytest.raises(line.Busy):
        push_posted({"delivery": str(delivery.pk)})
    Delivery.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    push_posted({"delivery": str(delivery.pk)})
    assert chain(publication, made) == [("send", "accepted")]
    assert receiver.rows[publication.code].history == ["send"]


def test_no_transaction_is_open_while_a_row_is_on_its_way(
    receiver: Receiver, pushed: tuple[Walk, Channel, Publication], monkeypatch: pytest.MonkeyPatch
) -> None:
    walk, _, _ = pushed
    depth: list[int] = []
    outside = len(connection.savepoint_ids)
    real = line._exchange

    def seen(delivery: Delivery, now: Any) -> line.Answer:
        depth.append(len(connection.savepoint_ids))
        return real(delivery, now)

    monkeypatch.setattr(line, "_exchange", seen)
    work(walk.now)
    assert depth == [outside]


def test_a_withdrawal_waits_for_a_row_on_its_way(
    receiver: Receiver, pushed: tuple[Walk, Channel, Publication]
) -> None:
    walk, made, publication = pushed
    now = timezone.now()
    Delivery.objects.update(sent_at=now, leased_until=now + timedelta(minutes=2))
    undo(walk, publication)
    assert chain(publication, made) == [("send", "cancelled"), ("withdraw", "waiting")]
    withdrawal = Delivery.objects.get(operation="withdraw")
    with pytest.raises(line.Busy):
        push_posted({"delivery": str(withdrawal.pk)})
    Delivery.objects.update(leased_until=None)
    push_posted({"delivery": str(withdrawal.pk)})
    assert receiver.shown() == {}


def test_a_row_sent_back_names_field_and_cure(
    receiver: Receiver, pushed: tuple[Walk, Channel, Publication]
) -> None:
    walk, made, publication = pushed
    receiver.refuse("CF_XDR_SHXYM", "代码与名称不一致")
    work(walk.now)
    delivery = Delivery.objects.get()
    assert delivery.state == "rejected"
    assert delivery.problems[-1]["title"].startswith("行政相对人代码_1")
    assert "当事人页面" in delivery.problems[-1]["cure"]
    assert Duty.objects.filter(act="dual.resend").count() == 1
    receiver.accept()
    walk.later(days=1)
    shipping.resend(
        actor=walk.as_role("legal_reviewer"), at=walk.now, publication=publication, delivery=delivery
    )
    work(walk.now)
    assert chain(publication, made) == [("send", "rejected"), ("send", "accepted")]
    assert not Duty.objects.filter(act="dual.resend").exists()


def test_what_the_outbox_gave_up_is_shown_as_failed(pushed: tuple[Walk, Channel, Publication]) -> None:
    _, made, publication = pushed
    Posted.objects.filter(topic="disclosure.push").update(state="failed", tries=9)
    look_after_deliveries(timezone.now())
    assert chain(publication, made) == [("send", "failed")]


@pytest.mark.parametrize("content", [b"", b"ok", b"[]", b'{"accepted": 1}', b"x" * 70_000])
def test_answers_in_no_agreed_form(content: bytes) -> None:
    with pytest.raises(line.NotDelivered):
        line.read_answer(content)
