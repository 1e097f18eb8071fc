"""The findings as tables in Markdown: for the terminal and for docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from .pages import HANDLER, HEAD, QUERIES

VERDICT_MS, WORKER_MB, REACH_RATIO = 5.0, 140.0, 1.2
LIKE_MS: Final = 300.0
AMENDMENT_S: Final = 30.0
REPLAY_S: Final = 5.0
INGEST_SHARE, INGEST_MB = 0.8, 32.0
PLAY_MS, PICTURE_MS = 300.0, 1000.0
ARCHIVE_MS: Final = 200.0
AUDIT_S: Final = 60.0
EXPORT_FIRST_S, EXPORT_MB = 1.0, 64.0  # half of it is what the database keeps of its file for itself
MEASURE_MS: Final = 1000.0
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
    yield from _replay_rows(found.get("replay") or {})
    yield from _ingest_rows(found.get("ingest") or {})
    yield from _playing_rows(found.get("playing") or {})
    yield from _archive_rows(found.get("archive") or {})
    yield from _measure_rows(found.get("measures") or {})
    yield from _audit_rows(found.get("audit") or {})
    yield from _export_rows(found.get("export") or {})
    yield from _like_rows(found.get("likeness") or {})
    yield from _amendment_rows(found.get("amendment") or {})
    ledger = found["verification"]
    yield f"hashing {ledger['entries']:.0f} entries (SHA-256 and SM3), ms", f"{ledger['raw']:.1f}", "", ""
    yield "verifying their chain in memory, × hashing", f"{ledger['checked'] / ledger['raw']:.2f}", "", ""
    yield "reading and verifying it, × hashing", f"{ledger['read_and_checked'] / ledger['raw']:.2f}", "", ""


def _replay_rows(found: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """Decisions replayed from their proofs, against the limit and against parsing and hashing the same bytes in the same run."""
    if not found:
        return
    seconds = found["compiling"] + found["busiest"]
    name = f"replay of {found['decisions']:,.0f} decisions ({found['steps']:,.0f} acts)"
    yield (
        f"{name} by two processes, CPU s of the busier one",
        f"{seconds:.1f}",
        f"{REPLAY_S:g}",
        _mark(seconds, REPLAY_S),
    )
    yield f"{name}, of it compiling the norms once", f"{found['compiling']:.1f}", "", ""
    yield f"{name}, wall s", f"{found['wall']:.1f}", "", ""
    ratio, size = found["cpu"] / max(found["ceiling"], 0.001), found["megabytes"]
    yield f"{name}, × parsing and hashing the same {size:.0f} MB", f"{ratio:.2f}", "", ""


def _audit_rows(found: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """A ledger of past cases checked by the command, against the limit and against reading its cells in the same run."""
    if not found:
        return
    name = f"audit of {found['rows']:,.0f} rows of old cases"
    yield f"{name}, CPU s", f"{found['cpu']:.1f}", f"{AUDIT_S:g}", _mark(found["cpu"], AUDIT_S)
    yield f"{name}, wall s", f"{found['wall']:.1f}", "", ""
    yield f"{name}, × reading the same cells", f"{found['cpu'] / max(found['reading'], 0.001):.1f}", "", ""
    yield f"{name}, peak memory MB", f"{found['peak_mb']:.0f}", "", ""


def _export_rows(found: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """Rows for the national platforms streamed as one file: its first byte, the worker's memory, and its second half taken up alone."""
    if not found:
        return
    name = f"export of {found['rows']:,.0f} rows ({found['mb']:.0f} MB)"
    first, grown = found["first_byte_s"], found["grown_mb"]
    yield f"{name}, first byte, s", f"{first:.2f}", f"{EXPORT_FIRST_S:g}", _mark(first, EXPORT_FIRST_S)
    yield f"{name}, last byte, s", f"{found['seconds']:.1f}", "", ""
    yield f"{name}, memory grown, MB", f"{grown:.0f}", f"{EXPORT_MB:g}", _mark(grown, EXPORT_MB)
    yield f"{name}, second half taken up, first byte, s", f"{found['resumed_first_byte_s']:.2f}", "", ""
    yield f"{name}, second half taken up, last byte, s", f"{found['resumed_seconds']:.1f}", "", ""


def _ingest_rows(found: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """Footage taken in, against the slower of writing and hashing in the same run; its memory against the size of the file."""
    if not found:
        return
    share = found["ratio"]
    yield f"writing {found['megabytes']:,.0f} MB with sync, MB/s", f"{found['write_mb_s']:.0f}", "", ""
    yield "hashing the same in one pass (SHA-256 and SM3), MB/s", f"{found['hash_mb_s']:.0f}", "", ""
    yield "hashing the same, a thread for each digest, MB/s", f"{found['threads_mb_s']:.0f}", "", ""
    yield "ingest in chunks, synced, hashed and in the store, MB/s", f"{found['ingest_mb_s']:.0f}", "", ""
    yield (
        "ingest, share of min(writing, one pass of hashing)",
        f"{share:.2f}",
        f">= {INGEST_SHARE:g}",
        "ok" if share >= INGEST_SHARE else "UNDER",
    )
    yield "metadata read and recording entered, s for each file", f"{found['finish_s']:.1f}", "", ""
    name = f"ingest of {found['memory_mb']:,.0f} MB up to the record"
    yield f"{name}, MB/s", f"{found['whole_mb_s']:.0f}", "", ""
    grown = found["grown_mb"]
    yield (
        f"ingest of {found['memory_mb']:,.0f} MB, memory grown, MB",
        f"{grown:.0f}",
        f"{INGEST_MB:g}",
        _mark(grown, INGEST_MB),
    )


def _archive_rows(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Search in the archive of recordings: p95 of the whole page for each kind of question and reach."""
    for name, times in (found.get("p95") or {}).items():
        for viewer, p95 in times.items():
            queries = found["queries"][name][viewer]
            yield (
                f"{found['recordings']:,} recordings, {name} ({viewer}, {queries} queries), p95 ms",
                f"{p95:.0f}",
                f"{ARCHIVE_MS:g}",
                _mark(p95, ARCHIVE_MS),
            )


def _measure_rows(found: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    """Measures of a year over all entries: the slowest one, its parts, its records, and the whole board, against one look at every row."""
    if not found:
        return
    name = f"measures of a year ({found['of_year']:,} cases) over {found['entries']:,} entries"
    limited = {
        f"slowest measure ({found['slowest']})": found["slowest_ms"],
        "slowest breakdown": max(found["parts_ms"].values()),
        "first page of records": found["records_ms"],
    }
    for title, value in limited.items():
        yield f"{name}, {title}, ms", f"{value:.0f}", f"{MEASURE_MS:g}", _mark(value, MEASURE_MS)
    yield f"{name}, all {len(found['single_ms'])} measures at once, ms", f"{found['board_ms']:.0f}", "", ""
    yield f"{name}, one look at every fact row, ms", f"{found['floor_ms']:.0f}", "", ""


def _playing_rows(found: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """Playing from the tagged second: until its bytes are there, and until Chromium shows the picture."""
    titles = {
        "direct_ms": ("play at the tagged second, file as it lies: bytes there, p95 ms", PLAY_MS),
        "segments_ms": ("play at the tagged second, segments: bytes there, p95 ms", PLAY_MS),
        "shown_direct_ms": ("the same in Chromium, file as it lies: picture shown, p95 ms", PICTURE_MS),
        "shown_segments_ms": ("the same in Chromium, segments: picture shown, p95 ms", PICTURE_MS),
        "jump_direct_ms": ("jump to another mark in Chromium, file as it lies, p95 ms", PICTURE_MS),
        "jump_segments_ms": ("jump to another mark in Chromium, segments, p95 ms", PICTURE_MS),
    }
    for key, (title, limit) in titles.items():
        if key in found:
            yield title, f"{found[key]:.0f}", f"{limit:g}", _mark(found[key], limit)


def _amendment_rows(found: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """An amendment compared over all open cases, against its limit, a bare reading of the same rows, and judging them singly."""
    if not found:
        return
    seconds, name = found["seconds"], f"amendment impact over {found['cases']:,.0f} open cases"
    yield f"{name}, wall s", f"{seconds:.1f}", f"{AMENDMENT_S:g}", _mark(seconds, AMENDMENT_S)
    yield f"{name}, × reading the rows", f"{seconds / max(found['reading'], 0.01):.1f}", "", ""
    yield f"{name}, share of judging case by case", f"{seconds / max(found['one_by_one'], 0.01):.4f}", "", ""
    yield f"{name}, memory grown, MB", f"{found['grown_mb']:.0f}", "", ""


def _like_rows(likeness: dict[str, float]) -> Iterator[tuple[str, ...]]:
    """The search for like cases, against its limit and against one look at every row in the same run."""
    if not likeness:
        return
    p95 = likeness["p95_ms"]
    name = f"like-case search over {likeness['rows']:,.0f} cases"
    yield f"{name}, median, wall ms", f"{likeness['p50_ms']:.1f}", "", ""
    yield f"{name}, p95, wall ms", f"{p95:.1f}", f"{LIKE_MS:g}", _mark(p95, LIKE_MS)
    yield f"{name}, p95, × counting the rows unindexed", f"{p95 / max(likeness['scan_ms'], 0.01):.2f}", "", ""


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
