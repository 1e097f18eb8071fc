"""Parties as pages and other apps read them."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Q

from chengguan.base.paging import Cursor, Slice, sliced
from chengguan.base.viewer import Viewer
from chengguan.ledger.models import Entry
from chengguan.ledger.norms import book

from .facts import FIELDS, PURPOSES, REVEALABLE, is_minor, twin
from .masking import mask_address, mask_id, mask_phone, shown_name
from .models import Party

VERSIONS_SHOWN: Final = 50
LABELS: Final = {name: str(Party._meta.get_field(name).verbose_name) for name in FIELDS}  # type: ignore[union-attr]
KINDS: Final = dict(Party.KINDS)


@dataclass(frozen=True)
class Row:
    """One party as lists show it: numbers masked, minors' names too."""

    id: uuid.UUID
    name: str
    kind: str
    number: str
    representative: str
    phone: str
    address: str
    registered_at: datetime


@dataclass(frozen=True)
class Change:
    """One field in one version: what it was and what it became, masked."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Version:
    """One entry of the party's record."""

    title: str
    at: datetime
    who: str
    note: str
    changes: list[Change]


@dataclass(frozen=True)
class PartyFile:
    """Everything that the party page shows; the full values stay behind."""

    party: Party
    row: Row
    masked: Mapping[str, str]
    age: int | None
    minor: bool
    versions: list[Version]
    may_amend: bool
    may_reveal: bool


def board_page(viewer: Viewer, *, text: str, kind: str, asked: Cursor, on: date) -> Slice[Row]:
    """Parties in the viewer's reach, newest first, 25 a page by keyset. One query."""
    rows = Party.objects.visible_to(viewer).defer("known")
    if kind in KINDS:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(_matches(text))
    found = sliced(rows, asked)
    return Slice([_row(party, on) for party in found.rows], found.earlier, found.later)


def find_parties(viewer: Viewer, text: str, *, limit: int = 20) -> list[Party]:
    """Parties in the viewer's reach by part of the name or by a whole number: for choosing one in a form of another app."""
    return (
        list(Party.objects.visible_to(viewer).filter(_matches(text)).order_by("-pk")[:limit])
        if text.strip()
        else []
    )


def visible_party(viewer: Viewer, pk: uuid.UUID) -> Party | None:
    """One party through the gate, or None."""
    return Party.objects.visible_to(viewer).filter(pk=pk).first()


def registered_twin(viewer: Viewer, kind: str, id_number: str, credit_code: str) -> Party | None:
    """The party that already has this number, when the viewer may know of it."""
    known = twin(viewer.bureau_id or 0, kind, id_number, credit_code)
    return visible_party(viewer, known.pk) if known else None


def party_file(viewer: Viewer, pk: uuid.UUID, on: date) -> PartyFile | None:
    """The party page, or None when the viewer may not know of the party. Two queries."""
    party = visible_party(viewer, pk)
    if party is None:
        return None
    return PartyFile(
        party=party,
        row=_row(party, on),
        masked=masked(party),
        age=party.age_on(on),
        minor=is_minor(party, on),
        versions=_versions(party, on),
        may_amend=viewer.may("party.edit"),
        may_reveal=viewer.may("party.reveal"),
    )


def masked(party: Party) -> dict[str, str]:
    """The values that are hidden until someone unmasks them on the record."""
    return {name: _shown(name, str(getattr(party, name)), party.kind) for name in REVEALABLE}


def _matches(text: str) -> Q:
    word = text.strip()
    exact = Q(id_number=word.upper()) | Q(credit_code=word.upper()) | Q(phone=word)
    return exact | Q(name__icontains=word) | Q(representative=word)


def _row(party: Party, on: date) -> Row:
    number = party.credit_code or mask_id(party.id_number)
    return Row(
        id=party.pk,
        name=shown_name(party.name, protected=is_minor(party, on)),
        kind=party.get_kind_display(),
        number=number,
        representative=party.representative,
        phone=mask_phone(party.phone),
        address=_shown("address", party.address, party.kind),
        registered_at=party.registered_at,
    )


def _versions(party: Party, on: date) -> list[Version]:
    minor = is_minor(party, on)
    entries = Entry.objects.filter(chain=party.chain_key).order_by("-seq")[:VERSIONS_SHOWN]
    return [_version(entry, party.kind, minor) for entry in entries]


def _version(entry: Entry, kind: str, minor: bool) -> Version:
    body = json.loads(entry.body)
    data: dict[str, Any] = body["data"]
    before, after = data.get("before", {}), data.get("after", {})
    changes = [
        Change(
            LABELS[name],
            _shown(name, str(before.get(name) or ""), kind, minor),
            _shown(name, str(after.get(name) or ""), kind, minor),
        )
        for name in FIELDS
        if name in before
    ]
    return Version(
        title=book().act_head(entry.kind).title,
        at=entry.at,
        who=body["actor"]["name"],
        note=str(data.get("reason", "")) or _looked_at(data),
        changes=changes,
    )


def _looked_at(data: Mapping[str, Any]) -> str:
    if "field" not in data:
        return ""
    return f"{REVEALABLE.get(data['field'], data['field'])}；用途：{PURPOSES.get(data['purpose'], data['purpose'])}"


def _shown(name: str, value: str, kind: str, minor: bool = False) -> str:
    """A value as pages show it: personal data masked, addresses of organisations whole, choices by their titles."""
    if name == "kind":
        return KINDS.get(value, value)
    if name == "name":
        return shown_name(value, protected=minor) or "—"
    if name == "id_number":
        return mask_id(value)
    if name == "phone":
        return mask_phone(value)
    if name == "address" and kind in (Party.INDIVIDUAL, Party.SOLE_TRADER):
        return mask_address(value)
    return value or "—"
