"""Collection stations and whose token is whose."""

from __future__ import annotations

import hashlib
import hmac
import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.recordings.models import Station

SOON: Final = timedelta(days=14)


@dataclass(frozen=True)
class StationRow:
    """One station; `state` and `tone` say whether its token opens anything today."""

    station: Station
    state: str
    tone: str


def stations(viewer: Viewer, at: datetime) -> list[StationRow]:
    """Stations of the bureau, those in use first."""
    rows = list(Station.objects.filter(bureau_id=viewer.bureau_id).order_by("name"))
    rows.sort(key=lambda one: one.revoked_at is not None)
    return [StationRow(one, *_state(one, local_date(at))) for one in rows]


def _state(station: Station, today: date) -> tuple[str, str]:
    if station.revoked_at is not None:
        return "已停用", "neutral"
    if station.expires_on is None or station.expires_on >= today + SOON:
        return "在用", "ok"
    return ("令牌即将到期", "warn") if station.expires_on >= today else ("令牌已到期", "danger")


def station(viewer: Viewer, pk: uuid.UUID) -> Station | None:
    return Station.objects.filter(bureau_id=viewer.bureau_id, pk=pk).select_related("bureau").first()


def station_of_token(token: str, on: date) -> tuple[Station | None, str]:
    """The station that a token belongs to, or why it opens nothing. Compared by digest, in constant time."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    found = Station.objects.filter(token_sha256=digest).select_related("bureau").first()
    if found is None or not hmac.compare_digest(found.token_sha256, digest):
        return None, "令牌无效。请核对采集站的令牌设置，或者请系统管理员更换令牌。"
    if found.revoked_at is not None:
        return None, "该采集站已经停用，令牌不再有效。"
    if found.expires_on is not None and found.expires_on < on:
        return None, f"令牌已于 {found.expires_on.isoformat()} 到期。请系统管理员更换令牌。"
    return found, ""
