"""Citations of the norms and of the bureau's list, checked against the library of statutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from chengguan.base.viewer import Viewer
from chengguan.powers.models import Matter
from chengguan.statutes.selectors.citations import (
    STATES,
    Asked,
    Checked,
    User,
    check,
    citation_of,
    norm_citations,
)

from . import matters_for


@dataclass(frozen=True)
class CitationReport:
    """Citations with what the library says of each; `counts` by state over all of them."""

    rows: list[Checked]
    counts: list[tuple[str, str, str, int]]
    total: int
    on: date


def citation_report(viewer: Viewer, on: date, *, state: str = "", text: str = "") -> CitationReport:
    """引用核对 of the norms in force in the viewer's place and of the matters on his bureau's list. Six queries."""
    asked = [*norm_citations(viewer.jurisdiction, on), *matter_citations(viewer.bureau_id or 0, on)]
    found = check(asked, on)
    counted = Counter(row.state for row in found)
    counts = [(name, title, tone, counted[name]) for name, (title, tone) in STATES.items()]
    words = text.split()
    rows = [
        row
        for row in found
        if (not state or row.state == state) and all(word in _words(row) for word in words)
    ]
    return CitationReport(rows, counts, len(found), on)


def matter_citations(bureau_id: int, on: date) -> list[Asked]:
    """What the matters on the list of a day cite; they count as checked when their version began. One query."""
    return [
        Asked(citation_of(cite), User("matter", str(matter.pk), matter.title), matter.valid_from)
        for matter in matters_for(bureau_id, on)
        for cite in _cites(matter)
    ]


def _cites(matter: Matter) -> Iterator[dict[str, object]]:
    seen = []
    for cite in (*matter.violated, *matter.basis):
        if cite not in seen:
            seen.append(cite)
            yield cite


def _words(row: Checked) -> str:
    return f"{row.cite.short} {' '.join(user.title for user in row.users)}"
