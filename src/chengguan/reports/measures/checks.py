"""勾稽: what must hold between measures: parts add up, a part is no more than its whole, stock and flow agree, kept figures equal records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Final

from . import counting
from .catalogue import CATALOGUE, PUBLISHED_AS, Period

Values = dict[str, Decimal | None]


@dataclass(frozen=True)
class CrossCheck:
    """One equation or inequality between figures, in words with its numbers. `measures`: ids of the figures in it."""

    id: str
    statement: str
    left: str
    right: str
    holds: bool
    measures: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One rule between measures: `left` (a sum) against `right` (a sum), `=` or `<=`."""

    id: str
    statement: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    equal: bool = False


# Rules beyond "a part is no more than its whole" and "the parts add up", which the catalogue itself states.
FURTHER: Final = (
    Rule("parties_cases", "处罚当事人不多于处罚案件", ("penalised_parties",), ("penalty_cases",)),
    Rule("enterprises_parties", "处罚企业不多于处罚当事人", ("penalised_enterprises",), ("penalised_parties",)),
    Rule("first_enterprises", "首违不罚企业不多于首违不罚案件", ("first_exempted_enterprises",), ("exemptions_first",)),
    Rule("lenient_enterprises", "从轻减轻处罚企业不多于从轻减轻处罚案件", ("lenient_enterprises",), ("lenient_cases",)),
    Rule("fast_matters", "简案快办涉及事项不多于简案快办案件", ("fast_track_matters",), ("fast_track_closed",)),
    Rule("fast_fields", "简案快办涉及领域不多于涉及事项", ("fast_track_fields",), ("fast_track_matters",)),
    Rule("exempted_grounds", "各种不予处罚情形之和等于不予处罚案件", tuple(f"exemptions_{name}" for name in ("minor", "first", "no_fault", "under_14", "incapable", "not_established", "time_barred")), ("exempted_cases",), equal=True),
    Rule("overdue_cases_terms", "有逾期期限的案件不多于逾期的期限", ("overdue_cases",), ("overdue_terms",)),
    Rule("near_cases_terms", "有临近期限的案件不多于临近的期限", ("near_cases",), ("near_terms",)),
)  # fmt: skip


def cross_checks(bureau_id: int, period: Period, only: Iterable[str] | None = None) -> list[CrossCheck]:
    """All checks of a period, or those in which one of the named measures stands."""
    wanted = None if only is None else {PUBLISHED_AS.get(name, name) for name in only}
    rules = [rule for rule in _rules() if wanted is None or wanted & {*rule.left, *rule.right}]
    names = {name for rule in rules for name in (*rule.left, *rule.right)}
    found = counting.values(bureau_id, names, period)
    checks = [_check(rule, found) for rule in rules]
    flow = _flow(bureau_id, period, wanted)
    return [*checks, flow] if flow else checks


def _rules() -> Iterator[Rule]:
    for measure in CATALOGUE.values():
        if measure.part_of:
            whole = CATALOGUE[measure.part_of]
            yield Rule(
                f"{measure.id}<={whole.id}", f"{measure.name}不多于{whole.name}", (measure.id,), (whole.id,)
            )
        if measure.parts:
            yield Rule(
                f"{measure.id}=", f"{measure.name}等于各部分之和", measure.parts, (measure.id,), equal=True
            )
    yield from FURTHER


def _check(rule: Rule, found: Values) -> CrossCheck:
    left = sum((found[name] or Decimal(0) for name in rule.left), Decimal(0))
    right = sum((found[name] or Decimal(0) for name in rule.right), Decimal(0))
    return CrossCheck(
        rule.id,
        rule.statement,
        _sum(rule.left, found, left),
        _sum(rule.right, found, right),
        left == right if rule.equal else left <= right,
        (*rule.right, *rule.left),
    )


def _sum(names: tuple[str, ...], found: Values, total: Decimal) -> str:
    """普通程序处罚案件 46 ＋ 简易程序处罚案件 13 ＝ 59; parts that are zero are left out."""
    shown = [name for name in names if found[name]] or list(names[:1])
    words = " ＋ ".join(f"{CATALOGUE[name].name} {number(found[name])}" for name in shown)
    return f"{words} ＝ {number(total)}" if len(shown) > 1 else words


def number(value: Decimal | None) -> str:
    """A figure as text, without zeros that say nothing."""
    if value is None:
        return "—"
    text = format(value, ",f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _flow(bureau_id: int, period: Period, wanted: set[str] | None) -> CrossCheck | None:
    """期初在办 ＋ 立案 － 结案 ＝ 期末在办, of the ordinary procedure."""
    ids = ("open_cases_ordinary", "cases_filed", "cases_closed")
    if wanted is not None and not wanted & set(ids):
        return None
    eve = period.first - timedelta(days=1)
    before = counting.values(bureau_id, ids[:1], Period(eve, eve))[ids[0]] or Decimal(0)
    found = counting.values(bureau_id, ids, period)
    after, filed, closed = (found[name] or Decimal(0) for name in ids)
    left = f"期初在办 {number(before)} ＋ 立案 {number(filed)} － 结案 {number(closed)} ＝ {number(before + filed - closed)}"
    return CrossCheck(
        "flow",
        "期初在办加立案减结案等于期末在办",
        left,
        f"期末在办 {number(after)}",
        before + filed - closed == after,
        ids,
    )
