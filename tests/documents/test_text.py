"""Wording: numerals, dates, money, citations, and templates that never print what was not given."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2.exceptions import SecurityError, TemplateAssertionError

from chengguan.documents import text
from lawengine.citation import Citation


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "零"),
        (3, "三"),
        (10, "十"),
        (15, "十五"),
        (20, "二十"),
        (23, "二十三"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (1242, "一千二百四十二"),
        (1005, "一千零五"),
        (1050, "一千零五十"),
    ],
)
def test_numerals(number: int, words: str) -> None:
    assert text.number_cn(number) == words


def test_numerals_out_of_range() -> None:
    with pytest.raises(ValueError):
        text.number_cn(10000)


def test_dates_and_moments() -> None:
    assert text.date_cn("2024-05-06") == text.date_cn(date(2024, 5, 6)) == "2024年5月6日"
    assert text.datetime_cn("2024-05-06T09:05:00+08:00") == "2024年5月6日9时05分"
    late = datetime(2024, 5, 6, 17, 30, tzinfo=timezone(timedelta(0)))
    assert text.datetime_cn(late) == "2024年5月7日1时30分"
    assert text.date_cn("2024-05-06T17:30:00+00:00") == "2024年5月7日"


def test_money() -> None:
    assert text.money("1000") == text.money(Decimal("1000.00")) == "1,000.00元"
    assert text.money_upper("1000") == "人民币壹仟元整"


def test_citations() -> None:
    laws = {"行政处罚法": "中华人民共和国行政处罚法"}
    cite = {"law": "行政处罚法", "article": 72, "paragraph": 1, "item": 1}
    assert text.cite(cite, laws) == "《中华人民共和国行政处罚法》第七十二条第一款第（一）项"
    assert text.cite(Citation("城市绿化条例", 27), laws) == "《城市绿化条例》第二十七条"
    assert (
        text.cite([cite, "《某省条例》第五条"])
        == "《行政处罚法》第七十二条第一款第（一）项、《某省条例》第五条"
    )


def test_masking() -> None:
    assert text.mask("张三丰") == "张**"
    assert text.mask("430581199003070011", "id") == "430581********0011"
    assert text.mask("13812345678", "phone") == "138****5678"
    assert text.mask("张", "name") == "张*"


def test_sentences() -> None:
    assert text.clause("占道经营。") == "占道经营"
    assert text.sentence("占道经营") == text.sentence("占道经营。；") == "占道经营。"
    assert text.you("individual") == "你" and text.you("legal_person") == "你单位"
    assert text.box(True) == "■" and text.box(False) == text.box(None) == text.box("") == "□"


def test_template_text_loses_yaml_line_ends_but_keeps_facts() -> None:
    source = text.tidy("经查，\n  {{ party.name }}\n  于{{ on }}，\n\n第二段 A B\n")
    assert source == "经查，{{ party.name }}于{{ on }}，\n第二段A B"
    assert text.fill(source, {"party": {"name": "甲 乙"}, "on": "今"}) == "经查，甲 乙于今，\n第二段A B"
    assert text.tidy("签名：　　　年　　月") == "签名：　　　年　　月"


def test_an_absent_fact_never_prints_as_nothing() -> None:
    for source in (
        "{{ act.x }}",
        "{{ act.x.y | date_cn }}",
        "{{ act.x | cite }}",
        "{{ act.x | money }}",
        "{% for a in act.x %}{% endfor %}",
        "{% if act.x %}{% endif %}",
    ):
        with pytest.raises(text.UndefinedError):
            text.fill(source, {"act": {}})
    assert text.fill("{% if act.x.y is given %}甲{% else %}乙{% endif %}", {"act": {}}) == "乙"
    assert text.fill("{% if act.x is given %}甲{% else %}乙{% endif %}", {"act": {"x": "  "}}) == "乙"
    assert text.fill("{{ act.x }}", {"act": {"x": None}}) == ""


def test_facts_shadow_the_methods_of_mappings() -> None:
    assert text.fill("{{ act.items }}、{{ act.keys }}", {"act": {"items": "甲", "keys": "乙"}}) == "甲、乙"
    with pytest.raises(text.UndefinedError):
        text.fill("{{ act.values }}", {"act": {}})


def test_the_sandbox_holds() -> None:
    for source in ("{{ ''.__class__.__mro__ }}", "{{ act.__class__ }}", "{{ box.__globals__ }}"):
        with pytest.raises((SecurityError, text.UndefinedError)):
            text.fill(source, {"act": {}})
    with pytest.raises(TemplateAssertionError):
        text.fill("{{ act | attr('x') }}", {"act": {}})


def test_control_marks_are_dropped() -> None:
    assert text.clean("甲\x00乙\u202e丙\r\n丁") == "甲乙丙\n丁"
    assert text.clean(True) == "是"


@given(st.text())
def test_user_text_is_never_evaluated(value: str) -> None:
    assert text.fill("甲{{ x }}乙", {"x": value}) == "甲" + str(text.clean(value)) + "乙"
