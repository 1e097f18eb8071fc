"""`python -m lawengine 推导.json …`: replay the derivation of decisions offline. Exit 0 when all agree with their record."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from .book import NormBook
from .proof import check

USAGE = "用法：python chengguan-check.pyz 推导文件.json [更多文件]"


def main(names: list[str]) -> int:
    """Check every file named; prints a report for each."""
    if not names:
        print(USAGE)
        return 2
    books: dict[str, NormBook] = {}
    return max([_report(Path(name), books) for name in names])


def _report(path: Path, books: dict[str, NormBook]) -> int:
    print(f"== {path.name}")
    try:
        proof = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"不能读取：{error}")
        return 2
    report = check(proof, books=books)
    for line in report.lines():
        print(line)
    return 0 if report.ok else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
