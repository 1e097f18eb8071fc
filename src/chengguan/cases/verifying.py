"""Check of `manage.py verify`: the columns by which cases are listed and counted say what the record says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Sum

from chengguan.cases.facts.owed import PAID
from chengguan.ledger.known import Known, day, money
from chengguan.parties.models import ADULT

from .models import Case, Payment, Refund

KINDS: Final = dict(Payment.KINDS)


def verify_case_columns() -> Iterator[str]:
    """Cases whose columns (outcome, days, money, procedure) differ from the facts that the record yields."""
    for case in Case.objects.order_by("pk").iterator(chunk_size=500):
        wrong = [name for name, value in expected(case.known).items() if getattr(case, name) != value]
        if wrong:
            titles = "、".join(str(Case._meta.get_field(name).verbose_name) for name in wrong)  # type: ignore[union-attr]
            yield f"{case.chain_key}: 列表栏目与台账推得的事实不一致（{titles}）"


def verify_payments() -> Iterator[str]:
    """Cases whose payments, less reversed entries and refunds, are not what the record says was paid. Two queries and one pass."""
    booked: dict[tuple[Any, str], Decimal] = defaultdict(Decimal)
    entered = (
        Payment.objects.filter(reversed_on=None).values_list("case_id", "kind").annotate(sum=Sum("amount"))
    )
    given = Refund.objects.values_list("case_id", "kind").annotate(sum=Sum("amount"))
    for case_id, kind, amount in entered:
        booked[case_id, kind] += amount
    for case_id, kind, amount in given:
        booked[case_id, kind] -= amount
    for case in Case.objects.order_by("pk").iterator(chunk_size=500):
        for kind, name in PAID.items():
            if _fen(money(case.known, name)) != _fen(booked[case.pk, kind]):
                yield f"{case.chain_key}: 缴款、冲正和退款合计与台账推得的已缴金额不一致（{KINDS[kind]}）"


def expected(known: Known) -> dict[str, Any]:
    """Values of the columns as the known facts have them."""
    return {
        "procedure": known.get("procedure"),
        "party_protected": _under_age(known),
        "exemption_ground": str(known.get("exempted_for") or ""),
        "outcome": known.get("decision_kind") or ("terminated" if known.get("terminated_on") else ""),
        "decided_on": decided_on(known),
        "closed_on": day(known, "closed_on"),
        "fine_amount": _fen(money(known, "fine") + money(known, "daily_fine")),
        "paid_amount": _fen(money(known, "paid")),
    }


def _under_age(known: Known) -> bool:
    age = known.get("party_age")
    return age is not None and int(age) < ADULT


def decided_on(known: Known) -> date | None:
    """The day of the decision, whatever it was; ending an investigation early is none."""
    days = (day(known, name) for name in ("decided_on", "withdrawn_on", "transferred_on"))
    return next((found for found in days if found), None)


def _fen(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))
