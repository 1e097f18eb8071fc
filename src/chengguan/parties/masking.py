"""去标识化 (个人信息保护法 第五十一条): personal data as every page shows it until someone unmasks it on the record."""

from __future__ import annotations

from typing import Final

NOTHING: Final = "—"


def mask_name(name: str, *, organisation: bool = False) -> str:
    """张**; the name of an organisation is public and stays whole."""
    return name if organisation else _mask(name, 1, 0)


def shown_name(name: str, *, protected: bool) -> str:
    """The one function by which every page, list, export and public text names a party: a protected (minor) party by 张**."""
    return mask_name(name) if protected and name else name


def veiled(text: str, name: str, *, protected: bool) -> str:
    """A text in which a protected name is masked wherever it stands."""
    return text.replace(name, mask_name(name)) if protected and name else text


def mask_id(number: str) -> str:
    """430581********1234: citizens' numbers; short ones are masked whole but for the first character."""
    return _mask(number, 6, 4)


def mask_phone(number: str) -> str:
    """138****1234."""
    return _mask(number, 3, 4)


def mask_address(address: str) -> str:
    """湖南省武冈市****: province and city stay, the rest is hidden."""
    text = address.strip()
    if len(text) <= 6:
        return _mask(text, 2, 0)
    return text[:6] + "****"


def _mask(value: str, head: int, tail: int) -> str:
    text = value.strip()
    if not text:
        return NOTHING
    if len(text) <= head + tail:
        return text[:1] + "*" * max(len(text) - 1, 1)
    return text[:head] + "*" * (len(text) - head - tail) + (text[-tail:] if tail else "")
