"""Titles of statutes and the short names by which norms and lists cite them."""

from __future__ import annotations

import re
from typing import Final

from chengguan.ledger.norms import book

NATION: Final = "中华人民共和国"
KIND_OF_SOURCE: Final = {"local_regulation": "local"}


def short_name(title: str) -> str:
    """The short name under which the norms know a title, else the title without 中华人民共和国 and without a year in brackets."""
    plain = re.sub(r"[（(]\d{4}年?[^（()）]*[)）]$", "", title.strip())
    sources = book().sources
    for name in sources.ids():
        titles = {name, *(version.title for version in sources.versions(name))}
        if plain in titles or plain.removeprefix(NATION) in {title.removeprefix(NATION) for title in titles}:
            return name
    return plain.removeprefix(NATION)


def likely_kind(title: str, issuer: str, number: str) -> str:
    """The kind on the record of sources, else what title, issuer and number suggest."""
    source = book().sources.newest(short_name(title))
    if source is not None:
        return KIND_OF_SOURCE.get(source.kind, source.kind)
    if "法院" in issuer or "检察院" in issuer:
        return "interpretation"
    if issuer.startswith("全国人民代表大会"):
        return "law"
    if "人民代表大会" in issuer:
        return "local"
    if "国务院令" in number or issuer == "国务院":
        return "regulation"
    return "rule" if "令" in number else "document"
