"""The whole list checked before anything is written: laws, ranges, tiers, versions. All or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from lawengine import NormBook

from .citations import laws_named
from .models import Matter, PowerItem
from .rows import Draft, Fault, MatterDraft, PowerDraft, TierDraft, plain, read_matter, read_power, read_tier
from .sheets import MATTERS, POWERS, TIERS, Sheets

DAY: Final = timedelta(days=1)
DOCUMENT: Final = "document"
FAULTS: Final = (
    "unreadable", "basis_missing", "document_only", "law_unknown", "law_not_in_force", "power_missing", "range_faulty",
    "tier_outside", "tier_unpublished", "version_overlap", "reason_missing", "backdated",
)  # fmt: skip
NEEDS_LAW: Final = frozenset({"penalty", "permit", "compulsory_measure"})
POWER_FIELDS: Final = ("name", "kind", "basis")
MATTER_FIELDS: Final = (
    "title", "field", "violated", "basis", "kinds", "fines", "elements", "requires_prior_order", "serious_only", "summary_allowed", "major",
    "verified", "note", "lineage",
)  # fmt: skip


@dataclass
class Plan:
    """What an import would do. `closing` holds rows that end: (row, last day, reason); nothing is done while there are faults."""

    powers: list[PowerDraft] = field(default_factory=list)
    matters: list[MatterDraft] = field(default_factory=list)
    closing: list[tuple[PowerItem | Matter, date, str]] = field(default_factory=list)
    unchanged: int = 0
    rows: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """Faults by kind, every kind named."""
        found = Counter(fault.kind for fault in self.faults)
        return {kind: found.get(kind, 0) for kind in FAULTS}

    @property
    def errors(self) -> list[Fault]:
        return [fault for fault in self.faults if fault.kind != "backdated"]


class Laws:
    """Titles to short names, and what the sources say of a law on a day."""

    def __init__(self, book: NormBook) -> None:
        self.sources = book.sources
        self.names: dict[str, str] = {}
        for name in self.sources.ids():
            for version in self.sources.versions(name):
                self.names[version.title] = name
                self.names[version.title.removeprefix("中华人民共和国")] = name
            self.names[name] = name

    def resolve(self, title: str) -> str:
        """Short name of a law; the title itself where the law is not known."""
        return self.names.get(title, title)

    def title(self, name: str) -> str:
        """The title as people cite it."""
        source = self.sources.newest(name)
        return source.title.removeprefix("中华人民共和国") if source else name

    def kind(self, name: str) -> str:
        source = self.sources.newest(name)
        return source.kind if source else ""


def check(sheets: Sheets, *, bureau_id: int, book: NormBook, on: date) -> Plan:
    """Check every row against the others, the list as it stands and the laws. Four queries."""
    plan = Plan(rows=sum(len(rows) for rows in sheets.values()))
    laws = Laws(book)
    powers = [power for row in sheets.get(POWERS, []) if (power := read_power(row, plan.faults))]
    matters = [
        matter for row in sheets.get(MATTERS, []) if (matter := read_matter(row, laws.resolve, plan.faults))
    ]
    tiers = [tier for row in sheets.get(TIERS, []) if (tier := read_tier(row, plan.faults))]
    old_powers = list(PowerItem.objects.filter(bureau_id=bureau_id).order_by("valid_from"))
    old_matters = list(
        Matter.objects.filter(bureau_id=bureau_id)
        .select_related("power")
        .prefetch_related("tiers")
        .order_by("valid_from")
    )
    _give_tiers(tiers, matters, plan.faults)
    for power in powers:
        _check_basis_text(power, laws, plan.faults)
    for matter in matters:
        _check_laws(matter, laws, plan.faults)
        _check_ranges(matter, plan.faults)
    plan.powers = _Versions(POWERS, old_powers, on, plan).sort_out(powers)
    plan.matters = _Versions(MATTERS, old_matters, on, plan).sort_out(matters)
    _check_powers(plan, old_powers)
    plan.faults.sort(key=lambda fault: ((POWERS, MATTERS, TIERS).index(fault.sheet), fault.row))
    return plan


def _check_basis_text(draft: PowerDraft, laws: Laws, faults: list[Fault]) -> None:
    names = [laws.resolve(title) for title in laws_named(draft.basis)]
    unknown = [name for name in names if not laws.kind(name)]
    where = (POWERS, draft.row, "实施依据")
    if not names:
        faults.append(Fault("basis_missing", *where, "实施依据须写明《法律、法规、规章名称》和条款。"))
    elif unknown:
        faults.append(Fault("law_unknown", *where, f"《{unknown[0]}》不在法律法规库，请先入库或核对名称。"))
    elif draft.kind in NEEDS_LAW and all(laws.kind(name) == DOCUMENT for name in names):
        faults.append(
            Fault(
                "document_only",
                *where,
                "只有规范性文件作依据，不能设定此项权力；请补充法律、法规、规章依据或者删除本事项。",
            )
        )


def _check_laws(draft: MatterDraft, laws: Laws, faults: list[Fault]) -> None:
    for column, cites in (("违反条款", draft.violated), ("处罚依据", draft.basis)):
        for name in dict.fromkeys(cite["law"] for cite in cites):
            _check_law(draft, name, column, laws, faults)
    known = [name for name in (cite["law"] for cite in draft.basis) if laws.kind(name)]
    if known and all(laws.kind(name) == DOCUMENT for name in known):
        text = "处罚依据只有规范性文件，不能设定行政处罚；请补充法律、法规、规章依据或者删除本案由。"
        faults.append(Fault("document_only", MATTERS, draft.row, "处罚依据", text))


def _check_law(draft: MatterDraft, name: str, column: str, laws: Laws, faults: list[Fault]) -> None:
    if not laws.kind(name):
        text = f"《{name}》不在法律法规库，请先入库或核对名称。"
        faults.append(Fault("law_unknown", MATTERS, draft.row, column, text))
    elif not laws.sources.in_force_throughout(name, draft.valid_from, draft.valid_to):
        last = laws.sources.newest(name)
        end = f"，该依据施行至 {last.end}，请填写失效日期" if last and last.end else "，请核对生效日期"
        text = f"《{laws.title(name)}》在案由有效期内并非始终施行{end}。"
        faults.append(Fault("law_not_in_force", MATTERS, draft.row, column, text))


def _check_ranges(draft: MatterDraft, faults: list[Fault]) -> None:
    if ("fine" in draft.kinds) != bool(draft.fines):
        text = "处罚种类有罚款的须填罚款幅度，没有罚款的不得填。"
        faults.append(Fault("range_faulty", MATTERS, draft.row, "处罚种类", text))
    for tier in draft.tiers:
        where = (TIERS, tier.row)
        if tier.low > tier.high:
            faults.append(
                Fault(
                    "range_faulty",
                    *where,
                    "下限（元）",
                    f"下限 {plain(tier.low)} 高于上限 {plain(tier.high)}。",
                )
            )
        bounds = [
            fine
            for fine in draft.fines
            if "any" in (fine["party"], tier.party) or fine["party"] == tier.party
        ]
        if not bounds or any(tier.low < Decimal(b["low"]) or tier.high > Decimal(b["high"]) for b in bounds):
            lawful = "、".join(f"{b['low']}-{b['high']}" for b in bounds) or "无罚款"
            text = f"阶次“{tier.name}”{plain(tier.low)}-{plain(tier.high)} 元超出案由的法定幅度（{lawful}）。"
            faults.append(Fault("tier_outside", *where, "上限（元）", text))
    _check_orders(draft, faults)


def _check_orders(draft: MatterDraft, faults: list[Fault]) -> None:
    seen: set[tuple[str, int]] = set()
    for tier in draft.tiers:
        if (tier.party, tier.order) in seen:
            faults.append(
                Fault(
                    "unreadable", TIERS, tier.row, "序号", f"同一案由、同一适用对象的序号 {tier.order} 重复。"
                )
            )
        seen.add((tier.party, tier.order))


def _give_tiers(tiers: Iterable[TierDraft], matters: Sequence[MatterDraft], faults: list[Fault]) -> None:
    by_code: dict[str, list[MatterDraft]] = defaultdict(list)
    for matter in sorted(matters, key=lambda draft: draft.valid_from):
        by_code[matter.code].append(matter)
    for tier in tiers:
        versions = [m for m in by_code[tier.matter] if tier.matter_from in (None, m.valid_from)]
        if versions:
            versions[-1].tiers.append(tier)
        else:
            text = f"案由代码“{tier.matter}”不在本文件的案由表中；裁量基准须与案由的同一版本一起导入。"
            faults.append(Fault("unreadable", TIERS, tier.row, "案由代码", text))


def _check_powers(plan: Plan, old: Sequence[PowerItem]) -> None:
    """Every matter belongs to a penalty power that is on the list on the day it begins."""
    known: list[PowerItem | PowerDraft] = [*old, *plan.powers]
    ends = {id(row): last for row, last, _ in plan.closing}
    for matter in plan.matters:
        fits = [
            power
            for power in known
            if power.code == matter.power
            and power.kind == "penalty"
            and power.valid_from <= matter.valid_from
            and not ((end := ends.get(id(power), power.valid_to)) and end < matter.valid_from)
        ]
        if not fits:
            text = f"权力事项“{matter.power}”当日不在清单中，或者不是行政处罚。"
            plan.faults.append(Fault("power_missing", MATTERS, matter.row, "事项编码", text))


class _Versions:
    """Sorts drafts of one sheet into unchanged, ending and new versions; a new version closes the one before it."""

    def __init__(self, sheet: str, old: Sequence[PowerItem | Matter], on: date, plan: Plan) -> None:
        self.sheet, self.on, self.plan = sheet, on, plan
        self.old: dict[str, list[PowerItem | Matter]] = defaultdict(list)
        self.ends: dict[int, date] = {}
        for row in old:
            self.old[row.code].append(row)

    def sort_out(self, drafts: Sequence[Any]) -> list[Any]:
        by_code: dict[str, list[Any]] = defaultdict(list)
        for draft in drafts:
            by_code[draft.code].append(draft)
        return [
            new
            for code, versions in by_code.items()
            for new in self._of_code(code, sorted(versions, key=lambda d: d.valid_from))
        ]

    def _of_code(self, code: str, drafts: list[Any]) -> list[Any]:
        fresh: list[Any] = []
        starts = {row.valid_from: row for row in self.old[code]}
        for draft, following in zip(drafts, [*drafts[1:], None], strict=True):
            if following is not None and following.valid_from == draft.valid_from:
                self._fault(following, "version_overlap", f"{code} 在同一生效日期出现两次。")
            elif draft.valid_from in starts:
                self._again(draft, starts[draft.valid_from])
            else:
                fresh.append(draft)
        for draft in fresh:
            self._place(draft, [*self.old[code], *fresh])
        return fresh

    def _again(self, draft: Any, row: PowerItem | Matter) -> None:
        """A version that is on the list already: the same, or ended now; its content never changes."""
        if not _same(draft, row):
            text = "与清单上同一生效日期的版本内容不同；内容调整请用新的生效日期另立一版，并写明调整原因。"
            self._fault(draft, "version_overlap", text)
        elif draft.valid_to == row.valid_to or self._superseded(draft, row):
            self.plan.unchanged += 1
        elif row.valid_to is None and draft.valid_to is not None:
            if not draft.change_reason:
                self._fault(draft, "reason_missing", "事项失效须写明调整原因。", "调整原因")
            self._end(row, draft.valid_to, draft.change_reason)
        else:
            self._fault(
                draft, "version_overlap", f"清单上该版本的失效日期为 {row.valid_to}，不能改动。", "失效日期"
            )

    def _superseded(self, draft: Any, row: PowerItem | Matter) -> bool:
        """The file says open, the list says closed by a later version: the same list seen before that version came."""
        return draft.valid_to is None and any(
            other.valid_from > row.valid_from for other in self.old[row.code]
        )

    def _place(self, draft: Any, others: Sequence[Any]) -> None:
        later = [row.valid_from for row in self.old[draft.code] if row.valid_from > draft.valid_from]
        if later and (draft.valid_to is None or draft.valid_to >= min(later)):
            self._fault(draft, "version_overlap", f"与清单上自 {min(later)} 起的版本期间重叠。")
        before = [row for row in others if row.valid_from < draft.valid_from]
        if before:
            self._close(draft, max(before, key=lambda row: row.valid_from))

    def _close(self, draft: Any, prior: Any) -> None:
        """The version before ends on the eve of the new one."""
        end = self.ends.get(id(prior), prior.valid_to)
        if end is not None and end >= draft.valid_from:
            self._fault(draft, "version_overlap", f"与自 {prior.valid_from} 至 {end} 的版本期间重叠。")
            return
        if not draft.change_reason:
            self._fault(draft, "reason_missing", "新版本须写明调整原因。", "调整原因")
        if end is None and isinstance(prior, Draft):
            prior.valid_to = draft.valid_from - DAY
        elif end is None:
            self._end(prior, draft.valid_from - DAY, draft.change_reason)
            if draft.valid_from < self.on:
                text = f"新版本自 {draft.valid_from} 起生效，早于今天；其间已按旧版本办理的案件不受影响。"
                self._fault(draft, "backdated", text)

    def _end(self, row: PowerItem | Matter, last: date, reason: str) -> None:
        self.ends[id(row)] = last
        self.plan.closing.append((row, last, reason))

    def _fault(self, draft: Any, kind: str, text: str, column: str = "生效日期") -> None:
        self.plan.faults.append(Fault(kind, self.sheet, draft.row, column, text))


def _same(draft: Any, row: PowerItem | Matter) -> bool:
    if isinstance(row, PowerItem):
        return all(getattr(draft, name) == getattr(row, name) for name in POWER_FIELDS)
    if (
        any(getattr(draft, name) != getattr(row, name) for name in MATTER_FIELDS)
        or draft.power != row.power.code
    ):
        return False
    return sorted(map(_tier_key, draft.tiers)) == sorted(map(_tier_key, row.tiers.all()))


def _tier_key(tier: Any) -> tuple[Any, ...]:
    amounts = (Decimal(tier.low), Decimal(tier.high))
    return (tier.party, tier.order, tier.name, tier.condition, *amounts, tier.document, tier.published_on)
