"""Bank files as the page shows them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Sum

from chengguan.base.viewer import Viewer
from chengguan.cases.models import BankFile, BankLine

FILES_SHOWN: Final = 30
LINES_SHOWN: Final = 500


@dataclass(frozen=True)
class FileReport:
    """One imported file: which rows were entered and which were not, and why."""

    file: BankFile
    problems: list[BankLine]
    entered: list[BankLine]
    total: Decimal
    more: bool


def bank_files(viewer: Viewer) -> list[BankFile]:
    """The newest files of the viewer's bureau. One query."""
    rows = BankFile.objects.filter(bureau_id=viewer.bureau_id).select_related("imported_by")
    return list(rows.order_by("-id")[:FILES_SHOWN])


def bank_file(viewer: Viewer, pk: uuid.UUID) -> FileReport | None:
    """The report of one file, or None when it is not the viewer's bureau's. Four queries."""
    file = BankFile.objects.filter(bureau_id=viewer.bureau_id, pk=pk).select_related("imported_by").first()
    if file is None:
        return None
    lines = BankLine.objects.filter(file=file).select_related("case").order_by("row")
    entered = list(lines.filter(problem="")[: LINES_SHOWN + 1])
    return FileReport(
        file=file,
        problems=list(lines.exclude(problem="")),
        entered=entered[:LINES_SHOWN],
        total=lines.filter(problem="").aggregate(total=Sum("amount"))["total"] or Decimal(0),
        more=len(entered) > LINES_SHOWN,
    )
