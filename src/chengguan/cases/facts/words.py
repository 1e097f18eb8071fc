"""Words for stored values: the choices that the norms give to a fact (norms/national/facts)."""

from __future__ import annotations

from collections.abc import Mapping

from chengguan.ledger.norms import book


def words(fact: str) -> Mapping[str, str]:
    """Identifier -> Chinese words of a fact that has choices."""
    return book().facts[fact].choices
