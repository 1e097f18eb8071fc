"""起草的开头文本: the template of the place (norm list) with year and names filled in; figures stay marks."""

from __future__ import annotations

from datetime import date

from chengguan.people.models import Bureau, Officer

from .facts import template_of
from .text import Block, keep_ids


def first_text(
    bureau: Bureau, year: int, kind: str, *, on: date, officer: Officer | None = None
) -> tuple[Block, ...]:
    """The blocks with which a report of a bureau begins; empty where the place has no template. `on`: day of the template."""
    words = {
        "{year}": str(year),
        "{bureau}": bureau.name,
        "{officer}": officer.name if officer is not None else "",
    }
    blocks = [
        Block("", str(row["kind"]), _filled(str(row["text"]), words))
        for row in template_of(kind, on, bureau.jurisdiction)
    ]
    return keep_ids((), blocks)


def first_title(bureau: Bureau, year: int, kind: str, officer: Officer | None = None) -> str:
    """Title of a report that was given none."""
    if kind == "duty" and officer is not None:
        return f"{bureau.name}{officer.name}{year}年度述法报告"
    return f"{bureau.name}{year}年法治政府建设年度报告"


def _filled(text: str, words: dict[str, str]) -> str:
    for name, value in words.items():
        text = text.replace(name, value)
    return text
