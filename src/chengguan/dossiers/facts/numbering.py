"""档号: 全宗号-档案门类代码·年度-保管期限代码-流水号 (norm list `archive_numbering`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chengguan.cases.models import Case
from chengguan.ledger.norms import book


@dataclass(frozen=True)
class Numbering:
    """How a bureau numbers its dossiers; without a 全宗号 of its own its code stands for it."""

    fonds: str
    category: str
    digits: int

    def text(self, bureau_code: str, year: int, retention: str, seq: int, volume: int) -> str:
        """The number of a dossier; a supplement bears that of its main volume with its own place behind it."""
        number = f"{self.fonds or bureau_code}-{self.category}·{year}-{retention}-{seq:0{self.digits}}"
        return f"{number}-补{volume}" if volume else number


def numbering_of(case: Case) -> Numbering:
    """The numbering in force where and when the case was closed."""
    on = case.closed_on or case.opened_on
    found = book().listing("archive_numbering", on=on, jurisdiction=case.bureau.jurisdiction)
    rows = found.rows(id="penalty") if found else ()
    row: Mapping[str, Any] = rows[0] if rows else {"fonds": "", "category": "CF", "digits": 4}
    return Numbering(row["fonds"], row["category"], int(row["digits"]))
