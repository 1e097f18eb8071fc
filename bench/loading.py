"""Fast insertion of many rows of any model: COPY on PostgreSQL, one prepared statement on SQLite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection, models, transaction

Row = dict[str, Any]


def insert(model: type[models.Model], rows: Iterable[Row], extra: Iterable[str] = ()) -> None:
    """Insert rows given as {column: value}; columns not given take the model's defaults.

    `extra` names columns of the table that the model does not know.
    """
    fields = [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key or isinstance(field, models.UUIDField)
    ]
    defaults = {field.column: _default(field) for field in fields}
    loaded = _Loader(model._meta.db_table, defaults, tuple(extra))
    loaded.load(iter(rows))


class _Loader:
    def __init__(self, table: str, defaults: Row, extra: tuple[str, ...]) -> None:
        self.table, self.defaults, self.extra = table, defaults, extra

    def load(self, rows: Iterator[Row]) -> None:
        first = next(rows, None)
        if first is None:
            return
        names = [*dict.fromkeys([*self.defaults, *first, *self.extra])]
        columns = ", ".join(f'"{name}"' for name in names)
        values = self._values(first, rows, names)
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{self.table}" ({columns}) FROM STDIN') as copy:
                    for row in values:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" for _ in names)
                assert connection.connection is not None
                connection.connection.executemany(
                    f'INSERT INTO "{self.table}" ({columns}) VALUES ({marks})', values
                )

    def _values(self, first: Row, rows: Iterator[Row], names: list[str]) -> Iterator[tuple[Any, ...]]:
        plain = _for_postgres if connection.vendor == "postgresql" else _for_sqlite
        defaults = [self.defaults.get(name) for name in names]
        row: Row | None = first
        while row is not None:
            given = row
            yield tuple(plain(given.get(name, usual)) for name, usual in zip(names, defaults, strict=True))
            row = next(rows, None)


def _default(field: models.Field[Any, Any]) -> Any:
    return None if isinstance(field, models.UUIDField) else field.get_default()


def _for_postgres(value: Any) -> Any:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, (dict, list)) else value


def _for_sqlite(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def settle() -> None:
    """Statistics and visibility as a database at rest has them, so that no clean-up falls into a measurement."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("VACUUM ANALYZE")
            cursor.execute("CHECKPOINT")
        else:
            cursor.execute("ANALYZE")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
