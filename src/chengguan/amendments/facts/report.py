"""What a pack changes, as its page tells it: acts, periods, amounts, lists; and what has to be revised: papers, matters, powers, benchmarks."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chengguan.ledger.norms import using
from chengguan.powers.checking import Laws, Plan, check
from chengguan.powers.models import Matter, PowerItem
from lawengine import NormBook
from lawengine.impact import HOW, act_changes, clock_changes, listing_changes, threshold_changes

from .impact import Successor
from .pack import Content


@dataclass
class Setting:
    """One bureau's side of a pack: the changed book, and the changed list checked against it."""

    old: NormBook
    new: NormBook
    on: date
    since: date
    bureau_id: int
    jurisdiction: str
    repeals: tuple[str, ...]
    plan: Plan = field(default_factory=Plan)

    @property
    def changed_laws(self) -> set[str]:
        """Laws of which the pack says something else than the book does today."""
        names = {*self.old.sources.ids(), *self.new.sources.ids()}
        return {
            name for name in names if self.old.sources.versions(name) != self.new.sources.versions(name)
        } | {*self.repeals}


def setting(
    old: NormBook, new: NormBook, content: Content, *, on: date, bureau_id: int, bureau_code: str, jurisdiction: str
) -> Setting:  # fmt: skip
    """The pack as it meets one bureau on a day. Queries for the list of powers only."""
    day = max(on, content.effective_on)
    found = Setting(old, new, day, content.effective_on, bureau_id, jurisdiction, content.repeals)
    sheets = content.sheets.get(bureau_code)
    if sheets:
        with using(new):
            found.plan = check(sheets, bureau_id=bureau_id, book=new, on=on)
    return found


def successors(where: Setting) -> tuple[dict[int, Matter], dict[int, Successor]]:
    """Matters that the pack replaces or ends, and what stands in their place. One query."""
    rows = list(Matter.objects.filter(bureau_id=where.bureau_id).order_by("valid_from"))
    drafts = where.plan.matters
    lines = {draft.lineage or draft.code for draft in drafts} | {draft.code for draft in drafts}
    closing = {row.pk: end for row, end, _ in where.plan.closing if isinstance(row, Matter)}
    ended = {name for name in where.changed_laws if where.new.source(name, on=where.on) is None}
    matters, found = {}, {}
    for row in rows:
        own = row.line in lines or row.code in lines or row.pk in closing
        if row.valid_from >= where.since or not (own or _rests_on(row, ended)):
            continue
        after: list[Any] = [
            draft for draft in drafts if row.line in (draft.lineage or draft.code, draft.code)
        ]
        after += [
            other
            for other in rows
            if other.line == row.line and _holds(other, where.on, closing) and not _rests_on(other, ended)
        ]
        matters[row.pk], found[row.pk] = row, Successor(row.title, tuple(after))
    return matters, found


def _rests_on(row: Matter, laws: Iterable[str]) -> bool:
    return not {str(cite["law"]) for cite in row.basis}.isdisjoint(laws)


def _holds(row: Matter, on: date, closing: Mapping[int, date]) -> bool:
    end = closing.get(row.pk, row.valid_to)
    return row.valid_from <= on and (end is None or end >= on)


# --- the page ----------------------------------------------------------------------------------------------


def report(where: Setting) -> dict[str, Any]:
    """What changes and what has to be revised, as plain values."""
    old, new, on, place = where.old, where.new, where.on, where.jurisdiction
    laws = sorted(where.changed_laws)
    titles = {name: Laws(new).title(name) for name in laws}
    acts = act_changes(old, new, on=on, jurisdiction=place)
    return {
        "laws": [_law(where, name) for name in laws],
        "acts": [_act(change) for change in acts],
        "clocks": [[name, _clock_title(new, old, name, on, place)] for name in clock_changes(old, new, jurisdiction=place)],
        "thresholds": [list(row) for row in threshold_changes(old, new, on=on, jurisdiction=place)],
        "lists": [list(row) for row in listing_changes(old, new, on=on, jurisdiction=place)],
        "papers": _papers(where, titles),
        "matters": _matters(where, titles),
        "powers": _powers(where, titles),
        "new_matters": [[draft.code, draft.title, draft.valid_from.isoformat()] for draft in where.plan.matters],
        "new_powers": [[draft.code, draft.name, draft.valid_from.isoformat()] for draft in where.plan.powers],
        "closing": [[row.code, str(row), end.isoformat()] for row, end, _ in where.plan.closing],
        "faults": [[fault.sheet, fault.row, fault.column, fault.text] for fault in where.plan.errors],
    }  # fmt: skip


def _law(where: Setting, name: str) -> list[str]:
    before, after = (book.source(name, on=where.on) for book in (where.old, where.new))
    if after is None:
        newest = where.new.sources.newest(name)
        return [Laws(where.new).title(name), "废止", f"施行至 {newest.end}" if newest and newest.end else ""]
    return [Laws(where.new).title(name), "新增" if before is None else "修订", f"自 {after.start} 起施行"]


def _act(change: Any) -> dict[str, Any]:
    rows = [
        [HOW[row.how], row.statement, "、".join(cite.short for cite in row.cites)]
        for row in change.requirements
    ]
    return {"kind": change.kind, "title": change.title, "how": HOW[change.how], "requirements": rows}


def _clock_title(new: NormBook, old: NormBook, name: str, on: date, place: str) -> str:
    for book in (new, old):
        if name in book.clocks():
            try:
                return book.clock(name, on=on, jurisdiction=place).title
            except LookupError:
                continue
    return name


def _papers(where: Setting, titles: Mapping[str, str]) -> list[list[str]]:
    """文书模板 and lists whose text names a law that changed: someone has to look at them."""
    gone = [name for name in titles if where.new.source(name, on=where.on) is None]
    found = []
    for folder, word in (("instruments", "文书模板"), ("review_items", "审核要点")):
        for name, norm in where.new.raw(folder, jurisdiction=where.jurisdiction).items():
            text = json.dumps(norm.data, ensure_ascii=False, default=str)
            for law in gone:
                if titles[law] in text or f'"{law}"' in text:
                    title = norm.data.get("title", name) if isinstance(norm.data, dict) else name
                    found.append([word, str(title), titles[law]])
    for name in where.new.listings():
        listing = where.new.listing(name, on=where.on, jurisdiction=where.jurisdiction)
        text = repr(listing.items) if listing else ""
        found += [
            ["清单", listing.title, titles[law]]
            for law in gone
            if listing and (law in text or titles[law] in text)
        ]
    return found


def _matters(where: Setting, titles: Mapping[str, str]) -> list[list[Any]]:
    """案由 (with their benchmarks) that rest on a law that is no longer in force, and that the pack does not end."""
    closing = {row.pk for row, _, _ in where.plan.closing if isinstance(row, Matter)}
    gone = {name for name in titles if where.new.source(name, on=where.on) is None}
    rows = (
        Matter.objects.filter(bureau_id=where.bureau_id)
        .prefetch_related("tiers")
        .order_by("code", "valid_from")
    )
    found = []
    for row in rows:
        laws = {str(cite["law"]) for cite in (*row.basis, *row.violated)} & gone
        if laws and row.pk not in closing and _holds(row, where.on, {}):
            words = "、".join(titles[name] for name in sorted(laws))
            found.append([row.pk, row.code, row.title, words, len(row.tiers.all())])
    return found


def _powers(where: Setting, titles: Mapping[str, str]) -> list[list[Any]]:
    """权力事项 whose basis names a law that is no longer in force."""
    gone = [titles[name] for name in titles if where.new.source(name, on=where.on) is None]
    rows: Sequence[PowerItem] = list(
        PowerItem.objects.filter(bureau_id=where.bureau_id).order_by("code", "valid_from")
    )
    closing = {row.pk for row, _, _ in where.plan.closing if isinstance(row, PowerItem)}
    return [
        [row.pk, row.code, row.name, title]
        for row in rows
        for title in gone
        if title in row.basis and row.pk not in closing and (row.valid_to is None or row.valid_to >= where.on)
    ]
