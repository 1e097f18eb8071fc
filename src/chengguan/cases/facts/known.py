"""Typed reading of a case's known facts: the readers of the ledger, under the name that slices use."""

from chengguan.ledger.known import Known, day, grown, money, names, numbers

__all__ = ["Known", "day", "grown", "money", "names", "numbers"]
