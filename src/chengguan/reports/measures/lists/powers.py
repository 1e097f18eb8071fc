"""权责和人员: items of the list of powers, and people who may enforce."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Q

from chengguan.powers.models import PowerItem

from ..definition import Measure
from ..sources import CREDENTIALS, POWERS

GROUP: Final = "权责和人员"


def in_force(day: date) -> Q:
    """Items whose period holds a day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def valid(day: date) -> Q:
    """Credentials that were valid on a day."""
    return Q(valid_from__lte=day, valid_to__gte=day) & (Q(revoked_on=None) | Q(revoked_on__gt=day))


def _powers() -> Iterator[Measure]:
    names = tuple(f"powers_{kind}" for kind, _ in PowerItem.KINDS)
    yield Measure("powers", "行政权力事项", "项", "期末有效的权责清单事项", GROUP, POWERS, at_end=in_force, parts=names)  # fmt: skip
    for kind, title in PowerItem.KINDS:
        yield Measure(
            f"powers_{kind}", f"权力事项：{title}", "项", f"期末有效的权责清单中的{title}事项", GROUP, POWERS, Q(kind=kind),
            at_end=in_force, part_of="powers",
        )  # fmt: skip


MEASURES: Final = (
    *_powers(),
    Measure("enforcers", "持证执法人员", "人", "期末持有有效执法证的不同人员", GROUP, CREDENTIALS, Q(kind="enforcement"), at_end=valid, distinct="officer_id"),
)  # fmt: skip
