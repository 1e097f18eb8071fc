"""The command `chengguan`: what can be done with the platform without a database.

`chengguan audit FILE.xlsx` checks a table of past cases against the law engine and leaves workbook, report and page in a folder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from chengguan.audits.checks.running import Order, Report
    from lawengine import NormBook

ROOT: Final = Path(__file__).resolve().parents[3]
REFUSED: Final = 2
RULES: Final = 3


def main(arguments: list[str] | None = None) -> int:
    """Entry point. Returns 0 when the file was checked, 2 when it could not be, 3 when the rules do not load."""
    chosen = _parser().parse_args(arguments)
    return _audit(chosen)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="chengguan", description="法治城管平台的命令。")
    commands = parser.add_subparsers(dest="command", required=True, metavar="命令")
    audit = commands.add_parser(
        "audit",
        help="检查过去的案件台账或者公示清单",
        description="存量案件体检：逐行检查期限、步骤、数额和同案同罚，不需要数据库。",
    )
    audit.add_argument("file", type=Path, metavar="文件", help="xlsx、xls 或者 csv")
    audit.add_argument("--mapping", type=Path, metavar="M.json", help="列对应关系；没有时按列名猜测")
    audit.add_argument(
        "--out", type=Path, metavar="目录", help="结果放在哪里；默认为文件旁边的“文件名_体检结果”"
    )
    audit.add_argument("--guess", action="store_true", help="只猜测列对应关系并写出，不检查")
    audit.add_argument(
        "--place", default="000000", metavar="代码", help="行政区划代码，六位；没有时只用全国规定"
    )
    audit.add_argument("--kind", choices=["ledger", "published"], help="案件台账或者公示清单；默认按列名判断")
    audit.add_argument("--organ", default="", metavar="名称", help="报告里的单位名称")
    audit.add_argument(
        "--on", type=date.fromisoformat, metavar="日期", help="检查之日，例如 2026-11-22；默认为今天"
    )
    audit.add_argument(
        "--norms",
        type=Path,
        metavar="目录",
        default=Path(os.environ.get("NORMS_DIR", ROOT / "norms")),
        help="规则所在的目录",
    )
    audit.add_argument("--order", type=Path, help=argparse.SUPPRESS)
    audit.add_argument("--memory", type=int, default=0, help=argparse.SUPPRESS)
    return parser


def _audit(chosen: argparse.Namespace) -> int:
    from chengguan.audits.checks.files import FileRefused
    from chengguan.audits.place import book_of
    from chengguan.audits.standalone import bound
    from lawengine import NormError

    if chosen.memory:
        bound(chosen.memory)
    if not chosen.file.is_file():
        return _refuse(f"没有这个文件：{chosen.file}")
    try:
        book = book_of(chosen.norms, chosen.place)
        return _run(book, chosen)
    except FileRefused as refused:
        return _refuse(str(refused))
    except BrokenPipeError:
        return 0
    except MemoryError:
        return _refuse("文件大到内存放不下，请分成几个文件。")
    except (NormError, OSError, KeyError) as error:
        print(f"规则没有载入或者结果写不出：{error}", file=sys.stderr)
        return RULES


def _refuse(text: str) -> int:
    print(f"没有检查：{text}", file=sys.stderr)
    return REFUSED


def _run(book: NormBook, chosen: argparse.Namespace) -> int:
    from chengguan.audits.checks.columns import lacks
    from chengguan.audits.checks.running import guess
    from chengguan.audits.standalone import GUESS, MAPPING, check

    folder: Path = chosen.out or chosen.file.with_name(f"{chosen.file.stem}_体检结果")
    order = _order(chosen)
    if order.mapping is None:
        found = guess(book, order.path, jurisdiction=order.jurisdiction, today=order.today)
        missing = lacks(found.mapping)
        _tell_guess(found.mapping.columns, found.sheet)
        if chosen.guess or missing:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / MAPPING).write_text(found.mapping.as_json(), encoding="utf-8")
            (folder / GUESS).write_text(json.dumps(found.as_dict(), ensure_ascii=False), encoding="utf-8")
            print(
                f"{missing}请在 {folder / MAPPING} 中补充或者改正，再用 --mapping 指定它。表里的列：{'、'.join(filter(None, found.header.labels))}"
            )
            return REFUSED if missing and not chosen.guess else 0
        order = _order(chosen, found.kind)
    report = check(book, order, folder, _progress)
    _tell(report, folder)
    return 0


def _order(chosen: argparse.Namespace, kind: str = "ledger") -> Order:
    from chengguan.audits.checks.columns import Mapping_
    from chengguan.audits.checks.running import Order, matters_from

    details = json.loads(chosen.order.read_text("utf-8")) if chosen.order else {}
    mapping = Mapping_.from_json(chosen.mapping.read_text("utf-8-sig")) if chosen.mapping else None
    return Order(
        path=chosen.file,
        kind=chosen.kind or kind,
        jurisdiction=chosen.place,
        today=chosen.on or datetime.now().astimezone().date(),  # noqa: TID251
        mapping=mapping,
        own=matters_from(details.get("matters", ())),
        name=details.get("name", chosen.file.name),
        organ=details.get("organ", chosen.organ),
    )


def _progress(rows: int) -> None:
    """On a terminal a line that moves; for a program that listens, a line for each step."""
    if sys.stderr.isatty():
        print(f"\r已读 {rows:,} 行", end="", file=sys.stderr, flush=True)
    elif rows % 5000 == 0:
        print(f"rows {rows}", file=sys.stderr, flush=True)


def _tell_guess(columns: object, sheet: str) -> None:
    assert isinstance(columns, dict)
    print(f"工作表“{sheet}”，按列名认出 {len(columns)} 列：{'、'.join(columns.values())}")


def _tell(report: Report, folder: Path) -> None:
    from chengguan.audits.checks.findings import LEVELS, ORDER

    tally = report.tally
    if sys.stderr.isatty():
        print(file=sys.stderr)
    counts = "，".join(f"{LEVELS[level]} {tally.levels[level]:,}" for level in ORDER)
    print(
        f"读入 {tally.rows:,} 行，检查 {tally.cases:,} 件；发现 {tally.findings:,} 条（{counts}），涉及 {tally.touched:,} 件。"
    )
    for rule, kept in tally.ranked():
        print(f"  {tally.rules[rule]:>7,}  {kept['title']}　{kept['articles']}")
    if tally.unread_rows or tally.unread_cells or report.early:
        print(
            f"没有检查 {tally.unread_rows + report.early:,} 行，没有读出 {tally.unread_cells:,} 个单元格，原因见结果。"
        )
    for title, reason in report.resting:
        print(f"  没有运行：{title}（{reason}）")
    print("这些是供核查的线索，不是对案件的认定，以案卷为准。")
    print(f"结果在 {folder}")


if __name__ == "__main__":
    raise SystemExit(main())
