"""Named functions: checks that the closed set of tests cannot express. Each has its own tests.

A norm file uses one with `named: {function: <name>, facts: [<fact>, …]}`; the facts are passed in that order.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True)
class NamedFunction:
    """A registered function with the fact types it accepts."""

    name: str
    holds: Callable[..., bool]
    signatures: frozenset[tuple[str, ...]]


def disjoint(first: frozenset[str], second: frozenset[str]) -> bool:
    """不得兼任: no one stands in both sets (行政处罚法 64 第四项: 主持人 and 调查人员)."""
    return not first & second


def not_member(one: str, group: frozenset[str]) -> bool:
    """不在其中: the person is not in the group."""
    return one not in group


def member(one: str, group: frozenset[str]) -> bool:
    """在其中: the person is in the group."""
    return one in group


def subset(part: frozenset[str], whole: frozenset[str]) -> bool:
    """不超出: every member of the first set is in the second."""
    return part <= whole


def same_members(first: frozenset[str], second: frozenset[str]) -> bool:
    """一致: both sets have the same members."""
    return first == second


def empty(group: frozenset[str]) -> bool:
    """没有: nothing is left in the set (gaps that are named one by one)."""
    return not group


_SET: Final = frozenset({("set",)})
_SETS: Final = frozenset({("set", "set")})
_ONE_OF: Final = frozenset({("text", "set")})


def _register(*entries: tuple[Callable[..., Any], frozenset[tuple[str, ...]]]) -> dict[str, NamedFunction]:
    return {
        function.__name__: NamedFunction(function.__name__, function, types) for function, types in entries
    }


FUNCTIONS: Final[dict[str, NamedFunction]] = _register(
    (empty, _SET),
    (disjoint, _SETS),
    (subset, _SETS),
    (same_members, _SETS),
    (not_member, _ONE_OF),
    (member, _ONE_OF),
)
