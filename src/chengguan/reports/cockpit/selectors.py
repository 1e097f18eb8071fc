"""驾驶舱: what leaders look at, this year beside the same days of last year, each chart with its table."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Count, Q, QuerySet

from chengguan.agenda.models import Duty
from chengguan.base.viewer import Viewer, scope_filter
from chengguan.ledger.norms import book
from chengguan.people.models import Unit
from chengguan.reports.bulletins.wording import NOTHING, difference, shown
from chengguan.reports.issued import text_of
from chengguan.reports.measures import CATALOGUE, Period
from chengguan.reports.measures.counting import Slice
from chengguan.reports.measures.figures import Reading, year_before

from .scoped import figures, parts

TILES: Final = ("cases_filed", "penalty_cases", "cases_closed", "fines", "open_cases", "overdue_cases", "exempted_cases", "decide_days_average")  # fmt: skip
CHOICES: Final = ("penalty_cases", "cases_filed", "cases_closed", "fines", "publications", "exempted_cases")
RATES: Final = ("decided_on_time_rate", "terms_on_time_rate", "publication_on_time_rate", "dual_compliance_rate", "upload_on_time_rate", "footage_step_rate", "legal_review_pass_rate")  # fmt: skip
OPEN_CASES: Final = "open_cases"
LARGEST: Final = 10
REST: Final = "其余"
NAMED: Final = 12
ICONS: Final = {"cases_filed": "flag", "penalty_cases": "gavel", "cases_closed": "checks", "fines": "cash", "open_cases": "briefcase", "overdue_cases": "clock-exclamation", "exempted_cases": "heart-handshake", "decide_days_average": "hourglass"}  # fmt: skip


@dataclass(frozen=True)
class Tile:
    """One figure above the charts."""

    label: str
    value: str
    unit: str
    icon: str
    hint: str
    measure: str


@dataclass(frozen=True)
class Row:
    """One line of the table beneath a chart, and one bar of the chart."""

    label: str
    value: str
    before: str
    change: str
    query: str = ""


@dataclass(frozen=True)
class Chart:
    """One chart: `kind` trend | bars | rates | stack; `data` is what the script draws, `rows` what the table says."""

    id: str
    kind: str
    title: str
    unit: str
    measure: str
    heads: tuple[str, str, str]
    rows: list[Row]
    data: dict[str, Any]

    @property
    def data_id(self) -> str:
        """Id of the element that holds the data for the script."""
        return f"chart-{self.id}"


@dataclass(frozen=True)
class DueRow:
    """One overdue or near duty that is named."""

    title: str
    about: str
    url: str
    on: date
    days_left: int


@dataclass(frozen=True)
class Cockpit:
    """The whole page."""

    year: int
    period: Period
    reach: str
    measure: str
    choices: list[tuple[str, str]]
    tiles: list[Tile]
    charts: list[Chart]
    named: list[DueRow]
    near_days: int

    @property
    def year_text(self) -> str:
        return str(self.year)


def cockpit(viewer: Viewer, year: int, measure: str, today: date) -> Cockpit:
    """A year (this one until today) as far as the viewer's reach goes. The number of questions does not grow with the cases."""
    chosen = measure if measure in CHOICES else CHOICES[0]
    period = Period(date(year, 1, 1), min(date(year, 12, 31), max(today, date(year, 1, 1))))
    near_days = _near_days(viewer, today)
    charts = [
        _trend(viewer, chosen, period),
        _bars(viewer, chosen, period, "unit", "按单位"),
        _bars(viewer, chosen, period, "matter", "按案由"),
        _bars(viewer, chosen, period, "area", "按领域"),
        _bars(viewer, OPEN_CASES, period, "stage", "在办案件按阶段"),
        _rates(viewer, period),
        _due(viewer, today, near_days),
    ]
    return Cockpit(
        year=year,
        period=period,
        reach="全局" if viewer.reach == "bureau" else "本单位",
        measure=chosen,
        choices=[(name, CATALOGUE[name].name) for name in CHOICES if name in CATALOGUE],
        tiles=_tiles(viewer, period),
        charts=[chart for chart in charts if chart is not None],
        named=_named(viewer, today, near_days),
        near_days=near_days,
    )


def _near_days(viewer: Viewer, on: date) -> int:
    found = book().threshold("bulletin_near_days", on=on, jurisdiction=viewer.jurisdiction)
    return int(getattr(found, "value", 0) or 0)


def _tiles(viewer: Viewer, period: Period) -> list[Tile]:
    now, then = figures(viewer, TILES, period), figures(viewer, TILES, year_before(period))
    return [
        Tile(
            found.name,
            _plain(shown(text_of(found.value), found.unit)),
            found.unit,
            ICONS.get(name, "chart-bar"),
            _against(found, then[name]),
            name,
        )
        for name, found in now.items()
    ]


def _against(now: Reading, then: Reading) -> str:
    """比上年同期 in words."""
    if now.value is None:
        return now.gap
    words = difference(text_of(now.value), text_of(then.value), now.unit)
    return "上年同期没有可比的数字" if words == NOTHING else f"比上年同期{_plain(words)}"


def _plain(words: str) -> str:
    """Whole yuan without their noughts: the tables have the cents."""
    return words.removesuffix(".00")


def _row(label: str, now: Decimal | None, then: Decimal | None, unit: str, query: str = "") -> Row:
    change = difference(text_of(now), text_of(then), unit)
    return Row(label, shown(text_of(now), unit), shown(text_of(then), unit), change, query)


def _trend(viewer: Viewer, name: str, period: Period) -> Chart:
    """By month, this year as bars and last year as a line."""
    now = parts(viewer, name, period, "month")
    then = parts(viewer, name, year_before(period), "month")
    measure, year = CATALOGUE[name], period.first.year
    labels = [f"{int(part.key[-2:])}月" for part in now]
    before = [part.value for part in then][: len(now)]
    before += [Decimal(0)] * (len(now) - len(before))
    rows = [
        _row(label, part.value, old, measure.unit, f"by=month&key={part.key}")
        for label, part, old in zip(labels, now, before, strict=True)
    ]
    data = {
        "labels": labels,
        "names": [f"{year} 年", f"{year - 1} 年"],
        "values": [[float(part.value) for part in now], [float(old) for old in before]],
    }
    return Chart("trend", "trend", f"{measure.name}：各月", measure.unit, name, ("月份", f"{year} 年", f"{year - 1} 年"), rows, data)  # fmt: skip


def _bars(viewer: Viewer, name: str, period: Period, by: str, title: str) -> Chart | None:
    """The largest parts of a figure, the others together."""
    measure = CATALOGUE.get(name)
    if measure is None:
        return None
    now = _largest(parts(viewer, name, period, by))
    then = {part.key: part.value for part in parts(viewer, name, year_before(period), by)}
    year = period.first.year
    rows = [
        _row(
            part.label,
            part.value,
            None if part.label == REST else then.get(part.key, Decimal(0)),
            measure.unit,
            "" if part.label == REST else f"by={by}&key={part.key}",
        )
        for part in now
    ]
    data = {
        "labels": [part.label for part in now],
        "names": [f"{year} 年"],
        "values": [[float(part.value) for part in now]],
    }
    full = title if name == OPEN_CASES else f"{measure.name}：{title}"
    head = {"unit": "单位", "matter": "案由", "area": "领域", "stage": "阶段"}[by]
    return Chart(by, "bars", full, measure.unit, name, (head, f"{year} 年", f"{year - 1} 年"), rows, data)


def _largest(found: list[Slice]) -> list[Slice]:
    if len(found) <= LARGEST:
        return found
    rest = sum((part.value for part in found[LARGEST:]), Decimal(0))
    return [*found[:LARGEST], Slice("", REST, rest)]


def _rates(viewer: Viewer, period: Period) -> Chart:
    """按期率 and the like, each with numerator and denominator; one that nothing can be divided by says so."""
    now, then = figures(viewer, RATES, period), figures(viewer, RATES, year_before(period))
    year = period.first.year
    rows = []
    for name, found in now.items():
        of = f"（{found.of[0]}/{found.of[1]}）" if found.of and found.of[1] else ""
        value = f"{found.value:.1f}%{of}" if found.value is not None else NOTHING
        old = then[name].value
        rows.append(
            Row(found.name, value, f"{old:.1f}%" if old is not None else NOTHING, _points(found.value, old))
        )
    known = [(found, row) for found, row in zip(now.values(), rows, strict=True) if found.value is not None]
    data = {
        "labels": [found.name for found, _ in known],
        "names": [f"{year} 年"],
        "values": [[float(found.value or 0) for found, _ in known]],
        "texts": [row.value for _, row in known],
    }
    return Chart("rates", "rates", "按期办理和记录质量", "%", "", ("指标", f"{year} 年", f"{year - 1} 年"), rows, data)  # fmt: skip


def _points(now: Decimal | None, then: Decimal | None) -> str:
    return f"{now - then:+.1f}个百分点" if now is not None and then is not None else NOTHING


def _duties(viewer: Viewer) -> QuerySet[Duty]:
    """Open duties with a period within the viewer's reach."""
    if viewer.reach == "none":
        return Duty.objects.none()
    return Duty.objects.filter(**scope_filter(viewer)).exclude(clock="").exclude(due_on=None)


def _due(viewer: Viewer, today: date, near_days: int) -> Chart:
    """逾期和临期 by unit, as they stand today."""
    late, near = Q(due_on__lt=today), Q(due_on__range=(today, today + timedelta(days=near_days)))
    rows = _duties(viewer).filter(late | near).order_by().values_list("squad_id", "brigade_id")
    counted = rows.annotate(
        late=Count("subject", filter=late, distinct=True), near=Count("subject", filter=near, distinct=True)
    )
    found: dict[int, list[int]] = {}
    for squad, brigade, overdue, soon in counted:
        row = found.setdefault(squad or brigade or 0, [0, 0])
        row[0], row[1] = row[0] + overdue, row[1] + soon
    names = dict(Unit.objects.filter(pk__in=found).values_list("pk", "name"))
    ordered = sorted(found.items(), key=lambda item: (-item[1][0], -item[1][1]))
    labels = [names.get(pk, "机关") for pk, _ in ordered]
    data = {
        "labels": labels,
        "names": ["逾期", f"{near_days} 日内到期"],
        "values": [[counts[0] for _, counts in ordered], [counts[1] for _, counts in ordered]],
    }
    table = [Row(label, str(counts[0]), str(counts[1]), "") for label, (_, counts) in zip(labels, ordered, strict=True)]  # fmt: skip
    return Chart(
        "due",
        "stack",
        "今天的逾期和临期：按单位",
        "件",
        "",
        ("单位", "逾期", f"{near_days} 日内到期"),
        table,
        data,
    )


def _named(viewer: Viewer, today: date, near_days: int) -> list[DueRow]:
    """The duties that are most overdue, by name."""
    rows = _duties(viewer).filter(due_on__lte=today + timedelta(days=near_days)).order_by("due_on", "pk")
    columns = rows.values_list("title", "about", "url", "due_on")[:NAMED]
    return [
        DueRow(title, about, url, due, (due - today).days)
        for title, about, url, due in columns
        if due is not None
    ]
