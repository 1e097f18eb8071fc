"""Walks for the tests of review, hearing and decision: an enterprise with a code, taken up to a step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
from tests.conftest import make_party

from chengguan.ledger.acting import Refused
from chengguan.parties.models import Party
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

CODE = "914305810000000001"


def enterprise(cast: Cast) -> Party:
    return make_party(cast, credit_code=CODE)


def go(walk: Walk, until: str = "") -> Walk:
    """Take every step of investigation and review, up to and including `until`."""
    for kind, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
        step(walk)
        if kind == until:
            break
    return walk


def refused(perform: Callable[[], Any]) -> Refused:
    """The refusal that a call must meet."""
    with pytest.raises(Refused) as caught:
        perform()
    return caught.value


def unmet(refusal: Refused) -> set[str]:
    return {finding.id for finding in refusal.verdict.unmet}


def articles(refusal: Refused) -> set[str]:
    return {cite.short for finding in (*refusal.verdict.unmet, *refusal.verdict.warnings) for cite in finding.cites}


def kinds(walk: Walk) -> Iterable[str]:
    """Acts done on the case."""
    return walk.subject_case.known["acts"]  # type: ignore[no-any-return]
