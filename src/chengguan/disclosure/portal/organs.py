"""执法主体、执法人员 (行政处罚法 第三十九条、第四十二条): the organ, its enforcing units, the officers with credentials."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from chengguan.disclosure.models import Publication
from chengguan.people.models import Bureau, Credential, Unit


@dataclass(frozen=True)
class Organ:
    """An organ on the first page of all."""

    bureau: Bureau
    shown: int


@dataclass(frozen=True)
class UnitRow:
    """A unit that enforces, and how many of its people hold a credential."""

    name: str
    kind: str
    parent: str
    officers: int


@dataclass(frozen=True)
class OfficerRow:
    """What the public learns of an officer: name, unit, credential. Nothing else leaves the house."""

    name: str
    unit: str
    credential: str
    valid_from: date
    valid_to: date


def organs() -> list[Organ]:
    """All organs with the number of results they show. One query."""
    shown = Count("publication", filter=Q(publication__stage=Publication.RELEASED))
    return [Organ(row, row.shown) for row in Bureau.objects.annotate(shown=shown).order_by("code")]


def bureau_of(code: str) -> Bureau | None:
    """An organ by its code, with the organ above it. One query."""
    return Bureau.objects.select_related("parent").filter(code=code).first()


def units(bureau: Bureau, on: date) -> list[UnitRow]:
    """Brigades and squads in use, each below its brigade. Two queries."""
    held = Counter(_credentials(bureau, on).values_list("officer__unit_id", flat=True))
    rows = list(Unit.objects.filter(bureau=bureau, active=True).select_related("parent").order_by("pk"))
    ordered = sorted(
        rows, key=lambda row: (row.kind == Unit.OFFICE, row.brigade_id or row.pk, row.kind, row.pk)
    )
    return [
        UnitRow(row.name, row.get_kind_display(), row.parent.name if row.parent else "", held[row.pk])
        for row in ordered
        if row.kind != Unit.OFFICE or held[row.pk]
    ]


def officers(bureau: Bureau, on: date, text: str = "") -> list[OfficerRow]:
    """Officers who hold an enforcement credential in force and may use it, by unit and name. One query.

    `text` looks for a name, a unit or a whole credential number.
    """
    rows = _credentials(bureau, on).select_related("officer__unit").order_by("officer__unit__name", "number")
    word = text.strip()
    if word:
        rows = rows.filter(Q(officer__name=word) | Q(number=word) | Q(officer__unit__name__contains=word))
    return [_officer(row) for row in rows]


def _credentials(bureau: Bureau, on: date) -> QuerySet[Credential]:
    """执法证 in force of people at work; auxiliary staff and officers suspended from enforcement have no place here."""
    rows: QuerySet[Credential] = Credential.objects.all()
    return rows.filter(
        Q(revoked_on=None) | Q(revoked_on__gt=on),
        kind=Credential.ENFORCEMENT,
        valid_from__lte=on,
        valid_to__gte=on,
        officer__bureau=bureau,
        officer__active=True,
        officer__auxiliary=False,
        officer__suspended=False,
    )


def _officer(row: Credential) -> OfficerRow:
    person = row.officer
    return OfficerRow(person.name, person.unit.name, row.number, row.valid_from, row.valid_to)
