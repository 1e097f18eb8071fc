"""Acts upon the library of statutes."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import DocRef, Done, act

from . import facts
from .drafts import Details, Row, Upload, rows_of, text_digest
from .models import Provision, Statute, StatuteVersion
from .naming import short_name

BATCH = 500


@act("statute.import", facts=facts.import_facts)
def import_version(*, actor: Viewer, at: datetime, upload: Upload, details: Details) -> Done:
    """法规入库: append one version with all its provisions, or nothing. Result: the StatuteVersion."""
    statute = _statute(actor, details)
    digest = text_digest(upload.parsed)
    version = StatuteVersion.objects.create(
        statute=statute,
        title=details.title,
        number=details.number,
        issuer=details.issuer,
        adopted_on=details.adopted_on,
        published_on=details.published_on,
        in_force_from=details.in_force_from,
        revision=details.revision,
        notes=upload.parsed.head.notes,
        source=upload.source,
        file_sha256=upload.sha256,
        text_sha256=digest,
        articles=len(upload.parsed.articles),
        troubles=[[item.line, item.kind, item.reason, item.text[:200]] for item in upload.all_troubles],
        imported_at=at,
    )
    rows = rows_of(upload.parsed.roots)
    Provision.objects.bulk_create((_provision(version, row) for row in rows), batch_size=BATCH)
    _title_of_newest(statute)
    start = details.in_force_from.isoformat()
    return Done(
        subject=statute,
        sets={"name": statute.name, f"text_from_{start}": digest},
        data={
            **vars(details),
            "source": upload.source,
            "file_sha256": upload.sha256,
            "text_sha256": digest,
            "articles": version.articles,
            "provisions": len(rows),
            "troubles": len(version.troubles),
        },
        documents=(DocRef(kind="statute_text", number=f"{statute.name} {start}", sha256=digest),),
        result=version,
    )


@act("statute.end", facts=facts.end_facts, on="statute")
def end_statute(*, actor: Viewer, at: datetime, statute: Statute, ended_on: date, basis: str) -> Done:
    """法规废止: from this day on the statute is no longer in force; its texts stay for what happened before."""
    statute.ended_on, statute.end_basis = ended_on, basis
    entered: dict[str, Any] = {"ended_on": ended_on, "basis": basis}
    return Done(subject=statute, sets={"ended_on": ended_on}, data=entered, result=statute)


@act("statute.withdraw_version", facts=facts.withdraw_facts, on="statute")
def withdraw_version(
    *, actor: Viewer, at: datetime, statute: Statute, version: StatuteVersion, why: str
) -> Done:
    """撤下误入库的版本: it no longer counts anywhere; the record of its import stays. The right file may then be imported."""
    version.withdrawn_on, version.withdrawn_reason = local_date(at), why
    version.save(update_fields=["withdrawn_on", "withdrawn_reason"])
    _title_of_newest(statute)
    start = version.in_force_from.isoformat()
    data = {"version": version.pk, "in_force_from": start, "text_sha256": version.text_sha256, "why": why}
    return Done(subject=statute, sets={f"text_from_{start}": ""}, data=data, result=version)


def _statute(actor: Viewer, details: Details) -> Statute:
    """The statute of that name, locked, or a new one."""
    name = short_name(details.title)
    found = Statute.objects.select_for_update().filter(name=name).first()
    if found is not None:
        return found
    statute = Statute(name=name, title=details.title, kind=details.kind, entered_by_id=actor.bureau_id)
    statute.save(force_insert=True)
    return statute


def _title_of_newest(statute: Statute) -> None:
    newest = statute.versions.filter(withdrawn_on=None).order_by("-in_force_from").first()
    if newest is not None:
        statute.title = newest.title


def _provision(version: StatuteVersion, row: Row) -> Provision:
    node = row.node
    mark = "" if node.kind == "article" and not node.mark else node.label
    return Provision(
        version=version, place=row.place, parent=row.parent, kind=node.kind, number=node.number, suffix=node.suffix,
        mark=mark, title=node.title[:200], text=row.text, sha256=row.sha256,
    )  # fmt: skip
