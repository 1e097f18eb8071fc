"""Facts: the named, typed values over which preconditions are written, and the parsing of plain JSON values."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeAlias

CHINA: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
FACT_TYPES: Final = ("boolean", "integer", "decimal", "date", "moment", "text", "set")
NUMBERS: Final = frozenset({"integer", "decimal"})
TIMES: Final = frozenset({"date", "moment"})

FactValue: TypeAlias = bool | int | Decimal | date | datetime | str | frozenset[str]


class Absent:
    """The type of the one marker for a fact that is not known."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT: Final = Absent()


class FactError(ValueError):
    """A fact was given with a value that does not fit its declared type (a defect of the caller)."""


@dataclass(frozen=True, slots=True)
class FactNorm:
    """事实项: name, Chinese title and type; `input` = the officer states it with the act; `absent` = value when never recorded."""

    name: str
    title: str
    type: str
    input: bool = False
    absent: FactValue | Absent = ABSENT
    choices: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    path: str = ""


def parse(norm: FactNorm, plain: Any) -> FactValue | Absent:
    """The typed value of a plain JSON value (ISO dates, decimal strings, lists); None means not known.

    Raises FactError when the value does not fit the type or is not one of the choices.
    """
    if plain is None:
        return ABSENT
    try:
        value = _PARSERS[norm.type](plain)
    except (ValueError, TypeError, InvalidOperation) as error:
        raise FactError(f"{norm.name}（{norm.title}）应为 {norm.type}，实为 {plain!r}") from error
    if norm.choices:
        _check_choice(norm, value)
    return value


def _check_choice(norm: FactNorm, value: FactValue) -> None:
    given = value if isinstance(value, frozenset) else {value}
    strange = [item for item in given if item not in norm.choices]
    if strange:
        raise FactError(f"{norm.name}（{norm.title}）的取值不在选项内：{strange[0]!r}")


def as_day(value: date | datetime) -> date:
    """The Chinese calendar day of a date or moment."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).date() if value.tzinfo else value.date()
    return value


def plain(value: FactValue | Absent) -> Any:
    """The JSON form of a typed value (inverse of `parse`)."""
    if isinstance(value, (str, int)):
        return value
    if isinstance(value, Absent):
        return None
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise TypeError


def _integer(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise TypeError
    return int(value)


def _decimal(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | float):
        raise TypeError
    out = Decimal(str(value))
    if not out.is_finite():
        raise ValueError
    return out


def _date(value: Any) -> date:
    if isinstance(value, datetime):
        return as_day(value)
    if isinstance(value, date):
        return value
    if len(value) > 10:
        return as_day(datetime.fromisoformat(value))
    return date.fromisoformat(value)


def _moment(value: Any) -> datetime:
    out = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return out if out.tzinfo else out.replace(tzinfo=CHINA)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _set(value: Any) -> frozenset[str]:
    if isinstance(value, str) or not isinstance(value, list | tuple | set | frozenset):
        raise TypeError
    return frozenset(str(item) for item in value)


_PARSERS: Final[dict[str, Callable[[Any], FactValue]]] = {
    "boolean": _boolean,
    "integer": _integer,
    "decimal": _decimal,
    "date": _date,
    "moment": _moment,
    "text": _text,
    "set": _set,
}
