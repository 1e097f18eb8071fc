"""Acts on collection stations (采集站): registration with a token, its renewal, revocation."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime, timedelta
from typing import Final

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act
from chengguan.recordings.facts import cameras as facts
from chengguan.recordings.models import Station

SEEN_EVERY: Final = timedelta(minutes=1)


def new_token() -> str:
    """A token for a station: shown once to the administrator, never kept."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> str:
    """What is kept of a token. A random one of 256 bits needs no slow hash."""
    return hashlib.sha256(token.encode()).hexdigest()


@act("station.register", facts=facts.station_registration)
def register(
    *, actor: Viewer, at: datetime, name: str, place: str, expires_on: date, token_sha256: str
) -> Done:
    """登记采集站. The caller makes the token and hands over only its digest."""
    station = Station.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        name=name.strip(),
        place=place.strip(),
        token_sha256=token_sha256,
        expires_on=expires_on,
        registered_at=at,
    )
    data = {"name": station.name, "place": station.place, "expires_on": expires_on}
    return Done(station, sets={"station_registered_on": local_date(at)}, data=data, result=station)


@act("station.renew", facts=facts.station_renewal, on="station")
def renew(*, actor: Viewer, at: datetime, station: Station, expires_on: date, token_sha256: str) -> Done:
    """更换采集站令牌: the earlier token stops at once."""
    station.token_sha256, station.expires_on = token_sha256, expires_on
    return Done(station, data={"expires_on": expires_on}, result=station)


@act("station.revoke", facts=facts.station_revocation, on="station")
def revoke(*, actor: Viewer, at: datetime, station: Station, reason: str) -> Done:
    """停用采集站: its token is worth nothing from now on."""
    station.revoked_at = at
    sets = {"station_revoked_on": local_date(at)}
    return Done(station, sets=sets, data={"reason": reason.strip()}, result=station)


def touch(station: Station, at: datetime) -> None:
    """Remember when a station was last heard of (no act: it changes nothing of law), at most once a minute."""
    if station.seen_at is None or at - station.seen_at >= SEEN_EVERY:
        Station.objects.filter(pk=station.pk).update(seen_at=at)
