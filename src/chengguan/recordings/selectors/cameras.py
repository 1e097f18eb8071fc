"""Body-worn cameras as pages read them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Max, Q, QuerySet

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import ScopedQuerySet, Viewer
from chengguan.ledger.norms import book
from chengguan.people.models import Officer, Unit
from chengguan.recordings.models import BodyCamera, CameraHolding, ClockCheck, Recording

SHOWN: Final = 500


def within(rows: ScopedQuerySet[Any], viewer: Viewer) -> ScopedQuerySet[Any]:
    """Rows of the viewer's reach. System administrators, who see no cases, keep the devices and stations of their bureau."""
    if viewer.reach == "none" and "system_admin" in viewer.roles:
        return rows.filter(bureau_id=viewer.bureau_id)
    return rows.visible_to(viewer)


def units_of(viewer: Viewer) -> QuerySet[Unit]:
    """Units of the bureau to which a camera may belong."""
    return Unit.objects.filter(bureau_id=viewer.bureau_id, active=True).order_by("pk")


def officers_of(viewer: Viewer) -> QuerySet[Officer]:
    """Officers in service to whom a camera may be issued: those of the viewer's reach, or of the bureau for administrators."""
    rows = Officer.objects.filter(bureau_id=viewer.bureau_id, active=True).select_related("unit")
    if viewer.reach == "squad":
        rows = rows.filter(unit_id=viewer.squad_id or 0)
    elif viewer.reach == "brigade":
        rows = rows.filter(Q(unit_id=viewer.brigade_id) | Q(unit__parent_id=viewer.brigade_id))
    return rows.order_by("unit_id", "name")


@dataclass(frozen=True)
class ClockRules:
    """From when on a clock counts as unchecked, and as off."""

    days: int
    drift_ms: int


@dataclass(frozen=True)
class CameraRow:
    """One camera of the list. `clock` says what is wrong with its clock, or nothing."""

    camera: BodyCamera
    last_began_at: datetime | None
    clock: str

    @property
    def stage_title(self) -> str:
        return dict(BodyCamera.STAGES).get(self.camera.stage, self.camera.stage)


@dataclass(frozen=True)
class CameraFilter:
    """What a list of cameras is narrowed to."""

    text: str = ""
    unit: int | None = None
    stage: str = ""
    clock: bool = False


@dataclass(frozen=True)
class CheckRow:
    """One clock check with its offset in words."""

    check: ClockCheck
    text: str


@dataclass(frozen=True)
class CameraPage:
    """A camera with its history."""

    row: CameraRow
    holdings: list[CameraHolding]
    checks: list[CheckRow]
    recordings: list[Recording]


def clock_rules(on: date, jurisdiction: str) -> ClockRules:
    """校时间隔和允许偏差 (parameters of the platform)."""
    days = book().threshold("camera_clock_check_days", on=on, jurisdiction=jurisdiction).value
    seconds = book().threshold("camera_clock_drift_seconds", on=on, jurisdiction=jurisdiction).value
    return ClockRules(int(str(days or 30)), int(float(str(seconds or 60)) * 1000))


def cameras(viewer: Viewer, wanted: CameraFilter, at: datetime) -> list[CameraRow]:
    """Cameras by number, with the begin of the last footage of each (one query, whatever their number)."""
    rules = clock_rules(local_date(at), viewer.jurisdiction)
    rows = within(BodyCamera.objects.all(), viewer).select_related("unit", "holder")
    if wanted.text:
        text = wanted.text
        rows = rows.filter(
            Q(number__icontains=text) | Q(holder__name__icontains=text) | Q(serial__icontains=text)
        )
    if wanted.unit:
        rows = rows.filter(Q(unit_id=wanted.unit) | Q(unit__parent_id=wanted.unit))
    if wanted.stage:
        rows = rows.filter(stage=wanted.stage)
    if wanted.clock:
        rows = rows.exclude(stage="retired").filter(_clock_doubtful(rules, at))
    found = list(rows.order_by("number")[:SHOWN])
    last = _last_footage(found)
    return [CameraRow(one, last.get(one.pk), clock_text(one, rules, at)) for one in found]


def _clock_doubtful(rules: ClockRules, at: datetime) -> Q:
    old = Q(clock_checked_at=None) | Q(clock_checked_at__lt=at - timedelta(days=rules.days))
    return old | Q(clock_offset_ms__gt=rules.drift_ms) | Q(clock_offset_ms__lt=-rules.drift_ms)


def _last_footage(found: list[BodyCamera]) -> dict[uuid.UUID, datetime]:
    rows = Recording.objects.filter(camera__in=found).values("camera_id").annotate(last=Max("began_at"))
    return {row["camera_id"]: row["last"] for row in rows}


def clock_text(camera: BodyCamera, rules: ClockRules, at: datetime) -> str:
    """What is wrong with a camera's clock, in Chinese; empty when nothing is, or when the camera is retired."""
    if camera.stage == "retired":
        return ""
    if camera.clock_checked_at is None:
        return "没有校时记录"
    if abs(camera.clock_offset_ms) > rules.drift_ms:
        return f"时钟{offset_text(camera.clock_offset_ms)}，须校准"
    days = (at - camera.clock_checked_at).days
    return f"{days} 天没有校时" if days > rules.days else ""


def offset_text(offset_ms: int) -> str:
    """快 2 分 5 秒, 慢 30 秒, 准."""
    seconds = round(abs(offset_ms) / 1000)
    if not seconds:
        return "准"
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = [f"{n} {unit}" for n, unit in ((hours, "小时"), (minutes, "分"), (left, "秒")) if n]
    return ("快 " if offset_ms > 0 else "慢 ") + " ".join(parts)


def cameras_of(viewer: Viewer) -> QuerySet[BodyCamera]:
    """Cameras of the viewer's reach for a form; retired ones too, since their earlier footage may come late."""
    rows: QuerySet[BodyCamera] = within(BodyCamera.objects.all(), viewer)
    return rows.select_related("unit").order_by("number")


def camera(viewer: Viewer, pk: uuid.UUID) -> BodyCamera | None:
    rows: QuerySet[BodyCamera] = within(BodyCamera.objects.all(), viewer)
    return rows.select_related("unit", "holder", "bureau").filter(pk=pk).first()


def camera_page(viewer: Viewer, item: BodyCamera, at: datetime) -> CameraPage:
    """A camera with who held it, its clock checks and its newest footage (as far as the viewer may see it)."""
    rules = clock_rules(local_date(at), viewer.jurisdiction)
    footage = list(
        Recording.objects.visible_to(viewer)
        .filter(camera=item)
        .select_related("officer")
        .order_by("-began_at")[:20]
    )
    last = footage[0].began_at if footage else _last_footage([item]).get(item.pk)
    return CameraPage(
        row=CameraRow(item, last, clock_text(item, rules, at)),
        holdings=list(item.holdings.select_related("officer__unit").order_by("-begins_at")[:50]),
        checks=[
            CheckRow(check, offset_text(check.offset_ms))
            for check in item.clock_checks.order_by("-checked_at", "-pk")[:50]
        ],
        recordings=footage,
    )


def camera_by_number(bureau_id: int, number: str) -> BodyCamera | None:
    """A camera of one bureau by its number, whatever the case of its letters. Another bureau's camera is unknown here."""
    if not number:
        return None
    rows = BodyCamera.objects.filter(bureau_id=bureau_id, number=number.upper())
    return rows.select_related("unit", "bureau").first()


EXPORT_HEAD: Final = (
    "设备编号",
    "厂商",
    "型号",
    "序列号",
    "配备单位",
    "使用人",
    "状态",
    "登记日期",
    "最近校时",
    "时钟",
    "最近录像",
    "提示",
)


def export_rows(viewer: Viewer, wanted: CameraFilter, at: datetime) -> list[tuple[object, ...]]:
    """The list of cameras as a table."""
    return [_exported(row) for row in cameras(viewer, wanted, at)]


def _exported(row: CameraRow) -> tuple[object, ...]:
    one = row.camera
    return (
        *(one.number, one.maker, one.model_name, one.serial, one.unit.name),
        *(one.holder.name if one.holder else "", row.stage_title, one.registered_on),
        one.clock_checked_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if one.clock_checked_at else "",
        offset_text(one.clock_offset_ms) if one.clock_checked_at else "",
        row.last_began_at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M") if row.last_began_at else "",
        row.clock,
    )
