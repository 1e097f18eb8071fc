"""Published / from records / agree: the table that `make demo` prints, for every figure of a published report."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from chengguan.cases.models import Case
from chengguan.people.models import Bureau
from chengguan.reports.measures import CATALOGUE, Period, by_matter
from chengguan.reports.measures.figures import reading
from chengguan.reports.models import AnnualReport, FrozenFigure

from .bureaus import DemoBureau

FOLDER: Final = Path(__file__).parent / "figures"
# Systems that will keep the records of figures which nothing yields yet, as the published reports divide the work.
SYSTEMS: Final = {
    "A10": "涉案物品（演示案件未安排）",
    "A11": "协作机制",
    "C1": "案卷评查",
    "C4": "复议诉讼",
    "C5": "执法投诉",
    "D1": "检查计划",
    "D2": "综合查一次",
    "D5": "专项检查",
    "D6": "巡查",
    "D7": "违法建设",
    "E1": "行政许可",
    "E4": "便民点和外摆",
    "F1": "建筑垃圾运输名录",
    "F2": "建筑垃圾核准",
    "F3": "建筑垃圾积存点和责任书",
    "G1": "门前五包",
    "G2": "智能识别监控",
    "G4": "网格",
    "G5": "热线和督办",
    "H3": "规范性文件",
    "H4": "重大行政决策",
    "H5": "法律顾问和合同审查",
    "H6": "建议提案",
    "I1": "领导学法",
    "I2": "培训",
    "I3": "考试",
    "I4": "普法",
    "I5": "旁听庭审",
}


@dataclass(frozen=True)
class Line:
    """One published figure beside the one that the records yield; `why` says why there is none."""

    name: str
    unit: str
    published: Decimal
    recorded: Decimal | None
    why: str = ""

    @property
    def agrees(self) -> bool:
        """A figure that no record can yield yet contradicts nothing."""
        return self.recorded is None or self.published == self.recorded


def agreement(demo: DemoBureau) -> list[Line]:
    """Every published figure of a bureau beside the measure over its records."""
    bureau = Bureau.objects.get(code=demo.sheet.code)
    period = Period.year(demo.year)
    return [_line(figure, bureau.pk, period) for figure in published(demo.sheet.code)]


def published(code: str) -> list[dict[str, Any]]:
    """The figures of a bureau's published report, as data."""
    content: dict[str, list[dict[str, Any]]] = yaml.safe_load(
        (FOLDER / f"{code}.yaml").read_text(encoding="utf-8")
    )
    return content["figures"]


def _line(figure: dict[str, Any], bureau_id: int, period: Period) -> Line:
    value = Decimal(str(figure["value"]))
    name = figure["name"].replace("其中：", "　")
    if "measure" in figure:
        return Line(name, figure["unit"], value, _recorded(figure["measure"], bureau_id, period))
    why = figure.get("refused") or SYSTEMS[figure["waits"]]
    return Line(name, figure["unit"], value, None, why)


def _recorded(measure: str, bureau_id: int, period: Period) -> Decimal:
    kind, _, word = measure.partition(":")
    if kind == "cause":
        return Decimal(sum(count for cause, count in by_matter(bureau_id, period).items() if word in cause))
    if kind == "summary_cause":
        rows = CATALOGUE["penalty_cases_summary"].records(bureau_id, period)
        return Decimal(rows.filter(cause__contains=word, procedure=Case.SUMMARY).count())
    found = _issued(kind, bureau_id, period) or reading(bureau_id, kind, period).value
    if found is None:
        raise LookupError(f"{kind}: {reading(bureau_id, kind, period).gap}")
    return found / int(word) if word else found


def _issued(measure: str, bureau_id: int, period: Period) -> Decimal | None:
    """The figure as the issued annual report of the year froze it; None where it says nothing of it."""
    rows = FrozenFigure.objects.filter(
        report__bureau_id=bureau_id,
        report__kind=AnnualReport.ANNUAL,
        report__year=period.last.year,
        year=period.last.year,
        measure=measure,
        basis=FrozenFigure.RECORD,
    )
    return rows.values_list("value", flat=True).first()
