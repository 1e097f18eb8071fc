"""一户式查找: the search board over a million recordings, by everything that it offers, through the whole page."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from math import ceil
from time import perf_counter
from typing import Any, Final
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chengguan.base.dates import CHINA
from chengguan.base.uuid7 import uuid7
from chengguan.documents.models import StoredFile
from chengguan.people.models import User
from chengguan.recordings.finding import cell
from chengguan.recordings.models import BodyCamera, Mark, Recording, Tie

from .browsing import Unexpected
from .ground import SHEET, Ground, Place
from .loading import insert, settle
from .seeding import DAYS, FIRST_DAY, ROADS, put_texts, unindexed

BATCH: Final = 25_000
QUICK: Final = 1_000
ASKED, QUICK_ASKED = 20, 1
CAMERAS: Final = 4  # of a squad
PER_CASE: Final = 5
SOUTH, WEST, SIDE = 26.5, 110.4, 0.4  # about forty kilometres
STEPS: Final = ("credentials", "inform", "inspect", "serve")
LOGINS: Final = {"bureau": f"{SHEET.prefix}organ_head", "squad": f"{SHEET.prefix}handler1"}
Question = dict[str, str]


def measure(laid: Ground, *, size: int, quick: bool) -> dict[str, Any]:
    """{question: {viewer: p95 in milliseconds}} of the whole page, and the queries that it asks."""
    size = QUICK if quick else size
    grow(laid, size)
    asked = QUICK_ASKED if quick else ASKED
    chance = random.Random(7)
    found: dict[str, Any] = {"recordings": size, "p95": {}, "queries": {}}
    for viewer, login in LOGINS.items():
        client = _client(login)
        for name, ask in _questions(laid, chance):
            times = _times(client, ask, asked)
            place = max(ceil(len(times) * 0.95) - 1, 0)
            found["p95"].setdefault(name, {})[viewer] = times[place] * 1000
            found["queries"].setdefault(name, {})[viewer] = _queries(client, ask())
    return found


def _times(client: Client, ask: Callable[[], Question], asked: int) -> list[float]:
    """As many different questions of a kind, after one for practice where there are several."""
    if asked > 1:
        _time(client, ask())
    return sorted(_time(client, ask()) for _ in range(asked))


def _client(login: str) -> Client:
    client = Client()
    client.force_login(User.objects.get(username=login), backend="django.contrib.auth.backends.ModelBackend")
    client.get("/")
    return client


def _time(client: Client, question: Question) -> float:
    path = f"/recordings/?{urlencode(question)}"
    begun = perf_counter()
    answer = client.get(path)
    taken = perf_counter() - begun
    if answer.status_code != 200:
        raise Unexpected(f"{path}: {answer.status_code}")
    return taken


def _queries(client: Client, question: Question) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get("/recordings/", question)
    return len(asked)


def _questions(laid: Ground, chance: random.Random) -> Iterator[tuple[str, Callable[[], Question]]]:
    """What is asked, each time with other words."""
    bureau = laid.cast.bureau
    cameras = list(BodyCamera.objects.filter(bureau=bureau).values_list("pk", flat=True))
    officers = [pk for place in laid.main for pk in place.officers]
    count = Recording.objects.count()

    def day() -> date:
        return FIRST_DAY + timedelta(days=chance.randrange(DAYS - 60))

    def box(side: float) -> Question:
        south, west = SOUTH + chance.random() * (SIDE - side), WEST + chance.random() * (SIDE - side)
        corners = {"south": south, "west": west, "north": south + side, "east": west + side}
        return {name: f"{value:.5f}" for name, value in corners.items()}

    def month() -> Question:
        first = day()
        return {"taken_from": first.isoformat(), "taken_to": (first + timedelta(days=30)).isoformat()}

    yield "newest", dict
    yield "last page", lambda: {"last": "1"}
    yield "party", lambda: {"party": chance.choice(laid.parties[bureau.pk])[1]}
    yield "party, part of the name", lambda: {"party": chance.choice(laid.parties[bureau.pk])[1][:3]}
    yield "place, a house", lambda: {"place": f"{chance.choice(ROADS)}{chance.randrange(1, 300)}号"}
    yield "place, a road", lambda: {"place": chance.choice(ROADS)}
    yield "any words", lambda: {"q": f"{chance.choice(ROADS)} {chance.randrange(1, 300)}号"}
    yield "officer", lambda: {"officer": str(chance.choice(officers))}
    yield "camera", lambda: {"camera": str(chance.choice(cameras))}
    yield "days", month
    yield "case number", lambda: {"case": _case_number(chance.randrange(max(count // PER_CASE, 1)))}
    yield "rectangle, 1 km", lambda: box(0.01)
    yield "rectangle, 10 km", lambda: box(0.1)
    yield "road, officer and days", lambda: {
        "place": chance.choice(ROADS), "officer": str(chance.choice(officers)), **month()
    }  # fmt: skip
    yield "not tied", lambda: {"state": "untied", **month()}
    yield "with marks of a step", lambda: {"step": chance.choice(STEPS)}


def grow(laid: Ground, size: int) -> None:
    """Recordings of the measured bureau with their search texts, ties and marks, until there are `size`."""
    present = Recording.objects.count()
    cameras = _cameras(laid)
    with unindexed():
        for low in range(present, size, BATCH):
            _add(laid, cameras, low, min(low + BATCH, size), size)
    settle()


def _cameras(laid: Ground) -> dict[int, list[tuple[Any, str]]]:
    """Cameras of every squad."""
    moment = datetime(2021, 7, 1, 9, tzinfo=CHINA)
    rows = [
        BodyCamera(
            id=uuid7(moment), bureau=place.bureau, brigade_id=place.brigade, squad_id=place.squad, unit_id=place.squad,
            number=f"JZ-{place.squad}-{n}", registered_on=moment.date(), stage="issued",
        )
        for place in laid.main
        for n in range(CAMERAS)
    ]  # fmt: skip
    if not BodyCamera.objects.filter(number=rows[0].number).exists():
        BodyCamera.objects.bulk_create(rows)
    found: dict[int, list[tuple[Any, str]]] = {}
    for squad, pk, number in BodyCamera.objects.values_list("squad_id", "pk", "number"):
        found.setdefault(squad or 0, []).append((pk, number))
    return found


def _add(laid: Ground, cameras: dict[int, list[tuple[Any, str]]], low: int, high: int, size: int) -> None:
    chance = random.Random(low)
    moment = datetime(2021, 7, 1, 9, tzinfo=CHINA)
    first = (StoredFile.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    files = [_file(n, moment) for n in range(low, high)]
    insert(StoredFile, files)
    keys = list(StoredFile.objects.filter(pk__gte=first).order_by("pk").values_list("pk", flat=True))
    rows = [
        _recording(laid, cameras, n, size, key, chance) for n, key in zip(range(low, high), keys, strict=True)
    ]
    insert(Recording, (row["row"] for row in rows))
    insert(Tie, (row["tie"] for row in rows if row["tie"]))
    insert(Mark, (row["mark"] for row in rows if row["mark"]))
    put_texts(row["text"] for row in rows)


def _file(n: int, moment: datetime) -> dict[str, Any]:
    return {
        "sha256": f"{n:064x}", "sm3": f"{n:064x}", "size": 150_000_000, "media_type": "video/mp4", "stored_at": moment,
    }  # fmt: skip


def _case_number(n: int) -> str:
    return f"基城管立〔2024〕第{n}号"


def _recording(
    laid: Ground, cameras: dict[int, list[tuple[Any, str]]], n: int, size: int, file: int, chance: random.Random
) -> dict[str, Any]:  # fmt: skip
    """The n-th recording with its tie, mark and search text; three of ten belong to a case."""
    place: Place = laid.main[n % len(laid.main)]
    began = _moment(n, size, chance)
    ended = began + timedelta(minutes=10)
    camera, camera_number = chance.choice(cameras[place.squad])
    officer = chance.choice(place.officers)
    party, name = chance.choice(laid.parties[place.bureau.pk]) if chance.random() < 0.2 else (None, "")
    case = _case_number(n // PER_CASE) if n % 10 < 3 else ""
    south, west = SOUTH + chance.random() * SIDE, WEST + chance.random() * SIDE
    scope = {"bureau_id": place.bureau.pk, "brigade_id": place.brigade, "squad_id": place.squad}
    row = {
        **scope, "id": uuid7(began), "number": f"{camera_number}-{n}", "file_id": file, "name": f"{n}.mp4", "kind": "video",
        "camera_id": camera, "officer_id": officer, "device_began_at": began, "time_source": "metadata", "began_at": began,
        "ended_at": ended, "duration_ms": 600_000, "place": f"{chance.choice(ROADS)}{chance.randrange(1, 300)}号",
        "latitude": south, "longitude": west, "party_id": party, "received_at": ended + timedelta(hours=8),
        "due_at": ended + timedelta(hours=24), "late": chance.random() < 0.03, "whole": chance.random() < 0.999,
        "stage": "kept", "playback": "direct", "tied": bool(case), "party_names": name, "subject_numbers": case,
        "cell": cell(south, west), "known": {"recording_received_on": began.date().isoformat()},
    }  # fmt: skip
    key = str(uuid7(began))
    return {"row": row, "tie": _tie(row, key), "mark": _mark(row, chance), "text": _text(row, camera_number)}


def _moment(n: int, size: int, chance: random.Random) -> datetime:
    begun = datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day, tzinfo=CHINA)
    return begun + timedelta(days=DAYS * n / size, seconds=chance.randrange(3600))


def _tie(row: dict[str, Any], key: str) -> dict[str, Any] | None:
    if not row["tied"]:
        return None
    return {
        "recording_id": row["id"], "subject_key": f"case/{key}", "subject_number": row["subject_numbers"],
        "subject_title": "擅自占用城市道路", "party_id": row["party_id"], "began_at": row["began_at"],
        "tied_at": row["received_at"],
    }  # fmt: skip


def _mark(row: dict[str, Any], chance: random.Random) -> dict[str, Any] | None:
    if chance.random() < 0.6:
        return None
    scope = {name: row[name] for name in ("bureau_id", "brigade_id", "squad_id", "officer_id", "camera_id")}
    return {
        **scope, "id": uuid7(row["began_at"]), "stage": "ended", "recording_id": row["id"], "step": chance.choice(STEPS),
        "title": "亮证", "begins_at": row["began_at"], "ends_at": row["began_at"] + timedelta(seconds=60), "begins_ms": 0,
        "ends_ms": 60_000, "marked_at": row["began_at"],
    }  # fmt: skip


def _text(row: dict[str, Any], camera: str) -> dict[str, Any]:
    title = f"{row['number']} {row['place']}"
    words = (row["place"], row["party_names"], row["subject_numbers"], camera)
    scope = {name: row[name] for name in ("bureau_id", "brigade_id", "squad_id")}
    text = f"{title}\n{' '.join(word for word in words if word)}"
    return {"id": 0, "kind": "recording", "key": str(row["id"]), **scope, "title": title, "text": text}
