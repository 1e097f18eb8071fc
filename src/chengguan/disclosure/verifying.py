"""Checks of `manage.py verify` on publications: what is shown is what the record says, and what the facts give."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Prefetch

from chengguan.ledger.models import Entry

from .facts import publishing as facts
from .models import Publication, Revision
from .policy import digest_of

CHANGING: Final = ("party.amend", "case.correct_instrument")
DATES: Final = {
    "publication_released_on": "released_at",
    "publication_withdrawn_on": "withdrawn_at",
    "publication_ended_on": "ended_at",
}


def verify_publications() -> Iterator[str]:
    """Faults of publications: content against the digests on the record, revisions, dates, and the facts they came from."""
    rows = Publication.objects.select_related("bureau", "case__bureau", "case__party", "case__matter")
    versions = Prefetch("revisions", Revision.objects.order_by("number"))
    for publication in rows.prefetch_related(versions).order_by("pk").iterator(chunk_size=200):
        yield from (f"{publication.chain_key}: {fault}" for fault in _faults(publication))


def _faults(publication: Publication) -> Iterator[str]:
    known = publication.known
    if digest_of(publication.fields) != known.get("publication_fields_sha256"):
        yield "公示内容与台账的摘要不一致"
    elif not _replayed(publication):
        yield "公示内容不能由案件事实重新得出"
    yield from _revision_faults(publication)
    for name, column in DATES.items():
        if bool(known.get(name)) != (getattr(publication, column) is not None):
            yield f"台账与数据表对{column}的记载不一致"
    if bool(known.get("withdraw_known_on")) != (publication.withdraw_due_on is not None):
        yield "撤回期限与台账不一致"


def _revision_faults(publication: Publication) -> Iterator[str]:
    shown = list(publication.revisions.all())
    if publication.released_at is None:
        if shown:
            yield "没有公示却有公示版本"
    elif not shown or shown[-1].number != publication.revision or shown[-1].fields != publication.fields:
        yield "最后的公示版本与公示内容不一致"


def _replayed(publication: Publication) -> bool:
    """Whether today's facts give the content again, by the policy of the day it was compiled.

    A difference is a fault only while nothing has changed that the content depends on: an amended party or a corrected
    paper shows as a duty to correct, a changed policy as the next publication.
    """
    compiled_on = publication.known.get("publication_compiled_on")
    if publication.case is None or not compiled_on:
        return False
    compiled = facts.recompiled(publication, date.fromisoformat(compiled_on))
    same_policy = compiled.policy == publication.known.get("publication_policy_sha256")
    return compiled.fields == publication.fields or not same_policy or _changed(publication)


def _changed(publication: Publication) -> bool:
    case = publication.case
    assert case is not None
    chains = [case.chain_key, *([case.party.chain_key] if case.party else [])]
    return Entry.objects.filter(chain__in=chains, kind__in=CHANGING, at__gte=publication.prepared_at).exists()
