"""Check of `manage.py verify`: the columns by which cases are listed and counted say what the record says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from chengguan.ledger.known import Known, day, money

from .models import Case


def verify_case_columns() -> Iterator[str]:
    """Cases whose columns (outcome, days, money, procedure) differ from the facts that the record yields."""
    for case in Case.objects.order_by("pk").iterator(chunk_size=500):
        wrong = [name for name, value in expected(case.known).items() if getattr(case, name) != value]
        if wrong:
            titles = "、".join(str(Case._meta.get_field(name).verbose_name) for name in wrong)  # type: ignore[union-attr]
            yield f"{case.chain_key}: 列表栏目与台账推得的事实不一致（{titles}）"


def expected(known: Known) -> dict[str, Any]:
    """Values of the columns as the known facts have them."""
    return {
        "procedure": known.get("procedure"),
        "outcome": known.get("decision_kind") or ("terminated" if known.get("terminated_on") else ""),
        "decided_on": decided_on(known),
        "closed_on": day(known, "closed_on"),
        "fine_amount": _fen(money(known, "fine")),
        "paid_amount": _fen(money(known, "paid")),
    }


def decided_on(known: Known) -> date | None:
    """The day of the decision, whatever it was; ending an investigation early is none."""
    days = (day(known, name) for name in ("decided_on", "withdrawn_on", "transferred_on"))
    return next((found for found in days if found), None)


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))
