"""Shared by the tests of the investigation: walking so far, and asking for the verdict of a refusal."""

from __future__ import annotations

from typing import Any

import pytest

from chengguan.cases.models import Approval
from chengguan.cases.procedure import STEPS
from chengguan.ledger.acting import Refused
from chengguan.ledger.norms import book
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.walk import Walk
from lawengine import Verdict


def run(walk: Walk, until: str = "case.finish_investigation") -> Walk:
    """Take the steps of the investigation up to and including `until`."""
    for kind, step in INVESTIGATION_STEPS:
        step(walk)
        if kind == until:
            break
    return walk


def refused(walk: Walk, kind: str, role: str = "handler", /, **inputs: Any) -> Verdict:
    """The verdict with which an act is refused; acts that need approval are asked with every tier passed."""
    norm = book().act(kind, on=walk.day, jurisdiction="430581")
    if norm.approval is not None and "approval" not in inputs:
        inputs["approval"] = Approval(act=kind, tiers=list(norm.approval.tiers))
    with pytest.raises(Refused) as refusal:
        STEPS[kind].perform(actor=walk.as_role(role), at=walk.now, **inputs)
    return refusal.value.verdict


def ids(verdict: Verdict) -> list[str]:
    """What stands against the act: blocks, open warnings, open inputs."""
    return sorted(item.id for item in (*verdict.unmet, *verdict.unanswered, *verdict.open))


def articles(verdict: Verdict, ground: str) -> list[str]:
    """Articles that a ground cites."""
    found = verdict.finding(ground)
    assert found is not None
    return [cite.short for cite in found.cites]
