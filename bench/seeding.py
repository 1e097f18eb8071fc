"""Cases and search texts in any number: set-based and reproducible. What is measured singly is built by `dossier`."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection, transaction

from chengguan.base import search
from chengguan.base.dates import CHINA
from chengguan.base.models import SearchText
from chengguan.base.uuid7 import uuid7
from chengguan.cases.models import Case
from chengguan.intake.models import Lead

from .ground import Ground
from .loading import insert, settle

FIRST_DAY: Final = date(2021, 8, 1)
DAYS: Final = 1900
BATCH: Final = 50_000
ORIGINS: Final = ("patrol", "hotline", "tip", "grid", "camera")
ROADS: Final = tuple(f"{a}{b}路" for a in "建新东西南北中和文光" for b in "设华兴安宁康平福明德")


def _case(ground: Ground, n: int, batch: tuple[int, int], chance: random.Random) -> dict[str, Any]:
    """The n-th case: every second one belongs to the measured bureau; nine of ten are long closed."""
    places = ground.main if n % 2 == 0 else ground.others
    place = places[(n // 2) % len(places)]
    low, high = batch
    opened = FIRST_DAY + timedelta(days=DAYS * (n - low) // (high - low))
    lead, assisting = chance.sample(place.officers, 2)
    matter, cause = chance.choice(ground.matters[place.bureau.pk])
    party, name = chance.choice(ground.parties[place.bureau.pk])
    summary = chance.random() < 0.3
    row = {
        "id": uuid7(datetime(opened.year, opened.month, opened.day, 9, tzinfo=CHINA)),
        "bureau_id": place.bureau.pk,
        "brigade_id": place.brigade,
        "squad_id": place.squad,
        "number": f"{place.bureau.short}{'当' if summary else '立'}〔{opened.year}〕第{n}号",
        "procedure": "summary" if summary else "ordinary",
        "matter_id": matter,
        "cause": cause,
        "party_id": party,
        "party_name": name,
        "occurred_on": opened,
        "place": f"{chance.choice(ROADS)}{chance.randrange(1, 300)}号",
        "summary": f"当事人{name}{cause}，经现场检查、询问和拍照取证，事实清楚。",
        "lead_officer_id": lead,
        "assisting_officer_id": assisting,
        "opened_on": opened,
    }
    row.update(_progress(row, chance))
    row["known"] = _known(row)
    return row


def _progress(row: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """How far the case has come."""
    opened: date = row["opened_on"]
    if chance.random() < 0.9:
        decided = opened + timedelta(days=chance.randrange(5, 90))
        fine = Decimal(chance.randrange(1, 200) * 100)
        outcome = (
            "penalty" if chance.random() < 0.97 else chance.choice(("exempted", "withdrawn", "transferred"))
        )
        paid = fine if outcome == "penalty" else Decimal(0)
        return {
            "stage": "archived", "decided_on": decided, "closed_on": decided + timedelta(days=20), "outcome": outcome,
            "fine_amount": paid, "paid_amount": paid,
        }  # fmt: skip
    stage = chance.choice(("filed", "investigated", "noticed", "decided", "served"))
    return {"stage": stage, "next_due_on": opened + timedelta(days=90), "fine_amount": Decimal(0)}


def _known(row: dict[str, Any]) -> dict[str, Any]:
    """Facts of about the size that a case of its stage has."""
    day = row["opened_on"].isoformat()
    known = {
        "procedure": row["procedure"], "filed_on": day, "discovered_on": day, "occurred_on": day, "origin": "patrol",
        "officers": [row["lead_officer_id"], row["assisting_officer_id"]], "matter_code": "AY-001",
        "matter_kinds": ["warning", "fine"], "party_kind": "legal_person", "party_is_organisation": True,
        "party_identified_on": day, "evidence_count": 4, "evidence_kinds": ["documentary", "site_record"],
        "acts": ["case.file", "case.identify_party", "case.inspect_site", "case.interview"],
    }  # fmt: skip
    if row.get("decided_on"):
        decided = row["decided_on"].isoformat()
        names = (
            "prior_notice_served_on",
            "decided_on",
            "decision_served_on",
            "paid_in_full_on",
            "closed_on",
            "archived_on",
        )
        known |= dict.fromkeys(names, decided)
        known["fine"] = str(row["fine_amount"])
    return known


def _lead(row: dict[str, Any], n: int) -> dict[str, Any]:
    """The lead that a case of the ordinary procedure came from."""
    opened: date = row["opened_on"]
    moment = datetime(opened.year, opened.month, opened.day, 8, tzinfo=CHINA)
    same = ("bureau_id", "brigade_id", "squad_id", "occurred_on", "place", "matter_id", "party_id")
    return {
        **{name: row[name] for name in same},
        "id": uuid7(moment),
        "number": f"旧线索〔{opened.year}〕第{n}号",
        "origin": ORIGINS[n % len(ORIGINS)],
        "received_at": moment,
        "discovered_on": opened,
        "content": f"巡查发现{row['cause']}的行为。",
        "registered_by_id": row["lead_officer_id"],
        "stage": "filed",
        "known": {"filed_on": opened.isoformat(), "origin": "patrol"},
    }


def _indexed(text: dict[str, Any]) -> dict[str, Any]:
    tokens = search.index_tokens(SearchText(**text))
    return {**text, "tokens": " ".join(f"'{token}'" for token in tokens)}


def _text(row: dict[str, Any], pk: int) -> dict[str, Any]:
    title = f"{row['number']} {row['cause']}"
    text = f"{title}\n{row['party_name']} {row['place']} {row['summary']}"
    scope = {name: row[name] for name in ("bureau_id", "brigade_id", "squad_id")}
    return {"id": pk, "kind": "case", "key": str(row["id"]), **scope, "title": title, "text": text}


def grow(ground: Ground, size: int) -> None:
    """Add cases and their search texts until there are `size` of them."""
    present = Case.objects.count()
    batches = [(low, min(low + BATCH, size)) for low in range(present, size, BATCH)]
    with unindexed():
        for low, high in batches:
            _add(ground, low, high, (present, size))
    settle()


def _add(ground: Ground, low: int, high: int, batch: tuple[int, int]) -> None:
    chance = random.Random(low)
    rows = [_case(ground, n, batch, chance) for n in range(low, high)]
    leads = {n: _lead(row, n) for n, row in enumerate(rows, low) if row["procedure"] == "ordinary"}
    insert(Lead, leads.values())
    insert(
        Case, ({**row, "lead_id": leads[n]["id"] if n in leads else None} for n, row in enumerate(rows, low))
    )
    put_texts(_text(row, 0) for row in rows)


def put_texts(texts: Iterable[dict[str, Any]]) -> None:
    """Add search texts to table and index; their ids are given here."""
    start = (SearchText.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    kept = [{**text, "id": pk} for pk, text in enumerate(texts, start)]
    if connection.vendor == "postgresql":
        insert(SearchText, (_indexed(text) for text in kept), extra=("tokens",))
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('base_searchtext', 'id'), %s)", [start + len(kept)]
            )
        return
    insert(SearchText, kept)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO base_searchtext_fts (rowid, tokens) VALUES (%s, %s)",
            [(text["id"], " ".join(search.index_tokens(SearchText(**text)))) for text in kept],
        )


@contextmanager
def unindexed() -> Iterator[None]:
    """Large loads go faster with the inverted index built afterwards, as PostgreSQL's manual recommends."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'base_searchtext_tokens'")
        (definition,) = cursor.fetchone()
        cursor.execute("DROP INDEX base_searchtext_tokens")
    yield
    with connection.cursor() as cursor:
        cursor.execute(definition)
