"""Facts on which acts upon the library are judged."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet

from .drafts import Details, Upload, text_digest
from .models import Statute, StatuteVersion
from .naming import short_name


def import_facts(*, actor: Viewer, at: datetime, upload: Upload, details: Details) -> Sheet:
    """Facts of statute.import: what the report of the file counts, and what the library already holds."""
    parsed = upload.parsed
    kept = StatuteVersion.objects.filter(withdrawn_on=None)
    statute = Statute.objects.filter(name=short_name(details.title)).first()
    versions = list(kept.filter(statute=statute)) if statute else []
    troubles = upload.all_troubles
    counts = {
        kind: sum(trouble.kind == kind for trouble in troubles)
        for kind in ("unread", "duplicate", "encoding")
    }
    disorder = sum(trouble.kind in ("missing", "order", "items") for trouble in troubles)
    ended = statute.ended_on if statute else None
    values = {
        "statute_articles": len(parsed.articles),
        "statute_duplicates": counts["duplicate"],
        "statute_unread_lines": counts["unread"] + counts["encoding"],
        "statute_disorder": disorder,
        "statute_promulgated": bool(details.number.strip() or details.published_on or details.adopted_on),
        "statute_dates_in_order": _in_order(details),
        "statute_file_known": kept.filter(file_sha256=upload.sha256).exists(),
        "statute_text_known": any(version.text_sha256 == text_digest(parsed) for version in versions),
        "statute_day_taken": any(version.in_force_from == details.in_force_from for version in versions),
        "statute_after_end": bool(ended and details.in_force_from >= ended),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def _in_order(details: Details) -> bool:
    """通过 is not later than 公布, and the first of them not later than 施行."""
    days = [day for day in (details.adopted_on, details.published_on) if day is not None]
    return days == sorted(days) and all(day <= details.in_force_from for day in days[:1])


def end_facts(*, actor: Viewer, at: datetime, statute: Statute, ended_on: date, basis: str) -> Sheet:
    """Facts of statute.end."""
    starts = statute.versions.filter(withdrawn_on=None).values_list("in_force_from", flat=True)
    values = {
        "statute_already_ended": statute.ended_on is not None,
        "statute_end_after_start": all(start < ended_on for start in starts),
        "statute_end_basis": bool(basis.strip()),
        "statute_end_distant": ended_on > local_date(at) + timedelta(days=366),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)


def withdraw_facts(
    *, actor: Viewer, at: datetime, statute: Statute, version: StatuteVersion, why: str
) -> Sheet:
    """Facts of statute.withdraw_version."""
    values = {
        "statute_version_present": version.statute_id == statute.pk and version.withdrawn_on is None,
        "statute_withdrawal_explained": bool(why.strip()),
    }
    return Sheet(local_date(at), actor.jurisdiction, values)
