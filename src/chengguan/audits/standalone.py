"""体检 without a database: a file in, a folder with workbook, report, page and mapping out. Used by the command and by the worker."""

from __future__ import annotations

import json
import resource
from collections.abc import Callable
from pathlib import Path
from typing import Final

from lawengine import NormBook

from .checks.running import Order, Report, audit, summary_of
from .results.local_page import local_page
from .results.paper import write_pdf
from .results.workbook import Workbook

WORKBOOK: Final = "体检结果.xlsx"
PAPER: Final = "体检报告.pdf"
PAGE: Final = "体检结果.html"
MAPPING: Final = "列对应关系.json"
SUMMARY: Final = "summary.json"
GUESS: Final = "guess.json"


def check(
    book: NormBook, order: Order, folder: Path, progress: Callable[[int], None] = lambda rows: None, *, fonts: Path | None = None
) -> Report:  # fmt: skip
    """Audit a file and write the results into a folder, which is made. Raises `FileRefused`; then no result is left behind."""
    folder.mkdir(parents=True, exist_ok=True)
    making = folder / f".{WORKBOOK}"
    sink = Workbook(making)
    try:
        report = audit(book, order, sink, progress)
    except BaseException:
        sink.close()
        making.unlink(missing_ok=True)
        raise
    sink.close(report)
    making.replace(folder / WORKBOOK)
    write_pdf(report, folder / PAPER, attached=(WORKBOOK,), fonts=fonts)
    (folder / PAGE).write_text(local_page(report), encoding="utf-8")
    (folder / MAPPING).write_text(report.mapping.as_json(), encoding="utf-8")
    (folder / SUMMARY).write_text(json.dumps(summary_of(report), ensure_ascii=False), encoding="utf-8")
    return report


def bound(megabytes: int) -> None:
    """Let this process have no more memory than this: a file that is built to fill it ends the process, not the machine."""
    size = megabytes * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
