"""Check of `manage.py verify`: rows, steps, periods and days that measures count are what cases and ledger yield."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Min, Sum

from chengguan.base.dates import local_date
from chengguan.cases.models import Case
from chengguan.ledger.models import Entry
from chengguan.people.models import Bureau
from chengguan.reports.models.measures import CaseFact, MeasureState, OpenDay, Term, Transition

from .counting import months
from .definition import KEPT, Period
from .keeping import counted_on, fact_values, open_on, steps_of, term_values
from .sources import COUNTED_ACTS

COUNTED: Final = ("open", "overdue", "near")
DAYS: Final = 400
"""How far back the kept days are counted anew: the last day, and the ends of months before it."""


def verify_measures() -> Iterator[str]:
    """Everything that measures count, derived anew and compared."""
    state = MeasureState.objects.filter(name=KEPT).first()
    for case in Case.objects.select_related("bureau", "matter").order_by("pk").iterator(chunk_size=200):
        yield from _row(case)
        yield from _steps(case)
        if state is not None and state.day is not None:
            yield from _terms(case, state.day)
    yield from _orphans()
    if state is not None and state.day is not None:
        yield from _days(min(state.day, _settled(state)))


def _settled(state: MeasureState) -> date:
    """The last day that no act touches which the work of the day has not seen yet."""
    first = Entry.objects.filter(id__gt=state.entry).aggregate(first=Min("at"))["first"]
    return local_date(first) - timedelta(days=1) if first else date.max


def _row(case: Case) -> Iterator[str]:
    wanted = fact_values(case)
    row = CaseFact.objects.filter(case_id=case.pk).values(*wanted).first()
    if row is None:
        yield f"{case.chain_key}: 统计事实行缺失"
        return
    wrong = [name for name, value in wanted.items() if row[name] != value]
    if wrong:
        titles = "、".join(str(CaseFact._meta.get_field(name).verbose_name) for name in wrong)  # type: ignore[union-attr]
        yield f"{case.chain_key}: 统计事实行与案件不一致（{titles}）"


def _steps(case: Case) -> Iterator[str]:
    """Each step as the ledger has it, and each interval ended by the next one."""
    wanted = []
    for step in steps_of(case):
        moved = step["stage"] != step["before"]
        on = counted_on("" if moved else step["kind"], step["words"], step["at"])
        detail = str(step["words"].get(COUNTED_ACTS.get(step["kind"], ("", "", ""))[2]) or "")
        wanted.append((step["seq"], step["kind"], on, detail, step["stage"] if moved else ""))
    rows = list(
        Transition.objects.filter(case_id=case.pk)
        .order_by("seq")
        .values_list("seq", "kind", "on", "detail", "stage", "until")
    )
    if [row[:5] for row in rows] != wanted:
        yield f"{case.chain_key}: 环节记录与台账不一致"
        return
    intervals = [row for row in rows if row[4]]
    ends = [row[2] for row in intervals[1:]]
    if any(row[5] != end and row[4] != "archived" for row, end in zip(intervals, ends, strict=False)):
        yield f"{case.chain_key}: 环节记录的起止日期不衔接"


def _terms(case: Case, counted: date) -> Iterator[str]:
    """Periods whose last day or end differs from what the facts give; those that moved since the work of the day are left to it."""
    kept = {
        (row.clock, row.mark): (row.due_on, row.stopped_on)
        for row in Term.objects.filter(
            case_id=case.pk, state__in=(Term.MET, Term.LATE), stopped_on__lte=counted
        )
    }
    if not kept:
        return
    wanted = {key: (row["due_on"], row["stopped_on"]) for key, row in term_values(case, counted).items()}
    for key, value in kept.items():
        if wanted.get(key) != value:
            yield f"{case.chain_key}: 期限记录与案件事实不一致（{key[0]}）"


def _orphans() -> Iterator[str]:
    for model in (CaseFact, Transition, Term):
        rows: Any = model._default_manager.exclude(case__in=Case.objects.all())
        if rows.exists():
            yield f"{model._meta.model_name}: 有不属于任何案件的行"


def _days(last: date) -> Iterator[str]:
    """The last day and the ends of months before it, counted anew."""
    ends = {part.last for part in months(Period(last - timedelta(days=DAYS), last))}
    for on in sorted(ends):
        found: dict[int, list[int]] = {}
        for row in open_on(on):
            sums = found.setdefault(row["bureau_id"], [0, 0, 0])
            found[row["bureau_id"]] = [a + row[name] for a, name in zip(sums, COUNTED, strict=True)]
        for bureau in Bureau.objects.order_by("pk"):
            days = OpenDay.objects.filter(bureau=bureau, day=on)
            kept = days.aggregate(**{name: Sum(name) for name in COUNTED})
            if [kept[name] or 0 for name in COUNTED] != found.get(bureau.pk, [0, 0, 0]):
                yield f"{bureau.code}: {on.isoformat()} 的每日在办数与记录不一致"
