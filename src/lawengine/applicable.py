"""适用法律: which version of a changed law applies (从旧兼从轻, 行政处罚法 37), the limitation of penalties (36), the higher fine (29).

Pure comparison of provisions given as values. What the law leaves open is not decided here: the answer is then `opinion`,
with the reasons why, and someone who may decide has to say what applies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from .calendar import add_months
from .citation import Citation
from .clock import read

if TYPE_CHECKING:
    from .book import NormBook

OLD, NEW, SAME, OPINION, NONE = "old", "new", "same", "opinion", "none"
RESULTS: Final = {
    OLD: "旧法较轻，适用违法行为发生时的规定",
    NEW: "新法较轻，适用作出决定时的规定",
    SAME: "新旧规定轻重相同，适用违法行为发生时的规定",
    OPINION: "不能直接比较，须经法制审核提出法律意见",
    NONE: "其中一方的规定不予处罚，不得处罚",
}
DIRECT, REFUSED, SERIOUS = "direct", "refused", "serious"
TRIGGERS: Final = {DIRECT: "查实即可处罚", REFUSED: "责令改正后拒不改正的才处罚", SERIOUS: "情节严重的才处罚"}
NOTHING: Final = (Decimal(-1), Decimal(-1))


@dataclass(frozen=True, slots=True)
class Provision:
    """一项罚则: what one provision imposes, in yuan, and when. `kinds` are the penalties beside the fine."""

    low: Decimal
    high: Decimal
    trigger: str = DIRECT
    kinds: frozenset[str] = frozenset()
    article: str = ""
    fined: bool = True

    @property
    def weight(self) -> tuple[Decimal, Decimal]:
        """Maxima before minima (策略: the law names no order)."""
        return (self.high, self.low) if self.fined else (Decimal(0), Decimal(0))

    def in_words(self) -> str:
        return f"罚款 {self.low:,.0f} 元至 {self.high:,.0f} 元" if self.fined else "不罚款"


@dataclass(frozen=True, slots=True)
class Version:
    """一个事项在某一时期的规定: its provisions by trigger; none of them = the law of that time knew no penalty for the act."""

    title: str
    provisions: tuple[Provision, ...] = ()

    def by_trigger(self, trigger: str) -> Provision | None:
        return next((row for row in self.provisions if row.trigger == trigger), None)

    @property
    def triggers(self) -> tuple[str, ...]:
        return tuple(name for name in TRIGGERS if self.by_trigger(name) is not None)

    def met(self, refused: bool, serious: bool) -> Provision | None:
        """The provision that the act falls under: the gravest whose condition is met."""
        ready = {DIRECT} | ({REFUSED} if refused else set()) | ({SERIOUS} if serious else set())
        found = [row for row in self.provisions if row.trigger in ready]
        return max(found, key=lambda row: row.weight, default=None)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the comparison: what the old and the new law say, and which is lighter in this respect."""

    aspect: str
    old: str
    new: str
    lighter: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """比较结果: `result` is old, new, same, opinion or none; `reasons` say why it is not simply a matter of comparing."""

    result: str
    rows: tuple[Row, ...]
    reasons: tuple[str, ...] = ()
    old: Provision | None = None
    new: Provision | None = None

    @property
    def expected(self) -> str:
        """What to apply: the old law wherever the new one is not lighter (从旧)."""
        return OLD if self.result == SAME else self.result

    @property
    def words(self) -> str:
        return RESULTS[self.result]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form for the ledger."""
        return {
            "result": self.result,
            "words": self.words,
            "reasons": list(self.reasons),
            "rows": [[row.aspect, row.old, row.new, row.lighter] for row in self.rows],
        }


@dataclass(slots=True)
class _Weighing:
    rows: list[Row] = field(default_factory=list)

    def note(self, aspect: str, old: str, new: str, lighter: str) -> str:
        self.rows.append(Row(aspect, old, new, lighter))
        return lighter


def compare(
    old: Version,
    new: Version | None,
    *,
    refused: bool | None = None,
    serious: bool | None = None,
) -> Comparison:
    """从旧兼从轻 (行政处罚法 37; 生态环境法典 1057). `new` None: whether the new law still punishes the act is not on record.

    `refused`: an order to correct ran out without effect; `serious`: the circumstances are serious; None = not yet known.
    Order of comparison (策略): conditions, maxima, minima, further kinds of penalty.
    """
    weighing = _Weighing()
    if not old.provisions:
        weighing.note("能否处罚", "当时没有处罚规定", _summary(new), OLD)
        return Comparison(NONE, tuple(weighing.rows), ("违法行为发生时没有处罚规定，不得依新法处罚",))
    if new is None:
        weighing.note("能否处罚", _summary(old), "没有录入对应的规定", OPINION)
        reason = "没有录入与旧案由对应的新规定：确认新法不再处罚的，不予处罚；仍予处罚的，请先录入新案由"
        return Comparison(OPINION, tuple(weighing.rows), (reason,))
    if not new.provisions:
        weighing.note("能否处罚", _summary(old), "新法不再处罚", NEW)
        return Comparison(NONE, tuple(weighing.rows), ("新法不再作为违法行为处罚，从轻适用新法，不予处罚",))
    dispute = _triggers(old, new, refused, serious, weighing)
    if dispute is not None:
        return Comparison(OPINION, tuple(weighing.rows), dispute)
    before = old.met(bool(refused), bool(serious)) or _milder(old)
    after = new.met(bool(refused), bool(serious)) or _milder(new)
    result, reasons = _provisions(before, after, old, new, bool(refused), bool(serious), weighing)
    return Comparison(result, tuple(weighing.rows), reasons, before, after)


def _milder(version: Version) -> Provision:
    return min(version.provisions, key=lambda row: row.weight)


def _summary(version: Version | None) -> str:
    if version is None or not version.provisions:
        return "没有处罚规定"
    return "；".join(f"{TRIGGERS[row.trigger]}：{row.in_words()}" for row in version.provisions)


def _triggers(
    old: Version, new: Version, refused: bool | None, serious: bool | None, weighing: _Weighing
) -> tuple[str, ...] | None:
    """Reasons why different conditions cannot simply be compared; None when they can."""
    words = tuple("、".join(TRIGGERS[name] for name in version.triggers) for version in (old, new))
    if old.by_trigger(DIRECT) and new.by_trigger(DIRECT):
        weighing.note("处罚前提", words[0], words[1], SAME)
        return None
    if old.triggers == new.triggers:
        weighing.note("处罚前提", words[0], words[1], SAME)
        return None
    conditions = {*old.triggers, *new.triggers} - {DIRECT}
    if {REFUSED, SERIOUS} <= conditions:
        weighing.note("处罚前提", words[0], words[1], OPINION)
        return (
            f"新旧规定的处罚前提不同：旧法为{words[0]}，新法为{words[1]}；只有两项前提都具备，才可以罚款（策略）",
        )
    known = refused if REFUSED in conditions else serious
    if known is None:
        weighing.note("处罚前提", words[0], words[1], OPINION)
        return (f"新旧规定的处罚前提不同，且本案是否“{TRIGGERS[conditions.pop()]}”尚未查明",)
    if known:
        weighing.note("处罚前提", words[0], words[1], SAME)
        return None
    lighter = OLD if old.by_trigger(DIRECT) is None else NEW
    weighing.note("处罚前提", words[0], words[1], lighter)
    return None


def _provisions(
    before: Provision, after: Provision, old: Version, new: Version, refused: bool, serious: bool, weighing: _Weighing
) -> tuple[str, tuple[str, ...]]:  # fmt: skip
    if (old.met(refused, serious) is None) != (new.met(refused, serious) is None):
        free = OLD if old.met(refused, serious) is None else NEW
        return free, ("一方规定的处罚前提不具备，按该规定不罚款",)
    fines = _fines(before, after, weighing)
    kinds = _kinds(before.kinds, after.kinds, weighing)
    if OPINION in (fines, kinds):
        return OPINION, ("新旧规定的处罚种类各有增减，不能直接比较轻重",)
    decided = {fines, kinds} - {SAME}
    if len(decided) > 1:
        return OPINION, ("罚款幅度与处罚种类的轻重方向相反，不能直接比较",)
    return (decided.pop() if decided else SAME), ()


def _fines(before: Provision, after: Provision, weighing: _Weighing) -> str:
    """Maxima first; minima only where the maxima are equal (策略)."""
    (high_old, low_old), (high_new, low_new) = before.weight, after.weight
    top = weighing.note("罚款上限", f"{high_old:,.0f} 元", f"{high_new:,.0f} 元", _lower(high_old, high_new))
    bottom = weighing.note("罚款下限", f"{low_old:,.0f} 元", f"{low_new:,.0f} 元", _lower(low_old, low_new))
    return top if top != SAME else bottom


def _lower(old: Decimal, new: Decimal) -> str:
    return SAME if old == new else (OLD if old < new else NEW)


def _kinds(old: frozenset[str], new: frozenset[str], weighing: _Weighing) -> str:
    words = tuple("、".join(sorted(kinds)) or "无" for kinds in (old, new))
    if old == new:
        lighter = SAME
    elif old < new:
        lighter = OLD
    else:
        lighter = NEW if new < old else OPINION
    return weighing.note("其他处罚种类", words[0], words[1], lighter)


def higher_fine(provisions: Sequence[Provision]) -> tuple[int, ...]:
    """一事不二罚 (行政处罚法 29; 生态环境法典 1055): places of the provisions with the highest fine; maxima, then minima (策略)."""
    fined = [(row.weight, place) for place, row in enumerate(provisions) if row.fined]
    top = max((weight for weight, _ in fined), default=None)
    return tuple(place for weight, place in fined if weight == top)


# --- which law at which time ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Conduct:
    """违法行为的时间: first day, and last day where it was continuous or repeated (行政处罚法 36.2)."""

    began_on: date
    ended_on: date

    @property
    def lasted(self) -> bool:
        return self.ended_on > self.began_on

    def straddles(self, change: date) -> bool:
        """Whether the act began before the day from which the new law holds and went on under it."""
        return self.began_on < change <= self.ended_on

    def under_new(self, change: date) -> bool:
        """Whether the act, or its end, falls under the new law alone or as well (策略 for acts that straddle the change)."""
        return self.ended_on >= change


# --- limitation ----------------------------------------------------------------------------------------------

SHORT: Final = "limitation_2y"


@dataclass(frozen=True, slots=True)
class Limitation:
    """追责时效: the last day on which discovery was in time, and how that was found. `disputed`: needs legal review (策略)."""

    clock: str
    title: str
    started_on: date
    due_on: date
    steps: tuple[str, ...]
    cites: tuple[Citation, ...]
    verified: str
    disputed: bool = False

    def expired(self, discovered: date) -> bool:
        return discovered > self.due_on


def limitation(
    book: NormBook,
    clock: str,
    *,
    started: date,
    discovered: date | None,
    as_of: date,
    jurisdiction: str,
) -> Limitation:
    """追责时效届满日 (行政处罚法 36; 生态环境法典 1054). `started`: the act, or its end where it was continuous.

    A longer period that a later law brought does not revive what was out of time when it began, and does not touch what was
    discovered before; what was still in time then is counted by it, but needs legal review (策略).
    Raises UnknownNorm when no period at all is on record.
    """
    since = min(book.starts("clocks", clock, jurisdiction=jurisdiction), default=started)
    if clock == SHORT or started >= since:
        return _plain(book, clock, started, as_of, jurisdiction)
    base = _plain(book, SHORT, started, as_of, jurisdiction)
    norm = book.clock(clock, on=since, jurisdiction=jurisdiction)
    if base.due_on < since:
        line = f"{since} {norm.title}施行时已经超过二年，不因新法恢复追责"
        return _with(base, line, disputed=False)
    if discovered is not None and discovered < since:
        line = f"{norm.title}施行（{since}）前已经发现，按二年计算"
        return _with(base, line, disputed=False)
    due = add_months(started, norm.length.count * 12)
    steps = (
        *base.steps,
        f"{since} {norm.title}施行时尚未满二年，改按{norm.length.title}计算，届满日为 {due}",
        "行为发生在新规定施行之前，能否按五年追责须经法制审核（策略）",
    )
    cites = tuple(dict.fromkeys([*base.cites, *norm.cites]))
    return Limitation(clock, norm.title, started, due, steps, cites, "P", disputed=True)


def _plain(book: NormBook, clock: str, started: date, as_of: date, jurisdiction: str) -> Limitation:
    found = read(book, clock, started=started, as_of=as_of, jurisdiction=jurisdiction)
    return Limitation(clock, found.title, started, found.due_on, found.steps, found.cites, found.verified)


def _with(base: Limitation, line: str, *, disputed: bool) -> Limitation:
    return Limitation(
        base.clock, base.title, base.started_on, base.due_on, (*base.steps, line), base.cites, base.verified, disputed
    )  # fmt: skip
