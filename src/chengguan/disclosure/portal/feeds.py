"""变更订阅: what was published, corrected, withdrawn or ended, newest first, so that whoever keeps a copy can follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet

from chengguan.disclosure.models import Publication, Revision
from chengguan.people.models import Bureau

SIZE: Final = 100
RELEASED, CORRECTED, WITHDRAWN, ENDED = "released", "corrected", "withdrawn", "ended"
EVENTS: Final[Mapping[str, str]] = {
    RELEASED: "公示",
    CORRECTED: "更正",
    WITHDRAWN: "撤回",
    ENDED: "停止公示",
}
ENDINGS: Final[Mapping[str, str]] = dict(Publication.ENDINGS)


@dataclass(frozen=True)
class Change:
    """One change of what the public sees. A withdrawn or ended publication gives its code and the reason, not its content."""

    at: datetime
    code: str
    event: str
    number: str
    reason: str

    @property
    def title(self) -> str:
        return f"{EVENTS[self.event]} {self.number or self.code}"


def changes(bureau: Bureau, before: datetime | None = None, size: int = SIZE) -> list[Change]:
    """The newest changes, or those before a moment. Four queries."""
    found = [
        *_stage(bureau, "released_at", before, size, Publication.RELEASED, RELEASED),
        *_stage(bureau, "withdrawn_at", before, size, Publication.WITHDRAWN, WITHDRAWN),
        *_stage(bureau, "ended_at", before, size, Publication.ENDED, ENDED),
        *_corrections(bureau, before, size),
    ]
    return sorted(found, key=lambda change: (change.at, change.code), reverse=True)[:size]


def _stage(
    bureau: Bureau, column: str, before: datetime | None, size: int, stage: str, event: str
) -> list[Change]:
    rows: QuerySet[Any] = Publication.objects.filter(bureau=bureau, stage=stage, released_at__isnull=False)
    rows = rows.filter(**{f"{column}__isnull": False})
    if before is not None:
        rows = rows.filter(**{f"{column}__lt": before})
    named = rows.order_by(f"-{column}").values_list(column, "code", "number", "withdraw_reason", "ending")
    return [_change(event, *row) for row in named[:size]]


def _change(event: str, at: datetime, code: str, number: str, reason: str, ending: str) -> Change:
    if event == ENDED:
        return Change(at, code, event, "", ENDINGS.get(ending, ""))
    return Change(at, code, event, number, reason if event == WITHDRAWN else "")


def _corrections(bureau: Bureau, before: datetime | None, size: int) -> list[Change]:
    rows = Revision.objects.filter(
        publication__bureau=bureau, publication__stage=Publication.RELEASED, number__gt=1
    )
    if before is not None:
        rows = rows.filter(at__lt=before)
    named = rows.order_by("-at").values_list("at", "publication__code", "publication__number", "reason")
    return [Change(at, code, CORRECTED, number, reason) for at, code, number, reason in named[:size]]
