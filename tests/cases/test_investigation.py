"""From the lead to the end of the investigation, through acts."""

from __future__ import annotations

from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.walk import Walk


def run(walk: Walk, until: str = "case.finish_investigation") -> None:
    """Take the steps of the investigation up to and including `until`."""
    for kind, step in INVESTIGATION_STEPS:
        step(walk)
        if kind == until:
            return


def test_the_whole_investigation(walk: Walk) -> None:
    run(walk)
    case = walk.subject_case
    assert case.stage == "investigated"
    assert case.known["proposed_fine"] == "2000"
    assert walk.lead is not None
    walk.lead.refresh_from_db()
    assert walk.lead.stage == "filed"
