"""Chinese full-text search by our own bigrams, on SQLite (FTS5) and PostgreSQL (tsvector) alike.

Trigram indexes find nothing for words of two characters (渣土, 占道), so every run of Chinese characters is cut into
overlapping pairs, and each character is kept as well. A hit must contain all tokens of the query, and is checked
against the text.

The index also holds where a text belongs and how old it is, as tokens: so the newest hits of one squad among a million
texts are found without reading what others may see, or reading all hits of a common word only to keep the newest.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from django.db import connection
from django.db.models import Max, Model, QuerySet

from .models import SearchText
from .viewer import Viewer, scope_filter

M = TypeVar("M", bound=Model)
_RUNS: Final = re.compile(r"[㐀-䶿一-鿿\U00020000-\U0003ffff]+|[A-Za-z0-9]+")
# Hits are looked for among the newest two blocks of 1,024 ids, then of 16,384, then among all, until there are enough.
# Measured on a million texts: a wider third block costs more to intersect than it saves.
AGES: Final = (10, 14)
NAMED: Final = 200
SCOPES: Final = ("bureau_id", "brigade_id", "squad_id")
COLUMNS: Final = ("kind", "key", *SCOPES, "title", "text")
_NAMES: Final = ", ".join(COLUMNS)
_MARKS: Final = ", ".join(["%s"] * len(COLUMNS))
_CHANGED: Final = ", ".join(f"{name} = excluded.{name}" for name in (*SCOPES, "title", "text"))


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


def put(
    *,
    kind: str,
    key: str,
    bureau_id: int,
    brigade_id: int | None,
    squad_id: int | None,
    title: str,
    text: str,
) -> None:
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
    values = [getattr(row, name) for name in COLUMNS]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            tokens = _standing_tokens(row)
            cursor.execute(_put_on_postgres(), [*values, tokens, tokens])
            return
        cursor.execute(_put_on_sqlite(), values)
        (row.pk,) = cursor.fetchone()
        cursor.execute(
            "INSERT OR REPLACE INTO base_searchtext_fts (rowid, tokens) VALUES (%s, %s)",
            [row.pk, " ".join(index_tokens(row))],
        )


def _put_on_sqlite() -> str:
    return (
        f"INSERT INTO base_searchtext ({_NAMES}) VALUES ({_MARKS}) "  # noqa: S608
        f"ON CONFLICT (kind, key) DO UPDATE SET {_CHANGED} RETURNING id"
    )


def _put_on_postgres() -> str:
    """One statement, so that the large index is written once: the database knows the id, hence it makes the tokens of the age."""

    def tokens(row: str) -> str:
        ages = "".join(f" || ('{_block(bits, '')}' || ({row} >> {bits}))" for bits in AGES)
        return f"array_to_tsvector(%s::text[]{ages})"

    return (
        f"INSERT INTO base_searchtext AS put (id, {_NAMES}, tokens) SELECT n, {_MARKS}, {tokens('n')} "  # noqa: S608
        "FROM nextval(pg_get_serial_sequence('base_searchtext', 'id')) n "
        f"ON CONFLICT (kind, key) DO UPDATE SET {_CHANGED}, tokens = {tokens('put.id')}"
    )


def remove(kind: str, gone: Iterable[str]) -> None:
    """Let things be found no longer. Runs in the caller's transaction."""
    SearchText.objects.filter(kind=kind, key__in=list(gone)).delete()


def held(kind: str) -> set[str]:
    """Keys of all things of a kind, for checks."""
    return set(SearchText.objects.filter(kind=kind).values_list("key", flat=True))


def move(kind: str, moved: Iterable[str], *, brigade_id: int | None, squad_id: int | None) -> None:
    """Let things be found in another unit than before. Runs in the caller's transaction."""
    for row in SearchText.objects.filter(kind=kind, key__in=list(moved)):
        put(
            kind=row.kind,
            key=row.key,
            bureau_id=row.bureau_id,
            brigade_id=brigade_id,
            squad_id=squad_id,
            title=row.title,
            text=row.text.removeprefix(f"{row.title}\n"),
        )


def index_tokens(row: SearchText) -> list[str]:
    """Everything by which a text is found: its words and characters, its kind, its scope, its age."""
    return [*_standing_tokens(row), *(_block(bits, row.pk >> bits) for bits in AGES)]


def _standing_tokens(row: SearchText) -> list[str]:
    """The tokens that do not depend on the place of the row in the table."""
    characters = [character for run in _RUNS.findall(row.text) if not run[0].isascii() for character in run]
    scope = [_belongs(name, value) for name in SCOPES if (value := getattr(row, name)) is not None]
    return list(dict.fromkeys([*bigrams(row.text), *characters, *scope, _belongs("kind", row.kind)]))


def _belongs(name: str, value: object) -> str:
    return f"in{name.removesuffix('_id')}x{value}"


def _block(bits: int, number: int | str) -> str:
    return f"age{bits}x{number}"


def find(viewer: Viewer, query: str, *, limit: int = 30, kind: str = "") -> list[Hit]:
    """Things visible to the viewer whose text holds every word of the query, newest first. Two queries.

    Chinese is found anywhere, even a single character; Latin words and numbers only whole. An empty query finds nothing.
    """
    words = [word for word in query.split() if bigrams(word)]
    rows = _newest(viewer, words, "text", kind, limit)
    return [Hit(found_kind, key, title, excerpt(text, words[0])) for found_kind, key, title, text in rows]


def keys(viewer: Viewer, phrase: str, *, kind: str, limit: int) -> list[str]:
    """Keys of the newest things of a kind, visible to the viewer, whose title holds a phrase. Two queries."""
    words = [phrase] if bigrams(phrase) else []
    return [key for _, key, _, _ in _newest(viewer, words, "title", kind, limit)]


def narrowed(rows: QuerySet[M], viewer: Viewer, phrase: str, *, kind: str, column: str) -> QuerySet[M]:
    """Rows of a kind whose column holds a phrase, where the column stands in the title by which the rows are found.

    The index names the rows, unless they are so many that any page of them is found by reading on from its beginning.
    Numbers are found only whole, as everywhere in search.
    """
    rows = rows.filter(**{f"{column}__contains": phrase})
    if not bigrams(phrase):
        return rows
    found = keys(viewer, phrase, kind=kind, limit=NAMED + 1)
    return rows.filter(pk__in=found) if len(found) <= NAMED else rows


Check = tuple[str, Any]
Found = tuple[str, str, str, str]


def _newest(viewer: Viewer, words: list[str], column: str, kind: str, limit: int) -> list[Found]:
    if not words or viewer.reach == "none":
        return []
    ((scope, place),) = scope_filter(viewer).items()
    tokens = [*(token for word in words for token in bigrams(word)), _belongs(scope, place)]
    if kind:
        tokens.append(_belongs("kind", kind))
    newest = SearchText.objects.aggregate(newest=Max("pk"))["newest"] or 0
    checks = [(f"{scope} = %s", place), *((_holds(column, word), f"%{_escaped(word)}%") for word in words)]
    build = _on_postgres if connection.vendor == "postgresql" else _on_sqlite
    sql, params = build(list(dict.fromkeys(tokens)), checks, newest, limit)
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        rows: list[Found] = cursor.fetchall()
    return rows


def _holds(column: str, word: str) -> str:
    """The check of a word against the text or title. Letter case costs much and Chinese has none."""
    cased = word.lower() != word.upper()
    operator = "ILIKE" if cased and connection.vendor == "postgresql" else "LIKE"
    return f"{column} {operator} %s ESCAPE '\\'"


def _escaped(word: str) -> str:
    return re.sub(r"([\\%_])", r"\\\1", word)


def _on_sqlite(tokens: list[str], checks: list[Check], newest: int, limit: int) -> tuple[str, list[Any]]:
    """FTS5 gives rowids newest first as they are asked for: no need to look at ages."""
    match = " AND ".join(f'"{token}"' for token in tokens)
    where = " AND ".join(sql for sql, _ in checks)
    source = "base_searchtext_fts f JOIN base_searchtext s ON s.id = f.rowid"
    where = f"base_searchtext_fts MATCH %s AND {where}"
    sql = f"SELECT s.kind, s.key, s.title, s.text FROM {source} WHERE {where} ORDER BY f.rowid DESC LIMIT %s"  # noqa: S608
    return sql, [match, *(value for _, value in checks), limit]


def _on_postgres(tokens: list[str], checks: list[Check], newest: int, limit: int) -> tuple[str, list[Any]]:
    """One statement of three parts, each run only when those before it have not found enough.

    `id + 0` keeps the planner from walking the whole table backwards by primary key in the hope of early hits.
    """
    match = " & ".join(f"'{token}'" for token in tokens)
    where = " AND ".join(["tokens @@ %s::tsquery", "id < %s", *(sql for sql, _ in checks)])
    values = [value for _, value in checks]
    parts: list[str] = []
    params: list[Any] = []
    before, enough = newest + 1, "0"
    for name, bits in (("newest", AGES[0]), ("recent", AGES[1]), ("older", None)):
        where_part = f"{enough} < %s AND {where} ORDER BY id + 0 DESC LIMIT %s"
        parts.append(
            f"{name} AS MATERIALIZED (SELECT id, kind, key, title, text FROM base_searchtext WHERE {where_part})"  # noqa: S608
        )
        params += [
            limit,
            match if bits is None else f"{match} & {_young(bits, newest)}",
            before,
            *values,
            limit,
        ]
        before = before if bits is None else ((newest >> bits) - 1) << bits
        enough += f" + (SELECT count(*) FROM {name})"  # noqa: S608
    union = "SELECT * FROM newest UNION ALL SELECT * FROM recent UNION ALL SELECT * FROM older"
    sql = f"WITH {', '.join(parts)} SELECT kind, key, title, text FROM ({union}) found ORDER BY id DESC LIMIT %s"  # noqa: S608
    return sql, [*params, limit]


def _young(bits: int, newest: int) -> str:
    block = newest >> bits
    return f"('{_block(bits, block)}' | '{_block(bits, block - 1)}')"


def excerpt(text: str, word: str, width: int = 40) -> str:
    """The part of the text around the first occurrence of the word."""
    at = max(text.lower().find(word.lower()), 0)
    start = max(at - width // 2, 0)
    piece = text[start : start + width * 2]
    return ("…" if start else "") + piece + ("…" if start + width * 2 < len(text) else "")
