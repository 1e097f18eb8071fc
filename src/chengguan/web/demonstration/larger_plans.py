"""The two larger demonstration years: 滨江 2024 with its fast-track cases, 章丘 2023 with all its cases.

Only the totals are published; how they are split into single cases is invented. Every amount lies inside the statutory
range and the demonstration benchmark of its matter, or the acts would be refused.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Final

from chengguan.ledger.norms import book

from .plans import CasePlan, working_day
from .power_lists import read_list

BINJIANG_CASES: Final = 158
ZHANGQIU_CASES: Final = 546
ZHANGQIU_FINES: Final = 12_559_300
ZHANGQIU_VEHICLES: Final = 63

# 章丘 by matter: (key, number of cases, least amount, step between one case and the next, how many steps).
ZHANGQIU_MATTERS: Final = (
    ("waste_uncleared", 56, 100_000, 5_000, 5),
    ("dust", 110, 10_000, 2_000, 15),
    ("waste_scatter", 60, 5_000, 1_000, 20),
    ("waste_unapproved", 44, 10_000, 2_000, 10),
    ("waste_haulier", 40, 5_000, 500, 20),
    ("fumes", 50, 5_000, 1_000, 10),
    ("noise_night", 30, 10_000, 1_000, 12),
    ("waste", 116, 2_000, 500, 12),
    ("road_occupy", 25, 1_000, 200, 10),
    ("road_dig", 15, 2_000, 200, 8),
)
BINJIANG_STREETS: Final = ("西兴街道", "长河街道", "浦沿街道")
ZHANGQIU_STREETS: Final = (
    "明水街道", "双山街道", "龙山街道", "枣园街道", "埠村街道", "圣井街道", "普集街道", "绣惠街道", "相公庄街道", "文祖街道", "官庄街道",
)  # fmt: skip


def binjiang() -> Iterator[CasePlan]:
    """滨江 2024: 158 fast-track cases over the eighteen matters of the bureau's list."""
    keys = fast_keys()
    for number in range(BINJIANG_CASES):
        key, fine, citizen = keys[number % len(keys)]
        day = working_day(date(2024, 1, 8) + timedelta(days=number * 2))
        place = f"{BINJIANG_STREETS[number % 3]}示范路{number + 1}号（演示）"
        yield CasePlan(
            key, fine, day, number, place, squad=number % 2, choices={"fast_track": True, "citizen": citizen}
        )


def fast_keys() -> list[tuple[str, int, bool]]:
    """Keys of the eighteen listed matters, each with an amount that the list allows, and whether only citizens can be meant."""
    listing = book().listing("fast_track_matters", on=date(2024, 1, 8), jurisdiction="330108")
    assert listing is not None
    matters = read_list("330108")["matters"][: len(listing.items)]
    return [
        (matter["key"], _amount(matter["cuts"], row), row.get("party") == "individual")
        for matter, row in zip(matters, listing.items, strict=True)
    ]


def _amount(cuts: Any, row: Mapping[str, Any]) -> int:
    """The least amount of the mildest tier, or a quarter of the way up, as far as the list goes."""
    own = cuts["个人" if row.get("party") == "individual" else "单位"] if isinstance(cuts, dict) else cuts
    low, high = int(own[0]), int(own[1])
    return max(low, min(low + (high - low) // 4 // 100 * 100, int(row["max_fine"])), 100)


def zhangqiu() -> Iterator[CasePlan]:
    """章丘 2023: 546 cases that come to 12,559,300 yuan; with 63 of them a vehicle was impounded."""
    amounts = list(_zhangqiu_amounts())
    vehicles = 0
    for number, (key, fine) in enumerate(_interleaved(amounts)):
        choices: dict[str, Any] = {"waive": number % 2 == 0}
        if (
            key == "waste_scatter"
            and vehicles < ZHANGQIU_VEHICLES
            or key == "waste_haulier"
            and vehicles < ZHANGQIU_VEHICLES
        ):
            vehicles += 1
            choices["impound"] = f"鲁A演{vehicles:04d}"
        day = working_day(date(2023, 1, 3) + timedelta(days=number * 310 // ZHANGQIU_CASES))
        street = ZHANGQIU_STREETS[number % len(ZHANGQIU_STREETS)]
        yield CasePlan(
            key, fine, day, number, f"{street}示范路{number + 1}号（演示）", squad=number % 2, choices=choices
        )


def _zhangqiu_amounts() -> Iterator[tuple[str, int]]:
    """Amounts by matter; what is left over to the published total is spread over the first matter in whole hundreds."""
    rows = [
        (key, least + step * (number % steps))
        for key, count, least, step, steps in ZHANGQIU_MATTERS
        for number in range(count)
    ]
    head = ZHANGQIU_MATTERS[0][1]
    missing = ZHANGQIU_FINES - sum(fine for _, fine in rows)
    share, rest = divmod(missing // 100, head)
    for place, (key, fine) in enumerate(rows):
        extra = (share + (1 if place < rest else 0)) * 100 if place < head else 0
        yield key, fine + extra


def _interleaved(rows: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The rows in an order that spreads every matter over the year (a fixed stride that meets every row once)."""
    stride = 97
    return [rows[(number * stride) % len(rows)] for number in range(len(rows))]
