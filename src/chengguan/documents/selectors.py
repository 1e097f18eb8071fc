"""Questions about documents: one instrument or file that a viewer may see, and what the public may know of an instrument."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from chengguan.base.paging import Cursor, Slice, sliced
from chengguan.base.viewer import Viewer

from .models import Attachment, Instrument


@dataclass(frozen=True)
class Verification:
    """文书核验: what anyone who holds the paper may check; no personal data."""

    title: str
    number: str
    organ: str
    issued_on: date
    state: str
    state_title: str
    check_code: str
    facts_sha256: str


def instrument_for(viewer: Viewer, pk: uuid.UUID) -> Instrument | None:
    """The instrument, if the viewer may know of it."""
    return Instrument.objects.visible_to(viewer).select_related("bureau").filter(pk=pk).first()


def attachment_for(viewer: Viewer, pk: uuid.UUID) -> Attachment | None:
    """The attachment, if the viewer may know of it."""
    return Attachment.objects.visible_to(viewer).select_related("file").filter(pk=pk).first()


def verification(code: str, viewer: Viewer | None) -> Verification | None:
    """The instrument that bears this code; an internal one is shown only to a viewer who may see it."""
    rows: QuerySet[Instrument] = Instrument.objects.select_related("bureau").filter(
        verify_code=code.strip().upper()
    )
    found = rows.first()
    if found is None or (found.confidential and not _may_see(viewer, found)):
        return None
    return Verification(
        title=found.title,
        number=found.number,
        organ=found.bureau.name,
        issued_on=found.issued_on,
        state=found.state,
        state_title=found.get_state_display(),
        check_code=found.check_code,
        facts_sha256=found.facts_sha256,
    )


def _may_see(viewer: Viewer | None, instrument: Instrument) -> bool:
    return viewer is not None and Instrument.objects.visible_to(viewer).filter(pk=instrument.pk).exists()


def instrument_page(viewer: Viewer, *, number: str, title: str, asked: Cursor) -> Slice[Instrument]:
    """Instruments that the viewer may see, newest first. One query, no count."""
    rows = Instrument.objects.visible_to(viewer).defer("context", "content")
    if number:
        rows = rows.filter(number__contains=number)
    if title:
        rows = rows.filter(title__contains=title)
    return sliced(rows, asked)
