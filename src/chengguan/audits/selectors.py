"""存量案件体检 as pages show it: the list, one audit, the columns to confirm."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from chengguan.base.paging import Cursor, Slice, sliced
from chengguan.base.viewer import Viewer
from chengguan.ledger.norms import book
from chengguan.people.models import Bureau
from chengguan.powers.models import Matter
from lawengine import Citation
from lawengine.explain import article

from .checks.columns import Catalogue, Column
from .checks.findings import LEVELS, ORDER
from .models import FileAudit
from .process import Setting

TONES: Final = {"suspected": "danger", "verify": "warn", "hint": "neutral"}


def audits(viewer: Viewer, asked: Cursor) -> Slice[Any]:
    """The viewer's audits, newest first."""
    rows = FileAudit.objects.visible_to(viewer).only("number", "title", "kind", "stage", "rows", "findings", "unreadable", "received_at", "source_name")  # fmt: skip
    return sliced(rows, asked)


def audit_of(viewer: Viewer, pk: uuid.UUID) -> FileAudit | None:
    return (
        FileAudit.objects.visible_to(viewer).select_related("source", "workbook", "pdf").filter(pk=pk).first()
    )


def columns(viewer: Viewer, on: date) -> tuple[Column, ...]:
    """The columns that can be told, in the order of the norm list."""
    return tuple(Catalogue(book(), on=on, jurisdiction=viewer.jurisdiction).columns.values())


def setting_of(bureau: Bureau, on: date) -> Setting:
    """The rules, the place and the bureau's own matters for the process that checks."""
    matters = tuple(
        _plain(matter) for matter in Matter.objects.filter(bureau=bureau).order_by("pk") if matter.fines
    )
    return Setting(book(), bureau.jurisdiction, on, bureau.name, matters)


def _plain(matter: Matter) -> dict[str, Any]:
    basis = "；".join(_words(cite) for cite in matter.basis)
    return {
        "title": matter.title,
        "fines": matter.fines,
        "basis": basis or "本机关权责清单",
        "valid_from": matter.valid_from.isoformat(),
        "valid_to": matter.valid_to.isoformat() if matter.valid_to else None,
    }


def _words(cite: dict[str, Any]) -> str:
    found = Citation(str(cite["law"]), cite.get("article"), cite.get("paragraph"), cite.get("item"))
    return f"《{found.law}》{article(found)}"


@dataclass(frozen=True)
class Level:
    """One level with its count."""

    id: str
    title: str
    count: int
    tone: str


@dataclass(frozen=True)
class Result:
    """体检结果 for the page: counts by level, the rules with findings (those of one level, or of one rule), what was not checked."""

    summary: dict[str, Any]
    levels: tuple[Level, ...]
    rules: tuple[dict[str, Any], ...]

    @property
    def left(self) -> int:
        return int(self.summary["unread_rows"]) + int(self.summary["early"])


def result_of(audit: FileAudit, level: str = "") -> Result | None:
    """What a finished audit found; with a level, only the rules and examples of it."""
    summary = audit.summary.get("result")
    if not summary:
        return None
    levels = tuple(Level(name, LEVELS[name], summary["levels"].get(name, 0), TONES[name]) for name in ORDER)
    rules = [_rule(rule, level) for rule in summary["rules"] if not level or rule["levels"].get(level)]
    return Result(summary, levels, tuple(rules))


def _rule(rule: dict[str, Any], level: str) -> dict[str, Any]:
    shown = [one for one in rule["examples"] if not level or one["level"] == level]
    examples = [{**one, "level_title": LEVELS[one["level"]], "tone": TONES[one["level"]]} for one in shown]
    counts = [(LEVELS[name], rule["levels"].get(name, 0)) for name in ORDER]
    total = rule["levels"].get(level, 0) if level else rule["count"]
    return {**rule, "examples": examples, "counts": counts, "more": total - len(examples)}
