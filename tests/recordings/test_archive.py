"""一户式档案: search by everything, timeline, map, households; scope and constant queries."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.recordings.kept import received, tied

from chengguan.base.dates import local_date
from chengguan.base.paging import Cursor
from chengguan.ledger.models import Entry
from chengguan.recordings.acts import marking
from chengguan.recordings.models import Recording, SavedFilter
from chengguan.recordings.selectors import archive, households, timeline
from chengguan.recordings.selectors.archive import Box, Filters
from chengguan.web.demonstration.investigation_steps import file, identify, register_lead, verify_lead
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
START = Cursor("", False, False)


@pytest.fixture
def filed(walk: Walk) -> Walk:
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号"}
    for step in (register_lead, verify_lead, file, identify):
        step(walk)
    return walk


def client_of(walk: Walk, role: str = "handler") -> Client:
    client = Client()
    client.force_login(walk.pair[0].user if role == "handler" else walk.cast.officers[role].user)
    return client


def found(walk: Walk, **filters: Any) -> list[str]:
    page = archive.board_page(walk.as_role("handler"), Filters(**filters), START)
    return [row.place for row in page.rows]


def test_every_filter_finds_what_it_names_and_nothing_else(filed: Walk) -> None:
    first = received(filed, place="建设路12号", latitude=26.7271, longitude=110.6303)
    received(filed, place="新华路3号", party=filed.party, latitude=26.80, longitude=110.70)
    tied(filed, first)
    marking.mark(actor=filed.as_role("handler"), at=filed.now, step="serve", recording=first, begins_ms=1000)
    Recording.objects.filter(place="新华路3号").update(whole=False, late=True)
    case, day = filed.subject_case, filed.day
    here, there = ["建设路12号"], ["新华路3号"]
    assert found(filed, q="建设路") == found(filed, place="建设路12") == here
    assert (
        found(filed, party=filed.party.name[2:6])
        == found(filed, party_id=str(filed.party.pk))
        == [*here, *there]
    )
    assert found(filed, case=case.number) == found(filed, subject=case.chain_key) == here
    assert found(filed, step="serve") == here and found(filed, step="sample") == []
    assert found(filed, state="untied") == found(filed, state="faulty") == found(filed, state="late") == there
    assert found(filed, box=Box(26.70, 110.60, 26.75, 110.65)) == here
    assert found(filed, box=Box(20, 100, 30, 120)) == [*here, *there]
    assert found(filed, officer=str(filed.pair[0].pk), unit=str(filed.pair[0].unit_id)) == [*here, *there]
    assert found(filed, taken_from=day, taken_to=day) == [*here, *there]
    assert (
        found(filed, taken_to=day - timedelta(days=1))
        == found(filed, kind="audio")
        == found(filed, q="没有")
        == []
    )


def test_many_hits_are_read_on_from_the_index(filed: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "NAMED", 1)
    for number in range(3):
        received(filed, place=f"建设路{number}号")
    received(filed, place="新华路")
    assert len(found(filed, q="建设路")) == len(found(filed, place="建设路")) == 3
    assert found(filed, q="建设路 1号") == ["建设路1号"]


def test_pages_follow_each_other_both_ways(filed: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "PAGE_SIZE", 2)
    for number in range(5):
        received(filed, place=f"{number}")
    viewer, filters = filed.as_role("handler"), Filters()
    first = archive.board_page(viewer, filters, START)
    second = archive.board_page(viewer, filters, Cursor(first.later, False, False))
    third = archive.board_page(viewer, filters, Cursor(second.later, False, False))
    back = archive.board_page(viewer, filters, Cursor(second.earlier, True, False))
    last = archive.board_page(viewer, filters, Cursor("", False, True))
    places = [[row.place for row in page.rows] for page in (first, second, third, back, last)]
    assert places == [["0", "1"], ["2", "3"], ["4"], ["0", "1"], ["3", "4"]]
    assert (first.earlier, third.later, last.later, back.earlier) == ("", "", "", "")
    assert archive.board_page(viewer, filters, Cursor("x~y", False, False)).rows


def test_the_board_asks_the_same_number_of_queries_for_any_number_of_rows(filed: Walk) -> None:
    client = client_of(filed)
    received(filed, place="建设路")
    client.get("/recordings/")
    counts = []
    for more in (0, 6):
        for _ in range(more):
            tied(filed, received(filed, place="建设路"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/recordings/", {"q": "建设路"}).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_another_squad_finds_nothing_anywhere(filed: Walk) -> None:
    received(filed, place="建设路", party=filed.party, latitude=26.7, longitude=110.6)
    other = Client()
    other.force_login(filed.cast.pair(1)[0].user)
    assert "建设路" not in other.get("/recordings/").content.decode()
    assert other.get("/recordings/map/points/").json() == {"points": []}
    assert other.get(f"/recordings/parties/{filed.party.pk}/").status_code == 404
    day = f"{filed.day:%Y-%m-%d}"
    assert "没有录像" in other.get("/recordings/timeline/", {"day": day}).content.decode()
    assert client_of(filed, "window_clerk").get("/recordings/").status_code == 403


def test_pages_show_list_pictures_saved_filters_and_the_sheet(filed: Walk) -> None:
    recording = received(filed, place="建设路12号")
    tied(filed, recording)
    client = client_of(filed)
    for query in ("?q=建设路", "?view=grid", "?taken_from=abc&south=1"):
        page = client.get(f"/recordings/{query}").content.decode()
        assert recording.number in page and filed.subject_case.number in page
    assert "没有符合条件" in client.get("/recordings/?q=没有这个词").content.decode()
    client.post("/recordings/searches/", {"name": "建设路", "query": "q=建设路"})
    assert "建设路" in client.get("/recordings/").content.decode()
    saved = SavedFilter.objects.get()
    client.post(f"/recordings/searches/{saved.pk}/drop/")
    assert not SavedFilter.objects.exists()
    leader = client_of(filed, "organ_head")
    assert leader.get("/recordings/sheet/", {"q": "建设路"}).status_code == 200
    assert Entry.objects.filter(kind="data.export").count() == 1
    assert client.get("/recordings/sheet/").status_code == 403


def test_a_timeline_has_a_row_per_source_and_ticks_that_open_at_the_second(filed: Walk) -> None:
    recording = received(filed)
    tied(filed, recording)
    actor, case = filed.as_role("handler"), filed.subject_case
    marking.mark(
        actor=actor,
        at=filed.now,
        step="sign",
        recording=recording,
        begins_ms=30_000,
        subject_key=case.chain_key,
    )
    marking.mark(actor=actor, at=filed.now, step="serve", begins_at=filed.now - timedelta(hours=2))
    drawn = timeline.timeline(actor, day=None, today=local_date(filed.now), subject=case.chain_key)
    (lane,) = drawn.lanes
    assert [bar.number for bar in lane.bars] == [recording.number]
    assert [(tick.title, tick.begins_ms) for tick in lane.ticks] == [("核对签字", 30_000)]
    assert drawn.days == [(filed.day, 1)] and drawn.subject_number == case.number
    assert 0 <= lane.bars[0].left <= lane.ticks[0].left <= 100
    whole = timeline.timeline(actor, day=filed.day, today=filed.day)
    assert sum(len(lane.ticks) for lane in whole.lanes) == 2
    page = client_of(filed).get("/recordings/timeline/", {"subject": case.chain_key}).content.decode()
    assert f'formaction="/recordings/{recording.pk}/play/"' in page and 'value="30000"' in page


def test_the_map_gives_points_of_the_rectangle(filed: Walk) -> None:
    received(filed, place="建设路", latitude=26.7271, longitude=110.6303)
    received(filed, place="远处", latitude=27.5, longitude=111.5)
    client = client_of(filed)
    box = {"south": "26.7", "west": "110.6", "north": "26.8", "east": "110.7"}
    (point,) = client.get("/recordings/map/points/", box).json()["points"]
    assert (point["lat"], point["text"]) == (26.7271, "建设路")
    assert len(client.get("/recordings/map/points/").json()["points"]) == 2
    page = client.get("/recordings/map/", box).content.decode()
    assert "26.72710" in page and "27.50000" not in page


def test_a_household_shows_cases_and_footage_over_the_years(filed: Walk) -> None:
    recording = received(filed, party=filed.party, place="建设路12号")
    tied(filed, recording)
    viewer = filed.as_role("handler")
    home = households.of_one_party(viewer, filed.party.pk, START, filed.day)
    assert home is not None and home.count == 1 and home.years == [(filed.day.year, 1)]
    (matter,) = home.matters
    assert (matter.number, matter.recordings) == (filed.subject_case.number, 1)
    client = client_of(filed)
    page = client.get(f"/recordings/parties/{filed.party.pk}/").content.decode()
    assert recording.number in page and filed.subject_case.number in page
    assert recording.number in client.get("/recordings/places/", {"place": "建设路12号"}).content.decode()
    assert "/recordings/parties/" in client.get(f"/parties/{filed.party.pk}/").content.decode()
