"""The demonstration list of 滨江 and its 简案快办事项清单 belong together: five fields, eighteen matters, fines inside the law."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from tests.lawengine.books import real

from chengguan.base.dates import CHINA
from chengguan.people.models import Bureau
from chengguan.people.selectors import actor_of
from chengguan.powers import selectors
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.power_lists import load_list, matters_on, read_list

AT = datetime(2024, 1, 2, 9, tzinfo=CHINA)


def test_binjiang_has_eighteen_matters_in_five_fields(cast: Cast) -> None:
    Bureau.objects.filter(pk=cast.bureau.pk).update(code="330108", jurisdiction="330108")
    load_list("330108", actor=actor_of(cast.officers["legal_reviewer"], AT.date()), at=AT)
    matters = matters_on(read_list("330108"), cast.bureau.pk, date(2024, 9, 2))
    by_code = {matter.code: matter for matter in matters.values()}
    for on in (date(2024, 5, 6), date(2024, 9, 2)):
        listing = real().listing("fast_track_matters", on=on, jurisdiction="330108")
        assert listing is not None and len(listing.items) == 18
        assert len({row["field"] for row in listing.items}) == 5
        for row in listing.items:
            matter = by_code[row["matter"]]
            assert (matter.field, matter.title) == (row["field"], row["title"])
            found = selectors.fine_range(matter, row.get("party") != "individual")
            assert found is not None and found[0] <= Decimal(str(row["max_fine"])) <= found[1]


def test_a_place_without_a_list_has_no_fast_matter() -> None:
    listing = real().listing("fast_track_matters", on=date(2024, 5, 6), jurisdiction="370114")
    assert listing is not None and not listing.items
