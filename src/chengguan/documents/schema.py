"""文书规范: the instrument norm, one YAML file per kind in `norms/<layer>/instruments/`, read strictly.

Keys of the file::

    instrument: penalty_decision        # kind, equal to the file name
    title: 行政处罚决定书
    word: 罚决                           # 文号代字; absent = the kind bears no number
    number: "{short}{word}〔{year}〕第{seq}号"   # pattern of the number; this is the default
    layout: letter                      # letter | form | record | receipt
    organ: true                         # the bureau's name above the title (default true)
    red_head: false                     # 发文机关标志 in red (letters only, default false)
    confidential: false                 # never shown on the public verification page (default false)
    values:
      2021-07-15:                       # in force from; the newest that has begun holds
        cites: [{law: 行政处罚法, article: 59}]
        verified: V                     # V | V2 | R | P
        addressee: "{{ party.name }}"   # 主送, letters only
        foot: [被询问人]                 # who signs at the foot of every page, records only
        requires:                       # facts without which the instrument is not issued
          - {fact: party.name, title: 当事人名称, cites: […]}   # cites default to those above
          - {fact: officers, title: 执法人员, at_least: 2}       # a list with so many entries
          - {fact: "evidence[].proves", title: 证明内容}          # in every entry of a list
          - {fact: act.heard_on, title: 听证日期, when: act.hearing is given}
        takes:                          # optional inputs of the act that the text uses
          - {fact: act.defence, title: 陈述申辩意见}
        blocks: […]                     # see `steps`
    checked: {on: 2026-11-22}

Text is a Jinja2 template over the facts of `context`; `steps` describes the blocks. Errors are `lawengine` problems with
file and line, in Chinese.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from jinja2 import TemplateSyntaxError

from lawengine.citation import VERIFICATIONS, Citation, read_citations
from lawengine.effect import Dated, Span
from lawengine.reading import Entry, Problems

from . import paths
from .context import ROOTS, STANDARD
from .steps import Reader, Step, read_steps
from .text import tidy

LAYOUTS: Final = ("letter", "form", "record", "receipt")
NUMBER: Final = "{short}{word}〔{year}〕第{seq}号"


@dataclass(frozen=True, slots=True)
class Requirement:
    """必填要素: a fact that must be given, its Chinese name, and the articles that demand it."""

    fact: str
    title: str
    cites: tuple[Citation, ...]
    at_least: int = 1
    when: str = ""


@dataclass(frozen=True, slots=True)
class Edition:
    """The text of an instrument from one date on."""

    cites: tuple[Citation, ...]
    verified: str
    addressee: str
    foot: tuple[str, ...]
    requires: tuple[Requirement, ...]
    takes: Mapping[str, str]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class InstrumentNorm:
    """文书规范: one kind as one layer states it."""

    kind: str
    title: str
    word: str
    number: str
    layout: str
    organ: bool
    red_head: bool
    confidential: bool
    editions: Dated[Edition]
    path: str
    sha256: str


def read_norm(root: Entry, kind: str, sha256: str) -> InstrumentNorm:
    """The norm of one file. Problems are recorded at the entry that has them; raises `Unreadable` when nothing is left."""
    fields = root.fields(
        ("instrument", "title", "layout", "values", "checked"),
        ("word", "number", "organ", "red_head", "confidential"),
    )
    if fields["instrument"].text() != kind:
        fields["instrument"].note(f"文书种类应与文件名一致：{kind}")
    fields["checked"].fields(("on",))["on"].day()
    number = fields["number"].text() if "number" in fields else NUMBER
    if "number" in fields:
        _check_number(fields["number"], number)
    return InstrumentNorm(
        kind=kind,
        title=fields["title"].text(),
        word=fields["word"].text() if "word" in fields else "",
        number=number,
        layout=fields["layout"].one_of(LAYOUTS),
        organ=_flag(fields, "organ", True),
        red_head=_flag(fields, "red_head", False),
        confidential=_flag(fields, "confidential", False),
        editions=_read_editions(fields["values"]),
        path=root.path,
        sha256=sha256,
    )


def _flag(fields: Mapping[str, Entry], name: str, default: bool) -> bool:
    return fields[name].boolean() if name in fields else default


def _check_number(entry: Entry, pattern: str) -> None:
    try:
        pattern.format(short="", word="", year=2024, seq=1)
    except (KeyError, IndexError, ValueError):
        entry.note("文号格式只能使用 {short} {word} {year} {seq}")


def _read_editions(entry: Entry) -> Dated[Edition]:
    spans: list[Span[Edition]] = []
    for key, value in entry.pairs():
        with entry.problems.tolerating():
            start = key.day()
            if spans and start <= spans[-1].start:
                key.note("各版本应按生效日期先后排列")
            spans.append(Span(start, None, _read_edition(value)))
    if not spans:
        entry.note("values 中没有可用的版本")
    return Dated(spans)


def _read_edition(entry: Entry) -> Edition:
    fields = entry.fields(("cites", "verified", "blocks"), ("addressee", "foot", "requires", "takes"))
    cites = read_citations(fields["cites"])
    requires = tuple(_read_requirements(fields["requires"], cites)) if "requires" in fields else ()
    takes = dict(_read_takes(fields["takes"])) if "takes" in fields else {}
    reader = Reader(_Known({item.fact for item in requires} | set(takes)))
    for item, child in zip(
        requires, fields["requires"].sequence() if "requires" in fields else [], strict=True
    ):
        _check_requirement(item, child, reader)
    return Edition(
        cites=cites,
        verified=fields["verified"].one_of(VERIFICATIONS),
        addressee=reader.text(fields["addressee"], {}) if "addressee" in fields else "",
        foot=fields["foot"].texts() if "foot" in fields else (),
        requires=requires,
        takes=takes,
        steps=read_steps(fields["blocks"], reader, {}),
    )


def _read_requirements(entry: Entry, cites: tuple[Citation, ...]) -> list[Requirement]:
    out = []
    for child in entry.sequence():
        fields = child.fields(("fact", "title"), ("cites", "at_least", "when"))
        out.append(
            Requirement(
                fact=fields["fact"].text(),
                title=fields["title"].text(),
                cites=read_citations(fields["cites"]) if "cites" in fields else cites,
                at_least=fields["at_least"].integer() if "at_least" in fields else 1,
                when=fields["when"].text() if "when" in fields else "",
            )
        )
    return out


def _check_requirement(item: Requirement, entry: Entry, reader: Reader) -> None:
    if not (item.fact.startswith("act.") or item.fact in STANDARD):
        entry.note(f"未知的要素：{item.fact}")
    if item.when:
        reader.check(entry, paths.of_expression, item.when, {})


def _read_takes(entry: Entry) -> list[tuple[str, str]]:
    out = []
    for child in entry.sequence():
        fields = child.fields(("fact", "title"))
        fact = fields["fact"].text()
        if not fact.startswith("act."):
            fields["fact"].note("takes 只列本行为的输入（act. 开头）")
        out.append((fact, fields["title"].text()))
    return out


class _Known:
    """Whether a path may be read: a standard fact, or an input of the act that the norm declares."""

    def __init__(self, declared: set[str]) -> None:
        self.declared = {fact for fact in declared if fact.startswith("act.")}

    def __call__(self, path: str) -> bool:
        if path.split(".")[0].removesuffix("[]") not in ROOTS:
            return False
        if not path.startswith("act."):
            return path in STANDARD or path.removesuffix("[]") in STANDARD
        return any(
            path == fact
            or path.startswith((f"{fact}.", f"{fact}[]"))
            or fact.startswith((f"{path}.", f"{path}[]"))
            for fact in self.declared
        )


__all__ = ["Edition", "InstrumentNorm", "Problems", "Requirement", "TemplateSyntaxError", "read_norm", "tidy"]
