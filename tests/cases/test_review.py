from __future__ import annotations

from collections.abc import Callable

import pytest

from chengguan.parties.models import Party
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

from .review_walks import enterprise, go


@pytest.fixture
def party(cast: Cast) -> Party:
    return enterprise(cast)


def test_the_plain_walk(walk: Walk) -> None:
    go(walk)
    assert walk.subject_case.stage == "decided"


def test_the_long_walk(make_walk: Callable[..., Walk]) -> None:
    walk = go(make_walk(plan={"fine": "20000", "tier": "3", "hearing": "held", "defence": ["罚款过重"], "opinions": 2}))
    assert walk.subject_case.stage == "decided"
