"""表格版块: field grids, lists, approvals and evidence as bordered tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from . import text
from .blocks import Cell, Table

Facts = Mapping[str, Any]
BLANK_SIGNATURE: Final = "签名：　　　　　　　　　年　　月　　日"
LONG_ROLE: Final = "text"


def field_table(parts: Mapping[str, Any], facts: Facts) -> Table:
    """A grid of labels and values; the last value of a row extends to the right edge."""
    widths: tuple[float, ...] = parts["widths"]
    rows = []
    for row in parts["rows"]:
        if not row["when"] or text.ask(row["when"], facts):
            rows.append(tuple(_field_cells(row["pairs"], len(widths), facts)))
    return Table(widths, tuple(rows))


def _field_cells(pairs: Sequence[Mapping[str, Any]], columns: int, facts: Facts) -> Iterator[Cell]:
    used = 0
    for place, pair in enumerate(pairs, 1):
        span = pair.get("span") or (columns - used - 1 if place == len(pairs) else 1)
        used += 1 + span
        yield Cell(text.fill(pair["label"], facts), role="label")
        yield Cell(
            text.fill(pair["value"], facts),
            role=pair["role"],
            colspan=span,
            height=pair["height"],
            foot=text.fill(pair["foot"], facts) if pair["foot"] else "",
        )


def plain_table(parts: Mapping[str, Any], facts: Facts, rounds: Sequence[Facts]) -> Table:
    """A table with an optional head row, from stated rows or one row per entry of a list."""
    head = (
        (tuple(Cell(text.fill(title, facts), role="label") for title in parts["head"]),)
        if parts["head"]
        else ()
    )
    rows = [tuple(_cell(cell, facts) for cell in row) for row in parts["rows"]]
    rows += [tuple(_cell(cell, inner) for cell in parts["row"]) for inner in rounds]
    return Table(parts["widths"], (*head, *rows), head=len(head))


def _cell(cell: Mapping[str, Any], facts: Facts) -> Cell:
    look = {key: value for key, value in cell.items() if key not in ("text", "foot")}
    foot = text.fill(cell["foot"], facts) if cell.get("foot") else ""
    return Cell(text.fill(cell["text"], facts), foot=foot, **look)


def approval_table(
    parts: Mapping[str, Any], tiers: Sequence[Mapping[str, str]], given: Sequence[Mapping[str, Any]]
) -> Table:
    """审批栏: one row per opinion in the order given; where nobody has spoken, a blank row per tier for handwriting."""
    titles = {tier["tier"]: tier["title"] for tier in tiers}
    rows = [
        _opinion(
            str(opinion.get("title") or titles.get(str(opinion["tier"]), opinion["tier"])),
            str(opinion["opinion"]),
            f"签名：{opinion['name']}　　{text.date_cn(opinion['on'])}",
            parts["height"],
        )
        for opinion in given
    ]
    rows = rows or [_opinion(tier["title"], "", BLANK_SIGNATURE, parts["height"]) for tier in tiers]
    return Table(parts["widths"], tuple(rows))


def _opinion(title: str, said: str, signed: str, height: float) -> tuple[Cell, Cell]:
    return Cell(title, role="label"), Cell(said, role=LONG_ROLE, height=height, foot=signed)


def evidence_table(listed: Sequence[Mapping[str, Any]]) -> Table:
    """证据清单: number, name, kind, count, what it proves."""
    titles = ("序号", "证据名称", "种类", "数量", "证明内容")
    head = tuple(Cell(title, role="label") for title in titles)
    rows = [
        (
            Cell(str(index), role="label"),
            Cell(str(piece["name"])),
            Cell(str(piece.get("kind") or ""), role="label"),
            Cell(str(piece.get("count") or ""), role="label"),
            Cell(str(piece["proves"])),
        )
        for index, piece in enumerate(listed, 1)
    ]
    return Table((1.1, 4.5, 2, 1.6, 6), (head, *rows), head=1)
