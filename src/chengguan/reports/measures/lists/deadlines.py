"""时限: periods that the bureau had to keep, how many it kept, and how long things take."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any, Final

from django.db.models import Q

from ..definition import Measure
from ..sources import CASES, TERMS

GROUP: Final = "期限"
NEAR: Final = timedelta(days=7)
LATE: Final = Q(state="late")
# Periods of which lateness is counted apart.
CLOCKS: Final = {
    "case_decision": "作出决定",
    "fast_track_term": "简案快办",
    "legal_review_time": "法制审核",
    "hearing_hold_within": "组织听证",
    "hearing_report": "听证报告",
    "recusal_decision": "回避决定",
    "deliver": "送达决定书",
    "preservation_7": "处理先行登记保存",
    "seizure_30": "查封扣押",
    "seizure_urgent_report": "补办查封扣押批准",
    "court_application": "申请法院强制执行",
    "transfer_decision": "决定移送涉嫌犯罪案件",
    "transfer_send": "移送涉嫌犯罪案件",
    "case_close": "结案",
    "archive_term": "立卷归档",
    "summary_report": "当场处罚备案",
}


def running_on(day: date) -> Q:
    """Periods that had begun and had not been met by the end of a day."""
    return Q(started_on__lte=day) & (Q(stopped_on=None) | Q(stopped_on__gt=day))


def overdue_on(day: date) -> Q:
    """Periods whose last day had passed by then."""
    return running_on(day) & Q(due_on__lt=day)


def near_on(day: date) -> Q:
    """Periods that ended within a week of a day."""
    return running_on(day) & Q(due_on__gte=day, due_on__lte=day + NEAR)


def _due(id: str, name: str, definition: str, where: Q, part_of: str = "", **more: Any) -> Measure:
    return Measure(id, name, "项", definition, GROUP, TERMS, where, "due_on", part_of=part_of, **more)


def _each() -> Iterator[Measure]:
    for clock, title in CLOCKS.items():
        mine = Q(clock=clock)
        yield _due(f"due_{clock}", f"{title}的期限", f"届满日在期间内的{title}期限", mine & ~Q(state="running"), "terms_due")  # fmt: skip
        yield _due(f"late_{clock}", f"{title}逾期", f"届满日在期间内的{title}期限中逾期的", mine & LATE, f"due_{clock}")  # fmt: skip


MEASURES: Final = (
    _due("terms_due", "届满的期限", "届满日在期间内、应由本机关遵守的期限", ~Q(state="running"), parts=("terms_met", "terms_late")),
    _due("terms_met", "按期办结的期限", "上列期限中按期办结的", Q(state="met"), "terms_due"),
    _due("terms_late", "逾期的期限", "上列期限中逾期办结或者至今没有办结的", LATE, "terms_due"),
    Measure("terms_on_time_rate", "期限按期办结率", "%", "届满日在期间内的期限中按期办结的比例", GROUP, of=("terms_met", "terms_due")),
    Measure("overdue_terms", "期末逾期未办的期限", "项", "期末已过届满日、尚未办结的期限", GROUP, TERMS, at_end=overdue_on),
    Measure("overdue_cases", "期末有逾期期限的案件", "件", "期末有逾期未办期限的不同案件", GROUP, TERMS, at_end=overdue_on, distinct="case_id", kept="overdue"),
    Measure("near_terms", "期末临近的期限", "项", "期末尚未办结、七日内届满的期限", GROUP, TERMS, at_end=near_on),
    Measure("near_cases", "期末有临近期限的案件", "件", "期末有七日内届满期限的不同案件", GROUP, TERMS, at_end=near_on, distinct="case_id", kept="near"),
    *_each(),
    Measure("decided_on_time_rate", "按期作出决定率", "%", "届满日在期间内的作出决定期限中按期办结的比例", GROUP, of=("met_case_decision", "due_case_decision")),
    _due("met_case_decision", "按期作出决定", "届满日在期间内的作出决定期限中按期办结的", Q(clock="case_decision", state="met"), "due_case_decision"),
    Measure("decide_days", "办案天数合计", "天", "在期间内作出处罚决定的普通程序案件从立案到决定的天数之和", GROUP, CASES, Q(procedure="ordinary", outcome="penalty"), "decided_on", amount="decide_days"),
    Measure("decide_days_average", "平均办案天数", "天", "在期间内作出处罚决定的普通程序案件从立案到决定平均所用天数", GROUP, of=("decide_days", "penalty_cases_ordinary"), average=True),
    Measure("close_days", "结案天数合计", "天", "在期间内结案的普通程序案件从立案到结案的天数之和", GROUP, CASES, Q(procedure="ordinary"), "closed_on", amount="close_days"),
    Measure("close_days_average", "平均结案天数", "天", "在期间内结案的普通程序案件从立案到结案平均所用天数", GROUP, of=("close_days", "cases_closed"), average=True),
)  # fmt: skip
