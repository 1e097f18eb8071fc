"""The record: chained, append-only, verifiable; an act is all or nothing."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from chengguan.base.dates import CHINA
from chengguan.base.numbering import next_number
from chengguan.base.viewer import Viewer
from chengguan.cases.acts import searches
from chengguan.cases.models import Export
from chengguan.ledger import entries, outbox, triggers, verifying
from chengguan.ledger.acting import Refused
from chengguan.ledger.canonical import canonical, sha256, sm3
from chengguan.ledger.checkpoints import make_checkpoint
from chengguan.ledger.models import Entry, Head, Posted
from chengguan.people.selectors import actor_of
from chengguan.web.demonstration.cast import Cast

AT = datetime(2024, 5, 6, 9, tzinfo=CHINA)


def append(chain: str = "thing/1", **body: Any) -> Entry:
    return entries.append(
        chain=chain, kind="thing.done", at=AT, bureau_code="430581", officer_id=None, body=body
    )


def make_viewer(code: str) -> Viewer:
    return Viewer(
        user_id=1,
        username="clerk",
        officer_id=1,
        name="经办",
        bureau_id=1,
        bureau_code=code,
        bureau_name="",
        jurisdiction=code,
        unit_id=None,
        brigade_id=None,
        squad_id=None,
        roles=frozenset({"finance"}),
        reach="bureau",
    )


def chain_of(key: str) -> list[Entry]:
    return list(Entry.objects.filter(chain=key).order_by("seq"))


def test_sm3_is_the_standard_one() -> None:
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_canonical_text_does_not_depend_on_order() -> None:
    assert canonical({"乙": 1, "甲": [2, 3]}) == canonical(dict([("甲", (2, 3)), ("乙", 1)]))


@pytest.mark.django_db
def test_entries_are_chained_per_subject() -> None:
    first, other, second = append(n=1), append("thing/2", n=1), append(n=2)
    assert (first.seq, second.seq, other.seq) == (1, 2, 1)
    assert second.previous == first.hash and other.previous == entries.GENESIS
    assert entries.broken(chain_of("thing/1")) == []
    assert Head.objects.get(chain="thing/1").hash == second.hash


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"body": '{"n":9}'}, "内容与哈希不符"),
        ({"kind": "thing.other"}, "内容与哈希不符"),
        ({"seq": 5}, "序号不连续"),
        ({"previous": "f" * 64}, "不衔接"),
    ],
)
def test_every_tampering_is_named(change: dict[str, Any], fault: str) -> None:
    append(n=1)
    entry = append(n=2)
    for name, value in change.items():
        setattr(entry, name, value)
    faults = entries.broken([chain_of("thing/1")[0], entry])
    assert any(fault in text for text in faults)


@pytest.mark.django_db
@pytest.mark.parametrize("statement", ["UPDATE ledger_entry SET kind = 'x'", "DELETE FROM ledger_entry"])
def test_the_database_itself_refuses_to_change_entries(statement: str) -> None:
    append(n=1)
    with (
        pytest.raises(DatabaseError, match=triggers.MESSAGE),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.count() == 1


@pytest.mark.django_db
def test_queryset_update_and_delete_are_refused() -> None:
    append(n=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.update(body="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        Entry.objects.all().delete()


@pytest.mark.django_db
def test_verify_finds_what_was_changed_behind_the_triggers() -> None:
    append(n=1)
    triggers.remove(connection)
    Entry.objects.update(body='{"n":2}')
    triggers.install(connection)
    assert any("内容与哈希不符" in fault for fault in verifying.verify_chains())


@pytest.mark.django_db
def test_verify_finds_a_table_that_differs_from_the_record(cast: Cast) -> None:
    actor = actor_of(cast.officers["finance"], AT.date())
    done = searches.record_export(actor=actor, at=AT, what="案件列表", filters={})
    assert list(verifying.verify_subjects()) == []
    Export.objects.filter(pk=done.subject.pk).update(known={"acts": ["data.export"], "forged": True})
    assert any("forged" in fault for fault in verifying.verify_subjects())


@pytest.mark.django_db
def test_an_entry_keeps_who_when_why_and_by_which_norms(cast: Cast) -> None:
    actor = actor_of(cast.officers["finance"], AT.date())
    done = searches.record_export(actor=actor, at=AT, what="案件列表", filters={"stage": "filed"})
    entry = Entry.objects.get(chain=done.subject.chain_key)
    body = json.loads(entry.body)
    assert body["actor"]["name"] == actor.name and entry.at == AT and entry.officer_id == actor.officer_id
    assert body["verdict"]["allowed"] is True
    assert all(len(digest) == 64 for digest in body["norms"].values()) and body["norms"]


@pytest.mark.django_db
def test_a_refused_act_writes_nothing(cast: Cast) -> None:
    nobody = actor_of(cast.officers["system_admin"], AT.date())
    before = (Entry.objects.count(), Export.objects.count(), Head.objects.count())
    with pytest.raises(Refused) as refusal:
        searches.record_export(actor=nobody, at=AT, what="案件列表", filters={})
    assert [finding.id for finding in refusal.value.verdict.unmet] == ["by_whom"]
    assert (Entry.objects.count(), Export.objects.count(), Head.objects.count()) == before


@pytest.mark.django_db
def test_numbers_have_no_gaps_when_an_act_is_undone() -> None:
    def take() -> int:
        with transaction.atomic():
            return next_number("430581", "test", 2024)

    assert [take(), take()] == [1, 2]
    with pytest.raises(RuntimeError), transaction.atomic():
        next_number("430581", "test", 2024)
        raise RuntimeError("undone")
    assert take() == 3
    assert next_number("430581", "test", 2025) == 1


@pytest.mark.django_db
def test_checkpoints_chain_and_notice_later_changes() -> None:
    append(n=1)
    first = make_checkpoint(AT.date())
    assert first and first.hash == sha256(
        f"\n{AT.date()}\n".encode() + f"thing/1 {chain_of('thing/1')[0].hash}".encode()
    )
    append(n=2)
    second = make_checkpoint(AT.date().replace(day=7))
    assert second and second.previous == first.hash
    assert list(verifying.verify_checkpoints()) == []
    assert make_checkpoint(AT.date()) is None


@pytest.mark.django_db
def test_outbox_keeps_failures_and_tries_again(monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[dict[str, Any]] = []

    def flaky(payload: dict[str, Any]) -> None:
        calls.append(payload)
        if len(calls) == 1:
            raise OSError("网络不通")

    monkeypatch.setattr(outbox, "handlers", lambda: {"test": flaky})
    posted = outbox.post("test", {"n": 1}, at=AT)
    assert outbox.work_one(AT) is True
    posted.refresh_from_db()
    assert posted.state == Posted.WAITING and "网络不通" in posted.error and posted.due_at > AT
    assert outbox.work_one(AT) is False
    assert outbox.work_one(posted.due_at) is True
    posted.refresh_from_db()
    assert posted.state == Posted.DONE and posted.tries == 2


@pytest.mark.django_db
def test_outbox_gives_up_after_its_tries_and_can_be_retried(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(payload: dict[str, Any]) -> None:
        raise OSError("坏了")

    monkeypatch.setattr(outbox, "handlers", lambda: {"test": broken})
    posted = outbox.post("test", {}, at=AT, bureau_code="430581")
    for _ in range(outbox.MAX_TRIES):
        posted.refresh_from_db()
        outbox.work_one(posted.due_at)
    posted.refresh_from_db()
    assert posted.state == Posted.FAILED
    outbox.retry(posted.pk, viewer=make_viewer("230751"), at=AT)
    posted.refresh_from_db()
    assert posted.state == Posted.FAILED
    outbox.retry(posted.pk, viewer=make_viewer("430581"), at=AT)
    posted.refresh_from_db()
    assert posted.state == Posted.WAITING
