"""Flow charts: every act, period and article of them comes from the norms in force, in every place."""

from __future__ import annotations

import re
from datetime import date

import pytest

from chengguan.disclosure.portal.drawing import BROAD, NARROW, Sheet, draw, lay_out, wrapped
from chengguan.disclosure.portal.flows import LIST, Flow, Step, flows
from chengguan.ledger.norms import book
from chengguan.people.models import Bureau

TODAY = date(2026, 11, 22)
PLACES = ("230751", "330108", "370114", "410802", "430581")
pytestmark = pytest.mark.django_db
DAYS = (date(2022, 1, 1), date(2024, 5, 6), TODAY)


def drawn(place: str, on: date = TODAY) -> dict[str, Flow]:
    return {flow.id: flow for flow in flows(Bureau(code=place, jurisdiction=place), on)}


def parts(flow: Flow) -> list[Step]:
    return [part for step in flow.steps for part in (step, *step.side)]


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("place", PLACES)
def test_every_step_is_an_act_or_a_period_of_the_norms(place: str, on: date) -> None:
    listing = book().listing(LIST, on=on, jurisdiction=place)
    assert listing is not None
    for row in listing.items:
        for step in row["steps"]:
            for part in (step, *step.get("side", ())):
                acts = [part["act"]] if "act" in part else part.get("acts", [])
                assert all(kind in book().acts() for kind in acts), part
                assert set(part.get("clocks", ())) | set(part.get("rights", ())) <= set(book().clocks()), part
                assert ("if" in part) + ("ends" in part) == (part is not step), part
    for flow in drawn(place, on).values():
        for part in parts(flow):
            assert part.title and (part.acts or part.limits), (flow.id, part.number)
            assert all(act.cites and act.roles for act in part.acts), (flow.id, part.number)
            assert all(limit.cites for limit in (*part.limits, *part.rights))


def test_the_main_line_goes_through_the_stages_in_their_order() -> None:
    stages = [step.stage for step in drawn("430581")["ordinary"].steps if step.stage]
    assert stages == ["已立案", "调查终结", "已告知", "已决定", "已结案", "已归档"]


def test_periods_are_those_of_the_day() -> None:
    def check(on: date) -> str:
        (limit,) = drawn("430581", on)["ordinary"].steps[1].limits
        return limit.length

    assert (check(date(2021, 8, 1)), check(TODAY)) == ("15个工作日", book().clock("lead_check", on=TODAY, jurisdiction="430581").length.title)  # fmt: skip


def test_a_flow_that_the_place_does_not_use_is_not_drawn() -> None:
    assert "fast_track" in drawn("430581")
    assert "fast_track" not in drawn("370114")


@pytest.mark.parametrize("sheet", [BROAD, NARROW])
def test_boxes_stand_apart_and_hold_their_words(sheet: Sheet) -> None:
    for flow in drawn("430581").values():
        plan = lay_out(flow, sheet)
        for box in plan.boxes:
            assert box.x + box.width <= sheet.width and box.bottom <= plan.height
            for line in box.lines:
                size = 16 if line.css == "is-title" else 13
                assert (
                    line.x + size * sum(0.58 if char.isascii() else 1 for char in line.text)
                    <= box.x + box.width
                )
                assert box.y < line.y < box.bottom
        for one in plan.boxes:
            for other in plan.boxes:
                apart = one.x + one.width <= other.x or other.x + other.width <= one.x
                assert one is other or apart or one.bottom <= other.y or other.bottom <= one.y


def test_the_drawing_is_a_picture_with_a_title_and_links_into_the_list() -> None:
    svg = str(draw(drawn("430581")["ordinary"]))
    assert "<title" in svg and "style=" not in svg
    assert set(re.findall(r'href="#(s[\d-]+)"', svg)) == {
        part.key for part in parts(drawn("430581")["ordinary"])
    }


def test_text_is_cut_where_it_no_longer_fits() -> None:
    assert wrapped("一二三四五六七", 60, 20) == ["一二三", "四五六", "七"]
    assert wrapped("", 60, 20) == []
