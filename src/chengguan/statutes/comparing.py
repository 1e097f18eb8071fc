"""Two versions of a statute compared article by article: added, removed, changed, renumbered. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Final

from .parsing import normalised

ALIKE: Final = 0.5  # share of common character pairs from which two articles count as one that was changed
MANY: Final = 250_000  # pairs above which only articles with numbers not far apart are looked at
NEAR: Final = 80
STATES: Final = {
    "same": "未变",
    "moved": "仅条号变化",
    "changed": "已修改",
    "added": "新增",
    "removed": "删去",
}
Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Text:
    """One article to compare: number and suffix, label, whole text, digest."""

    key: Key
    label: str
    text: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: kept in both, only in the old (del), or only in the new (ins)."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Pair:
    """An article of the old version and what became of it. One side is None where it was added or removed."""

    state: str
    old: Text | None
    new: Text | None
    pieces: tuple[Piece, ...] = field(default=())

    @property
    def title(self) -> str:
        return STATES[self.state]

    @property
    def renumbered(self) -> bool:
        return self.old is not None and self.new is not None and self.old.key != self.new.key


def compare(old: Sequence[Text], new: Sequence[Text]) -> list[Pair]:
    """Pairs in the order of the new text; what was removed stands where it was.

    Articles with the same digest belong together, whatever their number; between them the most alike do, the same
    number first. So inserting one article does not make all that follow look changed.
    """
    partner = _same_text(old, new)
    _alike(old, new, partner)
    return _in_order(old, new, partner)


def follow(old: Text, new: Sequence[Text]) -> Text | None:
    """Where an article of an old version is found in a new one: same text, else the most alike with the same number first."""
    same = [text for text in new if text.sha256 == old.sha256]
    if same:
        return next((text for text in same if text.key == old.key), same[0])
    pairs = _pairs(old.text)
    ranked = sorted(
        ((_likeness(pairs, _pairs(text.text)), text.key == old.key, text.key) for text in new), reverse=True
    )
    if not ranked or ranked[0][0] < ALIKE:
        return None
    return next(text for text in new if text.key == ranked[0][2])


def _same_text(old: Sequence[Text], new: Sequence[Text]) -> dict[Key, Key]:
    """Articles of the same digest: along the longest common run first, then wherever they went."""
    partner: dict[Key, Key] = {}
    digests = [text.sha256 for text in old], [text.sha256 for text in new]
    for block in SequenceMatcher(None, *digests, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            partner[old[block.a + step].key] = new[block.b + step].key
    taken = set(partner.values())
    free: dict[str, list[Key]] = defaultdict(list)
    for text in new:
        if text.key not in taken:
            free[text.sha256].append(text.key)
    for text in old:
        if text.key not in partner and free[text.sha256]:
            partner[text.key] = free[text.sha256].pop(0)
    return partner


def _alike(old: Sequence[Text], new: Sequence[Text], partner: dict[Key, Key]) -> None:
    """Match what is left by likeness, best first; a like article of the same number goes before all others."""
    taken = set(partner.values())
    left = [(text, _pairs(text.text)) for text in old if text.key not in partner]
    right = [(text, _pairs(text.text)) for text in new if text.key not in taken]
    ranked: list[tuple[float, Key, Key]] = []
    near = NEAR if len(left) * len(right) > MANY else 10_000
    for one, mine in left:
        for other, theirs in right:
            if abs(one.key[0] - other.key[0]) > near or not _comparable(mine, theirs):
                continue
            score = _likeness(mine, theirs)
            if score >= ALIKE:
                ranked.append((score + (0.2 if one.key == other.key else 0.0), one.key, other.key))
    for _, one_key, other_key in sorted(ranked, key=lambda item: (-item[0], item[1], item[2])):
        if one_key not in partner and other_key not in taken:
            partner[one_key] = other_key
            taken.add(other_key)


def _in_order(old: Sequence[Text], new: Sequence[Text], partner: dict[Key, Key]) -> list[Pair]:
    before = {text.key: text for text in old}
    origin = {theirs: before[mine] for mine, theirs in partner.items()}
    removed = [(place, text) for place, text in enumerate(old) if text.key not in partner]
    places = {text.key: place for place, text in enumerate(old)}
    out: list[Pair] = []
    for text in new:
        source = origin.get(text.key)
        if source is not None:
            while removed and removed[0][0] < places[source.key]:
                out.append(Pair("removed", removed.pop(0)[1], None))
        out.append(_pair(source, text))
    out.extend(Pair("removed", text, None) for _, text in removed)
    return out


def _pair(old: Text | None, new: Text) -> Pair:
    if old is None:
        return Pair("added", None, new)
    if old.sha256 == new.sha256:
        return Pair("same" if old.key == new.key else "moved", old, new)
    return Pair("changed", old, new, difference(old.text, new.text))


def difference(old: str, new: str) -> tuple[Piece, ...]:
    """Inline difference by characters; islands of one or two kept characters between changes are not shown as kept."""
    pieces: list[Piece] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            _join(pieces, "same", old[a:b])
            continue
        _join(pieces, "del", old[a:b])
        _join(pieces, "ins", new[c:d])
    return tuple(_without_islands(pieces))


def _join(pieces: list[Piece], kind: str, text: str) -> None:
    if text:
        pieces.append(Piece(kind, text))


def _without_islands(pieces: Sequence[Piece]) -> Iterable[Piece]:
    gone = come = ""
    for place, piece in enumerate(pieces):
        island = (
            piece.kind == "same"
            and len(piece.text) <= 2
            and 0 < place < len(pieces) - 1
            and "\n" not in piece.text
        )
        if piece.kind == "del" or island:
            gone += piece.text
        if piece.kind == "ins" or island:
            come += piece.text
        if piece.kind == "same" and not island:
            yield from _changes(gone, come)
            yield piece
            gone = come = ""
    yield from _changes(gone, come)


def _changes(gone: str, come: str) -> Iterable[Piece]:
    if gone == come:
        return [Piece("same", gone)] if gone else []
    return [Piece(kind, text) for kind, text in (("del", gone), ("ins", come)) if text]


def _pairs(text: str) -> frozenset[str]:
    plain = normalised(text)
    return frozenset(plain[place : place + 2] for place in range(len(plain) - 1)) or frozenset({plain})


def _comparable(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether the lengths alone allow two texts to be alike enough."""
    return 2 * min(len(one), len(other)) >= ALIKE * (len(one) + len(other))


def _likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of character pairs that two texts have in common (Dice)."""
    total = len(one) + len(other)
    return 2 * len(one & other) / total if total else 0.0
