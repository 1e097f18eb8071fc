"""标记: in the field before the footage is there, at the desk, and what becomes of marks when a time is corrected."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from tests.recordings.kept import received

from chengguan.base.uuid7 import uuid7
from chengguan.ledger.acting import Refused
from chengguan.recordings.acts import marking
from chengguan.recordings.acts.receiving import correct
from chengguan.recordings.models import Mark
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.id for finding in refused.value.verdict.unmet]


def mark(walk: Walk, **changes: Any) -> Mark:
    inputs = {"actor": walk.as_role("handler"), "at": walk.now, "step": "credentials", **changes}
    row: Mark = marking.mark(**inputs).result
    return row


def client_of(walk: Walk) -> Client:
    client = Client()
    client.force_login(walk.pair[0].user)
    return client


def test_one_tap_is_an_interval_and_the_second_ends_it(walk: Walk) -> None:
    row = mark(walk)
    assert row.stage == "running" and row.ends_at - row.begins_at == timedelta(seconds=60)
    ended = walk.now + timedelta(seconds=25)
    marking.end_mark(actor=walk.as_role("handler"), at=ended, mark=row, ends_at=ended)
    row.refresh_from_db()
    assert row.stage == "ended" and row.ends_at == ended
    with pytest.raises(Refused) as again:
        marking.end_mark(actor=walk.as_role("handler"), at=ended, mark=row, ends_at=ended)
    assert unmet(again) == ["mark_running"]


def test_an_unknown_step_a_future_time_and_a_day_long_mark_are_refused(walk: Walk) -> None:
    for changes, ground in (
        ({"step": "dance"}, "mark_step_known"),
        ({"begins_at": walk.now + timedelta(hours=1)}, "mark_times_sound"),
        ({"begins_at": walk.now - timedelta(hours=9), "ends_at": walk.now}, "mark_length"),
    ):
        with pytest.raises(Refused) as refused:
            mark(walk, **changes)
        assert unmet(refused) == [ground]


def test_marks_are_bound_when_the_footage_arrives(walk: Walk) -> None:
    inside = mark(walk, begins_at=walk.now - timedelta(minutes=10, seconds=50))
    outside = mark(walk, begins_at=walk.now - timedelta(minutes=30))
    withdrawn = mark(walk, begins_at=walk.now - timedelta(minutes=10, seconds=50))
    marking.withdraw_mark(actor=walk.as_role("handler"), at=walk.now, mark=withdrawn)
    recording = received(walk)
    for row in (inside, outside, withdrawn):
        row.refresh_from_db()
    assert inside.recording == recording and outside.recording is None and withdrawn.recording is None
    expected = (inside.begins_at - recording.began_at) / timedelta(milliseconds=1)
    assert inside.begins_ms == expected and inside.ends_ms is not None
    assert inside.ends_ms <= recording.duration_ms


def test_footage_that_is_there_already_takes_the_mark_at_once(walk: Walk) -> None:
    recording = received(walk)
    assert mark(walk, begins_at=recording.began_at + timedelta(seconds=5)).begins_ms == 5000


def test_marks_of_another_officer_are_not_bound(walk: Walk) -> None:
    other = walk.cast.pair(1)[0]
    from chengguan.people.selectors import actor_of

    row = marking.mark(
        actor=actor_of(other, walk.day), at=walk.now, step="credentials", begins_at=walk.now - timedelta(seconds=660)
    ).result  # fmt: skip
    received(walk)
    row.refresh_from_db()
    assert row.recording is None


def test_a_corrected_time_lets_go_marks_by_time_and_keeps_marks_by_place(walk: Walk) -> None:
    recording = received(walk)
    by_time = mark(walk, begins_at=recording.began_at + timedelta(seconds=10))
    waiting = mark(walk, begins_at=recording.began_at - timedelta(minutes=59))
    by_place = mark(walk, recording=recording, begins_ms=20_000, ends_ms=30_000)
    correct(
        actor=walk.as_role("legal_reviewer"), at=walk.now, recording=recording, camera=None, officer=walk.pair[0],
        offset_ms=3_600_000, reason="校时记录",
    )  # fmt: skip
    for row in (by_time, waiting, by_place, recording):
        row.refresh_from_db()
    assert by_time.recording is None and by_time.begins_ms is None
    assert waiting.recording == recording
    assert by_place.recording == recording and by_place.begins_ms == 20_000
    assert by_place.begins_at == recording.began_at + timedelta(seconds=20)


def test_a_mark_outside_the_recording_is_refused(walk: Walk) -> None:
    recording = received(walk)
    with pytest.raises(Refused) as refused:
        mark(walk, recording=recording, begins_ms=50_000, ends_ms=70_000)
    assert unmet(refused) == ["mark_within_recording"]


def test_withdrawing_by_others_and_later_needs_a_reason(walk: Walk) -> None:
    row = mark(walk)
    later = walk.now + timedelta(days=2)
    with pytest.raises(Refused) as refused:
        marking.withdraw_mark(actor=walk.as_role("handler"), at=later, mark=row)
    assert unmet(refused) == ["mark_withdrawal_explained"]
    marking.withdraw_mark(actor=walk.as_role("handler"), at=later, mark=row, reason="点错了")
    row.refresh_from_db()
    assert row.stage == "withdrawn" and row.withdrawn_at == later


# -- the page of the phone ----------------------------------------------------------------------------------------


def test_a_plain_form_marks_ends_and_withdraws(walk: Walk) -> None:
    client = client_of(walk)
    assert "亮证" in client.get("/field/marks/").content.decode()
    assert client.post("/field/marks/tap/", {"step": "credentials"}).status_code == 302
    row = Mark.objects.get()
    page = client.get("/field/marks/").content.decode()
    assert "再点结束" in page and str(row.pk) in page
    client.post("/field/marks/tap/", {"step": "credentials", "ends": str(row.pk)})
    row.refresh_from_db()
    assert row.stage == "ended"
    answer = client.post(f"/marks/{row.pk}/withdraw/", {"next": "/field/marks/"})
    assert answer.status_code == 302 and answer["Location"] == "/field/marks/"
    row.refresh_from_db()
    assert row.withdrawn_at is not None


def test_taps_kept_on_the_phone_are_taken_once_with_their_own_time(walk: Walk) -> None:
    from django.utils import timezone

    client = client_of(walk)
    tapped = timezone.now() - timedelta(hours=2)
    taken = {
        "pk": str(uuid7(tapped)), "step": "inform", "at": tapped.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "latitude": "26.727", "longitude": "110.63",
    }  # fmt: skip
    first = client.post("/field/marks/tap/", taken, HTTP_ACCEPT="application/json").json()
    second = client.post("/field/marks/tap/", taken, HTTP_ACCEPT="application/json").json()
    assert (first["state"], second["state"]) == ("saved", "exists")
    row = Mark.objects.get()
    assert row.begins_at == tapped.replace(microsecond=row.begins_at.microsecond) and row.latitude == 26.727
    assert str(row.pk) == taken["pk"]


def test_bad_taps_are_answered_in_words(walk: Walk) -> None:
    client = client_of(walk)
    answer = client.post("/field/marks/tap/", {"step": "dance"}, HTTP_ACCEPT="application/json")
    assert answer.status_code == 409 and "请从清单中选择环节" in answer.json()["text"]
    assert client.post("/field/marks/tap/", {}, HTTP_ACCEPT="application/json").status_code == 422
    # An id that is no UUIDv7 is not the phone's: the server mints its own.
    client.post("/field/marks/tap/", {"step": "inform", "pk": str(uuid.uuid4())})
    assert Mark.objects.get().pk.version == 7


def test_a_mark_of_another_squad_is_not_there(walk: Walk) -> None:
    row = mark(walk)
    other = Client()
    other.force_login(walk.cast.pair(1)[0].user)
    assert other.post(f"/marks/{row.pk}/withdraw/").status_code == 404
    assert other.post("/field/marks/tap/", {"step": "inform", "ends": str(row.pk)}).status_code == 404


def test_marking_at_the_desk(walk: Walk) -> None:
    recording, client = received(walk), client_of(walk)
    path = f"/recordings/{recording.pk}/marks/"
    assert 'value="12.5"' in client.get(path, {"begins_ms": "12500"}).content.decode()
    bad = client.post(path, {"step": "sign", "begins_ms": "半分钟"})
    assert bad.status_code == 422 and "1:02:03" in bad.content.decode()
    assert client.post(path, {"step": "sign", "begins_ms": "0:05", "ends_ms": "40.5"}).status_code == 302
    row = Mark.objects.get()
    assert (row.begins_ms, row.ends_ms, row.by_position) == (5000, 40500, True)
    assert isinstance(row.begins_at, datetime)
