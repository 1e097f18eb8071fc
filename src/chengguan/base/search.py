"""Chinese full-text search by our own bigrams, on SQLite (FTS5) and PostgreSQL (tsvector) alike.

Trigram indexes find nothing for words of two characters (渣土, 占道), so every run of Chinese characters is cut into
overlapping pairs. Tokens are stored; a hit must contain all pairs of the query, and is checked against the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db import connection

from .models import SearchText
from .viewer import Viewer, scope_filter

_RUNS = re.compile(r"[㐀-䶿一-鿿\U00020000-\U0003ffff]+|[A-Za-z0-9]+")


def bigrams(text: str) -> list[str]:
    """Tokens of a text: overlapping pairs of Chinese characters, whole words of Latin letters and digits (lower case)."""
    tokens: list[str] = []
    for run in _RUNS.findall(text):
        if run[0].isascii():
            tokens.append(run.lower())
        elif len(run) == 1:
            tokens.append(run)
        else:
            tokens.extend(run[i : i + 2] for i in range(len(run) - 1))
    return tokens


@dataclass(frozen=True)
class Hit:
    """One thing found: what it is, its key, its title and a piece of its text around the word."""

    kind: str
    key: str
    title: str
    excerpt: str


def put(*, kind: str, key: str, bureau_id: int, brigade_id: int | None, squad_id: int | None, title: str, text: str) -> None:
    """Make one thing findable (or change how it is found). Runs in the caller's transaction."""
    row, _ = SearchText.objects.update_or_create(
        kind=kind,
        key=key,
        defaults={
            "bureau_id": bureau_id,
            "brigade_id": brigade_id,
            "squad_id": squad_id,
            "title": title[:300],
            "text": f"{title}\n{text}",
        },
    )
    _index(row.pk, row.text)


def _index(pk: int, text: str) -> None:
    tokens = " ".join(dict.fromkeys(bigrams(text)))
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("UPDATE base_searchtext SET tokens = array_to_tsvector(%s) WHERE id = %s", [tokens.split(), pk])
        else:
            cursor.execute("INSERT OR REPLACE INTO base_searchtext_fts (rowid, tokens) VALUES (%s, %s)", [pk, tokens])


def find(viewer: Viewer, query: str, *, limit: int = 30, kind: str = "") -> list[Hit]:
    """Things visible to the viewer whose text holds every word of the query, newest first.

    One-character queries are matched as a substring; an empty query finds nothing.
    """
    words = [word for word in query.split() if bigrams(word)]
    if not words or viewer.reach == "none":
        return []
    rows = SearchText.objects.filter(**scope_filter(viewer))
    if kind:
        rows = rows.filter(kind=kind)
    tokens = [token for word in words for token in bigrams(word)]
    rows = rows.extra(where=[_match_sql()], params=[_match_value(tokens)]) if all(len(t) > 1 for t in tokens) else rows
    for word in words:
        rows = rows.filter(text__icontains=word)
    found = rows.order_by("-id")[:limit]
    return [Hit(row.kind, row.key, row.title, excerpt(row.text, words[0])) for row in found]


def _match_sql() -> str:
    if connection.vendor == "postgresql":
        return "tokens @@ %s::tsquery"
    return "id IN (SELECT rowid FROM base_searchtext_fts WHERE base_searchtext_fts MATCH %s)"


def _match_value(tokens: list[str]) -> str:
    unique = list(dict.fromkeys(tokens))
    if connection.vendor == "postgresql":
        return " & ".join(f"'{token}'" for token in unique)
    return " AND ".join(f'"{token}"' for token in unique)


def excerpt(text: str, word: str, width: int = 40) -> str:
    """The part of the text around the first occurrence of the word."""
    at = max(text.lower().find(word.lower()), 0)
    start = max(at - width // 2, 0)
    piece = text[start : start + width * 2]
    return ("…" if start else "") + piece + ("…" if start + width * 2 < len(text) else "")
