"""适用法律 of one case: the law at the act and the law today side by side, the result, and the limitation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.applicable import Candidate, LawFinding, finding_of
from chengguan.cases.facts.known import day
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.ledger.norms import book
from lawengine.applicable import NEW, OLD

from .options import Option, option_for

SIDES = {OLD: "旧", NEW: "新", "same": "相同", "opinion": "待法律意见"}


@dataclass(frozen=True)
class LawPage:
    """The tab 适用法律. `determined` are the words of what was determined, with the papers of it."""

    case: Case
    on: date
    finding: LawFinding | None
    old: list[Candidate]
    new: list[Candidate]
    rows: list[tuple[str, str, str, str]]
    determined: str
    determined_on: date | None
    papers: list[Instrument]
    option: Option
    discovered_on: date | None

    @property
    def offered(self) -> bool:
        """Whether this viewer may determine the law now; a change that only the list shows counts as well."""
        raised = self.finding is not None and self.finding.changed
        others = [row for row in self.option.obstacles if row.id != "law_question_raised"]
        return self.option.mine and not others and (raised or self.option.offered)

    @property
    def expired(self) -> bool:
        found = self.finding
        late = found and found.limitation and self.discovered_on
        return bool(late and found and found.limitation and found.limitation.expired(self.discovered_on))  # type: ignore[arg-type]


def law_page(viewer: Viewer, pk: uuid.UUID, on: date) -> LawPage | None:
    """The tab of one case, or None when the viewer may not know of it. The decided case is compared as of its decision."""
    case = (
        Case.objects.visible_to(viewer)
        .select_related("bureau", "party", "matter", "lead", "squad")
        .filter(pk=pk)
        .first()
    )
    if case is None:
        return None
    decided = day(case.known, "decided_on") or on
    found = finding_of(case, decided, viewer.jurisdiction)
    return LawPage(
        case=case,
        on=decided,
        finding=found,
        old=found.side(OLD) if found else [],
        new=found.side(NEW) if found else [],
        rows=_rows(found),
        determined=_words(case.known.get("law_choice")),
        determined_on=day(case.known, "law_determined_on"),
        papers=list(
            Instrument.objects.filter(subject_key=case.chain_key, kind="law_determination").defer("context")
        ),
        option=option_for("case.determine_law", case, viewer, on),
        discovered_on=day(case.known, "discovered_on"),
    )


def _rows(found: LawFinding | None) -> list[tuple[str, str, str, str]]:
    if found is None or found.comparison is None:
        return []
    return [(row.aspect, row.old, row.new, SIDES.get(row.lighter, "")) for row in found.comparison.rows]


def _words(choice: Any) -> str:
    return str(book().fact("law_choice").choices.get(choice, "")) if choice else ""
