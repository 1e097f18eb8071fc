"""报告核对: what keeps a report from being issued. Every problem names the places in the text, and the figures, that it is about.

Contradictions: two numbers for one thing, a number against its records, parts against their whole, last year's figure against the
one that was issued. They stand until one of the two places is changed; declaring a number no figure does not help.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from chengguan.ledger.norms import book
from chengguan.reports.measures import checks
from chengguan.reports.measures.catalogue import Period
from chengguan.reports.models import AnnualReport

from .numbers import Loose, loose_numbers, names_measure, same_unit
from .text import BEFORE, TABLE, Block, Mark, broken_marks, marks, marks_in, places
from .values import RECORD, STATED, Figure, Figures, gather, issued_before, plain

BROKEN, LACKING, UNBOUND, CONTRADICTION, MISSING, REMARK = (
    "broken", "gap", "loose", "contradiction", "missing", "remark",
)  # fmt: skip
TITLES: Final = {
    CONTRADICTION: "矛盾",
    LACKING: "缺口",
    UNBOUND: "没有绑定的数字",
    BROKEN: "写错的标记",
    MISSING: "应有的内容",
    REMARK: "提示",
}
NAMES, SECTIONS = "annual_report_sections_names", "annual_report_sections"
DUTY_SECTIONS: Final = "annual_report_sections_duty"


@dataclass(frozen=True)
class Place:
    """One place that a problem is about: a paragraph, or a figure with its records (`block` is empty then)."""

    block: str
    where: str
    words: str


@dataclass(frozen=True)
class Problem:
    """One finding. `blocking`: the report is not issued while it stands."""

    kind: str
    statement: str
    places: tuple[Place, ...]
    cure: str
    blocking: bool = True

    @property
    def title(self) -> str:
        return TITLES[self.kind]

    @property
    def tone(self) -> str:
        return "danger" if self.kind == CONTRADICTION else "warn" if self.blocking else "neutral"

    @property
    def sentence(self) -> str:
        """The finding with its places, in one sentence."""
        where = "；".join(f"{place.where}“{place.words}”" for place in self.places)
        return f"{self.statement}（{where}）" if where else self.statement


@dataclass(frozen=True)
class Checked:
    """A report as it was checked: its figures and everything found."""

    figures: Figures
    problems: tuple[Problem, ...]

    def of(self, *kinds: str) -> list[str]:
        """Sentences of the blocking problems of some kinds."""
        return [one.sentence for one in self.problems if one.blocking and one.kind in kinds]

    @property
    def blocking(self) -> list[Problem]:
        return [one for one in self.problems if one.blocking]


def known_names(report: AnnualReport) -> tuple[str, ...]:
    """Words that may hold a number but are names: 三项制度, 12345 (norm list), the organ, the officer."""
    own = (report.bureau.name, report.officer.name if report.officer is not None else "")
    return (*(str(row["title"]) for row in _rows(report, NAMES)), *(name for name in own if name))


def _rows(report: AnnualReport, name: str) -> Sequence[Mapping[str, object]]:
    listing = book().listing(name, on=report.begun_on, jurisdiction=report.bureau.jurisdiction)
    return listing.items if listing is not None else ()


def declared_of(report: AnnualReport) -> dict[str, str]:
    """Signature -> reason of the numbers that were declared to be no figures."""
    return dict(report.declared.values_list("signature", "reason"))


def check(report: AnnualReport, blocks: Sequence[Block]) -> Checked:
    """Everything that is wrong with a text."""
    reader = _Reader(report, blocks)
    found = [
        *reader.contradictions(),
        *reader.gaps(),
        *reader.loose(),
        *reader.broken(),
        *reader.lacking_sections(),
        *reader.remarks(),
    ]
    return Checked(reader.figures, tuple(found))


class _Reader:
    """Reads one text with its figures."""

    def __init__(self, report: AnnualReport, blocks: Sequence[Block]) -> None:
        self.report, self.blocks = report, blocks
        self.figures = gather(report, blocks)
        self.places = places(blocks)
        self.names = known_names(report)
        self.declared = declared_of(report)
        self.free: list[tuple[Block, Loose]] = [
            (block, one) for block in blocks for one in _numbers(block, self.names)
        ]

    # --- what prints nothing, or should not print ------------------------------------------------------------

    def broken(self) -> Iterator[Problem]:
        for block in self.blocks:
            for words in broken_marks(block.text):
                yield self._one(BROKEN, "标记写错", block, words, "请写成 {{指标编号}}，编号从指标列表里选。")

    def gaps(self) -> Iterator[Problem]:
        for block in self.blocks:
            for mark in marks_in(block):
                shown = self.figures.shown(mark)
                if shown.text or (block.kind == TABLE and mark.when == BEFORE):
                    continue
                cure = "请从指标列表选择编号，或者填报并附来源材料，或者删去这一句。"
                words = mark.source
                yield self._one(LACKING, f"{self._named(mark)}：{shown.gap}", block, words, cure)

    def _named(self, mark: Mark) -> str:
        return "、".join(dict.fromkeys(self.figures.at(name, mark.when).name for name in mark.ids))

    def loose(self) -> Iterator[Problem]:
        for block, one in self.free:
            if one.signature in self.declared:
                continue
            suggested = [f for f in self._bound() if f.value == one.value and same_unit(one.unit, f.unit)]
            hint = f"与{suggested[0].name}相同，可改为 {{{{{suggested[0].id}}}}}。" if suggested else ""
            cure = f"{hint}请绑定指标，或者填报并附来源材料，或者认定不是统计数字并写明理由。"
            yield self._one(UNBOUND, "数字没有绑定指标", block, one.text, cure)

    def _bound(self) -> list[Figure]:
        return [figure for figure in self.figures.all() if figure.value is not None and not figure.when]

    # --- what should be there --------------------------------------------------------------------------------

    def lacking_sections(self) -> Iterator[Problem]:
        kind = SECTIONS if self.report.kind == AnnualReport.ANNUAL else DUTY_SECTIONS
        whole = "\n".join(block.text for block in self.blocks)
        for row in _rows(self.report, kind):
            words = [str(word) for word in _listed(row.get("words"))]
            if row.get("required") and not any(word in whole for word in words):
                cure = f"请写明这一部分（正文应出现：{'、'.join(words)}）。"
                yield Problem(MISSING, f"没有写“{row['title']}”", (), cure)

    def remarks(self) -> Iterator[Problem]:
        for block in self.blocks:
            for mark in marks(block.text):
                yield from self._wrong_unit(block, mark)
                figure = self.figures.at(mark.id, mark.when)
                if mark.form == "rate" and not mark.of and figure.value is not None and figure.of is None:
                    yield self._one(
                        REMARK, f"{figure.name}没有分母", block, mark.source, "比率应当能看到分母，请写明或者改用两个指标之比。", False
                    )  # fmt: skip

    def _wrong_unit(self, block: Block, mark: Mark) -> Iterator[Problem]:
        figure = self.figures.at(mark.id, mark.when)
        unit = mark.unit or figure.unit
        after = block.text[mark.end : mark.end + 6].lstrip(" 余多")
        if mark.form or figure.value is None or not unit or after.startswith(unit):
            return
        if not any(after.startswith(like) and same_unit(like, unit) for like in _likes(unit)):
            shown = f"{mark.source}{after[:2]}"
            cure = f"{figure.name}的单位是“{unit}”，请在数字后写明。"
            yield self._one(REMARK, "数字后面的单位与指标不同", block, shown, cure, False)

    # --- contradictions --------------------------------------------------------------------------------------

    def contradictions(self) -> Iterator[Problem]:
        yield from self._against_figures()
        yield from self._against_each_other()
        yield from self._parts_in_words()
        yield from self._cross_checks()
        yield from self._against_last_year()
        yield from self._stated_against_records()

    def _against_figures(self) -> Iterator[Problem]:
        for block, one in self.free:
            for figure in self._bound():
                wrong = figure.value != one.value and same_unit(one.unit, figure.unit)
                if wrong and not one.about and names_measure(one.phrase, figure.name):
                    said = f"{figure.name}写作{one.text}，与{self._origin(figure)}{figure.shown}{figure.unit}不一致"
                    yield self._two(said, block, one.text, figure)
                    break

    @staticmethod
    def _origin(figure: Figure) -> str:
        return "填报的" if figure.basis == STATED else "记录产生的"

    def _against_each_other(self) -> Iterator[Problem]:
        seen: dict[tuple[str, str], tuple[Block, Loose]] = {}
        for block, one in self.free:
            if len(one.phrase) < 4 or not one.unit:
                continue
            first = seen.setdefault((one.phrase, one.unit), (block, one))
            if first[1].value != one.value:
                said = f"“{one.phrase}”有两个数：{first[1].text}和{one.text}"
                both = (self._place(first[0], first[1].text), self._place(block, one.text))
                yield Problem(CONTRADICTION, said, both, "同一口径只能有一个数，请绑定同一个指标。")

    def _parts_in_words(self) -> Iterator[Problem]:
        """其中: parts in the same unit that add up to more than their whole."""
        for block in self.blocks:
            for whole, parts, words in parts_of(block, self.figures, self.names):
                if sum(parts, Decimal(0)) > whole:
                    total = plain(sum(parts, Decimal(0)))
                    said = f"“其中”各项合计{total}，超过总数{plain(whole)}"
                    yield self._one(CONTRADICTION, said, block, words, "请核对总数和各项，绑定相应的指标。")

    def _cross_checks(self) -> Iterator[Problem]:
        bound = {f.id for f in self.figures.all() if f.basis == RECORD and not f.when}
        if not bound:
            return
        period = Period.year(self.report.year)
        for one in checks.cross_checks(self.report.bureau_id, period, only=bound):
            if one.holds:
                continue
            found = [place for name in one.measures for place in self._standing(name)]
            said = f"勾稽不符：{one.statement}（{one.left}，{one.right}）"
            cure = "请在统计指标页面打开两个数字的记录，更正记录后再印发。"
            yield Problem(CONTRADICTION, said, tuple(found), cure)

    def _against_last_year(self) -> Iterator[Problem]:
        issued = {row.measure: row for row in issued_before(self.report)}
        for figure in self.figures.all():
            row = issued.get(figure.id)
            if figure.when != BEFORE or row is None or figure.value is None or figure.value == row.value:
                continue
            said = f"{figure.year}年{figure.name}：本报告比较时用{figure.shown}{figure.unit}，上年度报告印发的是{plain(row.value)}{row.unit}"
            there = Place("", f"{row.report.title}{row.report.number}", f"{plain(row.value)}{row.unit}")
            here = self._standing(figure.id, BEFORE)
            cure = f"用上年度报告的数请写 {{{{{figure.id}@issued}}}}；上年度报告有误的，请先更正上年度报告。"
            yield Problem(CONTRADICTION, said, (*here, there), cure)

    def _stated_against_records(self) -> Iterator[Problem]:
        rows = {(row.figure, row.year): row for row in self.report.stated.filter(current=True)}
        for figure in self.figures.all():
            row = rows.get((figure.id, figure.year))
            if row is None or figure.basis != RECORD or figure.value == row.value:
                continue
            said = f"{figure.name}填报为{plain(row.value)}{row.unit}，现在有记录，产生的是{figure.shown}{figure.unit}"
            there = Place("", f"填报（{row.source}）", f"{plain(row.value)}{row.unit}")
            cure = "请撤销填报，使用记录产生的数；记录有遗漏的，请补齐记录。"
            yield Problem(CONTRADICTION, said, (*self._standing(figure.id), there), cure)

    # --- places ----------------------------------------------------------------------------------------------

    def _place(self, block: Block, words: str) -> Place:
        return Place(block.id, self.places[block.id], words)

    def _one(
        self, kind: str, said: str, block: Block, words: str, cure: str, blocking: bool = True
    ) -> Problem:
        return Problem(kind, said, (self._place(block, words),), cure, blocking)

    def _two(self, said: str, block: Block, words: str, figure: Figure) -> Problem:
        other = self._standing(figure.id)
        here = self._place(block, words)
        return Problem(
            CONTRADICTION, said, (here, *other), f"请把这个数改为 {{{{{figure.id}}}}}，或者更正记录。"
        )

    def _standing(self, name: str, when: str = "") -> tuple[Place, ...]:
        """Where a figure stands in the text, or the figure itself where it stands nowhere."""
        figure = self.figures.at(name, when)
        for block in self.blocks:
            for mark in marks_in(block):
                at = mark.when or (BEFORE if mark.form == "change" and when else "")
                if name in mark.ids and at == when:
                    return (self._place(block, f"{mark.source}＝{figure.shown}{figure.unit}"),)
        return (Place("", f"指标“{figure.name}”", f"{figure.shown}{figure.unit}"),)


def _numbers(block: Block, names: Sequence[str]) -> list[Loose]:
    """Loose numbers of a block; the title of a table counts, the ids of its figures do not."""
    text = block.text.partition("｜")[0] if block.kind == TABLE else block.text
    return loose_numbers(text, names)


def _listed(value: object) -> Iterable[object]:
    return value if isinstance(value, (list, tuple)) else ()


def _likes(unit: str) -> tuple[str, ...]:
    return (unit, "件", "起", "宗", "名", "人", "个", "次", "场")


@dataclass(frozen=True, order=True)
class _Spot:
    """A number in a block. `kept`: it comes from records, whose parts the cross-checks know better than the words do."""

    start: int
    end: int
    value: Decimal
    unit: str
    kept: bool


def parts_of(
    block: Block, figures: Figures, names: Sequence[str]
) -> Iterator[tuple[Decimal, list[Decimal], str]]:
    """Wholes with the parts that 其中 lists after them (甲、乙、丙), in one sentence and one unit: (whole, parts, words)."""
    text, at = block.text, 0
    spots = sorted([*_bound_spots(block, figures), *_free_spots(block, names)])
    for sentence in text.split("。"):
        here = [spot for spot in spots if at <= spot.start < at + len(sentence)]
        cut = at + sentence.find("其中")
        if "其中" in sentence:
            heads = [spot for spot in here if spot.start < cut]
            listed = _listed_parts([spot for spot in here if spot.start > cut], text)
            alike = [spot for spot in listed if heads and spot.unit == heads[-1].unit]
            if len(alike) > 1 and len(alike) == len(listed) and not any(spot.kept for spot in alike):
                yield heads[-1].value, [spot.value for spot in alike], sentence.strip()[:60]
        at += len(sentence) + 1


def _listed_parts(spots: Sequence[_Spot], text: str) -> list[_Spot]:
    """The first numbers that are joined by 、: after a comma another breakdown may begin, or the same things again."""
    out: list[_Spot] = []
    for spot in spots:
        between = text[out[-1].end : spot.start] if out else "、"
        if "、" not in between or "，" in between or "；" in between:
            break
        out.append(spot)
    return out


def _bound_spots(block: Block, figures: Figures) -> Iterator[_Spot]:
    for mark in marks(block.text):
        figure = figures.at(mark.id, mark.when)
        if not mark.form and figure.value is not None:
            yield _Spot(mark.start, mark.end, figure.value, figure.unit, figure.basis == RECORD)


def _free_spots(block: Block, names: Sequence[str]) -> Iterator[_Spot]:
    for one in loose_numbers(block.text, names):
        yield _Spot(one.start, one.end, one.value, one.unit, False)


def year_end(year: int) -> date:
    return date(year, 12, 31)
