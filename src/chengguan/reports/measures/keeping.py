"""Keeping what measures count: the row and the steps of a case with every act on it, its periods and the open cases with the work of the day.

An act writes rows of its own case alone, so that no case waits for another.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.clocks import CASE_CLOCKS, readings
from chengguan.cases.models import Case
from chengguan.ledger.acting import Done
from chengguan.ledger.canonical import plain
from chengguan.ledger.known import Known, day, money, names
from chengguan.ledger.models import Entry
from chengguan.reports.models.measures import CaseFact, MeasureState, OpenDay, Term, Transition

from .definition import KEPT
from .lists.deadlines import near_on, overdue_on
from .sources import COUNTED_ACTS

ARCHIVED, CLOSED = "archived", "closed"
FEN: Final = Decimal("0.01")
BATCH: Final = 5_000
# Entries are numbered when they are written, not when they become visible: the last ones are looked at again.
AGAIN: Final = 2_000
# Periods of a court, or of the party with a look at him afterwards: the bureau cannot be late in them.
NOT_OURS: Final = (
    "correction_term",
    "court_acceptance",
    "court_ruling",
    "court_ruling_doubt",
    "court_urgent",
)
SCOPE: Final = ("bureau_id", "brigade_id", "squad_id")


def fact_values(case: Case) -> dict[str, Any]:
    """The row of a case, from its columns and from what is known of it."""
    known = case.known
    confiscated = money(known, "confiscated") if case.outcome == "penalty" else Decimal(0)
    return {
        **_place(case),
        "procedure": case.procedure,
        "stage": case.stage,
        "outcome": case.outcome,
        "ground": case.exemption_ground,
        "leniency": str(known.get("leniency") or ""),
        "kinds": _kinds(known),
        "party_kind": str(known.get("party_kind") or ""),
        "party_key": case.party_id,
        "review": str(known.get("legal_review_result") or ""),
        "fast_track": known.get("fast_track") is True,
        "annulled": bool(known.get("decision_annulled")),
        "filed_on": case.opened_on,
        "decided_on": case.decided_on,
        "served_on": day(known, "decision_served_on"),
        "performed_on": day(known, "performed_on"),
        "closed_on": case.closed_on,
        "decide_days": (case.decided_on - case.opened_on).days if case.decided_on else None,
        "close_days": (case.closed_on - case.opened_on).days if case.closed_on else None,
        "fine": Decimal(case.fine_amount).quantize(FEN),
        "confiscated": confiscated.quantize(FEN),
        "charged": (Decimal(case.fine_amount) + confiscated).quantize(FEN),
        "paid": Decimal(case.paid_amount).quantize(FEN),
    }


def _place(case: Case) -> dict[str, Any]:
    """By what the rows of a case are broken down and found."""
    scope = {name: getattr(case, name) for name in SCOPE}
    return {**scope, "matter_id": case.matter_id, "area": case.matter.field}


def _kinds(known: Known) -> str:
    kinds = sorted(names(known, "decision_kinds"))
    return f"|{'|'.join(kinds)}|" if kinds else ""


def keep_facts(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to every act of a case: its row says what the case says, and a step that counts is appended."""
    case, entry = done.subject, done.entry
    if not isinstance(case, Case) or entry is None:
        return
    before = keep_row(case)
    words = {**plain(done.data), **plain(done.sets)} if entry.kind in COUNTED_ACTS else {}
    append_step(case, seq=entry.seq, kind=entry.kind, at=at, words=words, before=before, stage=case.stage)


def keep_row(case: Case) -> str:
    """Write the row where it changed. Returns the stage that it had before."""
    wanted = fact_values(case)
    row = CaseFact.objects.filter(case_id=case.pk).values(*wanted).first()
    if row is None:
        CaseFact.objects.create(case_id=case.pk, **wanted)
        return ""
    changed = {name: value for name, value in wanted.items() if row[name] != value}
    if changed:
        CaseFact.objects.filter(case_id=case.pk).update(**changed)
    return str(row["stage"])


def append_step(
    case: Case, *, seq: int, kind: str, at: datetime, words: Mapping[str, Any], before: str, stage: str
) -> None:
    """Append a step that moved the case or is counted itself; the interval of the stage before ends with it."""
    moved = stage != before
    if not moved and kind not in COUNTED_ACTS:
        return
    on = local_date(at) if moved else counted_on(kind, words, at)
    step = Transition(
        case_id=case.pk, seq=seq, kind=kind, on=on, detail=_detail(kind, words), **_place(case)
    )  # fmt: skip
    if moved:
        step.before, step.stage = before, stage
        step.until = on if stage == ARCHIVED else None
        last = Transition.objects.filter(case_id=case.pk).exclude(stage="").order_by("-seq").first()
        if last is not None:
            step.days = (on - last.on).days
            if last.stage != ARCHIVED:
                Transition.objects.filter(pk=last.pk).update(until=on)
    step.save(force_insert=True)


def counted_on(kind: str, words: Mapping[str, Any], at: datetime) -> date:
    """The day under which an act is counted: the one it names, else its own."""
    name = COUNTED_ACTS[kind][1] if kind in COUNTED_ACTS else ""
    return (day(words, name) if name else None) or local_date(at)


def _detail(kind: str, words: Mapping[str, Any]) -> str:
    name = COUNTED_ACTS[kind][2] if kind in COUNTED_ACTS else ""
    return str(words.get(name) or "") if name else ""


def steps_of(case: Case) -> Iterator[dict[str, Any]]:
    """The steps of a case as its chain in the ledger has them, in the order of the acts."""
    stage = ""
    entries = Entry.objects.filter(chain=case.chain_key).order_by("seq")
    for seq, kind, at, body in entries.values_list("seq", "kind", "at", "body"):
        content = json.loads(body)
        now = content.get("stage", stage)
        if now != stage or kind in COUNTED_ACTS:
            words = {**content.get("data", {}), **content.get("sets", {})}
            yield {"seq": seq, "kind": kind, "at": at, "words": words, "before": stage, "stage": now}
        stage = now


@transaction.atomic
def rebuild(case: Case) -> None:
    """Make row, steps and periods of a case anew."""
    case = Case.locked(case.pk)
    keep_row(case)
    Transition.objects.filter(case_id=case.pk).delete()
    for step in steps_of(case):
        append_step(case, **step)


def term_values(case: Case, on: date) -> dict[tuple[str, str], dict[str, Any]]:
    """The periods that the bureau had to keep in a case, by clock and number, as they stand on a day."""
    found = {}
    for running, reading in readings(case.known, CASE_CLOCKS, on, case.bureau.jurisdiction):
        if not running.act or running.of_party or running.right or running.clock in NOT_OURS:
            continue
        stopped = reading.stopped_on
        if stopped is None and case.stage == ARCHIVED:
            stopped = day(case.known, "archived_on") or case.closed_on
        found[running.clock, running.mark] = {
            **_place(case),
            "title": reading.title[:120],
            "started_on": reading.started_on,
            "due_on": reading.due_on,
            "stopped_on": stopped,
            "state": _state(reading.due_on, stopped, on),
        }
    return found


def _state(due: date, stopped: date | None, on: date) -> str:
    if (stopped or on) > due:
        return Term.LATE
    return Term.MET if stopped else Term.RUNNING


def keep_terms(case: Case, on: date) -> None:
    """Make the periods of a case what its facts say."""
    wanted = term_values(case, on)
    present = {(row.clock, row.mark): row for row in Term.objects.filter(case_id=case.pk)}
    gone = [row.pk for key, row in present.items() if key not in wanted]
    if gone:
        Term.objects.filter(pk__in=gone).delete()
    new = []
    for (clock, mark), values in wanted.items():
        row = present.get((clock, mark))
        if row is None:
            new.append(Term(case_id=case.pk, clock=clock, mark=mark, **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            Term.objects.filter(pk=row.pk).update(**values)
    Term.objects.bulk_create(new)


def keep_measures(now: datetime) -> None:
    """Work of the day: periods of the cases that moved or ran over, and what was open at the end of each day that has passed.

    Every case and every day is a short transaction of its own, so that nobody at work waits for it.
    """
    today = local_date(now)
    state, _ = MeasureState.objects.get_or_create(name=KEPT)
    anew = state.entry == 0
    changed: list[date] = []
    while batch := _next_entries(state):
        changed.append(batch.first)
        for case in _cases(batch.cases):
            _bring_up(case, today, anew=anew)
        state.entry = batch.last
        state.save(update_fields=["entry"])
    for case in _cases(_run_over(today)):
        _bring_up(case, today)
    count_days(today - timedelta(days=1), min(changed, default=None))


@dataclass(frozen=True)
class Batch:
    """Entries that were not looked at yet: their cases, the first day that they touch, the last of them."""

    cases: list[str]
    first: date
    last: int


def _next_entries(state: MeasureState) -> Batch | None:
    newest = Entry.objects.order_by("-id").values_list("id", flat=True).first() or 0
    if state.entry >= newest:
        return None
    last = min(newest, state.entry + BATCH)
    new = Entry.objects.filter(id__gt=state.entry, id__lte=last)
    first = new.aggregate(first=Min("at"))["first"]
    rows = Entry.objects.filter(id__gt=max(state.entry - AGAIN, 0), id__lte=last, chain__startswith="case/")
    chains = rows.order_by().values_list("chain", flat=True).distinct()
    return Batch(
        [chain.partition("/")[2] for chain in chains], local_date(first) if first else date.max, last
    )


def _bring_up(key: Any, on: date, *, anew: bool = False) -> None:
    """The periods of a case are brought up to date; its row and steps are made where it was there before they were kept."""
    with transaction.atomic():
        case = Case.locked(key)
        if anew or not CaseFact.objects.filter(case_id=case.pk).exists():
            rebuild(case)
        keep_terms(case, on)


def _cases(keys: Iterable[Any]) -> list[Any]:
    """Those of them that exist."""
    return list(Case.objects.filter(pk__in=list(keys)).order_by("pk").values_list("pk", flat=True))


def _run_over(on: date) -> Iterable[Any]:
    """Cases with a period that has run over since it was last looked at."""
    late = Term.objects.filter(state=Term.RUNNING, due_on__lt=on)
    return late.values_list("case_id", flat=True).distinct()


def count_days(last: date, changed_from: date | None = None) -> None:
    """Count what was open at the end of every day up to `last`, again from the first day that later acts touched."""
    state = MeasureState.objects.get(name=KEPT)
    if state.day is not None and changed_from is not None and changed_from <= state.day:
        state.day = changed_from - timedelta(days=1)
        state.save(update_fields=["day"])
    current = state.day + timedelta(days=1) if state.day else _first_day()
    while current is not None and current <= last:
        rows = [OpenDay(day=current, **row) for row in open_on(current)]
        with transaction.atomic():
            locked = MeasureState.objects.select_for_update().get(pk=state.pk)
            OpenDay.objects.filter(day=current).delete()
            OpenDay.objects.bulk_create(rows)
            locked.day = current
            locked.save(update_fields=["day"])
        current += timedelta(days=1)


def _first_day() -> date | None:
    found: date | None = Transition.objects.aggregate(first=Min("on"))["first"]
    return found


def open_on(on: date) -> Iterator[dict[str, Any]]:
    """Cases by bureau, squad and stage at the end of a day: open, with a period overdue, with a period near its end."""
    mine = Term.objects.filter(case_id=OuterRef("case_id"))
    standing = Transition.objects.filter(on__lte=on).exclude(stage="").filter(Q(until=None) | Q(until__gt=on))
    told = standing.annotate(
        is_late=Exists(mine.filter(overdue_on(on))), is_near=Exists(mine.filter(near_on(on)))
    )
    rows = told.order_by().values(*SCOPE, "stage").annotate(
        open=Count("pk", filter=~Q(stage=CLOSED)),
        overdue=Count("pk", filter=Q(is_late=True)),
        near=Count("pk", filter=Q(is_near=True)),
    )  # fmt: skip
    for row in rows:
        if row["open"] or row["overdue"] or row["near"]:
            yield row
