"""Versions article by article: shifted numbers do not look like changes; the inline difference adds up."""

from __future__ import annotations

from hashlib import sha256

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.statutes.texts import MARKDOWN, OLDER

from chengguan.statutes.comparing import Pair, Text, compare, difference, follow
from chengguan.statutes.drafts import upload
from chengguan.statutes.selectors.importing import texts_in


def text(number: int, words: str, suffix: int = 0) -> Text:
    return Text((number, suffix), f"第{number}条", words, sha256(words.encode()).hexdigest())


def states(pairs: list[Pair]) -> list[tuple[str, str, str]]:
    return [
        (pair.state, pair.old.label if pair.old else "", pair.new.label if pair.new else "") for pair in pairs
    ]


def test_an_article_put_in_shifts_the_rest_without_changing_them() -> None:
    old = [text(1, "甲乙丙丁"), text(2, "戊己庚辛"), text(3, "壬癸子丑")]
    new = [text(1, "甲乙丙丁"), text(2, "全新的一条"), text(3, "戊己庚辛"), text(4, "壬癸子丑寅")]
    assert states(compare(old, new)) == [
        ("same", "第1条", "第1条"), ("added", "", "第2条"), ("moved", "第2条", "第3条"), ("changed", "第3条", "第4条"),
    ]  # fmt: skip


def test_two_versions_of_a_whole_statute() -> None:
    old, new = (
        texts_in(upload(name, content.encode())) for name, content in (("a.txt", OLDER), ("b.md", MARKDOWN))
    )
    assert states(compare(old, new)) == [
        ("same", "第一条", "第一条"), ("removed", "第二条", ""), ("moved", "第三条", "第二条"), ("moved", "第四条", "第三条"),
        ("added", "", "第三条之一"), ("changed", "第五条", "第四条"), ("changed", "第六条", "第五条"),
    ]  # fmt: skip
    fine = next(pair for pair in compare(old, new) if pair.new and pair.new.label == "第四条")
    assert any(piece.kind == "ins" and "五" in piece.text for piece in fine.pieces)
    assert follow(old[4], new) == new[4] and follow(text(9, "无关的文字"), new) is None


SHORT = st.text(alphabet="甲乙丙丁戊，。一二", max_size=40)


@given(SHORT, SHORT)
def test_the_difference_gives_back_both_texts(old: str, new: str) -> None:
    pieces = difference(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "ins") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "del") == new


@settings(max_examples=60)
@given(st.lists(SHORT.filter(bool), max_size=12), st.lists(SHORT.filter(bool), max_size=12))
def test_every_article_of_both_versions_is_in_the_comparison_once(old: list[str], new: list[str]) -> None:
    before = [text(number, words) for number, words in enumerate(old, start=1)]
    after = [text(number, words) for number, words in enumerate(new, start=1)]
    pairs = compare(before, after)
    assert [pair.new for pair in pairs if pair.new] == after
    assert sorted(pair.old.key for pair in pairs if pair.old) == [item.key for item in before]
    assert all(
        pair.old.sha256 == pair.new.sha256
        for pair in pairs
        if pair.state in ("same", "moved") and pair.old and pair.new
    )
