"""Words of the norms for what was chosen on a form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chengguan.ledger.norms import book


def choice(fact: str, value: str) -> str:
    """The words for a choice of a fact, as its norm has them."""
    return str(book().fact(fact).choices.get(value, value))


def grouped(digest: str) -> str:
    """A digest in groups of eight, so that it breaks across lines."""
    return " ".join(digest[place : place + 8] for place in range(0, len(digest), 8))


def printed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a sheet with its digests set so that they break across lines; several stand one after the other."""
    names = [name for name in ("sha256", "sm3") if values.get(name)]
    return {**values, **{name: "、".join(map(grouped, str(values[name]).split("、"))) for name in names}}
