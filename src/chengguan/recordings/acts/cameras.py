"""Acts on body-worn cameras (执法记录仪): registration, issue, return, clock checks, moves, retirement."""

from __future__ import annotations

from datetime import date, datetime

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.ledger.acting import Done, act
from chengguan.people.models import Officer, Unit
from chengguan.recordings.facts import cameras as facts
from chengguan.recordings.models import BodyCamera, CameraHolding, ClockCheck


@act("camera.register", facts=facts.registration)
def register(
    *, actor: Viewer, at: datetime, number: str, unit: Unit, maker: str = "", model_name: str = "",
    serial: str = "", registered_on: date | None = None,
) -> Done:  # fmt: skip
    """登记执法记录仪. Its number is written in capitals, as it stands in file names."""
    on = registered_on or local_date(at)
    camera = BodyCamera.objects.create(
        id=uuid7(at),
        bureau_id=actor.bureau_id,
        number=number.strip().upper(),
        maker=maker,
        model_name=model_name,
        serial=serial,
        unit=unit,
        brigade_id=unit.brigade_id,
        squad_id=unit.squad_id,
        registered_on=on,
    )
    data = {
        "number": camera.number,
        "unit": unit.name,
        "maker": maker,
        "model": model_name,
        "serial": serial,
        "registered_on": on,
    }
    return Done(camera, sets={"camera_registered_on": on}, data=data, result=camera)


@act("camera.issue", facts=facts.issuing, on="camera")
def issue(*, actor: Viewer, at: datetime, camera: BodyCamera, officer: Officer, begins_at: datetime) -> Done:
    """领用: from now on the footage of this camera is that of the officer."""
    CameraHolding.objects.create(camera=camera, officer=officer, begins_at=begins_at)
    camera.holder = officer
    data = {"officer": officer.name, "officer_id": officer.pk, "begins_at": begins_at}
    return Done(camera, sets={"camera_held": True}, data=data, result=camera)


@act("camera.take_back", facts=facts.taking_back, on="camera")
def take_back(*, actor: Viewer, at: datetime, camera: BodyCamera, ends_at: datetime) -> Done:
    """归还."""
    data = _end_holding(camera, ends_at)
    return Done(camera, sets={"camera_held": False}, data=data, result=camera)


@act("camera.check_clock", facts=facts.checking_clock, on="camera")
def check_clock(
    *, actor: Viewer, at: datetime, camera: BodyCamera, checked_at: datetime, offset_ms: int, corrected: bool
) -> Done:
    """校时. `offset_ms`: device clock minus true time (positive: fast); `corrected`: the clock was set right at once."""
    ClockCheck.objects.create(camera=camera, checked_at=checked_at, offset_ms=offset_ms, corrected=corrected)
    if camera.clock_checked_at is None or checked_at >= camera.clock_checked_at:
        camera.clock_checked_at = checked_at
        camera.clock_offset_ms = 0 if corrected else offset_ms
    data = {"checked_at": checked_at, "offset_ms": offset_ms, "corrected": corrected}
    return Done(camera, data=data, result=camera)


@act("camera.move", facts=facts.moving, on="camera")
def move(*, actor: Viewer, at: datetime, camera: BodyCamera, unit: Unit, reason: str) -> Done:
    """调配 to another unit. Earlier recordings stay with the unit that made them."""
    data = {"before": camera.unit.name, "after": unit.name, "reason": reason.strip()}
    camera.unit, camera.brigade_id, camera.squad_id = unit, unit.brigade_id, unit.squad_id
    return Done(camera, data=data, result=camera)


@act("camera.retire", facts=facts.retirement, on="camera")
def retire(*, actor: Viewer, at: datetime, camera: BodyCamera, how: str, reason: str) -> Done:
    """报废 (`how`: scrapped) or 遗失 (lost). Whoever held a lost camera holds it no longer."""
    on = local_date(at)
    data = {"how": how, "reason": reason.strip()}
    if camera.holder_id is not None:
        data |= _end_holding(camera, at)
    camera.retired_on = on
    return Done(camera, sets={"camera_retired_on": on, "camera_held": False}, data=data, result=camera)


def _end_holding(camera: BodyCamera, ends_at: datetime) -> dict[str, str]:
    name = camera.holder.name if camera.holder else ""
    CameraHolding.objects.filter(camera=camera, ends_at=None).update(ends_at=ends_at)
    camera.holder = None
    return {"officer": name, "ends_at": ends_at.isoformat()}
