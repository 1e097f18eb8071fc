"""Citations and spreadsheets: what is written is read again unchanged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.powers.rows import sheets

from chengguan.powers.citations import (
    Unreadable,
    laws_named,
    number_of,
    numeral,
    read_citations,
    write_citations,
)
from chengguan.powers.sheets import COLUMNS, MATTERS, ROW, NotASheet, read_file, write_file

PARTS = st.one_of(st.none(), st.integers(1, 1300))
TITLES = st.sampled_from(["行政处罚法", "湖南省实施《城市绿化条例》办法", "城市道路管理条例"])


@given(st.integers(1, 9999))
def test_numerals_both_ways(number: int) -> None:
    assert number_of(numeral(number)) == number
    assert number_of(str(number)) == number


@pytest.mark.parametrize(
    ("number", "text"),
    [(10, "十"), (42, "四十二"), (102, "一百零二"), (116, "一百一十六"), (1174, "一千一百七十四")],
)
def test_numerals_as_laws_write_them(number: int, text: str) -> None:
    assert numeral(number) == text


@st.composite
def citation(draw: st.DrawFn) -> dict[str, object]:
    out: dict[str, object] = {"law": draw(TITLES)}
    for name in ("article", "paragraph", "item"):
        value = draw(PARTS)
        if value is None:
            break
        out[name] = value
    return out


@given(st.lists(citation(), min_size=1, max_size=4))
def test_citations_both_ways(cites: list[dict[str, object]]) -> None:
    assert read_citations(write_citations(cites, str), str) == cites


def test_what_is_no_citation_is_told() -> None:
    assert read_citations(
        "《行政处罚法》第51条；《行政处罚法》第五十二条第一款第（二）项（条款待核实）", str
    ) == [
        {"law": "行政处罚法", "article": 51},
        {"law": "行政处罚法", "article": 52, "paragraph": 1, "item": 2, "part": "（条款待核实）"},
    ]
    with pytest.raises(Unreadable, match="详见通知"):
        read_citations("《行政处罚法》第五十一条，详见通知", str)
    assert laws_named("依据《甲法》和《实施《乙条例》办法》") == ["甲法", "实施《乙条例》办法"]


def test_a_workbook_is_read_as_it_was_written() -> None:
    content = sheets()
    content[MATTERS][0]["备注"] = "=1+1"
    again = read_file("清单.xlsx", write_file(content))
    for title, rows in content.items():
        columns = COLUMNS[title]
        assert [[row.get(c, "") for c in columns] for row in again[title]] == [
            [row.get(c, "") for c in columns] for row in rows
        ]
        assert [row[ROW] for row in again[title]] == [str(n) for n in range(2, len(rows) + 2)]


def test_csv_is_known_by_its_columns() -> None:
    text = "事项编码,事项名称,权力类型,实施依据,生效日期\nCF-1,对占道的处罚,行政处罚,《城市道路管理条例》第四十二条,2020/1/1\n"
    for encoding in ("utf-8-sig", "gb18030"):
        rows = read_file("powers.csv", text.encode(encoding))
        assert rows == {
            "权力事项": [
                {
                    "事项编码": "CF-1",
                    "事项名称": "对占道的处罚",
                    "权力类型": "行政处罚",
                    "实施依据": "《城市道路管理条例》第四十二条",
                    "生效日期": "2020/1/1",
                    "行": "2",
                }
            ]
        }


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("a.xlsx", b"hello", "不是可读的电子表格"),
        ("a.csv", b"a,b\n1,2\n", "没有可识别的工作表"),
        ("a.csv", "事项编码,事项名称,权力类型\n".encode(), "缺少列"),
    ],
)
def test_what_is_no_list_is_told(name: str, content: bytes, word: str) -> None:
    with pytest.raises(NotASheet, match=word):
        read_file(name, content)
