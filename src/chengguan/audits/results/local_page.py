"""体检结果 as one page that opens from the disk: no scripts, nothing loaded from elsewhere."""

from __future__ import annotations

from html import escape
from typing import Any, Final

from chengguan.audits.checks.findings import LEVELS, ORDER
from chengguan.audits.checks.running import KINDS, Report

from .workbook import DISCLAIMER

STYLE: Final = """body{font:15px/1.7 "Noto Sans SC","Microsoft YaHei",sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem;color:#1f2937}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem}table{border-collapse:collapse;width:100%}th,td{border:1px solid #cbd5e1;padding:.35rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
th{background:#eef2f7}.suspected{color:#b42318}.verify{color:#92600a}.hint{color:#475467}.note{background:#fff7e6;border:1px solid #f5d58a;padding:.6rem .9rem}details{margin:.5rem 0}"""


def local_page(report: Report) -> str:
    """The whole page."""
    order, tally = report.order, report.tally
    counts = "，".join(f"{LEVELS[level]} {tally.levels[level]:,} 条" for level in ORDER)
    parts = [
        f"<h1>行政处罚案件数据体检结果</h1><p class=note>{DISCLAIMER}</p>",
        f"<p>{escape(order.organ)} {escape(order.name or order.path.name)}（{KINDS[order.kind]}），检查之日 {order.today}。读入 {tally.rows:,} 行，检查 {tally.cases:,} 件，有发现的 {tally.touched:,} 件。{counts}。</p>",
        *(_rule(kept, tally.rules[rule]) for rule, kept in tally.ranked()),
        _pairs(
            "没有读出的内容（全部见表格）",
            [(f"第{u.row}行 {u.column or '整行'}", f"{u.value} —— {u.reason}") for u in tally.unread],
        ),
        _pairs("没有运行的规则", report.resting),
        _pairs("工作表", report.sheets),
    ]
    return f"<!doctype html><html lang=zh-CN><meta charset=utf-8><meta name=viewport content='width=device-width'><title>体检结果</title><style>{STYLE}</style><body>{''.join(parts)}</body></html>"


def _rule(kept: dict[str, Any], count: int) -> str:
    rows = "".join(
        f"<tr><td class={one['level']}>{LEVELS[one['level']]}</td><td>{one['row']}</td><td>{escape(one['case'])}</td><td>{escape(one['text'])}{_sum(one)}</td><td>{escape(one['cells'])}</td></tr>"
        for one in kept["examples"]
    )
    head = "<tr><th>级别</th><th>行</th><th>案号</th><th>发现</th><th>依据的单元格</th></tr>"
    return f"<h2>{escape(kept['title'])}（{count:,}）</h2><p>{escape(kept['articles'])}</p><table>{head}{rows}</table>"


def _sum(one: dict[str, Any]) -> str:
    return (
        f"<details><summary>期限怎样算出</summary>{escape(one['computed'])}</details>"
        if one["computed"]
        else ""
    )


def _pairs(title: str, pairs: list[tuple[str, str]]) -> str:
    if not pairs:
        return ""
    rows = "".join(f"<tr><td>{escape(first)}</td><td>{escape(second)}</td></tr>" for first, second in pairs)
    return f"<h2>{title}</h2><table>{rows}</table>"
