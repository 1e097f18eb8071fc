"""The list as it stands, written back as the rows from which it can be imported again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from .checking import Laws
from .citations import write_citations
from .models import Matter, PowerItem, Tier
from .rows import PARTIES, PENALTIES, plain
from .sheets import MATTERS, POWERS, TIERS, Row, Sheets


def list_as_sheets(bureau_id: int, laws: Laws) -> Sheets:
    """Every version of every item of a bureau, oldest first. Three queries."""
    powers = PowerItem.objects.filter(bureau_id=bureau_id).order_by("code", "valid_from")
    matters = list(
        Matter.objects.filter(bureau_id=bureau_id)
        .select_related("power")
        .prefetch_related("tiers")
        .order_by("code", "valid_from")
    )
    return {
        POWERS: [_power(power) for power in powers],
        MATTERS: [_matter(matter, laws.title) for matter in matters],
        TIERS: [row for matter in matters for row in _tiers(matter)],
    }


def _power(power: PowerItem) -> Row:
    return {
        "事项编码": power.code,
        "事项名称": power.name,
        "权力类型": power.get_kind_display(),
        "实施依据": power.basis,
        "生效日期": _day(power.valid_from),
        "失效日期": _day(power.valid_to),
        "调整原因": power.change_reason,
    }


def _matter(matter: Matter, title: Callable[[str], str]) -> Row:
    ranges = {
        f"罚款幅度（{PARTIES[fine['party']]}）": f"{fine['low']}-{fine['high']}" for fine in matter.fines
    }
    return {
        "案由代码": matter.code,
        "案由": matter.title,
        "事项编码": matter.power.code,
        "领域": matter.field,
        "违反条款": write_citations(matter.violated, title),
        "处罚依据": write_citations(matter.basis, title),
        "处罚种类": "、".join(PENALTIES[kind] for kind in matter.kinds),
        **ranges,
        "构成要件": "；".join(matter.elements),
        "须先责令改正": _flag(matter.requires_prior_order),
        "情节严重才处罚": _flag(matter.serious_only),
        "可适用简易程序": _flag(matter.summary_allowed),
        "列入重大执法决定目录": _flag(matter.major),
        "生效日期": _day(matter.valid_from),
        "失效日期": _day(matter.valid_to),
        "核实程度": matter.verified,
        "备注": matter.note,
        "沿革编号": matter.lineage,
        "调整原因": matter.change_reason,
    }


def _tiers(matter: Matter) -> Iterator[Row]:
    tiers: list[Tier] = list(matter.tiers.all())
    for tier in tiers:
        yield {
            "案由代码": matter.code,
            "案由生效日期": _day(matter.valid_from),
            "适用对象": PARTIES[tier.party],
            "序号": str(tier.order),
            "阶次": tier.name,
            "适用情形": tier.condition,
            "下限（元）": plain(tier.low),
            "上限（元）": plain(tier.high),
            "裁量基准文件": tier.document,
            "公布日期": _day(tier.published_on),
        }


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _flag(value: bool) -> str:
    return "是" if value else "否"
