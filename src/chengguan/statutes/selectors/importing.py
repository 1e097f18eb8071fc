"""The preview of an import: what was understood, what was not, what would change, and what the law engine says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import judge
from chengguan.statutes.comparing import Pair, Text, compare
from chengguan.statutes.drafts import Details, Row, Upload, rows_of
from chengguan.statutes.facts import import_facts
from chengguan.statutes.models import StatuteVersion
from chengguan.statutes.naming import short_name
from chengguan.statutes.parsing import ALL_TROUBLES, Node, Trouble
from lawengine import Verdict

from .reading import SECTIONS, texts_of


@dataclass(frozen=True)
class Draft:
    """A file as it would be imported. The verdict and the comparison are there once the 题注 was entered."""

    upload: Upload
    counts: dict[str, int]
    contents: list[Node]
    first: list[Node]
    troubles: list[Trouble]
    trouble_counts: list[tuple[str, int]]
    verdict: Verdict | None = None
    before: StatuteVersion | None = None
    changes: dict[str, int] | None = None

    @property
    def possible(self) -> bool:
        """Whether nothing but a warning stands in the way."""
        return self.verdict is not None and not (self.verdict.unmet or self.verdict.open)


def draft_of(
    upload: Upload, details: Details | None = None, viewer: Viewer | None = None, at: datetime | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Draft:  # fmt: skip
    """The preview of a file; with its 题注 also the verdict. Nothing is written."""
    parsed = upload.parsed
    nodes = list(parsed.walk())
    found = Counter(node.kind for node in nodes)
    troubles = upload.all_troubles
    kinds = Counter(trouble.kind for trouble in troubles)
    draft = Draft(
        upload=upload,
        counts={kind: found[kind] for kind in ("article", "paragraph", "item", "subitem", "annex")},
        contents=[node for node in nodes if node.kind in SECTIONS],
        first=parsed.articles[:3],
        troubles=troubles,
        trouble_counts=[(title, kinds[kind]) for kind, title in ALL_TROUBLES.items() if kinds[kind]],
    )
    if details is None or viewer is None or at is None:
        return draft
    sheet = import_facts(actor=viewer, at=at, upload=upload, details=details)
    before, changes = _against(upload, details)
    verdict = judge("statute.import", sheet, viewer, reasons or {})
    return Draft(**{**vars(draft), "verdict": verdict, "before": before, "changes": changes})


def _against(upload: Upload, details: Details) -> tuple[StatuteVersion | None, dict[str, int] | None]:
    """What changes against the version that this one follows."""
    rows = StatuteVersion.objects.filter(
        statute__name=short_name(details.title), withdrawn_on=None, in_force_from__lt=details.in_force_from
    )
    before = rows.defer("troubles").order_by("-in_force_from").first()
    if before is None:
        return None, None
    pairs = compare(texts_of([before.pk])[before.pk], texts_in(upload))
    return before, _states(pairs)


def _states(pairs: list[Pair]) -> dict[str, int]:
    found = Counter(pair.state for pair in pairs)
    return {state: found[state] for state in ("added", "removed", "changed", "moved", "same")}


def texts_in(upload: Upload) -> list[Text]:
    """Articles of a file as what is compared."""
    rows: list[Row] = [row for row in rows_of(upload.parsed.roots) if row.node.kind == "article"]
    return [Text((row.node.number, row.node.suffix), row.node.label, row.text, row.sha256) for row in rows]
