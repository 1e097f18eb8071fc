"""Typed reading of a subject's known facts (JSON plain values)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

Known = Mapping[str, Any]


def day(known: Known, name: str) -> date | None:
    """A date fact, or None when it is not known."""
    value = known.get(name)
    return date.fromisoformat(str(value)[:10]) if value else None


def money(known: Known, name: str) -> Decimal:
    """An amount in yuan; zero when not known."""
    return Decimal(str(known.get(name) or 0))


def numbers(known: Known, name: str) -> list[int]:
    """A list of ids; empty when not known."""
    return [int(item) for item in known.get(name) or []]


def names(known: Known, name: str) -> frozenset[str]:
    """A set of words; empty when not known."""
    return frozenset(str(item) for item in known.get(name) or [])


def grown(known: Known, name: str, *items: str) -> list[str]:
    """The set fact `name` with more items, as the sorted list in which it is stored."""
    return sorted(names(known, name) | set(items))
