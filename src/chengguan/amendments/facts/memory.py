"""Functions of a case's known facts, remembered by the facts they really read: equal cases are computed once.

A function is computed under the old book; only where it asked the book for something that the amendment changes is it
computed under the new one as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, Generic, TypeVar, cast

from chengguan.ledger.norms import using
from lawengine import NormBook

T = TypeVar("T")
Flat = Mapping[str, Any]
_NOTHING: Final = object()
MOST: Final = 100_000
# What may be asked of a book without learning anything that an amendment changes for a case.
HARMLESS: Final = frozenset(
    {"acts", "acts_on", "act_head", "fact", "facts", "role", "role_title", "roles", "layers", "jurisdictions", "calendar",
     "clocks", "thresholds", "listings", "citation_titles", "digests"}
)  # fmt: skip


def flat(known: Mapping[str, Any]) -> dict[str, Any]:
    """Known facts with every value hashable."""
    return {name: repr(value) if value.__class__ in (list, dict) else value for name, value in known.items()}


class Trace(Mapping[str, Any]):
    """Known facts that note which of them are read, in order; a reading of all of them at once cannot be remembered."""

    __slots__ = ("_known", "read", "whole")

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known
        self.read: dict[str, None] = {}
        self.whole = False

    def __getitem__(self, name: str) -> Any:
        self.read[name] = None
        return self._known[name]

    def get(self, name: str, default: Any = None) -> Any:
        self.read[name] = None
        return self._known.get(name, default)

    def __contains__(self, name: object) -> bool:
        self.read[str(name)] = None
        return name in self._known

    def __iter__(self) -> Iterator[str]:
        self.whole = True
        return iter(self._known)

    def __len__(self) -> int:
        self.whole = True
        return len(self._known)


class Watching:
    """A book that notes whether it was asked for something that changes: a period, an amount, a list or a law by name."""

    def __init__(self, book: NormBook, changed: Mapping[str, frozenset[str]]) -> None:
        self._book, self._changed = book, changed
        self.touched = False

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._book, name)
        if name in HARMLESS:
            return asked
        if name not in self._changed:
            self.touched = True
            return asked

        def ask(key: str, *rest: Any, **more: Any) -> Any:
            self.touched = self.touched or key in self._changed[name]
            return asked(key, *rest, **more)

        return ask


class _Node:
    __slots__ = ("children", "name", "pair")

    def __init__(self) -> None:
        self.name = ""
        self.children: dict[Any, _Node] = {}
        self.pair: Any = None


class Remembered(Generic[T]):
    """A pure function of known facts under both books: a tree of the facts it reads, a pair of values at each leaf.

    The two values are one object where the amendment cannot make a difference.
    """

    def __init__(
        self,
        function: Callable[[Mapping[str, Any]], T],
        books: tuple[NormBook, NormBook],
        changed: Mapping[str, frozenset[str]],
    ) -> None:
        self._function, self._books, self._changed = function, books, changed
        self._root = _Node()
        self._size = 0

    def __call__(self, known: Mapping[str, Any], values: Flat) -> tuple[T, T]:
        node: _Node | None = self._root
        get = values.get
        while node is not None:
            pair = node.pair
            if pair is not None:
                return pair  # type: ignore[no-any-return]
            node = node.children.get(get(node.name, _NOTHING))
        trace = Trace(known)
        watching = Watching(self._books[0], self._changed)
        with using(cast(NormBook, watching)):
            old = self._function(trace)
        new = old
        if watching.touched:
            with using(self._books[1]):
                new = self._function(trace)
        if not trace.whole:
            self._remember(trace, values, (old, new))
        return old, new

    def _remember(self, trace: Trace, values: Flat, pair: tuple[T, T]) -> None:
        if self._size >= MOST:
            self._root, self._size = _Node(), 0
        node = self._root
        for name in trace.read:
            if node.name not in ("", name) or node.pair is not None:
                return
            node.name = name
            node = node.children.setdefault(values.get(name, _NOTHING), _Node())
        if not node.name:
            node.pair = pair
            self._size += 1
