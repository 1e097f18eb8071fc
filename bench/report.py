"""The findings as tables in Markdown: for the terminal and for docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from .pages import HANDLER, HEAD, QUERIES

VERDICT_MS, WORKER_MB, REACH_RATIO = 5.0, 140.0, 1.2
HEADINGS: Final = (
    "operation",
    "viewer",
    "cases",
    "web ms",
    "db ms",
    "CPU ms",
    "median",
    "× floor",
    "limit",
    "",
    "queries",
    "wall ms",
)
Findings = dict[str, Any]


def tables(findings: Iterable[Findings]) -> str:
    """One section for each database."""
    return "\n".join(line for found in findings for line in _section(found))


def _section(found: Findings) -> Iterator[str]:
    yield f"\n## {TITLES[found['database']]}\n"
    yield from _table(HEADINGS, (_row(figure) for figure in found["figures"]))
    yield ""
    yield from _table(("whole", "measured", "limit", ""), _wholes(found))


TITLES: Final = {"postgres": "PostgreSQL", "sqlite": "SQLite"}


def _table(heads: Iterable[str], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "|" + "|".join("---" for _ in heads) + "|"
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def _row(figure: dict[str, Any]) -> tuple[str, ...]:
    cost = figure["cost"]
    cpu = cost["web_ms"] + cost["database_ms"]
    limit = figure["limit"]
    return (
        figure["title"],
        figure["viewer"],
        f"{figure['size']:,}",
        f"{cost['web_ms']:.2f}",
        f"{cost['database_ms']:.2f}",
        f"{cpu:.2f}",
        f"{cost['median_ms']:.2f}",
        f"{cpu / figure['floor_ms']:.1f}",
        "" if limit is None else f"{limit:g}",
        "" if limit is None else _mark(cpu, limit),
        "" if figure["queries"] is None else str(figure["queries"]),
        f"{cost['wall_ms']:.2f}",
    )


def _mark(value: float, limit: float) -> str:
    return "ok" if value <= limit else "OVER"


def _wholes(found: Findings) -> Iterator[tuple[str, ...]]:
    """What is judged as a whole: queries, reach, memory, the engine, the ledger."""
    yield from _query_rows(found["queries"])
    for number, worker in enumerate(found["memory"], 1):
        yield (
            f"worker {number}, RSS MB (PSS {worker['pss']:.0f})",
            f"{worker['rss']:.0f}",
            f"{WORKER_MB:g}",
            _mark(worker["rss"], WORKER_MB),
        )
    yield (
        "verdict with the whole clock set, ms",
        f"{found['verdict_ms']:.2f}",
        f"{VERDICT_MS:g}",
        _mark(found["verdict_ms"], VERDICT_MS),
    )
    ledger = found["verification"]
    yield f"hashing {ledger['entries']:.0f} entries (SHA-256 and SM3), ms", f"{ledger['raw']:.1f}", "", ""
    yield "verifying their chain in memory, × hashing", f"{ledger['checked'] / ledger['raw']:.2f}", "", ""
    yield "reading and verifying it, × hashing", f"{ledger['read_and_checked'] / ledger['raw']:.2f}", "", ""


def _query_rows(by_size: dict[str, dict[str, dict[str, int]]]) -> Iterator[tuple[str, ...]]:
    everything = [
        count for pages in by_size.values() for viewers in pages.values() for count in viewers.values()
    ]
    if not everything:
        return
    yield "most queries of a page", str(max(everything)), str(QUERIES), _mark(max(everything), QUERIES)
    spread = [_grown(by_size, key) for key in next(iter(by_size.values()))]
    yield (
        f"queries at {' / '.join(f'{int(size):,}' for size in by_size)} cases, largest difference",
        str(max(spread)),
        "0",
        _mark(max(spread), 0),
    )
    ratios = [
        viewers[HEAD] / viewers[HANDLER]
        for pages in by_size.values()
        for viewers in pages.values()
        if {HEAD, HANDLER} <= set(viewers)
    ]
    worst = max((max(ratio, 1 / ratio) for ratio in ratios), default=1.0)
    yield (
        "queries, all-rights and limited viewer, largest ratio",
        f"{worst:.2f}",
        f"{REACH_RATIO:g}",
        _mark(worst, REACH_RATIO),
    )


def _grown(by_size: dict[str, dict[str, dict[str, int]]], key: str) -> int:
    counts = [pages[key][viewer] for pages in by_size.values() for viewer in pages[key]]
    by_viewer = {
        viewer: [pages[key][viewer] for pages in by_size.values()]
        for pages in by_size.values()
        for viewer in pages[key]
    }
    return max(max(row) - min(row) for row in by_viewer.values()) if counts else 0
