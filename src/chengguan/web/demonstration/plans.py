"""What happens in the demonstration years: every case with its matter, party, day and amount.

Totals are those of the published reports; how they are split into single cases is invented. Amounts lie inside the
statutory range and the demonstration benchmark of the matter used, or the acts would be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final


@dataclass(frozen=True)
class CasePlan:
    """One case: `matter` is the key of the demonstration list; `choices` go into the walk's plan."""

    matter: str
    fine: int
    day: date
    party: int
    place: str
    squad: int = 0
    summary: bool = False
    choices: dict[str, Any] = field(default_factory=dict)


def working_day(day: date) -> date:
    """The day itself or the Monday after; people in these walks keep office hours."""
    return day + timedelta(days=7 - day.weekday()) if day.weekday() > 4 else day


def jinlin() -> Iterator[CasePlan]:
    """金林 2025: four cases, 7,020 yuan; every decision passed a legal review."""
    rows = (
        ("waste", 2000, date(2025, 3, 17), "西林镇示范路段（演示）"),
        ("waste", 2000, date(2025, 5, 12), "金山屯镇演示街口（演示）"),
        ("greening_dig", 1800, date(2025, 7, 7), "示范公园东侧绿地（演示）"),
        ("greening_works", 1220, date(2025, 9, 8), "演示小区南侧绿化带（演示）"),
    )
    for number, (matter, fine, day, place) in enumerate(rows):
        yield CasePlan(
            matter,
            fine,
            day,
            number,
            place,
            squad=number % 2,
            choices={"legal_review": True, "waive": number % 2 == 0},
        )


# 武冈 2024: 46 ordinary cases come to 222,900 yuan; the first twelve went through legal review, with nine opinions.
REVIEWED: Final = (
    ("road_occupy", 20000), ("dust", 12000), ("fumes", 12000), ("dust", 10000), ("waste", 10000), ("fumes", 9000),
    ("road_dig", 9000), ("waste", 8000), ("road_fence", 8000), ("road_dig", 7000), ("fumes", 7000), ("waste", 7000),
)  # fmt: skip
OPINIONS: Final = (2, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0)
PLAIN: Final = (
    ("road_fence", 5000), ("waste", 5000), ("road_occupy", 4900), ("waste", 4000), ("road_dig", 4000), ("waste", 4000),
    ("road_clear", 4000), ("road_occupy", 4000), ("waste", 3600), ("road_clear", 3600), ("road_dig", 3600), ("waste", 3000),
    ("road_occupy", 3000), ("waste", 3000), ("road_clear", 3000), ("road_fence", 3000), ("waste", 3000), ("manhole", 3000),
    ("road_dig", 3000), ("waste", 3000), ("road_occupy", 2500), ("waste", 2500), ("road_clear", 2500), ("road_dig", 2500),
    ("waste", 2500), ("road_occupy", 2000), ("waste", 2000), ("road_clear", 2000), ("road_fence", 2000), ("waste", 2000),
    ("manhole", 2000), ("road_dig", 2000), ("waste", 2000), ("road_clear", 2700),
)  # fmt: skip
# Three enterprises were punished more lightly: they corrected in time and the harm was slight.
LENIENT: Final = (("dust", 10000), ("road_occupy", 4900), ("road_occupy", 4000))
# Two enterprises were spared as first offenders.
SPARED: Final = (("advert", date(2024, 3, 11)), ("road_occupy", date(2024, 6, 17)))
STREETS: Final = ("都梁路", "武强路", "迎春路", "玉带路", "水浸坪路", "富田路", "新东路", "春光路")


def wugang() -> Iterator[CasePlan]:
    """武冈 2024: 46 ordinary and 13 summary cases and two exemptions, in the order of their days."""
    plans = [*_wugang_ordinary(), *_wugang_summary(), *_wugang_exempted()]
    yield from sorted(plans, key=lambda plan: plan.day)


def _wugang_ordinary() -> Iterator[CasePlan]:
    first = date(2024, 1, 8)
    for number, (matter, fine) in enumerate((*REVIEWED, *PLAIN)):
        reviewed = number < len(REVIEWED)
        choices: dict[str, Any] = {"waive": number % 3 == 1}
        if reviewed:
            choices |= {"legal_review": True, "opinions": OPINIONS[number], "waive": False}
        if fine == 20000:
            choices |= {
                "hearing": "held",
                "deliberate": True,
                "defence": ["罚款数额偏高", "占道系临时施工所致，已经恢复原状"],
            }
        elif number % 7 == 5:
            choices |= {"defence": ["系初次违法，请求从轻处理"], "waive": False}
        if (matter, fine) in LENIENT:
            choices["lenient"] = "lighter"
        choices["filmed"] = True
        # Spread over the year so that the case opened last is closed before it ends.
        day = working_day(first + timedelta(days=(number * 29) % 46 * 6))
        place = f"{STREETS[number % len(STREETS)]}{number + 1}号（演示）"
        yield CasePlan(matter, fine, day, number, place, squad=number % 2, choices=choices)


def _wugang_summary() -> Iterator[CasePlan]:
    for number in range(13):
        advert = number < 10
        day = working_day(date(2024, 1, 17) + timedelta(days=number * 25))
        place = f"{STREETS[number % len(STREETS)]}{100 + number}号门前（演示）"
        # Sole traders count as citizens: at most 200 yuan on the spot; the owners of manholes are enterprises.
        yield CasePlan(
            "advert" if advert else "manhole",
            200 if advert else 1000,
            day,
            100 + number,
            place,
            squad=number % 2,
            summary=True,
        )


def _wugang_exempted() -> Iterator[CasePlan]:
    for number, (matter, day) in enumerate(SPARED):
        place = f"{STREETS[number]}{200 + number}号（演示）"
        yield CasePlan(
            matter, 0, day, 150 + number, place, squad=number % 2, choices={"first_violation": True}
        )


def jiefang() -> Iterator[CasePlan]:
    """解放 2023: six cases, each with a passed legal review; every step that the bureau's rule asks for is on film."""
    rows = (
        ("road_occupy", 2000, date(2023, 2, 13), "民主路演示段（演示）"),
        ("waste", 3000, date(2023, 4, 10), "解放路演示路口（演示）"),
        ("dust", 12000, date(2023, 5, 15), "建设路演示工地（演示）"),
        ("fumes", 8000, date(2023, 7, 10), "太行路演示街区（演示）"),
        ("waste", 2500, date(2023, 9, 4), "焦西演示路段（演示）"),
        ("road_dig", 4000, date(2023, 10, 16), "新华街演示段（演示）"),
    )
    for number, (matter, fine, day, place) in enumerate(rows):
        choices = {"legal_review": True, "waive": number % 2 == 1, "filmed": True}
        yield CasePlan(matter, fine, day, number, place, squad=number % 2, choices=choices)
