"""Chinese full-text search by our own bigrams, on SQLite (FTS5) and PostgreSQL (tsvector) alike.

Trigram indexes find nothing for words of two characters (渣土, 占道), so every run of Chinese characters is cut into
overlapping pairs, with its last character alone. A hit must contain all tokens of the query, and is checked against the text.

The index also holds where a text belongs and how old it is, as tokens: so the newest hits of one squad among a million
texts are found without reading what others may see, or reading all hits of a common word only to keep the newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.db import connection
from django.db.models import Max

from .models import SearchText
from .viewer import Viewer, scope_filter

_RUNS: Final = re.compile(r"[㐀-䶿一-鿿\U00020000-\U0003ffff]+|[A-Za-z0-9]+")
# Hits are looked for among the newest 2 x 8,192 ids, then the newest 2 x 131,072, then all, until there are enough.
AGES: Final = (13, 17)
SCOPES: Final = ("bureau_id", "brigade_id", "squad_id")


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
    row = SearchText(
        kind=kind,
        key=key,
        bureau_id=bureau_id,
        brigade_id=brigade_id,
        squad_id=squad_id,
        title=title[:300],
        text=f"{title}\n{text}",
    )
    SearchText.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["kind", "key"], update_fields=[*SCOPES, "title", "text"]
    )
    tokens = index_tokens(row)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("UPDATE base_searchtext SET tokens = array_to_tsvector(%s) WHERE id = %s", [tokens, row.pk])
        else:
            cursor.execute(
                "INSERT OR REPLACE INTO base_searchtext_fts (rowid, tokens) VALUES (%s, %s)", [row.pk, " ".join(tokens)]
            )


def index_tokens(row: SearchText) -> list[str]:
    """Everything by which a text is found: its words, its kind, its scope, its age."""
    last = [run[-1] for run in _RUNS.findall(row.text) if not run[0].isascii()]
    scope = [_belongs(name, value) for name in SCOPES if (value := getattr(row, name)) is not None]
    age = [_block(bits, row.pk >> bits) for bits in AGES]
    return list(dict.fromkeys([*bigrams(row.text), *last, *scope, _belongs("kind", row.kind), *age]))


def _belongs(name: str, value: object) -> str:
    return f"in{name.removesuffix('_id')}x{value}"


def _block(bits: int, number: int) -> str:
    return f"age{bits}x{number}"


def find(viewer: Viewer, query: str, *, limit: int = 30, kind: str = "") -> list[Hit]:
    """Things visible to the viewer whose text holds every word of the query, newest first. Two queries.

    A single Chinese character is found anywhere; Latin words and numbers only whole. An empty query finds nothing.
    """
    words = [word for word in query.split() if bigrams(word)]
    if not words or viewer.reach == "none":
        return []
    ((column, scope),) = scope_filter(viewer).items()
    tokens = [token for word in words for token in bigrams(word)] + [_belongs(column, scope)]
    if kind:
        tokens.append(_belongs("kind", kind))
    newest = SearchText.objects.aggregate(newest=Max("pk"))["newest"] or 0
    checks = [(f"{column} = %s", scope), *((_holds(word), f"%{_escaped(word)}%") for word in words)]
    build = _on_postgres if connection.vendor == "postgresql" else _on_sqlite
    sql, params = build(list(dict.fromkeys(tokens)), checks, newest, limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Hit(row[0], row[1], row[2], excerpt(row[3], words[0])) for row in cursor.fetchall()]


Check = tuple[str, Any]


def _holds(word: str) -> str:
    """The check of a word against the text. Letter case costs much and Chinese has none."""
    cased = word.lower() != word.upper()
    operator = "ILIKE" if cased and connection.vendor == "postgresql" else "LIKE"
    return f"text {operator} %s ESCAPE '\\'"


def _escaped(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


def _on_sqlite(tokens: list[str], checks: list[Check], newest: int, limit: int) -> tuple[str, list[Any]]:
    """FTS5 gives rowids newest first as they are asked for: no need to look at ages."""
    match = " AND ".join(f'"{token}"*' if _alone(token) else f'"{token}"' for token in tokens)
    where = " AND ".join(sql for sql, _ in checks)
    sql = (
        "SELECT s.kind, s.key, s.title, s.text FROM base_searchtext_fts f JOIN base_searchtext s ON s.id = f.rowid "
        f"WHERE base_searchtext_fts MATCH %s AND {where} ORDER BY f.rowid DESC LIMIT %s"  # noqa: S608 - own column names
    )
    return sql, [match, *(value for _, value in checks), limit]


def _on_postgres(tokens: list[str], checks: list[Check], newest: int, limit: int) -> tuple[str, list[Any]]:
    """One statement of three parts, each run only when those before it have not found enough.

    `id + 0` keeps the planner from walking the whole table backwards by primary key in the hope of early hits.
    """
    match = " & ".join(f"'{token}':*" if _alone(token) else f"'{token}'" for token in tokens)
    where = " AND ".join(["tokens @@ %s::tsquery", "id < %s", *(sql for sql, _ in checks)])
    values = [value for _, value in checks]
    parts: list[str] = []
    params: list[Any] = []
    before = newest + 1
    for number, bits in enumerate((*AGES, None)):
        enough = " + ".join(["0", *(f"(SELECT count(*) FROM part{earlier})" for earlier in range(number))])
        parts.append(
            f"part{number} AS MATERIALIZED (SELECT id, kind, key, title, text FROM base_searchtext "  # noqa: S608
            f"WHERE {enough} < %s AND {where} ORDER BY id + 0 DESC LIMIT %s)"
        )
        params += [limit, match if bits is None else f"{match} & {_young(bits, newest)}", before, *values, limit]
        before = ((newest >> bits) - 1) << bits if bits is not None else before
    union = " UNION ALL ".join(f"SELECT * FROM part{number}" for number in range(len(parts)))
    sql = f"WITH {', '.join(parts)} SELECT kind, key, title, text FROM ({union}) found ORDER BY id DESC LIMIT %s"  # noqa: S608
    return sql, [*params, limit]


def _young(bits: int, newest: int) -> str:
    block = newest >> bits
    return f"('{_block(bits, block)}' | '{_block(bits, block - 1)}')"


def _alone(token: str) -> bool:
    """A single Chinese character is looked for at the beginning of pairs, or as the last of its run."""
    return len(token) == 1 and not token.isascii()


def excerpt(text: str, word: str, width: int = 40) -> str:
    """The part of the text around the first occurrence of the word."""
    at = max(text.lower().find(word.lower()), 0)
    start = max(at - width // 2, 0)
    piece = text[start : start + width * 2]
    return ("…" if start else "") + piece + ("…" if start + width * 2 < len(text) else "")
