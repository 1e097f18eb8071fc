"""指标: named measures over records. Each has a Chinese name, a unit, a definition, and the records behind its figure.

A figure is the count or the sum of its records and of nothing else, so that every figure opens.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q, QuerySet, Sum

from chengguan.base.dates import local_date, start_of
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.measures import SEIZURES
from chengguan.cases.models import Case, Decision, Good, LegalReview, ReviewOpinion, StepFootage
from chengguan.cases.models import Measure as CompulsoryMeasure
from chengguan.cases.selectors import coverage
from chengguan.powers.models import PowerItem
from chengguan.recordings.models import BodyCamera, Recording

ENTERPRISES: Final = ("legal_person", "other_organisation", "sole_trader")


@dataclass(frozen=True)
class Period:
    """A calendar period, both days included."""

    first: date
    last: date

    @classmethod
    def year(cls, number: int) -> Period:
        return cls(date(number, 1, 1), date(number, 12, 31))


@dataclass(frozen=True)
class Measure:
    """One measure. `records` gives the rows behind the figure; `amount` names the column to add up, in units of `per`, else rows are counted."""

    id: str
    name: str
    unit: str
    definition: str
    records: Callable[[int, Period], QuerySet[Any]]
    amount: str = ""
    part_of: str = ""
    distinct: str = ""
    per: int = 1

    def value(self, bureau_id: int, period: Period) -> Decimal:
        """The figure for a bureau and a period, from records."""
        rows = self.records(bureau_id, period)
        if self.amount:
            total = Decimal(rows.aggregate(total=Sum(self.amount))["total"] or 0)
            return total if self.per == 1 else (total / self.per).quantize(Decimal("0.01"))
        if self.distinct:
            return Decimal(rows.order_by().values(self.distinct).distinct().count())
        return Decimal(rows.count())


def _decided(bureau_id: int, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(
        bureau_id=bureau_id, outcome="penalty", decided_on__range=(period.first, period.last)
    )


def _ordinary(bureau_id: int, period: Period) -> QuerySet[Case]:
    return _decided(bureau_id, period).filter(procedure=Case.ORDINARY)


def _summary(bureau_id: int, period: Period) -> QuerySet[Case]:
    return _decided(bureau_id, period).filter(procedure=Case.SUMMARY)


def _filed(bureau_id: int, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(
        bureau_id=bureau_id, procedure=Case.ORDINARY, opened_on__range=(period.first, period.last)
    )


def _closed(bureau_id: int, period: Period) -> QuerySet[Case]:
    return Case.objects.filter(
        bureau_id=bureau_id, procedure=Case.ORDINARY, closed_on__range=(period.first, period.last)
    )


def _penalised_filed(bureau_id: int, period: Period) -> QuerySet[Case]:
    return _filed(bureau_id, period).filter(outcome="penalty")


def _penalised_closed(bureau_id: int, period: Period) -> QuerySet[Case]:
    return _closed(bureau_id, period).filter(outcome="penalty")


def _fast_closed(bureau_id: int, period: Period) -> QuerySet[Case]:
    """Cases that were in the fast track to their end: one that fell back to the full procedure does not count."""
    return _closed(bureau_id, period).filter(known__fast_track=True)


def _exempted(ground: str) -> Callable[[int, Period], QuerySet[Case]]:
    """Cases exempted on one ground: 轻微不罚 and 首违不罚 are counted apart (行政处罚法 第三十三条第一款)."""

    def records(bureau_id: int, period: Period) -> QuerySet[Case]:
        return Case.objects.filter(
            bureau_id=bureau_id, exemption_ground=ground, decided_on__range=(period.first, period.last)
        )

    return records


def _first_enterprises(bureau_id: int, period: Period) -> QuerySet[Case]:
    return _exempted("first_offence")(bureau_id, period).filter(party__kind__in=ENTERPRISES)


def _lenient_enterprises(bureau_id: int, period: Period) -> QuerySet[Case]:
    lenient = Decision.objects.filter(kind="penalty", leniency__in=("lighter", "mitigated"))
    rows = _decided(bureau_id, period).filter(pk__in=lenient.values("case"))
    return rows.filter(party__kind__in=ENTERPRISES)


def _reviews(bureau_id: int, period: Period) -> QuerySet[LegalReview]:
    rows = LegalReview.objects.filter(
        case__bureau_id=bureau_id, concluded_on__range=(period.first, period.last)
    )
    return rows.exclude(result="").order_by("case_id", "-round").filter(result="passed")


def _opinions(bureau_id: int, period: Period) -> QuerySet[ReviewOpinion]:
    return ReviewOpinion.objects.filter(
        review__case__bureau_id=bureau_id, review__concluded_on__range=(period.first, period.last)
    )


def _powers(bureau_id: int, period: Period) -> QuerySet[PowerItem]:
    rows: QuerySet[PowerItem] = PowerItem.objects.filter(bureau_id=bureau_id, valid_from__lte=period.last)
    return rows.exclude(valid_to__lt=period.last)


def _seized(category: str) -> Callable[[int, Period], QuerySet[Good]]:
    """Goods of a category that were sealed or impounded in the period."""

    def rows(bureau_id: int, period: Period) -> QuerySet[Good]:
        return Good.objects.filter(
            bureau_id=bureau_id,
            category=category,
            measure__kind__in=SEIZURES,
            taken_on__range=(period.first, period.last),
        )

    return rows


def _taken(kinds: tuple[str, ...]) -> Callable[[int, Period], QuerySet[CompulsoryMeasure]]:
    def rows(bureau_id: int, period: Period) -> QuerySet[CompulsoryMeasure]:
        days = (period.first, period.last)
        return CompulsoryMeasure.objects.filter(
            bureau_id=bureau_id, kind__in=kinds, begun_at__date__range=days
        )

    return rows


_seizures, _preservations = _taken(SEIZURES), _taken(("preservation",))


def _body_cameras(bureau_id: int, period: Period) -> QuerySet[BodyCamera]:
    rows = BodyCamera.objects.filter(bureau_id=bureau_id, registered_on__lte=period.last)
    return rows.filter(Q(retired_on=None) | Q(retired_on__gt=period.last))


def _recordings(bureau_id: int, period: Period) -> QuerySet[Recording]:
    moments = {
        "began_at__gte": start_of(period.first),
        "began_at__lt": start_of(period.last + timedelta(days=1)),
    }
    return Recording.objects.filter(bureau_id=bureau_id, **moments)


def _on_time(bureau_id: int, period: Period) -> QuerySet[Recording]:
    return _recordings(bureau_id, period).filter(late=False)


def _tied(bureau_id: int, period: Period) -> QuerySet[Recording]:
    return _recordings(bureau_id, period).filter(tied=True)


def _over(rows: Callable[[int, date, date], QuerySet[Any]]) -> Callable[[int, Period], QuerySet[Any]]:
    """Rows of a selector over a period."""
    return lambda bureau_id, period: rows(bureau_id, period.first, period.last)


CATALOGUE: Final[Mapping[str, Measure]] = {
    measure.id: measure
    for measure in (
        Measure("penalty_cases", "行政处罚案件", "件", "在期间内作出处罚决定的案件（普通程序和简易程序）", _decided),
        Measure("penalty_cases_ordinary", "普通程序处罚案件", "件", "在期间内作出处罚决定的普通程序案件", _ordinary, part_of="penalty_cases"),
        Measure("penalty_cases_summary", "简易程序处罚案件", "件", "在期间内当场作出处罚决定的案件", _summary, part_of="penalty_cases"),
        Measure("cases_filed", "立案", "件", "在期间内立案的普通程序案件", _filed),
        Measure("cases_closed", "结案", "件", "在期间内结案的普通程序案件", _closed),
        Measure("fines", "罚款金额", "元", "在期间内作出的处罚决定所定罚款之和", _decided, amount="fine_amount"),
        Measure("penalised_parties", "处罚当事人", "名", "在期间内被处罚的不同当事人", _decided, distinct="party_id"),
        Measure("legal_reviews", "重大执法决定法制审核", "件", "在期间内审核通过的法制审核", _reviews),
        Measure("review_opinions", "法制审核意见", "条", "在期间内审结的法制审核所提意见", _opinions),
        Measure("penalised_filed", "一般程序立案（作出处罚的）", "件", "在期间内立案、最后作出行政处罚的普通程序案件", _penalised_filed),
        Measure("penalised_closed", "一般程序结案（作出处罚的）", "件", "在期间内结案、作出行政处罚的普通程序案件", _penalised_closed),
        Measure("fast_track_closed", "简案快办办结案件", "件", "在期间内结案、始终适用简案快办的普通程序案件", _fast_closed),
        Measure("fast_track_matters", "简案快办涉及事项", "个", "在期间内以简案快办办结的案件涉及的不同案由", _fast_closed, distinct="matter_id"),
        Measure("fast_track_fields", "简案快办涉及领域", "个", "在期间内以简案快办办结的案件涉及的不同领域", _fast_closed, distinct="matter__field"),
        Measure("exemptions_minor", "轻微不罚", "件", "在期间内因违法行为轻微、及时改正且没有危害后果决定不予处罚的案件", _exempted("minor_corrected")),
        Measure("exemptions_first", "首违不罚", "件", "在期间内因初次违法、后果轻微且及时改正决定不予处罚的案件", _exempted("first_offence")),
        Measure("first_exempted_enterprises", "首违不罚企业", "家", "在期间内适用首违不罚的不同企业（单位和个体工商户）", _first_enterprises, distinct="party_id"),
        Measure("lenient_enterprises", "从轻或者减轻处罚企业", "家", "在期间内受到从轻或者减轻处罚的不同企业（单位和个体工商户）", _lenient_enterprises, distinct="party_id"),
        Measure("vehicles_seized", "查封扣押车辆", "辆", "在期间内查封、扣押的车辆", _seized("vehicle"), amount="quantity"),
        Measure("cylinders_seized", "查封扣押气瓶", "个", "在期间内查封、扣押的气瓶", _seized("cylinder"), amount="quantity"),
        Measure("seizures", "查封、扣押", "次", "在期间内实施的查封、扣押措施", _seizures),
        Measure("preservations", "先行登记保存", "次", "在期间内实施的先行登记保存", _preservations),
        Measure("body_cameras", "执法记录仪", "台", "期末在用（在库和已领用）的执法记录仪", _body_cameras),
        Measure("recordings", "执法音视频", "份", "在期间内拍摄、已入库的录像、录音和照片", _recordings),
        Measure("recording_hours", "执法音视频时长", "小时", "在期间内拍摄、已入库的录像和录音的时长之和", _recordings, amount="duration_ms", per=3_600_000),
        Measure("recordings_on_time", "按时上传的音视频", "份", "上列音视频中在执勤结束后规定时间（24小时）内入库的", _on_time, part_of="recordings"),
        Measure("recordings_tied", "已关联案件的音视频", "份", "上列音视频中已归入案件的", _tied, part_of="recordings"),
        Measure("powers", "行政权力事项", "项", "期末有效的权责清单事项", _powers),
        Measure("cases_with_footage", "有执法录像的案件", "件", "在期间内立案、已关联执法录像的普通程序案件", _over(coverage.cases_with_footage), part_of="cases_filed"),
        Measure("steps_to_record", "须录像的环节", "个", "在期间内调查终结、结案的案件已发生的须录像环节", _over(coverage.steps_due)),
        Measure("steps_recorded", "有录像的环节", "个", "上列环节中已关联录像并标记、录像在库的", _over(coverage.steps_recorded), part_of="steps_to_record"),
        Measure("steps_required", "必须录像的环节", "个", "上列环节中本地规定必须录像的", _over(coverage.required_steps_due), part_of="steps_to_record"),
    )
}  # fmt: skip


def by_matter(bureau_id: int, period: Period) -> dict[str, int]:
    """Penalty cases of a period by cause."""
    causes = _decided(bureau_id, period).order_by().values_list("cause", flat=True)
    counts: dict[str, int] = {}
    for cause in causes:
        counts[cause] = counts.get(cause, 0) + 1
    return counts


def review_pass_rate(bureau_id: int, period: Period) -> tuple[int, int]:
    """法制审核通过率 with its denominator: cases decided after a review that was passed, of all cases that were reviewed and decided."""
    decided = _decided(bureau_id, period).filter(legal_reviews__concluded_on__isnull=False).distinct()
    passed = decided.filter(legal_reviews__result="passed").distinct()
    return passed.count(), decided.count()


def upload_on_time(bureau_id: int, period: Period) -> tuple[int, int]:
    """按时上传率 with its denominator: recordings that came in within the time allowed, of all recordings."""
    return _on_time(bureau_id, period).count(), _recordings(bureau_id, period).count()


@dataclass(frozen=True)
class Figure:
    """One figure as the page of measures shows it, with the year before."""

    id: str
    name: str
    unit: str
    definition: str
    value: Decimal
    before: Decimal


def figures(viewer: Viewer, year: int) -> list[Figure]:
    """All measures of the viewer's bureau for a year and the year before."""
    if not viewer.bureau_id:
        return []
    bureau = viewer.bureau_id
    return [
        Figure(
            m.id,
            m.name,
            m.unit,
            m.definition,
            m.value(bureau, Period.year(year)),
            m.value(bureau, Period.year(year - 1)),
        )
        for m in CATALOGUE.values()
    ]


@dataclass(frozen=True)
class RecordRow:
    """One record behind a figure."""

    label: str
    note: str
    amount: Decimal | None
    url: str


def records_of(
    viewer: Viewer, measure_id: str, year: int, *, limit: int = 200
) -> tuple[Measure, Decimal, list[RecordRow]] | None:
    """The records behind a figure, through the viewer's gate; None when there is no such measure."""
    measure = CATALOGUE.get(measure_id)
    if measure is None or not viewer.bureau_id:
        return None
    period = Period.year(year)
    rows = measure.records(viewer.bureau_id, period)
    visible = _through_gate(rows, viewer)
    return measure, measure.value(viewer.bureau_id, period), [_record(row) for row in visible[:limit]]


def _through_gate(rows: QuerySet[Any], viewer: Viewer) -> QuerySet[Any]:
    """The same records as far as the viewer may know of them."""
    if rows.model is Case:
        return rows & Case.objects.visible_to(viewer)
    if rows.model in (Good, CompulsoryMeasure, StepFootage):
        return rows.filter(case__in=Case.objects.visible_to(viewer)).select_related("case")
    cases = Case.objects.visible_to(viewer)
    if rows.model is LegalReview:
        return rows.filter(case__in=cases).select_related("case")
    if rows.model is ReviewOpinion:
        return rows.filter(review__case__in=cases).select_related("review__case")
    if rows.model is Recording:
        seen = rows & Recording.objects.visible_to(viewer)
        return seen.select_related("officer").defer("known").order_by("-began_at", "-id")
    if rows.model is BodyCamera:
        seen_cameras = rows & BodyCamera.objects.visible_to(viewer)
        return seen_cameras.select_related("holder").order_by("number")
    return rows


def _record(row: Any) -> RecordRow:
    if isinstance(row, Case):
        return RecordRow(
            f"{row.number} {row.cause}",
            f"{row.shown_party} · {row.decided_on or row.opened_on}",
            row.fine_amount,
            f"/cases/{row.pk}/",
        )
    if isinstance(row, Good):
        return RecordRow(
            f"{row.number} {row.name} {row.model}".strip(),
            f"{row.quantity}{row.unit} · {row.get_state_display()} · {row.taken_on}",
            None,
            f"/goods/{row.pk}/",
        )
    if isinstance(row, CompulsoryMeasure):
        return RecordRow(f"{row.case.number} {row}", row.place, None, f"/cases/{row.case_id}/goods/")
    if isinstance(row, StepFootage):
        covered = "有录像" if row.covered else "缺录像"
        return RecordRow(f"{row.case.number} {row.title}", covered, None, f"/cases/{row.case_id}/recordings/")
    if isinstance(row, (Recording, BodyCamera)):
        return _recorded(row)
    if isinstance(row, LegalReview):
        return RecordRow(
            f"{row.case.number} 第{row.round}轮审核",
            f"{row.get_result_display()} · {row.concluded_on}",
            None,
            f"/cases/{row.case_id}/",
        )
    if isinstance(row, ReviewOpinion):
        return RecordRow(row.text[:80], row.review.case.number, None, f"/cases/{row.review.case_id}/")
    return RecordRow(str(row), row.get_kind_display(), None, "/powers/")


def _recorded(row: Recording | BodyCamera) -> RecordRow:
    if isinstance(row, BodyCamera):
        return RecordRow(row.number, row.holder.name if row.holder else "在库", None, f"/cameras/{row.pk}/")
    name = row.officer.name if row.officer else ""
    note = f"{local_date(row.began_at)} · {row.place} {name}".strip()
    return RecordRow(row.number, note, None, f"/recordings/{row.pk}/")
