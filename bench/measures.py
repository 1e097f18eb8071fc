"""Measures of a year over ten million ledger entries: every measure of the catalogue, the whole board, parts and records."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from time import perf_counter
from typing import Any, Final

from django.db import connection

from chengguan.base.paging import Cursor
from chengguan.cases.models import Case
from chengguan.ledger.models import Entry
from chengguan.people.selectors import actor_of
from chengguan.reports.measures import CATALOGUE, Period, records
from chengguan.reports.measures.definition import KEPT
from chengguan.reports.measures.figures import reading, readings, series
from chengguan.reports.measures.keeping import open_on
from chengguan.reports.models.measures import CaseFact, MeasureState, OpenDay, Term, Transition

from .ground import SHEET, Ground
from .loading import settle

ENTRIES, QUICK_ENTRIES = 10_000_000, 20_000
PER_CASE: Final = 10
YEAR: Final = Period.year(2024)
EVE: Final = date(2023, 12, 31)
ROUNDS: Final = 3
# Stages with the days after filing on which a decided case entered them; the last act is the archiving.
COURSE: Final = (
    ("filed", 0),
    ("investigated", 20),
    ("noticed", 25),
    ("decided", None),
    ("served", 3),
    ("closed", 20),
)
NUMBERS: Final = "WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < %d) "


def measure(laid: Ground, today: date, *, quick: bool) -> dict[str, Any]:
    """Milliseconds of the slowest measure and of the whole board for a year, each the best of three."""
    entries = QUICK_ENTRIES if quick else ENTRIES
    begun = perf_counter()
    fill(entries)
    filled = perf_counter() - begun
    bureau = laid.cast.bureau.pk
    rounds = 1 if quick else ROUNDS
    single = {
        name: _best(partial(reading, bureau, name, YEAR), rounds)
        for name, found in CATALOGUE.items()
        if not found.waits
    }
    slowest = max(single, key=lambda name: single[name])
    head = actor_of(laid.cast.officers["organ_head"], today)
    cases, first_page = CATALOGUE["penalty_cases"], Cursor("", False, False)
    return {
        "entries": Entry.objects.count(),
        "cases": CaseFact.objects.filter(bureau_id=bureau).count(),
        "of_year": int(reading(bureau, cases.id, YEAR).value or 0),
        "filled_s": filled,
        "slowest": slowest,
        "slowest_ms": single[slowest],
        "single_ms": single,
        "board_ms": _best(partial(readings, bureau, CATALOGUE, YEAR), rounds),
        "parts_ms": {
            by: _best(partial(series, bureau, "penalty_cases", YEAR, by), rounds)
            for by in ("month", "unit", "matter", "area", "stage")
        },
        "records_ms": _best(partial(records.record_page, head, cases, YEAR, first_page), rounds),
        "floor_ms": _best(_scan, rounds),
    }


def _best(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        begun = perf_counter()
        work()
        times.append(perf_counter() - begun)
    return min(times) * 1000


def _scan() -> None:
    """One look at every fact row: what the database needs to count without an index."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT sum(fine) FROM reports_casefact")
        cursor.fetchone()


def fill(entries: int) -> None:
    """Cases until there is one for every ten entries, with their facts, steps and periods; and the entries."""
    if not _postgres():
        _run("PRAGMA cache_size = -400000")  # for filling alone
    _multiply_cases(entries // PER_CASE)
    for model in (Term, Transition, CaseFact):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table}")
    _facts()
    _steps()
    _terms()
    _entries(entries)
    settle()
    state, _ = MeasureState.objects.get_or_create(name=KEPT)
    for day in (EVE, YEAR.last):
        OpenDay.objects.filter(day=day).delete()
        OpenDay.objects.bulk_create(OpenDay(day=day, **row) for row in open_on(day))
    state.day = YEAR.last
    state.save()
    settle()
    connection.close()


def _run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def _postgres() -> bool:
    return connection.vendor == "postgresql"


def _plus(day: str, days: object) -> str:
    return f"({day} + CAST({days} AS integer))" if _postgres() else f"date({day}, '+' || ({days}) || ' days')"


def _between(first: str, last: str) -> str:
    return (
        f"({last} - {first})" if _postgres() else f"CAST(julianday({last}) - julianday({first}) AS integer)"
    )


def _multiply_cases(size: int) -> None:
    """Copies of the cases that are there, of the measured bureau's and its neighbours' alike, until there are as many."""
    present = Case.objects.count()
    times = size // max(present, 1)
    if times < 2:
        return
    key = "CAST(lpad(to_hex(n), 32, '0') AS uuid)" if _postgres() else "printf('%032x', n)"
    given = {"id": key, "number": "'B' || n", "lead_id": "NULL", "known": "'{}'", "summary": "''"}
    columns = [str(field.column) for field in Case._meta.concrete_fields]
    names = ", ".join(f'"{name}"' for name in columns)
    chosen = ", ".join(given.get(name, f'"{name}"') for name in columns)
    # In the order of their days, as cases come: every index grows at its end.
    copies = "SELECT c.*, row_number() OVER (ORDER BY c.opened_on, k.n) AS n FROM cases_case c, k"
    numbers = NUMBERS % (times - 1)
    _run(f"INSERT INTO cases_case ({names}) {numbers}SELECT {chosen} FROM ({copies}) AS copies ORDER BY n")


def _facts() -> None:
    values = {
        "case_id": "c.id", "bureau_id": "c.bureau_id", "brigade_id": "c.brigade_id", "squad_id": "c.squad_id",
        "matter_id": "c.matter_id", "area": "m.field", "procedure": "c.procedure", "stage": "c.stage", "outcome": "c.outcome",
        "ground": "c.exemption_ground", "leniency": "''", "kinds": "CASE WHEN c.outcome = 'penalty' THEN '|fine|' ELSE '' END",
        "party_kind": "'legal_person'", "party_key": "c.party_id", "review": "''", "fast_track": "c.major", "annulled": "c.is_demo",
        "filed_on": "c.opened_on", "decided_on": "c.decided_on", "served_on": "c.decided_on", "performed_on": "c.closed_on",
        "closed_on": "c.closed_on", "decide_days": _between("c.opened_on", "c.decided_on"),
        "close_days": _between("c.opened_on", "c.closed_on"), "fine": "c.fine_amount", "confiscated": "0",
        "charged": "c.fine_amount", "paid": "c.paid_amount",
    }  # fmt: skip
    _insert(
        "reports_casefact",
        values,
        "cases_case c JOIN powers_matter m ON m.id = c.matter_id ORDER BY c.opened_on",
    )


SCOPE: Final = {
    name: f"f.{name}" for name in ("case_id", "bureau_id", "brigade_id", "squad_id", "matter_id", "area")
}


def _steps() -> None:
    """Six steps of every closed case; an interval ends where the next one begins."""
    for seq, (stage, days) in enumerate(COURSE, 1):
        on, until = _day(seq - 1), _day(seq) if seq < len(COURSE) else _plus("f.closed_on", 30)
        values = {
            **SCOPE, "seq": str(seq), "kind": f"'bench.{stage}'", "detail": "''", "before": "''", "stage": f"'{stage}'", "on": on,
            "until": until, "days": str(days or 0),
        }  # fmt: skip
        _insert(
            "reports_transition", values, "reports_casefact f WHERE f.closed_on IS NOT NULL ORDER BY f.id"
        )
    standing = {**SCOPE, "seq": "1", "kind": "'case.file'", "detail": "''", "before": "''", "stage": "f.stage", "on": "f.filed_on", "until": "NULL", "days": "0"}  # fmt: skip
    _insert("reports_transition", standing, "reports_casefact f WHERE f.closed_on IS NULL ORDER BY f.id")


def _day(place: int) -> str:
    """The day on which the course reaches a place: early steps share the days before the decision."""
    return {
        0: "f.filed_on",
        1: "f.filed_on",
        2: "f.decided_on",
        3: "f.decided_on",
        4: _plus("f.decided_on", 3),
        5: "f.closed_on",
    }[place]


def _terms() -> None:
    """Three periods of every case: the decision, the closing, the archiving."""
    rows = (
        ("case_decision", "f.filed_on", 90, "f.decided_on"),
        ("case_close", "f.decided_on", 30, "f.closed_on"),
        ("archive_term", "f.closed_on", 30, _plus("f.closed_on", "f.id % 33")),
    )
    for clock, start, days, stop in rows:
        due = _plus(start, days)
        state = f"CASE WHEN {stop} IS NULL OR {stop} > {due} THEN 'late' ELSE 'met' END"
        values = {**SCOPE, "clock": f"'{clock}'", "mark": "''", "title": f"'{clock}'", "started_on": start, "due_on": due, "stopped_on": stop, "state": state}  # fmt: skip
        _insert("reports_term", values, f"reports_casefact f WHERE {start} IS NOT NULL ORDER BY f.id")


def _insert(table: str, values: dict[str, str], source: str) -> None:
    names = ", ".join(f'"{name}"' for name in values)
    _run(f"INSERT INTO {table} ({names}) SELECT {', '.join(values.values())} FROM {source}")


def _entries(size: int) -> None:
    """Entries of chains of their own, in bulk: the measures do not read them, the database holds them."""
    rows = size - Entry.objects.count()
    if rows <= 0:
        return
    moment = "now()" if _postgres() else "datetime('now')"
    values = {
        "chain": "'bench/' || (k.n / 10)", "seq": "k.n % 10", "kind": "'bench.act'", "at": moment, "recorded_at": moment,
        "bureau_code": f"'{SHEET.code}'", "body": "'{}'", "previous": "''", "hash": "''", "hash_sm3": "''", "caused_by": "''",
    }  # fmt: skip
    names, chosen = ", ".join(f'"{name}"' for name in values), ", ".join(values.values())
    if _postgres():
        _run(f"INSERT INTO ledger_entry ({names}) SELECT {chosen} FROM generate_series(1, {rows}) AS k(n)")
    else:
        _run(f"INSERT INTO ledger_entry ({names}) {NUMBERS % rows}SELECT {chosen} FROM k")
