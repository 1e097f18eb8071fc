"""A ledger of past cases with invented parties, for trying `chengguan audit` (tools/sample_ledger.py) and for the demonstration.

Every party, number and case is made up. Some rows hold planted faults (`PLANTED`), one sort in every fifty rows.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from chengguan.audits import acts
from chengguan.audits.process import guessed
from chengguan.audits.selectors import setting_of
from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.documents import storing
from chengguan.people.models import Bureau

HEAD: Final = (
    "序号", "案号", "决定书文号", "当事人", "当事人类型", "案由", "处罚依据", "适用程序", "裁量阶次", "违法时间", "立案日期", "调查终结日期",
    "告知日期", "告知罚款金额（元）", "听证告知", "法制审核日期", "集体讨论日期", "决定日期", "罚款金额（元）", "送达日期", "送达方式",
    "缴款日期", "公示日期", "结案日期", "归档日期", "执法人员",
)  # fmt: skip
MATTERS: Final = (
    ("施工工地未采取有效防尘降尘措施", "《中华人民共和国大气污染防治法》第一百一十五条", 10_000, 100_000),
    ("运输渣土未采取密闭措施", "《中华人民共和国大气污染防治法》第一百一十六条", 2_000, 20_000),
    ("餐饮服务业未安装油烟净化设施", "《中华人民共和国大气污染防治法》第一百一十八条第一款", 5_000, 50_000),
    ("未经核准擅自处置建筑垃圾", "《城市建筑垃圾管理规定》第二十五条", 5_000, 30_000),
    ("擅自占用城市道路", "《城市道路管理条例》第四十二条", 200, 20_000),
)
TIERS: Final = (("轻微", 0.1), ("一般", 0.3), ("严重", 0.7))
FIRST: Final = date(2023, 1, 3)
SURNAMES, GIVEN = "赵钱孙李周吴郑王冯陈", "甲乙丙丁戊己庚辛"
Row = list[Any]


def rows(count: int, seed: int = 7) -> Iterator[Row]:
    """Rows of the ledger in the order of `HEAD`."""
    chance = random.Random(seed)
    for number in range(1, count + 1):
        row = _lawful(number, chance)
        plant = PLANTED.get(number % 50)
        if plant is not None:
            plant[1](row)
        yield row


def _lawful(number: int, chance: random.Random) -> Row:
    matter, basis, low, high = MATTERS[number % len(MATTERS)]
    tier, share = TIERS[chance.choices((0, 1, 2), (3, 5, 2))[0]]
    fine = round((low + share * (high - low)) / 100) * 100
    filed = FIRST + timedelta(days=number % 700)
    told = filed + timedelta(days=20)
    decided = told + timedelta(days=12)
    served = decided + timedelta(days=3)
    paid = served + timedelta(days=6)
    large = fine >= 10_000
    return [
        number, f"示城立〔{filed.year}〕{number}号", f"示城罚决〔{decided.year}〕{number}号", f"示例{number % 9973}号建筑有限公司", "法人及非法人组织",
        matter, basis, "普通程序", tier, filed - timedelta(days=2), filed, filed + timedelta(days=15), told, fine,
        told if large else "", decided - timedelta(days=2), decided - timedelta(days=1) if large else "", decided, fine, served, "直接送达",
        paid, decided + timedelta(days=6), paid + timedelta(days=8), paid + timedelta(days=30), _officers(number),
    ]  # fmt: skip


def _officers(number: int) -> str:
    one = SURNAMES[number % 10] + GIVEN[number % 8]
    other = SURNAMES[(number + 3) % 10] + GIVEN[(number + 5) % 8]
    return f"{one}、{other}"


def _at(name: str) -> int:
    return HEAD.index(name)


def _put(name: str, value: Any) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row[_at(name)] = value

    return change


def _moved(name: str, since: str, days: int) -> Callable[[Row], None]:
    def change(row: Row) -> None:
        row[_at(name)] = row[_at(since)] + timedelta(days=days)

    return change


def _late_decision(row: Row) -> None:
    """Decided 130 days after filing, everything later moved along."""
    shift = row[_at("立案日期")] + timedelta(days=130) - row[_at("决定日期")]
    for name in (
        "告知日期",
        "法制审核日期",
        "决定日期",
        "送达日期",
        "缴款日期",
        "公示日期",
        "结案日期",
        "归档日期",
    ):
        row[_at(name)] += shift


def _fine(row: Row) -> None:
    row[_at("罚款金额（元）")] = row[_at("告知罚款金额（元）")] = 250_000


PLANTED: Final[dict[int, tuple[str, Callable[[Row], None]]]] = {
    3: ("decision_late", _late_decision),
    7: ("served_late", _moved("送达日期", "决定日期", 20)),
    11: ("published_late", _moved("公示日期", "决定日期", 25)),
    17: ("notice_missing", _put("告知日期", "")),
    19: ("filing_missing", _put("立案日期", "")),
    23: ("fine_outside", _fine),
    29: ("officers_few", _put("执法人员", "赵甲")),
    31: ("noticed_after", _moved("告知日期", "决定日期", 2)),
    37: ("decided_before_filed", _moved("立案日期", "决定日期", 3)),
    41: ("statement_short", _moved("告知日期", "决定日期", -1)),
    43: ("fine_over_notice", _put("告知罚款金额（元）", 100)),
}
"""Row number modulo 50 → the rule that has to find it, and the change that plants it."""


def write(path: Path, count: int, *, title: bool = True) -> None:
    """The ledger as a workbook with a merged title row."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
    sheet = book.add_worksheet("案件台账")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    line = 0
    if title:
        sheet.write(0, 0, "示例局行政处罚案件台账（虚构数据）")
        line = 1
    sheet.write_row(line, 0, HEAD)
    for place, row in enumerate(rows(count), line + 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(place, column, value, day)
            else:
                sheet.write(place, column, value)
    book.close()


def hand_in(actor: Viewer, at: datetime) -> None:
    """存量案件体检 of such a ledger: received, its columns confirmed as guessed, left to the worker."""
    bureau = Bureau.objects.get(pk=actor.bureau_id)
    name = "往年处罚案件台账（演示）.xlsx"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path, 200)
        guess = guessed(path, name, setting_of(bureau, local_date(at)))
        source = storing.store(iter([path.read_bytes()]))
    title = "2023—2024年处罚案件台账（演示）"
    audit = acts.receive(
        actor=actor, at=at, source=source, source_name=name, title=title, kind="ledger", guess=guess
    ).result
    acts.run(actor=actor, at=at + timedelta(minutes=1), audit=audit, mapping=audit.mapping, remember=True)
