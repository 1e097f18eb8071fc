"""Rows of the list as typed drafts, and what is wrong with them, row by row, in Chinese."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from dataclasses import field as part
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final, TypeVar

from .citations import Unreadable, read_citations
from .models import PowerItem
from .sheets import MATTERS, POWERS, ROW, TIERS, Row

T = TypeVar("T")
PENALTIES: Final[Mapping[str, str]] = {
    "warning": "警告",
    "public_criticism": "通报批评",
    "fine": "罚款",
    "confiscate_gains": "没收违法所得",
    "confiscate_property": "没收非法财物",
    "suspend_permit": "暂扣许可证件",
    "lower_qualification": "降低资质等级",
    "revoke_permit": "吊销许可证件",
    "restrict_activity": "限制开展生产经营活动",
    "suspend_business": "责令停产停业",
    "order_closure": "责令关闭",
    "bar_from_trade": "限制从业",
}
PARTIES: Final[Mapping[str, str]] = {"individual": "个人", "organisation": "单位", "any": "不区分"}
POWER_KINDS: Final[Mapping[str, str]] = dict(PowerItem.KINDS)
VERIFIED: Final = ("V", "V2", "R", "P")
_DATE: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_RANGE: Final = re.compile(r"([\d,.]+)\s*[-–—~至]\s*([\d,.]+)\s*元?")


@dataclass(frozen=True)
class Fault:
    """One defect: its kind (a requirement of powers.import_list), where it stands, and what to do."""

    kind: str
    sheet: str
    row: int
    column: str
    text: str


@dataclass
class Draft:
    """What the three kinds of rows share: where they stand, and their period."""

    row: int
    code: str
    valid_from: date
    valid_to: date | None
    change_reason: str


@dataclass
class PowerDraft(Draft):
    name: str
    kind: str
    basis: str


@dataclass
class TierDraft:
    row: int
    matter: str
    matter_from: date | None
    party: str
    order: int
    name: str
    condition: str
    low: Decimal
    high: Decimal
    document: str
    published_on: date


@dataclass
class MatterDraft(Draft):
    title: str
    power: str
    field: str
    violated: list[dict[str, Any]]
    basis: list[dict[str, Any]]
    kinds: list[str]
    fines: list[dict[str, str]]
    elements: list[str]
    requires_prior_order: bool
    serious_only: bool
    summary_allowed: bool
    major: bool
    verified: str
    note: str
    lineage: str
    tiers: list[TierDraft] = part(default_factory=list)


class _Reader:
    """One row being read: cells by column, faults collected."""

    def __init__(self, sheet: str, row: Row, faults: list[Fault]) -> None:
        self.sheet, self.cells, self.faults = sheet, row, faults
        self.number = int(row.get(ROW, "0") or 0)
        self.failed = False

    def fault(self, column: str, text: str, kind: str = "unreadable") -> None:
        self.faults.append(Fault(kind, self.sheet, self.number, column, text))
        self.failed = self.failed or kind != "range_faulty"

    def text(self, column: str, *, required: bool = False, longest: int = 0, kind: str = "unreadable") -> str:
        value = self.cells.get(column, "").strip()
        if required and not value:
            self.fault(column, f"请填写“{column}”。", kind)
        if longest and len(value) > longest:
            self.fault(column, f"“{column}”不能超过 {longest} 个字。")
        return value

    def day(self, column: str, *, required: bool = False) -> date | None:
        value = self.text(column, required=required)
        if not value:
            return None
        match = _DATE.fullmatch(value)
        try:
            return date(*(int(part) for part in match.groups())) if match else _no_date()
        except ValueError:
            self.fault(column, f"“{value}”不是有效日期，请写成 2024-05-06。")
            return None

    def choice(self, column: str, choices: Mapping[str, str], default: str = "") -> str:
        value = self.text(column) or default
        by_title = {title: name for name, title in choices.items()} | {name: name for name in choices}
        if value not in by_title:
            self.fault(column, f"“{value}”不在可选范围：{'、'.join(choices.values())}。")
            return ""
        return by_title[value]

    def flag(self, column: str, default: bool) -> bool:
        value = self.text(column)
        if value not in ("", "是", "否"):
            self.fault(column, f"“{column}”请填“是”或“否”。")
        return default if not value else value == "是"

    def amount(self, column: str, value: str) -> Decimal:
        try:
            number = Decimal(value.replace(",", ""))
        except InvalidOperation:
            number = Decimal(-1)
        if not number.is_finite() or number < 0:
            self.fault(column, f"“{value}”不是金额，请填不小于零的数字（元）。")
            return Decimal(0)
        return number

    def cites(
        self, column: str, resolve: Callable[[str], str], *, required: bool, kind: str
    ) -> list[dict[str, Any]]:
        value = self.text(column, required=required, kind=kind)
        try:
            return read_citations(value, resolve)
        except Unreadable as error:
            self.fault(column, str(error))
            return []


def _no_date() -> date:
    raise ValueError


def read_power(row: Row, faults: list[Fault]) -> PowerDraft | None:
    """One row of 权力事项, or None when it cannot be used."""
    read = _Reader(POWERS, row, faults)
    values = {
        "name": read.text("事项名称", required=True, longest=200),
        "kind": read.choice("权力类型", POWER_KINDS),
        "basis": read.text("实施依据", required=True, kind="basis_missing"),
        **_period(read, "事项编码"),
    }
    return None if read.failed else PowerDraft(**values)


def read_matter(row: Row, resolve: Callable[[str], str], faults: list[Fault]) -> MatterDraft | None:
    """One row of 案由, or None when it cannot be used."""
    read = _Reader(MATTERS, row, faults)
    values = {
        "title": read.text("案由", required=True, longest=200),
        "power": read.text("事项编码", required=True),
        "field": read.text("领域", required=True, longest=40),
        "violated": read.cites("违反条款", resolve, required=True, kind="basis_missing"),
        "basis": read.cites("处罚依据", resolve, required=True, kind="basis_missing"),
        "kinds": _kinds(read),
        "fines": _fines(read),
        "elements": [part for part in re.split(r"[；;\n]", read.text("构成要件")) if part.strip()],
        "requires_prior_order": read.flag("须先责令改正", False),
        "serious_only": read.flag("情节严重才处罚", False),
        "summary_allowed": read.flag("可适用简易程序", True),
        "major": read.flag("列入重大执法决定目录", False),
        "verified": read.choice("核实程度", {mark: mark for mark in VERIFIED}, "V2"),
        "note": read.text("备注", longest=300),
        "lineage": read.text("沿革编号", longest=40),
        **_period(read, "案由代码"),
    }
    return None if read.failed else MatterDraft(**values)


def read_tier(row: Row, faults: list[Fault]) -> TierDraft | None:
    """One row of 裁量基准, or None when it cannot be used."""
    read = _Reader(TIERS, row, faults)
    order = read.text("序号", required=True)
    if order and not order.isdigit():
        read.fault("序号", "序号请填正整数。")
    values = {
        "row": read.number,
        "matter": read.text("案由代码", required=True),
        "matter_from": read.day("案由生效日期"),
        "party": read.choice("适用对象", PARTIES, "不区分"),
        "order": int(order) if order.isdigit() else 0,
        "name": read.text("阶次", required=True, longest=40),
        "condition": read.text("适用情形", required=True, longest=300),
        "low": read.amount("下限（元）", read.text("下限（元）", required=True) or "0"),
        "high": read.amount("上限（元）", read.text("上限（元）", required=True) or "0"),
        "document": read.text("裁量基准文件", required=True, longest=120, kind="tier_unpublished"),
        "published_on": read.day("公布日期", required=True),
    }
    return None if read.failed else TierDraft(**values)  # type: ignore[arg-type]


def _period(read: _Reader, code: str) -> dict[str, Any]:
    start, end = read.day("生效日期", required=True), read.day("失效日期")
    if start and end and end < start:
        read.fault("失效日期", "失效日期早于生效日期。")
    reason = read.text("调整原因", longest=200)
    return {
        "row": read.number,
        "code": read.text(code, required=True, longest=40),
        "valid_from": start,
        "valid_to": end,
        "change_reason": reason,
    }


def _kinds(read: _Reader) -> list[str]:
    by_title = {title: name for name, title in PENALTIES.items()}
    words = [word for word in re.split(r"[、，,；;\s]+", read.text("处罚种类", required=True)) if word]
    unknown = [word for word in words if word not in by_title]
    if unknown:
        read.fault("处罚种类", f"“{unknown[0]}”不是法定处罚种类，可填：{'、'.join(by_title)}。")
    return [by_title[word] for word in words if word in by_title]


def _fines(read: _Reader) -> list[dict[str, str]]:
    found = []
    for party, title in PARTIES.items():
        column = f"罚款幅度（{title}）"
        value = read.text(column)
        match = _RANGE.fullmatch(value)
        if value and match is None:
            read.fault(column, f"“{value}”不是幅度，请写成 2000-20000（元）。")
        if match:
            low, high = (read.amount(column, part) for part in match.groups())
            if low > high:
                read.fault(column, f"罚款下限 {low} 高于上限 {high}。", "range_faulty")
            found.append({"party": party, "low": plain(low), "high": plain(high)})
    return found


def plain(amount: Decimal) -> str:
    """An amount as text without needless zeros: 20000, 0.5."""
    return f"{amount.normalize():f}"


def values_of(draft: Draft, leaving_out: Sequence[str]) -> dict[str, Any]:
    """A draft's values by name of field."""
    return {item.name: getattr(draft, item.name) for item in fields(draft) if item.name not in leaving_out}
