"""Viewer: the person before the screen, as values. The same object asks for a page and performs an act."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar

from django.db import models

from .permissions import permissions_of


@dataclass(frozen=True)
class Viewer:
    """执法人员/工作人员 as of one day: identity, posts (roles), reach of data, credential (行政处罚法 第四十二条).

    `officer_id` and `bureau_id` are 0 for a login without a person; `reach` is bureau | brigade | squad | none; `pools` are the duty pools whose work this person sees; `acting_head`: presides over the organ by delegation (主持工作).
    """

    user_id: int
    username: str
    officer_id: int
    name: str
    bureau_id: int
    bureau_code: str
    bureau_name: str
    jurisdiction: str
    unit_id: int | None
    brigade_id: int | None
    squad_id: int | None
    roles: frozenset[str]
    reach: str
    credential: str = ""
    credential_valid: bool = False
    legal_qualified: bool = False
    delegated: bool = False
    acting_head: bool = False
    on_duty: bool = True
    pools: tuple[str, ...] = field(default=())

    @cached_property
    def permissions(self) -> frozenset[str]:
        return permissions_of(self.roles)

    def may(self, permission: str) -> bool:
        """Whether one of the viewer's roles opens this page."""
        return permission in self.permissions

    def as_entry(self) -> dict[str, Any]:
        """The actor as the ledger keeps him: values of this moment, no pointer to a row that may change."""
        return {
            "officer": self.officer_id,
            "name": self.name,
            "username": self.username,
            "credential": self.credential,
            "credential_valid": self.credential_valid,
            "unit": self.unit_id,
            "bureau": self.bureau_code,
            "roles": sorted(self.roles),
        }


class HasScope(Protocol):
    bureau_id: int
    brigade_id: int | None
    squad_id: int | None


M = TypeVar("M", bound=models.Model)


class ScopedQuerySet(models.QuerySet[M]):
    """The one gate used by list, page, search, export, print and API."""

    def visible_to(self, viewer: Viewer) -> ScopedQuerySet[M]:
        """Rows that the viewer may know of: one equality on one indexed column, whatever the role."""
        return self.filter(**scope_filter(viewer)) if viewer.reach != "none" else self.none()


def scope_filter(viewer: Viewer) -> dict[str, int | None]:
    """The equality that stands for the viewer's reach."""
    column, value = {
        "bureau": ("bureau_id", viewer.bureau_id),
        "brigade": ("brigade_id", viewer.brigade_id),
        "squad": ("squad_id", viewer.squad_id),
    }[viewer.reach]
    return {column: value}
