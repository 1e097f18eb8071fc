"""Shared by the tests of review, hearing and decision: an enterprise with a code, walked so far; forms filled in."""

from __future__ import annotations

from typing import Any

from tests.conftest import make_party

from chengguan.cases.procedure import STEPS
from chengguan.cases.procedure.approving import bound_form
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


def form_inputs(walk: Walk, kind: str, role: str, entered: dict[str, Any]) -> dict[str, Any]:
    """What a form makes of what was entered; the form has to be valid."""
    form = bound_form(STEPS[kind], walk.subject_case, walk.as_role(role), walk.now, entered)
    assert form.is_valid(), form.errors
    return form.inputs()
