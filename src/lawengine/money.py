"""Amounts: the additional fine for late payment (加处罚款), instalments of its sum, and amounts in Chinese capitals (大写金额)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any, Final

from .calendar import DAY
from .citation import Citation
from .norms import Missing

if TYPE_CHECKING:
    from .book import NormBook

CENT: Final = Decimal("0.01")
RATE: Final = "additional_fine_daily"
_DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
_PLACES: Final = ("", "拾", "佰", "仟")
_UNITS: Final = ((10**8, "亿"), (10**4, "万"))
_LIMIT: Final = Decimal(10) ** 16


class MoneyError(ValueError):
    """An amount that cannot be: negative, not finite, or beyond what can be written."""


@dataclass(frozen=True, slots=True)
class Payment:
    """缴款: an amount paid on a day."""

    on: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Stay:
    """不计加处的期间 (复议、诉讼、暂缓): days from `begun_on` up to the day before `ended_on`; None = still lasting."""

    begun_on: date
    ended_on: date | None
    why: str

    def holds(self, day: date) -> bool:
        return self.begun_on <= day and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True)
class AdditionalFine:
    """加处罚款: the amount as of a day, the days that counted, whether the cap was reached, and the sum line by line."""

    amount: Decimal
    days: int
    capped: bool
    unpaid: Decimal
    steps: tuple[str, ...]
    cites: tuple[Citation, ...]

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON form."""
        return {
            "amount": str(self.amount),
            "days": self.days,
            "capped": self.capped,
            "unpaid": str(self.unpaid),
            "steps": list(self.steps),
            "cites": [cite.short for cite in self.cites],
        }


def additional_fine(
    book: NormBook,
    *,
    fine: Decimal,
    due_on: date,
    as_of: date,
    jurisdiction: str,
    payments: Sequence[Payment] = (),
    stays: Sequence[Stay] = (),
) -> AdditionalFine:
    """加处罚款 as of `as_of` (that day included): a daily share of the unpaid fine from the day after the due day.

    行政处罚法 72 第一款第一项 (rate, cap: not more than the fine), 73 第三款 (reconsideration and litigation do not count).
    The cap is the part unpaid when the due day ended (policy). A payment counts from its own day: that day no longer
    bears the paid part. Yuan, rounded to cents. Raises MoneyError on a negative fine and UnknownNorm without a rate.
    """
    _require_amount(fine)
    rate = book.threshold(RATE, on=due_on + DAY, jurisdiction=jurisdiction)
    if isinstance(rate, Missing) or not isinstance(rate.value, Decimal):
        raise MoneyError(rate.gap if isinstance(rate, Missing) else "加处比例应为数字")
    late_principal = _unpaid(fine, payments, due_on)
    cap = (late_principal * rate.cap.get("share_of_fine", Decimal(1))).quantize(CENT, ROUND_HALF_UP)
    steps = [f"缴款期限至 {due_on}，自 {due_on + DAY} 起逾期", f"到期未缴罚款 {_yuan(late_principal)}"]
    total, counted = Decimal(0), 0
    for first, last, unpaid, stay in _stretches(fine, due_on, as_of, payments, stays):
        length = (last - first).days + 1
        if stay is not None:
            steps.append(f"{first} 至 {last} 共{length}日不计（{stay.why}）")
            continue
        part = unpaid * rate.value * length
        total += part
        counted += length
        steps.append(
            f"{first} 至 {last} 共{length}日：{_yuan(unpaid)} × {_percent(rate.value)} × {length} = {_yuan(part)}"
        )
    amount = min(total.quantize(CENT, ROUND_HALF_UP), cap)
    capped = total > cap
    if capped:
        steps.append(f"合计 {_yuan(total)}，不得超出罚款数额，以 {_yuan(cap)} 为限")
    steps.append(f"加处罚款 {_yuan(amount)}")
    return AdditionalFine(amount, counted, capped, _unpaid(fine, payments, as_of), tuple(steps), rate.cites)


def _stretches(
    fine: Decimal, due_on: date, as_of: date, payments: Sequence[Payment], stays: Sequence[Stay]
) -> Iterator[tuple[date, date, Decimal, Stay | None]]:
    """Runs of overdue days with the same unpaid amount and the same stay; paid-up runs are left out."""
    turns = {due_on + DAY, *(payment.on for payment in payments)}
    for stay in stays:
        turns.update(day for day in (stay.begun_on, stay.ended_on) if day is not None)
    starts = sorted(day for day in turns if due_on < day <= as_of)
    for index, first in enumerate(starts):
        last = starts[index + 1] - DAY if index + 1 < len(starts) else as_of
        unpaid = _unpaid(fine, payments, first)
        if unpaid > 0:
            yield first, last, unpaid, next((stay for stay in stays if stay.holds(first)), None)


def _unpaid(fine: Decimal, payments: Sequence[Payment], day: date) -> Decimal:
    paid = sum((payment.amount for payment in payments if payment.on <= day), Decimal(0))
    return max(fine - paid, Decimal(0))


def _require_amount(amount: Decimal) -> None:
    if not amount.is_finite() or amount < 0 or amount >= _LIMIT:
        raise MoneyError(f"金额不合：{amount}")


def _yuan(amount: Decimal) -> str:
    return f"{amount.quantize(CENT, ROUND_HALF_UP):,}元"


def _percent(share: Decimal) -> str:
    return f"{(share * 100).normalize():f}%"


# --- amounts in capitals -----------------------------------------------------------------------------------


def in_words(amount: Decimal | int) -> str:
    """大写金额 without the leading 人民币 (支付结算办法): 壹佰零伍元整, 伍角, 贰佰元零伍分. Rounds to cents.

    Raises MoneyError for negative amounts and from 10^16 yuan.
    """
    exact = Decimal(amount)
    _require_amount(exact)
    cents = int((exact * 100).quantize(Decimal(1), ROUND_HALF_UP))
    yuan, rest = divmod(cents, 100)
    jiao, fen = divmod(rest, 10)
    whole = f"{_integer_in_words(yuan)}元" if yuan or not rest else ""
    if not rest:
        return f"{whole}整"
    return whole + _fraction_in_words(jiao, fen, after_yuan=bool(yuan))


def _fraction_in_words(jiao: int, fen: int, *, after_yuan: bool) -> str:
    if not jiao:
        return f"{'零' if after_yuan else ''}{_DIGITS[fen]}分"
    return f"{_DIGITS[jiao]}角" + (f"{_DIGITS[fen]}分" if fen else "整")


def _integer_in_words(number: int) -> str:
    for unit, name in _UNITS:
        if number >= unit:
            high, low = divmod(number, unit)
            gap = _DIGITS[0] if 0 < low < unit // 10 else ""
            return _integer_in_words(high) + name + gap + (_integer_in_words(low) if low else "")
    return _group_in_words(number) or _DIGITS[0]


def _group_in_words(group: int) -> str:
    out, zero = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            out += (_DIGITS[0] if zero and out else "") + _DIGITS[digit] + _PLACES[place]
            zero = False
        else:
            zero = True
    return out
