"""勾稽: what must hold between measures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .catalogue import Period


@dataclass(frozen=True)
class CrossCheck:
    """One equation or inequality between figures, in words with its numbers. `measures`: ids of the figures in it."""

    id: str
    statement: str
    left: str
    right: str
    holds: bool
    measures: tuple[str, ...]


def cross_checks(bureau_id: int, period: Period, only: Iterable[str] | None = None) -> list[CrossCheck]:
    """All checks of a period, or those in which one of the named measures stands."""
    return []
