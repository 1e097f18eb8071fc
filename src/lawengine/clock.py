"""Periods 期限: their norms, and reading one as of a day with suspension, exclusion and extension.

Calendar rules: the day of the event does not count (民诉法 85, 民法典 201); months and years end on the
corresponding day (民法典 202); a period ending on a rest day runs to the next working day where the norm says
`roll: forward` (民诉法 85). Whether a figure of days means working days follows from the law it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from .calendar import DAY, WEEKDAYS, Calendar, add_months, days
from .citation import Citation
from .facts import CHINA, as_day

if TYPE_CHECKING:
    from .book import NormBook

UNITS: tuple[str, ...] = ("hours", "days", "working_days", "months", "years", "year_day")
YEAR_DAY = "year_day"
"""每年某月某日前: the period ends on the next such day of the calendar after the event; its count is month * 100 + day."""


@dataclass(frozen=True, slots=True)
class Length:
    """期限长度: a figure with its unit; `days` has already been resolved to working days where the law says so."""

    unit: str
    count: int

    @property
    def title(self) -> str:
        if self.unit == YEAR_DAY:
            return f"下一个{self.count // 100}月{self.count % 100}日"
        names = {"hours": "小时", "days": "日", "working_days": "个工作日", "months": "个月", "years": "年"}
        return f"{self.count}{names[self.unit]}"


@dataclass(frozen=True, slots=True)
class Extra:
    """延长或扣除事由: a named ground on which a period is extended or not counted."""

    id: str
    title: str
    length: Length | None
    by: tuple[str, ...]
    needs: str
    cites: tuple[Citation, ...]
    verified: str


@dataclass(frozen=True, slots=True)
class ClockNorm:
    """期限规范 in force for events of one day in one place."""

    id: str
    title: str
    length: Length
    counted_under: str
    roll: str
    direction: str
    exclude_first_day: bool
    on_expiry: str
    begins: str
    ends: str
    starts_with: tuple[str, ...]
    stops_with: tuple[str, ...]
    extendable: Mapping[str, Extra]
    excludes: Mapping[str, Extra]
    cites: tuple[Citation, ...]
    verified: str
    path: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Pause:
    """不计入期间的时段: days from `begun_on` up to the day before `ended_on` are not counted; None = still lasting.

    `why` is the id of an exclusion of the clock norm (听证, 检测, 中止调查, …).
    """

    begun_on: date
    ended_on: date | None
    why: str

    def holds(self, day: date) -> bool:
        return self.begun_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True)
class Extension:
    """批准的延长: `id` of an extension of the clock norm, granted on a day; `count` may be less than the norm allows."""

    id: str
    granted_on: date
    count: int | None = None


@dataclass(frozen=True, slots=True)
class ClockReading:
    """期限读数: when a period ends, its state as of a day, and the sum that leads there, line by line.

    `safe_by` and `last_arguable` are given for periods counted back from an event (提前…日通知): the day that keeps
    clear days between, and the day by the reading that counts the event day. `due_at` is the first moment after
    the period. For a fixed day of the year (…月…日前) they are the day before and the day itself: whether 前 includes the day is
    arguable. `provisional`: a year without a holiday notice was counted, or a pause still lasts.
    """

    clock: str
    title: str
    started_on: date
    due_on: date
    due_at: datetime
    state: str
    provisional: bool
    steps: tuple[str, ...]
    cites: tuple[Citation, ...]
    verified: str
    days_left: int
    safe_by: date | None = None
    last_arguable: date | None = None
    stopped_on: date | None = None
    late: bool = False
    on_expiry: str = "warn"

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "clock": self.clock,
            "title": self.title,
            "started_on": self.started_on.isoformat(),
            "due_on": self.due_on.isoformat(),
            "due_at": self.due_at.isoformat(),
            "state": self.state,
            "provisional": self.provisional,
            "steps": list(self.steps),
            "cites": [cite.short for cite in self.cites],
            "verified": self.verified,
            "days_left": self.days_left,
            "safe_by": self.safe_by.isoformat() if self.safe_by else None,
            "last_arguable": self.last_arguable.isoformat() if self.last_arguable else None,
            "stopped_on": self.stopped_on.isoformat() if self.stopped_on else None,
            "late": self.late,
            "on_expiry": self.on_expiry,
        }


class ClockError(ValueError):
    """A pause, extension or term was given that the clock norm does not know (a defect of the caller)."""


def read(
    book: NormBook,
    clock_id: str,
    *,
    started: date | datetime,
    as_of: date | datetime,
    jurisdiction: str,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    stopped: date | datetime | None = None,
    calendar: Calendar | None = None,
    term: Length | date | None = None,
) -> ClockReading:
    """Read a period that began with an event on `started`, as of a day or moment.

    The norm in force on the day of the event applies. `term` replaces the length of the norm where a document fixed
    it (限期改正、催告期限), as a length or as the last day. Raises UnknownNorm (no such period there and then) and
    ClockError (a pause or extension the norm does not allow, a term that is not later than the event).
    """
    norm = book.clock(clock_id, on=as_day(started), jurisdiction=jurisdiction)
    _check(norm, pauses, extensions, term, as_day(started))
    count = _Count(norm, calendar or book.calendar(jurisdiction), _settled(pauses, as_of))
    if norm.direction == "backward":
        return _read_backward(count, as_day(started), as_of, stopped)
    if norm.length.unit == "hours":
        return _read_hours(count, started, as_of, stopped)
    if norm.length.unit == YEAR_DAY and term is None:
        return _read_year_day(count, as_day(started), as_of, stopped)
    due = count.last_day(as_day(started), extensions, term)
    today = as_day(as_of)
    suspended = stopped is None and today <= due and any(pause.holds(today) for pause in pauses)
    return _reading(count, as_day(started), due, as_of, stopped, suspended=suspended)


def what_if(
    book: NormBook, clock_id: str, starts: Iterable[date], *, as_of: date, jurisdiction: str
) -> tuple[ClockReading, ...]:
    """The same period from several possible starts (试算), without pauses or extensions."""
    return tuple(read(book, clock_id, started=day, as_of=as_of, jurisdiction=jurisdiction) for day in starts)


def _check(
    norm: ClockNorm,
    pauses: Sequence[Pause],
    extensions: Sequence[Extension],
    term: Length | date | None,
    started: date,
) -> None:
    for pause in pauses:
        if pause.why not in norm.excludes:
            raise ClockError(f"期限 {norm.id} 没有扣除事由 {pause.why}")
        if pause.ended_on is not None and pause.ended_on < pause.begun_on:
            raise ClockError(f"扣除时段的终点早于起点：{pause.begun_on}")
    for extension in extensions:
        allowed = norm.extendable.get(extension.id)
        if allowed is None or allowed.length is None:
            raise ClockError(f"期限 {norm.id} 没有延长事由 {extension.id}")
        if extension.count is not None and not 0 < extension.count <= allowed.length.count:
            raise ClockError(f"延长不得超过{allowed.length.title}")
    if isinstance(term, date) and term < started:
        raise ClockError("文书载明的期限早于起算日")


def _settled(pauses: Sequence[Pause], as_of: date | datetime) -> tuple[Pause, ...]:
    """Pauses in order; one that still lasts is taken to end the day after `as_of`."""
    following = as_day(as_of) + DAY
    closed = (
        Pause(pause.begun_on, max(following, pause.begun_on), pause.why) if pause.ended_on is None else pause
        for pause in pauses
    )
    return tuple(sorted(closed, key=lambda pause: pause.begun_on))


class _Count:
    """Counting one period: walks the calendar and writes the sum."""

    def __init__(self, norm: ClockNorm, calendar: Calendar, pauses: tuple[Pause, ...]) -> None:
        self.norm = norm
        self.calendar = calendar
        self.pauses = pauses
        self.steps: list[str] = []
        self.provisional = False
        self._skipped: list[tuple[date, str]] = []

    def last_day(self, started: date, extensions: Sequence[Extension], term: Length | date | None) -> date:
        norm = self.norm
        begins = norm.begins or "起算事由发生"
        first = "开始之日不计，次日起算" if norm.exclude_first_day else "当日起算"
        self.steps.append(f"{started} {begins}，{first}")
        if isinstance(term, date):
            self.steps.append(f"文书载明的期限至 {term}")
            return self._rolled(term)
        cursor = self._advance(started, term or norm.length, first=not norm.exclude_first_day, label="期限")
        for extension in sorted(extensions, key=lambda item: item.granted_on):
            allowed = norm.extendable[extension.id]
            assert allowed.length is not None
            length = Length(allowed.length.unit, extension.count or allowed.length.count)
            self.steps.append(f"{extension.granted_on} {allowed.title}{_unverified(allowed.verified)}")
            cursor = self._advance(cursor, length, first=False, label="延长")
        self._pause_steps(started, cursor)
        return self._rolled(cursor)

    def _advance(self, cursor: date, length: Length, *, first: bool, label: str) -> date:
        if length.unit in ("months", "years"):
            months = length.count * (12 if length.unit == "years" else 1)
            end = add_months(cursor, months) - (DAY if first else timedelta(0))
            paused = sum(self._paused(day) for day in days(cursor + DAY, end)) if self.pauses else 0
            self.steps.append(f"{label}{length.title}，对应日为 {end}")
            return self._walk(end, paused, working=False)
        start = cursor - DAY if first else cursor
        working = length.unit == "working_days"
        self.steps.append(f"{label}{length.title}{self._unit_reason(length)}")
        end = self._walk(start, length.count, working=working)
        self._flush()
        self.steps.append(f"第{length.count}{'个工作' if working else ''}日为 {end}")
        return end

    def _unit_reason(self, length: Length) -> str:
        if length.unit == "days":
            return "（自然日）"
        law = self.norm.counted_under
        return f"（按{law}，该期限以工作日计）" if law else ""

    def _walk(self, cursor: date, count: int, *, working: bool) -> date:
        """The day on which `count` counted days after `cursor` are full."""
        if not working and not self.pauses:
            return cursor + count * DAY
        while count > 0:
            cursor += DAY
            if self._paused(cursor):
                continue
            if working:
                count -= self._count_working(cursor)
            else:
                count -= 1
        return cursor

    def _count_working(self, day: date) -> bool:
        self._notice_year(day)
        counted = self.calendar.is_working_day(day)
        reason = self.calendar.reason(day)
        if not counted:
            self._skipped.append((day, reason))
        elif reason:
            self._flush()
            self.steps.append(f"{day}（{WEEKDAYS[day.weekday()]}，{reason}）计入")
        else:
            self._flush()
        return counted

    def _flush(self) -> None:
        """Write the run of rest days just passed as one line."""
        if not self._skipped:
            return
        self._skipped.sort()
        first, last = self._skipped[0][0], self._skipped[-1][0]
        reasons = "、".join(dict.fromkeys(reason for _, reason in self._skipped))
        span = f"{first}" if first == last else f"{first} 至 {last}"
        self.steps.append(f"跳过 {span}（{reasons}）")
        self._skipped.clear()

    def _paused(self, day: date) -> bool:
        return any(pause.holds(day) for pause in self.pauses)

    def _pause_steps(self, started: date, end: date) -> None:
        """Name each pause that fell into the period, before the result of the count."""
        lines = []
        for pause in self.pauses:
            assert pause.ended_on is not None
            first = max(pause.begun_on, started + DAY)
            total = (pause.ended_on - first).days
            if total > 0 and first <= end:
                extra = self.norm.excludes[pause.why]
                span = f"{first} 至 {pause.ended_on - DAY}"
                lines.append(f"扣除 {span} 共{total}日（{extra.title}）{_unverified(extra.verified)}")
        if len(lines) > 1:
            whole = sum(self._paused(day) for day in days(started + DAY, end))
            lines.append(f"重叠的日子只扣除一次，合计扣除{whole}日")
        self.steps[1:1] = lines

    def _rolled(self, end: date) -> date:
        if self.norm.roll != "forward" or self.norm.length.unit == "working_days":
            return end
        self._notice_year(end)
        moved = self.calendar.next_working_day(end)
        if moved != end:
            self._notice_year(moved)
            self.steps.append(f"期满日 {end}（{self.calendar.reason(end)}）为休息日，顺延至 {moved}")
        return moved

    def _notice_year(self, day: date) -> None:
        if self.calendar.published(day):
            return
        line = f"{day.year}年放假安排没有录入，按周末推算，结果暂定"
        if line not in self.steps:
            self.steps.append(line)
        self.provisional = True

    def back(self, event: date, clear: int) -> date:
        """The day before the `clear`-th counted day before the event."""
        day = event
        while clear > 0:
            day -= DAY
            if self.norm.length.unit == "working_days":
                clear -= self._count_working(day)
            else:
                clear -= 1
        self._skipped.clear()
        return day - DAY


def _unverified(mark: str) -> str:
    return "（依据未核实）" if mark == "R" else ""


def midnight_after(day: date) -> datetime:
    return datetime.combine(day + DAY, time(), CHINA)


def _reading(
    count: _Count,
    started: date,
    due: date,
    as_of: date | datetime,
    stopped: date | datetime | None,
    *,
    suspended: bool,
) -> ClockReading:
    today = as_day(stopped) if stopped is not None else as_day(as_of)
    late = today > due
    if suspended:
        count.steps.append("期间暂停计算，届满日按次日恢复推算")
    count.steps.append(f"届满日为 {due}{'（暂定）' if count.provisional or suspended else ''}")
    return _finish(count, started, due, midnight_after(due), today, stopped, late, suspended)


def _finish(
    count: _Count,
    started: date,
    due: date,
    due_at: datetime,
    today: date,
    stopped: date | datetime | None,
    late: bool,
    suspended: bool,
    safe_by: date | None = None,
    last_arguable: date | None = None,
) -> ClockReading:
    norm = count.norm
    return ClockReading(
        clock=norm.id,
        title=norm.title,
        started_on=started,
        due_on=due,
        due_at=due_at,
        state=_state(stopped is not None, suspended, late),
        provisional=count.provisional or suspended,
        steps=tuple(count.steps),
        cites=norm.cites,
        verified=norm.verified,
        days_left=(due - today).days,
        safe_by=safe_by,
        last_arguable=last_arguable,
        stopped_on=as_day(stopped) if stopped is not None else None,
        late=late,
        on_expiry=norm.on_expiry,
    )


def _state(stopped: bool, suspended: bool, late: bool) -> str:
    if stopped:
        return "stopped"
    if suspended:
        return "suspended"
    return "overdue" if late else "running"


def _read_hours(
    count: _Count, started: date | datetime, as_of: date | datetime, stopped: date | datetime | None
) -> ClockReading:
    begun = _moment(started)
    due_at = begun + timedelta(hours=count.norm.length.count)
    now = _moment(stopped if stopped is not None else as_of)
    count.steps.append(f"{begun:%Y-%m-%d %H:%M} {count.norm.begins or '起算事由发生'}")
    count.steps.append(f"期限{count.norm.length.title}，按时钟连续计算，休息日不扣除")
    count.steps.append(f"届满时刻为 {due_at:%Y-%m-%d %H:%M}")
    return _finish(count, begun.date(), due_at.date(), due_at, now.date(), stopped, now > due_at, False)


def next_year_day(after: date, count: int) -> date:
    """The first day with that month and day (month * 100 + day) after a day."""
    this = date(after.year, count // 100, count % 100)
    return this if this > after else this.replace(year=after.year + 1)


def _read_year_day(
    count: _Count, started: date, as_of: date | datetime, stopped: date | datetime | None
) -> ClockReading:
    due = next_year_day(started, count.norm.length.count)
    count.steps.append(f"{started} {count.norm.begins or '起算事由发生'}")
    count.steps.append(f"规定的日期是每年{due.month}月{due.day}日前，此后第一个为 {due}")
    count.steps.append(f"“前”是否包含当日有不同理解，稳妥的是不迟于 {due - DAY}；日期固定，遇休息日不顺延")
    count.steps.append(f"届满日为 {due}")
    today = as_day(stopped) if stopped is not None else as_day(as_of)
    return _finish(
        count, started, due, midnight_after(due), today, stopped, today > due, False, due - DAY, due
    )


def _moment(value: date | datetime) -> datetime:
    if isinstance(value, datetime):
        return value.astimezone(CHINA) if value.tzinfo else value.replace(tzinfo=CHINA)
    return datetime.combine(value, time(), CHINA)


def _read_backward(
    count: _Count, event: date, as_of: date | datetime, stopped: date | datetime | None
) -> ClockReading:
    """提前通知: two readings of "N days before"; the due day is the safe one."""
    norm = count.norm
    count.steps.append(f"{event} {norm.begins or '事项举行'}，须提前{norm.length.title}通知")
    safe = count.back(event, norm.length.count)
    working = norm.length.unit == "working_days"
    counts = not working or count.calendar.is_working_day(event)
    lenient = _Count(norm, count.calendar, ())
    arguable = lenient.back(event, norm.length.count - 1) if counts else safe
    count.steps.append(f"通知日与举行日之间留足{norm.length.title}，最迟 {safe} 通知")
    if arguable != safe:
        count.steps.append(f"如将举行当日计入，最迟可争辩至 {arguable}")
    today = as_day(stopped) if stopped is not None else as_day(as_of)
    return _finish(
        count, event, safe, midnight_after(safe), today, stopped, today > safe, False, safe, arguable
    )
