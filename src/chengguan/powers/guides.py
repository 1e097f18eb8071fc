"""处罚导图 as norm files: questions that lead to matters by their provisions (norms/…/guides/<slug>.yaml).

The file names provisions, never amounts: what a leaf means for a bureau on a day follows from the bureau's own list.
The reader is strict: unknown keys, unknown laws, laws out of force, unknown acts are problems with file and line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

import yaml

from lawengine import Citation, NormBook, NormError
from lawengine.citation import VERIFICATIONS, read_citations
from lawengine.norms import RawNorm
from lawengine.reading import Entry, Problems, read_yaml

SHELF: Final = "guides"
PARTIES: Final = ("any", "individual", "organisation")
CONDITIONS: Final[dict[str, str]] = {
    "prior_order": "须先责令改正的",
    "hearing": "达到听证标准的",
    "review": "应当法制审核的",
    "deliberation": "情节复杂或者重大的",
}


@dataclass(frozen=True)
class Wanted:
    """A provision under which a matter of the list is looked for; `named` narrows by words of its title or elements."""

    cite: Citation
    named: tuple[str, ...]
    party: str
    code: str
    start: date | None
    end: date | None

    def holds_on(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Joint:
    """协同处置: another organ or another case to be brought in, with the acts by which that is done here."""

    id: str
    title: str
    text: str
    acts: tuple[str, ...]
    cites: tuple[Citation, ...]
    verified: str
    start: date | None
    end: date | None


@dataclass(frozen=True)
class Leaf:
    """Where a path ends: provisions, circumstances to look at, joint handling; `elsewhere` where it is never the bureau's."""

    wanted: tuple[Wanted, ...]
    circumstances: tuple[str, ...]
    joint: tuple[str, ...]
    elsewhere: str
    verified: str


@dataclass(frozen=True)
class Branch:
    """An answer with either the next question or a leaf."""

    id: str
    answer: str
    question: str
    branches: tuple[Branch, ...]
    leaf: Leaf | None

    def leaves(self) -> Iterator[Branch]:
        """Branches under this one that end in a leaf, itself included."""
        if self.leaf is not None:
            yield self
        for branch in self.branches:
            yield from branch.leaves()


@dataclass(frozen=True)
class GuideStep:
    """A step of the ordinary procedure; `when` names the condition under which it is needed."""

    act: str
    when: str


@dataclass(frozen=True)
class Guide:
    """A whole guide as the norms have it."""

    slug: str
    title: str
    note: str
    question: str
    branches: tuple[Branch, ...]
    steps: tuple[GuideStep, ...]
    joint: Mapping[str, Joint]
    path: str

    def leaves(self) -> Iterator[Branch]:
        for branch in self.branches:
            yield from branch.leaves()


@lru_cache(maxsize=16)
def guides(norms: NormBook, jurisdiction: str) -> Mapping[str, Guide]:
    """Guides that hold in a place, by name; read once per book. Raises NormError with file and line when a file is faulty."""
    return {name: _read(norms, raw) for name, raw in norms.raw(SHELF, jurisdiction=jurisdiction).items()}


def guide(norms: NormBook, jurisdiction: str, slug: str) -> Guide | None:
    """One guide, or None when there is none of that name."""
    raw = norms.raw(SHELF, jurisdiction=jurisdiction).get(slug)
    return _read(norms, raw) if raw is not None else None


def _read(norms: NormBook, raw: RawNorm) -> Guide:
    return _parsed(norms, raw.path, raw.id, raw.sha256, yaml.safe_dump(raw.data, allow_unicode=True))


@lru_cache(maxsize=16)
def _parsed(norms: NormBook, path: str, slug: str, digest: str, dumped: str) -> Guide:
    """A file is read from its own bytes, for the sake of its lines; one that an amendment changed, from what came of it."""
    changed = path.startswith("amendments/") or path not in norms.contents
    content = dumped.encode() if changed else norms.contents[path]
    return read_guide(content, path, slug, norms)


def read_guide(content: bytes, path: str, slug: str, norms: NormBook) -> Guide:
    """Read one guide file. Raises NormError listing every problem (file:line)."""
    problems = Problems()
    root = read_yaml(content, path, problems)
    found: Guide | None = None
    if root is not None:
        with problems.tolerating():
            found = _Reader(norms, problems).guide(root, slug)
    problems.raise_if_any()
    if found is None:
        raise NormError(problems.found)
    return found


class _Reader:
    """Reads the entries of one file."""

    def __init__(self, norms: NormBook, problems: Problems) -> None:
        self.norms, self.problems = norms, problems
        self.ids: set[str] = set()
        self.joint: dict[str, Joint] = {}

    def guide(self, root: Entry, slug: str) -> Guide:
        needed = ("guide", "title", "question", "steps", "branches", "checked")
        fields = root.fields(needed, ("note", "joint"))
        if fields["guide"].text() != slug:
            fields["guide"].note(f"guide 应与文件名一致：{slug}")
        fields["checked"].fields(("on",))["on"].day()
        for key, value in fields["joint"].pairs() if "joint" in fields else ():
            with self.problems.tolerating():
                self.joint[key.text()] = self._joint(key.text(), value)
        return Guide(
            slug=slug,
            title=fields["title"].text(),
            note=fields["note"].text() if "note" in fields else "",
            question=fields["question"].text(),
            branches=self._branches(fields["branches"]),
            steps=tuple(self._step(child) for child in fields["steps"].sequence()),
            joint=self.joint,
            path=root.path,
        )

    def _step(self, entry: Entry) -> GuideStep:
        fields = entry.fields(("act",), ("when",))
        when = fields["when"].one_of(tuple(CONDITIONS)) if "when" in fields else ""
        return GuideStep(self._act(fields["act"]), when)

    def _act(self, entry: Entry) -> str:
        kind = entry.text()
        if kind not in self.norms.acts():
            entry.note(f"未登记的行为：{kind}")
        return kind

    def _joint(self, name: str, entry: Entry) -> Joint:
        fields = entry.fields(("title", "text", "cites", "verified"), ("acts", "from", "until"))
        start, end = _period(fields)
        cites = read_citations(fields["cites"])
        for cite in cites:
            self._in_force(cite.law, start, end, fields["cites"])
        acts = tuple(self._act(child) for child in fields["acts"].sequence()) if "acts" in fields else ()
        words = fields["title"].text(), fields["text"].text()
        return Joint(name, *words, acts, cites, fields["verified"].one_of(VERIFICATIONS), start, end)

    def _branches(self, entry: Entry) -> tuple[Branch, ...]:
        found = []
        for child in entry.sequence():
            with self.problems.tolerating():
                found.append(self._branch(child))
        if not found:
            entry.note("branches 不得为空")
        return tuple(found)

    def _branch(self, entry: Entry) -> Branch:
        fields = entry.fields(("id", "answer"), ("question", "branches", "leaf"))
        name = fields["id"].text()
        if name in self.ids:
            fields["id"].note(f"编号重复：{name}")
        self.ids.add(name)
        if ("leaf" in fields) == ("branches" in fields):
            entry.fail("每个答案应有下一个问题（question、branches）或者结论（leaf），不能都有或者都没有")
        if "branches" in fields and "question" not in fields:
            entry.fail("有 branches 的应写明 question")
        return Branch(
            id=name,
            answer=fields["answer"].text(),
            question=fields["question"].text() if "question" in fields else "",
            branches=self._branches(fields["branches"]) if "branches" in fields else (),
            leaf=self._leaf(fields["leaf"]) if "leaf" in fields else None,
        )

    def _leaf(self, entry: Entry) -> Leaf:
        fields = entry.fields(("matters", "verified"), ("circumstances", "joint", "elsewhere"))
        wanted = tuple(self._wanted(child) for child in fields["matters"].sequence())
        elsewhere = fields["elsewhere"].text() if "elsewhere" in fields else ""
        if not wanted and not elsewhere:
            entry.note("没有案由的结论应写明由谁处理（elsewhere）")
        joint = fields["joint"].texts() if "joint" in fields else ()
        for name in joint:
            if name not in self.joint:
                fields["joint"].note(f"没有登记的协同处置：{name}")
        circumstances = fields["circumstances"].texts() if "circumstances" in fields else ()
        return Leaf(wanted, circumstances, joint, elsewhere, fields["verified"].one_of(VERIFICATIONS))

    def _wanted(self, entry: Entry) -> Wanted:
        places = ("paragraph", "item", "named", "party", "code", "from", "until")
        fields = entry.fields(("law", "article"), places)
        start, end = _period(fields)
        law = fields["law"].text()
        self._in_force(law, start, end, fields["law"])

        def number(name: str) -> int | None:
            return fields[name].integer() if name in fields else None

        cite = Citation(law, number("article"), number("paragraph"), number("item"))
        return Wanted(
            cite=cite,
            named=fields["named"].texts() if "named" in fields else (),
            party=fields["party"].one_of(PARTIES) if "party" in fields else "any",
            code=fields["code"].text() if "code" in fields else "",
            start=start,
            end=end,
        )

    def _in_force(self, law: str, start: date | None, end: date | None, entry: Entry) -> None:
        """A cited law is on record, and in force from the first to the last day on which it is cited."""
        sources = self.norms.sources
        if law not in sources:
            entry.note(f"引用了未登记的依据：{law}")
            return
        first = start or sources.versions(law)[0].start
        if not sources.in_force_throughout(law, first, end):
            entry.note(f"引用的依据在所写期间内并非始终施行：{law}（请写 from、until）")


def _period(fields: Mapping[str, Entry]) -> tuple[date | None, date | None]:
    start = fields["from"].day() if "from" in fields else None
    end = fields["until"].day() if "until" in fields else None
    if start is not None and end is not None and end < start:
        fields["until"].fail("截止日期早于起始日期")
    return start, end
