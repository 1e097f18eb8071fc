"""Checks of the numbers of articles and items; identical repetitions are taken once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .model import Node, Trouble, digest_of
from .numerals import article_label


def check_articles(roots: Sequence[Node], troubles: list[Trouble]) -> None:
    """Report missing, repeated and disordered articles; drop a repetition that has the very same text."""
    seen: dict[tuple[int, int], Node] = {}
    last = (0, 0)
    for node in _articles(roots):
        key = (node.number, node.suffix)
        if key in seen:
            _repeated(roots, seen[key], node, troubles)
            continue
        seen[key] = node
        if key < last:
            reason = f"{node.label}出现在{article_label(*last)}之后"
            troubles.append(Trouble(node.line, "order", reason, node.full_text()[:30]))
        last = max(last, key)
    _missing(seen, troubles)


def _articles(roots: Iterable[Node]) -> list[Node]:
    return [node for root in roots for node in root.walk() if node.kind == "article"]


def _repeated(roots: Sequence[Node], first: Node, second: Node, troubles: list[Trouble]) -> None:
    if digest_of(first) == digest_of(second):
        _remove(roots, second)
        reason = f"{second.label}与第 {first.line} 行完全相同，只取一次"
        troubles.append(Trouble(second.line, "dropped", reason, second.full_text()[:30]))
        return
    reason = f"{second.label}在第 {first.line} 行已出现，内容不同，请核对原文后改正文件"
    troubles.append(Trouble(second.line, "duplicate", reason, second.full_text()[:30]))


def _remove(nodes: Iterable[Node], unwanted: Node) -> None:
    for node in nodes:
        if any(child is unwanted for child in node.children):
            node.children = [child for child in node.children if child is not unwanted]
            return
        _remove(node.children, unwanted)


def _missing(seen: dict[tuple[int, int], Node], troubles: list[Trouble]) -> None:
    """Gaps between the numbers that there are; after which line each gap lies."""
    numbers = sorted({number for number, _ in seen})
    for before, after in zip([0, *numbers], numbers, strict=False):
        if after > before + 1:
            line = seen[min(key for key in seen if key[0] == after)].line
            first, last = article_label(before + 1), article_label(after - 1)
            span = first if first == last else f"{first}至{last}"
            troubles.append(Trouble(line, "missing", f"此前缺少{span}（共 {after - before - 1} 条）"))
    for number, suffix in seen:
        if suffix > 1 and (number, suffix - 1) not in seen:
            line = seen[number, suffix].line
            troubles.append(Trouble(line, "missing", f"此前缺少{article_label(number, suffix - 1)}"))


def check_items(roots: Sequence[Node], troubles: list[Trouble]) -> None:
    """Items of a paragraph and subitems of an item count from one without gaps."""
    for article in _articles(roots):
        for node in article.walk():
            for kind, word in (("item", "项"), ("subitem", "目")):
                children = [child for child in node.children if child.kind == kind]
                _in_sequence(article, children, word, troubles)


def _in_sequence(article: Node, children: Sequence[Node], word: str, troubles: list[Trouble]) -> None:
    for place, child in enumerate(children, start=1):
        if child.number != place:
            reason = f"{article.label}的{word}应为第 {place} {word}，写作“{child.mark}”"
            troubles.append(Trouble(child.line, "items", reason, child.text[:30]))
            return
