"""Reading statutes: structures, messy files, honest reports; properties over generated texts."""

from __future__ import annotations

import io
import re

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.statutes.texts import DECISION, FLK, MARKDOWN, MESSY, OLDER, docx

from chengguan.statutes.parsing import (
    NotAText,
    Parsed,
    article_label,
    normalised,
    number_of,
    numeral,
    parse,
    read_file,
)


def read(text: str | bytes, name: str = "法规.txt") -> Parsed:
    content = text.encode() if isinstance(text, str) else text
    return parse(read_file(name, content).lines)


def labels(parsed: Parsed) -> list[str]:
    return [node.label for node in parsed.articles]


def kinds(parsed: Parsed) -> set[str]:
    return {trouble.kind for trouble in parsed.troubles}


def test_markdown_with_front_matter_chapters_items_and_subitems() -> None:
    parsed = read(MARKDOWN, "条例.md")
    assert labels(parsed) == ["第一条", "第二条", "第三条", "第三条之一", "第四条", "第五条"]
    assert not parsed.troubles
    assert [node.label for node in parsed.walk() if node.kind in ("chapter", "section")] == [
        "第一章",
        "第二章",
        "第一节",
        "第三章",
    ]
    third = parsed.articles[2]
    assert [item.mark for item in third.children[0].children] == ["（一）", "（二）", "（三）"]
    assert [sub.mark for sub in third.children[0].children[1].children] == ["1.", "2."]
    assert [p.number for p in parsed.articles[1].children] == [1, 2]
    head = parsed.head
    assert head.title == "临江市街面秩序管理条例" and str(head.adopted_on) == "2023-09-08"
    assert str(head.in_force_from) == "2023-11-01" and head.revision == "2023年修订"
    assert head.issuer == "临江市人民代表大会常务委员会"


def test_docx_as_the_national_database_publishes_it() -> None:
    parsed = read(docx(FLK), "条例.docx")
    assert parsed.head.title == "临江市市容管理条例"
    assert labels(parsed) == ["第一条", "第二条", "第三条"]
    assert [p.text for p in parsed.articles[0].children] == ["为了管理市容，制定本条例。", "各区分工负责。"]
    assert len(parsed.articles[1].children[0].children) == 2
    assert str(parsed.head.adopted_on) == "2024-02-03"
    # The commencement of the first version stands in the text; that of the amended one has to be inferred, and is said to be.
    assert str(parsed.head.in_force_from) == "2024-02-03" and kinds(parsed) == {"guess"}


def test_docx_tables_and_automatic_numbers() -> None:
    document = Document()
    for line in ("临江市收费办法", "第一条　收费标准见下表。"):
        document.add_paragraph(line)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "种类", "金额"
    document.add_paragraph("自动编号的一段", style="List Number")
    content = io.BytesIO()
    document.save(content)
    reading = read_file("办法.docx", content.getvalue())
    assert any(line.table and line.text == "种类 | 金额" for line in reading.lines)
    parsed = parse(reading.lines)
    assert [node.kind for node in parsed.articles[0].children] == ["paragraph", "table", "paragraph"]


def test_a_messy_file_survives_with_a_report_of_every_line() -> None:
    parsed = read(MESSY)
    found = {(trouble.line, trouble.kind) for trouble in parsed.troubles}
    assert labels(parsed) == ["第一条", "第二条", "第四条", "第三条", "第五条", "第五条", "第六条之一"]
    assert parsed.head.title == "临江市夜间施工管理办法" and str(parsed.head.in_force_from) == "2020-07-01"
    assert (parsed.head.number, parsed.head.issuer) == ("临江市人民政府令第12号", "临江市人民政府")
    assert {
        (1, "dropped"),
        (7, "dropped"),
        (10, "dropped"),
        (12, "joined"),
        (14, "unread"),
        (17, "items"),
    } <= found
    assert {
        (18, "order"),
        (20, "joined"),
        (21, "duplicate"),
        (23, "dropped"),
        (24, "dropped"),
        (25, "dropped"),
    } <= found
    assert all(trouble.reason for trouble in parsed.troubles)
    assert [node.kind for node in parsed.roots][-1] == "annex"


def test_texts_without_articles_are_read_by_their_clauses() -> None:
    parsed = read(DECISION)
    assert labels(parsed) == ["一、", "二、", "三、"] and len(parsed.articles[1].children[0].children) == 2
    assert str(parsed.head.in_force_from) == "2021-05-01"
    assert [node.kind for node in parsed.roots][0] == "preface"


def test_a_reference_at_the_start_of_a_line_is_no_article() -> None:
    parsed = read(
        "办法\n第一条　甲。\n第一条规定的情形，按照\n第一条 的规定办理。\n第二条　乙。\n第二条、第一条同时适用。"
    )
    assert labels(parsed) == ["第一条", "第二条"]
    assert len(parsed.articles[0].children) == 2 and len(parsed.articles[1].children) == 2


def test_numbers_that_begin_again_become_an_annex() -> None:
    parsed = read("决定\n第一条　甲。\n第二条　乙。\n第三条　丙。\n附件：细则\n第一条　丁。\n第二条　戊。")
    assert labels(parsed) == ["第一条", "第二条", "第三条"] and parsed.roots[-1].kind == "annex"
    parsed = read("决定\n第一条　甲。\n第二条　乙。\n第三条　丙。\n第一条　丁。")
    assert len(parsed.articles) == 3 and "guess" in kinds(parsed)


def test_items_go_on_after_running_text_inside_one_of_them() -> None:
    parsed = read("办法\n第一条　有下列情形之一：\n（一）甲，包括：\n前述情形须报批。\n（二）乙。")
    first = parsed.articles[0].children
    assert (
        len(first) == 1
        and [node.number for node in first[0].children] == [1, 2]
        and not parsed.count("items")
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_encodings_give_the_same_text(encoding: str) -> None:
    parsed = read(OLDER.encode(encoding))
    assert len(parsed.articles) == 6 and not {"encoding", "unread"} & kinds(parsed)


def test_broken_bytes_are_reported_not_hidden() -> None:
    reading = read_file("坏.txt", "第一条　甲。\n第二条　乙".encode() + b"\xff\xfe\x80" + "。".encode())
    assert any(trouble.kind == "encoding" for trouble in reading.troubles)


@pytest.mark.parametrize(
    ("content", "word"),
    [(b"", "空"), (b"%PDF-1.7", "PDF"), (b"\xd0\xcf\x11\xe0\xa1", "旧版"), (b"PK\x03\x04zz", "docx"), ("\u3000\n".encode(), "没有文字")],
)  # fmt: skip
def test_other_files_are_refused_in_words(content: bytes, word: str) -> None:
    with pytest.raises(NotAText, match=word):
        read_file("x.docx", content)


def test_copies_that_differ_in_spaces_and_marks_have_one_digest() -> None:
    from chengguan.statutes.parsing import digest_of

    one = read("办法\n第一条　夜间施工（含装修）,应当：\n（一）公告；").articles[0]
    two = read("办法\n**第一条** 夜间施工(含 装修)，应当:\n(一) 公告;", "x.md").articles[0]
    other = read("办法\n第一条　夜间施工（含装修），应当：\n（一）公示；").articles[0]
    assert digest_of(one) == digest_of(two) != digest_of(other)


# --- properties -----------------------------------------------------------------------------------------------

WORDS = st.text(alphabet="甲乙丙丁城市管理道路摊位", min_size=2, max_size=12)
ARTICLES = st.lists(st.lists(WORDS, min_size=1, max_size=3), min_size=1, max_size=25)


@given(st.integers(1, 9999))
def test_every_number_is_written_and_read_back(number: int) -> None:
    assert number_of(numeral(number)) == number == number_of(str(number))


@settings(max_examples=60)
@given(ARTICLES, st.sampled_from(["txt", "md", "docx"]), st.sampled_from(["　", " ", "  ", "\u00a0"]))
def test_a_well_formed_text_is_read_whole_in_every_shape(
    articles: list[list[str]], shape: str, gap: str
) -> None:
    lines = ["某市某办法", "（2020年1月2日某市人民政府令第3号公布）", "第一章　总则"]
    for number, paragraphs in enumerate(articles, start=1):
        lines.append(f"{article_label(number)}{gap}{paragraphs[0]}。")
        lines += [f"{text}。" for text in paragraphs[1:]]
    content = docx(lines) if shape == "docx" else ("\n\n" if shape == "md" else "\n").join(lines).encode()
    parsed = read(content, f"a.{shape}")
    assert [[p.text for p in node.children] for node in parsed.articles] == [
        [f"{t}。" for t in a] for a in articles
    ]
    assert not [trouble for trouble in parsed.troubles if trouble.kind != "guess"]


LINES = st.lists(
    st.one_of(
        st.text(max_size=30),
        WORDS.map(lambda text: f"{text}。"),
        st.sampled_from(
            [
                "目录",
                "第一章　总则",
                "第二章　管理",
                "第一条　甲乙。",
                "第三条 丙",
                "（二）丁；",
                "1. 戊",
                "附件",
                "第九条规定的",
                "｜",
                "**第二条** 己。",
            ]
        ),
    ),
    max_size=25,
)


@settings(max_examples=150)
@given(LINES, st.sampled_from(["a.txt", "a.md"]))
def test_no_text_makes_the_parser_fail_and_no_line_is_lost(lines: list[str], name: str) -> None:
    """The words of each line are in the tree, in the head, or in the report; headings of a table of contents are in the body."""
    try:
        reading = read_file(name, "\n".join(lines).encode("utf-8", "ignore"))
    except NotAText:
        return
    parsed = parse(reading.lines)
    parts = [parsed.head.title, *parsed.head.notes, *(f"{t.reason}{t.text}" for t in parsed.troubles)]
    parts += [f"{node.title}{node.text}" for node in parsed.walk()]
    everything = re.sub(r"\W", "", normalised("|".join(parts)))
    for line in reading.lines:
        words = re.sub(r"^(第\w+?[条章编节]|[（(]\w+[)）]|\d+[.．、]|目 ?录$|[①-⑳])", "", line.text)
        assert re.sub(r"\W", "", normalised(words)) in everything, line


@settings(max_examples=40)
@given(ARTICLES, st.randoms())
def test_shuffled_and_doubled_articles_are_reported(articles: list[list[str]], random: object) -> None:
    lines = [f"{article_label(number)}　{text[0]}。" for number, text in enumerate(articles, start=1)]
    doubled = [*lines, lines[0].replace("。", "改。")]
    parsed = read(
        "某办法\n" + "\n".join(doubled[1:] + doubled[:1])
        if len(lines) < 3
        else "某办法\n" + "\n".join([lines[1], lines[0], *lines[2:]])
    )
    assert {"order", "duplicate", "missing"} & kinds(parsed) or len(lines) == 1
