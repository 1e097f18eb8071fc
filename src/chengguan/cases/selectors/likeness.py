"""同案同罚 as pages show it: like cases of one case, the sum of a proposed fine, and the radar of outliers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.discretion import Weighed, fine_range, tiers_for, weigh
from chengguan.cases.facts.known import money
from chengguan.cases.facts.likeness import Place, Row, loaded, place_of, rules, titles
from chengguan.cases.models import Case, LikeCase
from chengguan.people.models import Unit
from chengguan.powers.models import Matter
from lawengine.likeness import Band, Like, Outlier, differences, outliers, unlike_most

OUTCOMES: Final = dict(LikeCase.OUTCOMES)
POOL: Final = 3000  # cases that the radar compares at once, the newest first
BACK: Final = 2  # years before the period whose cases it compares with
SHOWN: Final = 40
COLUMNS: Final = ("id", "number", "cause", "party_name", "party_protected", "squad__name")


@dataclass(frozen=True)
class Shown:
    """One like case. Of a case that the viewer may not open only year, matter, tier and outcome are told."""

    id: uuid.UUID | None
    number: str
    party: str
    year: int
    matter: str
    tier: str
    outcome: str
    fine: Decimal | None
    share: str
    near: str
    differs: tuple[str, ...]


@dataclass(frozen=True)
class Scale:
    """A band drawn on the statutory range, in percent of its width."""

    low: float
    width: float
    middle: float
    mark: float | None


@dataclass(frozen=True)
class Comparison:
    """The like cases of a case, the band, and where its fine lies."""

    count: int
    band: Band | None
    band_words: str
    middle_words: str
    share_words: str
    inside: bool
    scale: Scale | None
    rows: list[Shown]
    weights: list[tuple[str, str]]


@dataclass(frozen=True)
class Weighing:
    """裁量测算 of what stands in a form: the sum line by line, and the like cases in short."""

    fine: Decimal
    weighed: Weighed | None
    comparison: Comparison


@dataclass(frozen=True)
class Applied:
    """What is applied in a case so far: decided, noticed or proposed."""

    word: str
    fine: Decimal
    tier: str
    circumstances: tuple[str, ...]


def like_page(viewer: Viewer, pk: uuid.UUID, on: date) -> dict[str, Any] | None:
    """同案同罚 of one case, or None when the viewer may not know of it."""
    rows = Case.objects.visible_to(viewer).select_related("matter", "party", "squad", "bureau")
    case = rows.filter(pk=pk).first()
    if case is None:
        return None
    applied = _applied(case)
    place = place_of(
        case,
        fine=applied.fine,
        tier=applied.tier,
        circumstances=applied.circumstances,
        on=case.decided_on or on,
        jurisdiction=viewer.jurisdiction,
    )
    return {"case": case, "applied": applied, "found": _comparison(viewer, case, place, on, SHOWN)}


def weighing(viewer: Viewer, case: Case, entered: Mapping[str, Any], on: date) -> Weighing:
    """What the fine in a form comes to. `entered`: fine, tier, leniency, circumstances, quantities; fined = a fine is chosen."""
    fine: Decimal = entered["fine"]
    place = place_of(
        case,
        fine=fine,
        tier=entered["tier"],
        circumstances=entered["circumstances"],
        quantities=entered.get("quantities"),
        on=on,
        jurisdiction=viewer.jurisdiction,
    )
    found = None
    if entered["fined"]:
        found = weigh(
            matter=case.matter,
            organisation=bool(case.known.get("party_is_organisation")),
            fine=fine,
            tier=entered["tier"],
            leniency=entered["leniency"],
            circumstances=entered["circumstances"],
            on=on,
            jurisdiction=viewer.jurisdiction,
        )
    return Weighing(fine, found, _comparison(viewer, case, place, on, 0))


def _applied(case: Case) -> Applied:
    """The decision, or else the newest proposal."""
    known = case.known
    circumstances = known.get("decided_circumstances", known.get("proposed_circumstances")) or []
    rows = tiers_for(case.matter, bool(known.get("party_is_organisation")))
    proposed = next((str(row.order) for row in rows if row.name == known.get("proposed_tier")), "")
    tier = str(known.get("decided_tier") or proposed)
    if case.decided_on:
        return Applied("决定罚款", money(known, "fine"), tier, tuple(circumstances))
    word = "告知的罚款" if known.get("notice_fine") else "拟处罚款"
    fine = money(known, "notice_fine") or money(known, "proposed_fine")
    return Applied(word, fine, tier, tuple(circumstances))


def _comparison(viewer: Viewer, case: Case, place: Place, on: date, most: int) -> Comparison:
    likes = place.likes
    counted = sum(1 for like in likes if like.past.outcome == "penalty")
    law = fine_range(case.matter, bool(case.known.get("party_is_organisation")))
    span = law.yuan() if law else None
    return Comparison(
        count=counted,
        band=place.band,
        band_words=_range_words(place.band, span),
        middle_words=_yuan(place.band.middle, span) if place.band else "",
        share_words="" if place.share is None else f"{place.share:.0%}",
        inside=place.inside,
        scale=_scale(place),
        rows=_shown(viewer, place, on, most) if most else [],
        weights=_weights(on, viewer.jurisdiction) if most else [],
    )


def _weights(on: date, jurisdiction: str) -> list[tuple[str, str]]:
    """Features with their part of the whole, for the explanation on the page."""
    found = rules(on, jurisdiction)
    words = titles(on, jurisdiction)
    total = sum(found.weights.values())
    return [(words[name], f"{weight / total:.0%}") for name, weight in found.weights.items()]


def _range_words(band: Band | None, span: tuple[Decimal, Decimal] | None) -> str:
    """The band in yuan, inside the statutory range."""
    if band is None or span is None:
        return ""
    low, high = (_yuan(min(max(edge, 0.0), 1.0), span) for edge in (band.low, band.high))
    return f"{low}至{high}"


def _yuan(share: float, span: tuple[Decimal, Decimal] | None) -> str:
    if span is None:
        return ""
    low, high = span
    return f"{low + (high - low) * Decimal(str(round(share, 6))):,.0f}元"


def _scale(place: Place) -> Scale | None:
    if place.band is None:
        return None
    low, high, middle = (
        round(min(max(edge, 0.0), 1.0) * 100, 2)
        for edge in (place.band.low, place.band.high, place.band.middle)
    )
    mark = None if place.share is None else round(min(max(place.share, 0.0), 1.0) * 100, 2)
    return Scale(low, round(high - low, 2), middle, mark)


def _shown(viewer: Viewer, place: Place, on: date, most: int) -> list[Shown]:
    words = titles(on, viewer.jurisdiction)
    likes = [(like, place.rows[like.past.key]) for like in place.likes[:most]]
    open_to_viewer = {row.case_id for _, row in likes if _visible(viewer, row)}
    known = {
        case.id: case
        for case in Case.objects.filter(pk__in=open_to_viewer).only(
            "id", "number", "cause", "party_name", "party_protected"
        )
    }
    matters = _matter_titles([row for _, row in likes])
    return [_one(like, row, known.get(row.case_id), place, matters, words) for like, row in likes]


def _visible(viewer: Viewer, row: Row) -> bool:
    """The gate `visible_to`, on a row already read."""
    column, value = {
        "bureau": (row.bureau_id, viewer.bureau_id),
        "brigade": (row.brigade_id, viewer.brigade_id),
        "squad": (row.squad_id, viewer.squad_id),
    }.get(viewer.reach, (None, 0))
    return column is not None and column == value and row.bureau_id == viewer.bureau_id


def _matter_titles(rows: list[Row]) -> dict[tuple[int, str], str]:
    """Titles of matters by bureau and code (the newest version's)."""
    found = Matter.objects.filter(
        bureau_id__in={row.bureau_id for row in rows}, code__in={row.matter_key for row in rows}
    )
    return {
        (bureau, code): title
        for bureau, code, title in found.order_by("valid_from").values_list("bureau_id", "code", "title")
    }


def _one(
    like: Like, row: Row, case: Case | None, place: Place, matters: Mapping[tuple[int, str], str], words: Mapping[str, str]
) -> Shown:  # fmt: skip
    return Shown(
        id=case.pk if case else None,
        number=case.number if case else "",
        party=case.shown_party if case else "",
        year=row.decided_on.year,
        matter=case.cause if case else matters.get((row.bureau_id, row.matter_key), "同一条款的案由"),
        tier=row.tier_title or "没有阶次",
        outcome=OUTCOMES[row.outcome],
        fine=row.fine if case and row.outcome == "penalty" else None,
        share="" if row.share is None else f"{row.share:.0%}",
        near=f"{1 - like.distance:.0%}",
        differs=differences(place.profile, like.past.profile, words) if case else (),
    )


# --- 一致性雷达 ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class RadarFilters:
    """Period and place of the radar; empty = all."""

    year: int
    matter: str = ""
    squad: str = ""


@dataclass(frozen=True)
class Blip:
    """One outlier: how far, from what, and in which facts the case differs from its like cases."""

    rank: int
    id: uuid.UUID
    number: str
    party: str
    cause: str
    squad: str
    decided_on: date
    tier: str
    fine: Decimal
    share: str
    band: str
    count: int
    side: str
    score: str
    differs: tuple[str, ...]


@dataclass(frozen=True)
class Radar:
    """The outliers of a period, worst first; `compared` cases were looked at, `cut` = there were more than fit."""

    blips: list[Blip]
    compared: int
    cut: bool


def radar(viewer: Viewer, filters: RadarFilters, on: date) -> Radar:
    """一致性雷达: cases of the period whose fine departs from like cases of the bureau."""
    first, last = date(filters.year, 1, 1), date(filters.year, 12, 31)
    around = LikeCase.objects.filter(
        bureau_id=viewer.bureau_id,
        decided_on__gte=first.replace(year=filters.year - BACK),
        decided_on__lte=last,
    )
    rows = {str(row.case_id): row for row in loaded(around, POOL + 1)}
    asked = {
        key
        for key, row in rows.items()
        if row.decided_on >= first
        and _visible(viewer, row)
        and filters.matter in ("", row.matter_key)
        and filters.squad in ("", str(row.squad_id or ""))
    }
    found = outliers(asked, [row.past for row in rows.values()], rules(on, viewer.jurisdiction))
    words = titles(on, viewer.jurisdiction)
    cases = {
        str(case.pk): case
        for case in Case.objects.filter(pk__in=[one.past.key for one in found])
        .select_related("squad")
        .defer("known", "summary")
    }
    blips = [
        _blip(number, one, rows[one.past.key], cases[one.past.key], words)
        for number, one in enumerate((one for one in found if one.past.key in cases), 1)
    ]
    return Radar(blips, len(asked), len(rows) > POOL)


def _blip(number: int, one: Outlier, row: Row, case: Case, words: Mapping[str, str]) -> Blip:
    share = one.past.share or 0.0
    return Blip(
        rank=number,
        id=case.pk,
        number=case.number,
        party=case.shown_party,
        cause=case.cause,
        squad=case.squad.name if case.squad else "",
        decided_on=row.decided_on,
        tier=row.tier_title or "没有阶次",
        fine=row.fine,
        share=f"{share:.0%}",
        band=f"{max(one.band.low, 0):.0%}至{min(one.band.high, 1):.0%}",
        count=one.band.count,
        side="偏重" if share > one.band.high else "偏轻",
        score=f"{one.score:.2f}",
        differs=unlike_most(one.past.profile, one.likes, words),
    )


RADAR_HEAD: Final = (
    "名次", "偏离度", "偏离方向", "案号", "当事人", "案由", "中队", "决定日期", "裁量阶次", "罚款（元）", "占法定幅度", "同案幅度",
    "同案件数", "与多数类案不同的事实",
)  # fmt: skip


def radar_rows(found: Radar) -> Iterator[tuple[Any, ...]]:
    """The radar for a spreadsheet."""
    for one in found.blips:
        yield (
            one.rank, one.score, one.side, one.number, one.party, one.cause, one.squad, one.decided_on, one.tier, one.fine,
            one.share, one.band, one.count, "；".join(one.differs) or "没有发现不同",
        )  # fmt: skip


def radar_choices(viewer: Viewer) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Matters by code and squads of the bureau, for the filter."""
    matters = Matter.objects.filter(bureau_id=viewer.bureau_id).order_by("title", "valid_from")
    by_line = {matter.line: matter.title for matter in matters}
    squads = Unit.objects.filter(bureau_id=viewer.bureau_id, kind=Unit.SQUAD).values_list("pk", "name")
    return list(by_line.items()), [(str(pk), name) for pk, name in squads]


def explained(on: date, jurisdiction: str) -> str:
    """How the comparison works, in one sentence with the numbers of the norms."""
    found = rules(on, jurisdiction)
    return (
        f"取事实最接近的 {found.nearest} 件以内已决处罚案件，满 {found.minimum} 件的，以罚款占法定幅度比例的"
        f"第 {found.low * 100:.0f} 至第 {found.high * 100:.0f} 百分位为同案幅度，两端各放宽法定幅度的 {found.tolerance:.0%}。"
    )
