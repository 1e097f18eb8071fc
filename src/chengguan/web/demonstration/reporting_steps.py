"""Reports of the demonstration: yearly statistics, annual report in three drafts, report of the head, monthly bulletin.

What no record yields yet is either stated with a source (training) or taken out of the text, so that the report can be issued.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from chengguan.base.dates import CHINA
from chengguan.base.viewer import Viewer
from chengguan.documents.storing import store
from chengguan.people.selectors import actor_of
from chengguan.reports.annual import acts as annual
from chengguan.reports.annual import facts as annual_facts
from chengguan.reports.annual.checking import LACKING, check
from chengguan.reports.annual.text import Block, blocks_of
from chengguan.reports.bulletins import acts as bulletins
from chengguan.reports.measures.keeping import keep_measures
from chengguan.reports.models import AnnualReport
from chengguan.reports.statistics import acts as statistics

from .cast import Cast
from .footage import paper

RECIPIENTS: Final = ("committee", "government", "superior")
# Stated with a source: id, name, value, unit.
STATED: Final[Mapping[str, tuple[tuple[str, str, int, str], ...]]] = {
    "430581": (
        ("training_times", "执法人员培训", 4, "次"),
        ("training_hours", "培训时长", 70, "小时"),
    ),
}
# Items of the template whose figures have no records yet, without those figures.
REWRITTEN: Final[Mapping[str, str]] = {
    "抓住领导干部": "党组理论学习中心组坚持学法，领导干部带头参加专题讲座和集中研讨。",
    "管理规范性文件": "规范性文件先行合法性审核，印发后按规定报送备案。",
    "落实重大行政决策制度": "重大行政决策事项严格执行公众参与、专家论证、风险评估、合法性审查和集体讨论决定的程序。",
    "发挥法律顾问作用": "法律顾问参与重大决策、合同和疑难案件的论证，提出意见和建议。",
    "开展案卷评查": "采取自查和互查相结合的方式评查案卷，对发现的问题逐项整改。",
    "组织旁听庭审": "组织执法人员线上旁听与城市管理有关的庭审。",
    "开展专题活动": "结合消费者权益保护日、国家宪法日等节点开展法治宣传，现场接受群众咨询。",
    "创新普法方式": "运用新媒体发布执法案例和法律知识，推动法律进社区、进企业、进学校。",
}


def report_year(cast: Cast, year: int) -> None:
    """统计年报, 年度报告 and 述法 of a year, each issued and on time."""
    after = year + 1
    keep_measures(datetime(after, 1, 2, 2, tzinfo=CHINA))
    issue_statistics(cast, year, datetime(after, 1, 9, 10, tzinfo=CHINA))
    write_annual(cast, year, datetime(after, 1, 13, 9, tzinfo=CHINA))
    write_duty(cast, year, datetime(after, 1, 20, 9, tzinfo=CHINA))


def _as(cast: Cast, role: str, at: datetime) -> Viewer:
    return actor_of(cast.officers[role], at.date())


def issue_statistics(cast: Cast, year: int, at: datetime) -> None:
    """行政执法统计年报, compiled and issued before the end of January."""
    notes = "演示数据。尚未建成的业务没有记录，相应栏目空缺。"
    report = statistics.compile_report(
        actor=_as(cast, "legal_reviewer", at), at=at, year=year, notes=notes
    ).result
    at += timedelta(days=3)
    statistics.issue(actor=_as(cast, "organ_head", at), at=at, report=report)


def write_annual(cast: Cast, year: int, at: datetime) -> AnnualReport:
    """The annual report: begun from the template, three drafts, issued, sent, published."""
    office = _as(cast, "legal_reviewer", at)
    report: AnnualReport = annual.begin(actor=office, at=at, kind="annual", year=year).result
    _state(cast, report, at + timedelta(hours=1))
    _rewrite(report, office, at + timedelta(hours=2), _without_gaps(report), "没有记录的数字不写")
    at = _through_drafts(cast, report, at + timedelta(days=1))
    annual.issue(actor=_as(cast, "organ_head", at), at=at, report=report)
    at += timedelta(days=1)
    head = _as(cast, "deputy_head", at)
    annual.send(actor=head, at=at, report=report, recipients=RECIPIENTS)
    annual.publish(
        actor=head, at=at + timedelta(days=7 - at.weekday() % 5), report=report, secrecy_checked=True
    )
    return report


def _state(cast: Cast, report: AnnualReport, at: datetime) -> None:
    """填报 of what another system keeps for now, with its document."""
    for figure, name, value, unit in STATED.get(cast.bureau.code, ()):
        annual.state_figure(
            actor=_as(cast, "legal_reviewer", at),
            at=at,
            report=report,
            figure=figure,
            name=name,
            value=Decimal(value),
            unit=unit,
            source="执法人员培训台账（演示）",
            source_on=date(report.year, 12, 31),
            file=store(iter([paper(f"{report.year}年执法人员培训台账（演示）", f"{name}：{value}{unit}")])),
            file_name="执法人员培训台账（演示）.pdf",
        )


def _rewrite(
    report: AnnualReport, actor: Viewer, at: datetime, change: Callable[[Block], Block | None], why: str
) -> None:
    report.refresh_from_db()
    text = annual_facts.latest(report)
    before = blocks_of(text.blocks)
    blocks = [new for block in before if (new := change(block)) is not None]
    if blocks != list(before):
        annual.save_draft(actor=actor, at=at, report=report, blocks=blocks, base=text.seq, why=why)


def _without_gaps(report: AnnualReport) -> Callable[[Block], Block | None]:
    """Items whose figures no record yields, in words; sentences of other items that hold such figures are left out."""
    blocks = blocks_of(annual_facts.latest(report).blocks)
    found = [one for one in check(report, blocks).problems if one.kind == LACKING]
    gaps: dict[str, list[str]] = {}
    for problem in found:
        for place in problem.places:
            gaps.setdefault(place.block, []).append(place.words)

    def change(block: Block) -> Block | None:
        words = gaps.get(block.id)
        if not words:
            return block
        head, colon, rest = block.text.partition("：")
        if head in REWRITTEN:
            return replace(block, text=f"{head}：{REWRITTEN[head]}")
        kept = _kept(rest if colon else block.text, words)
        return replace(block, text=f"{head}{colon}{kept}") if kept else None

    return change


def _kept(text: str, gaps: Sequence[str]) -> str:
    """The sentences without the marks that print nothing."""
    sentences = [part for part in text.replace("；", "；\n").replace("。", "。\n").split("\n") if part]
    kept = "".join(part for part in sentences if not any(gap in part for gap in gaps))
    return kept[:-1] + "。" if kept.endswith("；") else kept


def _through_drafts(cast: Cast, report: AnnualReport, at: datetime) -> datetime:
    """一稿、二稿、三稿: laid before the leaders, with an opinion on the first that the second adopts."""
    for number in range(annual_facts.drafts_needed(report)):
        report.refresh_from_db()
        if number == 1:
            _rewrite(report, _as(cast, "legal_reviewer", at), at, _reasons, "按意见补写原因")
            at += timedelta(days=1)
        office, head = _as(cast, "legal_reviewer", at), _as(cast, "organ_head", at)
        annual.submit_draft(actor=office, at=at, report=report)
        if number == 0:
            _advise(cast, report, at + timedelta(hours=1))
        at += timedelta(days=1)
        annual.approve(
            actor=head, at=at, report=report, opinion="按意见修改后再报。" if not number else "同意。"
        )
        at += timedelta(days=1)
    report.refresh_from_db()
    return at


def _advise(cast: Cast, report: AnnualReport, at: datetime) -> None:
    """An opinion on the first draft, adopted for the second."""
    opinion = annual.give_opinion(
        actor=_as(cast, "deputy_head", at),
        at=at,
        report=report,
        text="“存在的不足”要写出原因，措施要对应问题。",
    ).result
    at += timedelta(hours=1)
    office = _as(cast, "legal_reviewer", at)
    annual.settle_opinion(
        actor=office, at=at, report=report, opinion=opinion, adopted=True, answer="二稿补写原因"
    )


def _reasons(block: Block) -> Block:
    """What the opinion asked for."""
    weak = "监督和考核有时落实不严"
    return replace(block, text=block.text.replace(weak, f"日常检查偏少，{weak}"))


def write_duty(cast: Cast, year: int, at: datetime) -> None:
    """述法报告 of the head, issued."""
    office, head = _as(cast, "legal_reviewer", at), cast.officers["organ_head"]
    report = annual.begin(actor=office, at=at, kind="duty", year=year, officer=head).result
    _rewrite(report, office, at + timedelta(hours=1), _without_gaps(report), "没有记录的数字不写")
    at = _through_drafts(cast, report, at + timedelta(days=1))
    annual.issue(actor=_as(cast, "organ_head", at), at=at, report=report)


def bulletin_of(cast: Cast, month: date, at: datetime, *, issue: bool) -> None:
    """执法质量月度通报 of a month; a draft is left for the reader to issue."""
    bulletin = bulletins.draft(
        actor=_as(cast, "legal_reviewer", at),
        at=at,
        month=month,
        remarks="演示数据。",
        demands="各中队对临近期限的案件逐件核对，逾期的说明原因。",
    ).result
    if issue:
        at += timedelta(days=1)
        bulletins.issue(actor=_as(cast, "organ_head", at), at=at, bulletin=bulletin)
