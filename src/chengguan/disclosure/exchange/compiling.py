"""双公示报送数据: one publication -> one row of the national format, from facts alone, with what keeps it from being sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django.db.models import Q

from chengguan.cases.models import Case
from chengguan.disclosure.models import Publication
from chengguan.disclosure.sources import MINOR, material_of
from chengguan.ledger.canonical import canonical, sha256
from chengguan.ledger.norms import book
from chengguan.parties.masking import mask_id

from . import checking
from .checking import Item, Problem
from .sources import FIXED, NATIONAL, Ground

FIELDS: Final[Mapping[str, str]] = {"penalty": "dual_fields_penalty", "permit": "dual_fields_permit"}
LENGTHS: Final = "dual_fields_lengths"
EXCLUDED: Final = "dual_codes_excluded"
SUMMARY: Final = "summary"
WAN: Final = Decimal(10_000)
# Values that are never shown on a page as they are sent.
PERSONAL_TYPES: Final = frozenset({"citizen_id"})


@dataclass(frozen=True)
class Row:
    """One row of the national format and its faults."""

    kind: str
    values: dict[str, str]
    problems: tuple[Problem, ...] = ()

    @property
    def sha256(self) -> str:
        """Digest of what is sent: two rows with the same digest need not be sent twice."""
        return sha256(canonical(self.values).encode())

    @property
    def blocked(self) -> bool:
        return any(problem.blocking for problem in self.problems)


def items_of(kind: str, on: date, jurisdiction: str) -> tuple[Item, ...]:
    """数据项 of a kind in force on a day; none where the format has no such kind."""
    name = FIELDS.get(kind)
    found = book().listing(name, on=on, jurisdiction=jurisdiction) if name else None
    return found.items if found else ()


def exclusions(on: date, jurisdiction: str) -> dict[str, str]:
    """不列入报送的情形 on a day: id and title."""
    listing = book().listing(EXCLUDED, on=on, jurisdiction=jurisdiction)
    return {str(row["id"]): str(row["title"]) for row in listing.items} if listing else {}


def reportable(on: date, jurisdiction: str, case: str = "") -> Q:
    """Cases (or rows that lead to one by the path `case`) that are reported, as a query."""
    named = exclusions(on, jurisdiction)
    wanted = Q()
    if SUMMARY in named:
        wanted &= ~Q(**{f"{case}procedure": Case.SUMMARY})
    if MINOR in named:
        wanted &= Q(**{f"{case}party_protected": False})
    return wanted


def exclusion(publication: Publication, on: date) -> str:
    """Why a publication is not reported, in words; empty when it is (简易程序、未成年人; what has no national format)."""
    jurisdiction = publication.bureau.jurisdiction
    if not items_of(publication.kind, on, jurisdiction):
        return "该种类没有双公示数据标准"
    if publication.case is None:
        return "没有来源案件"
    named = exclusions(on, jurisdiction)
    if publication.case.procedure == Case.SUMMARY and SUMMARY in named:
        return named[SUMMARY]
    if publication.case.party_protected and MINOR in named:
        return named[MINOR]
    return ""


def row_of(publication: Publication, on: date | None = None) -> Row:
    """The national row as the facts stand now, in the format of a day (by default the day of the decision)."""
    day = on or publication.decided_on
    case = publication.case
    items = items_of(publication.kind, day, publication.bureau.jurisdiction)
    if case is None or not items:
        return Row(publication.kind, {}, (_unmade(publication),))
    ground = Ground(publication, material_of(case))
    codes = _codes(items, day, publication.bureau.jurisdiction)
    values: dict[str, str] = {}
    problems: list[Problem] = []
    for item in items:
        value, found = _value(item, ground, codes, day)
        values[item["id"]] = value
        problems += found
    by_id = {item["id"]: item for item in items}
    limits = _limits(day, publication.bureau.jurisdiction)
    long = (checking.too_long(item, values[item["id"]], limits) for item in items)
    problems += [problem for problem in long if problem is not None]
    problems += [*checking.order_of_dates(values, by_id, day), *_pair(ground, by_id)]
    return Row(publication.kind, values, tuple(problems))


def _unmade(publication: Publication) -> Problem:
    reason = f"{publication.get_kind_display()}还没有可以生成报送数据的办理记录。"
    return Problem("", "报送数据", reason, "待该类业务在平台办理后生成。")


def _limits(on: date, jurisdiction: str) -> dict[str, int]:
    listing = book().listing(LENGTHS, on=on, jurisdiction=jurisdiction)
    return {str(row["id"]): int(row["limit"]) for row in listing.items} if listing else {}


def _codes(items: Sequence[Item], on: date, jurisdiction: str) -> dict[str, dict[str, str]]:
    """Code lists that the fields name: our word -> the national one."""
    found: dict[str, dict[str, str]] = {}
    for name in {str(item["codes"]) for item in items if "codes" in item}:
        listing = book().listing(name, on=on, jurisdiction=jurisdiction)
        found[name] = {str(row["id"]): str(row["code"]) for row in listing.items} if listing else {}
    return found


def _value(
    item: Item, ground: Ground, codes: Mapping[str, Mapping[str, str]], on: date
) -> tuple[str, list[Problem]]:
    raw = item["fixed"] if item["source"] == FIXED else NATIONAL[item["source"]].read(ground)
    if "when" in item and not ground.has(item["when"]):
        raw = ""
    if item["type"] == "code":
        return _coded(item, raw, ground, codes[item["codes"]])
    value = _written(item, raw)
    if not value:
        lacking = checking.missing(item, ground.party_kind, _asked(item, ground))
        return "", [lacking] if lacking else []
    wrong = checking.malformed(item, value, on)
    return mask_id(value) if item.get("mask") else value, [wrong] if wrong else []


def _asked(item: Item, ground: Ground) -> bool:
    return "when" not in item or ground.has(item["when"])


def _coded(item: Item, raw: Any, ground: Ground, codes: Mapping[str, str]) -> tuple[str, list[Problem]]:
    """Our words in the words of the code list; a word that the list lacks is a fault."""
    words = [raw] if isinstance(raw, str) else list(raw)
    words = [str(word) for word in words if word]
    if not words:
        lacking = checking.missing(item, ground.party_kind, True)
        return "", [lacking] if lacking else []
    unknown = [word for word in words if word not in codes]
    faults = [checking.fault(item, f"代码表没有“{'、'.join(unknown)}”。")] if unknown else []
    return str(item.get("many", "")).join(
        dict.fromkeys(codes[word] for word in words if word in codes)
    ), faults


def _written(item: Item, raw: Any) -> str:
    if item["type"] == "date":
        return f"{raw:%Y/%m/%d}" if isinstance(raw, date) else str(raw or "").replace("-", "/")
    if item["type"] == "money":
        return format((Decimal(str(raw)) / WAN).normalize(), "f") if raw else ""
    return str(raw or "").strip()


def _pair(ground: Ground, items: Mapping[str, Item]) -> Iterator[Problem]:
    """名称与代码一致: what the decision names and what the register of parties holds now."""
    party = ground.material.party
    printed: Mapping[str, Any] = ground.material.context.get("party") or {}
    name = next((item for item in items.values() if item["source"] == "party.name"), None)
    if party is None or name is None or not printed:
        return
    if printed.get("name") and printed["name"] != party.name:
        yield checking.fault(name, "与决定书所载的名称不一致。", blocking=False)
    number = party.as_context()["id_number"]
    if printed.get("id_number") and number and printed["id_number"] != number:
        yield checking.fault(
            name, "当事人的号码与决定书所载的不一致，请核对名称与号码是否为同一人。", blocking=False
        )


def shown_values(kind: str, values: Mapping[str, str], on: date, jurisdiction: str) -> list[dict[str, str]]:
    """A row as pages show it: titles and values, identity numbers with their middle hidden."""
    out = []
    for item in items_of(kind, on, jurisdiction):
        value = values.get(item["id"], "")
        shown = mask_id(value) if value and item["type"] in PERSONAL_TYPES else value
        out.append({"id": item["id"], "title": item["title"], "value": shown})
    return out
