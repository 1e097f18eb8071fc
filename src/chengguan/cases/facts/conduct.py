"""Facts of 六先一后: which of the items on the scene were done, when, and in which order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book

from .base import case_sheet, officers_facts
from .records import SLACK

Times = Mapping[str, datetime | None]


@dataclass(frozen=True)
class Item:
    """One item as the list has it."""

    id: str
    title: str
    hint: str
    step: str = ""


def items(on: date, jurisdiction: str) -> tuple[Item, ...]:
    """The items in their order, as the place has them."""
    listing = book().listing("conduct_items", on=on, jurisdiction=jurisdiction)
    rows = listing.items if listing else ()
    return tuple(
        Item(str(row["id"]), str(row["title"]), str(row.get("hint", "")), str(row.get("step", "")))
        for row in rows
    )


def missing(order: Sequence[Item], times: Times) -> list[Item]:
    """Items that were not done."""
    return [item for item in order if times.get(item.id) is None]


def out_of_order(order: Sequence[Item], times: Times) -> list[Item]:
    """Items done before one that has to come first."""
    broken, latest = [], None
    for item in order:
        moment = times.get(item.id)
        if moment is None:
            continue
        if latest is not None and moment < latest:
            broken.append(item)
        latest = moment if latest is None else max(latest, moment)
    return broken


def offsets(times: Times, begun_at: datetime | None) -> dict[str, int]:
    """The second of the recording at which each item stands; none where the recording's beginning is not known or lies later."""
    if begun_at is None:
        return {}
    return {
        name: int((moment - begun_at).total_seconds())
        for name, moment in times.items()
        if moment is not None and moment >= begun_at
    }


def conduct(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], place: str, times: Times,
    approach: str, recording: str = "", recording_begun_at: datetime | None = None, remarks: str = "",
) -> Sheet:  # fmt: skip
    """Facts of case.record_conduct."""
    on = local_date(at)
    order = items(on, actor.jurisdiction)
    done = [moment for moment in times.values() if moment is not None]
    inputs: dict[str, Any] = {
        **officers_facts(officers, on, case.known)[0],
        "conduct_missing": len(missing(order, times)),
        "conduct_out_of_order": len(out_of_order(order, times)),
        "conduct_times_sound": bool(done)
        and len({local_date(moment) for moment in done}) == 1
        and max(done) <= at + SLACK,
        "conduct_place_stated": bool(place.strip()),
        "conduct_recorded": bool(recording.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
