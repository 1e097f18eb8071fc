"""Facts of the register of body-worn cameras and of collection stations."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Sheet
from chengguan.people.models import Officer, Unit
from chengguan.recordings.models import BodyCamera, Station

SLACK: Final = timedelta(minutes=5)
OFFSET_LIMIT_MS: Final = 30 * 86_400_000
TERM_LIMIT: Final = timedelta(days=3 * 366)
LOST: Final = "lost"


def _sheet(actor: Viewer, at: datetime, **values: Any) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, values)


def _of(camera: BodyCamera, actor: Viewer) -> dict[str, Any]:
    return {
        **camera.known,
        "camera_of_bureau": camera.bureau_id == actor.bureau_id,
        "camera_held": camera.holder_id is not None,
    }


def registration(
    *, actor: Viewer, at: datetime, number: str, unit: Unit, maker: str = "", model_name: str = "",
    serial: str = "", registered_on: date | None = None,
) -> Sheet:  # fmt: skip
    """登记执法记录仪."""
    return _sheet(
        actor,
        at,
        camera_described=bool(number.strip()),
        camera_unit_of_bureau=unit.bureau_id == actor.bureau_id and unit.active,
        camera_known_already=BodyCamera.objects.filter(
            bureau_id=actor.bureau_id, number__iexact=number.strip()
        ).exists(),
    )


def issuing(
    *, actor: Viewer, at: datetime, camera: BodyCamera, officer: Officer, begins_at: datetime
) -> Sheet:
    """领用."""
    last = camera.holdings.order_by("-begins_at").first()
    free_from = last.ends_at if last is not None else None
    values = _of(camera, actor) | {
        "camera_holder_fits": officer.bureau_id == camera.bureau_id and officer.active,
        "camera_moment_in_order": (free_from is None or begins_at >= free_from) and begins_at <= at + SLACK,
    }
    return _sheet(actor, at, **values)


def taking_back(*, actor: Viewer, at: datetime, camera: BodyCamera, ends_at: datetime) -> Sheet:
    """归还."""
    held = camera.holdings.filter(ends_at=None).first()
    in_order = held is not None and held.begins_at <= ends_at <= at + SLACK
    return _sheet(actor, at, **_of(camera, actor), camera_moment_in_order=in_order)


def checking_clock(
    *, actor: Viewer, at: datetime, camera: BodyCamera, checked_at: datetime, offset_ms: int, corrected: bool
) -> Sheet:
    """校时."""
    values = _of(camera, actor) | {
        "camera_moment_in_order": checked_at <= at + SLACK,
        "camera_offset_possible": abs(offset_ms) <= OFFSET_LIMIT_MS,
    }
    return _sheet(actor, at, **values)


def moving(*, actor: Viewer, at: datetime, camera: BodyCamera, unit: Unit, reason: str) -> Sheet:
    """调配."""
    values = _of(camera, actor) | {
        "camera_unit_of_bureau": unit.bureau_id == camera.bureau_id and unit.active,
        "camera_unit_differs": unit.pk != camera.unit_id,
        "camera_reason_given": bool(reason.strip()),
    }
    return _sheet(actor, at, **values)


def retirement(*, actor: Viewer, at: datetime, camera: BodyCamera, how: str, reason: str) -> Sheet:
    """报废、遗失."""
    values = _of(camera, actor) | {"camera_lost": how == LOST, "camera_reason_given": bool(reason.strip())}
    return _sheet(actor, at, **values)


def station_registration(
    *, actor: Viewer, at: datetime, name: str, place: str, expires_on: date, token_sha256: str
) -> Sheet:
    """登记采集站."""
    return _sheet(
        actor,
        at,
        station_described=bool(name.strip()),
        station_known_already=Station.objects.filter(bureau_id=actor.bureau_id, name=name.strip()).exists(),
        station_term_sound=_term_sound(expires_on, at),
    )


def station_renewal(
    *, actor: Viewer, at: datetime, station: Station, expires_on: date, token_sha256: str
) -> Sheet:
    """更换令牌."""
    return _sheet(actor, at, **_station(station, actor), station_term_sound=_term_sound(expires_on, at))


def station_revocation(*, actor: Viewer, at: datetime, station: Station, reason: str) -> Sheet:
    """停用采集站."""
    return _sheet(actor, at, **_station(station, actor), station_reason_given=bool(reason.strip()))


def _station(station: Station, actor: Viewer) -> dict[str, Any]:
    return {**station.known, "station_of_bureau": station.bureau_id == actor.bureau_id}


def _term_sound(expires_on: date, at: datetime) -> bool:
    today = local_date(at)
    return today < expires_on <= today + TERM_LIMIT
