"""The norm book: all norms of all jurisdictions, compiled once; lookups by date and place."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from .calendar import NATIONAL, Calendar, YearNotice
from .citation import Citation, Source, Sources
from .clock import ClockNorm
from .discretion import Circumstance
from .effect import Layered
from .facts import FactNorm
from .norms import (
    ActHead,
    ActNorm,
    ApprovalChain,
    Conditions,
    Listing,
    Missing,
    RawNorm,
    Requirement,
    Role,
    Threshold,
    Use,
)
from .reading import Problems, Unreadable, read_yaml
from .schema import read_notice

SUPPLEMENTS: Final = "supplements/"


class UnknownNorm(LookupError):
    """No norm of that name is on record, or it is not in force on that day in that place."""


@dataclass(frozen=True, slots=True)
class Ingredients:
    """What the loader hands over."""

    jurisdictions: Mapping[str, tuple[str, ...]]
    sources: Sources
    facts: Mapping[str, FactNorm]
    roles: Mapping[str, Role]
    heads: Mapping[str, ActHead]
    acts: Mapping[str, Layered[Conditions]]
    grounds: Mapping[str, Layered[Conditions]]
    clocks: Mapping[str, Layered[ClockNorm]]
    thresholds: Mapping[str, Layered[Threshold]]
    threshold_titles: Mapping[str, tuple[str, str]]
    chains: Mapping[str, Layered[ApprovalChain]]
    circumstances: Mapping[str, Layered[Circumstance]]
    listings: Mapping[str, Layered[Listing]]
    notices: Mapping[str, tuple[YearNotice, ...]]
    raw: Mapping[str, tuple[RawNorm, ...]]
    digests: Mapping[str, str]
    contents: Mapping[str, bytes]


@dataclass(slots=True)
class _Timeline:
    """An act as it changes over time in one jurisdiction."""

    starts: list[date] = field(default_factory=list)
    norms: list[ActNorm | None] = field(default_factory=list)

    def on(self, day: date) -> ActNorm | None:
        index = bisect_right(self.starts, day) - 1
        return self.norms[index] if index >= 0 else None


class NormBook:
    """规范总册: read-only; every method takes the day and the place, nothing reads a clock."""

    def __init__(
        self, parts: Ingredients, supplements: Iterable[YearNotice] = (), entered: Iterable[str] = ()
    ) -> None:
        self._parts = parts
        self.supplements = tuple(supplements)
        self._entered = tuple(entered)
        self.digests = parts.digests
        self._timelines = {
            (kind, code): self._timeline(kind, layers)
            for code, layers in parts.jurisdictions.items()
            for kind in parts.heads
        }
        self._thresholds: dict[tuple[str, str], Layered[Threshold] | None] = {}
        self._calendars = {code: self._calendar(layers) for code, layers in parts.jurisdictions.items()}

    # --- what the book was made from ------------------------------------------------------------------------

    @cached_property
    def contents(self) -> Mapping[str, bytes]:
        """Every file that the book was compiled from, by path; `load_contents` makes the same book of it again."""
        notices = {f"{SUPPLEMENTS}{no:04d}.yaml": text.encode() for no, text in enumerate(self._entered, 1)}
        return {**self._parts.contents, **notices}

    @cached_property
    def digest(self) -> str:
        """One SHA-256 (hex) for the whole book: over path and digest of every file, in order of path."""
        lines = (f"{name} {sha256(content).hexdigest()}\n" for name, content in sorted(self.contents.items()))
        return sha256("".join(lines).encode()).hexdigest()

    # --- acts ---------------------------------------------------------------------------------------------

    def acts(self) -> tuple[str, ...]:
        """All act kinds, sorted."""
        return tuple(sorted(self._parts.heads))

    def acts_on(self, subject: str) -> tuple[str, ...]:
        """Act kinds whose subject is `subject` (lead, case, bureau, …)."""
        return tuple(kind for kind in self.acts() if self._parts.heads[kind].subject == subject)

    def act_head(self, kind: str) -> ActHead:
        """Title, subject, roles and instruments of an act; the same on every day. Raises UnknownNorm."""
        try:
            return self._parts.heads[kind]
        except KeyError:
            raise UnknownNorm(f"未登记的行为：{kind}") from None

    def act(self, kind: str, *, on: date, jurisdiction: str) -> ActNorm:
        """The act as it stands on that day in that place. Raises UnknownNorm."""
        timeline = self._timelines.get((kind, jurisdiction))
        norm = timeline.on(on) if timeline is not None else None
        if norm is None:
            self.layers(jurisdiction)
            raise UnknownNorm(f"行为 {kind} 在 {on} 于 {jurisdiction} 没有现行规范")
        return norm

    def has_act(self, kind: str, *, on: date, jurisdiction: str) -> bool:
        timeline = self._timelines.get((kind, jurisdiction))
        return timeline is not None and timeline.on(on) is not None

    def act_history(self, kind: str) -> tuple[ActNorm, ...]:
        """Every form the act takes over time in any place, without repeats; for review and coverage checks."""
        self.act_head(kind)
        found: list[ActNorm] = []
        for code in self.jurisdictions():
            for norm in self._timelines[kind, code].norms:
                if norm is not None and norm not in found:
                    found.append(norm)
        return tuple(found)

    def _timeline(self, kind: str, layers: Sequence[str]) -> _Timeline:
        out = _Timeline()
        for day in sorted(self._breaks(kind, layers)):
            out.starts.append(day)
            out.norms.append(self._compose(kind, day, layers))
        return out

    def _breaks(self, kind: str, layers: Sequence[str]) -> set[date]:
        stated = self._parts.acts.get(kind) or Layered[Conditions]()
        days = set(stated.breaks(layers))
        for layer in layers:
            if layer in stated.by_layer:
                for span in stated.by_layer[layer].spans:
                    days.update(self._inner_breaks(span.value, layers))
        head = self._parts.heads[kind]
        names = [name for name in (head.approval, *(chain for _, chain in head.approval_when)) if name]
        return days | {day for name in names for day in self._chain_breaks(name, layers)}

    def _chain_breaks(self, name: str, layers: Sequence[str]) -> Iterable[date]:
        chain = self._parts.chains.get(name)
        return chain.breaks(layers) if chain is not None else ()

    def _inner_breaks(self, conditions: Conditions, layers: Sequence[str]) -> set[date]:
        days: set[date] = set()
        for part in conditions.requires:
            days.update(day for day in (part.start,) if day is not None)
            if part.end is not None:
                days.add(date.fromordinal(part.end.toordinal() + 1))
            if isinstance(part, Use) and part.ground in self._parts.grounds:
                ground = self._parts.grounds[part.ground]
                days.update(ground.breaks(layers))
                for dated in ground.by_layer.values():
                    for span in dated.spans:
                        days.update(self._inner_breaks(span.value, layers))
        return days

    def _compose(self, kind: str, day: date, layers: Sequence[str]) -> ActNorm | None:
        head = self._parts.heads[kind]
        stated = _stack(self._parts.acts[kind], day, layers)
        if not stated:
            return None
        requires = self._requirements(stated, day, layers)
        chain = self._parts.chains[head.approval].on(day, layers) if head.approval else None
        others = self._other_chains(head, day, layers)
        cites = stated[-1].cites or tuple(dict.fromkeys(cite for req in requires for cite in req.cites[:1]))
        chains = [part for part in (chain, *(other for _, other in others)) if part is not None]
        files = self._files(head, stated, requires, chains, layers)
        roles = "、".join(self.role_title(role) for role in head.by)
        return ActNorm(
            kind=kind,
            title=head.title,
            subject=head.subject,
            procedures=head.procedures,
            by=head.by,
            proposed_by=head.proposed_by,
            approval=chain,
            instruments=head.instruments,
            leads_to=head.leads_to,
            requires=requires,
            cites=cites,
            verified=stated[-1].verified,
            by_whom=f"由有权人员（{roles}）作出“{head.title}”",
            by_cure=f"请由{roles}办理；需要时按审批流程报请。",
            files=files,
            approval_when=others,
        )

    def _other_chains(
        self, head: ActHead, day: date, layers: Sequence[str]
    ) -> tuple[tuple[str, ApprovalChain], ...]:
        """Chains that take the place of the usual one while a fact holds; one that is not in force on the day takes none."""
        found = ((fact, self._parts.chains[name].on(day, layers)) for fact, name in head.approval_when)
        return tuple((fact, chain) for fact, chain in found if chain is not None)

    def _requirements(
        self, stated: Sequence[Conditions], day: date, layers: Sequence[str]
    ) -> tuple[Requirement, ...]:
        found: dict[str, Requirement] = {}
        for conditions in stated:
            for part in conditions.requires:
                if not part.holds_on(day):
                    continue
                for requirement in self._expand(part, day, layers):
                    found[requirement.id] = requirement
        return tuple(found.values())

    def _expand(self, part: Requirement | Use, day: date, layers: Sequence[str]) -> Iterable[Requirement]:
        if isinstance(part, Requirement):
            return (part,)
        stated = _stack(self._parts.grounds[part.ground], day, layers)
        inner = self._requirements(stated, day, layers)
        if part.level is None:
            return inner
        return tuple(replace(requirement, level=part.level) for requirement in inner)

    def _files(
        self,
        head: ActHead,
        stated: Sequence[Conditions],
        requires: Sequence[Requirement],
        chains: Sequence[ApprovalChain],
        layers: Sequence[str],
    ) -> dict[str, str]:
        paths = {head.path, *(part.path for part in stated), *(part.path for part in requires)}
        paths.update(chain.path for chain in chains)
        for requirement in requires:
            for name in requirement.test.thresholds:
                layered = self._parts.thresholds.get(name)
                for layer in layers:
                    if layered is not None and layer in layered.by_layer:
                        paths.update(span.value.path for span in layered.by_layer[layer].spans)
        return {path: self.digests[path] for path in sorted(paths)}

    # --- lookups ------------------------------------------------------------------------------------------

    def jurisdictions(self) -> tuple[str, ...]:
        return tuple(sorted(self._parts.jurisdictions))

    def layers(self, jurisdiction: str) -> tuple[str, ...]:
        """Folders that apply to the place, far to near. Raises UnknownNorm."""
        try:
            return self._parts.jurisdictions[jurisdiction]
        except KeyError:
            raise UnknownNorm(f"未登记的地区：{jurisdiction}（见 norms/index.yaml）") from None

    def fact(self, name: str) -> FactNorm:
        """A declared fact. Raises UnknownNorm."""
        try:
            return self._parts.facts[name]
        except KeyError:
            raise UnknownNorm(f"未登记的事实项：{name}") from None

    @property
    def facts(self) -> Mapping[str, FactNorm]:
        return self._parts.facts

    def role(self, name: str) -> Role:
        """A declared role. Raises UnknownNorm."""
        try:
            return self._parts.roles[name]
        except KeyError:
            raise UnknownNorm(f"未登记的角色：{name}") from None

    def role_title(self, name: str) -> str:
        role = self._parts.roles.get(name)
        return role.title if role is not None else name

    def roles(self) -> tuple[Role, ...]:
        return tuple(self._parts.roles.values())

    def clocks(self) -> tuple[str, ...]:
        return tuple(sorted(self._parts.clocks))

    def clock(self, name: str, *, on: date, jurisdiction: str) -> ClockNorm:
        """The period as it stands for an event of that day. Raises UnknownNorm."""
        layered = self._parts.clocks.get(name)
        norm = layered.on(on, self.layers(jurisdiction)) if layered is not None else None
        if norm is None:
            raise UnknownNorm(f"期限 {name} 在 {on} 于 {jurisdiction} 没有现行规范")
        return norm

    def thresholds(self) -> tuple[str, ...]:
        return tuple(sorted(self._parts.thresholds))

    def threshold(self, name: str, *, on: date, jurisdiction: str) -> Threshold | Missing:
        """The amount in force, or Missing when none is on record. Raises UnknownNorm for an undeclared id."""
        layered = self._parts.thresholds.get(name)
        if layered is None:
            raise UnknownNorm(f"未登记的阈值：{name}")
        value = layered.on(on, self.layers(jurisdiction))
        if value is not None:
            return value
        title, gap = self._parts.threshold_titles[name]
        return Missing(name, title, jurisdiction, on, gap)

    def approval_chains(self) -> tuple[str, ...]:
        return tuple(sorted(self._parts.chains))

    def approval_chain(self, name: str, *, on: date, jurisdiction: str) -> ApprovalChain:
        """The tiers in force. Raises UnknownNorm."""
        layered = self._parts.chains.get(name)
        chain = layered.on(on, self.layers(jurisdiction)) if layered is not None else None
        if chain is None:
            raise UnknownNorm(f"审批流程 {name} 在 {on} 于 {jurisdiction} 没有现行规范")
        return chain

    def starts(self, folder: str, name: str, *, jurisdiction: str) -> tuple[date, ...]:
        """Days on which an act, shared set, period, threshold or chain begins or changes in the place, oldest first."""
        layers = self.layers(jurisdiction)
        if folder == "acts":
            return tuple(self._timelines[name, jurisdiction].starts)
        shelves: Mapping[str, Mapping[str, Layered[Any]]] = {
            "grounds": self._parts.grounds,
            "clocks": self._parts.clocks,
            "thresholds": self._parts.thresholds,
            "approval_chains": self._parts.chains,
            "lists": self._parts.listings,
        }
        return tuple(sorted(set(shelves[folder][name].breaks(layers))))

    def circumstances(self, *, on: date, jurisdiction: str) -> tuple[Circumstance, ...]:
        """裁量情节 in force on that day in that place, by id."""
        layers = self.layers(jurisdiction)
        found = (layered.on(on, layers) for _, layered in sorted(self._parts.circumstances.items()))
        return tuple(item for item in found if item is not None)

    def circumstance(self, name: str, *, on: date, jurisdiction: str) -> Circumstance:
        """One 裁量情节. Raises UnknownNorm."""
        layered = self._parts.circumstances.get(name)
        found = layered.on(on, self.layers(jurisdiction)) if layered is not None else None
        if found is None:
            raise UnknownNorm(f"裁量情节 {name} 在 {on} 于 {jurisdiction} 没有现行规范")
        return found

    def listings(self) -> tuple[str, ...]:
        return tuple(sorted(self._parts.listings))

    def listing(self, name: str, *, on: date, jurisdiction: str) -> Listing | None:
        """清单 in force on that day in that place (the nearest layer's), or None where the place has no such list."""
        layered = self._parts.listings.get(name)
        return layered.on(on, self.layers(jurisdiction)) if layered is not None else None

    def grounds(self) -> tuple[str, ...]:
        return tuple(sorted(self._parts.grounds))

    def ground(self, name: str, *, on: date, jurisdiction: str) -> tuple[Requirement, ...]:
        """The requirements of a shared set. Raises UnknownNorm."""
        layered = self._parts.grounds.get(name)
        if layered is None:
            raise UnknownNorm(f"未登记的共用要件：{name}")
        layers = self.layers(jurisdiction)
        return self._requirements(_stack(layered, on, layers), on, layers)

    @property
    def sources(self) -> Sources:
        return self._parts.sources

    def source(self, law: str, *, on: date) -> Source | None:
        """The version of a law in force on that day."""
        return self._parts.sources.on(law, on)

    def raw(self, folder: str, *, jurisdiction: str | None = None) -> dict[str, RawNorm]:
        """Files of a folder that another app defines, by file name; nearer layers win."""
        found = self._parts.raw.get(folder, ())
        if jurisdiction is None:
            return {norm.id: norm for norm in found}
        layers = self.layers(jurisdiction)
        ranked = sorted(
            (norm for norm in found if norm.layer in layers), key=lambda norm: layers.index(norm.layer)
        )
        return {norm.id: norm for norm in ranked}

    # --- calendar -----------------------------------------------------------------------------------------

    def calendar(self, jurisdiction: str) -> Calendar:
        """工作日历 of the place, with local rest days and the notices an administrator entered."""
        self.layers(jurisdiction)
        return self._calendars[jurisdiction]

    def with_supplements(self, notices: Iterable[YearNotice | str]) -> NormBook:
        """A new book whose calendars also know these holiday notices; a text is YAML in the form of a holidays file.

        Raises NormError when a text is not a valid notice or names a layer that no jurisdiction has.
        """
        problems = Problems()
        given = list(notices)
        layers = {layer for names in self._parts.jurisdictions.values() for layer in names}
        found: list[YearNotice] = []
        for number, notice in enumerate(given, start=1):
            with problems.tolerating():
                found.append(_notice(notice, f"supplement-{number}", problems))
                if found[-1].layer not in layers:
                    problems.add(found[-1].path, 1, f"未登记的层级：{found[-1].layer}")
        problems.raise_if_any()
        entered = [notice for notice in given if isinstance(notice, str)]
        return NormBook(self._parts, (*self.supplements, *found), (*self._entered, *entered))

    def _calendar(self, layers: Sequence[str]) -> Calendar:
        out = Calendar()
        for layer in layers:
            for notice in self._parts.notices.get(layer, ()):
                out = out.with_notice(notice)
        for notice in self.supplements:
            if notice.layer in layers:
                out = out.with_notice(notice)
        return out

    def citation_titles(self, cite: Citation, on: date) -> str:
        """The full title of the cited law as of that day, for display."""
        source = self.source(cite.law, on=on) or self.sources.newest(cite.law)
        return source.title if source is not None else cite.law

    def as_dict(self) -> dict[str, Any]:
        """Counts for a status page."""
        return {
            "acts": len(self._parts.heads),
            "files": len(self.digests),
            "sources": len(self.sources.ids()),
            "jurisdictions": list(self.jurisdictions()),
        }


def _notice(notice: YearNotice | str, path: str, problems: Problems) -> YearNotice:
    if isinstance(notice, YearNotice):
        return notice
    entry = read_yaml(notice.encode(), path, problems)
    if entry is None:
        raise Unreadable
    return read_notice(entry, NATIONAL)


def _stack(layered: Layered[Conditions], day: date, layers: Sequence[str]) -> tuple[Conditions, ...]:
    """The nearest statement, preceded by what it extends."""
    stated = layered.all_on(day, layers)
    for index in range(len(stated) - 1, -1, -1):
        if not stated[index].extends:
            return stated[index:]
    return stated
