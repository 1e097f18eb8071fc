"""音视频统计: how much was recorded, by whom, how soon it came in, how much of it is tied and marked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from chengguan.base.dates import CHINA, start_of
from chengguan.base.viewer import Viewer
from chengguan.recordings.models import Mark, Recording

ROWS: Final = 300
BY: Final = {
    "unit": "单位",
    "officer": "执法人员",
    "camera": "设备",
    "month": "月份",
    "kind": "类别",
    "category": "保管类别",
}
_COLUMNS: Final = {
    "unit": ("squad_id", "squad__name"),
    "officer": ("officer_id", "officer__name"),
    "camera": ("camera_id", "camera__number"),
    "kind": ("kind", "kind"),
    "category": ("category", "category"),
}


@dataclass(frozen=True)
class Row:
    """One unit, officer, camera or month. `query` opens the recordings behind it."""

    label: str
    query: str
    count: int
    hours: float
    gigabytes: float
    due: int
    late: int
    tied: int
    marked: int
    faulty: int

    @property
    def on_time_share(self) -> float | None:
        """Share that came in within the time allowed; None where none was due."""
        return (self.due - self.late) / self.due * 100 if self.due else None

    @property
    def tied_share(self) -> float:
        return self.tied / self.count * 100 if self.count else 0.0

    @property
    def marked_share(self) -> float:
        return self.marked / self.count * 100 if self.count else 0.0


@dataclass(frozen=True)
class Statistics:
    first: date
    last: date
    by: str
    total: Row
    rows: list[Row]

    @property
    def most(self) -> float:
        """The longest bar."""
        return max((row.hours for row in self.rows), default=0.0)


def statistics(viewer: Viewer, first: date, last: date, by: str) -> Statistics:
    """Figures of a period (both days included) by one division. Four queries."""
    recordings = Recording.objects.visible_to(viewer).filter(
        began_at__gte=start_of(first), began_at__lt=start_of(last + timedelta(days=1))
    )
    marks = Mark.objects.filter(recording__in=recordings.order_by().values("pk"), withdrawn_at=None)
    period = f"taken_from={first}&taken_to={last}"
    whole = recordings.order_by().aggregate(**_sums())
    marked = marks.order_by().aggregate(marked=Count("recording", distinct=True))
    total = _row("合计", period, {**whole, **marked})
    return Statistics(first, last, by, total, _rows(recordings, marks, by, first, last))


def _sums() -> dict[str, Any]:
    return {
        "count": Count("pk"),
        "long": Sum("duration_ms"),
        "size": Sum("file__size"),
        "due": Count("pk", filter=~Q(due_at=None)),
        "lates": Count("pk", filter=Q(late=True)),
        "ties": Count("pk", filter=Q(tied=True)),
        "faulty": Count("pk", filter=Q(whole=False)),
    }


def _rows(
    recordings: QuerySet[Recording], marks: QuerySet[Mark], by: str, first: date, last: date
) -> list[Row]:
    if by == "month":
        groups = recordings.annotate(key=TruncMonth("began_at", tzinfo=CHINA), label=F("number"))
        marked = marks.annotate(key=TruncMonth("recording__began_at", tzinfo=CHINA))
        names = ["key"]
    else:
        column, label = _COLUMNS[by]
        groups = recordings.annotate(key=F(column), label=F(label))
        marked = marks.annotate(key=F(f"recording__{column}"))
        names = ["key", "label"]
    found = groups.order_by().values(*names).annotate(**_sums()).order_by("-count")[:ROWS]
    counts = dict(
        marked.order_by().values("key").annotate(n=Count("recording", distinct=True)).values_list("key", "n")
    )
    rows: list[Mapping[str, Any]] = list(found)
    if by == "month":
        rows.sort(key=lambda row: row["key"])
    return [_row(*_named(row, by, first, last), {**row, "marked": counts.get(row["key"], 0)}) for row in rows]


def _named(row: Mapping[str, Any], by: str, first: date, last: date) -> tuple[str, str]:
    """Label of a row, and the query that opens its recordings."""
    period = f"taken_from={first}&taken_to={last}"
    key = row["key"]
    if by == "month":
        begin = key.astimezone(CHINA).date()
        end = (begin.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        return f"{begin:%Y-%m}", f"taken_from={max(begin, first)}&taken_to={min(end, last)}"
    titles = {"kind": dict(Recording.KINDS), "category": dict(Recording.CATEGORIES)}.get(by, {})
    label = titles.get(str(key), row["label"]) or "未登记"
    return label, f"{period}&{by}={key}" if key is not None else period


def _row(label: str, query: str, values: Mapping[str, Any]) -> Row:
    return Row(
        label=label,
        query=query,
        count=values["count"],
        hours=round((values["long"] or 0) / 3_600_000, 2),
        gigabytes=round((values["size"] or 0) / 10**9, 3),
        due=values["due"],
        late=values["lates"],
        tied=values["ties"],
        marked=values["marked"],
        faulty=values["faulty"],
    )


EXPORT_HEAD: Final = (
    "名称", "录像（份）", "时长（小时）", "存储（GB）", "应当上传（份）", "逾期（份）", "按时上传率（%）", "已关联（份）", "已标记（份）", "文件不完整（份）",
)  # fmt: skip


def export_rows(found: Statistics) -> list[tuple[Any, ...]]:
    """The table for a spreadsheet, the total last."""
    return [
        (
            row.label, row.count, row.hours, row.gigabytes, row.due, row.late,
            round(row.on_time_share, 1) if row.on_time_share is not None else "", row.tied, row.marked, row.faulty,
        )
        for row in (*found.rows, found.total)
    ]  # fmt: skip
