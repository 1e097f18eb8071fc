"""The roster: units with their people, credentials that end soon, one officer's page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from chengguan.base.viewer import Viewer

from .models import Bureau, Credential, Officer, Post, StaffChange, Unit, User
from .staff_facts import locked_names

SOON: Final = timedelta(days=60)


@dataclass(frozen=True)
class UnitRow:
    """One unit and the people in it."""

    unit: Unit
    officers: list[Officer]


@dataclass(frozen=True)
class Roster:
    """The whole bureau: units with people, credentials that end within sixty days, locked logins."""

    bureau: Bureau
    units: list[UnitRow]
    expiring: list[Credential]
    locked: set[str]
    total: int


def roster(viewer: Viewer, on: date) -> Roster:
    """The bureau of the viewer. Queries do not grow with people."""
    bureau = Bureau.objects.get(pk=viewer.bureau_id)
    officers = list(
        Officer.objects.filter(bureau=bureau)
        .select_related("unit", "user")
        .prefetch_related("posts", "credentials")
        .order_by("unit_id", "pk")
    )
    units = list(Unit.objects.filter(bureau=bureau).select_related("parent").order_by("pk"))
    expiring = Credential.objects.filter(
        officer__bureau=bureau, officer__active=True, revoked_on=None, valid_to__lte=on + SOON
    )
    return Roster(
        bureau=bureau,
        units=[
            UnitRow(unit, [officer for officer in officers if officer.unit_id == unit.pk]) for unit in units
        ],
        expiring=list(expiring.select_related("officer").order_by("valid_to")),
        locked=locked_names(bureau),
        total=len(officers),
    )


@dataclass(frozen=True)
class OfficerFile:
    """One officer: posts, credentials, login, changes."""

    officer: Officer
    user: User | None
    posts: list[Post]
    credentials: list[Credential]
    changes: list[StaffChange]
    locked: bool


def officer_file(viewer: Viewer, pk: int) -> OfficerFile | None:
    """The page of one officer of the viewer's own bureau, or None."""
    officer = (
        Officer.objects.filter(bureau_id=viewer.bureau_id, pk=pk)
        .select_related("unit", "bureau", "user")
        .first()
    )
    if officer is None:
        return None
    user: User | None = getattr(officer, "user", None)
    return OfficerFile(
        officer=officer,
        user=user,
        posts=list(officer.posts.select_related("unit").order_by("-begins_on")),
        credentials=list(officer.credentials.order_by("-valid_to")),
        changes=list(officer.changes.order_by("-id")[:20]),
        locked=user is not None and user.username in locked_names(officer.bureau),
    )
