"""修订痕迹: what was inserted and deleted between the drafts, and by whom. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .text import Block

KEPT, INSERTED, DELETED = "", "ins", "del"


@dataclass(frozen=True)
class Piece:
    """A stretch of text with its state and, where it changed, who changed it."""

    text: str
    state: str = KEPT
    by: str = ""


@dataclass(frozen=True)
class Tracked:
    """One block with its changes. `state`: the whole block came or went."""

    id: str
    kind: str
    pieces: tuple[Piece, ...]
    state: str = KEPT

    @property
    def changed(self) -> bool:
        return bool(self.state) or any(piece.state for piece in self.pieces)


@dataclass(frozen=True)
class Version:
    """One saved text and its author."""

    by: str
    blocks: tuple[Block, ...]


# Figures and runs of digits or letters change as a whole, Chinese by the character.
_TOKEN = re.compile(r"\{\{.*?\}\}|[0-9A-Za-z.%]+|.", re.DOTALL)
Cell = tuple[str, str, str]


def tracked(versions: Sequence[Version]) -> tuple[Tracked, ...]:
    """The last version with all changes since the first one; each change bears the name of him who made it."""
    if not versions:
        return ()
    first = versions[0]
    state: dict[str, list[Cell]] = {b.id: [(t, KEPT, "") for t in _tokens(b.text)] for b in first.blocks}
    kinds = {b.id: b.kind for b in first.blocks}
    order = [b.id for b in first.blocks]
    born: dict[str, str] = {}
    for version in versions[1:]:
        present = {b.id: b for b in version.blocks}
        for name in order:
            if name not in present:
                state[name] = [cell for cell in _struck(state[name], version.by) if cell]
        order = _merged(order, [b.id for b in version.blocks])
        for block in version.blocks:
            kinds[block.id] = block.kind
            if block.id not in state:
                born[block.id] = version.by
            state[block.id] = _step(state.get(block.id, []), _tokens(block.text), version.by)
    last = {b.id for b in versions[-1].blocks}
    base = {b.id for b in first.blocks}
    made = (_finished(name, kinds[name], state[name], name in base, name in last) for name in order)
    return tuple(one for one in made if one.pieces or one.id in last)


def _finished(name: str, kind: str, cells: list[Cell], old: bool, there: bool) -> Tracked:
    state = KEPT if old and there else INSERTED if there else DELETED
    return Tracked(name, kind, tuple(_joined(cells)), state)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def _struck(cells: list[Cell], by: str) -> list[Cell]:
    """All of it deleted; what this round had inserted is gone altogether."""
    return [(t, DELETED, who if s == DELETED else by) for t, s, who in cells if s != INSERTED]


def _merged(old: list[str], new: list[str]) -> list[str]:
    """The new order, with blocks that went at the place where they stood."""
    out = list(new)
    for place, name in enumerate(old):
        if name not in out:
            before = next((o for o in reversed(old[:place]) if o in out), None)
            out.insert(out.index(before) + 1 if before is not None else 0, name)
    return out


def _step(cells: list[Cell], tokens: list[str], by: str) -> list[Cell]:
    """Cells of a block after one more version."""
    living = [place for place, cell in enumerate(cells) if cell[1] != DELETED]
    matcher = SequenceMatcher(None, [cells[place][0] for place in living], tokens, autojunk=False)
    fate: dict[int, str] = {}
    added: dict[int, list[str]] = {}
    for tag, a1, a2, b1, b2 in matcher.get_opcodes():
        if tag in ("delete", "replace"):
            fate.update(dict.fromkeys(living[a1:a2], by))
        if tag in ("insert", "replace"):
            at = living[a2 - 1] + 1 if a2 else 0
            added.setdefault(at, []).extend(tokens[b1:b2])
    out: list[Cell] = []
    for place in range(len(cells) + 1):
        out += [(token, INSERTED, by) for token in added.get(place, ())]
        if place < len(cells):
            text, state, who = cells[place]
            if place not in fate:
                out.append((text, state, who))
            elif state != INSERTED:
                out.append((text, DELETED, fate[place]))
    return out


def _joined(cells: list[Cell]) -> list[Piece]:
    out: list[Piece] = []
    for text, state, by in cells:
        if out and (out[-1].state, out[-1].by) == (state, by):
            out[-1] = Piece(out[-1].text + text, state, by)
        else:
            out.append(Piece(text, state, by))
    return out
