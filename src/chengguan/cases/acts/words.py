"""Words of the norms for what was chosen on a form."""

from __future__ import annotations

from chengguan.ledger.norms import book


def choice(fact: str, value: str) -> str:
    """The words for a choice of a fact, as its norm has them."""
    return str(book().fact(fact).choices.get(value, value))
