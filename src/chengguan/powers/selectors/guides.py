"""A guide as one bureau sees it on one day: each leaf with the power item, range, tiers, thresholds and steps that follow from its list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from chengguan.base.viewer import Viewer
from chengguan.ledger.norms import book
from chengguan.powers.citations import write_citation
from chengguan.powers.guides import CONDITIONS, Branch, Guide, Joint, Leaf, Wanted, guide, guides
from chengguan.powers.models import Matter, Tier
from chengguan.powers.rows import PARTIES, PENALTIES
from lawengine import Citation, NormBook, Threshold
from lawengine.discretion import EFFECT_TITLES

from . import matters_for


@dataclass(frozen=True)
class TierRow:
    """情节 with the range it leads to."""

    name: str
    party: str
    condition: str
    low: str
    high: str


@dataclass(frozen=True)
class StepMark:
    """One step of the ordinary procedure, and the condition under which it is needed."""

    act: str
    title: str
    condition: str


@dataclass(frozen=True)
class Power:
    """A matter of the list to which a leaf leads."""

    matter: Matter
    basis: list[Citation]
    violated: list[str]
    kinds: str
    ranges: list[tuple[str, str, str]]
    tiers: list[TierRow]
    prior_order: bool
    hearing: list[str]
    review: str
    steps: list[StepMark]

    @property
    def span(self) -> str:
        """罚款 of the leaf in a few words."""
        if not self.ranges:
            return self.kinds
        return "；".join(f"{party} {low}–{high} 元".strip() for party, low, high in self.ranges)


@dataclass(frozen=True)
class Gap:
    """A provision in force on the day for which the bureau's list has no matter."""

    cite: Citation
    text: str

    @property
    def cites(self) -> tuple[Citation, ...]:
        return (self.cite,)


@dataclass(frozen=True)
class LeafView:
    """A leaf as shown."""

    id: str
    answer: str
    path: tuple[str, ...]
    powers: list[Power]
    gaps: list[Gap]
    elsewhere: str
    circumstances: tuple[str, ...]
    joint: list[Joint]
    verified: str

    @property
    def absent(self) -> bool:
        """本机关无此权力: nothing on the list of the day answers to it."""
        return not self.powers

    @property
    def reason(self) -> str:
        """Why there is nothing."""
        if self.elsewhere:
            return self.elsewhere
        if self.gaps:
            return "本机关当日的权责清单没有对应的处罚事项；属于其他机关的，依法移送。"
        return "当日没有施行中的罚则。"


@dataclass(frozen=True)
class NodeView:
    """A node of the tree as shown: an answer with its question, or a leaf."""

    id: str
    answer: str
    question: str
    depth: int
    children: list[NodeView]
    leaf: LeafView | None


@dataclass(frozen=True)
class GuideView:
    """A guide with its tree and its leaves in the same order."""

    guide: Guide
    on: date
    roots: list[NodeView]
    leaves: list[LeafView]
    circumstances: list[tuple[str, str, tuple[Citation, ...]]]

    @property
    def absent(self) -> int:
        return sum(leaf.absent for leaf in self.leaves)


def guide_board(viewer: Viewer) -> list[Guide]:
    """Guides of the viewer's place. No queries."""
    return sorted(guides(book(), viewer.jurisdiction).values(), key=lambda item: item.title)


def guide_view(viewer: Viewer, slug: str, on: date) -> GuideView | None:
    """A guide drawn from the list of the viewer's bureau as of a day. Two queries."""
    found = guide(book(), viewer.jurisdiction, slug)
    if found is None:
        return None
    rows = list(matters_for(viewer.bureau_id or 0, on).prefetch_related("tiers"))
    drawing = _Drawing(book(), viewer.jurisdiction, on, found, rows)
    roots = [drawing.node(branch, 1, ()) for branch in found.branches]
    return GuideView(found, on, roots, drawing.leaves, _circumstances(book(), viewer.jurisdiction, on))


def guides_of(matter: Matter, jurisdiction: str, on: date) -> list[tuple[str, str, str]]:
    """Guides that lead to a matter on a day: name, title, the leaf. No queries."""
    found = []
    for item in guides(book(), jurisdiction).values():
        for branch in item.leaves():
            leaf = branch.leaf
            if leaf and any(wanted.holds_on(on) and answers(matter, wanted) for wanted in leaf.wanted):
                found.append((item.slug, item.title, branch.id))
                break
    return found


def answers(matter: Matter, wanted: Wanted) -> bool:
    """Whether a matter of the list is what a leaf looks for: by its code, else by the provision and its words."""
    if wanted.code:
        return matter.code == wanted.code
    if not any(_fits(cite, wanted.cite) for cite in matter.basis):
        return False
    words = f"{matter.title}{''.join(matter.elements)}"
    if wanted.named and not any(word in words for word in wanted.named):
        return False
    parties = {fine["party"] for fine in matter.fines}
    return not parties or wanted.party == "any" or bool(parties & {"any", wanted.party})


def _fits(cite: Mapping[str, Any], wanted: Citation) -> bool:
    """A basis that names fewer places than the leaf still fits; one that names another place does not."""
    if cite.get("law") != wanted.law or cite.get("article") != wanted.article:
        return False
    return all(
        cite.get(name) in (None, getattr(wanted, name)) or getattr(wanted, name) is None
        for name in ("paragraph", "item")
    )


class _Drawing:
    """Draws one guide for one bureau and day."""

    def __init__(
        self, norms: NormBook, place: str, on: date, found: Guide, matters: Sequence[Matter]
    ) -> None:
        self.norms, self.place, self.on, self.guide, self.matters = norms, place, on, found, matters
        self.leaves: list[LeafView] = []

    def node(self, branch: Branch, depth: int, path: tuple[str, ...]) -> NodeView:
        here = (*path, branch.answer)
        leaf = self._leaf(branch, branch.leaf, path) if branch.leaf is not None else None
        if leaf is not None:
            self.leaves.append(leaf)
        children = [self.node(child, depth + 1, here) for child in branch.branches]
        return NodeView(branch.id, branch.answer, branch.question, depth, children, leaf)

    def _leaf(self, branch: Branch, leaf: Leaf, path: tuple[str, ...]) -> LeafView:
        powers: dict[int, Power] = {}
        gaps: list[Gap] = []
        for wanted in leaf.wanted:
            if not wanted.holds_on(self.on) or self.norms.source(wanted.cite.law, on=self.on) is None:
                continue
            found = [matter for matter in self.matters if answers(matter, wanted)]
            powers |= {matter.pk: self._power(matter, wanted) for matter in found if matter.pk not in powers}
            if not found:
                gaps.append(Gap(wanted.cite, "本机关清单没有对应事项"))
        joint = [self.guide.joint[name] for name in leaf.joint]
        return LeafView(
            id=branch.id, answer=branch.answer, path=path, powers=list(powers.values()), gaps=gaps, elsewhere=leaf.elsewhere,
            circumstances=leaf.circumstances, verified=leaf.verified, joint=[item for item in joint if _holds(item, self.on)],
        )  # fmt: skip

    def _power(self, matter: Matter, wanted: Wanted) -> Power:
        hearing = self._hearing(matter)
        needed = {"prior_order": matter.requires_prior_order, "hearing": bool(hearing)}
        return Power(
            matter=matter,
            basis=[_citation(cite) for cite in matter.basis],
            violated=[write_citation(cite) for cite in matter.violated],
            kinds="、".join(PENALTIES.get(kind, kind) for kind in matter.kinds),
            ranges=[
                (_whom(fine["party"]), _yuan(fine["low"]), _yuan(fine["high"]))
                for fine in _of(matter, wanted)
            ],
            tiers=[
                _tier(tier)
                for tier in matter.tiers.all()
                if wanted.party in ("any", tier.party) or tier.party == "any"
            ],
            prior_order=matter.requires_prior_order,
            hearing=hearing,
            review=self._review(matter),
            steps=self._steps(needed),
        )

    def _hearing(self, matter: Matter) -> list[str]:
        """When the party must be told of the right to a hearing, in words with the local amounts (行政处罚法 第六十三条)."""
        kinds = self._threshold("hearing_penalty_kinds")
        owed = sorted(set(matter.kinds) & kinds.value) if kinds and isinstance(kinds.value, frozenset) else []
        lines = [f"拟{PENALTIES.get(kind, kind)}的，告知听证权利。" for kind in owed]
        highest = {fine["party"]: Decimal(fine["high"]) for fine in matter.fines}
        for party, title, name in (
            ("individual", "个人", "hearing_fine_citizen"),
            ("organisation", "单位", "hearing_fine_organisation"),
        ):
            top = highest.get(party, highest.get("any"))
            if top is None:
                continue
            norm = self._threshold(name)
            if norm is None:
                lines.append(f"{title}：本地听证数额没有录入，按应当告知听证处理。")
            elif isinstance(norm.value, Decimal) and top >= norm.value:
                lines.append(f"{title}罚款 {_yuan(norm.value)} 元以上的，告知听证权利。")
        return lines

    def _threshold(self, name: str) -> Threshold | None:
        norm = self.norms.threshold(name, on=self.on, jurisdiction=self.place)
        return norm if isinstance(norm, Threshold) else None

    def _review(self, matter: Matter) -> str:
        if matter.major:
            return "列入本机关重大执法决定目录，决定前须法制审核。"
        return "经过听证程序、案情疑难复杂、涉及多个法律关系或者重大公共利益的，决定前须法制审核。"

    def _steps(self, needed: Mapping[str, bool]) -> list[StepMark]:
        marks = []
        for step in self.guide.steps:
            if needed.get(step.when, True):
                condition = CONDITIONS[step.when] if step.when and step.when not in ("prior_order",) else ""
                marks.append(StepMark(step.act, self.norms.act_head(step.act).title, condition))
        return marks


def _of(matter: Matter, wanted: Wanted) -> Iterable[dict[str, str]]:
    """Ranges for the party of the leaf; all where it names none."""
    own = [fine for fine in matter.fines if wanted.party in ("any", fine["party"]) or fine["party"] == "any"]
    return own or matter.fines


def _tier(tier: Tier) -> TierRow:
    return TierRow(tier.name, PARTIES[tier.party], tier.condition, _yuan(tier.low), _yuan(tier.high))


def _citation(cite: Mapping[str, Any]) -> Citation:
    places = {name: int(cite[name]) for name in ("article", "paragraph", "item") if cite.get(name)}
    return Citation(law=str(cite["law"]), part=str(cite.get("part") or ""), **places)


def _holds(item: Joint, on: date) -> bool:
    return (item.start is None or item.start <= on) and (item.end is None or on <= item.end)


def _whom(party: str) -> str:
    """个人, 单位; nothing where the range is the same for all."""
    return "" if party == "any" else PARTIES[party]


def _yuan(amount: object) -> str:
    return f"{Decimal(str(amount)):,.0f}"


def _circumstances(norms: NormBook, place: str, on: date) -> list[tuple[str, str, tuple[Citation, ...]]]:
    """裁量情节 that hold for every leaf: effect, title, articles."""
    found = norms.circumstances(on=on, jurisdiction=place)
    rows = [
        (
            "、".join(EFFECT_TITLES.get(effect, effect) for effect in sorted(item.effects)),
            item.title,
            item.cites,
        )
        for item in found
    ]
    return sorted(rows)
