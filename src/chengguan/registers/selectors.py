"""Monitoring devices as pages and cases read them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from chengguan.base.viewer import Viewer
from chengguan.ledger.norms import book
from chengguan.powers.models import Matter

from .facts import ALLOWING
from .models import MonitoringDevice

SHOWN = 500


@dataclass(frozen=True)
class DeviceRow:
    """One device with what keeps its records from being evidence today."""

    device: MonitoringDevice
    gaps: tuple[str, ...]


def devices(viewer: Viewer, on: date, text: str = "") -> list[DeviceRow]:
    """Devices of the bureau by number; `text` is looked for in number, name and place."""
    rows = MonitoringDevice.objects.visible_to(viewer).order_by("number")
    if text:
        rows = rows.filter(Q(number__icontains=text) | Q(name__icontains=text) | Q(place__icontains=text))
    return [DeviceRow(device, device.gaps_on(on)) for device in rows[:SHOWN]]


def device(viewer: Viewer, pk: uuid.UUID) -> MonitoringDevice | None:
    return MonitoringDevice.objects.visible_to(viewer).filter(pk=pk).first()


def device_choices(viewer: Viewer) -> list[tuple[str, str]]:
    """Devices for a form; those no longer in force are offered too, since their earlier records may count."""
    rows = MonitoringDevice.objects.visible_to(viewer).order_by("number")[:SHOWN]
    return [(str(row.pk), f"{row.number} {row.name}（{row.place}）") for row in rows]


def allowing_laws(on: date) -> list[tuple[str, str]]:
    """Laws and administrative regulations in force that could allow monitoring."""
    found = (book().source(name, on=on) for name in book().sources.ids())
    return [(item.id, item.title) for item in found if item is not None and item.kind in ALLOWING]


def matters_of(viewer: Viewer, on: date) -> list[tuple[str, str]]:
    """Matters of the bureau's list in force, for a form."""
    rows = Matter.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=on), bureau_id=viewer.bureau_id, valid_from__lte=on
    )
    return [(row.code, f"{row.code} {row.title}") for row in rows.order_by("code")]
