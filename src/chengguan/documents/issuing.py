"""Issue an instrument: take its number, freeze its facts, keep what it was made by. Called inside an act's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from django.conf import settings

from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.ledger import outbox
from chengguan.ledger.canonical import sha256
from chengguan.ledger.norms import book
from chengguan.people.models import Bureau

from .build import InstrumentIncomplete, build, freeze
from .instruments import InstrumentBook, Spec, load_instruments
from .models import Instrument

__all__ = ["InstrumentIncomplete", "instrument_book", "issue", "law_titles", "specification"]
RENDER = "documents.render"


@cache
def instrument_book() -> InstrumentBook:
    """All instrument norms, read once per process."""
    return load_instruments(settings.NORMS_DIR)


@cache
def law_titles() -> dict[str, str]:
    """Full titles of the laws that documents cite by their short ones."""
    sources = book().sources
    return {law: newest.title for law in sources.ids() if (newest := sources.newest(law))}


def specification(kind: str, at: datetime, jurisdiction: str) -> Spec:
    """The instrument norm of a kind as it stands on a day in a place."""
    return instrument_book().spec(kind, on=local_date(at), jurisdiction=jurisdiction)


def issue(
    kind: str,
    *,
    bureau: Bureau,
    at: datetime,
    subject_key: str,
    case_number: str,
    context: Mapping[str, Any],
    scope: tuple[int | None, int | None] = (None, None),
) -> Instrument:
    """Issue one instrument (制作文书) and order its rendering.

    `scope` is (brigade, squad) of the subject. Raises `InstrumentIncomplete` with every missing fact; then no number is used.
    """
    spec = specification(kind, at, bureau.jurisdiction)
    on = local_date(at)
    trial = {
        **context,
        "instrument": {"kind": kind, "title": spec.title, "number": spec.word and "待编号", "issued_on": on},
    }
    build(spec, trial, law_titles())
    seq = next_number(bureau.code, spec.kind, on.year) if spec.numbered else None
    number = spec.number_text(short=bureau.short, year=on.year, seq=seq) if seq else ""
    facts = {**context, "instrument": {"kind": kind, "title": spec.title, "number": number, "issued_on": on}}
    frozen = freeze(facts)
    instrument = Instrument.objects.create(
        id=uuid7(at),
        bureau=bureau,
        brigade_id=scope[0],
        squad_id=scope[1],
        kind=kind,
        title=spec.title,
        number=number,
        series=spec.kind if seq else "",
        year=on.year if seq else None,
        seq=seq,
        subject_key=subject_key,
        case_number=case_number,
        context=frozen,
        facts_sha256=sha256(frozen.encode()),
        norm_path=spec.path,
        norm_sha256=spec.sha256,
        issued_on=on,
        issued_at=at,
        verify_code=secrets.token_hex(10),
    )
    outbox.post(RENDER, {"instrument": str(instrument.pk)}, at=at, bureau_code=bureau.code)
    return instrument
