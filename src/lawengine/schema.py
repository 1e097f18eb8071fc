"""The shape of each kind of norm file: YAML entries -> norm dataclasses. Which keys exist stands here and only here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from .calendar import YearNotice, days
from .citation import (
    VERIFICATIONS,
    Citation,
    CountingRule,
    Source,
    Sources,
    check_citations,
    read_citations,
)
from .clock import UNITS, YEAR_DAY, ClockNorm, Extra, Length
from .discretion import EFFECTS, Circumstance
from .effect import Dated, Span
from .facts import ABSENT, FACT_TYPES, Absent, FactError, FactNorm, FactValue, parse
from .norms import (
    LEVELS,
    ActHead,
    ApprovalChain,
    Conditions,
    Listing,
    Requirement,
    Role,
    Threshold,
    Use,
)
from .preconditions import compile_test
from .reading import Entry

T = TypeVar("T")
_DAY = timedelta(days=1)
_VALUE = ("cites", "verified", "until", "note")


@dataclass(frozen=True, slots=True)
class Words:
    """Names that files may refer to."""

    sources: Sources
    facts: Mapping[str, FactNorm]
    roles: Mapping[str, Role]
    thresholds: Mapping[str, str]
    grounds: frozenset[str]
    chains: frozenset[str]


@dataclass(frozen=True, slots=True)
class Life:
    """The days between which a dated entry is in force."""

    start: date
    end: date | None


# --- dated values ------------------------------------------------------------------------------------------


def read_dated(entry: Entry, read: Callable[[Entry, Life], T]) -> Dated[T]:
    """A `values` mapping: date -> entry; each lives until `until` or the day before the next date."""
    dated: list[tuple[date, Entry, Entry]] = []
    for key, value in entry.pairs():
        with entry.problems.tolerating():
            dated.append((key.day(), key, value))
    if not dated:
        entry.fail("values 不得为空")
    dated.sort(key=lambda item: item[0])
    spans: list[Span[T]] = []
    for index, (start, key, value) in enumerate(dated):
        following = dated[index + 1][0] if index + 1 < len(dated) else None
        with entry.problems.tolerating():
            end = _end(value, key, start, following)
            spans.append(Span(start, end, read(value, Life(start, end))))
    return Dated(spans)


def _end(value: Entry, key: Entry, start: date, following: date | None) -> date | None:
    until = next((child for name, child in value.pairs() if name.node.value == "until"), None)
    natural = following - _DAY if following is not None else None
    if until is None:
        return natural
    end = until.day()
    if end < start:
        until.fail(f"until 早于起始日期 {start}")
    if natural is not None and end > natural:
        until.fail(f"有效期重叠：{start} 起的值到 {end}，而下一值自 {following} 起")
    return end


def _cited(
    fields: Mapping[str, Entry], entry: Entry, words: Words, life: Life
) -> tuple[tuple[Citation, ...], str]:
    if "cites" not in fields:
        entry.fail("缺少引用条文（cites）")
    cites = read_citations(fields["cites"])
    check_citations(cites, fields["cites"], words.sources, life.start, life.end)
    return cites, _verified(fields)


def _verified(fields: Mapping[str, Entry], default: str = "V") -> str:
    return fields["verified"].one_of(VERIFICATIONS) if "verified" in fields else default


def read_checked(fields: Mapping[str, Entry]) -> None:
    """`checked: {on, by, note}`: when someone last compared the file with the statute text."""
    if "checked" in fields:
        checked = fields["checked"].fields(("on",), ("by", "note"))
        checked["on"].day()


# --- sources, roles, facts ---------------------------------------------------------------------------------


def read_source(entry: Entry) -> Source:
    fields = entry.fields(
        ("id", "title", "from", "verified"),
        ("number", "issuer", "to", "replaces", "counting", "kind", "note", "checked"),
    )
    read_checked(fields)
    start = fields["from"].day()
    end = fields["to"].day() if "to" in fields else None
    if end is not None and end < start:
        fields["to"].fail("失效日期早于施行日期")
    text = {name: fields[name].text() if name in fields else "" for name in ("number", "issuer", "replaces")}
    return Source(
        id=fields["id"].text(),
        title=fields["title"].text(),
        number=text["number"],
        issuer=text["issuer"],
        start=start,
        end=end,
        replaces=text["replaces"],
        counting=_counting(fields["counting"]) if "counting" in fields else CountingRule(),
        verified=_verified(fields),
        path=entry.path,
        kind=fields["kind"].text() if "kind" in fields else "law",
    )


def _counting(entry: Entry) -> CountingRule:
    rule = entry.fields(("working_days",))["working_days"].fields((), ("only", "up_to", "all", "none"))
    if len(rule) != 1:
        entry.fail("working_days 应写 only、up_to、all、none 之一")
    return CountingRule(
        only=frozenset(child.integer() for child in rule["only"].sequence())
        if "only" in rule
        else frozenset(),
        up_to=rule["up_to"].integer() if "up_to" in rule else 0,
        every="all" in rule,
    )


def read_role(name: Entry, entry: Entry) -> Role:
    fields = entry.fields(("title",), ("duties",))
    duties = fields["duties"].texts() if "duties" in fields else ()
    return Role(name.text(), fields["title"].text(), duties, entry.path)


def read_fact(name: Entry, entry: Entry) -> FactNorm:
    fields = entry.fields(("title", "type"), ("input", "absent", "choices", "unit", "note"))
    choices = (
        {str(key.scalar()): value.text() for key, value in fields["choices"].pairs()}
        if "choices" in fields
        else {}
    )
    bare = FactNorm(
        name=name.text(),
        title=fields["title"].text(),
        type=fields["type"].one_of(FACT_TYPES),
        input=fields["input"].boolean() if "input" in fields else False,
        choices=choices,
        unit=fields["unit"].text() if "unit" in fields else "",
        path=entry.path,
    )
    if "absent" not in fields:
        return bare
    return _with_absent(bare, fields["absent"])


def _with_absent(norm: FactNorm, entry: Entry) -> FactNorm:
    if norm.input:
        entry.fail("由人员填写的事实项（input）不得规定 absent")
    value: FactValue | Absent = ABSENT
    try:
        value = parse(norm, entry.plain())
    except FactError as error:
        entry.fail(f"取值不合：{error}")
    return FactNorm(norm.name, norm.title, norm.type, False, value, norm.choices, norm.unit, norm.path)


# --- acts and grounds --------------------------------------------------------------------------------------


def read_act_head(entry: Entry, words: Words) -> ActHead:
    fields = entry.fields(
        ("act", "title", "subject", "values"),
        (
            *("procedures", "by", "proposed_by", "approval", "approval_when"),
            *("instruments", "leads_to", "checked", "note"),
        ),
    )
    read_checked(fields)
    approval = fields["approval"].text() if "approval" in fields else ""
    if approval and approval not in words.chains:
        fields["approval"].note(f"未登记的审批流程：{approval}")
        approval = ""
    if "proposed_by" in fields and "approval" not in fields:
        fields["proposed_by"].note("只有规定了审批流程（approval）才可写 proposed_by")
    return ActHead(
        kind=fields["act"].text(),
        title=fields["title"].text(),
        subject=fields["subject"].text(),
        procedures=_texts(fields, "procedures"),
        by=_roles(fields, "by", words),
        proposed_by=_roles(fields, "proposed_by", words),
        approval=approval,
        instruments=_texts(fields, "instruments"),
        leads_to=fields["leads_to"].text() if "leads_to" in fields else "",
        path=entry.path,
        approval_when=_other_chains(fields, words),
    )


def _other_chains(fields: Mapping[str, Entry], words: Words) -> tuple[tuple[str, str], ...]:
    """`approval_when`: the chain that takes the place of `approval` while a yes-or-no fact holds."""
    if "approval_when" not in fields:
        return ()
    if "approval" not in fields:
        fields["approval_when"].note("只有规定了审批流程（approval）才可写 approval_when")
    found: dict[str, str] = {}
    for child in fields["approval_when"].sequence():
        part = child.fields(("fact", "chain"))
        fact, chain = part["fact"].text(), part["chain"].text()
        norm = words.facts.get(fact)
        if norm is None:
            part["fact"].note(f"未登记的事实项：{fact}")
        elif norm.type != "boolean" or norm.input:
            part["fact"].note(f"选择审批流程的事实项应为记录在案的是否项：{fact}")
        elif fact in found:
            part["fact"].note(f"事实项重复：{fact}")
        elif chain not in words.chains:
            part["chain"].note(f"未登记的审批流程：{chain}")
        else:
            found[fact] = chain
    return tuple(found.items())


def _texts(fields: Mapping[str, Entry], name: str) -> tuple[str, ...]:
    return fields[name].texts() if name in fields else ()


def _roles(fields: Mapping[str, Entry], name: str, words: Words) -> tuple[str, ...]:
    if name not in fields:
        return ()
    for child in fields[name].sequence():
        if child.text() not in words.roles:
            child.note(f"未登记的角色：{child.text()}")
    return fields[name].texts()


def read_conditions(entry: Entry, life: Life, words: Words, overlay: bool) -> Conditions:
    """One dated entry of an act or ground."""
    extra = ("extends",) if overlay else ()
    fields = entry.fields((), ("requires", *_VALUE, *extra))
    cites, verified = _cited(fields, entry, words, life)
    requires: list[Requirement | Use] = []
    seen: set[str] = set()
    for child in fields["requires"].sequence() if "requires" in fields else ():
        with entry.problems.tolerating():
            part = _read_part(child, life, words, verified)
            name = part.ground if isinstance(part, Use) else part.id
            if name in seen:
                child.fail(f"要件重复：{name}")
            seen.add(name)
            requires.append(part)
    extends = fields["extends"].boolean() if "extends" in fields else False
    return Conditions(tuple(requires), cites, verified, entry.path, extends)


def _read_part(entry: Entry, life: Life, words: Words, verified: str) -> Requirement | Use:
    if any(key.node.value == "use" for key, _ in entry.pairs()):
        return _read_use(entry, life, words)
    fields = entry.fields(("id", "test", "ground", "cure", "cites"), ("level", "verified", "from", "until"))
    own = _own_life(fields, life)
    cites, _ = _cited(fields, entry, words, own)
    mark = _verified(fields, verified)
    level = fields["level"].one_of(LEVELS) if "level" in fields else "block"
    if mark == "R" and level == "block":
        entry.note("未核实（verified: R）的要件只能是 level: warn 或 note")
    name = fields["id"].text()
    if name in ("by_whom", "approved"):
        fields["id"].fail(f"{name} 为系统自动要件，不得另行规定")
    return Requirement(
        id=name,
        level=level,
        test=compile_test(fields["test"], words.facts, words.thresholds),
        ground=fields["ground"].text(),
        cure=fields["cure"].text(),
        cites=cites,
        verified=mark,
        path=entry.path,
        line=entry.line,
        start=own.start if "from" in fields else None,
        end=own.end if "until" in fields else None,
    )


def _read_use(entry: Entry, life: Life, words: Words) -> Use:
    fields = entry.fields(("use",), ("level", "from", "until"))
    own = _own_life(fields, life)
    name = fields["use"].text()
    if name not in words.grounds:
        entry.fail(f"未登记的共用要件：{name}")
    return Use(
        ground=name,
        level=fields["level"].one_of(LEVELS) if "level" in fields else None,
        line=entry.line,
        start=own.start if "from" in fields else None,
        end=own.end if "until" in fields else None,
    )


def _own_life(fields: Mapping[str, Entry], life: Life) -> Life:
    start = max(fields["from"].day(), life.start) if "from" in fields else life.start
    end = fields["until"].day() if "until" in fields else life.end
    return Life(start, end if life.end is None or end is None or end < life.end else life.end)


# --- thresholds and chains ---------------------------------------------------------------------------------


def read_threshold(entry: Entry, life: Life, words: Words, name: str, title: str, unit: str) -> Threshold:
    fields = entry.fields(("value",), ("cap", *_VALUE))
    cites, verified = _cited(fields, entry, words, life)
    cap = {key.text(): value.decimal() for key, value in fields["cap"].pairs()} if "cap" in fields else {}
    note = fields["note"].text() if "note" in fields else ""
    value = _amount(fields["value"])
    return Threshold(name, title, unit, value, cites, verified, entry.path, note, cap)


def _amount(entry: Entry) -> Decimal | str | frozenset[str] | bool:
    if entry.is_sequence:
        return frozenset(entry.texts())
    plain = entry.plain()
    if isinstance(plain, bool | str):
        return plain
    if not isinstance(plain, int | Decimal):
        entry.fail("阈值应为数字、文字、是否或列表")
    return Decimal(plain)


def threshold_kind(entry: Entry) -> str:
    """number, text, set or flag: taken from the first dated value, for type checks of tests."""
    for _, dated in entry.pairs():
        for key, value in dated.pairs():
            if key.node.value == "value":
                amount = _amount(value)
                return {Decimal: "number", frozenset: "set", bool: "flag", str: "text"}[type(amount)]
    return "number"


def read_chain(entry: Entry, life: Life, words: Words, name: str, title: str) -> ApprovalChain:
    fields = entry.fields(("tiers",), _VALUE)
    cites, verified = _cited(fields, entry, words, life)
    tiers: list[str] = []
    stand_ins: dict[str, tuple[str, ...]] = {}
    for child in fields["tiers"].sequence():
        names = child.texts() if child.is_sequence else (child.text(),)
        for role in names:
            if role not in words.roles:
                child.note(f"未登记的角色：{role}")
        tiers.append(names[0])
        if names[1:]:
            stand_ins[names[0]] = names[1:]
    if not tiers or len(set(tiers)) != len(tiers):
        fields["tiers"].fail("审批层级不得为空或重复")
    return ApprovalChain(name, title, tuple(tiers), stand_ins, cites, verified, entry.path)


def read_listing(entry: Entry, life: Life, words: Words, name: str, title: str) -> Listing:
    """Rows are free mappings with plain values; every row has an `id` that is unique in the list."""
    fields = entry.fields(("items",), _VALUE)
    cites, verified = _cited(fields, entry, words, life)
    rows: list[dict[str, object]] = []
    seen: set[str] = set()
    for child in fields["items"].sequence():
        with entry.problems.tolerating():
            row = child.plain()
            if not isinstance(row, dict) or not isinstance(row.get("id"), str):
                child.fail("清单的每一行应有文字编号 id")
            if row["id"] in seen:
                child.fail(f"清单内编号重复：{row['id']}")
            seen.add(row["id"])
            rows.append(row)
    note = fields["note"].text() if "note" in fields else ""
    return Listing(name, title, tuple(rows), cites, verified, entry.path, note)


def read_circumstance(entry: Entry, life: Life, words: Words, name: str, title: str) -> Circumstance:
    fields = entry.fields(("effects",), ("mandatory", "parties", *_VALUE))
    cites, verified = _cited(fields, entry, words, life)
    effects = frozenset(child.one_of(EFFECTS) for child in fields["effects"].sequence())
    if not effects or ("heavier" in effects and len(effects) > 1):
        fields["effects"].fail("裁量情节应写明效果，从重不得与从宽并列")
    mandatory = fields["mandatory"].boolean() if "mandatory" in fields else False
    parties = frozenset(fields["parties"].texts()) if "parties" in fields else frozenset()
    return Circumstance(name, title, effects, mandatory, cites, verified, entry.path, parties)


# --- clocks ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClockHead:
    """The undated part of a clock norm."""

    id: str
    title: str
    begins: str
    ends: str
    starts_with: tuple[str, ...]
    stops_with: tuple[str, ...]


_CLOCK_KEYS = (
    "counted_under",
    "roll",
    "direction",
    "exclude_first_day",
    "on_expiry",
    "extendable",
    "excludes",
)


def read_clock(entry: Entry, life: Life, words: Words, head: ClockHead) -> ClockNorm:
    fields = entry.fields(("length",), (*_CLOCK_KEYS, *_VALUE))
    cites, verified = _cited(fields, entry, words, life)
    counted_under = fields["counted_under"].text() if "counted_under" in fields else ""
    rule = _counting_rule(fields, counted_under, words, life)
    length = _read_length(fields["length"], rule)
    if length.unit == YEAR_DAY:
        _only_fixed(fields)
    return ClockNorm(
        id=head.id,
        title=head.title,
        length=length,
        counted_under=counted_under,
        roll=fields["roll"].one_of(("forward", "none")) if "roll" in fields else "none",
        direction=fields["direction"].one_of(("forward", "backward")) if "direction" in fields else "forward",
        exclude_first_day=fields["exclude_first_day"].boolean() if "exclude_first_day" in fields else True,
        on_expiry=fields["on_expiry"].one_of(("warn", "block", "lapse")) if "on_expiry" in fields else "warn",
        begins=head.begins,
        ends=head.ends,
        starts_with=head.starts_with,
        stops_with=head.stops_with,
        extendable=_extras(fields, "extendable", words, life, rule),
        excludes=_extras(fields, "excludes", words, life, rule),
        cites=cites,
        verified=verified,
        path=entry.path,
        note=fields["note"].text() if "note" in fields else "",
    )


def _counting_rule(fields: Mapping[str, Entry], law: str, words: Words, life: Life) -> CountingRule:
    if not law:
        return CountingRule()
    source = words.sources.on(law, life.start)
    if source is None:
        fields["counted_under"].fail(f"计算期间的依据在 {life.start} 不在施行中或未登记：{law}")
    return source.counting


def _read_length(entry: Entry, rule: CountingRule) -> Length:
    fields = entry.fields((), UNITS)
    if len(fields) != 1:
        entry.fail("期限长度应写一个单位：" + "、".join(UNITS))
    unit, value = next(iter(fields.items()))
    if unit == YEAR_DAY:
        return Length(unit, _year_day(value))
    count = value.integer()
    if count <= 0:
        value.fail("期限长度应大于零")
    if unit == "days" and rule.in_working_days(count):
        unit = "working_days"
    return Length(unit, count)


def _only_fixed(fields: Mapping[str, Entry]) -> None:
    """A fixed day of the year is not counted: nothing extends it, interrupts it, moves it or counts it backwards."""
    for name in ("extendable", "excludes", "direction", "roll", "exclude_first_day", "counted_under"):
        if name in fields:
            fields[name].fail(f"固定日期的期限不写 {name}")


def _year_day(entry: Entry) -> int:
    """每年某月某日, written "03-01"."""
    parts = entry.text().split("-")
    try:
        month, day = (int(part) for part in parts)
        # A year that is not a leap year: 29 February does not come every year.
        date(2023, month, day)
    except ValueError:
        entry.fail('固定日期写作 "03-01"（月-日），2月29日不可以')
    return month * 100 + day


def _extras(
    fields: Mapping[str, Entry], name: str, words: Words, life: Life, rule: CountingRule
) -> dict[str, Extra]:
    out: dict[str, Extra] = {}
    for child in fields[name].sequence() if name in fields else ():
        with child.problems.tolerating():
            extra = _read_extra(child, words, life, rule, needs_length=name == "extendable")
            if extra.id in out:
                child.fail(f"重复：{extra.id}")
            out[extra.id] = extra
    return out


def _read_extra(entry: Entry, words: Words, life: Life, rule: CountingRule, needs_length: bool) -> Extra:
    required = ("id", "title", "cites", "length") if needs_length else ("id", "title", "cites")
    fields = entry.fields(required, ("by", "needs", "verified"))
    cites, verified = _cited(fields, entry, words, life)
    return Extra(
        id=fields["id"].text(),
        title=fields["title"].text(),
        length=_read_length(fields["length"], rule) if "length" in fields else None,
        by=_roles(fields, "by", words),
        needs=fields["needs"].text() if "needs" in fields else "",
        cites=cites,
        verified=verified,
    )


# --- holidays ----------------------------------------------------------------------------------------------


def read_notice(entry: Entry, layer: str) -> YearNotice:
    """A year's notice: `off` maps a holiday's name to days or {from, to}; `work` lists weekend days worked."""
    optional = ("work", "issuer", "layer", "note", "checked")
    fields = entry.fields(("year", "title", "number", "off", "verified"), optional)
    read_checked(fields)
    off: dict[date, str] = {}
    for key, value in fields["off"].pairs():
        for child in value.sequence() if value.is_sequence else [value]:
            off.update(dict.fromkeys(_days_of(child), key.text()))
    work = frozenset(child.day() for child in fields["work"].sequence()) if "work" in fields else frozenset()
    try:
        return YearNotice(
            year=fields["year"].integer(),
            title=fields["title"].text(),
            number=fields["number"].text(),
            off=off,
            work=work,
            verified=_verified(fields),
            layer=fields["layer"].text() if "layer" in fields else layer,
            path=entry.path,
        )
    except ValueError as error:
        entry.fail(f"放假安排有误：{error}")


def _days_of(entry: Entry) -> tuple[date, ...]:
    if not entry.is_mapping:
        return (entry.day(),)
    fields = entry.fields(("from", "to"))
    first, last = fields["from"].day(), fields["to"].day()
    if last < first:
        entry.fail("放假截止日早于起始日")
    return tuple(days(first, last))
