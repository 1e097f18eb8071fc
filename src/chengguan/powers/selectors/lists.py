"""Pages of the list: power items, matters, versions, and the preview of an import."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import judge
from chengguan.ledger.norms import book
from chengguan.powers.checking import Laws, Plan, check
from chengguan.powers.citations import write_citation
from chengguan.powers.facts import list_facts
from chengguan.powers.models import ListVersion, Matter, PowerItem, Tier
from chengguan.powers.rows import PARTIES, PENALTIES, Fault
from chengguan.powers.sheets import Sheets
from lawengine import Verdict

from . import _in_force, matters_for


@dataclass(frozen=True)
class PowerBoard:
    """Power items in force on a day, with how many there are of each kind."""

    rows: list[PowerItem]
    counts: list[tuple[str, str, int]]
    total: int
    version: ListVersion | None


@dataclass(frozen=True)
class Range:
    """A lawful range of fines as pages show it."""

    party: str
    low: str
    high: str


@dataclass(frozen=True)
class MatterRow:
    """One matter as the list shows it."""

    matter: Matter
    ranges: list[Range]
    kinds: str
    tiers: int


@dataclass(frozen=True)
class MatterFile:
    """One version of a matter with its provisions, ranges, tiers and the other versions."""

    matter: Matter
    violated: list[str]
    basis: list[str]
    ranges: list[Range]
    kinds: str
    tiers: list[tuple[str, Tier]]
    versions: list[Matter]
    in_force: bool


@dataclass(frozen=True)
class Preview:
    """What an import would do, and what the law engine says of it."""

    plan: Plan
    verdict: Verdict
    faults: list[Fault]
    closing: list[tuple[str, str, date, str]]

    @property
    def possible(self) -> bool:
        """Whether nothing but a warning stands in the way."""
        return not (self.verdict.unmet or self.verdict.open)


def power_board(viewer: Viewer, *, kind: str, text: str, on: date) -> PowerBoard:
    """权责清单 of the viewer's bureau as of a day. Two queries."""
    found = list(
        PowerItem.objects.filter(_in_force(on), bureau_id=viewer.bureau_id or 0).order_by("kind", "code")
    )
    counted = Counter(item.kind for item in found)
    word = text.strip()
    rows = [
        item
        for item in found
        if (not kind or item.kind == kind) and (not word or word in f"{item.name}{item.code}{item.basis}")
    ]
    order = {name: place for place, (name, _) in enumerate(PowerItem.KINDS)}
    rows.sort(key=lambda item: (order[item.kind], item.code))
    counts = [(name, title, counted[name]) for name, title in PowerItem.KINDS]
    return PowerBoard(rows, counts, len(found), newest_version(viewer))


def power_file(
    viewer: Viewer, pk: int, on: date
) -> tuple[PowerItem, list[PowerItem], list[MatterRow]] | None:
    """A power item, its versions, and its matters as of a day."""
    item = PowerItem.objects.filter(pk=pk, bureau_id=viewer.bureau_id or 0).first()
    if item is None:
        return None
    versions = list(
        PowerItem.objects.filter(bureau_id=viewer.bureau_id or 0, code=item.code).order_by("-valid_from")
    )
    matters = (
        matters_for(viewer.bureau_id or 0, on)
        .filter(power__code=item.code)
        .annotate(tier_count=Count("tiers"))
    )
    return item, versions, [_row(matter) for matter in matters]


def matter_board(viewer: Viewer, *, field: str, text: str, on: date) -> tuple[list[MatterRow], list[str]]:
    """案由 in force on a day, and the fields there are."""
    rows = matters_for(viewer.bureau_id or 0, on).annotate(tier_count=Count("tiers"))
    fields = sorted(set(rows.order_by().values_list("field", flat=True)))
    if field:
        rows = rows.filter(field=field)
    if text.strip():
        word = text.strip()
        rows = rows.filter(
            Q(title__icontains=word) | Q(code__icontains=word) | Q(power__name__icontains=word)
        )
    return [_row(matter) for matter in rows], fields


def matter_file(viewer: Viewer, pk: int, on: date) -> MatterFile | None:
    """One version of a matter, or None when it is not of the viewer's bureau. Three queries."""
    matter = Matter.objects.filter(pk=pk, bureau_id=viewer.bureau_id or 0).select_related("power").first()
    if matter is None:
        return None
    laws = Laws(book())
    versions = list(versions_of(matter).order_by("-valid_from", "code"))
    ends = matter.valid_to
    return MatterFile(
        matter=matter,
        violated=[write_citation(cite, laws.title) for cite in matter.violated],
        basis=[write_citation(cite, laws.title) for cite in matter.basis],
        ranges=_ranges(matter),
        kinds=_kinds(matter),
        tiers=[(PARTIES[tier.party], tier) for tier in matter.tiers.all()],
        versions=versions,
        in_force=matter.valid_from <= on and (ends is None or ends >= on),
    )


def versions_of(matter: Matter) -> QuerySet[Matter]:
    """Every version of a matter in the list of its bureau, also those that a change of the law gave another code."""
    return Matter.objects.filter(
        Q(code=matter.code) | Q(lineage=matter.line) | Q(code=matter.line), bureau_id=matter.bureau_id
    )


def newest_version(viewer: Viewer) -> ListVersion | None:
    """The latest import of the viewer's bureau."""
    return ListVersion.objects.filter(bureau_id=viewer.bureau_id or 0).order_by("-number").first()


def list_versions(viewer: Viewer) -> list[ListVersion]:
    """Imports of the viewer's bureau, newest first."""
    return list(ListVersion.objects.filter(bureau_id=viewer.bureau_id or 0).order_by("-number")[:50])


def preview(
    viewer: Viewer, sheets: Sheets, source: str, at: datetime, reasons: Mapping[str, str] | None = None
) -> Preview:
    """Check a list without writing anything."""
    plan = check(sheets, bureau_id=viewer.bureau_id or 0, book=book(), on=local_date(at))
    sheet = list_facts(actor=viewer, at=at, sheets=sheets, source=source)
    closing = [(row.code, str(row), last, why) for row, last, why in plan.closing]
    return Preview(plan, judge("powers.import_list", sheet, viewer, reasons or {}), plan.faults, closing)


def _row(matter: Matter) -> MatterRow:
    return MatterRow(matter, _ranges(matter), _kinds(matter), getattr(matter, "tier_count", 0))


def _ranges(matter: Matter) -> list[Range]:
    return [Range(PARTIES[fine["party"]], fine["low"], fine["high"]) for fine in matter.fines]


def _kinds(matter: Matter) -> str:
    return "、".join(PENALTIES.get(kind, kind) for kind in matter.kinds)
