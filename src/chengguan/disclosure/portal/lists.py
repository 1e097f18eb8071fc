"""事前公开的清单: powers, benchmarks, leniency, inspections, devices; each row as the page and the download show it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from chengguan.ledger.norms import book
from chengguan.people.models import Bureau
from chengguan.people.platform import system_viewer
from chengguan.powers.citations import write_citation
from chengguan.powers.models import Matter, PowerItem, Tier
from chengguan.powers.rows import PARTIES, PENALTIES
from chengguan.powers.selectors import matters_for
from chengguan.powers.selectors.leniency import LeniencyList, leniency_lists
from chengguan.registers.models import MonitoringDevice

KINDS: Final = PowerItem.KINDS


@dataclass(frozen=True)
class PowerGroup:
    """行政权力 of one kind."""

    kind: str
    title: str
    rows: list[PowerItem]


@dataclass(frozen=True)
class TierRow:
    """裁量阶次 with its range in words."""

    party: str
    name: str
    condition: str
    low: str
    high: str
    document: str
    published_on: date

    @property
    def span(self) -> str:
        return f"{self.low} 元" if self.low == self.high else f"{self.low}–{self.high} 元"


@dataclass(frozen=True)
class MatterRow:
    """案由: what may be punished, on which basis, with what, within what range."""

    code: str
    title: str
    field: str
    power_code: str
    violated: str
    basis: str
    kinds: str
    ranges: str
    prior_order: bool
    tiers: list[TierRow]


@dataclass(frozen=True)
class DeviceRow:
    """监控设备 in force (行政处罚法 第四十一条)."""

    number: str
    name: str
    place: str
    basis: str
    installed_on: date
    calibrated_until: date
    published_on: date | None


def powers(bureau: Bureau, on: date, *, text: str = "", kind: str = "") -> list[PowerGroup]:
    """权责清单 as of a day, by kind. One query."""
    order = {name: place for place, (name, _) in enumerate(PowerItem.KINDS)}
    titles = dict(PowerItem.KINDS)
    rows = list(_in_force(PowerItem, bureau, on))
    word = text.strip()
    wanted = [
        row
        for row in rows
        if (not kind or row.kind == kind) and (not word or word in f"{row.name}{row.code}{row.basis}")
    ]
    wanted.sort(key=lambda row: (order[row.kind], row.code))
    return [
        PowerGroup(name, titles[name], list(group)) for name, group in groupby(wanted, lambda row: row.kind)
    ]


def inspections(bureau: Bureau, on: date) -> list[PowerItem]:
    """行政检查（随机抽查）事项: what the list of powers names as inspection. One query."""
    return sorted(
        (row for row in _in_force(PowerItem, bureau, on) if row.kind == "inspection"),
        key=lambda row: row.code,
    )


def benchmarks(bureau: Bureau, on: date, *, text: str = "", area: str = "") -> list[MatterRow]:
    """裁量基准: matters in force with their tiers, by area and code. Two queries."""
    title = _titles(on)
    word = text.strip()
    rows = [_matter(row, title) for row in matters_for(bureau.pk, on).prefetch_related("tiers")]
    return [
        row
        for row in rows
        if (not area or row.field == area) and (not word or word in f"{row.title}{row.code}{row.basis}")
    ]


def leniency(bureau: Bureau, on: date) -> list[LeniencyList]:
    """柔性执法清单 that the organ has in force. One query."""
    return [row for row in leniency_lists(system_viewer(bureau), on) if row.rows]


def devices(bureau: Bureau, on: date) -> list[DeviceRow]:
    """Devices whose records may be evidence that day. One query."""
    title = _titles(on)
    rows = MonitoringDevice.objects.filter(bureau=bureau).in_force_on(on).order_by("number")
    return [
        DeviceRow(
            row.number,
            row.name,
            row.place,
            write_citation({"law": row.basis_law, "article": row.basis_article}, title),
            row.installed_on,
            row.calibrated_until,
            row.published_on,
        )
        for row in rows
    ]


def _in_force(model: Any, bureau: Bureau, on: date) -> Any:
    return model.objects.filter(bureau=bureau).in_force(on)


def _titles(on: date) -> Callable[[str], str]:
    """Full title of a law by its short name."""
    norms = book()

    def title(law: str) -> str:
        source = norms.source(law, on=on) or norms.sources.newest(law)
        return source.title if source else law

    return title


def _matter(row: Matter, title: Callable[[str], str]) -> MatterRow:
    return MatterRow(
        code=row.code,
        title=row.title,
        field=row.field,
        power_code=row.power.code,
        violated="、".join(write_citation(cite, title) for cite in row.violated),
        basis="、".join(write_citation(cite, title) for cite in row.basis),
        kinds="、".join(PENALTIES.get(kind, kind) for kind in row.kinds),
        ranges="；".join(_range(fine) for fine in row.fines),
        prior_order=row.requires_prior_order,
        tiers=[_tier(tier) for tier in row.tiers.all()],
    )


def _range(fine: Mapping[str, str]) -> str:
    party = "" if fine["party"] == "any" else f"{PARTIES[fine['party']]}："
    return f"{party}{_yuan(fine['low'])}–{_yuan(fine['high'])} 元"


def _tier(row: Tier) -> TierRow:
    party = PARTIES[row.party]
    return TierRow(
        party, row.name, row.condition, _yuan(row.low), _yuan(row.high), row.document, row.published_on
    )


def _yuan(amount: object) -> str:
    value = Decimal(str(amount))
    return f"{value:,.0f}" if value == value.to_integral_value() else f"{value:,.2f}"
