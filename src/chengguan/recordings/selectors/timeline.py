"""时间轴: one row per camera, bars for recordings and ticks for marks, of one day or of one case."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Q, QuerySet

from chengguan.base.dates import CHINA, local_date, start_of
from chengguan.base.viewer import Viewer
from chengguan.recordings.models import Mark, Recording, Tie

from .archive import length, of_subject

SHOWN: Final = 600
# The longest a recording may reach over from the day before.
REACH: Final = timedelta(hours=12)
HOUR: Final = timedelta(hours=1)
SHORTEST: Final = timedelta(minutes=10)
SCALES: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=3),
)


@dataclass(frozen=True)
class Bar:
    """A recording in a row. `left` and `width` in percent of the span."""

    id: uuid.UUID
    number: str
    title: str
    left: float
    width: float
    duration_ms: int
    faulty: bool
    destroyed: bool
    playable: bool


@dataclass(frozen=True)
class Tick:
    """A mark in a row; without a recording it waits for its footage."""

    title: str
    left: float
    width: float
    at: datetime
    recording_id: uuid.UUID | None
    begins_ms: int
    step: str


@dataclass
class Lane:
    """One camera, or one officer where no camera is known."""

    label: str
    sub: str
    bars: list[Bar] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)


@dataclass(frozen=True)
class Hour:
    """A line of the scale."""

    left: float
    label: str


@dataclass(frozen=True)
class Timeline:
    day: date
    begins_at: datetime
    ends_at: datetime
    lanes: list[Lane]
    hours: list[Hour]
    days: list[tuple[date, int]]
    subject: str
    subject_number: str
    cut: bool
    steps: list[tuple[str, int]]


@dataclass(frozen=True)
class Span:
    """What is drawn from left to right."""

    begins_at: datetime
    ends_at: datetime

    def left(self, moment: datetime) -> float:
        share = (moment - self.begins_at) / (self.ends_at - self.begins_at)
        return round(min(max(share, 0.0), 1.0) * 100, 3)

    def width(self, begins_at: datetime, ends_at: datetime) -> float:
        return round(max(self.left(ends_at) - self.left(begins_at), 0.0), 3)


def timeline(
    viewer: Viewer, *, day: date | None, today: date, subject: str = "", officer: str = "", unit: str = ""
) -> Timeline:
    """The timeline of a day, or of the day of a case. Constant queries: recordings, marks, and the days of the case."""
    days = _days_of(viewer, subject) if subject else []
    chosen = day or (days[0][0] if days else today)
    rows = list(_recordings(viewer, chosen, subject, officer, unit)[: SHOWN + 1])
    marks = list(_marks(viewer, chosen, subject, officer, unit)[:SHOWN])
    span = _span(chosen, rows, marks)
    return Timeline(
        day=chosen,
        begins_at=span.begins_at,
        ends_at=span.ends_at,
        lanes=_lanes(rows[:SHOWN], marks, span),
        hours=_hours(span),
        days=days,
        subject=subject,
        subject_number=_number_of(subject),
        cut=len(rows) > SHOWN,
        steps=list(Counter(mark.title for mark in marks).items()),
    )


def _days_of(viewer: Viewer, subject: str) -> list[tuple[date, int]]:
    rows = Recording.objects.visible_to(viewer).filter(pk__in=of_subject(subject)).order_by("began_at")
    return sorted(Counter(local_date(at) for at in rows.values_list("began_at", flat=True)).items())


def _number_of(subject: str) -> str:
    if not subject:
        return ""
    tie = Tie.objects.filter(subject_key=subject).order_by("-pk").first()
    return (tie.subject_number or tie.subject_title) if tie else ""


def _recordings(viewer: Viewer, day: date, subject: str, officer: str, unit: str) -> QuerySet[Recording]:
    begin = start_of(day)
    rows: QuerySet[Recording] = Recording.objects.visible_to(viewer).filter(
        began_at__gte=begin - REACH, began_at__lt=begin + timedelta(days=1), ended_at__gt=begin
    )
    if subject:
        rows = rows.filter(pk__in=of_subject(subject))
    if officer:
        rows = rows.filter(officer_id=officer)
    if unit:
        rows = rows.filter(Q(squad_id=unit) | Q(brigade_id=unit))
    return rows.select_related("camera", "officer").defer("known", "faults").order_by("began_at", "id")


def _marks(viewer: Viewer, day: date, subject: str, officer: str, unit: str) -> QuerySet[Mark]:
    begin = start_of(day)
    rows: QuerySet[Mark] = Mark.objects.visible_to(viewer).filter(
        withdrawn_at=None, begins_at__gte=begin, begins_at__lt=begin + timedelta(days=1)
    )
    if subject:
        rows = rows.filter(Q(subject_key=subject) | Q(recording__in=of_subject(subject)))
    if officer:
        rows = rows.filter(officer_id=officer)
    if unit:
        rows = rows.filter(Q(squad_id=unit) | Q(brigade_id=unit))
    return rows.select_related("camera", "officer", "recording").order_by("begins_at", "id")


def _span(day: date, rows: list[Recording], marks: list[Mark]) -> Span:
    """From the first to the last moment, in whole hours or quarters, within the day."""
    first, last = start_of(day), start_of(day) + timedelta(days=1)
    moments = [row.began_at for row in rows] + [mark.begins_at for mark in marks]
    ends = [row.ended_at for row in rows] + [mark.ends_at for mark in marks]
    if not moments:
        return Span(first + 8 * HOUR, first + 20 * HOUR)
    begin, end = max(min(moments), first), min(max(ends), last)
    step = timedelta(minutes=15) if end - begin < 3 * HOUR else HOUR
    begin = first + (begin - first) // step * step
    end = first - (first - end) // step * step
    return Span(begin, max(end, begin + SHORTEST))


def _hours(span: Span) -> list[Hour]:
    whole = span.ends_at - span.begins_at
    step = next((scale for scale in SCALES if whole / scale <= 12), SCALES[-1])
    count = int(whole / step)
    moments = [span.begins_at + number * step for number in range(count + 1)]
    return [Hour(span.left(at), f"{at.astimezone(CHINA):%H:%M}") for at in moments if at < span.ends_at]


def _lanes(rows: list[Recording], marks: list[Mark], span: Span) -> list[Lane]:
    lanes: dict[Any, Lane] = {}
    for row in rows:
        lane = lanes.setdefault(*_lane(row.camera_id, row.camera, row.officer_id, row.officer))
        lane.bars.append(_bar(row, span))
    for mark in marks:
        footage = mark.recording
        source = footage if footage is not None else mark
        lane = lanes.setdefault(*_lane(source.camera_id, mark.camera, source.officer_id, mark.officer))
        lane.ticks.append(_tick(mark, span))
    return sorted(lanes.values(), key=lambda lane: (lane.sub, lane.label))


def _lane(camera_id: Any, camera: Any, officer_id: Any, officer: Any) -> tuple[Any, Lane]:
    name = officer.name if officer else "人员不明"
    if camera_id is not None:
        return ("camera", camera_id), Lane(camera.number if camera else "设备", name)
    return ("officer", officer_id), Lane("没有设备", name)


def _bar(row: Recording, span: Span) -> Bar:
    begins, ends = (moment.astimezone(CHINA).strftime("%H:%M:%S") for moment in (row.began_at, row.ended_at))
    return Bar(
        id=row.pk,
        number=row.number,
        title=f"{row.number} {begins}—{ends}（{length(row.duration_ms)}）{row.place}",
        left=span.left(row.began_at),
        width=span.width(row.began_at, row.ended_at),
        duration_ms=row.duration_ms,
        faulty=not row.whole,
        destroyed=row.stage == "destroyed",
        playable=row.stage != "destroyed" and row.playback != Recording.NONE,
    )


def _tick(mark: Mark, span: Span) -> Tick:
    return Tick(
        title=mark.title,
        left=span.left(mark.begins_at),
        width=span.width(mark.begins_at, mark.ends_at),
        at=mark.begins_at,
        recording_id=mark.recording_id,
        begins_ms=mark.begins_ms or 0,
        step=mark.step,
    )
