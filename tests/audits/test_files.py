"""Files as they come from bureaus, and files that mean harm: a clear answer each, and nothing lost."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from chengguan.audits.checks import files
from chengguan.audits.checks.columns import Catalogue, find_header
from chengguan.audits.checks.files import FileRefused, opened, recognise
from lawengine import load

pytestmark = pytest.mark.once

NORMS = Path(__file__).parents[2] / "norms"
TODAY = date(2026, 11, 22)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return Catalogue(load(NORMS), on=TODAY, jurisdiction="430581")


def book(path: Path, fill: Callable[[Any, Any], None]) -> Path:
    made = xlsxwriter.Workbook(str(path))
    fill(made, made.add_worksheet("台账"))
    made.close()
    return path


def refused(path: Path) -> str:
    with pytest.raises(FileRefused) as error, opened(path) as table:
        for sheet in table.sheets:
            list(sheet.rows())
    return str(error.value)


def test_what_is_no_table_is_named(tmp_path: Path) -> None:
    cases = {
        "空": (b"", "为空"),
        "网页": ("<html><table><tr><td>案号</td></tr></table>".encode(), "另存为 xlsx"),
        "PDF": (b"%PDF-1.7 ...", "PDF"),
        "图片": (b"\x89PNG\r\n\x1a\n0000", "图片"),
        "二进制": (b"\x01\x02\x00\x03" * 100, "认不出"),
        "坏包": (b"PK\x03\x04" + b"x" * 200, "损坏"),
        "坏表": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "打不开"),
        "无列": ("只是一段文字\n没有分列".encode(), "没有分列"),
    }
    for name, (content, says) in cases.items():
        path = tmp_path / name
        path.write_bytes(content)
        assert says in refused(path), name


def test_macros_passwords_and_other_packages(tmp_path: Path) -> None:
    for name, members, says in (
        ("宏", ("xl/workbook.xml", "xl/vbaProject.bin"), "宏"),
        ("文档", ("word/document.xml",), "不是工作簿"),
        ("xlsb", ("xl/workbook.bin",), "xlsb"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as package:
            for member in members:
                package.writestr(member, "x")
        assert says in refused(tmp_path / name)


def test_a_bomb_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        package.writestr("xl/worksheets/sheet1.xml", b"0" * (80 * 1024 * 1024))
    assert "展开后" in refused(path)


def test_one_cell_in_the_far_corner_does_not_fill_the_memory(tmp_path: Path) -> None:
    path = book(
        tmp_path / "far.xlsx",
        lambda made, sheet: (sheet.write(0, 0, "案号"), sheet.write(1_048_575, 16_383, "x")),
    )
    assert "1048576 行、16384 列" in refused(path)


def test_an_empty_workbook_and_hidden_sheets(tmp_path: Path) -> None:
    assert "没有可以检查的工作表" in refused(book(tmp_path / "e.xlsx", lambda made, sheet: None))

    def hidden(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["案号", "决定日期"])
        other = made.add_worksheet("藏")
        other.write(0, 0, "x")
        other.hide()

    with opened(book(tmp_path / "h.xlsx", hidden)) as table:
        assert [name for name, _ in table.left_out] == ["藏"]
        assert "隐藏" in table.left_out[0][1]


def test_title_rows_and_a_header_of_two_rows(tmp_path: Path, catalogue: Catalogue) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.merge_range("A1:F1", "某局2024年行政处罚案件台账")
        sheet.write(1, 0, "填报单位：某局")
        sheet.write_row(2, 0, ["案号", "案由"])
        sheet.merge_range("C3:D3", "处罚决定")
        sheet.merge_range("E3:F3", "送达")
        sheet.write_row(3, 2, ["日期", "罚款（万元）", "日期", "方式"])
        sheet.write_row(4, 0, ["1号", "占道", "2024.3.5", 0.2, "2024.3.6", "直接"])

    with opened(book(tmp_path / "two.xlsx", fill)) as table:
        header = find_header(table.sheets[0], catalogue)
    assert header.last_row == 3
    mapping = catalogue.guess(header.labels)
    assert mapping.columns["decided_on"] == "处罚决定/日期"
    assert mapping.columns["served_on"] == "送达/日期"
    assert mapping.columns["served_how"] == "送达/方式"
    assert mapping.units == {"fine": "万元"}


def test_cells_merged_downwards_repeat_their_value(tmp_path: Path) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, ["案号", "当事人"])
        sheet.merge_range("A2:A3", "1号")
        sheet.write(1, 1, "甲公司")
        sheet.write(2, 1, "乙公司")

    with opened(book(tmp_path / "m.xlsx", fill)) as table:
        rows = list(table.sheets[0].rows())
    assert [row[0] for row in rows] == ["案号", "1号", "1号"]


@pytest.mark.parametrize("encoding", ["gbk", "utf-8-sig", "utf-8", "utf-16"])
def test_text_in_the_usual_encodings(tmp_path: Path, encoding: str, catalogue: Catalogue) -> None:
    path = tmp_path / "t.csv"
    path.write_text("案号,决定日期,罚款金额（元）\n1号,2024年3月5日,2000\n", encoding=encoding)
    with opened(path) as table:
        header = find_header(table.sheets[0], catalogue)
        assert catalogue.guess(header.labels).columns == {
            "case_number": "案号",
            "fine": "罚款金额(元)",
            "decided_on": "决定日期",
        }


def test_a_thousand_columns_are_read(tmp_path: Path, catalogue: Catalogue) -> None:
    def fill(made: Any, sheet: Any) -> None:
        sheet.write_row(0, 0, [f"其他{n}" for n in range(998)] + ["案号", "决定日期"])
        sheet.write_row(1, 998, ["1号", "2024-03-05"])

    with opened(book(tmp_path / "wide.xlsx", fill)) as table:
        header = find_header(table.sheets[0], catalogue)
    assert set(catalogue.guess(header.labels).columns) == {"case_number", "decided_on"}


def test_no_header_is_said(tmp_path: Path, catalogue: Catalogue) -> None:
    path = book(tmp_path / "n.xlsx", lambda made, sheet: sheet.write_row(0, 0, ["甲", "乙", "丙"]))
    with opened(path) as table, pytest.raises(FileRefused) as error:
        find_header(table.sheets[0], catalogue)
    assert "没有找到表头" in str(error.value)


def test_kinds_by_content(tmp_path: Path) -> None:
    path = book(tmp_path / "a.csv", lambda made, sheet: sheet.write(0, 0, "x"))
    assert recognise(path) == files.XLSX
