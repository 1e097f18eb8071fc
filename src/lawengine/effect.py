"""Temporal validity of dated values, and overlays of jurisdictions (nearer wins)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span(Generic[T]):
    """A value in force from `start` to `end` (both days inclusive; end None = open)."""

    start: date
    end: date | None
    value: T

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


class Dated(Generic[T]):
    """Values of one norm over time; spans do not overlap and are sorted."""

    __slots__ = ("_starts", "spans")

    def __init__(self, spans: Sequence[Span[T]]) -> None:
        self.spans: tuple[Span[T], ...] = tuple(sorted(spans, key=lambda span: span.start))
        self._starts = [span.start for span in self.spans]

    def on(self, day: date) -> T | None:
        """The value in force on `day`, or None."""
        index = bisect_right(self._starts, day) - 1
        if index < 0:
            return None
        span = self.spans[index]
        return span.value if span.end is None or day <= span.end else None

    def breaks(self) -> Iterator[date]:
        """Days on which the value changes."""
        for span in self.spans:
            yield span.start
            if span.end is not None:
                yield span.end + _DAY


class Layered(Generic[T]):
    """One norm as stated by several layers (national, province, city, bureau)."""

    __slots__ = ("by_layer",)

    def __init__(self, by_layer: Mapping[str, Dated[T]] | None = None) -> None:
        self.by_layer: dict[str, Dated[T]] = dict(by_layer or {})

    def on(self, day: date, layers: Sequence[str]) -> T | None:
        """The value of the nearest layer that has one in force; `layers` runs from far to near."""
        for layer in reversed(layers):
            dated = self.by_layer.get(layer)
            if dated is not None:
                value = dated.on(day)
                if value is not None:
                    return value
        return None

    def all_on(self, day: date, layers: Sequence[str]) -> tuple[T, ...]:
        """The values of every layer in force on `day`, far to near."""
        found = (self.by_layer[layer].on(day) for layer in layers if layer in self.by_layer)
        return tuple(value for value in found if value is not None)

    def breaks(self, layers: Sequence[str]) -> Iterator[date]:
        for layer in layers:
            if layer in self.by_layer:
                yield from self.by_layer[layer].breaks()


def covers(spans: Iterable[tuple[date, date | None]], start: date, end: date | None) -> bool:
    """Whether the spans together cover every day from `start` to `end` (None = for ever)."""
    reached: date | None = start - _DAY
    for first, last in sorted(spans, key=lambda span: span[0]):
        if reached is None or first > reached + _DAY:
            break
        if last is None or last > reached:
            reached = last
    if reached is None:
        return True
    return end is not None and reached >= end
