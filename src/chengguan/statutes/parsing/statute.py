"""Lines to the tree of a statute: 编, 分编, 章, 节, 条, 款, 项, 目, with a report of what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from .head import Head, is_note, read_head
from .model import SECTIONS, Line, Node, Trouble, normalised
from .numbering import check_articles, check_items
from .numerals import NUMERAL, number_of

LEVELS: Final = {"part": 1, "subpart": 2, "chapter": 3, "section": 4}
_BY_WORD: Final = {word: kind for kind, word in SECTIONS.items()} | {"部分": "part"}
_SECTION: Final = re.compile(
    rf"^第 ?(?P<no>{NUMERAL}) ?(?P<word>分编|部分|编|章|节)(?P<gap>[ :：]*)(?P<title>.*)$"
)
_ARTICLE: Final = re.compile(
    rf"^第 ?(?P<no>{NUMERAL}) ?条(?:[ ]?之(?P<suffix>[一二三四五六七八九十]+)(?![款项条、，日]))?(?P<gap>[ :：]*)(?P<rest>.*)$"
)
_CLAUSE: Final = re.compile(r"^(?P<no>[一二三四五六七八九十]+)、 ?(?P<rest>.*)$")
_ITEM: Final = re.compile(r"^[（(] ?(?P<no>[一二三四五六七八九十百]+) ?[)）] ?(?P<rest>.*)$")
_SUBITEM: Final = re.compile(
    r"^(?:[（(] ?(?P<a>\d{1,3}) ?[)）]|(?P<b>\d{1,3})(?:[.．、](?!\d)|[)）])|(?P<c>[①-⑳])) ?(?P<rest>.*)$"
)
_CONTENTS: Final = re.compile(r"^目 ?[录次]$")
_ANNEX: Final = re.compile(
    r"^(?:附件|附表|附录|附图|附)(?: ?[一二三四五六七八九十\d]*)?(?: ?[:：].*| .{0,60})?$"
)
_CLOSING: Final = re.compile(r"^附 ?则$|^总 ?则$")
_NOISE: Final = (
    (re.compile(r"^[-—–·]? ?\d{1,4} ?[-—–·]?$"), "页码"),
    (re.compile(r"^第 ?\d+ ?页(?:[，,/ ]*共 ?\d+ ?页)?$"), "页码"),
    (re.compile(r"^(?:https?://|www\.)\S+$", re.IGNORECASE), "网址"),
    (
        re.compile(
            r"^(?:打印|关闭|分享|字号|【?字体|扫一扫|责任编辑|来源[:：]|上一篇|下一篇|返回顶部|浏览次数)"
        ),
        "网页残留文字",
    ),
)
_ENDS: Final = tuple("。；：！？.;:!?”’」》】)）—…|")
_REFERS: Final = tuple("的规第、，,和至或所中及款项与并；以前后之")


@dataclass(slots=True)
class Parsed:
    """A statute as read: head, roots of the tree, troubles in the order of lines."""

    head: Head
    roots: list[Node] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        for root in self.roots:
            yield from root.walk()

    @property
    def articles(self) -> list[Node]:
        """Articles in the order of the text."""
        return [node for node in self.walk() if node.kind == "article"]

    def count(self, *kinds: str) -> int:
        """Number of troubles of some kinds."""
        return sum(1 for trouble in self.troubles if trouble.kind in kinds)


def parse(lines: Sequence[Line]) -> Parsed:
    """Parse a statute. Nothing is guessed silently: what is not understood, dropped or inferred is in `troubles`."""
    builder = _Builder(clauses=_by_clauses(lines))
    kept = [line for line in lines if not builder.drops(line)]
    start = _first_unit(kept, builder)
    title, notes = builder.preamble(kept[:start])
    for line in kept[start:]:
        builder.feed(line)
    builder.check_contents()
    roots, troubles = builder.roots, builder.troubles
    parsed = Parsed(Head(), roots, troubles)
    check_articles(roots, troubles)
    check_items(roots, troubles)
    tail = [node.full_text() for node in parsed.articles[-3:]]
    parsed.head = read_head(title, notes, tail, troubles)
    troubles.sort(key=lambda trouble: trouble.line)
    return parsed


def _by_clauses(lines: Sequence[Line]) -> bool:
    """Whether the text has no 第…条 at all but is numbered 一、二、三、: decisions and opinions."""
    return not any(_ARTICLE.match(line.text) for line in lines)


def _first_unit(lines: Sequence[Line], builder: _Builder) -> int:
    """Place of the first line of the body: the first article, with the headings that stand right above it."""
    first = next((place for place, line in enumerate(lines) if builder.article(line)), len(lines))
    depth = 5
    while first > 0 and (section := builder.section(lines[first - 1])) and LEVELS[section.kind] < depth:
        first, depth = first - 1, LEVELS[section.kind]
    return first


class _Builder:
    """The state while reading: open sections, the open article, paragraph and item."""

    def __init__(self, *, clauses: bool) -> None:
        self.clauses = clauses
        self.roots: list[Node] = []
        self.troubles: list[Trouble] = []
        self.open: list[Node] = []
        self.current: Node | None = None
        self.paragraph: Node | None = None
        self.item: Node | None = None
        self.last: Node | None = None
        self.annex: Node | None = None
        self.expected = 1
        self.seen = 0
        self.contents: list[Node] = []

    # --- before the first article ---------------------------------------------------------------------------

    def drops(self, line: Line) -> bool:
        """Page numbers and residue of web pages are left out, and reported."""
        for pattern, what in _NOISE:
            if pattern.match(line.text) and not line.heading:
                self.troubles.append(Trouble(line.number, "dropped", what, line.text))
                return True
        return False

    def preamble(self, lines: Sequence[Line]) -> tuple[str, list[Line]]:
        """Title and 题注; a preface is kept, a table of contents left out, anything else reported."""
        title, rest = _title(lines)
        if not title:
            self.troubles.append(
                Trouble(lines[0].number if lines else 1, "guess", "没有找到法律名称，请自行填写")
            )
        notes: list[Line] = []
        preface: list[Line] = []
        contents = bracket = False
        for line in rest:
            if contents := contents or self._begins_contents(line):
                if not self._in_contents(line):
                    preface.append(line)
            elif bracket or is_note(line.text):
                notes.append(line)
                bracket = not line.text.endswith(("）", ")")) if bracket else _opens(line.text)
            elif notes and _unfinished(notes[-1].text) and not preface:
                notes.append(line)
            elif _repeats(line.text, title):
                self.troubles.append(Trouble(line.number, "dropped", "重复的名称", line.text))
            else:
                preface.append(line)
        self._preface(preface)
        return title, notes

    def _begins_contents(self, line: Line) -> bool:
        return bool(_CONTENTS.match(line.text) or self.section(line) or _CLOSING.match(line.text))

    def _in_contents(self, line: Line) -> bool:
        """A line of the table of contents; its headings are looked for in the body, other short lines are reported."""
        section = self.section(line)
        if section is not None:
            self.contents.append(section)
        elif not _CONTENTS.match(line.text):
            if len(line.text) > 24:
                return False
            self.troubles.append(Trouble(line.number, "dropped", "目录中的行", line.text))
        return True

    def check_contents(self) -> None:
        """Headings that the table of contents names and the body does not have."""
        body = {(node.kind, node.number) for root in self.roots for node in root.walk()}
        for section in self.contents:
            if (section.kind, section.number) not in body:
                text = f"{section.label} {section.title}"
                self.troubles.append(Trouble(section.line, "dropped", "目录所列的标题，正文中没有", text))

    def _preface(self, lines: Sequence[Line]) -> None:
        """Sentences before the first article are its preface (序言); fragments are not understood."""
        node = Node("preface", 0, lines[0].number if lines else 0, title="序言")
        for line in lines:
            if (
                len(line.text) >= 15
                and line.text.endswith(("。", "：", ":", "；"))
                or line.text in ("序言", "序 言")
            ):
                node.children.append(Node("paragraph", len(node.children) + 1, line.number, line.text))
            else:
                self.troubles.append(
                    Trouble(line.number, "unread", "位于第一条之前，不是名称、题注、目录或者序言", line.text)
                )
        if node.children:
            self.roots.append(node)

    # --- what a line is -----------------------------------------------------------------------------------------

    def section(self, line: Line) -> Node | None:
        """第一编, 第二章 …, or an unnumbered 总则 / 附则."""
        match = _SECTION.match(line.text)
        if match is None:
            if _CLOSING.match(line.text) and (line.heading or len(line.text) <= 4):
                return Node("chapter", 0, line.number, title=line.text.replace(" ", ""))
            return None
        title = match["title"]
        if (
            len(title) > 60
            or title.endswith(("。", "；", "：", ":"))
            or (not match["gap"] and title.startswith(_REFERS))
        ):
            return None
        return Node(_BY_WORD[match["word"]], number_of(match["no"]), line.number, title=_closed_up(title))

    def article(self, line: Line) -> Node | None:
        """第…条 (or 一、 in texts without articles), if it begins an article and does not merely refer to one."""
        match = (_CLAUSE if self.clauses else _ARTICLE).match(line.text)
        if match is None:
            return None
        number = number_of(match["no"])
        if self.clauses:
            return (
                Node("article", number, line.number, match["rest"], mark=f"{match['no']}、")
                if number
                else None
            )
        suffix = number_of(match["suffix"]) if match["suffix"] else 0
        if not self._begins(line, match, number, suffix):
            return None
        named = re.match(r"^[【\[](?P<title>[^】\]]{1,40})[】\]] ?(?P<text>.*)$", match["rest"])
        text = named["text"] if named else match["rest"]
        return Node("article", number, line.number, text, named["title"] if named else "", suffix)

    def _begins(self, line: Line, match: re.Match[str], number: int, suffix: int) -> bool:
        """An article begins; a line that starts with a reference to one (第十条的规定, 第三条、第四条) does not."""
        if line.bold_start and _ARTICLE.match(line.bold_start) or line.heading:
            return True
        due = number in (self.expected, self.expected - 1 if suffix else self.expected)
        rest = match["rest"]
        if match["gap"] or not rest:
            continues = self.last is not None and not self.last.text.endswith(_ENDS) and not line.blank_before
            return due or not (continues or rest.startswith(("的", "规定的", "所列", "、")))
        return due and not rest.startswith(_REFERS)

    # --- the body -----------------------------------------------------------------------------------------------

    def feed(self, line: Line) -> None:
        """Put one line where it belongs."""
        if self.annex is not None:
            self._in_annex(line)
        elif (article := self.article(line)) is not None:
            self._begin_article(article)
        elif (section := self.section(line)) is not None and not self._refers(line):
            self._begin_section(section)
        elif self.seen and self._is_annex(line):
            self._begin_annex(line)
        elif self.current is None:
            self._outside(line)
        else:
            self._inside(line)

    def _refers(self, line: Line) -> bool:
        """A section's name at the start of a wrapped line of running text."""
        last = self.last
        return (
            last is not None and not line.heading and not line.blank_before and not last.text.endswith(_ENDS)
        )

    def _begin_section(self, section: Node) -> None:
        level = LEVELS[section.kind]
        while self.open and LEVELS.get(self.open[-1].kind, 5) >= level:
            self.open.pop()
        (self.open[-1].children if self.open else self.roots).append(section)
        self.open.append(section)
        self.current = self.paragraph = self.item = self.last = None

    def _begin_article(self, article: Node) -> None:
        if article.number == 1 and not article.suffix and self.seen >= 3:
            self._restart(article)
            return
        text, article.text = article.text, ""
        (self.open[-1].children if self.open else self.roots).append(article)
        self.current, self.paragraph, self.item = article, None, None
        self.last = None
        self.expected, self.seen = article.number + 1, self.seen + 1
        if text:
            self._add_text(Line(article.line, text))

    def _restart(self, article: Node) -> None:
        """Numbers begin again: another text is appended to this one."""
        reason = "条号从头开始，自此作为附件收录，不作为本法条文"
        self.troubles.append(Trouble(article.line, "guess", reason, f"{article.label} {article.text[:20]}"))
        self.annex = Node(
            "annex", 1 + sum(root.kind == "annex" for root in self.roots), article.line, title="附件"
        )
        self.roots.append(self.annex)
        self._in_annex(Line(article.line, f"{article.label} {article.text}"))

    def _is_annex(self, line: Line) -> bool:
        return bool(_ANNEX.match(line.text)) and (self.last is None or self.last.text.endswith(_ENDS))

    def _begin_annex(self, line: Line) -> None:
        number = 1 + sum(root.kind == "annex" for root in self.roots)
        self.annex = Node("annex", number, line.number, title=line.text)
        self.roots.append(self.annex)

    def _in_annex(self, line: Line) -> None:
        if self._is_annex_head(line):
            self._begin_annex(line)
            return
        assert self.annex is not None
        kind = "table" if line.table else "paragraph"
        self.annex.children.append(Node(kind, len(self.annex.children) + 1, line.number, line.text))

    def _is_annex_head(self, line: Line) -> bool:
        return bool(_ANNEX.match(line.text)) and len(line.text) <= 40 and not line.table

    def _outside(self, line: Line) -> None:
        """Text between a heading and its first article."""
        if line.heading and not line.text.endswith("。"):
            node = Node("chapter", 0, line.number, title=line.text)
            self._begin_section(node)
            return
        above = self.open[-1] if self.open else None
        if (
            above is not None
            and not above.children
            and len(line.text) <= 40
            and not line.text.endswith(_ENDS)
        ):
            if above.title and len(above.title) < 8:
                self.troubles.append(
                    Trouble(line.number, "unread", "在标题与条文之间，不属于任何一条", line.text)
                )
                return
            if above.title:
                self.troubles.append(
                    Trouble(line.number, "joined", "章节标题断行，已与上一行合并", line.text)
                )
            above.title += _closed_up(line.text)
            return
        self.troubles.append(Trouble(line.number, "unread", "在标题与条文之间，不属于任何一条", line.text))

    def _inside(self, line: Line) -> None:
        if line.heading and not line.text.endswith(_ENDS):
            self._begin_section(Node("chapter", 0, line.number, title=line.text))
        elif line.table:
            self._add_table(line)
        elif (match := _ITEM.match(line.text)) or (not self.clauses and (match := _CLAUSE.match(line.text))):
            self._add_item(line, match)
        elif match := _SUBITEM.match(line.text):
            self._add_subitem(line, match)
        elif self._continues(line):
            self._join(line)
        else:
            self._add_text(line)

    def _continues(self, line: Line) -> bool:
        """Whether a line goes on with the sentence of the line before it."""
        return self.last is not None and bool(self.last.text) and not self.last.text.endswith(_ENDS)

    def _join(self, line: Line) -> None:
        assert self.last is not None
        space = " " if self.last.text[-1].isascii() and line.text[0].isascii() else ""
        self.last.text += space + line.text
        self.troubles.append(Trouble(line.number, "joined", "上一行没有结束，已与其合并", line.text))

    def _add_text(self, line: Line) -> None:
        assert self.current is not None
        number = 1 + sum(child.kind == "paragraph" for child in self.current.children)
        self.paragraph = self.last = Node("paragraph", number, line.number, line.text)
        self.current.children.append(self.paragraph)
        self.item = None

    def _add_table(self, line: Line) -> None:
        assert self.current is not None
        self.current.children.append(Node("table", len(self.current.children) + 1, line.number, line.text))
        self.last = None

    def _add_item(self, line: Line, match: re.Match[str]) -> None:
        assert self.current is not None
        if self.paragraph is None:
            self._add_text(Line(line.number, ""))
        assert self.paragraph is not None
        mark = f"（{match['no']}）" if line.text.startswith(("（", "(")) else f"{match['no']}、"
        number = number_of(match["no"])
        if number > 1 and not self.paragraph.children:
            self._resume_items(number)
        self.item = self.last = Node("item", number, line.number, match["rest"], mark=mark)
        self.paragraph.children.append(self.item)

    def _resume_items(self, number: int) -> None:
        """（五） after running text: the text belongs to item （四） of the paragraph before, whose items go on."""
        assert self.current is not None
        blocks = self.current.children
        before = [
            place for place, node in enumerate(blocks) if any(child.kind == "item" for child in node.children)
        ]
        if not before:
            return
        host = blocks[before[-1]]
        item = [child for child in host.children if child.kind == "item"][-1]
        if item.number == number - 1:
            item.children += blocks[before[-1] + 1 :]
            del blocks[before[-1] + 1 :]
            self.paragraph = host

    def _add_subitem(self, line: Line, match: re.Match[str]) -> None:
        assert self.current is not None
        if self.paragraph is None:
            self._add_text(Line(line.number, ""))
        assert self.paragraph is not None
        number = ord(match["c"]) - ord("①") + 1 if match["c"] else int(match["a"] or match["b"])
        mark = match["c"] or (f"（{number}）" if match["a"] else f"{number}.")
        self.last = Node("subitem", number, line.number, match["rest"], mark=mark)
        (self.item or self.paragraph).children.append(self.last)


def _title(lines: Sequence[Line]) -> tuple[str, Sequence[Line]]:
    """The first line, with the lines over which a long title was broken."""
    if not lines or _SECTION.match(lines[0].text) or is_note(lines[0].text):
        return "", lines
    title, used = lines[0].text, 1
    for line in lines[1:3]:
        text = line.text
        ends = is_note(text) or _CONTENTS.match(text) or _SECTION.match(text) or text.startswith(("（", "("))
        if ends or line.heading or lines[0].heading or len(text) > 24 or text.endswith(_ENDS):
            break
        title, used = title + text, used + 1
    return _closed_up(title), lines[used:]


def _closed_up(title: str) -> str:
    """总 则 as 总则; spaces between words of a longer title stay out as well."""
    return re.sub(r"(?<=[^\x00-\x7f]) +(?=[^\x00-\x7f])", "", title).strip()


def _unfinished(text: str) -> bool:
    """Whether a line of the 题注 breaks off inside a quoted title."""
    return text.count("《") + text.count("〈") + text.count("<") > text.count("》") + text.count(
        "〉"
    ) + text.count(">")


def _repeats(text: str, title: str) -> bool:
    """Whether a line only says the title, or a part of it, again."""
    line, whole = (re.sub(r"中华人民共和国|[《》〈〉<>]", "", normalised(part)) for part in (text, title))
    return bool(line) and len(line) >= 4 and (line in whole or whole in line) and not text.endswith(_ENDS[:4])


def _opens(text: str) -> bool:
    """Whether a bracket of the 题注 is still open at the end of the line."""
    plain = normalised(text)
    return plain.startswith("(") and plain.count("(") > plain.count(")")
