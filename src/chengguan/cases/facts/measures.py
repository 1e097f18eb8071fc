"""Measures as the record has them: `known["measures"]`, one row each, and what follows from them on a day.

A row: {id, no, kind, title, number, basis, begun_on, begun_at, urgent_at, ratified_on, extensions[{by, on, days}],
pauses[{kind, begins_on, ends_on}], testing{begins_on, until_on, body}|None, ended_on, end, keep, held}. `keep` says why goods may be
kept after the measure has ended (拟没收、送检 …); `held` is how many units are still with the bureau.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.cases.models import Case, Good, Measure
from chengguan.documents.issuing import law_titles
from chengguan.documents.text import cite as cite_text
from chengguan.ledger.norms import book
from chengguan.powers.models import Matter
from lawengine.clock import ClockReading

from .base import derives
from .clocks import CASE_CLOCKS, reading
from .known import Known, day

KINDS: Final = dict(Measure.KINDS)
SEIZURES: Final = (Measure.SEAL, Measure.IMPOUND)
# What may stand in the way of giving goods back although the measure has ended.
KEPT: Final = {
    "testing": "送交检测、检验、鉴定",
    "seize": "转为查封、扣押",
    "confiscate": "拟依法没收",
    "transfer": "移送有关机关",
}
LAWFUL_RANKS: Final = ("law", "regulation", "local")
Row = dict[str, Any]


# --- rows ---------------------------------------------------------------------------------------------------


def rows_of(known: Known) -> list[Row]:
    """Every measure of the case, oldest first."""
    return [dict(row) for row in known.get("measures") or []]


def row_of(known: Known, no: int) -> Row | None:
    """The measure with a number, or None when the case has no such measure."""
    return next((row for row in rows_of(known) if row["no"] == no), None)


def changed(known: Known, no: int, **changes: Any) -> list[Row]:
    """All rows, the one with this number changed."""
    return [{**row, **changes} if row["no"] == no else row for row in rows_of(known)]


def open_rows(known: Known, *kinds: str) -> list[Row]:
    """Measures that have not ended, of some kinds or of any."""
    return [row for row in rows_of(known) if not row["ended_on"] and (not kinds or row["kind"] in kinds)]


def clock_of(row: Row, on: date, jurisdiction: str) -> ClockReading:
    """The period of one measure, with its testing time and extension, as of a day."""
    running = next(one for one in CASE_CLOCKS if one.each == "measures" and row["kind"] in one.kinds)
    return reading(row, running, date.fromisoformat(row["begun_on"]), on, jurisdiction)


def due_of(row: Row, jurisdiction: str) -> date:
    """Last day of a measure (行政处罚法 第五十六条、行政强制法 第二十五条)."""
    return clock_of(row, date.fromisoformat(row["begun_on"]), jurisdiction).due_on


def kept(row: Row) -> bool:
    """Whether there is a lawful reason to keep the goods of a measure that has ended."""
    return not row["ended_on"] or row.get("keep") in KEPT


# --- what follows on a day ----------------------------------------------------------------------------------


@derives
def measures_today(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """How many measures run, which are past their last day, what is held and has to go back."""
    rows = rows_of(known)
    unused = [row for row in known.get("measure_approvals") or [] if not row.get("used_by")]
    facts: dict[str, Any] = {
        "preservation_approvals": sum(row["kind"] == Measure.PRESERVATION for row in unused),
        "seizure_approvals": sum(row["kind"] in SEIZURES for row in unused),
    }
    if not rows:
        return facts
    running = [row for row in rows if not row["ended_on"]]
    past = [row for row in running if on > due_of(row, jurisdiction)]
    return {
        **facts,
        "preservations_open": sum(row["kind"] == Measure.PRESERVATION for row in running),
        "seizures_open": sum(row["kind"] in SEIZURES for row in running),
        "seizures_unratified": sum(
            bool(row.get("urgent_at")) and not row.get("ratified_on") for row in running
        ),
        "seizures_testing": sum(bool(row.get("testing")) for row in running),
        "preservations_past_due": sum(row["kind"] == Measure.PRESERVATION for row in past),
        "seizures_past_due": sum(row["kind"] in SEIZURES for row in past),
        "goods_held": sum(int(row["held"]) for row in rows),
        "goods_due_back": sum(int(row["held"]) for row in rows if not kept(row)),
        **_announced(known, on),
    }


def _announced(known: Known, on: date) -> dict[str, Any]:
    """认领公告: how many run, how many have run out without an owner."""
    rows = [row for row in known.get("claim_announcements") or [] if not row.get("ended_on")]
    return {
        "announcements_open": len(rows),
        "announcements_over": sum(on.isoformat() > row["until_on"] for row in rows),
    }


def chosen(case: Case, no: int, at: datetime, jurisdiction: str) -> dict[str, Any]:
    """Facts of the measure that an act is about, under the names of the norms."""
    row = row_of(case.known, no)
    if row is None:
        return {"measure_of_case": False}
    on, due = local_date(at), due_of(row, jurisdiction)
    running = not row["ended_on"]
    return {
        "measure_of_case": True,
        "measure_kind": row["kind"],
        "measure_running": running,
        "measure_in_time": running and on <= due,
        "measure_expired": running and on > due,
        "measure_due_on": due.isoformat(),
        "measure_extended": bool(row.get("extensions")),
        "measure_urgent": bool(row.get("urgent_at")),
        "measure_ratified": not row.get("urgent_at") or bool(row.get("ratified_on")),
        "measure_testing": bool(row.get("testing")),
        "measure_goods_held": int(row["held"]),
    }


def within_urgent_term(row: Row, at: datetime, jurisdiction: str) -> bool:
    """Whether twenty-four hours have not passed since an urgent measure (行政强制法 第十九条), by the clock."""
    begun = datetime.fromisoformat(str(row["urgent_at"]))
    hours = (
        book().clock("seizure_urgent_report", on=local_date(begun), jurisdiction=jurisdiction).length.count
    )
    return at <= begun + timedelta(hours=hours)


# --- bases --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Basis:
    """查封、扣押的一项依据: which provision, on what condition, how far it has been verified."""

    id: str
    text: str
    cite: Mapping[str, Any]
    rank: str
    condition: str
    verified: str


def bases_for(matter: Matter, kind: str, on: date, jurisdiction: str) -> list[Basis]:
    """Provisions by which a measure may be taken in a matter (行政强制法 第十条、第十一条、第二十二条); none: it may not be taken."""
    found: list[Basis] = []
    for name in ("seizure_bases", "seizure_bases_local"):
        listing = book().listing(name, on=on, jurisdiction=jurisdiction)
        rows = listing.items if listing else ()
        mark = listing.verified if listing else ""
        found += [_basis(row, on, mark) for row in rows if kind in row["measures"] and _fits(row, matter)]
    return found


def basis_of(case: Case, kind: str, chosen_id: str, on: date, jurisdiction: str) -> Basis | None:
    """The basis that was chosen, if it is one of those that fit the matter."""
    return next((row for row in bases_for(case.matter, kind, on, jurisdiction) if row.id == chosen_id), None)


def _fits(row: Mapping[str, Any], matter: Matter) -> bool:
    cited = {str(cite.get("law")) for cite in [*matter.violated, *matter.basis] if isinstance(cite, Mapping)}
    laws, words = set(row.get("laws") or ()), row.get("words") or ()
    return (
        bool(laws & cited)
        or any(word in matter.title for word in words)
        or matter.code in (row.get("matters") or ())
    )


def _basis(row: Mapping[str, Any], on: date, mark: str) -> Basis:
    names = ("law", "article", "paragraph", "item", "part")
    cite = {name: row[name] for name in names if name in row}
    source = book().source(str(row["law"]), on=on)
    return Basis(
        id=str(row["id"]),
        text=cite_text(cite, law_titles()),
        cite=cite,
        rank=source.kind if source else "",
        condition=str(row.get("condition") or ""),
        verified=mark,
    )


def basis_facts(basis: Basis | None) -> dict[str, Any]:
    """Whether a basis is named, of the required rank, and verified."""
    return {
        "seizure_basis_named": basis is not None,
        "seizure_basis_law": basis is not None and basis.rank in LAWFUL_RANKS,
        "seizure_basis_verified": basis is not None and basis.verified != "R",
    }


# --- goods --------------------------------------------------------------------------------------------------


def listed(goods: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Facts of a list of goods that is being made."""
    return {
        "goods_listed": len(goods),
        "goods_described": bool(goods) and all(_described(row) for row in goods),
    }


def _described(row: Mapping[str, Any]) -> bool:
    words = all(str(row.get(name) or "").strip() for name in ("name", "unit", "condition"))
    return words and int(row.get("quantity") or 0) > 0


def picked(case: Case, goods: Mapping[str, int], column: str = "held") -> dict[str, Any]:
    """Facts of goods that were picked with quantities: they are of the case, and no more than what there is."""
    wanted = {pk: count for pk, count in goods.items() if count}
    rows = {
        str(good.pk): good
        for good in Good.objects.filter(case=case, pk__in=list(wanted)).select_related("measure")
    }
    return {
        "goods_picked": len(wanted),
        "goods_of_case": set(rows) == set(wanted),
        "goods_enough": all(
            pk in rows and 0 < count <= int(getattr(rows[pk], column)) for pk, count in wanted.items()
        ),
    }


def measures_of(case: Case, goods: Mapping[str, int]) -> set[int]:
    """Numbers of the measures under which goods were taken."""
    return set(Good.objects.filter(case=case, pk__in=list(goods)).values_list("measure__no", flat=True))


def returnable(case: Case, goods: Mapping[str, int]) -> bool:
    """Whether every picked good belongs to a measure that has ended and leaves no reason to keep it."""
    rows = [row_of(case.known, no) for no in measures_of(case, goods)]
    return bool(rows) and all(row is not None and row["ended_on"] for row in rows)


def begun_day(known: Known) -> date | None:
    """First day on which goods were taken."""
    days = [found for row in rows_of(known) if (found := day(row, "begun_on"))]
    return min(days) if days else None
