"""Facts on which acts upon amendments are judged."""

from __future__ import annotations

from datetime import datetime

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.models import Supplement
from chengguan.ledger.norms import AMENDMENT, book, compiled, refresh
from lawengine import NormBook

from ..models import Amendment, Rehearsal
from .orphans import orphans
from .pack import Content, PackRefused, book_with
from .report import Setting, setting


def content_of(amendment: Amendment) -> Content:
    """The pack as it was loaded."""
    return Content(
        title=amendment.title,
        effective_on=amendment.effective_on,
        summary=amendment.summary,
        repeals=tuple(amendment.repeals),
        files=amendment.files,
        sheets=amendment.sheets,
    )


def setting_for(actor: Viewer, at: datetime, content: Content, number: str) -> Setting:
    """The pack against the book as it stands and the list of the actor's bureau. Raises PackRefused."""
    old = book()
    return setting(
        old, book_with(old, number, content), content, on=local_date(at), bureau_id=actor.bureau_id,
        bureau_code=actor.bureau_code, jurisdiction=actor.jurisdiction,
    )  # fmt: skip


def loading(*, actor: Viewer, at: datetime, content: Content, source: str) -> Sheet:
    """Facts of amendment.load."""
    values: dict[str, object] = {
        "amendment_again": Amendment.objects.filter(sha256=content.digest).exclude(stage="reverted").exists(),
        "amendment_own_bureau": set(content.sheets) <= {actor.bureau_code},
    }
    try:
        where = setting_for(actor, at, content, "")
    except PackRefused as refused:
        values |= {
            "amendment_problems": len(refused.problems),
            "amendment_orphans": 0,
            "amendment_list_faults": 0,
        }
    else:
        values |= {
            "amendment_problems": 0,
            "amendment_orphans": sum(row.cases for row in orphans(where.new, where.old, where.on)),
            "amendment_list_faults": len(where.plan.errors),
        }
    return Sheet(local_date(at), actor.jurisdiction, values)


def rehearsing(*, actor: Viewer, at: datetime, amendment: Amendment) -> Sheet:
    """Facts of amendment.rehearse."""
    values = {
        "amendment_own_bureau": amendment.bureau_id == actor.bureau_id,
        "amendment_adopted": amendment.stage == "adopted",
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def adoption(*, actor: Viewer, at: datetime, amendment: Amendment, opinion: str) -> Sheet:
    """Facts of amendment.adopt: the pack still fits the book as it stands, and was rehearsed against that very book."""
    refresh()
    values: dict[str, object] = {
        "amendment_own_bureau": amendment.bureau_id == actor.bureau_id,
        "amendment_adopted": amendment.stage == "adopted",
        "amendment_reasoned": bool(opinion.strip()),
    }
    content = content_of(amendment)
    try:
        where = setting_for(actor, at, content, amendment.number)
    except PackRefused as refused:
        values |= {
            "amendment_problems": len(refused.problems),
            "amendment_orphans": 0,
            "amendment_list_faults": 0,
        }
        values["amendment_rehearsed"] = False
    else:
        values |= {
            "amendment_problems": 0,
            "amendment_orphans": sum(row.cases for row in orphans(where.new, where.old, where.on)),
            "amendment_list_faults": len(where.plan.errors),
            "amendment_rehearsed": _rehearsed(amendment, where.old, where.new),
        }
    return Sheet(local_date(at), actor.jurisdiction, values)


def _rehearsed(amendment: Amendment, old: NormBook, new: NormBook) -> bool:
    newest = Rehearsal.objects.filter(amendment=amendment).order_by("-begun_at").first()
    if newest is None or newest.state != Rehearsal.DONE:
        return False
    return (newest.old_digest, newest.new_digest) == (old.digest, new.digest)


def reversion(*, actor: Viewer, at: datetime, amendment: Amendment, opinion: str) -> Sheet:
    """Facts of amendment.revert: nothing was laid over it since, and no case rests on it yet."""
    last = Supplement.objects.filter(kind=AMENDMENT).order_by("-key").values_list("key", flat=True).first()
    matters = amendment.undo.get("list", {}).get("matters", [])
    values: dict[str, object] = {
        "amendment_own_bureau": amendment.bureau_id == actor.bureau_id,
        "amendment_adopted": amendment.stage == "adopted",
        "amendment_last": last == amendment.number or not amendment.files,
        "amendment_matters_used": Case.objects.filter(matter_id__in=matters).count(),
        "amendment_orphans": len(_orphans_without(amendment, at)),
        "amendment_reasoned": bool(opinion.strip()),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def _orphans_without(amendment: Amendment, at: datetime) -> list[object]:
    """Open cases that began an act which only the amendment knows."""
    old = book()
    new = book_without(old, amendment.number)
    return list(orphans(new, old, local_date(at)))


def book_without(current: NormBook, number: str) -> NormBook:
    """The book as it would be without a pack."""
    prefix = f"amendments/{number}/"
    return compiled(
        {name: content for name, content in current.contents.items() if not name.startswith(prefix)}
    )
