"""文书用语: the template environment of instrument norms and the filters that put facts into Chinese official wording.

Templates are Jinja2 in a sandbox. Output is data, not markup, so nothing is escaped; an absent fact never prints as empty
text (see `Missing`). Source: GB/T 15835-2011 for numerals and dates, GB/T 9704-2012 for 〔〕 and marks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NoReturn
from zoneinfo import ZoneInfo

from jinja2 import StrictUndefined, Template, Undefined, UndefinedError, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from lawengine.citation import Citation
from lawengine.money import in_words

CHINA: Final = ZoneInfo("Asia/Shanghai")
DIGITS: Final = "零一二三四五六七八九"
LAWS: Final = "law_titles"
PERSONS: Final = frozenset({"individual", "sole_trader"})
END_MARKS: Final = "。；，、,;. \n"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2028-\u202e\ufeff\ud800-\udfff]")


class Missing(StrictUndefined):
    """An absent fact: may be asked about at any depth (`act.hearing.held_on is given`) but never printed or counted."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Missing(name=f"{self._undefined_name}.{name}")

    def __getitem__(self, key: object) -> Any:
        return Missing(name=f"{self._undefined_name}[{key}]")

    def _fail_with_undefined_error(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise FactAbsent(str(self._undefined_name))

    __str__ = __iter__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = __contains__ = (
        _fail_with_undefined_error
    )


class FactAbsent(UndefinedError):
    """A template printed a fact that was not given; `fact` is its path."""

    def __init__(self, fact: str) -> None:
        self.fact = fact
        super().__init__(f"未提供：{fact}")


class Sandbox(SandboxedEnvironment):
    """Facts are plain mappings: `act.items` is the fact "items", never a method of the dictionary."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Undefined):
            return obj[attribute]
        if isinstance(obj, Mapping):
            return obj[attribute] if attribute in obj else Missing(name=attribute)
        return super().getattr(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Undefined):
            return obj[argument]
        return super().getitem(obj, argument)


def clean(value: object) -> object:
    """A value as it is printed: None is nothing, control and direction marks are dropped, line ends are made equal."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Undefined):
        return value
    return _CONTROL.sub("", str(value).replace("\r\n", "\n").replace("\r", "\n"))


def is_given(value: object) -> bool:
    """Whether a fact is there and not blank. False and zero are facts."""
    if value is None or isinstance(value, Undefined):
        return False
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value) if isinstance(value, (Mapping, list, tuple)) else True


def as_date(value: object) -> date:
    """A date from a date, a moment (its Chinese calendar day) or ISO text."""
    if isinstance(value, datetime):
        return value.astimezone(CHINA).date() if value.tzinfo else value.date()
    if isinstance(value, date):
        return value
    text = str(value).strip()
    return date.fromisoformat(text) if len(text) == 10 else as_date(datetime.fromisoformat(text))


def as_moment(value: object) -> datetime:
    """A moment in China's time from a datetime or ISO text."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).strip())
    return moment.astimezone(CHINA) if moment.tzinfo else moment


def date_cn(value: object) -> str:
    """2024年5月6日."""
    day = as_date(value)
    return f"{day.year}年{day.month}月{day.day}日"


def datetime_cn(value: object) -> str:
    """2024年5月6日9时05分."""
    moment = as_moment(value)
    return f"{date_cn(moment)}{time_cn(moment)}"


def time_cn(value: object) -> str:
    """9时05分."""
    moment = as_moment(value)
    return f"{moment.hour}时{moment.minute:02d}分"


def money(value: object) -> str:
    """1,000.00元; the unit of the argument is yuan."""
    return f"{Decimal(str(value)):,.2f}元"


def money_upper(value: object) -> str:
    """人民币壹仟元整 (支付结算办法, 大写金额)."""
    return f"人民币{in_words(Decimal(str(value)))}"


def number_cn(value: int) -> str:
    """Chinese numeral of 0–9999: 十五, 一百零五."""
    number = int(value)
    if not 0 <= number <= 9999:
        raise ValueError(f"number_cn handles 0 to 9999, not {number}")
    if number < 10:
        return DIGITS[number]
    out, zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            out += ("零" if zero else "") + DIGITS[digit] + unit
            zero = False
        elif out:
            zero = True
    return out[1:] if 10 <= number < 20 else out


def cite(value: object, laws: Mapping[str, str] | None = None) -> str:
    """《城市绿化条例》第二十七条第一款第（二）项 for a citation; text stays as it is; a list is joined with 、.

    `laws` gives the full titles of laws that are cited by their short ones.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, Citation):
        return _cite(laws, value.law, value.article, value.paragraph, value.item, value.part)
    if isinstance(value, Mapping):
        article, paragraph, item = (value.get(key) for key in ("article", "paragraph", "item"))
        return _cite(laws, str(value["law"]), article, paragraph, item, str(value.get("part") or ""))
    if isinstance(value, Sequence):
        return "、".join(cite(one, laws) for one in value)
    if isinstance(value, Undefined):
        return str(value)
    raise TypeError(f"not a citation: {value!r}")


def _cite(
    laws: Mapping[str, str] | None,
    law: str,
    article: int | None,
    paragraph: int | None,
    item: int | None,
    part: str,
) -> str:
    out = law if law.startswith("《") else f"《{(laws or {}).get(law, law)}》"
    out += f"第{number_cn(article)}条" if article else ""
    out += f"第{number_cn(paragraph)}款" if paragraph else ""
    out += f"第（{number_cn(item)}）项" if item else ""
    return out + part


@pass_context
def _cite_here(context: Context, value: object) -> str:
    return cite(value, context.get(LAWS))


def you(kind: object) -> str:
    """你 for a natural person or sole trader, 你单位 for an organisation; the argument is `party.kind`."""
    return "你" if str(kind) in PERSONS else "你单位"


def mask(value: object, kind: str = "name") -> str:
    """Personal data made unreadable: name 张**, id 430581********1234, phone 138****5678."""
    text = str(value)
    head, tail = {"name": (1, 0), "id": (6, 4), "phone": (3, 4)}[kind]
    if len(text) <= head + tail:
        return text[:1] + "*" * max(len(text) - 1, 1)
    hidden = "*" * (len(text) - head - tail)
    return text[:head] + hidden + (text[-tail:] if tail else "")


def clause(value: object) -> str:
    """A sentence without its final mark, to stand inside another sentence."""
    return str(clean(value)).rstrip(END_MARKS)


def sentence(value: object) -> str:
    """A sentence that ends with 。."""
    text = str(clean(value)).rstrip()
    return text if text.endswith(("。", "！", "？", "”", "」")) else f"{clause(text)}。"


def box(value: object) -> str:
    """■ for yes, □ for no (the type lacks ☑)."""
    return "■" if is_given(value) and value is not False else "□"


def series(values: Sequence[object], mark: str = "、") -> str:
    """甲、乙、丙."""
    return mark.join(str(clean(value)) for value in values)


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "you": you,
    "date_cn": date_cn,
    "datetime_cn": datetime_cn,
    "time_cn": time_cn,
    "money": money,
    "money_upper": money_upper,
    "number_cn": number_cn,
    "cite": _cite_here,
    "mask": mask,
    "clause": clause,
    "sentence": sentence,
    "series": series,
}


def _environment() -> Sandbox:
    env = Sandbox(undefined=Missing, autoescape=False, finalize=clean)  # noqa: S701 - output is data, not markup
    env.globals.clear()
    env.globals["box"] = box
    env.filters = {
        name: env.filters[name]
        for name in ("default", "join", "length", "first", "last", "map", "selectattr", "list")
    }
    env.filters.update(FILTERS)
    env.tests["given"] = is_given
    return env


ENVIRONMENT: Final = _environment()
_TAG = re.compile(r"(\{\{.*?\}\}|\{%.*?%\})", re.S)
_BREAK = re.compile(r"[ \t]*\n[ \t]*\n\s*")
_SPACE = re.compile(r"\s+")


def tidy(source: str) -> str:
    """Template text as one line per paragraph: YAML line ends and indentation vanish, a blank line parts paragraphs.

    White space stays only between two ASCII characters; blanks to be filled in by hand are written with U+3000.
    """
    return "\n".join(_tidy_paragraph(part) for part in _BREAK.split(source.strip()))


def _tidy_paragraph(source: str) -> str:
    parts = _TAG.split(source)
    return "".join(part if index % 2 else _tidy_text(part) for index, part in enumerate(parts))


def _tidy_text(text: str) -> str:
    def shrink(match: re.Match[str]) -> str:
        before, after = text[: match.start()][-1:], text[match.end() :][:1]
        kept = "".join(mark for mark in match.group() if mark == "\u3000")
        return kept or (" " if before and after and before.isascii() and after.isascii() else "")

    return _SPACE.sub(shrink, text)


@lru_cache(maxsize=4096)
def template(source: str) -> Template:
    """The compiled template of a tidy source."""
    return ENVIRONMENT.from_string(source)


@lru_cache(maxsize=2048)
def _expression(source: str) -> Callable[..., Any]:
    return ENVIRONMENT.compile_expression(source, undefined_to_none=False)


def fill(source: str, facts: Mapping[str, Any]) -> str:
    """The final text of a template. Raises `FactAbsent` when it prints a fact that was not given."""
    return template(source).render(facts).strip(" \n")


def ask(source: str, facts: Mapping[str, Any]) -> Any:
    """The value of an expression, such as the condition of a block."""
    return _expression(source)(**facts)
