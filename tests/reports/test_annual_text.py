"""The pure parts of annual reports: text and marks, loose numbers, tracked changes."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chengguan.reports.annual.numbers import chinese_value, loose_numbers, names_measure
from chengguan.reports.annual.text import (
    Block,
    broken_marks,
    keep_ids,
    marks,
    number_cn,
    parse,
    places,
    replaced,
    sections,
    table_of,
    typed,
)
from chengguan.reports.annual.tracking import DELETED, INSERTED, Version, tracked

NAMES = ("12345", "三项制度", "双公示", "一次性")


def found(text: str) -> list[tuple[str, Decimal, str]]:
    return [(one.text, one.value, one.unit) for one in loose_numbers(text, NAMES)]


@pytest.mark.parametrize(
    "text",
    [
        "2024年，我局认真落实",
        "2023—2025年规划",
        "2024年3月15日印发，9月底完成",
        "武城管发〔2024〕5号",
        "国务院令第711号、第3号文",
        "依据第四十八条第二款、第18条",
        "拨打12345热线",
        "落实“三项制度”和“双公示”",
        "实行一次性告知",
        "《行政权力清单（2024年版）》",
        "“3·15”“12·4”宣传",
        "七个工作日内公示，24小时内上传，5日前报送",
        "第一责任人，第一、二是，第3季度",
        "7×24小时值守",
        "按照GB/T 9704排版",
        "一项工作、进一步、统一",
        "党的二十大和二十届三中全会，“十四五”时期",
        "近三年来",
        "1.充实领导机构",
        "处罚{{penalty_cases}}件，同比{{change:penalty_cases}}",
    ],
)
def test_what_is_no_figure_is_left_alone(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("学习12次", ("12次", Decimal(12), "次")),
        ("罚没1255.93万元", ("1255.93万元", Decimal("12559300.00"), "元")),
        ("合规率100%", ("100%", Decimal(100), "%")),
        ("发放资料350余份", ("350余份", Decimal(350), "份")),
        ("１２起", ("１２起", Decimal(12), "起")),
        ("12,000家", ("12,000家", Decimal(12000), "家")),
        ("审核两件", ("两件", Decimal(2), "件")),
        ("三十五家企业", ("三十五家", Decimal(35), "家")),
        ("占百分之三十五", ("百分之三十五", Decimal(35), "%")),
        ("行政监督检查8、其他", ("8", Decimal(8), "")),
        ("“60件”", ("60件", Decimal(60), "件")),
        ("培训时长累计达70小时", ("70小时", Decimal(70), "小时")),
    ],
)
def test_every_other_number_is_found(text: str, wanted: tuple[str, Decimal, str]) -> None:
    assert found(text) == [wanted]


def test_what_is_counted_is_read_from_the_clause() -> None:
    one = loose_numbers("普法不够。2024年，我局全年共办理行政处罚案件60件")[0]
    assert one.phrase == "行政处罚案件"
    assert names_measure(one.phrase, "行政处罚案件")
    narrower = loose_numbers("其中未经许可擅自设置户外广告简易程序案件10件")[0]
    assert not names_measure(narrower.phrase, "简易程序处罚案件")


@given(st.integers(1, 9999))
def test_a_number_with_a_unit_never_escapes(value: int) -> None:
    assert found(f"全年巡查{value}次，效果明显") == [(f"{value}次", Decimal(value), "次")]


@pytest.mark.parametrize(
    ("words", "value"), [("十", 10), ("二十", 20), ("两千零六", 2006), ("三万五千", 35000), ("一点五", "1.5")]
)
def test_chinese_numerals(words: str, value: int | str) -> None:
    assert chinese_value(words) == Decimal(value)


def test_marks_are_read_with_their_parts() -> None:
    one, two, three = marks("{{fines|万元}}万元，{{rate: legal_reviews/penalty_cases}}，{{a@issued}}")
    assert (one.id, one.unit) == ("fines", "万元")
    assert (two.form, two.ids) == ("rate", ("legal_reviews", "penalty_cases"))
    assert (three.when, three.source) == ("issued", "{{a@issued}}")


@pytest.mark.parametrize("text", ["{{处罚}}", "{{a@next}}", "{{a}", "a}}", "{{ }}"])
def test_braces_that_make_no_mark_are_found(text: str) -> None:
    assert broken_marks(text)


TEXT = "开头\n一、甲\n（一）乙\n1.丙\n2.丁\n二、戊\n正文\n表：主要数据｜fines，penalty_cases"


def test_typed_text_and_blocks_are_the_same() -> None:
    blocks = keep_ids((), parse(TEXT))
    assert typed(blocks) == TEXT
    assert [len(part) for part in sections(blocks)] == [1, 4, 3]
    assert places(blocks)["b5"] == "一、（一）第2段"
    assert table_of(blocks[-1].text) == ("主要数据", ("fines", "penalty_cases"))


def test_numbers_typed_wrongly_are_set_right() -> None:
    assert typed(parse("三、甲\n（五）乙\n7、丙\n一、丁")) == "一、甲\n（一）乙\n1.丙\n二、丁"
    assert number_cn(21) == "二十一"


LINES = st.lists(st.text("甲乙丙丁戊己，。", min_size=1, max_size=12), min_size=1, max_size=8)


@given(LINES, LINES)
def test_ids_are_unique_and_unchanged_paragraphs_keep_theirs(old: list[str], new: list[str]) -> None:
    first = keep_ids((), [Block("", "p", text) for text in old])
    second = keep_ids(first, [Block("", "p", text) for text in new])
    assert len({block.id for block in second}) == len(second)
    assert keep_ids(first, first) == first


@given(st.lists(LINES, min_size=2, max_size=4))
def test_tracked_changes_give_back_the_first_and_the_last_text(texts: list[list[str]]) -> None:
    versions: list[Version] = []
    blocks: tuple[Block, ...] = ()
    for number, lines in enumerate(texts):
        blocks = keep_ids(blocks, [Block("", "p", text) for text in lines])
        versions.append(Version(f"人{number}", blocks))
    shown = {one.id: one for one in tracked(versions)}
    for block in versions[-1].blocks:
        assert "".join(p.text for p in shown[block.id].pieces if p.state != DELETED) == block.text
    for block in versions[0].blocks:
        assert "".join(p.text for p in shown[block.id].pieces if p.state != INSERTED) == block.text


def test_changes_bear_the_name_of_their_author() -> None:
    first = keep_ids((), parse("今年处罚{{a}}件。"))
    second = replaced(first, "b1", 2, 2, "依法")
    third = replaced(second, "b1", 11, 12, "起")
    (one,) = tracked([Version("甲", first), Version("乙", second), Version("丙", third)])
    assert [(p.text, p.state, p.by) for p in one.pieces if p.state] == [
        ("依法", INSERTED, "乙"),
        ("件", DELETED, "丙"),
        ("起", INSERTED, "丙"),
    ]
