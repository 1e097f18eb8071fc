"""Check of `manage.py verify`: the register of transfers says what the record of each case and lead says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from chengguan.intake.models import Handover, Lead

from .models import Case


def verify_handovers() -> Iterator[str]:
    """Cases and leads whose letters in the register differ from those that their record yields."""
    rows: dict[str, dict[str, str]] = {}
    for row in Handover.objects.only("id", "subject_key", "state").order_by("id").iterator():
        rows.setdefault(row.subject_key, {})[str(row.pk)] = row.state
    for model in (Case, Lead):
        for subject in model.objects.filter(known__has_key="handovers").order_by("pk").iterator():
            said = rows.pop(subject.chain_key, {})
            if said != _states(subject.known.get("handovers") or {}):
                yield f"{subject.chain_key}: 移送协作台账与台账推得的事实不一致"
    for key in rows:
        yield f"{key}: 移送协作台账有记录，案件或者线索没有相应的办理"


def _states(listed: Mapping[str, Any]) -> dict[str, str]:
    return {pk: str(row["state"]) for pk, row in listed.items()}
