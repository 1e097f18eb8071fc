"""Gap-free numbers (文号): a number is taken inside the act's transaction, so an act undone gives its number back."""

from __future__ import annotations

from django.db import connection

from .models import Counter


def next_number(bureau_code: str, series: str, year: int) -> int:
    """Take the next number of a series; the row stays locked until the caller's transaction ends.

    Must run inside a transaction; two acts that number the same series wait for each other.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("next_number must run inside the act's transaction")
    table = connection.ops.quote_name(Counter._meta.db_table)
    sql = (
        f"INSERT INTO {table} (bureau_code, series, year, last) VALUES (%s, %s, %s, 1) "  # noqa: S608 - own table name
        f"ON CONFLICT (bureau_code, series, year) DO UPDATE SET last = {table}.last + 1 RETURNING last"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [bureau_code, series, year])
        row = cursor.fetchone()
    return int(row[0])
