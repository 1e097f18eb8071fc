"""制作文书: take its number, freeze its facts and its text, keep what norm it was made by. Called inside an act's transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.db import transaction

from chengguan.base import search
from chengguan.base.dates import local_date
from chengguan.base.numbering import next_number
from chengguan.base.uuid7 import uuid7
from chengguan.ledger import outbox
from chengguan.ledger.canonical import sha256
from chengguan.ledger.norms import book
from chengguan.people.models import Bureau

from .build import InstrumentIncomplete, build, freeze
from .instruments import InstrumentBook, Spec, UnknownInstrument, load_instruments
from .models import Instrument

__all__ = [
    "InstrumentIncomplete",
    "UnknownInstrument",
    "instrument_book",
    "issue",
    "law_titles",
    "retire",
    "specification",
]

RENDER: Final = "documents.render"
CODE_LETTERS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH: Final = 12


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
    """The instrument norm of a kind as it stands on a day in a place. Raises `UnknownInstrument`."""
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
    """Issue one instrument and order its rendering. `context` is described in `documents.context`.

    `scope` is (brigade, squad) of the subject. Raises `InstrumentIncomplete` with every missing fact; then no number is used.
    """
    spec = specification(kind, at, bureau.jurisdiction)
    facts = {"bureau": bureau.as_context(), "demo": bureau.is_demo, **context}
    with transaction.atomic():
        number, seq = _number(spec, bureau, at)
        facts["instrument"] = {
            "kind": kind,
            "title": spec.title,
            "number": number,
            "issued_on": local_date(at),
            "issued_at": at,
        }
        text = build(spec, facts, law_titles()).as_json()
        # The text is frozen with the facts: their digest, which the ledger keeps, covers both.
        facts["instrument"]["text_sha256"] = sha256(text.encode())
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
            year=local_date(at).year if seq else None,
            seq=seq,
            subject_key=subject_key,
            case_number=case_number,
            context=frozen,
            content=text,
            facts_sha256=sha256(frozen.encode()),
            norm_path=spec.path,
            norm_sha256=spec.sha256,
            issued_on=local_date(at),
            issued_at=at,
            verify_code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
            confidential=spec.confidential,
        )
        _index(instrument, facts)
        outbox.post(RENDER, {"instrument": str(instrument.pk)}, at=at, bureau_code=bureau.code)
    return instrument


def _number(spec: Spec, bureau: Bureau, at: datetime) -> tuple[str, int | None]:
    """文号 of a numbered kind: without gaps per bureau, kind and year."""
    if not spec.numbered:
        return "", None
    year = local_date(at).year
    seq = next_number(bureau.code, spec.kind, year)
    return spec.number_text(short=bureau.short, year=year, seq=seq), seq


def _index(instrument: Instrument, facts: Mapping[str, Any]) -> None:
    party = facts.get("party") or {}
    search.put(
        kind="document",
        key=str(instrument.pk),
        bureau_id=instrument.bureau_id,
        brigade_id=instrument.brigade_id,
        squad_id=instrument.squad_id,
        title=f"{instrument.title} {instrument.number}".strip(),
        text=f"{instrument.case_number} {'' if party.get('protected') else party.get('name') or ''}",
    )


def retire(instrument: Instrument, state: str) -> Instrument:
    """Mark an instrument as corrected (补正) or void (撤销, 行政处罚法 第七十五条第二款); its text and files stay as they were.

    Raises ValueError for another state.
    """
    if state not in (Instrument.CORRECTED, Instrument.VOID):
        raise ValueError(f"an instrument cannot become {state}")
    instrument.state = state
    instrument.save(update_fields=["state"])
    return instrument
