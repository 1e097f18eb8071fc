"""Citations in words."""

from __future__ import annotations

from datetime import date

import pytest
from tests.lawengine.books import real

from lawengine import Citation, explain

ON = date(2024, 5, 6)


@pytest.mark.parametrize(
    ("cite", "words", "short"),
    [
        (
            Citation("行政处罚法", 64, item=1),
            "《中华人民共和国行政处罚法》第六十四条第一项",
            "行政处罚法 64(1)",
        ),
        (
            Citation("行政处罚法", 72, 1, 1),
            "《中华人民共和国行政处罚法》第七十二条第一款第一项",
            "行政处罚法 72.1(1)",
        ),
        (Citation("行政处罚法", 54, 2), "《中华人民共和国行政处罚法》第五十四条第二款", "行政处罚法 54.2"),
        (Citation("行政强制法", 10), "《中华人民共和国行政强制法》第十条", "行政强制法 10"),
        (
            Citation("三项制度意见", part="二"),
            "《国务院办公厅关于全面推行行政执法公示制度执法全过程记录制度重大执法决定法制审核制度的指导意见》（二）",
            "三项制度意见 二",
        ),
        (Citation("无此法", 3), "《无此法》第三条", "无此法 3"),
    ],
)
def test_a_citation_in_full(cite: Citation, words: str, short: str) -> None:
    assert explain.citation(real(), cite, on=ON) == words
    assert cite.short == short


def test_the_articles_of_one_law_follow_its_title_once() -> None:
    cites = [Citation("行政处罚法", 64, item=1), Citation("行政强制法", 45), Citation("行政处罚法", 85)]
    assert (
        explain.citations(real(), cites, on=ON)
        == "《中华人民共和国行政处罚法》第六十四条第一项、第八十五条；《中华人民共和国行政强制法》第四十五条"
    )


def test_a_narrow_citation() -> None:
    assert explain.short_citation(Citation("行政处罚法", 64, item=1)) == "行政处罚法第六十四条第一项"


def test_a_law_not_yet_in_force_still_has_its_title() -> None:
    assert (
        explain.citation(real(), Citation("生态环境法典", 1054), on=ON)
        == "《中华人民共和国生态环境法典》第一千零五十四条"
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [(1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (85, "八十五"), (100, "一百"), (105, "一百零五"), (110, "一百一十"), (1054, "一千零五十四"), (1242, "一千二百四十二"), (2000, "二千")],
)  # fmt: skip
def test_chinese_numbers(number: int, words: str) -> None:
    assert explain.chinese_number(number) == words


@pytest.mark.parametrize("number", [0, 10000])
def test_numbers_beyond_articles(number: int) -> None:
    with pytest.raises(ValueError, match="1 至 9999"):
        explain.chinese_number(number)
