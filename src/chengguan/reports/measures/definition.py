"""What a measure is: which rows it counts, by which day, in which unit. Figure, records, parts and proof all follow from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Model, Q, QuerySet

from chengguan.base.dates import start_of
from chengguan.base.viewer import Viewer, scope_filter

WITHIN, AT_END = "期内", "期末"
KEPT: Final = "daily.1"
"""Name under which the work of the day keeps its place. Whoever changes what is kept raises the number: all of it is then made anew."""


@dataclass(frozen=True)
class Period:
    """A calendar period, both days included."""

    first: date
    last: date

    @classmethod
    def year(cls, number: int) -> Period:
        return cls(date(number, 1, 1), date(number, 12, 31))

    @classmethod
    def month(cls, number: int, month: int) -> Period:
        first = date(number, month, 1)
        following = date(number + month // 12, month % 12 + 1, 1)
        return cls(first, following - timedelta(days=1))


@dataclass(frozen=True)
class RecordRow:
    """One record behind a figure. `key` is `kind/id`."""

    label: str
    note: str
    amount: Decimal | None
    url: str
    key: str = ""


@dataclass(frozen=True)
class Source:
    """来源: one table that measures count. Paths are as Django's queries write them; an empty path: the rows have no such thing.

    `scope` leads to the row that carries brigade and squad, `home` to the one that carries the bureau; `open_to_all`: everyone of
    the bureau may know of the rows. `shown` are the related rows that `show` reads.
    """

    id: str
    title: str
    model: type[Model]
    show: Callable[[Any], RecordRow]
    scope: str = ""
    home: str = ""
    case: str = ""
    unit: str = ""
    matter: str = ""
    area: str = ""
    stage: str = ""
    moments: bool = False
    open_to_all: bool = False
    shown: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()

    @property
    def unit_path(self) -> str:
        """The squad of a row; nothing where rows belong to the whole bureau."""
        return self.unit or ("" if self.open_to_all else f"{self.scope}squad_id")

    def of(self, bureau_id: int) -> QuerySet[Any]:
        """All rows of a bureau."""
        return self.model._default_manager.filter(**{f"{self.home}bureau_id": bureau_id})

    def seen_by(self, rows: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
        """The same rows as far as the viewer may know of them."""
        if self.open_to_all:
            return rows
        if viewer.reach == "none":
            return rows.none()
        return rows.filter(**{f"{self.scope}{name}": value for name, value in scope_filter(viewer).items()})

    def within(self, day: str, period: Period) -> Q:
        """Rows whose day lies in the period."""
        if not self.moments:
            return Q(**{f"{day}__gte": period.first, f"{day}__lte": period.last})
        after = start_of(period.last + timedelta(days=1))
        return Q(**{f"{day}__gte": start_of(period.first), f"{day}__lt": after})


@dataclass(frozen=True)
class Measure:
    """指标. `where` says which rows of the source count.

    A measure of a period counts rows whose `day` lies in it; one `at_end` counts rows that stand on its last day. It counts rows,
    or different values of `distinct`, or adds up `amount` in units of `per`. `of` makes a rate: (numerator, denominator) by id, in
    per cent, or their quotient for an `average`. `part_of` names the measure of which this one is a part; `parts` add up to this one.
    `kept` names the column of the daily snapshots that holds it. `waits`: no record yields it before that module is there.
    `selected`: the rows of a period come from the selector of another app, which alone knows which they are.
    """

    id: str
    name: str
    unit: str
    definition: str
    group: str
    source: Source | None = None
    where: Q = field(default_factory=Q)
    day: str = ""
    at_end: Callable[[date], Q] | None = None
    amount: str = ""
    per: int = 1
    distinct: str = ""
    part_of: str = ""
    parts: tuple[str, ...] = ()
    of: tuple[str, str] | None = None
    average: bool = False
    selected: Callable[[int, Period], QuerySet[Any]] | None = None
    kept: str = ""
    waits: str = ""

    @property
    def rule(self) -> str:
        """期内 or 期末."""
        return AT_END if self.at_end else WITHIN

    @property
    def is_rate(self) -> bool:
        return self.of is not None

    @property
    def adds_up(self) -> bool:
        """Whether the figures of parts of its rows add up to its figure."""
        return not (self.distinct or self.is_rate or self.waits)

    @property
    def gap(self) -> str:
        """Why no record yields the figure; empty where records do."""
        return f"没有记录产生这个数字：等待“{self.waits}”模块" if self.waits else ""

    def rows(self, bureau_id: int, period: Period) -> QuerySet[Any]:
        """The counted rows."""
        if self.source is None:
            raise ValueError(self.gap or f"{self.name}由其他指标计算得出")
        return self.base(bureau_id, period).filter(self.where)

    def base(self, bureau_id: int, period: Period) -> QuerySet[Any]:
        """The rows of the period before `where` is asked: measures that share them are counted together."""
        assert self.source is not None
        if self.selected is not None:
            return self.selected(bureau_id, period)
        within = self.at_end(period.last) if self.at_end else self.source.within(self.day, period)
        return self.source.of(bureau_id).filter(within)

    def records(self, bureau_id: int, period: Period) -> QuerySet[Any]:
        """The records behind the figure: cases where cases are counted, else the counted rows themselves."""
        from chengguan.cases.models import Case

        rows = self.rows(bureau_id, period)
        if self.source and self.source.id == "case":
            return Case.objects.filter(pk__in=rows.values("case"))
        return rows

    def scaled(self, found: Any) -> Decimal:
        """What the database found, in the measure's unit."""
        total = Decimal(found or 0)
        if self.amount and self.per != 1:
            return (total / self.per).quantize(Decimal("0.01"))
        return total
