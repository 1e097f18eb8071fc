"""同案同罚: the facts by which cases are compared, the past cases that come into question, and where a fine lies among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from chengguan.cases.models import Case, LikeCase
from chengguan.ledger.norms import book
from chengguan.powers.models import Matter
from lawengine.citation import Citation
from lawengine.likeness import TIER, Band, Like, Past, Profile, Rules, expected, nearest, score

from .discretion import CITED, fine_range, tiers_for
from .known import Known

# How many rows each question to the index may bring: the comparison stays as cheap with a million cases as with a hundred.
NEWEST, BESIDE, ELSEWHERE = 150, 60, 80
COLUMNS: Final = (
    "case_id", "bureau_id", "brigade_id", "squad_id", "matter_key", "national_key", "organisation", "tier", "tiers",
    "tier_title", "circumstances", "quantities", "repeated", "corrected", "area", "decided_on", "outcome", "fine", "share",
)  # fmt: skip
_QUANTITY: Final = re.compile(
    r"^(?P<name>.*?)[：:\s]*(?P<amount>\d{1,9}(?:\.\d{1,3})?)\s*(?P<unit>[^\d\s，。；：:]{1,12})$"
)
_MENTIONED: Final = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{0,4}?)约?(?P<amount>\d{1,9}(?:\.\d{1,3})?)\s*"
    r"(?P<unit>平方米|立方米|公斤|千克|吨|米|辆|车|处|瓶|袋|株|个|小时|天)"
)


class Row(NamedTuple):
    """One row of the read model."""

    case_id: UUID
    bureau_id: int
    brigade_id: int | None
    squad_id: int | None
    matter_key: str
    national_key: str
    organisation: bool
    tier: int
    tiers: int
    tier_title: str
    circumstances: list[str]
    quantities: list[dict[str, str]]
    repeated: int
    corrected: bool | None
    area: str
    decided_on: date
    outcome: str
    fine: Decimal
    share: float | None

    @property
    def past(self) -> Past:
        """The row as the law engine compares it."""
        profile = Profile(
            matter=self.matter_key,
            national=self.national_key,
            bureau=str(self.bureau_id),
            organisation=self.organisation,
            tier=_place(self.tier, self.tiers),
            tier_title=self.tier_title,
            circumstances=frozenset(self.circumstances),
            quantities=_amounts(self.quantities),
            repeated=self.repeated,
            corrected=self.corrected,
            area=self.area,
        )
        return Past(str(self.case_id), profile, self.outcome, self.share, self.decided_on)


@dataclass(frozen=True)
class Place:
    """类案位置: where a fine lies among its like cases. `share` of the statutory range; no band where there are too few cases."""

    profile: Profile
    share: float | None
    band: Band | None
    likes: tuple[Like, ...] = ()
    score: float = 0.0
    rows: Mapping[str, Row] = field(default_factory=dict)

    @property
    def inside(self) -> bool:
        """Whether nothing speaks against the fine: it lies in the band, or there is none to hold it against."""
        return self.band is None or self.share is None or self.band.holds(self.share)


def rules(on: date, jurisdiction: str) -> Rules:
    """How cases are compared in that place on that day (list like_case_features, thresholds like_*)."""

    def number(name: str) -> float:
        return float(str(book().threshold(name, on=on, jurisdiction=jurisdiction).value))

    return Rules(
        weights={str(row["id"]): float(row.get("weight", 0)) for row in feature_rows(on, jurisdiction)},
        nearest=int(number("like_cases_nearest")),
        minimum=int(number("like_cases_minimum")),
        farthest=number("like_cases_farthest"),
        low=number("like_band_low"),
        high=number("like_band_high"),
        tolerance=number("like_band_tolerance"),
    )


def feature_rows(on: date, jurisdiction: str) -> tuple[Mapping[str, Any], ...]:
    """The features with title and weight."""
    listing = book().listing("like_case_features", on=on, jurisdiction=jurisdiction)
    return listing.items if listing else ()


def place_of(
    case: Case, *, fine: Decimal, tier: str, circumstances: Sequence[str], on: date, jurisdiction: str,
    quantities: Sequence[Mapping[str, str]] | None = None
) -> Place:  # fmt: skip
    """Where a fine proposed in this case lies among like cases. `tier` is the order of a tier as text, "" for none."""
    values = features(case, tier=tier, circumstances=circumstances, on=on, quantities=quantities)
    profile, compared = profile_of(values), rules(on, jurisdiction)
    if not values["tier"]:
        compared = replace(compared, weights={**compared.weights, TIER: 0.0})
    tiers = [values["tier"]] if values["tier"] else list(range(values["tiers"] + 1))
    found = candidates(case.bureau_id, profile, tiers, own=case.pk, wanted=compared.nearest)
    rows = {str(row.case_id): row for row in found}
    likes = nearest(profile, (row.past for row in rows.values()), compared)
    band, share = expected(likes, compared), share_of(case.matter, _organisation(case.known), fine)
    departs = score(share, band, compared) if band is not None and share is not None else 0.0
    return Place(profile, share, band, likes, departs, rows)


def profile_of(values: Mapping[str, Any]) -> Profile:
    """Features (columns of the read model) as the law engine compares them."""
    return Row(**{name: values.get(name) for name in COLUMNS}).past.profile  # type: ignore[arg-type]


def features(
    case: Case, *, tier: str, circumstances: Sequence[str], on: date,
    quantities: Sequence[Mapping[str, str]] | None = None
) -> dict[str, Any]:  # fmt: skip
    """The columns of the read model that do not depend on the outcome."""
    known, organisation = case.known, _organisation(case.known)
    tiers = tiers_for(case.matter, organisation)
    number, title = next(
        ((place, row.name) for place, row in enumerate(tiers, 1) if str(row.order) == tier), (0, "")
    )
    law = fine_range(case.matter, organisation)
    counted = [dict(row) for row in (known.get("quantities") if quantities is None else quantities) or []]
    first = _amounts(counted)[:1]
    return {
        "bureau_id": case.bureau_id, "brigade_id": case.brigade_id, "squad_id": case.squad_id, "matter_id": case.matter_id,
        "matter_key": case.matter.line, "national_key": national_key(case.matter), "organisation": organisation,
        "law_low": law.yuan()[0] if law else None, "law_high": law.yuan()[1] if law else None,
        "tier": number, "tiers": len(tiers), "tier_title": title,
        "circumstances": sorted(set(circumstances)), "quantities": counted,
        "size": first[0][1] if first else None, "size_unit": first[0][0] if first else "",
        "repeated": punished_before(case, on), "corrected": known.get("corrected"),
        "area": case.squad.name if case.squad else "",
    }  # fmt: skip


def punished_before(case: Case, on: date) -> int:
    """既往处罚: penalties of the same party for the same matter, decided before the day."""
    if case.party_id is None:
        return 0
    rows = Case.objects.filter(party_id=case.party_id, matter__code=case.matter.code, outcome="penalty")
    return rows.filter(decided_on__lt=on).exclude(pk=case.pk).count()


def national_key(matter: Matter) -> str:
    """The provision violated, by which matters of different bureaus are the same violation."""
    cites = (
        Citation(**{name: cite[name] for name in CITED if cite.get(name)}).short for cite in matter.violated
    )
    return "、".join(cites)[:80]


def share_of(matter: Matter, organisation: bool, fine: Decimal) -> float | None:
    """The fine as share of the statutory range: 0 the minimum, 1 the maximum; none without a fine or without a range."""
    law = fine_range(matter, organisation)
    if law is None or fine <= 0:
        return None
    low, high = law.yuan()
    return float((fine - low) / (high - low)) if high > low else 0.0


def candidates(bureau: int, profile: Profile, tiers: Sequence[int], *, own: UUID, wanted: int) -> list[Row]:
    """Past cases that may be like this one: a bounded number, each part one range of an index."""
    of_matter = Q(bureau_id=bureau, matter_key=profile.matter, organisation=profile.organisation)
    base = LikeCase.objects.exclude(case_id=own)
    found: list[Row] = []
    for tier in tiers:
        found += _newest(base.filter(of_matter, tier=tier), NEWEST // len(tiers))
    if profile.quantities:
        unit, size = profile.quantities[0]
        measured = base.filter(of_matter, size_unit=unit)
        found += _rows(measured.filter(size__gte=size).order_by("size")[:BESIDE])
        found += _rows(measured.filter(size__lt=size).order_by("-size")[:BESIDE])
    if len(found) < wanted:
        for tier in {tier + step for tier in tiers for step in (-1, 1)} - {-1, *tiers}:
            found += _newest(base.filter(of_matter, tier=tier), BESIDE)
        of_law = Q(national_key=profile.national, organisation=profile.organisation)
        for tier in tiers if profile.national else ():
            found += _newest(base.filter(of_law, tier=tier), ELSEWHERE // len(tiers))
    return list({row.case_id: row for row in found}.values())


def loaded(rows: QuerySet[LikeCase], most: int) -> list[Row]:
    """The newest rows of a query, at most so many."""
    return _rows(rows.order_by("-decided_on")[:most])


def titles(on: date, jurisdiction: str) -> dict[str, str]:
    """Words for features, circumstances and matters, to say in which facts two cases differ."""
    words = {str(row["id"]): str(row["title"]) for row in feature_rows(on, jurisdiction)}
    words |= {item.id: item.title for item in book().circumstances(on=on, jurisdiction=jurisdiction)}
    return words


def read_quantities(text: str) -> tuple[list[dict[str, str]], list[str]]:
    """Quantities written one a line (占用面积 12 平方米), and the lines that were not understood."""
    found, unread = [], []
    for line in (line.strip() for line in text.splitlines()):
        match = _QUANTITY.match(line)
        if match:
            found.append({name: match[name].strip() for name in ("name", "amount", "unit")})
        elif line:
            unread.append(line)
    return found, unread


def mentioned(texts: Iterable[str]) -> list[str]:
    """Quantities that records mention, each as a line that `read_quantities` understands; the first of each unit."""
    found: dict[str, str] = {}
    for match in chain.from_iterable(_MENTIONED.finditer(text) for text in texts):
        found.setdefault(match["unit"], f"{match['name']} {match['amount']} {match['unit']}".strip())
    return list(found.values())


def _newest(found: QuerySet[LikeCase], most: int) -> list[Row]:
    return _rows(found.order_by("-decided_on")[:most])


def _rows(found: QuerySet[LikeCase]) -> list[Row]:
    return [Row(*values) for values in found.values_list(*COLUMNS)]


def _place(tier: int | None, tiers: int | None) -> float | None:
    return (tier - 1) / (tiers - 1) if tier and tiers and tiers > 1 else 0.0 if tier else None


def _amounts(quantities: Iterable[Mapping[str, str]] | None) -> tuple[tuple[str, float], ...]:
    found: dict[str, float] = {}
    for row in quantities or ():
        found.setdefault(str(row["unit"]), float(row["amount"]))
    return tuple(found.items())


def _organisation(known: Known) -> bool:
    return bool(known.get("party_is_organisation"))
