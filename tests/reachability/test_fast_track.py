"""No dead ends in the fast track, kept or lost: after every act something is offered, and the way leads to the archive."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command
from tests.conftest import make_party
from tests.reachability.test_reachability import Watched, Way

from chengguan.web.demonstration import fast_track_steps as fast
from chengguan.web.demonstration import review_steps as review
from chengguan.web.demonstration.walk import Walk


def disputed(walk: Walk) -> None:
    fast.to_fast_track(walk)
    fast.report_and_notify(walk)
    review.defend(walk)
    fast.finish(walk)


def admission_withdrawn(walk: Walk) -> None:
    fast.to_fast_track(walk)
    fast.report_and_notify(walk)
    fast.withdraw_admission(walk)
    fast.finish(walk)


def above_the_list(walk: Walk) -> None:
    fast.to_fast_track(walk)
    walk.plan["fine"] = "5500"
    fast.report_and_notify(walk)
    fast.finish(walk)


WAYS: dict[str, tuple[Way, dict[str, Any]]] = {
    "kept": (fast.fast_walk, {"conduct": True, "joint": ["compliance_advice", "credit_repair_notice"]}),
    "disputed": (disputed, {"defence": ["没有占用道路"]}),
    "admission withdrawn": (admission_withdrawn, {}),
    "above the list": (above_the_list, {}),
}


@pytest.mark.parametrize("name", WAYS)
def test_every_way_leads_to_the_archive(name: str, walk: Walk, settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path
    party = make_party(walk.cast, credit_code="914305810000000001")
    watched = Watched(cast=walk.cast, now=walk.now, matter=walk.matter, party=party)
    way, plan = WAYS[name]
    watched.plan |= plan
    way(watched)
    assert watched.subject_case.stage == "archived"
    call_command("verify")
