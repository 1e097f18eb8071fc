"""制作文书: spec + facts -> content. Refuses when a required fact is missing; computes the 文书校验码.

`build` is pure. It works on the canonical JSON form of the facts, so that what was checked, what was frozen and what is
printed are the same values.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from jinja2 import UndefinedError

from chengguan.ledger.canonical import compact, sha256
from lawengine.citation import Citation

from . import text
from .blocks import (
    Answer,
    Answers,
    Attached,
    Block,
    Cell,
    Closing,
    Content,
    Heading,
    Lines,
    PageBreak,
    Pair,
    Paragraph,
    Signature,
    Signatures,
    Table,
)
from .instruments import Spec
from .steps import NUMBERED, Step
from .tables import approval_table, evidence_table, field_table, plain_table

CHECK_DIGITS: Final = 16
Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Gap:
    """A required fact that is absent: its path, its Chinese name, and the articles that demand it."""

    fact: str
    title: str
    cites: tuple[Citation, ...]


class InstrumentIncomplete(Exception):
    """文书要素不全: the instrument cannot be issued; `missing` names every absent fact in Chinese with its articles."""

    def __init__(self, title: str, missing: Sequence[Gap]) -> None:
        self.title = title
        self.missing = tuple(missing)
        super().__init__(f"《{title}》缺少必填内容：" + "；".join(_gap_text(gap) for gap in self.missing))


def _gap_text(gap: Gap) -> str:
    return f"{gap.title}（{text.cite(gap.cites)}）" if gap.cites else gap.title


def freeze(context: Mapping[str, Any]) -> str:
    """Canonical JSON text of facts: dates and moments as ISO text, money as decimal text. Raises TypeError for anything else."""
    return compact(_plain(context))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return text.clean(value)
    if value is None or isinstance(value, (bool, int)):
        return value
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Citation):
        return text.cite(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    raise TypeError(f"a fact of an instrument cannot be a {type(value).__name__}: {value!r}")


def build(spec: Spec, context: Mapping[str, Any], laws: Mapping[str, str] | None = None) -> Content:
    """The finished text. `context` is described in `documents.context` and must hold `instrument` (number, issued_on).

    `laws` maps the short titles used in citations to full titles (行政处罚法 -> 中华人民共和国行政处罚法).

    Raises `InstrumentIncomplete` when a required fact is absent or blank.
    """
    frozen = freeze(context)
    facts: Facts = json.loads(frozen)
    told = {**facts, text.LAWS: dict(laws or {})}
    missing = [*gaps(spec, facts)]
    if missing:
        raise InstrumentIncomplete(spec.title, missing)
    try:
        blocks = tuple(_numbered(_blocks(spec.steps, told)))
        addressee = text.fill(spec.addressee, told) if spec.addressee else ""
    except UndefinedError as absent:
        raise InstrumentIncomplete(
            spec.title, [_named(spec, getattr(absent, "fact", str(absent)))]
        ) from absent
    issued = facts["instrument"]
    return Content(
        kind=spec.kind,
        title=spec.title,
        layout=spec.layout,
        organ=facts["bureau"]["name"] if spec.organ else "",
        issued_on=text.as_date(issued["issued_on"]),
        blocks=blocks,
        number=issued.get("number") or "",
        addressee=addressee,
        foot=spec.foot,
        red_head=spec.red_head,
        demo=bool(facts.get("demo")),
        check_code=sha256(frozen.encode())[:CHECK_DIGITS],
    )


def gaps(spec: Spec, facts: Facts) -> Iterator[Gap]:
    """Every required fact that is absent or blank."""
    for item in spec.requires:
        if item.when and not _applies(item.when, facts):
            continue
        found = list(_values(facts, item.fact.split(".")))
        enough = bool(found) and all(text.is_given(value) for value in found)
        if enough and item.at_least > 1:
            enough = isinstance(found[0], list) and len(found[0]) >= item.at_least
        if not enough:
            yield Gap(item.fact, item.title, item.cites)


def _applies(when: str, facts: Facts) -> bool:
    """Whether a conditional requirement applies; a condition on facts that are absent themselves does not."""
    try:
        return bool(text.ask(when, facts))
    except UndefinedError:
        return False


def _values(value: Any, path: Sequence[str]) -> Iterator[Any]:
    """Values at a dotted path; `name[]` means every entry of a list. An absent step yields None once."""
    if not path:
        yield value
        return
    step, rest = path[0], path[1:]
    inner = value.get(step.removesuffix("[]")) if isinstance(value, Mapping) else None
    if not step.endswith("[]"):
        yield from _values(inner, rest)
        return
    for entry in inner if isinstance(inner, list) else ():
        yield from _values(entry, rest)


def _named(spec: Spec, fact: str) -> Gap:
    """The gap of a fact that a template printed; the path may lack its beginning."""
    for item in spec.requires:
        if item.fact == fact or item.fact.endswith(f".{fact}"):
            return Gap(item.fact, item.title, item.cites)
    for path, title in spec.takes.items():
        if path == fact or path.endswith(f".{fact}"):
            return Gap(path, title, ())
    return Gap(fact, fact, ())


def _blocks(steps: Sequence[Step], facts: Facts) -> Iterator[Block]:
    for step in steps:
        for inner in _rounds(step.each, step.name, facts):
            if not step.when or text.ask(step.when, inner):
                yield from BUILDERS[step.kind](step.parts, inner)


def _rounds(each: str, name: str, facts: Facts) -> Iterator[Facts]:
    """The facts once, or once for every entry of the list `each` under `name`."""
    if not each:
        yield facts
        return
    entries = text.ask(each, facts)
    if not text.is_given(entries):
        return
    for index, entry in enumerate(entries, 1):
        yield {
            **facts,
            name: entry,
            "loop": {"index": index, "first": index == 1, "last": index == len(entries)},
        }


def _shown(parts: Mapping[str, Any], facts: Facts) -> bool:
    return not parts.get("when") or bool(text.ask(parts["when"], facts))


def _heading(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    yield Heading(text.fill(parts["text"], facts), parts["level"])


def _numbered(blocks: Iterator[Block]) -> Iterator[Block]:
    """Number the sections that are there: 一、二、三、."""
    count = 0
    for block in blocks:
        if isinstance(block, Heading) and block.level == NUMBERED:
            count += 1
            block = Heading(f"{text.number_cn(count)}、{block.text}")
        yield block


def _party(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    """当事人基本情况 (行政处罚法 第五十九条第一款第一项)."""
    party = facts.get("party") or {}
    leader = party.get("representative_title") or "法定代表人（负责人）"
    rows = [
        ("当事人", party.get("name")),
        (party.get("id_title") or "证件号码", party.get("id_number")),
        (leader, party.get("representative")),
        ("住所（住址）", party.get("address")),
        ("联系电话", party.get("phone") if parts["phone"] else ""),
    ]
    for label, value in rows:
        if text.is_given(value):
            yield Paragraph(f"{label}：{value}", align="left")


def _paragraph(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    look = {name: value for name, value in parts.items() if name != "text"}
    for line in _paragraphs(text.fill(parts["text"], facts)):
        yield Paragraph(line, **look)


def _paragraphs(filled: str) -> list[str]:
    return [line.strip() for line in filled.split("\n") if line.strip()]


def _list(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    entries = [text.fill(item["text"], facts) for item in parts["items"] if _shown(item, facts)]
    if parts["each"]:
        entries = [text.fill(parts["text"], inner) for inner in _rounds(parts["each"], parts["name"], facts)]
    for index, entry in enumerate(entries, 1):
        for place, line in enumerate(_paragraphs(entry)):
            yield Paragraph(MARKS[parts["marker"]](index) + line if place == 0 else line)


MARKS: Final[dict[str, Callable[[int], str]]] = {
    "arabic": lambda index: f"{index}.",
    "chinese": lambda index: f"{text.number_cn(index)}、",
    "paren": lambda index: f"（{text.number_cn(index)}）",
    "none": lambda index: "",
}


def _lines(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    yield Lines(
        tuple(
            tuple(Pair(text.fill(pair["label"], facts), text.fill(pair["value"], facts)) for pair in row)
            for row in parts["rows"]
        )
    )


def _choice(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    marked = [
        f"{text.box(text.ask(option['when'], facts))}{text.fill(option['text'], facts)}"
        for option in parts["options"]
    ]
    label = f"{parts['label']}：" if parts["label"] else ""
    yield Paragraph(label + "　".join(marked))


def _questions(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    asked = text.ask(parts["from"], facts)
    yield Answers(tuple(Answer(str(pair["question"]), str(pair["answer"])) for pair in asked))


def _evidence(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    listed = facts.get("evidence") or []
    if parts["style"] == "table":
        yield evidence_table(listed)
        return
    for index, piece in enumerate(listed, 1):
        end = "。" if index == len(listed) else "；"
        count = piece.get("count") or ""
        yield Paragraph(
            f"{index}.{text.clause(piece['name'])}{count}，证明{text.clause(piece['proves'])}{end}"
        )


def _signatures(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    items = tuple(
        Signature(
            label=text.fill(item["label"], facts),
            name=text.fill(item["name"], facts),
            on=text.fill(item["on"], facts),
            dated=item["dated"],
        )
        for item in parts["items"]
        if _shown(item, facts)
    )
    yield Signatures(items, parts["columns"])


def _attached(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    names = tuple(text.fill(item["text"], facts) for item in parts["items"] if _shown(item, facts))
    if names:
        yield Attached(names)


def _closing(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    yield Closing(text.fill(parts["organ"], facts), text.fill(parts["on"], facts), parts["sealed"])


def _page_break(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    yield PageBreak()


def _group(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    yield from _blocks(parts["steps"], facts)


def _table(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    rounds = list(_rounds(parts["each"], parts["name"], facts)) if parts["each"] else []
    yield plain_table(parts, facts, rounds)


def _fields(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    yield field_table(parts, facts)


def _approvals(parts: Mapping[str, Any], facts: Facts) -> Iterator[Block]:
    yield approval_table(parts, parts["tiers"], facts.get("approvals") or [])


BUILDERS: Final[dict[str, Callable[[Mapping[str, Any], Facts], Iterator[Block]]]] = {
    "section": _heading,
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

__all__ = ["Cell", "Gap", "InstrumentIncomplete", "Table", "build", "freeze", "gaps"]
