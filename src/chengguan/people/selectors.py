"""Who is before the screen, and who may serve in a case."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.db.models import Q, QuerySet

from chengguan.base.permissions import ADMINS
from chengguan.base.viewer import Viewer

from .facts import OfficerCard, officer_cards
from .models import Credential, Officer, Post, User

__all__ = [
    "OfficerCard",
    "actor_of",
    "colleagues",
    "current",
    "load_user",
    "officer_cards",
    "officer_pool",
    "pool_for",
    "role_pool",
    "unit_pool",
    "viewer_of",
]

# Words of a delegation by which its holder presides over the organ in place of its head (移送规定 第五条第二款).
PRESIDES: Final = "主持工作"
BUREAU_WIDE = frozenset(
    {"legal_reviewer", "deputy_head", "organ_head", "finance", "archivist", "window_clerk"}
)


def current(day: date) -> Q:
    """Filter for periods (begins_on, ends_on) that hold on a day."""
    return Q(begins_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day))


def _powers(officer_id: int, day: date) -> tuple[list[Post], list[Credential]]:
    """Posts and certificates of an officer on a day. Two plain queries: prefetching costs twice as much, on every request."""
    posts = Post.objects.filter(current(day), officer_id=officer_id)
    cards = Credential.objects.filter(officer_id=officer_id, valid_from__lte=day, valid_to__gte=day)
    return list(posts), [card for card in cards if card.revoked_on is None or card.revoked_on > day]


def load_user(pk: int) -> User | None:
    """A login with its officer, unit and bureau. One query."""
    rows = User.objects.select_related("officer__bureau", "officer__unit").filter(pk=pk, is_active=True)
    return next(iter(rows), None)


def viewer_of(user: User, on: date) -> Viewer:
    """The viewer that a login is on a day: roles, reach, credential and duty pools follow from posts and certificates of that day.

    Two queries, whatever the role, when the login was loaded with its officer.
    """
    officer = user.officer
    if officer is None or not officer.active:
        return _nobody(user)
    return _viewer(user, officer, on)


def actor_of(officer: Officer, on: date) -> Viewer:
    """The same for an officer without going through a login (background work, demonstration walks)."""
    full = Officer.objects.select_related("bureau", "unit", "user").get(pk=officer.pk)
    return _viewer(getattr(full, "user", None), full, on)


def _viewer(user: User | None, officer: Officer, on: date) -> Viewer:
    posts, cards = _powers(officer.pk, on)
    roles = frozenset(post.role for post in posts)
    enforcement = next((card for card in cards if card.kind == Credential.ENFORCEMENT), None)
    unit = officer.unit
    return Viewer(
        user_id=user.pk if user else 0,
        username=user.username if user else "",
        officer_id=officer.pk,
        name=officer.name,
        bureau_id=officer.bureau_id,
        bureau_code=officer.bureau.code,
        bureau_name=officer.bureau.name,
        jurisdiction=officer.bureau.jurisdiction,
        unit_id=unit.pk,
        brigade_id=unit.brigade_id,
        squad_id=unit.squad_id,
        roles=roles,
        reach=_reach(roles, unit.kind),
        credential=enforcement.number if enforcement else "",
        credential_valid=enforcement is not None and not officer.auxiliary and not officer.suspended,
        legal_qualified=any(card.kind == Credential.LEGAL for card in cards),
        delegated=any(post.delegation for post in posts),
        acting_head=any(PRESIDES in post.delegation for post in posts),
        pools=tuple(_pools(officer, posts)),
    )


def _nobody(user: User) -> Viewer:
    return Viewer(
        user_id=user.pk,
        username=user.username,
        officer_id=0,
        name=user.username,
        bureau_id=0,
        bureau_code="",
        bureau_name="",
        jurisdiction="",
        unit_id=None,
        brigade_id=None,
        squad_id=None,
        roles=frozenset(),
        reach="none",
    )


def _reach(roles: frozenset[str], unit_kind: str) -> str:
    """How far a set of roles sees: administrators see no cases; leaders and reviewers their bureau; the rest their unit."""
    if roles & BUREAU_WIDE:
        return "bureau"
    if not roles - ADMINS:
        return "none"
    return "squad" if unit_kind == "squad" else "brigade" if unit_kind == "brigade" else "bureau"


def _pools(officer: Officer, posts: list[Post]) -> list[str]:
    """Keys of the duty pools that an officer draws from: his own, and one per post and unit."""
    pools = [officer_pool(officer.pk)]
    for post in posts:
        where = post.unit_id or officer.unit_id
        pools.append(
            role_pool(post.role, officer.bureau_id)
            if post.role in BUREAU_WIDE
            else unit_pool(post.role, where)
        )
    return pools


def officer_pool(officer_id: int) -> str:
    """Pool of one person."""
    return f"o:{officer_id}"


def role_pool(role: str, bureau_id: int) -> str:
    """Pool of everyone who holds a bureau-wide role."""
    return f"r:{role}:{bureau_id}"


def unit_pool(role: str, unit_id: int) -> str:
    """Pool of everyone who holds a role in one unit."""
    return f"u:{role}:{unit_id}"


def pool_for(role: str, *, bureau_id: int, brigade_id: int | None, squad_id: int | None) -> str:
    """Pool whose members answer for a role in the scope of a row."""
    if role in BUREAU_WIDE:
        return role_pool(role, bureau_id)
    unit = squad_id if role in ("squad_leader", "handler") and squad_id else brigade_id
    return unit_pool(role, unit or 0)


def colleagues(viewer: Viewer) -> QuerySet[Officer]:
    """Officers of the viewer's own reach who can be named in an act."""
    rows = (
        Officer.objects.filter(bureau_id=viewer.bureau_id, active=True)
        .select_related("unit")
        .order_by("unit_id", "pk")
    )
    if viewer.reach == "squad":
        return rows.filter(unit_id=viewer.squad_id or 0)
    if viewer.reach == "brigade":
        return rows.filter(Q(unit_id=viewer.brigade_id or 0) | Q(unit__parent_id=viewer.brigade_id or 0))
    return rows
