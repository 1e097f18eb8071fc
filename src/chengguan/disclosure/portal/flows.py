"""执法流程 (行政处罚法 第三十九条): the published flows with what the norms say of each step: who, when, on which articles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

from chengguan.cases.models import Case
from chengguan.ledger.norms import book
from chengguan.people.models import Bureau
from lawengine import Citation, NormBook
from lawengine.book import UnknownNorm
from lawengine.clock import ClockNorm

LIST: Final = "public_flows"
PERIODS: Final = {"release": "disclosure_decision", "withdrawal": "disclosure_withdrawal"}
STAGES: Final[Mapping[str, str]] = dict(Case.STAGES)


@dataclass(frozen=True)
class Limit:
    """期限 as the public reads it."""

    title: str
    length: str
    begins: str
    ends: str
    cites: tuple[Citation, ...]
    verified: str


@dataclass(frozen=True)
class ActView:
    """行为 with what its norm demands."""

    kind: str
    title: str
    roles: str
    approval: str
    grounds: tuple[str, ...]
    instruments: tuple[str, ...]
    cites: tuple[Citation, ...]


@dataclass(frozen=True)
class Step:
    """One step of a flow; `when` is the condition of a step beside the main line, `ends` that the flow ends there."""

    key: str
    number: str
    title: str
    acts: tuple[ActView, ...]
    limits: tuple[Limit, ...]
    rights: tuple[Limit, ...]
    stage: str
    when: str
    ends: bool
    side: tuple[Step, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands under the title in the drawing."""
        return tuple(f"{limit.title}：{limit.length}" for limit in self.limits)


@dataclass(frozen=True)
class Flow:
    """One published flow."""

    id: str
    title: str
    about: str
    steps: tuple[Step, ...]


def flows(bureau: Bureau, on: date) -> list[Flow]:
    """Flows in force at the organ's place on a day. No queries."""
    return list(_drawn(book(), bureau.jurisdiction, on))


def flow(bureau: Bureau, name: str, on: date) -> Flow | None:
    """One flow. No queries."""
    return next((item for item in flows(bureau, on) if item.id == name), None)


def periods(bureau: Bureau, on: date) -> dict[str, str]:
    """公示、撤回期限 in words, for the pages that speak of them. No queries."""
    reader = _Reader(book(), bureau.jurisdiction, on)
    found = {name: reader.clock(clock) for name, clock in PERIODS.items()}
    return {name: norm.length.title if norm else "法定期限" for name, norm in found.items()}


@lru_cache(maxsize=32)
def _drawn(norms: NormBook, place: str, on: date) -> tuple[Flow, ...]:
    listing = norms.listing(LIST, on=on, jurisdiction=place)
    if listing is None:
        return ()
    reader = _Reader(norms, place, on)
    return tuple(reader.flow(row) for row in listing.items if reader.offered(row))


class _Reader:
    """Fills the rows of the list from the norms of a place and day."""

    def __init__(self, norms: NormBook, place: str, on: date) -> None:
        self.norms, self.place, self.on = norms, place, on
        self.raw = norms.raw("instruments", jurisdiction=place)

    def offered(self, row: Mapping[str, Any]) -> bool:
        """Whether the place has what the flow rests on: a list of its own without rows means that it is not used there."""
        if "needs" not in row:
            return True
        needed = self.norms.listing(str(row["needs"]), on=self.on, jurisdiction=self.place)
        return needed is not None and bool(needed.items)

    def flow(self, row: Mapping[str, Any]) -> Flow:
        steps = tuple(self.step(item, str(number)) for number, item in enumerate(row["steps"], 1))
        return Flow(str(row["id"]), str(row["title"]), str(row.get("about", "")), steps)

    def step(self, row: Mapping[str, Any], number: str) -> Step:
        kinds = [str(row["act"])] if "act" in row else [str(kind) for kind in row.get("acts", ())]
        acts = tuple(found for kind in kinds if (found := self.act(kind)) is not None)
        head = self.norms.act_head(kinds[0]) if "act" in row else None
        side = tuple(
            self.step(item, f"{number}.{place}") for place, item in enumerate(row.get("side", ()), 1)
        )
        return Step(
            key=f"s{number.replace('.', '-')}",
            number=number,
            title=str(row.get("title") or (head.title if head else "")),
            acts=acts,
            limits=self.limits(row.get("clocks", ())),
            rights=self.limits(row.get("rights", ())),
            stage=STAGES.get(head.leads_to, "") if head else "",
            when=str(row.get("if") or row.get("ends") or ""),
            ends="ends" in row,
            side=side,
        )

    def act(self, kind: str) -> ActView | None:
        """An act as it stands on the day; None where it is not in force then."""
        try:
            norm = self.norms.act(kind, on=self.on, jurisdiction=self.place)
        except UnknownNorm:
            return None
        chain = norm.approval
        return ActView(
            kind=kind,
            title=norm.title,
            roles="、".join(self.norms.role_title(role) for role in norm.by),
            approval=" → ".join(self.norms.role_title(tier) for tier in chain.tiers) if chain else "",
            grounds=tuple(
                item.ground for item in norm.requires if item.level == "block" and item.verified != "R"
            ),
            instruments=tuple(title for name in norm.instruments if (title := self.instrument(name))),
            cites=norm.cites,
        )

    def instrument(self, kind: str) -> str:
        found = self.raw.get(kind)
        return str(found.data.get("title", "")) if found is not None else ""

    def limits(self, names: Iterable[str]) -> tuple[Limit, ...]:
        return tuple(_limit(found) for name in names if (found := self.clock(str(name))) is not None)

    def clock(self, name: str) -> ClockNorm | None:
        try:
            return self.norms.clock(name, on=self.on, jurisdiction=self.place)
        except UnknownNorm:
            return None


def _limit(norm: ClockNorm) -> Limit:
    return Limit(norm.title, norm.length.title, norm.begins, norm.ends, norm.cites, norm.verified)
