"""文书版块: the blocks an instrument norm may use, read from YAML into steps that `build` turns into content.

Every block is a mapping with one of the keys below, and optionally ``when:`` (an expression; the block appears if it
holds) or ``each:`` + ``as:`` (the block is repeated for every entry of a list; default name ``item``)::

    - section: 违法事实和证据                             # numbered by itself: 一、二、三、
    - heading: （一）事实                                 # or {text, level: 1|2}; not numbered
    - party: {phone: true}                               # 当事人基本情况, one line each
    - paragraph: 经查，{{ party.name }}……                  # or {text, indent, align, size: body|small, strong}
    - list: {marker: arabic|chinese|paren|none, items: [甲, {text: 乙, when: …}]}
    - list: {marker: arabic, each: evidence, as: e, text: "{{ e.name }}，证明{{ e.proves }}"}
    - lines: [[{label: 检查时间, value: …}, {label: 天气, value: …}], [{label: 检查地点, value: …}]]
    - fields: {widths: [3, 5, 3, 5], rows: [[{label: 案由, value: …, role: text, height: 30}], […]]}
      # a row may be {when: …, row: [ … ]}; the last value of a row extends to the right edge
    - table: {widths: [1, 4, 6], head: [序号, 名称, 内容], rows: [[甲, {text: 乙, span: 2, down: 1, role: label}]]}
    - table: {widths: […], head: […], each: evidence, as: e, row: ["{{ loop.index }}", "{{ e.name }}", "{{ e.proves }}"]}
    - choice: {label: 处理意见, options: [{text: 立案, when: act.file}, {text: 不予立案, when: not act.file}]}
    - approvals: {widths: [3, 13], height: 32, tiers: [{tier: squad_leader, title: 承办机构意见}]}
      # prints the opinions of the key approvals in their order; `tiers` gives their headings, and the blank rows of a form
      # on which nobody has spoken yet
    - questions: act.questions                            # list of {question, answer}
    - evidence: {style: list|table}                       # from the standard key evidence
    - signatures: {columns: 2, items: [{label: 当事人（签名）, name: …, on: …, dated: true}]}
    - attached: [证据材料清单]                             # 附件
    - closing: {organ: "{{ bureau.name }}", on: …, sealed: true}   # 落款; {} takes these defaults
    - page_break: true
    - group: [ …blocks… ]                                 # to put several blocks under one when/each
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from jinja2 import TemplateSyntaxError
from jinja2.exceptions import TemplateAssertionError

from lawengine.reading import Entry

from . import paths
from .text import tidy

ROLES: Final = ("label", "short", "text")
MARKERS: Final = ("arabic", "chinese", "paren", "none")
ALIGNMENTS: Final = ("justify", "left", "center", "right")
NUMBERED: Final = 0
DEFAULT_ORGAN: Final = "{{ bureau.name }}"
DEFAULT_DAY: Final = "{{ instrument.issued_on | date_cn }}"

Aliases = dict[str, str]


@dataclass(frozen=True, slots=True)
class Step:
    """One block as the norm states it: its kind, its parts (tidy template texts), its condition and repetition."""

    kind: str
    parts: Mapping[str, Any]
    when: str = ""
    each: str = ""
    name: str = "item"


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads template texts and checks that every fact they name is known."""

    known: Callable[[str], bool]
    unknown: set[str] = field(default_factory=set)

    def text(self, entry: Entry, aliases: Aliases, *, blank: bool = False) -> str:
        """A tidy template."""
        source = tidy(entry.scalar() if blank else entry.text())
        self.check(entry, paths.of_text, source, aliases)
        return source

    def expression(self, entry: Entry, aliases: Aliases) -> str:
        """A Jinja2 expression."""
        source = entry.text()
        self.check(entry, paths.of_expression, source, aliases)
        return source

    def check(
        self, entry: Entry, reads: Callable[[str, Aliases], frozenset[str]], source: str, aliases: Aliases
    ) -> None:
        """Record a problem for a template that does not parse or reads a fact that is not declared."""
        try:
            found = reads(source, aliases)
        except (TemplateSyntaxError, TemplateAssertionError) as error:
            entry.note(f"模板有误：{error.message}")
            return
        for path in sorted(path for path in found if path not in ("box",) and not self.known(path)):
            entry.note(f"模板使用了未声明的要素：{path}")


def read_steps(entry: Entry, reader: Reader, aliases: Aliases) -> tuple[Step, ...]:
    """All blocks of a list; a faulty block is reported and left out."""
    out: list[Step] = []
    for child in entry.sequence():
        with child.problems.tolerating():
            out.append(_read_step(child, reader, aliases))
    return tuple(out)


def _read_step(entry: Entry, reader: Reader, aliases: Aliases) -> Step:
    fields = entry.fields((), (*READERS, "when", "each", "as"))
    kinds = [name for name in fields if name in READERS]
    if len(kinds) != 1:
        entry.fail("每个版块应当有且只有一个种类：" + "、".join(READERS))
    kind = kinds[0]
    each, name, inner = _repetition(fields, reader, aliases)
    when = reader.expression(fields["when"], inner) if "when" in fields else ""
    return Step(kind, READERS[kind](fields[kind], reader, inner), when, each, name)


def _repetition(fields: Mapping[str, Entry], reader: Reader, aliases: Aliases) -> tuple[str, str, Aliases]:
    """`each` and `as` of a mapping, and the aliases that hold inside."""
    if "each" not in fields:
        return "", "item", aliases
    each = reader.expression(fields["each"], aliases)
    name = fields["as"].text() if "as" in fields else "item"
    root, _, rest = each.partition(".")
    listed = f"{aliases.get(root, root)}.{rest}" if rest else aliases.get(root, root)
    return each, name, {**aliases, name: f"{listed}[]", "loop": ""}


def _heading(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    if not entry.is_mapping:
        return {"text": reader.text(entry, aliases), "level": 1}
    fields = entry.fields(("text",), ("level",))
    level = fields["level"].integer() if "level" in fields else 1
    return {"text": reader.text(fields["text"], aliases), "level": level}


def _section(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    return {"text": reader.text(entry, aliases), "level": NUMBERED}


def _party(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields((), ("phone",))
    return {"phone": fields["phone"].boolean() if "phone" in fields else False}


def _paragraph(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    if not entry.is_mapping:
        return {"text": reader.text(entry, aliases)}
    fields = entry.fields(("text",), ("indent", "align", "size", "strong"))
    parts: dict[str, Any] = {"text": reader.text(fields["text"], aliases)}
    parts.update({name: fields[name].boolean() for name in ("indent", "strong") if name in fields})
    if "align" in fields:
        parts["align"] = fields["align"].one_of(ALIGNMENTS)
    if "size" in fields:
        parts["size"] = fields["size"].one_of(("body", "small"))
    return parts


def _list(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields((), ("marker", "items", "each", "as", "text"))
    if ("items" in fields) == ("each" in fields) or ("each" in fields) != ("text" in fields):
        entry.fail("list 应写 items，或者写 each 和 text")
    each, name, inner = _repetition(fields, reader, aliases)
    items = fields["items"].sequence() if "items" in fields else []
    return {
        "marker": fields["marker"].one_of(MARKERS) if "marker" in fields else "arabic",
        "items": tuple(_conditional(item, reader, aliases) for item in items),
        "each": each,
        "name": name,
        "text": reader.text(fields["text"], inner) if "text" in fields else "",
    }


def _conditional(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, str]:
    """A text, or {text, when}."""
    if not entry.is_mapping:
        return {"text": reader.text(entry, aliases), "when": ""}
    fields = entry.fields(("text",), ("when",))
    when = reader.expression(fields["when"], aliases) if "when" in fields else ""
    return {"text": reader.text(fields["text"], aliases), "when": when}


def _pair(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields(("label",), ("value", "role", "height", "span", "foot"))
    parts: dict[str, Any] = {
        "label": reader.text(fields["label"], aliases),
        "value": reader.text(fields["value"], aliases, blank=True) if "value" in fields else "",
        "role": fields["role"].one_of(ROLES) if "role" in fields else "short",
        "height": float(fields["height"].decimal()) if "height" in fields else 0.0,
        "foot": reader.text(fields["foot"], aliases) if "foot" in fields else "",
    }
    if "span" in fields:
        parts["span"] = fields["span"].integer()
    return parts


def _lines(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    rows = tuple(tuple(_pair(pair, reader, aliases) for pair in row.sequence()) for row in entry.sequence())
    return {"rows": rows}


def _widths(entry: Entry) -> tuple[float, ...]:
    return tuple(float(child.decimal()) for child in entry.sequence())


def _fields(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields(("widths", "rows"))
    widths = _widths(fields["widths"])
    rows = []
    for entry in fields["rows"].sequence():
        row = entry.fields(("row",), ("when",)) if entry.is_mapping else {"row": entry}
        pairs = tuple(_pair(pair, reader, aliases) for pair in row["row"].sequence())
        if len(widths) < 2 * len(pairs):
            entry.fail("一行的栏目多于列宽（每个栏目占标签、内容两列）")
        when = reader.expression(row["when"], aliases) if "when" in row else ""
        rows.append({"pairs": pairs, "when": when})
    return {"widths": widths, "rows": tuple(rows)}


def _cell(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    if not entry.is_mapping:
        return {"text": reader.text(entry, aliases, blank=True), "role": "short"}
    fields = entry.fields(("text",), ("span", "down", "role", "height", "foot"))
    return {
        "text": reader.text(fields["text"], aliases, blank=True),
        "role": fields["role"].one_of(ROLES) if "role" in fields else "short",
        "colspan": fields["span"].integer() if "span" in fields else 1,
        "rowspan": fields["down"].integer() if "down" in fields else 1,
        "height": float(fields["height"].decimal()) if "height" in fields else 0.0,
        "foot": reader.text(fields["foot"], aliases) if "foot" in fields else "",
    }


def _table(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields(("widths",), ("head", "rows", "each", "as", "row"))
    if ("rows" in fields) == ("each" in fields) or ("each" in fields) != ("row" in fields):
        entry.fail("table 应写 rows，或者写 each 和 row")
    each, name, inner = _repetition(fields, reader, aliases)
    rows = fields["rows"].sequence() if "rows" in fields else []
    return {
        "widths": _widths(fields["widths"]),
        "head": tuple(reader.text(child, aliases) for child in fields["head"].sequence())
        if "head" in fields
        else (),
        "rows": tuple(tuple(_cell(cell, reader, aliases) for cell in row.sequence()) for row in rows),
        "each": each,
        "name": name,
        "row": tuple(_cell(cell, reader, inner) for cell in fields["row"].sequence())
        if "row" in fields
        else (),
    }


def _choice(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields(("options",), ("label",))
    options = []
    for child in fields["options"].sequence():
        option = child.fields(("text", "when"))
        options.append(
            {"text": reader.text(option["text"], aliases), "when": reader.expression(option["when"], aliases)}
        )
    return {"label": fields["label"].text() if "label" in fields else "", "options": tuple(options)}


def _approvals(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields((), ("widths", "height", "tiers"))
    tiers = []
    for child in fields["tiers"].sequence() if "tiers" in fields else []:
        tier = child.fields(("tier", "title"))
        tiers.append({"tier": tier["tier"].text(), "title": tier["title"].text()})
    return {
        "widths": _widths(fields["widths"]) if "widths" in fields else (3.0, 13.0),
        "height": float(fields["height"].decimal()) if "height" in fields else 30.0,
        "tiers": tuple(tiers),
    }


def _questions(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    return {"from": reader.expression(entry, aliases)}


def _evidence(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields((), ("style",))
    return {"style": fields["style"].one_of(("list", "table")) if "style" in fields else "list"}


def _signatures(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields(("items",), ("columns",))
    items = []
    for child in fields["items"].sequence():
        item = child.fields(("label",), ("name", "on", "dated", "when"))
        items.append(
            {
                "label": reader.text(item["label"], aliases),
                "name": reader.text(item["name"], aliases) if "name" in item else "",
                "on": reader.text(item["on"], aliases) if "on" in item else "",
                "dated": item["dated"].boolean() if "dated" in item else True,
                "when": reader.expression(item["when"], aliases) if "when" in item else "",
            }
        )
    columns = fields["columns"].integer() if "columns" in fields else 1
    return {"items": tuple(items), "columns": columns}


def _attached(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    return {"items": tuple(_conditional(child, reader, aliases) for child in entry.sequence())}


def _closing(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    fields = entry.fields((), ("organ", "on", "sealed"))
    return {
        "organ": reader.text(fields["organ"], aliases) if "organ" in fields else DEFAULT_ORGAN,
        "on": reader.text(fields["on"], aliases) if "on" in fields else DEFAULT_DAY,
        "sealed": fields["sealed"].boolean() if "sealed" in fields else True,
    }


def _page_break(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    if not entry.boolean():
        entry.note("page_break 只能写 true")
    return {}


def _group(entry: Entry, reader: Reader, aliases: Aliases) -> dict[str, Any]:
    return {"steps": read_steps(entry, reader, aliases)}


READERS: Final[dict[str, Callable[[Entry, Reader, Aliases], dict[str, Any]]]] = {
    "section": _section,
    "party": _party,
    "heading": _heading,
    "paragraph": _paragraph,
    "list": _list,
    "lines": _lines,
    "fields": _fields,
    "table": _table,
    "choice": _choice,
    "approvals": _approvals,
    "questions": _questions,
    "evidence": _evidence,
    "signatures": _signatures,
    "attached": _attached,
    "closing": _closing,
    "page_break": _page_break,
    "group": _group,
}
