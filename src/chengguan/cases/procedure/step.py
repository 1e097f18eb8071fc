"""A step of the procedure: which form asks for an act's inputs and which function performs it."""

from __future__ import annotations

from dataclasses import dataclass

from chengguan.cases.forms.base import ActForm
from chengguan.ledger.acting import Act


@dataclass(frozen=True)
class Step:
    """One act as the case page offers it. `group` is the heading under which it stands; order in the list is the order shown.

    `page` is the URL name of a page of its own that serves the act better than the common one.
    """

    perform: Act
    form: type[ActForm]
    group: str
    subject: str = "case"
    page: str = ""

    @property
    def kind(self) -> str:
        return self.perform.kind
