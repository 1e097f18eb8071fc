"""柔性执法清单 as a page: which lists of leniency are in force in the viewer's bureau on a day, row by row, with their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.ledger.norms import book
from chengguan.powers.models import Matter
from lawengine import Citation, Threshold
from lawengine.norms import Listing, Missing

from . import matters_for

TITLES: Final[Mapping[str, str]] = {
    "exemption_minor": "轻微不罚",
    "exemption_first": "首违不罚",
    "mitigated": "减轻处罚",
    "lighter": "从轻处罚",
    "no_compulsion": "不予强制",
    "persuasion_first": "先行说服教育",
}
RULES: Final[Mapping[str, str]] = {
    "exemption_minor": "应当不予处罚：违法行为轻微、及时改正、没有造成危害后果，三项同时具备。",
    "exemption_first": "可以不予处罚：初次违法、危害后果轻微、及时改正，三项同时具备。",
    "mitigated": "低于法定最低数额处罚，须有行政处罚法第三十二条规定的情形。",
    "lighter": "在法定幅度和阶次以内从低处罚。",
    "no_compulsion": "情节显著轻微或者没有明显社会危害的，可以不采取查封、扣押。",
    "persuasion_first": "法律规定先行说服教育、责令改正，拒不改正才能处罚。",
}
SCOPES: Final = {"matter": "同一案由", "field": "同一领域", "all": "全部案由"}
HARMS: Final = {"none": "没有危害后果", "slight": "危害后果轻微", "material": "有危害后果"}
MEASURES: Final = {"seal": "查封", "impound": "扣押"}


@dataclass(frozen=True)
class ListRow:
    """One row of a list: what it is about, its conditions, and its figures in words."""

    id: str
    subject: str
    matter_id: int | None
    conditions: str
    figures: tuple[str, ...]


@dataclass(frozen=True)
class LeniencyList:
    """One list as the page shows it; without rows where the bureau has none in force."""

    name: str
    kind: str
    rule: str
    title: str
    rows: tuple[ListRow, ...]
    cites: tuple[Citation, ...]
    verified: str
    note: str
    starts: tuple[date, ...]


@dataclass(frozen=True)
class Parameter:
    """A figure that the law leaves open."""

    name: str
    title: str
    value: str
    verified: str


def leniency_lists(viewer: Viewer, on: date) -> list[LeniencyList]:
    """The lists in force on a day, also those that are missing. One query."""
    matters = {row.code: row for row in matters_for(viewer.bureau_id or 0, on)}
    return [_list(name, viewer.jurisdiction, on, matters) for name in TITLES]


def leniency_parameters(viewer: Viewer, on: date) -> list[Parameter]:
    """Figures on which the law is silent: the platform's, until the bureau has its own."""
    names = (
        "first_violation_lookback_years",
        "first_violation_scope",
        "timely_correction_days",
        "record_check_days",
        "discretion_lighter_share",
    )
    found = []
    for name in names:
        norm = book().threshold(name, on=on, jurisdiction=viewer.jurisdiction)
        verified = str(getattr(norm, "verified", "R"))
        found.append(Parameter(name, norm.title, _value(norm), verified))
    return found


def _value(norm: Threshold | Missing) -> str:
    if norm.value is None:
        return "没有录入"
    unit = str(getattr(norm, "unit", ""))
    if unit == "比例" and isinstance(norm.value, Decimal):
        return f"{norm.value:.0%}"
    return SCOPES.get(str(norm.value)) or f"{norm.value}{unit}"


def _list(name: str, jurisdiction: str, on: date, matters: Mapping[str, Matter]) -> LeniencyList:
    known = name in book().listings()
    listing: Listing | None = book().listing(name, on=on, jurisdiction=jurisdiction)
    starts = book().starts("lists", name, jurisdiction=jurisdiction) if known else ()
    if listing is None:
        return LeniencyList(name, TITLES[name], RULES[name], f"{TITLES[name]}清单", (), (), "", "", starts)
    rows = tuple(_row(row, matters) for row in listing.items)
    return LeniencyList(
        name,
        TITLES[name],
        RULES[name],
        listing.title,
        rows,
        listing.cites,
        listing.verified,
        listing.note,
        starts,
    )


def _row(row: Mapping[str, Any], matters: Mapping[str, Matter]) -> ListRow:
    code = str(row.get("matter") or "")
    matter = matters.get(code)
    law = f"{row['law']}第{row['article']}条" if "law" in row else ""
    subject = f"{code} {matter.title}" if matter else law or f"{code}（该日没有有效的案由）"
    return ListRow(
        str(row["id"]),
        subject,
        matter.pk if matter else None,
        str(row.get("conditions", "")),
        tuple(_figures(row)),
    )


def _figures(row: Mapping[str, Any]) -> list[str]:
    words = []
    if "lookback_years" in row:
        words.append(f"回溯{row['lookback_years']}年")
    if "scope" in row:
        words.append(SCOPES.get(str(row["scope"]), str(row["scope"])))
    if "correction_days" in row:
        words.append(f"{row['correction_days']}日内改正")
    if row.get("corrected"):
        words.append("已及时改正")
    if row.get("harm"):
        words.append("或者".join(HARMS.get(str(item), str(item)) for item in row["harm"]))
    if row.get("measures"):
        words.append("、".join(MEASURES.get(str(item), str(item)) for item in row["measures"]))
    return words
