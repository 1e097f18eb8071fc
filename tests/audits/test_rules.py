"""The rules over rows: what is planted is found, with article, cells and sum; what is lawful is left alone."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from chengguan.audits.checks.columns import Mapping_
from chengguan.audits.checks.findings import Finding
from chengguan.audits.checks.records import Unread
from chengguan.audits.checks.running import Order, Report, audit, matters_from
from chengguan.web.demonstration.old_ledger import PLANTED, write
from lawengine import load
from lawengine.book import NormBook

pytestmark = pytest.mark.once

NORMS = Path(__file__).parents[2] / "norms"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def rules() -> NormBook:
    return load(NORMS)


class Kept:
    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.unread_: list[Unread] = []

    def finding(self, finding: Finding) -> None:
        self.findings.append(finding)

    def unread(self, unread: Unread) -> None:
        self.unread_.append(unread)


def check(rules: NormBook, path: Path, **changes: Any) -> tuple[Report, Kept]:
    kept = Kept()
    values: dict[str, Any] = {
        "path": path,
        "kind": "ledger",
        "jurisdiction": "430581",
        "today": TODAY,
        **changes,
    }
    return audit(rules, Order(**values), kept), kept


def table(tmp_path: Path, *rows: dict[str, Any]) -> Path:
    heads = list(dict.fromkeys(head for row in rows for head in row))
    path = tmp_path / "t.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(heads)
        writer.writerows([row.get(head, "") for head in heads] for row in rows)
    return path


def found(kept: Kept) -> dict[str, Finding]:
    return {finding.rule: finding for finding in kept.findings}


def test_every_rule_stands_on_the_law(rules: NormBook) -> None:
    listing = rules.listing("audit_rules", on=TODAY, jurisdiction="430581")
    columns = rules.listing("audit_columns", on=TODAY, jurisdiction="430581")
    assert listing is not None
    assert columns is not None
    known = {row["id"] for row in columns.items}
    for row in listing.items:
        for key in ("from", "to", "before", "after", "field", "extended"):
            assert row.get(key, "decided_on") in known, row["id"]
        assert set([*row.get("needs", ()), *row.get("given", ()), *row.get("days", ())]) <= known, row["id"]
        if "clock" in row:
            assert rules.clock(row["clock"], on=TODAY, jurisdiction="430581").cites
        elif "requirement" in row:
            norm = rules.act(row["act"], on=TODAY, jurisdiction="430581")
            assert row["requirement"] in {requirement.id for requirement in norm.requires}, row["id"]
        else:
            assert row["law"] in rules.sources, row["id"]
            assert row["article"], row["id"]


def test_every_range_names_a_law_in_force(rules: NormBook) -> None:
    for on in (date(2023, 1, 1), TODAY):
        listing = rules.listing("statutory_fines", on=on, jurisdiction="430581")
        assert listing is not None
        for row in listing.items:
            assert rules.sources.on(row["law"], row.get("from", on)) is not None, row["id"]
            assert 0 <= row["low"] < row["high"], row["id"]
            assert row["verified"] in ("V", "V2")


def test_planted_faults_are_found_where_they_stand(rules: NormBook, tmp_path: Path) -> None:
    path = tmp_path / "ledger.xlsx"
    write(path, 200)
    report, kept = check(rules, path)
    assert report.tally.cases == report.tally.rows == 200
    by_row: dict[int, set[str]] = {}
    for finding in kept.findings:
        by_row.setdefault((finding.row - 2) % 50, set()).add(finding.rule)
        assert finding.articles.startswith("《")
        assert finding.cells
    for number, (rule, _) in PLANTED.items():
        assert rule in by_row[number]
    # What is not planted depends on holidays (the five days of statement) or is only a hint.
    rest = {rule for number, names in by_row.items() if number not in PLANTED for rule in names}
    assert rest <= {"statement_short", "unlike"}


def test_a_late_decision_shows_its_sum_and_knows_of_extensions(rules: NormBook, tmp_path: Path) -> None:
    base = {"案号": "1", "立案日期": "2024.1.2", "决定日期": "2024.5.20"}
    _, kept = check(rules, table(tmp_path, base))
    late = found(kept)["decision_late"]
    assert (late.level, late.verified) == ("verify", "V")
    assert "90日" in late.computed
    assert "2024-04-01" in late.text
    assert "第六十条" in late.articles
    assert late.cells == "立案日期：2024.1.2；决定日期：2024.5.20"
    _, kept = check(rules, table(tmp_path, {**base, "延期审批": ""}))
    assert found(kept)["decision_late"].level == "suspected"
    _, kept = check(rules, table(tmp_path, {**base, "延期天数": "60"}))
    assert "decision_late" not in found(kept)
    _, kept = check(rules, table(tmp_path, {**base, "决定日期": "2024.12.20"}))
    assert found(kept)["decision_late"].level == "suspected"


def test_service_by_public_notice_is_only_a_hint(rules: NormBook, tmp_path: Path) -> None:
    base = {"案号": "1", "决定日期": "2024-03-05", "送达日期": "2024-05-20"}
    _, kept = check(
        rules,
        table(tmp_path, {**base, "送达方式": "直接送达"}, {**base, "案号": "2", "送达方式": "公告送达"}),
    )
    assert [finding.level for finding in kept.findings if finding.rule == "served_late"] == [
        "suspected",
        "hint",
    ]


def test_fines_outside_the_range(rules: NormBook, tmp_path: Path) -> None:
    basis = "《大气污染防治法》第一百一十六条"
    row = {
        "案号": "1",
        "决定日期": "2024-03-05",
        "案由": "渣土车未密闭",
        "处罚依据": basis,
        "裁量情节": "",
        "罚款": "3万元",
    }
    _, kept = check(
        rules,
        table(
            tmp_path, row, {**row, "案号": "2", "罚款": "2000元"}, {**row, "案号": "3", "罚款": "500", "裁量情节": "减轻处罚"},
            {**row, "案号": "4", "罚款": "500"}, {**row, "案号": "5", "处罚依据": ""},
        ),
    )  # fmt: skip
    levels = {finding.case: finding.level for finding in kept.findings if finding.rule == "fine_outside"}
    assert levels == {"1": "suspected", "3": "hint", "4": "suspected", "5": "verify"}
    assert "第一百一十六条" in found(kept)["fine_outside"].articles


def test_both_versions_of_the_law_are_looked_at_for_acts_before_the_change(
    rules: NormBook, tmp_path: Path
) -> None:
    row = {
        "案号": "1",
        "决定日期": "2026-09-01",
        "违法时间": "2026-08-01",
        "案由": "个人随意倾倒生活垃圾",
        "当事人类型": "个人",
    }
    row |= {"处罚依据": "《固体废物污染环境防治法》第一百一十一条", "罚款": "450元"}
    _, kept = check(rules, table(tmp_path, row, {**row, "案号": "2", "罚款": "600元"}))
    assert [finding.case for finding in kept.findings if finding.rule == "fine_outside"] == ["2"]


def test_the_bureaus_own_matters_come_first(rules: NormBook, tmp_path: Path) -> None:
    own = matters_from(
        [{"title": "擅自占用城市道路", "basis": "《城市道路管理条例》第四十二条", "valid_from": "2020-01-01", "fines": [{"party": "any", "low": "1000", "high": "5000"}]}]
    )  # fmt: skip
    row = {"案号": "1", "决定日期": "2024-03-05", "案由": "擅自占用城市道路案", "罚款": "8000"}
    _, kept = check(rules, table(tmp_path, row), own=own)
    assert "高于上限5,000元" in found(kept)["fine_outside"].text
    assert found(kept)["fine_outside"].level == "suspected"


def test_summary_caps_hearing_officers_and_order(rules: NormBook, tmp_path: Path) -> None:
    base = {
        "案号": "1",
        "决定日期": "2024-03-05",
        "程序": "简易程序",
        "当事人类型": "自然人",
        "罚款": "500",
        "处罚种类": "罚款",
        "听证告知": "",
        "执法人员": "张三",
        "法制审核": "",
    }
    _, kept = check(
        rules,
        table(
            tmp_path, base, {**base, "案号": "2", "当事人类型": "单位", "罚款": "3500"},
            {**base, "案号": "3", "程序": "普通程序", "当事人类型": "单位", "罚款": "60000", "执法人员": "张三、李四"},
            {**base, "案号": "4", "程序": "普通程序", "罚款": "500", "执法人员": "张三、李四", "法制审核": "2024-03-08"},
        ),
    )  # fmt: skip
    names = {(finding.case, finding.rule) for finding in kept.findings}
    assert {
        ("1", "summary_fine_person"),
        ("2", "summary_fine_unit"),
        ("1", "officers_few"),
        ("3", "hearing_untold"),
    } <= names
    assert ("4", "reviewed_after") in names
    assert not {rule for case, rule in names if case == "4"} & {"hearing_untold", "officers_few"}


def test_repeated_numbers_and_fines(rules: NormBook, tmp_path: Path) -> None:
    row = {
        "文号": "罚〔2024〕1号",
        "当事人": "甲公司",
        "案由": "占道",
        "违法时间": "2024-01-02",
        "决定日期": "2024-03-05",
        "罚款": "500",
    }
    _, kept = check(
        rules, table(tmp_path, row, {**row, "文号": "罚〔2024〕2号"}, {**row, "当事人": "乙公司"})
    )
    assert "第2行" in found(kept)["same_act_fined"].text
    assert found(kept)["number_twice"].level == "verify"


def test_like_cases_apart_are_hints(rules: NormBook, tmp_path: Path) -> None:
    rows = [
        {"案号": str(n), "案由": "占道", "决定日期": "2024-03-05", "罚款": str(500 + 10 * (n % 5))}
        for n in range(30)
    ]
    _, kept = check(rules, table(tmp_path, *rows, {**rows[0], "案号": "x", "罚款": "9000"}))
    apart = [finding for finding in kept.findings if finding.rule == "unlike"]
    assert [(finding.case, finding.level) for finding in apart] == [("x", "hint")]
    assert "共31件" in apart[0].text


def test_nothing_is_lost(rules: NormBook, tmp_path: Path) -> None:
    row = {"案号": "1", "当事人": "甲公司", "决定日期": "2024-03-05", "送达日期": "2024.2.30", "罚款": "若干"}
    report, kept = check(
        rules,
        table(
            tmp_path, row, {**row, "案号": "合计", "决定日期": "", "送达日期": "", "罚款": ""}, {head: head for head in row},
            {**row, "案号": "3", "决定日期": "待定"}, {**row, "案号": "4", "决定日期": ""}, {"案号": "备注：本表截至12月底"},
            {**row, "案号": "5", "决定日期": "2019-03-05", "送达日期": "", "罚款": ""},
        ),
    )  # fmt: skip
    whole = {one.row: one.reason for one in kept.unread_ if one.whole}
    assert whole == {
        3: "合计行，不是案件",
        4: "表头重复，不是案件",
        5: "立案日期、决定日期读不出来，无法检查",
        6: "没有立案日期，也没有决定日期，无法检查",
        7: "说明文字或者空行，没有案件内容",
    }
    cells = {(one.column, one.reason) for one in kept.unread_ if not one.whole}
    assert cells == {("送达日期", "没有这一天：2024年2月30日"), ("罚款", "不是金额")}
    assert (report.tally.rows, report.tally.cases, report.early) == (7, 1, 1)
    assert "没有收录" in report.notes[0]


def test_rules_without_columns_are_named_and_a_place_without_amounts_says_so(
    rules: NormBook, tmp_path: Path
) -> None:
    row = {"案号": "1", "决定日期": "2024-03-05", "罚款": "900000", "听证告知": ""}
    report, kept = check(rules, table(tmp_path, row), jurisdiction="230751")
    assert ("没有立案日期", "表中没有“立案日期”") in report.resting
    assert "hearing_untold" not in found(kept)
    assert "听证" in report.notes[0]


def test_a_mapping_with_units(rules: NormBook, tmp_path: Path) -> None:
    path = table(
        tmp_path, {"甲": "1", "乙": "2024-03-05", "丙": "3", "丁": "《大气污染防治法》第一百一十六条"}
    )
    mapping = Mapping_(
        {"case_number": "甲", "decided_on": "乙", "fine": "丙", "basis": "丁"}, {"fine": "万元"}
    )
    _, kept = check(rules, path, mapping=mapping)
    assert "30,000.00元" in found(kept)["fine_outside"].text


def test_published_lists_with_whole_identity_numbers(rules: NormBook, tmp_path: Path) -> None:
    row = {"文号": "1", "决定日期": "2024-03-05", "公示日期": "2024-03-06", "证件号码": "11010519491231002X"}
    _, kept = check(rules, table(tmp_path, row), kind="published")
    assert found(kept)["privacy"].level == "suspected"
    assert "1101051949" not in found(kept)["privacy"].cells
