"""The norm book as pages: what rules there are, what each says on which day, and who uses it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.ledger.norms import book
from lawengine import ActNorm, ApprovalChain, Citation, NormBook, Requirement, Source, Threshold, UnknownNorm
from lawengine.clock import ClockNorm

SHELVES: Final[Mapping[str, str]] = {
    "acts": "行为",
    "clocks": "期限",
    "thresholds": "数额与名单",
    "grounds": "共用要件",
    "approval_chains": "审批层级",
    "facts": "事实项",
    "sources": "依据",
}
LEVELS: Final = {"block": "必须满足", "warn": "须说明理由", "note": "提示"}
EXPIRY: Final = {"warn": "预警", "block": "不得再办理", "lapse": "逾期失效", "": "—"}
FACT_TYPES: Final = {
    "boolean": "是/否", "integer": "整数", "decimal": "数额", "date": "日期", "moment": "时刻", "text": "文字", "set": "多项",
}  # fmt: skip


@dataclass(frozen=True)
class RuleRow:
    """One rule as the list shows it."""

    shelf: str
    name: str
    title: str
    gist: str
    cites: tuple[Citation, ...]
    verified: str


@dataclass(frozen=True)
class Use:
    """Another rule that refers to this one."""

    shelf: str
    name: str
    title: str


@dataclass(frozen=True)
class RequirementRow:
    """One requirement with the facts it reads."""

    id: str
    level: str
    ground: str
    cure: str
    cites: tuple[Citation, ...]
    verified: str
    facts: list[Use]


@dataclass(frozen=True)
class Version:
    """What a rule says from a day on."""

    start: date | None
    current: bool
    lines: list[tuple[str, str]]
    cites: tuple[Citation, ...]
    verified: str
    note: str = ""
    requirements: list[RequirementRow] = field(default_factory=list)


@dataclass(frozen=True)
class Rule:
    """The page of one rule."""

    shelf: str
    name: str
    title: str
    facts: list[tuple[str, str]]
    versions: list[Version]
    uses: list[Use]
    files: list[tuple[str, str]]


@dataclass(frozen=True)
class LawFile:
    """One law in its versions, when the list is asked for what cites it."""

    title: str
    article: str
    versions: tuple[Source, ...]


def rule_board(viewer: Viewer, *, shelf: str, text: str, law: str, article: str, on: date) -> list[RuleRow]:
    """Rules of one shelf, or of all shelves when a law is asked for, filtered by words and by cited article."""
    place = _Place(book(), viewer.jurisdiction, on)
    shelves = [name for name in SHELVES if name not in ("sources", "facts")] if law else [shelf]
    rows = [row for name in shelves for row in place.rows(name)]
    words = text.split()
    return [row for row in rows if _fits(row, words) and (not law or place.cites_law(row, law, article))]


def law_file(law: str, article: str) -> LawFile | None:
    """A law by short name, or None when it is not on record."""
    versions = book().sources.versions(law)
    return LawFile(versions[-1].title, article, versions) if versions else None


def shelf_counts(viewer: Viewer, on: date) -> list[tuple[str, str, int]]:
    """Shelves with how many rules stand on each."""
    place = _Place(book(), viewer.jurisdiction, on)
    return [(name, title, len(place.names(name))) for name, title in SHELVES.items()]


def rule_page(viewer: Viewer, shelf: str, name: str, on: date) -> Rule | None:
    """One rule with all its dated values in the viewer's place, or None when there is none of that name."""
    place = _Place(book(), viewer.jurisdiction, on)
    if shelf not in SHELVES or name not in place.names(shelf):
        return None
    return _Page(place, shelf, name).rule()


def _fits(row: RuleRow, words: Iterable[str]) -> bool:
    where = f"{row.name} {row.title} {row.gist} {' '.join(cite.short for cite in row.cites)}"
    return all(word in where for word in words)


class _Place:
    """The book as seen from one place on one day."""

    def __init__(self, norms: NormBook, jurisdiction: str, on: date) -> None:
        self.book, self.jurisdiction, self.on = norms, jurisdiction, on

    def names(self, shelf: str) -> tuple[str, ...]:
        lists: Mapping[str, Callable[[], Iterable[str]]] = {
            "acts": self.book.acts,
            "clocks": self.book.clocks,
            "thresholds": self.book.thresholds,
            "grounds": self.book.grounds,
            "approval_chains": self.book.approval_chains,
            "facts": lambda: sorted(self.book.facts),
            "sources": self.book.sources.ids,
        }
        return tuple(lists[shelf]())

    def norm(self, shelf: str, name: str, on: date) -> Any:
        """The norm in force on a day, or None."""
        where: dict[str, Any] = {"on": on, "jurisdiction": self.jurisdiction}
        readers: Mapping[str, Callable[..., Any]] = {
            "acts": self.book.act,
            "clocks": self.book.clock,
            "thresholds": self.book.threshold,
            "grounds": self.book.ground,
            "approval_chains": self.book.approval_chain,
        }
        try:
            return readers[shelf](name, **where)
        except UnknownNorm:
            return None

    def rows(self, shelf: str) -> Iterator[RuleRow]:
        for name in self.names(shelf):
            if shelf == "facts":
                fact = self.book.facts[name]
                yield RuleRow(shelf, name, fact.title, FACT_TYPES.get(fact.type, fact.type), (), "")
            elif shelf == "sources":
                source = self.book.sources.versions(name)[-1]
                yield RuleRow(
                    shelf, name, source.title, f"{source.number} {source.issuer}".strip(), (), source.verified
                )
            else:
                yield self._row(shelf, name, self.norm(shelf, name, self.on))

    def _row(self, shelf: str, name: str, norm: Any) -> RuleRow:
        title = self.title(shelf, name, norm)
        if norm is None:
            return RuleRow(shelf, name, title, "今日没有现行规定", (), "")
        if isinstance(norm, tuple):
            cites = tuple(dict.fromkeys(cite for req in norm for cite in req.cites))
            return RuleRow(
                shelf, name, title, f"{len(norm)} 项要件", cites[:3], norm[0].verified if norm else ""
            )
        return RuleRow(
            shelf, name, title, gist(norm), tuple(getattr(norm, "cites", ())), getattr(norm, "verified", "")
        )

    def title(self, shelf: str, name: str, norm: Any = None) -> str:
        if shelf == "acts":
            return self.book.act_head(name).title
        if shelf == "facts":
            return self.book.facts[name].title
        if isinstance(norm, tuple) and norm:
            return f"{norm[0].ground}{'等' if len(norm) > 1 else ''}"
        return str(getattr(norm, "title", "")) or name

    def cites_law(self, row: RuleRow, law: str, article: str) -> bool:
        """Whether the rule or one of its requirements cites the law (and the article)."""
        norm = self.norm(row.shelf, row.name, self.on)
        own = tuple(getattr(norm, "cites", ()))
        inner = tuple(cite for req in requirements_of(norm) for cite in req.cites)
        return any(cite.law == law and article in ("", str(cite.article)) for cite in (*own, *inner))

    def users_of(self, shelf: str, name: str) -> list[Use]:
        """Acts and shared sets that read a fact, threshold, chain or shared set; acts that start or stop a period."""
        found = [
            Use("acts", kind, self.book.act_head(kind).title)
            for kind in self.book.acts()
            if self._uses(kind, shelf, name)
        ]
        if shelf in ("facts", "thresholds"):
            for ground in self.book.grounds():
                norm = self.norm("grounds", ground, self.on)
                if any(_reads(req, shelf, name) for req in requirements_of(norm)):
                    found.append(Use("grounds", ground, self.title("grounds", ground, norm)))
        return found

    def _uses(self, kind: str, shelf: str, name: str) -> bool:
        norm: ActNorm | None = self.norm("acts", kind, self.on)
        if norm is None:
            return False
        if shelf == "clocks":
            clock: ClockNorm | None = self.norm("clocks", name, self.on)
            return clock is not None and kind in (*clock.starts_with, *clock.stops_with)
        if shelf == "approval_chains":
            return any(chain.id == name for chain in norm.chains)
        if shelf == "grounds":
            return any(req.path.endswith(f"/grounds/{name}.yaml") for req in norm.requires)
        return any(_reads(req, shelf, name) for req in norm.requires)


def requirements_of(norm: Any) -> tuple[Requirement, ...]:
    """Requirements of an act or of a shared set; none of anything else."""
    if isinstance(norm, tuple):
        return norm
    return tuple(getattr(norm, "requires", ()))


def _reads(requirement: Requirement, shelf: str, name: str) -> bool:
    return name in (requirement.test.facts if shelf == "facts" else requirement.test.thresholds)


def gist(norm: Any) -> str:
    """The value of a norm in a few words."""
    if isinstance(norm, ActNorm):
        return f"{len(norm.requires)} 项要件" + (f"，{norm.approval.title}" if norm.approval else "")
    if isinstance(norm, ClockNorm):
        return norm.length.title
    if isinstance(norm, ApprovalChain):
        return " → ".join(book().role_title(tier) for tier in norm.tiers)
    if isinstance(norm, Threshold):
        return amount(norm)
    return str(getattr(norm, "gap", ""))


def amount(norm: Threshold) -> str:
    """The value of a threshold with its unit."""
    value = norm.value
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, frozenset):
        return "、".join(sorted(value))
    text = f"{value.normalize():f}" if isinstance(value, Decimal) else value
    return f"{text} {norm.unit}".strip()


class _Page:
    """Builds the page of one rule."""

    def __init__(self, place: _Place, shelf: str, name: str) -> None:
        self.place, self.shelf, self.name = place, shelf, name
        self.book = place.book

    def rule(self) -> Rule:
        if self.shelf == "sources":
            return self._source()
        if self.shelf == "facts":
            return self._fact()
        starts = self.book.starts(self.shelf, self.name, jurisdiction=self.place.jurisdiction)
        norms = [(start, self.place.norm(self.shelf, self.name, start)) for start in starts]
        versions = [self._version(start, norm, starts) for start, norm in norms if norm is not None]
        today = self.place.norm(self.shelf, self.name, self.place.on)
        newest = next((norm for _, norm in reversed(norms) if norm is not None), today)
        return Rule(
            shelf=self.shelf,
            name=self.name,
            title=self.place.title(self.shelf, self.name, newest),
            facts=self._head(newest),
            versions=versions[::-1],
            uses=self.place.users_of(self.shelf, self.name),
            files=self._files(newest),
        )

    def _version(self, start: date, norm: Any, starts: tuple[date, ...]) -> Version:
        current = start == max((day for day in starts if day <= self.place.on), default=None)
        if isinstance(norm, tuple):
            cites = tuple(dict.fromkeys(cite for req in norm for cite in req.cites))
            verified = norm[0].verified if norm else ""
        else:
            cites, verified = tuple(getattr(norm, "cites", ())), str(getattr(norm, "verified", ""))
        return Version(
            start=start,
            current=current,
            lines=_lines(norm),
            cites=cites,
            verified=verified,
            note=str(getattr(norm, "note", "")),
            requirements=[self._requirement(req) for req in requirements_of(norm)],
        )

    def _requirement(self, req: Requirement) -> RequirementRow:
        facts = [Use("facts", name, self.book.facts[name].title) for name in req.test.facts]
        return RequirementRow(req.id, LEVELS[req.level], req.ground, req.cure, req.cites, req.verified, facts)

    def _head(self, norm: Any) -> list[tuple[str, str]]:
        if not isinstance(norm, ActNorm):
            return []
        titles = self.book.role_title
        facts = [("由谁办理", "、".join(titles(role) for role in norm.by) or "不限岗位")]
        if norm.approval is not None:
            facts.append(("提请", "、".join(titles(role) for role in norm.proposed_by)))
            facts.append(("审批", " → ".join(titles(tier) for tier in norm.approval.tiers)))
        for fact, chain in norm.approval_when:
            tiers = " → ".join(titles(tier) for tier in chain.tiers)
            facts.append((f"审批（{self.book.fact(fact).title}）", tiers))
        if norm.instruments:
            raw = self.book.raw("instruments", jurisdiction=self.place.jurisdiction)
            facts.append(
                (
                    "形成文书",
                    "、".join(str(raw[i].data.get("title", i)) if i in raw else i for i in norm.instruments),
                )
            )
        return facts

    def _files(self, norm: Any) -> list[tuple[str, str]]:
        if isinstance(norm, ActNorm):
            return sorted(norm.files.items())
        paths = {req.path for req in requirements_of(norm)} or {str(getattr(norm, "path", ""))}
        return sorted((path, self.book.digests[path]) for path in paths if path in self.book.digests)

    def _source(self) -> Rule:
        sources = self.book.sources.versions(self.name)
        versions = [
            Version(
                source.start,
                source == self.book.source(self.name, on=self.place.on),
                _source_lines(source),
                (),
                source.verified,
            )
            for source in reversed(sources)
        ]
        rows = [
            row for shelf in SHELVES if shelf not in ("sources", "facts") for row in self.place.rows(shelf)
        ]
        uses = [
            Use(row.shelf, row.name, row.title) for row in rows if self.place.cites_law(row, self.name, "")
        ]
        files = [
            (source.path, self.book.digests[source.path])
            for source in sources
            if source.path in self.book.digests
        ]
        return Rule("sources", self.name, sources[-1].title, [("简称", self.name)], versions, uses, files)

    def _fact(self) -> Rule:
        fact = self.book.facts[self.name]
        lines = [
            ("类型", FACT_TYPES.get(fact.type, fact.type)),
            ("来源", "办理时填写" if fact.input else "由系统从记录得出"),
        ]
        if fact.choices:
            lines.append(("取值", "、".join(fact.choices.values())))
        files = [(fact.path, self.book.digests[fact.path])] if fact.path in self.book.digests else []
        return Rule("facts", self.name, fact.title, lines, [], self.place.users_of("facts", self.name), files)


def _lines(norm: Any) -> list[tuple[str, str]]:
    if isinstance(norm, ClockNorm):
        lines = [("长度", norm.length.title), ("期满", EXPIRY.get(norm.on_expiry, norm.on_expiry))]
        lines.append(("末日遇节假日", "顺延到下一个工作日" if norm.roll == "forward" else "不顺延"))
        lines += [
            (f"可延长：{extra.title}", extra.length.title if extra.length else "")
            for extra in norm.extendable.values()
        ]
        lines += [("不计入", extra.title) for extra in norm.excludes.values()]
        return lines
    if isinstance(norm, Threshold):
        return [("数值", amount(norm))]
    if isinstance(norm, ApprovalChain):
        return [("层级", gist(norm))]
    if getattr(norm, "missing", False):
        return [("数值", norm.gap)]
    return []


def _source_lines(source: Source) -> list[tuple[str, str]]:
    period = f"{source.start} 起" + (f"，至 {source.end}" if source.end else "")
    lines = [
        ("全称", source.title),
        ("文号", source.number),
        ("制定机关", source.issuer),
        ("施行", period),
        ("替代", source.replaces),
    ]
    return [(label, value) for label, value in lines if value]
