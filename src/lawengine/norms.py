"""The norms as loaded: acts with their requirements, thresholds, approval chains, roles, clocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from .citation import Citation
from .preconditions import Test

Level = Literal["block", "warn", "note"]
LEVELS: tuple[str, ...] = ("block", "warn", "note")


@dataclass(frozen=True, slots=True)
class Requirement:
    """一项要件: a test with its ground 理由, cure 补救 and articles; `level` says whether it blocks."""

    id: str
    level: str
    test: Test
    ground: str
    cure: str
    cites: tuple[Citation, ...]
    verified: str
    path: str
    line: int
    start: date | None = None
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Use:
    """Reference of an act to a shared set of requirements (grounds/), with an optional level for this act."""

    ground: str
    level: str | None
    line: int
    start: date | None = None
    end: date | None = None

    def holds_on(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Listing:
    """清单: rows that a rule looks matters, kinds or cases up in (简案快办事项, 不予处罚事项 …), dated and cited as a whole."""

    id: str
    title: str
    items: tuple[Mapping[str, Any], ...]
    cites: tuple[Citation, ...]
    verified: str
    path: str
    note: str = ""

    def rows(self, **wanted: Any) -> tuple[Mapping[str, Any], ...]:
        """Rows whose keys have these values; a row without the key, or with "*", fits every value."""
        return tuple(
            row
            for row in self.items
            if all(row.get(name, "*") in ("*", value) for name, value in wanted.items())
        )


@dataclass(frozen=True, slots=True)
class Conditions:
    """One dated entry of an act or ground file, as written."""

    requires: tuple[Requirement | Use, ...]
    cites: tuple[Citation, ...]
    verified: str
    path: str
    extends: bool = False


@dataclass(frozen=True, slots=True)
class ActHead:
    """The undated part of an act norm."""

    kind: str
    title: str
    subject: str
    procedures: tuple[str, ...]
    by: tuple[str, ...]
    proposed_by: tuple[str, ...]
    approval: str
    instruments: tuple[str, ...]
    leads_to: str
    path: str
    approval_when: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ApprovalChain:
    """审批层级: the tiers a proposal passes in order; the last tier performs the act (行政处罚法 57).

    `stand_ins` names for a tier the roles that may sign in its place.
    """

    id: str
    title: str
    tiers: tuple[str, ...]
    stand_ins: Mapping[str, tuple[str, ...]]
    cites: tuple[Citation, ...]
    verified: str
    path: str

    def may_sign(self, tier: str) -> tuple[str, ...]:
        """Roles that may sign at this tier, the tier's own role first."""
        return (tier, *self.stand_ins.get(tier, ()))


@dataclass(frozen=True, slots=True)
class ActNorm:
    """行为规范: one act kind as it stands for one jurisdiction on one day."""

    kind: str
    title: str
    subject: str
    procedures: tuple[str, ...]
    by: tuple[str, ...]
    proposed_by: tuple[str, ...]
    approval: ApprovalChain | None
    instruments: tuple[str, ...]
    leads_to: str
    requires: tuple[Requirement, ...]
    cites: tuple[Citation, ...]
    verified: str
    by_whom: str
    by_cure: str
    files: Mapping[str, str]
    approval_when: tuple[tuple[str, ApprovalChain], ...] = ()

    @property
    def facts(self) -> tuple[str, ...]:
        """Names of all facts that the requirements and the choice of the chain read, in order of first use."""
        read = [name for requirement in self.requires for name in requirement.test.facts]
        return tuple(dict.fromkeys([*read, *(name for name, _ in self.approval_when)]))

    def chain(self, facts: Mapping[str, Any]) -> ApprovalChain | None:
        """The chain that a proposal goes through on these facts: the first of `approval_when` whose fact holds, else `approval`."""
        return next((chain for name, chain in self.approval_when if facts.get(name) is True), self.approval)

    @property
    def chains(self) -> tuple[ApprovalChain, ...]:
        """Every chain that the act may go through, the usual one first."""
        usual = (self.approval,) if self.approval is not None else ()
        return (*usual, *(chain for _, chain in self.approval_when))


Amount: TypeAlias = Decimal | str | frozenset[str] | bool


@dataclass(frozen=True, slots=True)
class Threshold:
    """阈值: an amount, number or list that the law or a local rule sets, with its articles."""

    id: str
    title: str
    unit: str
    value: Amount
    cites: tuple[Citation, ...]
    verified: str
    path: str
    note: str = ""
    cap: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def missing(self) -> bool:
        return False


@dataclass(frozen=True, slots=True)
class Missing:
    """缺少阈值: no value is on record for the place and day; `gap` says what the page shows and what follows."""

    id: str
    title: str
    jurisdiction: str
    on: date
    gap: str

    @property
    def missing(self) -> bool:
        return True

    @property
    def value(self) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Role:
    """岗位角色: id, title and duties as screens show them."""

    id: str
    title: str
    duties: tuple[str, ...]
    path: str


@dataclass(frozen=True, slots=True)
class RawNorm:
    """A norm file whose content another app defines (instruments, matters, …): plain values plus digest."""

    id: str
    layer: str
    path: str
    sha256: str
    data: Any
