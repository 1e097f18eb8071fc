"""Like-case search over a read model of a million decided cases: how long one question takes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from time import perf_counter
from typing import Any, Final

from django.db import connection

from chengguan.base.uuid7 import uuid7
from chengguan.cases.facts.likeness import national_key, place_of
from chengguan.cases.models import Case, LikeCase
from chengguan.powers.models import Matter, Tier

from .ground import Ground, Place
from .loading import insert, settle

ROWS, QUICK_ROWS = 1_000_000, 5_000
QUESTIONS, QUICK_QUESTIONS = 400, 20
BATCH: Final = 50_000
FIRST_DAY: Final = date(2021, 8, 1)
DAYS: Final = 1900
TIERS: Final = ("轻微", "一般", "严重")
CIRCUMSTANCES: Final = (["remedied_harm"], ["coerced"], ["remedied_harm", "meritorious"])
UNITS: Final = ("平方米", "辆", "立方米", "")


def fill(ground: Ground, rows: int) -> None:
    """Rows of the read model: half of them of the measured bureau, all matters, places and years mixed."""
    present = LikeCase.objects.count()
    _benchmarks(ground)
    matters = {matter.pk: matter for matter in Matter.objects.all()}
    keys = {pk: national_key(matter) for pk, matter in matters.items()}
    for low in range(present, rows, BATCH):
        chance = random.Random(low)
        insert(LikeCase, (_row(ground, n, matters, keys, chance) for n in range(low, min(low + BATCH, rows))))
    settle()


def _benchmarks(ground: Ground) -> None:
    """Three tiers for every matter of the measured bureau that has none."""
    bare = Matter.objects.filter(bureau=ground.main[0].bureau, tiers=None)
    Tier.objects.bulk_create(
        Tier(
            matter=matter,
            order=order,
            name=name,
            condition=f"{name}情形",
            low=(order - 1) * 6000,
            high=order * 6000,
            document="裁量基准",
            published_on=FIRST_DAY,
        )  # fmt: skip
        for matter in bare
        for order, name in enumerate(TIERS, 1)
    )


def _row(
    ground: Ground, n: int, matters: dict[int, Matter], keys: dict[int, str], chance: random.Random
) -> dict[str, Any]:
    places = ground.main if n % 2 == 0 else ground.others
    place: Place = places[chance.randrange(len(places))]
    matter, _ = chance.choice(ground.matters[place.bureau.pk])
    tier = chance.choices((0, 1, 2, 3), (10, 50, 30, 10))[0]
    share = round(chance.random() * 0.3 + (tier - 1) * 0.3, 4) if tier else round(chance.random(), 4)
    unit = chance.choice(UNITS)
    size = round(10 ** (chance.random() * 3), 1) if unit else None
    return {
        "case_id": uuid7(),
        "bureau_id": place.bureau.pk, "brigade_id": place.brigade, "squad_id": place.squad,
        "matter_id": matter, "matter_key": matters[matter].line, "national_key": keys[matter],
        "organisation": chance.random() < 0.6,
        "law_low": Decimal(0), "law_high": Decimal(20000),
        "tier": tier, "tiers": 3, "tier_title": TIERS[tier - 1] if tier else "",
        "circumstances": chance.choice(CIRCUMSTANCES) if chance.random() < 0.3 else [],
        "quantities": [{"name": "数量", "amount": str(size), "unit": unit}] if unit else [],
        "size": size, "size_unit": unit,
        "repeated": chance.choices((0, 1, 2), (8, 2, 1))[0],
        "corrected": chance.choice((True, False, None)),
        "area": f"第{place.squad}中队",
        "decided_on": FIRST_DAY + timedelta(days=chance.randrange(DAYS)),
        "outcome": "penalty" if chance.random() < 0.95 else "exempted",
        "fine": Decimal(int(share * 20000)), "share": share,
    }  # fmt: skip


def questions(ground: Ground, count: int) -> Iterator[tuple[Case, dict[str, Any]]]:
    """Cases of all matters with the tier, circumstances and quantity of a proposal."""
    chance = random.Random(7)
    bureau = ground.main[0].bureau
    rows = Case.objects.filter(bureau=bureau).select_related("matter", "squad", "bureau", "party")[:count]
    matters = {matter.pk: matter for matter in Matter.objects.filter(bureau=bureau)}
    for case in rows:
        case.matter = matters[chance.choice(ground.matters[bureau.pk])[0]]
        case.known = {**case.known, "party_is_organisation": chance.random() < 0.6}
        unit = chance.choice(UNITS)
        amount = round(10 ** (chance.random() * 3), 1)
        yield (
            case,
            {
                "fine": Decimal(chance.randrange(1, 200) * 100),
                "tier": chance.choice(("", "1", "2", "3")),
                "circumstances": chance.choice(CIRCUMSTANCES) if chance.random() < 0.3 else [],
                "quantities": [{"name": "数量", "amount": str(amount), "unit": unit}] if unit else [],
            },
        )


def measure(ground: Ground, today: date, jurisdiction: str, *, quick: bool) -> dict[str, float]:
    """Fill the read model, ask, and give rows, median and 95th percentile in milliseconds of wall time.

    `scan_ms` is what the same machine needs in the same run to count the rows without an index: the ceiling of any
    search that looks at every case.
    """
    fill(ground, QUICK_ROWS if quick else ROWS)
    times, found = [], 0
    for case, inputs in questions(ground, QUICK_QUESTIONS if quick else QUESTIONS):
        begun = perf_counter()
        place = place_of(case, on=today, jurisdiction=jurisdiction, **inputs)
        times.append((perf_counter() - begun) * 1000)
        found += len(place.likes)
    times.sort()
    return {
        "rows": LikeCase.objects.count(),
        "questions": len(times),
        "likes": found / max(len(times), 1),
        "p50_ms": times[len(times) // 2],
        "p95_ms": times[min(int(len(times) * 0.95), len(times) - 1)],
        "scan_ms": _scan_ms(),
    }


def _scan_ms() -> float:
    begun = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM cases_likecase WHERE area LIKE '%无此区域%'")
        cursor.fetchone()
    return (perf_counter() - begun) * 1000
