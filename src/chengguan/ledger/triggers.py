"""Append-only by the database itself: entries and checkpoints refuse UPDATE, DELETE and TRUNCATE."""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("ledger_entry", "ledger_checkpoint")
MESSAGE = "ledger is append-only"


def install(connection: BaseDatabaseWrapper) -> None:
    """Create the guarding triggers (idempotent)."""
    with connection.cursor() as cursor:
        for statement in _install_sql(connection.vendor):
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Drop the guarding triggers. Called by the reverse migration and by the test runner between databases, by nothing else."""
    with connection.cursor() as cursor:
        for table in TABLES:
            for name in _names(connection.vendor, table):
                on = f" ON {table}" if connection.vendor == "postgresql" else ""
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def _names(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [f"{table}_keep", f"{table}_keep_all"]
    return [f"{table}_no_update", f"{table}_no_delete"]


def _install_sql(vendor: str) -> list[str]:
    if vendor == "postgresql":
        function = (
            "CREATE OR REPLACE FUNCTION ledger_keep() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{MESSAGE}'; END $$"
        )
        rows = [
            f"CREATE OR REPLACE TRIGGER {t}_keep BEFORE UPDATE OR DELETE ON {t} FOR EACH ROW EXECUTE FUNCTION ledger_keep()"
            for t in TABLES
        ]
        whole = [
            f"CREATE OR REPLACE TRIGGER {t}_keep_all BEFORE TRUNCATE ON {t} FOR EACH STATEMENT EXECUTE FUNCTION ledger_keep()"
            for t in TABLES
        ]
        return [function, *rows, *whole]
    return [
        f"CREATE TRIGGER IF NOT EXISTS {t}_no_{verb.lower()} BEFORE {verb} ON {t} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
        for t in TABLES
        for verb in ("UPDATE", "DELETE")
    ]
