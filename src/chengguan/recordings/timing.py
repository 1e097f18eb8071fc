"""录像时间: true time is the device's time less the offset of its clock (全过程记录)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from .models import BodyCamera, CameraHolding, Recording
from .naming import Named
from .probing import Found

NO_TIME: Final = "文件没有可用的时间，暂以收到时间为准，请核对后更正。"
FUTURE: Final = "设备时钟可能有误：按设备时间，录像结束于收到之后。请给设备校时，并更正录像时间。"
SHIFTED: Final = "文件内时间与文件名相差八小时（设备把本地时间写成了世界时），已按文件名认定。"
UNKNOWN_CAMERA: Final = "设备编号 {} 没有登记，请核对编号或者登记设备。"
UNSETTLED: Final = (NO_TIME, FUTURE, UNKNOWN_CAMERA.split("{")[0])
"""Beginnings of the faults that only a person can settle."""
SOURCE_FAULTS: Final = (*UNSETTLED, SHIFTED)
"""Beginnings of the faults that a correction of the source settles."""
EARLIEST: Final = timedelta(days=3650)
TOLERANCE: Final = timedelta(minutes=2)
ZONE: Final = timedelta(hours=8)


@dataclass(frozen=True)
class Times:
    """When a recording was made: by the device, and in truth. `faults` say in Chinese what is doubtful."""

    device_began_at: datetime
    source: str
    offset_ms: int
    began_at: datetime
    ended_at: datetime
    faults: tuple[str, ...] = ()

    @property
    def plausible(self) -> bool:
        return FUTURE not in self.faults


def times_of(
    found: Found, name: Named, stated: datetime | None, camera: BodyCamera | None, arrived_at: datetime
) -> Times:
    """Time in the file, else in its name, else as the sender states, else that of arrival; corrected by the camera's offset.

    A time more than ten years before arrival is that of a clock that was never set, and counts for nothing.
    """
    length = timedelta(milliseconds=found.duration_ms)
    began, source, faults = _device_time(found.began_at, name.began_at, stated, arrived_at)
    if began is None:
        begin = arrived_at - length
        return Times(begin, "arrival", 0, begin, arrived_at, (NO_TIME,))
    offset = offset_at(camera, began)
    begin = began - timedelta(milliseconds=offset)
    if begin + length > arrived_at + TOLERANCE:
        faults = (*faults, FUTURE)
    return Times(began, source, offset, begin, begin + length, faults)


def _device_time(
    inside: datetime | None, name: datetime | None, stated: datetime | None, arrived_at: datetime
) -> tuple[datetime | None, str, tuple[str, ...]]:
    inside, name, stated = (
        moment if moment is not None and moment > arrived_at - EARLIEST else None
        for moment in (inside, name, stated)
    )
    if inside is not None and name is not None and abs(inside - name - ZONE) <= TOLERANCE:
        return name, "name", (SHIFTED,)
    for moment, source in ((inside, "metadata"), (name, "name"), (stated, "stated")):
        if moment is not None:
            return moment, source, ()
    return None, "arrival", ()


def offset_at(camera: BodyCamera | None, device_time: datetime) -> int:
    """Offset of a camera's clock at a device time, in ms: that of the nearest check before; 0 after a check that set the clock right.

    Before the first check nothing is known: 0.
    """
    if camera is None:
        return 0
    for check in camera.clock_checks.order_by("-checked_at", "-pk"):
        offset = 0 if check.corrected else check.offset_ms
        if check.checked_at <= device_time - timedelta(milliseconds=offset):
            return offset
    return 0


def holding_at(camera: BodyCamera | None, moment: datetime) -> CameraHolding | None:
    """Who held a camera at a moment."""
    if camera is None:
        return None
    rows = camera.holdings.filter(begins_at__lte=moment).select_related("officer__unit")
    held = rows.order_by("-begins_at").first()
    return held if held is not None and (held.ends_at is None or held.ends_at > moment) else None


def without_source_faults(recording: Recording) -> list[str]:
    """Faults of a recording that remain when its source has been corrected."""
    return [fault for fault in recording.faults if not str(fault).startswith(SOURCE_FAULTS)]
