"""The loader of instrument norms is strict: every defect is named with file and line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from chengguan.documents.build import build
from chengguan.documents.instruments import UnknownInstrument, load_instruments
from lawengine.reading import NormError

HEAD = """\
instrument: notice
title: 通知书
word: 通
layout: letter
values:
  2024-01-01:
    cites: [{law: 行政处罚法, article: 28}]
    verified: V
    addressee: "{{ party.name }}"
    requires:
      - {fact: party.name, title: 当事人名称}
      - {fact: act.days, title: 期限}
    blocks:
"""
TAIL = "checked: {on: 2026-11-22}\n"
GOOD = HEAD + '      - paragraph: "{{ act.days }}日"\n      - closing: {}\n' + TAIL


def _norms(root: Path, text: str, layer: str = "national", name: str = "notice") -> Path:
    folder = root / layer / "instruments"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def _problems(root: Path) -> str:
    with pytest.raises(NormError) as refused:
        load_instruments(root)
    return str(refused.value)


def test_a_good_norm_loads_and_builds(tmp_path: Path) -> None:
    book = load_instruments(_norms(tmp_path, GOOD))
    spec = book.spec("notice", on=date(2024, 5, 6), jurisdiction="430581")
    assert spec.number_text(short="武城管", year=2024, seq=7) == "武城管通〔2024〕第7号"
    facts = {
        "bureau": {"name": "甲局"},
        "party": {"name": "乙"},
        "act": {"days": 3},
        "instrument": {"issued_on": "2024-05-06"},
    }
    content = build(spec, facts)
    assert content.addressee == "乙" and content.sealed
    assert len(content.check_code) == 16


@pytest.mark.parametrize(
    ("block", "message"),
    [
        ('      - paragraph: "{{ act.dayz }}"\n', "notice.yaml:14: 模板使用了未声明的要素：act.dayz"),
        ('      - paragraph: "{{ party.nmae }}"\n', "未声明的要素：party.nmae"),
        ('      - paragraph: "{{ secret }}"\n', "未声明的要素：secret"),
        ('      - paragraph: "{% if act.days %}"\n', "模板有误"),
        ('      - paragraph: "{{ act.days | nofilter }}"\n', "模板有误"),
        ("      - paragraph: 甲\n        when: act.later\n", "未声明的要素：act.later"),
        ("      - paragraf: 甲\n", "未知的键：paragraf"),
        ("      - paragraph: 甲\n        heading: 乙\n", "有且只有一个种类"),
        ("      - paragraph: {text: 甲, align: middle}\n", "取值应为"),
        ("      - list: {marker: arabic}\n", "list 应写 items"),
        ("      - fields: {widths: [1, 2], rows: [[{label: 甲}, {label: 乙}]]}\n", "栏目多于列宽"),
        (
            '      - list: {each: evidence, as: e, text: "{{ e.weight }}"}\n',
            "未声明的要素：evidence[].weight",
        ),
        ("      - page_break: false\n", "page_break 只能写 true"),
    ],
)
def test_a_faulty_block_is_named_with_its_line(tmp_path: Path, block: str, message: str) -> None:
    assert message in _problems(_norms(tmp_path, HEAD + block + TAIL))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: 通知书\n", "", "缺少必填的键：title"),
        ("layout: letter", "layout: poster", "取值应为 letter、form、record、receipt 之一"),
        ("instrument: notice", "instrument: other", "与文件名一致"),
        ("    cites: [{law: 行政处罚法, article: 28}]\n", "    cites: []\n", "缺少引用条文"),
        ("verified: V", "verified: sure", "取值应为 V、V2、R、P"),
        ("fact: act.days", "fact: party.age", "未知的要素：party.age"),
        ("word: 通", 'word: 通\nnumber: "{short}{word}{day}"', "文号格式只能使用"),
        ("word: 通", "word: 通\nword: 告", "键重复：word"),
        ("  2024-01-01:", "  soon:", "此处应为日期"),
    ],
)
def test_a_faulty_head_is_named(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert message in _problems(_norms(tmp_path, GOOD.replace(old, new)))


def test_editions_must_follow_each_other(tmp_path: Path) -> None:
    edition = GOOD.split("values:\n")[1].removesuffix(TAIL)
    earlier = edition.replace("2024-01-01", "2021-07-15")
    assert "先后排列" in _problems(_norms(tmp_path, GOOD.removesuffix(TAIL) + earlier + TAIL))


def test_the_edition_of_the_day_holds(tmp_path: Path) -> None:
    edition = GOOD.split("values:\n")[1].removesuffix(TAIL)
    later = edition.replace("2024-01-01", "2026-01-01").replace("期限", "新期限")
    book = load_instruments(_norms(tmp_path, GOOD.removesuffix(TAIL) + later + TAIL))
    assert book.spec("notice", on=date(2025, 12, 31), jurisdiction="x").requires[1].title == "期限"
    assert book.spec("notice", on=date(2026, 1, 1), jurisdiction="x").requires[1].title == "新期限"
    with pytest.raises(UnknownInstrument):
        book.spec("notice", on=date(2023, 12, 31), jurisdiction="x")
    with pytest.raises(UnknownInstrument):
        book.spec("nothing", on=date(2026, 1, 1), jurisdiction="x")


def test_the_nearest_layer_wins(tmp_path: Path) -> None:
    _norms(tmp_path, GOOD)
    _norms(tmp_path, GOOD.replace("title: 通知书", "title: 本局通知书"), layer="bureaus/430581")
    (tmp_path / "index.yaml").write_text(
        'jurisdictions:\n  "430581": [national, bureaus/430581]\n  "410802": [national]\n'
    )
    book = load_instruments(tmp_path)
    assert book.spec("notice", on=date(2024, 5, 6), jurisdiction="430581").title == "本局通知书"
    assert book.spec("notice", on=date(2024, 5, 6), jurisdiction="410802").title == "通知书"
    assert book.kinds() == ("notice",)
