"""指标: the one catalogue of named measures. Every number on a page, in a bulletin or in a report is one of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .definition import Measure, Period, RecordRow, Source
from .lists import compulsion, deadlines, footage, penalties, powers, publicity, waiting
from .lists.waiting import PUBLISHED_AS

__all__ = ["CATALOGUE", "GROUPS", "PUBLISHED_AS", "Measure", "Period", "RecordRow", "Source", "measure_of"]

CATALOGUE: Final[Mapping[str, Measure]] = {
    measure.id: measure
    for part in (penalties, compulsion, deadlines, publicity, footage, powers, waiting)
    for measure in part.MEASURES
}
GROUPS: Final[tuple[str, ...]] = tuple(dict.fromkeys(measure.group for measure in CATALOGUE.values()))


class UnknownMeasure(LookupError):
    """No measure has this id."""


def measure_of(measure_id: str) -> Measure:
    """The measure of an id, or of the name that published reports give it. Raises UnknownMeasure."""
    found = CATALOGUE.get(PUBLISHED_AS.get(measure_id, measure_id))
    if found is None:
        raise UnknownMeasure(measure_id)
    return found
