"""Facts of the acts of administration (三员分立, 执法资格)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from axes.models import AccessAttempt

from chengguan.base.dates import local_date
from chengguan.base.permissions import ADMINS
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet

from .models import Bureau, Credential, Officer, Post, SecondFactor, Unit, User

ENFORCING: Final = frozenset({"handler", "squad_leader", "brigade_leader"})


def _sheet(actor: Viewer, at: datetime, **values: Any) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, values)


def _own(actor: Viewer, row: Officer | Unit | None) -> bool:
    return row is None or row.bureau_id == actor.bureau_id


def adding_unit(*, actor: Viewer, at: datetime, name: str, kind: str, parent: Unit | None = None) -> Sheet:
    taken = Unit.objects.filter(bureau_id=actor.bureau_id, name=name.strip()).exists()
    fits = kind != Unit.SQUAD or (parent is not None and parent.kind == Unit.BRIGADE)
    return _sheet(actor, at, same_bureau=_own(actor, parent), unit_name_free=not taken, unit_place_fits=fits)


def adding_officer(
    *, actor: Viewer, at: datetime, name: str, unit: Unit, phone: str = "", auxiliary: bool = False
) -> Sheet:
    return _sheet(actor, at, same_bureau=_own(actor, unit), unit_active=unit.active)


def moving_officer(*, actor: Viewer, at: datetime, officer: Officer, unit: Unit, reason: str) -> Sheet:
    return _sheet(
        actor,
        at,
        same_bureau=_own(actor, officer) and _own(actor, unit),
        unit_active=unit.active,
        reason_given=bool(reason.strip()),
    )


def suspending(*, actor: Viewer, at: datetime, officer: Officer, suspended: bool, reason: str) -> Sheet:
    return _sheet(
        actor,
        at,
        same_bureau=_own(actor, officer),
        reason_given=bool(reason.strip()),
        change_needed=officer.suspended != suspended,
    )


def issuing_credential(
    *, actor: Viewer, at: datetime, officer: Officer, kind: str, number: str, valid_from: date, valid_to: date
) -> Sheet:
    taken = Credential.objects.filter(kind=kind, number=number.strip()).exists()
    lawful = kind != Credential.ENFORCEMENT or not officer.auxiliary
    return _sheet(
        actor,
        at,
        same_bureau=_own(actor, officer),
        credential_number_free=not taken,
        credential_period_fits=valid_from <= valid_to,
        holder_may_enforce=lawful,
    )


def revoking_credential(
    *, actor: Viewer, at: datetime, officer: Officer, credential: Credential, revoked_on: date, reason: str
) -> Sheet:
    return _sheet(
        actor,
        at,
        same_bureau=_own(actor, officer),
        credential_in_force=credential.revoked_on is None,
        reason_given=bool(reason.strip()),
    )


def granting(
    *,
    actor: Viewer,
    at: datetime,
    officer: Officer,
    role: str,
    begins_on: date,
    unit: Unit | None = None,
    ends_on: date | None = None,
    delegation: str = "",
) -> Sheet:
    held = {
        post.role
        for post in Post.objects.filter(officer=officer)
        if post.ends_on is None or post.ends_on >= begins_on
    }
    return _sheet(
        actor,
        at,
        same_bureau=_own(actor, officer) and _own(actor, unit),
        not_to_oneself=officer.pk != actor.officer_id,
        administrators_separate=not (role in ADMINS and held & (ADMINS - {role})),
        administrator_not_in_cases=not (role in ADMINS and held - ADMINS)
        and not (role not in ADMINS and held & ADMINS),
        holder_may_enforce=not (role in ENFORCING and officer.auxiliary),
        post_not_held=role not in held,
        post_period_fits=ends_on is None or begins_on <= ends_on,
    )


def ending(*, actor: Viewer, at: datetime, officer: Officer, post: Post, ends_on: date, reason: str) -> Sheet:
    return _sheet(
        actor,
        at,
        same_bureau=_own(actor, officer),
        not_to_oneself=officer.pk != actor.officer_id,
        post_period_fits=post.begins_on <= ends_on,
        reason_given=bool(reason.strip()),
    )


def opening_login(*, actor: Viewer, at: datetime, officer: Officer, username: str) -> Sheet:
    taken = (
        User.objects.filter(username=username.strip()).exists()
        or User.objects.filter(officer=officer).exists()
    )
    return _sheet(actor, at, same_bureau=_own(actor, officer), login_free=not taken)


def on_login(*, actor: Viewer, at: datetime, officer: Officer, reason: str) -> Sheet:
    user = User.objects.filter(officer=officer).first()
    return _sheet(
        actor,
        at,
        same_bureau=_own(actor, officer),
        login_exists=user is not None,
        not_to_oneself=officer.pk != actor.officer_id,
        reason_given=bool(reason.strip()),
    )


def on_second_factor(*, actor: Viewer, at: datetime, officer: Officer, reason: str) -> Sheet:
    return _sheet(
        actor,
        at,
        same_bureau=_own(actor, officer),
        second_factor_set=SecondFactor.objects.filter(user__officer=officer).exists(),
        not_to_oneself=officer.pk != actor.officer_id,
        reason_given=bool(reason.strip()),
    )


def locked_names(bureau: Bureau) -> set[str]:
    """Logins of a bureau with failed attempts on record."""
    names = User.objects.filter(officer__bureau=bureau).values_list("username", flat=True)
    return set(AccessAttempt.objects.filter(username__in=list(names)).values_list("username", flat=True))
