"""Demonstration lists of powers, matters and benchmarks, imported by the same act that a bureau uses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from chengguan.base.viewer import Viewer
from chengguan.powers import acts
from chengguan.powers.models import Matter
from chengguan.powers.rows import POWER_KINDS
from chengguan.powers.sheets import MATTERS, POWERS, ROW, TIERS, Row, Sheets

FOLDER: Final = Path(__file__).parent / "lists"
PREFIXES: Final[Mapping[str, str]] = {
    "permit": "XK", "confirmation": "QR", "reward": "JL", "penalty": "CF", "compulsory_measure": "QZ", "inspection": "JC", "other": "QT",
}  # fmt: skip


def load_list(code: str, *, actor: Viewer, at: datetime) -> dict[str, Matter]:
    """Import the demonstration list of a bureau through powers.import_list.

    Returns the oldest version of each matter by its key in the file; `matters_on` finds the version of a day.
    Raises Refused when the file breaks a rule of the import.
    """
    content = read_list(code)
    acts.import_list(actor=actor, at=at, sheets=as_sheets(content), source=f"演示清单{code}.yaml")
    return matters_on(content, actor.bureau_id or 0, None)


def read_list(code: str) -> dict[str, Any]:
    """The file of one bureau."""
    content: dict[str, Any] = yaml.safe_load((FOLDER / f"{code}.yaml").read_text(encoding="utf-8"))
    return content


def matters_on(content: Mapping[str, Any], bureau_id: int, on: date | None) -> dict[str, Matter]:
    """Matters of an imported list by key: in force on a day, or the oldest version of each."""
    codes = {_matter_code(place): matter["key"] for place, matter in enumerate(content["matters"], start=1)}
    rows = (
        Matter.objects.filter(bureau_id=bureau_id, code__in=codes)
        .select_related("power")
        .order_by("-valid_from")
    )
    return {
        codes[row.code]: row
        for row in rows
        if on is None or (row.valid_from <= on and (row.valid_to is None or row.valid_to >= on))
    }


def as_sheets(content: Mapping[str, Any]) -> Sheets:
    """The file as the rows of the three sheets. Every matter brings its own power item."""
    return {
        POWERS: _numbered(_powers(content)),
        MATTERS: _numbered(
            row for place, matter in _placed(content) for row in _versions(content, place, matter)
        ),
        TIERS: _numbered(row for place, matter in _placed(content) for row in _tiers(content, place, matter)),
    }


def _powers(content: Mapping[str, Any]) -> Iterator[Row]:
    start = str(content["valid_from"])
    own = [[f"对{matter['title']}的处罚", matter["basis"]] for matter in content["matters"]]
    for kind, title in POWER_KINDS.items():
        named = [*(own if kind == "penalty" else []), *content["powers"].get(kind, [])]
        for place, (name, basis) in enumerate(named, start=1):
            code = f"{PREFIXES[kind]}-{place:03d}"
            yield {
                "事项编码": code,
                "事项名称": name,
                "权力类型": title,
                "实施依据": basis,
                "生效日期": start,
            }


def _versions(content: Mapping[str, Any], place: int, matter: Mapping[str, Any]) -> Iterator[Row]:
    yield _matter(content, place, matter)
    following = matter.get("then")
    if following:
        rest = {name: value for name, value in matter.items() if name not in ("until", "then")}
        yield {**_matter(content, place, {**rest, **following}), "调整原因": following["reason"]}


def _matter(content: Mapping[str, Any], place: int, matter: Mapping[str, Any]) -> Row:
    fines = _by_party(matter["fine"])
    return {
        "案由代码": _matter_code(place),
        "案由": matter["title"],
        "事项编码": f"{PREFIXES['penalty']}-{place:03d}",
        "领域": matter["field"],
        "违反条款": matter["violated"],
        "处罚依据": matter["basis"],
        "处罚种类": "、".join(matter.get("kinds", ["罚款"])),
        **{f"罚款幅度（{party}）": str(value) for party, value in fines.items()},
        "构成要件": "；".join(matter["elements"]),
        "须先责令改正": _flag(matter.get("prior_order", False)),
        "情节严重才处罚": _flag(matter.get("serious", False)),
        "可适用简易程序": _flag(matter.get("summary", True)),
        "列入重大执法决定目录": _flag(matter.get("major", False)),
        "生效日期": str(matter.get("from", content["valid_from"])),
        "失效日期": str(matter.get("until", "")),
        "核实程度": matter.get("verified", "V"),
        "备注": matter.get("note", ""),
        "沿革编号": matter.get("lineage", ""),
    }


def _tiers(content: Mapping[str, Any], place: int, matter: Mapping[str, Any]) -> Iterator[Row]:
    versions = [matter, {**matter, **matter["then"]}] if "then" in matter else [matter]
    for version in versions:
        start = version.get("from", content["valid_from"])
        for party, cuts in _by_party(version["cuts"]).items():
            for order, (name, condition) in enumerate(content["stages"], start=1):
                yield {
                    "案由代码": _matter_code(place),
                    "案由生效日期": str(start),
                    "适用对象": party,
                    "序号": str(order),
                    "阶次": name,
                    "适用情形": condition,
                    "下限（元）": str(cuts[order - 1]),
                    "上限（元）": str(cuts[order]),
                    "裁量基准文件": content["document"],
                    "公布日期": str(content["published_on"]),
                }


def _placed(content: Mapping[str, Any]) -> list[tuple[int, Mapping[str, Any]]]:
    return list(enumerate(content["matters"], start=1))


def _by_party(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"不区分": value}


def _matter_code(place: int) -> str:
    return f"AY-{place:03d}"


def _numbered(rows: Iterator[Row]) -> list[Row]:
    return [{**row, ROW: str(number)} for number, row in enumerate(rows, start=2)]


def _flag(value: bool) -> str:
    return "是" if value else "否"
