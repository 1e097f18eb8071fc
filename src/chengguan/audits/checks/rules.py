"""Rules 规则: each row of the norm list `audit_rules` as a check over one case after another.

A rule runs where its columns are mapped; which did not run, and for want of which column, is part of the report.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from lawengine import Citation
from lawengine.clock import ClockNorm, ClockReading

from .columns import Catalogue, Mapping_
from .deeds import Deed
from .findings import HINT, SUSPECTED, VERIFY, Finding, cells, weaker
from .fines import WORDS
from .identity import fault_of, personal
from .law import Law, cite_of
from .repeats import Repeats

LIST: Final = "audit_rules"
WEAK: Final = frozenset({"R", "P"})
Check = Callable[[Deed], Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """一条规则 as the norm list has it."""

    row: Mapping[str, Any]

    @property
    def id(self) -> str:
        return str(self.row["id"])

    @property
    def title(self) -> str:
        return str(self.row["title"])

    @property
    def level(self) -> str:
        return str(self.row["level"])

    @property
    def kind(self) -> str:
        return str(self.row["kind"])

    def columns(self) -> tuple[str, ...]:
        """Columns without which the rule cannot run."""
        row = self.row
        single = [row[key] for key in ("from", "before", "after", "field") if key in row]
        if "to" in row:
            single.append(row["to"])
        fixed = {"fine": ["decided_on"], "additional": ["additional"], "likeness": ["matter"]}.get(
            self.kind, []
        )
        return tuple(dict.fromkeys([*single, *row.get("needs", ()), *row.get("given", ()), *fixed]))


class Rulebook:
    """The rules that run on one table."""

    def __init__(self, law: Law, catalogue: Catalogue, mapping: Mapping_, kind: str) -> None:
        self.law, self.kind = law, kind
        self.titles = {column.id: column.title for column in catalogue.columns.values()}
        self.labels = {key: label for key, label in mapping.columns.items() if key in catalogue.columns}
        self.rules = [Rule(row) for row in law.rows(LIST, law.today)]
        self.running: list[tuple[Rule, Check]] = []
        self.resting: list[tuple[str, str]] = []
        self.repeats = Repeats()
        self.least = 0.0
        for rule in self.rules:
            self._place(rule)

    def _place(self, rule: Rule) -> None:
        if self.kind not in rule.row.get("lists", (self.kind,)):
            return
        has = self.labels.keys() | ({"fine"} if "content" in self.labels else set())
        absent = [self.titles.get(column, column) for column in rule.columns() if column not in has]
        if absent:
            self.resting.append((rule.title, f"表中没有“{'”“'.join(absent)}”"))
            return
        makers: Mapping[str, Callable[[Rule], Check]] = {
            "clock": self._clock, "requirement": self._requirement, "order": self._order, "future": self._future,
            "fine": self._fine, "hearing": self._hearing, "repeated": self._repeated, "number": self._number,
            "additional": self._additional, "identity": self._identity, "privacy": self._privacy, "likeness": self._likeness,
        }  # fmt: skip
        self.running.append((rule, makers[rule.kind](rule)))

    def examine(self, deed: Deed) -> Iterator[Finding]:
        """Everything that the rules say about one case."""
        procedure = "summary" if deed.record.summary else "ordinary"
        for rule, check in self.running:
            if procedure in rule.row.get("procedures", (procedure,)):
                yield from check(deed)

    def found(
        self, rule: Rule, deed: Deed, text: str, articles: str, columns: tuple[str, ...], *, level: str = "",
        computed: str = "", verified: str = "",
    ) -> Finding:  # fmt: skip
        """A finding; what rests on a norm that is not verified, or on policy, is at most one to be checked."""
        record = deed.record
        level = level or rule.level
        if verified in WEAK:
            level = weaker(level, VERIFY)
        quoted = cells(record, self.labels, *columns)
        return Finding(
            record.sheet, record.row, record.name, record.text("party")[:60], rule.id, rule.title, level, text,
            articles, quoted, computed, verified,
        )  # fmt: skip

    def _own_words(self, rule: Rule, on: date) -> str:
        cite: Citation = cite_of(rule.row)
        return self.law.words((cite,), on)

    # --- clocks -------------------------------------------------------------------------------------------------

    def _clock(self, rule: Rule) -> Check:
        first, last, clock = str(rule.row["from"]), str(rule.row["to"]), str(rule.row["clock"])

        def check(deed: Deed) -> Iterator[Finding]:
            begun, ended = deed.record.day(first), deed.record.day(last)
            norm = self.law.clock(clock, begun) if begun is not None else None
            reading = self.law.reading(clock, begun) if begun is not None and norm is not None else None
            if begun is None or norm is None or reading is None:
                return
            if ended is None:
                yield from self._unended(rule, deed, reading)
            elif ended > reading.due_on and not (norm.direction == "forward" and ended < begun):
                late = self._late(rule, deed, norm, reading, begun, ended)
                if late is not None:
                    yield late

        return check

    def _unended(self, rule: Rule, deed: Deed, reading: ClockReading) -> Iterator[Finding]:
        """The end is not filled in, and the period is over."""
        last = str(rule.row["to"])
        level = str(rule.row.get("open", ""))
        if (
            not level
            or self.law.today <= reading.due_on
            or not deed.record.empty(last)
            or not deed.record.penalised
        ):
            return
        text = f"{self.titles[last]}没有填写；{reading.title}至{reading.due_on}届满。"
        yield self._timed(rule, deed, reading, text, level)

    def _late(
        self, rule: Rule, deed: Deed, norm: ClockNorm, reading: ClockReading, begun: date, ended: date
    ) -> Finding | None:
        due, level, note = reading.due_on, rule.level, ""
        if reading.last_arguable is not None and ended <= reading.last_arguable:
            level, note = VERIFY, f"（如将举行当日计入，最迟可争辩至{reading.last_arguable}）"
        elif any(extra.length for extra in norm.extendable.values()):
            found = self._with_extension(rule, deed, norm, begun, ended)
            if found is None:
                return None
            level, note = found
        text = f"应在{due}以前{norm.ends or '完成'}，实际为{ended}，超过{(ended - due).days}日{note}。"
        soft = rule.row.get("softer")
        if soft and soft["word"] in deed.record.text(soft["field"]):
            level = weaker(level, soft["level"])
            text += (
                f"{self.titles[soft['field']]}为“{deed.record.text(soft['field'])[:20]}”，以实际经过为准。"
            )
        return self._timed(rule, deed, reading, text, level)

    def _with_extension(
        self, rule: Rule, deed: Deed, norm: ClockNorm, begun: date, ended: date
    ) -> tuple[str, str] | None:
        """How far the period could have been extended, and whether the row says that it was. None when it was kept then."""
        record = deed.record
        stated = sum(record.values.get(column) or 0 for column in rule.row.get("days", ()))
        longer = self.law.later(norm.id, begun, stated) if stated else None
        if longer is not None:
            note = f"（按表中延期、扣除共{stated}日，至{longer.due_on}）"
            return None if ended <= longer.due_on else (rule.level, note)
        longest = self.law.reading(norm.id, begun, extended=True)
        if longest is not None and ended > longest.due_on:
            return rule.level, f"；即使延期到规章允许的最长，也只到{longest.due_on}"
        column = str(rule.row.get("extended", ""))
        if column in self.labels:
            if record.values.get(column):
                return VERIFY, "；表中写有延期，请核对批准的日期和天数"
            return rule.level, "；表中没有延期审批"
        return VERIFY, "；表中没有延期、听证、鉴定等栏目，请核对有无延期审批或者不计入的期间"

    def _timed(self, rule: Rule, deed: Deed, reading: ClockReading, text: str, level: str) -> Finding:
        first, last = str(rule.row["from"]), str(rule.row["to"])
        extra = tuple(
            column for column in (*rule.row.get("days", ()), rule.row.get("extended", "")) if column
        )
        return self.found(
            rule, deed, text, self.law.words(reading.cites, reading.started_on), (first, last, *extra), level=level,
            computed="；".join(reading.steps), verified=reading.verified,
        )  # fmt: skip

    # --- requirements of acts -----------------------------------------------------------------------------------

    def _requirement(self, rule: Rule) -> Check:
        act, name = str(rule.row["act"]), str(rule.row["requirement"])
        given, needs = tuple(rule.row.get("given", ())), tuple(rule.row.get("needs", ()))
        follows = str(rule.row.get("follows", ""))
        once = frozenset(needs) & {"notice_on", "finished_on", "reviewed", "deliberated", "facts"}

        def check(deed: Deed) -> Iterator[Finding]:
            record = deed.record
            on = record.day("decided_on") or record.day("filed_on")
            if on is None or any(record.values.get(column) is None for column in given):
                return
            if follows and (day := record.day(follows)) is not None and on < day:
                return
            if not self._settled(deed, needs) or (once and record.day("decided_on") is None):
                return
            requirement = self.law.requirement(act, name, on)
            if requirement is None or not self.law.unmet(requirement, deed.facts, on):
                return
            text = f"{rule.row.get('says', '表中的内容不符合要求。')}要求：{requirement.ground}。"
            columns = tuple(dict.fromkeys((*given, *needs, *_beside(rule.id))))
            articles = self.law.words(requirement.cites, on)
            computed = self._sum_of(rule.id, deed)
            yield self.found(
                rule, deed, text, articles, columns, computed=computed, verified=requirement.verified
            )

        return check

    def _settled(self, deed: Deed, needs: tuple[str, ...]) -> bool:
        """A penalty was imposed, and none of the cells could not be read (that is said elsewhere)."""
        record = deed.record
        return record.penalised and all(
            record.values.get(column) is not None or record.empty(column) for column in needs
        )

    def _sum_of(self, rule: str, deed: Deed) -> str:
        """How the day was computed that a requirement compares with."""
        clocks = {
            "statement_short": ("statement_window", "notice_on"),
            "limitation": ("limitation_2y", "occurred_on"),
        }
        if rule not in clocks:
            return ""
        clock, column = clocks[rule]
        started = deed.record.day(column)
        reading = self.law.reading(clock, started) if started is not None else None
        return "；".join(reading.steps) if reading is not None else ""

    # --- amounts ------------------------------------------------------------------------------------------------

    def _fine(self, rule: Rule) -> Check:
        act, name = str(rule.row["act"]), str(rule.row["requirement"])

        def check(deed: Deed) -> Iterator[Finding]:
            record, span = deed.record, deed.span
            fine, on = record.amount("fine"), record.day("decided_on")
            if not fine or span is None or on is None or span.low <= fine <= span.high:
                return
            requirement = self.law.requirement(act, name, on)
            if requirement is None:
                return
            level = VERIFY if span.how == WORDS else SUSPECTED
            side = f"高于上限{span.high:,.0f}元" if fine > span.high else f"低于下限{span.low:,.0f}元"
            note = ""
            if fine < span.low:
                level, note = self._mitigated(deed, level)
            where = "（案由像是这一条，表中没有写明依据）" if span.how == WORDS else ""
            text = f"罚款{fine:,.2f}元，{side}；幅度为{span.title}，见{span.source}{where}{note}。"
            articles = "；".join((span.source, self.law.words(requirement.cites, on)))
            source = str(record.values.get("fine_from", "fine"))
            yield self.found(
                rule, deed, text, articles, (source, "matter", "basis", "circumstances"), level=level, verified=span.verified
            )  # fmt: skip

        return check

    def _mitigated(self, deed: Deed, level: str) -> tuple[str, str]:
        words = deed.record.text("circumstances") + deed.record.text("content") + deed.record.text("tier")
        if "减轻" in words:
            return HINT, "；表中写有减轻处罚，请核对减轻的法定情形"
        if "circumstances" not in self.labels:
            return VERIFY, "；表中没有裁量情节一栏，请核对有无减轻处罚的法定情形"
        return level, "；表中没有减轻处罚的情形"

    def _additional(self, rule: Rule) -> Check:
        def check(deed: Deed) -> Iterator[Finding]:
            fine, more = deed.record.amount("fine"), deed.record.amount("additional")
            on = deed.record.day("decided_on")
            if fine and more and on and more > fine:
                text = f"加处罚款{more:,.2f}元，超过罚款{fine:,.2f}元。"
                yield self.found(rule, deed, text, self._own_words(rule, on), ("fine", "additional"))

        return check

    def _hearing(self, rule: Rule) -> Check:
        def check(deed: Deed) -> Iterator[Finding]:
            need, record, on = deed.hearing, deed.record, deed.record.day("decided_on")
            if (
                need is None
                or on is None
                or not need.required
                or need.gaps
                or record.values.get("hearing_told")
            ):
                return
            if record.day("hearing_on") is not None or not self._settled(deed, ("hearing_told",)):
                return
            articles = self.law.words((cite_of(rule.row), *need.cites), on)
            text = f"{'；'.join(need.reasons)}，表中没有告知听证权利的记录。"
            yield self.found(rule, deed, text, articles, ("hearing_told", "fine", "kinds", "content"))

        return check

    def _likeness(self, rule: Rule) -> Check:
        """Only asked at the end, over all rows together."""
        self.least = float(rule.row.get("least", 0))

        def check(deed: Deed) -> Iterator[Finding]:
            yield from ()

        return check

    # --- days and numbers ---------------------------------------------------------------------------------------

    def _order(self, rule: Rule) -> Check:
        before, after = str(rule.row["before"]), str(rule.row["after"])

        def check(deed: Deed) -> Iterator[Finding]:
            first, second = deed.record.day(before), deed.record.day(after)
            if first is not None and second is not None and first > second:
                text = f"{self.titles[before]}{first}，晚于{self.titles[after]}{second}。"
                yield self.found(rule, deed, text, self._own_words(rule, self._on(deed)), (before, after))

        return check

    def _on(self, deed: Deed) -> date:
        """The day whose law names the articles."""
        return deed.record.day("decided_on") or deed.record.day("filed_on") or self.law.today

    def _future(self, rule: Rule) -> Check:
        columns = [column for column in self.labels if column.endswith(("_on", "_until"))]

        def check(deed: Deed) -> Iterator[Finding]:
            late = [column for column in columns if (day := deed.record.day(column)) and day > self.law.today]
            if late:
                text = f"{'、'.join(self.titles[column] for column in late)}晚于检查之日{self.law.today}。"
                yield self.found(rule, deed, text, self._own_words(rule, self.law.today), tuple(late))

        return check

    def _number(self, rule: Rule) -> Check:
        column = str(rule.row["field"])

        def check(deed: Deed) -> Iterator[Finding]:
            number = deed.record.text(column).replace(" ", "")
            first = self.repeats.seen(column, number, deed.record) if number else None
            if first is None:
                return
            level = HINT if first.same_party else rule.level
            note = "，当事人和案由相同，可能是一案多行" if first.same_party else ""
            text = f"{self.titles[column]}“{number[:60]}”与第{first.row}行相同{note}。"
            yield self.found(
                rule,
                deed,
                text,
                self._own_words(rule, self._on(deed)),
                (column, "party", "matter"),
                level=level,
            )

        return check

    def _repeated(self, rule: Rule) -> Check:
        act, name = str(rule.row["act"]), str(rule.row["requirement"])

        def check(deed: Deed) -> Iterator[Finding]:
            record, on = deed.record, deed.record.day("decided_on")
            occurred = record.day("occurred_on")
            if not record.amount("fine") or on is None or occurred is None or not record.text("party"):
                return
            first = self.repeats.fined(record, occurred)
            requirement = self.law.requirement(act, name, on) if first is not None else None
            if first is None or requirement is None:
                return
            text = (
                f"同一当事人、同一案由、同一日（{occurred}）的违法行为，第{first.row}行已经罚款，文号不同。"
            )
            columns = ("party", "matter", "occurred_on", "fine", "instrument_number")
            yield self.found(
                rule,
                deed,
                text,
                self.law.words(requirement.cites, on),
                columns,
                verified=requirement.verified,
            )

        return check

    def _identity(self, rule: Rule) -> Check:
        def check(deed: Deed) -> Iterator[Finding]:
            fault = fault_of(deed.record.text("id_number"))
            if fault:
                yield self.found(
                    rule, deed, f"{fault}。", self._own_words(rule, self._on(deed)), ("party", "id_number")
                )

        return check

    def _privacy(self, rule: Rule) -> Check:
        def check(deed: Deed) -> Iterator[Finding]:
            if personal(deed.record.text("id_number")):
                text = "清单中有完整的居民身份证号；公示时应当隐去。"
                yield self.found(rule, deed, text, self._own_words(rule, self._on(deed)), ("party",))

        return check


def _beside(rule: str) -> tuple[str, ...]:
    """Further columns that help to understand a finding of a requirement."""
    if rule.startswith("summary_"):
        return ("procedure", "party_kind", "fine", "kinds")
    if rule == "limitation":
        return ("found_on", "filed_on")
    return (
        ("decided_on", "hearing_on")
        if rule in ("review_missing", "deliberation_missing")
        else ("decided_on",)
    )
