"""体检报告 as a paper: what was checked, what was found by rule with articles and examples, what was not checked, what it is worth."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from chengguan.audits.checks.findings import LEVELS, ORDER
from chengguan.audits.checks.running import KINDS, Report
from chengguan.documents.blocks import Attached, Block, Cell, Closing, Content, Heading, Paragraph, Table

TITLE: Final = "行政处罚案件数据体检报告"
SHOWN: Final = 3
NUMERALS: Final = "一二三四五六七八九十"
UNREAD_SHOWN: Final = 12


def paper(report: Report, *, attached: tuple[str, ...] = ()) -> Content:
    """The report in the look of an official letter; unsealed, it is an internal working paper."""
    order = report.order
    blocks: list[Block] = [
        *_subject(report),
        *_whole(report),
        *_found(report),
        *_left(report),
        *_worth(report),
    ]
    if attached:
        blocks.append(Attached(attached))
    blocks.append(Closing(order.organ or "（检查单位）", _cn(report), sealed=False))
    return Content("file_audit", TITLE, "letter", order.organ, order.today, tuple(blocks))


def write_pdf(
    report: Report, path: Path, *, attached: tuple[str, ...] = (), fonts: Path | None = None
) -> None:
    """The paper as PDF."""
    from chengguan.documents.fonts import font_set
    from chengguan.documents.pdf import render_pdf

    path.write_bytes(render_pdf(paper(report, attached=attached), fonts=font_set(fonts)))


def _cn(report: Report) -> str:
    day = report.order.today
    return f"{day.year}年{day.month}月{day.day}日"


def _subject(report: Report) -> list[Block]:
    order, tally = report.order, report.tally
    years = "、".join(f"{year}年{count:,}件" for year, count in sorted(tally.years.items()))
    text = (
        f"{'' if not order.organ else order.organ + '的'}{KINDS[order.kind]}“{order.name or order.path.name}”，共读入{tally.rows:,}行，"
        f"其中{tally.cases:,}行作为案件作了检查{f'（按决定日期：{years}）' if years else ''}。"
        "检查由程序按照平台收录的规则逐行进行，期限按照国务院放假安排计算，所适用的规则以行为当日施行的为准。"
    )
    return [Heading("一、检查对象和方法"), Paragraph(text)]


def _whole(report: Report) -> list[Block]:
    tally = report.tally
    counts = "，".join(f"{LEVELS[level]}{tally.levels[level]:,}条" for level in ORDER)
    share = f"，占{tally.touched / tally.cases:.1%}" if tally.cases else ""
    text = f"共有发现{tally.findings:,}条：{counts}。涉及案件{tally.touched:,}件{share}。"
    left = tally.unread_rows + report.early
    lost = (
        f"另有{left:,}行没有检查，{tally.unread_cells:,}个单元格没有读出，原因附后。"
        if left or tally.unread_cells
        else ""
    )
    blocks: list[Block] = [Heading("二、总体情况"), Paragraph(text + lost)]
    if tally.by_rule:
        blocks.append(_table(report))
    return blocks


def _table(report: Report) -> Table:
    tally = report.tally
    head = tuple(Cell(text, "label") for text in ("发现的情况", *(LEVELS[level] for level in ORDER), "合计"))
    rows = [head]
    for rule, kept in report.tally.ranked():
        counts = [str(kept["levels"].get(level, 0) or "") for level in ORDER]
        rows.append(
            (
                Cell(kept["title"]),
                *(Cell(count, "label") for count in counts),
                Cell(str(tally.rules[rule]), "label"),
            )
        )
    return Table((46, 16, 14, 12, 12), tuple(rows), head=1)


def _found(report: Report) -> list[Block]:
    blocks: list[Block] = [Heading("三、发现的情况")]
    if not report.tally.by_rule:
        return [*blocks, Paragraph("按照已运行的规则，没有发现需要核查的情况。")]
    for place, (rule, kept) in enumerate(report.tally.ranked(), 1):
        counts = "、".join(
            f"{LEVELS[level]}{kept['levels'][level]}条" for level in ORDER if kept["levels"].get(level)
        )
        blocks.append(Heading(f"（{_numeral(place)}）{kept['title']}", 2))
        blocks.append(Paragraph(f"{counts}。条文：{kept['articles']}。"))
        blocks += [Paragraph(_example(number, one)) for number, one in enumerate(kept["examples"][:SHOWN], 1)]
        if report.tally.rules[rule] > SHOWN:
            blocks.append(Paragraph(f"其余{report.tally.rules[rule] - SHOWN:,}条见所附表格。"))
    return blocks


def _example(number: int, one: dict[str, Any]) -> str:
    computed = f"计算过程：{one['computed']}。" if one["computed"] and number == 1 else ""
    case = one["case"] or "没有案号"
    return f"{number}．第{one['row']}行（{case}）：{one['text']}{computed}依据的内容：{one['cells']}。"


def _numeral(place: int) -> str:
    if place <= 10:
        return NUMERALS[place - 1]
    tens, units = divmod(place, 10)
    return ("" if tens == 1 else NUMERALS[tens - 1]) + "十" + (NUMERALS[units - 1] if units else "")


def _left(report: Report) -> list[Block]:
    blocks: list[Block] = [Heading("四、没有检查的内容")]
    unread = report.tally.unread
    lines = [f"工作表“{name}”：{state}。" for name, state in report.sheets if state.startswith("没有检查")]
    if report.resting:
        rules = "；".join(f"{title}（{reason}）" for title, reason in report.resting)
        lines.append(f"下列规则因表中缺少栏目没有运行：{rules}。")
    lines += report.notes
    if unread:
        lines.append("没有读出的行和单元格（列出前若干项，全部见所附表格）：")
    blocks += [Paragraph(line) for line in lines]
    if unread:
        head = tuple(Cell(text, "label") for text in ("行", "列", "内容", "原因"))
        rows = [
            (Cell(str(one.row), "label"), Cell(one.column or "整行"), Cell(one.value[:60]), Cell(one.reason))
            for one in unread[:UNREAD_SHOWN]
        ]
        blocks.append(Table((8, 20, 40, 32), (head, *rows), head=1))
    return blocks if len(blocks) > 1 else [*blocks, Paragraph("没有。")]


def _worth(report: Report) -> list[Block]:
    unverified = any(
        one["verified"] in ("R", "P") for kept in report.tally.by_rule.values() for one in kept["examples"]
    )
    lines = [
        "本报告根据表格内容推算，列出的是供核查的线索，不是对案件是否合法的认定。表格漏填、错填，或者有表中没有记载的延期、中止、鉴定、公告送达等情况的，以案卷为准。",
        "“疑似违法”指表中的内容与已核对的规定不符；“需核实”指有其他可能，或者所依据的规则尚未核对原文、属于本平台的政策选择；“提示”供内部管理参考。",
    ]
    if unverified:
        lines.append("标明未核实或者政策选择的规则，使用前请法制机构核对现行规定。")
    return [Heading("五、说明"), *(Paragraph(line) for line in lines)]
