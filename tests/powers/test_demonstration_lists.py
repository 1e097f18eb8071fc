"""The demonstration lists come in through the act, with the numbers that were published, and serve the demonstration years."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from decimal import Decimal

import pytest

from chengguan.base.dates import CHINA
from chengguan.people.models import Bureau
from chengguan.people.selectors import actor_of
from chengguan.powers import selectors
from chengguan.powers.models import ListVersion, Matter, PowerItem
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.power_lists import load_list, matters_on, read_list

AT = datetime(2024, 1, 2, 9, tzinfo=CHINA)


def load(cast: Cast, code: str) -> dict[str, Matter]:
    Bureau.objects.filter(pk=cast.bureau.pk).update(code=code, jurisdiction=code)
    return load_list(code, actor=actor_of(cast.officers["legal_reviewer"], AT.date()), at=AT)


def test_wugang_has_its_118_powers(cast: Cast) -> None:
    load(cast, "430581")
    counts = Counter(PowerItem.objects.values_list("kind", flat=True))
    assert counts == {
        "permit": 11, "confirmation": 1, "reward": 3, "penalty": 86, "compulsory_measure": 4, "inspection": 8, "other": 5,
    }  # fmt: skip
    assert ListVersion.objects.get().known["powers"] == 118


@pytest.mark.parametrize("code", ["230751", "430581"])
def test_matters_are_marked_honestly_and_benchmarks_are_called_demonstration(cast: Cast, code: str) -> None:
    matters = load(cast, code)
    assert len(matters) >= 12
    for matter in Matter.objects.prefetch_related("tiers"):
        local = any("待核实" in str(cite.get("part", "")) for cite in (*matter.basis, *matter.violated))
        assert not (local and matter.verified == "V"), matter.title
        assert matter.tiers.exists() and all("演示" in tier.document for tier in matter.tiers.all())


@pytest.mark.parametrize(
    ("code", "key", "on", "fines"),
    [
        ("230751", "waste", date(2025, 3, 17), (2000, 2000)),
        ("230751", "greening_dig", date(2025, 7, 7), (1800,)),
        ("230751", "greening_works", date(2025, 9, 8), (1220,)),
        ("430581", "waste", date(2024, 5, 6), (2000, 2700, 12000, 20000)),
        ("430581", "road_occupy", date(2024, 5, 6), (2000, 3600, 20000)),
        ("430581", "dust", date(2024, 5, 6), (10000, 20000)),
    ],
)
def test_the_fines_of_the_demonstration_years_are_lawful(
    cast: Cast, code: str, key: str, on: date, fines: tuple[int, ...]
) -> None:
    load(cast, code)
    matter = matters_on(read_list(code), cast.bureau.pk, on)[key]
    for organisation in (True, False):
        found = selectors.fine_range(matter, organisation)
        assert found is not None
        tiers = selectors.tiers_for(matter, organisation)
        for fine in fines:
            assert found[0] <= fine <= found[1]
            assert any(tier.low <= fine <= tier.high for tier in tiers)


def test_summary_cases_have_room_under_their_caps(cast: Cast) -> None:
    load(cast, "430581")
    for key in ("advert", "manhole"):
        matter = matters_on(read_list("430581"), cast.bureau.pk, date(2024, 5, 6))[key]
        assert matter.summary_allowed and selectors.fine_range(matter, True) is not None
        low, _ = selectors.fine_range(matter, False) or (Decimal(1), Decimal(1))
        assert low <= 200


def test_the_code_replaces_the_air_law(cast: Cast) -> None:
    load(cast, "430581")
    content = read_list("430581")
    old, new = (
        matters_on(content, cast.bureau.pk, day)["waste"] for day in (date(2026, 8, 14), date(2026, 8, 15))
    )
    assert (old.basis[0]["law"], new.basis[0]["law"]) == ("大气污染防治法", "生态环境法典")
    assert new.change_reason and selectors.tiers_for(new, True)
    assert "grill" not in matters_on(content, cast.bureau.pk, date(2026, 8, 15))
    for key in ("dust", "fumes", "noise_shop", "noise_night", "household_waste", "waste_uncleared"):
        pair = [
            matters_on(content, cast.bureau.pk, day)[key] for day in (date(2026, 8, 14), date(2026, 8, 15))
        ]
        assert pair[0].pk != pair[1].pk and pair[0].line == pair[1].line
    sorting = [
        matters_on(content, cast.bureau.pk, day)["waste_sorting"]
        for day in (date(2026, 8, 14), date(2026, 8, 15))
    ]
    assert [(row.serious_only, row.requires_prior_order) for row in sorting] == [(True, False), (False, True)]
