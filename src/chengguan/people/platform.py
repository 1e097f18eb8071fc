"""The platform as an actor: for what the law lets happen by itself, and for what machines hand in."""

from __future__ import annotations

from typing import Final

from chengguan.base.viewer import Viewer

from .models import Bureau

SYSTEM: Final = "system"


def system_viewer(bureau: Bureau) -> Viewer:
    """系统: no person, no page; its acts are those whose norm names the role `system`."""
    return Viewer(
        user_id=0,
        username="",
        officer_id=0,
        name="系统",
        bureau_id=bureau.pk,
        bureau_code=bureau.code,
        bureau_name=bureau.name,
        jurisdiction=bureau.jurisdiction,
        unit_id=None,
        brigade_id=None,
        squad_id=None,
        roles=frozenset({SYSTEM}),
        reach="none",
    )
