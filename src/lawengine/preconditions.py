"""Preconditions: a closed set of tests over facts, compiled at load, evaluated with four outcomes.

MET and UNMET are known. OPEN: the officer has yet to state an input. UNKNOWN: a fact that the record should hold
is absent; at the end of the evaluation this counts as unmet, and negation does not turn it into met, because what
is not known is not lawful.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Final, Protocol

from .facts import ABSENT, NUMBERS, TIMES, Absent, FactError, FactNorm, FactValue, as_day, parse
from .named import FUNCTIONS
from .reading import Entry


class Outcome(IntEnum):
    """Result of one test."""

    MET = 1
    UNMET = 2
    OPEN = 3
    UNKNOWN = 4


MET, UNMET, OPEN, UNKNOWN = Outcome.MET, Outcome.UNMET, Outcome.OPEN, Outcome.UNKNOWN


class Known(Protocol):
    """What a test may ask: typed facts and thresholds of the place and day."""

    def fact(self, norm: FactNorm) -> FactValue | Absent: ...

    def threshold(self, name: str) -> Any: ...


Check = Callable[[Known], Outcome]
_Compare = Callable[[Any, Any], bool]


@dataclass(frozen=True, slots=True)
class Test:
    """A compiled test with the facts and thresholds it reads."""

    __test__ = False

    check: Check
    facts: tuple[str, ...]
    thresholds: tuple[str, ...]
    spec: Any


@dataclass(slots=True)
class Vocabulary:
    """Names a test may use; collects those it did use."""

    facts: Mapping[str, FactNorm]
    thresholds: Mapping[str, str]
    used_facts: dict[str, None]
    used_thresholds: dict[str, None]

    def fact(self, entry: Entry) -> FactNorm:
        name = entry.text()
        if name not in self.facts:
            entry.fail(f"未登记的事实项：{name}")
        self.used_facts[name] = None
        return self.facts[name]

    def threshold(self, entry: Entry) -> str:
        name = entry.text()
        if name not in self.thresholds:
            entry.fail(f"未登记的阈值：{name}")
        self.used_thresholds[name] = None
        return name


def compile_test(entry: Entry, facts: Mapping[str, FactNorm], thresholds: Mapping[str, str]) -> Test:
    """Compile one test; thresholds maps id to kind (number, text, set). Problems are recorded on the entry."""
    words = Vocabulary(facts, thresholds, {}, {})
    check = _compile(entry, words)
    return Test(check, tuple(words.used_facts), tuple(words.used_thresholds), entry.plain())


def _compile(entry: Entry, words: Vocabulary) -> Check:
    pairs = entry.pairs()
    if len(pairs) != 1:
        entry.fail("一项检验只能有一个运算")
    key, operand = pairs[0]
    compiler = _COMPILERS.get(key.text())
    if compiler is None:
        key.fail(f"未知的检验运算：{key.text()}")
    return compiler(operand, words)


def _absent(norm: FactNorm) -> Outcome:
    return OPEN if norm.input else UNKNOWN


def _require_type(entry: Entry, norm: FactNorm, allowed: frozenset[str], operator: str) -> None:
    if norm.type not in allowed:
        entry.fail(f"运算 {operator} 不适用于 {norm.type} 类型的事实项 {norm.name}")


# --- boolean and existence tests ---------------------------------------------------------------------------


def _truth(expected: bool, operator: str) -> Callable[[Entry, Vocabulary], Check]:
    def compiler(entry: Entry, words: Vocabulary) -> Check:
        norm = words.fact(entry)
        _require_type(entry, norm, frozenset({"boolean"}), operator)
        missing = _absent(norm)

        def check(known: Known) -> Outcome:
            value = known.fact(norm)
            if value is ABSENT:
                return missing
            return MET if value is expected else UNMET

        return check

    return compiler


def _known(entry: Entry, words: Vocabulary) -> Check:
    norm = words.fact(entry)
    missing = OPEN if norm.input else UNMET

    def check(known: Known) -> Outcome:
        return missing if known.fact(norm) is ABSENT else MET

    return check


# --- comparisons -------------------------------------------------------------------------------------------


def _comparison(
    operator: str, compare: _Compare, allowed: frozenset[str]
) -> Callable[[Entry, Vocabulary], Check]:
    def compiler(entry: Entry, words: Vocabulary) -> Check:
        fields = entry.fields(("fact", "value"))
        norm = words.fact(fields["fact"])
        _require_type(fields["fact"], norm, allowed, operator)
        other = _operand(fields["value"], norm, words)
        missing = _absent(norm)
        as_days = norm.type in TIMES

        def check(known: Known) -> Outcome:
            value = known.fact(norm)
            if value is ABSENT:
                return missing
            bound = other(known)
            if isinstance(bound, Outcome):
                return bound
            if as_days:
                return MET if compare(as_day(value), as_day(bound)) else UNMET  # type: ignore[arg-type]
            return MET if compare(value, bound) else UNMET

        return check

    return compiler


def _operand(entry: Entry, norm: FactNorm, words: Vocabulary) -> Callable[[Known], Any]:
    """The right-hand side: a literal, {fact: name} or {threshold: id}; yields an Outcome when it is not known."""
    if not entry.is_mapping:
        literal = _literal(entry, norm)
        return lambda known: literal
    fields = entry.fields((), ("fact", "threshold"))
    if len(fields) != 1:
        entry.fail("value 应为字面值、{fact: …} 或 {threshold: …}")
    if "fact" in fields:
        return _fact_operand(fields["fact"], norm, words)
    return _threshold_operand(fields["threshold"], norm, words)


def _fact_operand(entry: Entry, norm: FactNorm, words: Vocabulary) -> Callable[[Known], Any]:
    other = words.fact(entry)
    if other.type != norm.type and not (
        {norm.type, other.type} <= NUMBERS or {norm.type, other.type} <= TIMES
    ):
        entry.fail(f"事实项类型不一致：{norm.name} 为 {norm.type}，{other.name} 为 {other.type}")
    missing = _absent(other)

    def operand(known: Known) -> Any:
        value = known.fact(other)
        return missing if value is ABSENT else value

    return operand


def _threshold_operand(entry: Entry, norm: FactNorm, words: Vocabulary) -> Callable[[Known], Any]:
    name = words.threshold(entry)
    kind = words.thresholds[name]
    fits = norm.type in NUMBERS if kind == "number" else norm.type not in NUMBERS
    if not fits:
        entry.fail(f"阈值 {name} 不适用于 {norm.type} 类型的事实项 {norm.name}")

    def operand(known: Known) -> Any:
        value = known.threshold(name)
        return UNKNOWN if value is None else value

    return operand


def _literal(entry: Entry, norm: FactNorm) -> FactValue:
    try:
        value = parse(norm, entry.plain())
    except FactError as error:
        entry.fail(f"取值不合：{error}")
    if isinstance(value, Absent):
        entry.fail("value 不得为空")
    return value


def _membership(operator: str, inside: bool) -> Callable[[Entry, Vocabulary], Check]:
    allowed = frozenset({"text", "integer", "decimal", "date"})

    def compiler(entry: Entry, words: Vocabulary) -> Check:
        fields = entry.fields(("fact", "values"))
        norm = words.fact(fields["fact"])
        _require_type(fields["fact"], norm, allowed, operator)
        options = _options(fields["values"], norm, words)
        missing = _absent(norm)

        def check(known: Known) -> Outcome:
            value = known.fact(norm)
            if value is ABSENT:
                return missing
            listed = options(known)
            if isinstance(listed, Outcome):
                return listed
            return MET if (value in listed) is inside else UNMET

        return check

    return compiler


def _options(entry: Entry, norm: FactNorm, words: Vocabulary) -> Callable[[Known], Any]:
    if entry.is_mapping:
        return _operand(entry, norm, words)
    literals = frozenset(_literal(child, norm) for child in entry.sequence())
    return lambda known: literals


def _contains(entry: Entry, words: Vocabulary) -> Check:
    fields = entry.fields(("fact", "value"))
    return _set_check(fields, "value", words, "contains")


def _contains_any(entry: Entry, words: Vocabulary) -> Check:
    fields = entry.fields(("fact", "values"))
    return _set_check(fields, "values", words, "contains_any")


def _set_check(fields: dict[str, Entry], key: str, words: Vocabulary, operator: str) -> Check:
    norm = words.fact(fields["fact"])
    _require_type(fields["fact"], norm, frozenset({"set"}), operator)
    wanted = _wanted(fields[key], norm, words)
    missing = _absent(norm)

    def check(known: Known) -> Outcome:
        value = known.fact(norm)
        if value is ABSENT:
            return missing
        sought = wanted(known)
        if isinstance(sought, Outcome):
            return sought
        return MET if sought & value else UNMET

    return check


def _wanted(entry: Entry, norm: FactNorm, words: Vocabulary) -> Callable[[Known], Any]:
    if entry.is_sequence:
        literal = frozenset(entry.texts())
        _check_options(entry, norm, literal)
        return lambda known: literal
    if not entry.is_mapping:
        literal = frozenset({entry.text()})
        _check_options(entry, norm, literal)
        return lambda known: literal
    fields = entry.fields((), ("fact", "threshold"))
    if "threshold" in fields:
        return _threshold_operand(fields["threshold"], norm, words)
    other = words.fact(fields["fact"]) if "fact" in fields else entry.fail("应写 fact 或 threshold")
    _require_type(fields["fact"], other, frozenset({"text", "set"}), "contains")
    missing = _absent(other)

    def operand(known: Known) -> Any:
        value = known.fact(other)
        if value is ABSENT:
            return missing
        return value if isinstance(value, frozenset) else frozenset({value})

    return operand


def _check_options(entry: Entry, norm: FactNorm, literal: frozenset[str]) -> None:
    strange = sorted(literal - set(norm.choices)) if norm.choices else []
    if strange:
        entry.fail(f"取值不合：{norm.name} 没有选项 {strange[0]}")


# --- combinations ------------------------------------------------------------------------------------------


def _parts(entry: Entry, words: Vocabulary) -> tuple[Check, ...]:
    parts = []
    for child in entry.sequence():
        with child.problems.tolerating():
            parts.append(_compile(child, words))
    if not parts:
        entry.fail("组合检验不得为空")
    return tuple(parts)


def conjunction(outcomes: list[Outcome]) -> Outcome:
    """All must hold: an unmet part decides; an unrecorded fact weighs more than an open input."""
    for decisive in (UNMET, UNKNOWN, OPEN):
        if decisive in outcomes:
            return decisive
    return MET


def disjunction(outcomes: list[Outcome]) -> Outcome:
    """One suffices: a met part decides; an open input may still make it hold."""
    for decisive in (MET, OPEN, UNKNOWN):
        if decisive in outcomes:
            return decisive
    return UNMET


def _all(entry: Entry, words: Vocabulary) -> Check:
    parts = _parts(entry, words)
    return lambda known: conjunction([part(known) for part in parts])


def _any(entry: Entry, words: Vocabulary) -> Check:
    parts = _parts(entry, words)
    return lambda known: disjunction([part(known) for part in parts])


_NEGATED: Final = {MET: UNMET, UNMET: MET, OPEN: OPEN, UNKNOWN: UNKNOWN}


def _none(entry: Entry, words: Vocabulary) -> Check:
    parts = _parts(entry, words)
    return lambda known: conjunction([_NEGATED[part(known)] for part in parts])


def _named(entry: Entry, words: Vocabulary) -> Check:
    fields = entry.fields(("function", "facts"))
    name = fields["function"].text()
    if name not in FUNCTIONS:
        fields["function"].fail(f"未登记的具名函数：{name}")
    function = FUNCTIONS[name]
    norms = tuple(words.fact(child) for child in fields["facts"].sequence())
    if tuple(norm.type for norm in norms) not in function.signatures:
        fields["facts"].fail(f"具名函数 {name} 的事实项类型不合")

    def check(known: Known) -> Outcome:
        values = [known.fact(norm) for norm in norms]
        missing = [_absent(norm) for norm, value in zip(norms, values, strict=True) if value is ABSENT]
        if missing:
            return conjunction(missing)
        return MET if function.holds(*values) else UNMET

    return check


def _same(left: Any, right: Any) -> bool:
    return bool(left == right)


_ORDERED: Final = NUMBERS
_COMPILERS: Final[dict[str, Callable[[Entry, Vocabulary], Check]]] = {
    "is_true": _truth(True, "is_true"),
    "is_false": _truth(False, "is_false"),
    "known": _known,
    "equals": _comparison(
        "equals", _same, frozenset({"text", "integer", "decimal", "date", "moment", "boolean"})
    ),
    "in": _membership("in", True),
    "not_in": _membership("not_in", False),
    "contains": _contains,
    "contains_any": _contains_any,
    "at_least": _comparison("at_least", lambda a, b: bool(a >= b), _ORDERED),
    "at_most": _comparison("at_most", lambda a, b: bool(a <= b), _ORDERED),
    "more_than": _comparison("more_than", lambda a, b: bool(a > b), _ORDERED),
    "less_than": _comparison("less_than", lambda a, b: bool(a < b), _ORDERED),
    "on_or_before": _comparison("on_or_before", lambda a, b: bool(a <= b), TIMES),
    "on_or_after": _comparison("on_or_after", lambda a, b: bool(a >= b), TIMES),
    "before": _comparison("before", lambda a, b: bool(a < b), TIMES),
    "after": _comparison("after", lambda a, b: bool(a > b), TIMES),
    "all": _all,
    "any": _any,
    "none": _none,
    "named": _named,
}
OPERATORS: Final = frozenset(_COMPILERS)
