"""Perform an act whose approval has passed: parse again what was proposed, and call the act with the last tier as actor."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import QueryDict

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.approvals import chain_of
from chengguan.cases.forms.base import ActForm
from chengguan.cases.models import Approval, Case
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Done, judge
from chengguan.ledger.norms import book
from lawengine import Verdict

from . import STEPS
from .step import Step

REASON = "reason-"


class NoLongerReadable(Exception):
    """What was proposed can no longer be parsed (e.g. an officer has left); the proposal has to be returned."""


def perform_when_passed(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to `approval.endorse`: after the last tier the act follows, in the same transaction."""
    approval: Approval = done.result
    if approval.state != Approval.PASSED:
        return
    step = STEPS[approval.act]
    subject = done.subject
    assert isinstance(subject, (Case, Lead))
    form = bound_form(step, subject, actor, approval.proposed_at, approval.inputs)
    if not form.is_valid():
        raise NoLongerReadable("；".join(str(error) for errors in form.errors.values() for error in errors))
    cause = done.entry.hash if done.entry else ""
    approval.performed = step.perform(  # type: ignore[attr-defined]
        actor=actor,
        at=at,
        reasons=reasons_in(approval.inputs),
        caused_by=cause,
        approval=approval,
        **{step.subject: subject},
        **form.inputs(),
    )


def subject_of(approval: Approval) -> Case | Lead:
    """The case or lead that an approval is about."""
    if approval.case is not None:
        return approval.case
    assert approval.lead is not None
    return approval.lead


def bound_form(
    step: Step,
    subject: Case | Lead,
    actor: Viewer,
    at: datetime,
    entered: Mapping[str, Any],
    files: Any = None,
) -> ActForm:
    """The step's form filled with what was entered (a QueryDict or the plain dictionary kept with a proposal)."""
    return step.form(as_querydict(entered), files, subject=subject, actor=actor, at=at)


def as_querydict(entered: Mapping[str, Any]) -> QueryDict:
    """What was entered, as a form reads it."""
    if isinstance(entered, QueryDict):
        return entered
    data = QueryDict(mutable=True)
    for key, value in entered.items():
        data.setlist(key, [str(item) for item in value] if isinstance(value, list) else [str(value)])
    return data


def reasons_in(entered: Mapping[str, Any]) -> dict[str, str]:
    """Reasons given for passing warnings, by ground."""
    data = as_querydict(entered)
    given = {
        key.removeprefix(REASON): str(data.get(key, "")).strip() for key in data if key.startswith(REASON)
    }
    return {ground: reason for ground, reason in given.items() if reason}


def preview(
    step: Step,
    subject: Case | Lead,
    actor: Viewer,
    at: datetime,
    inputs: Mapping[str, Any],
    reasons: Mapping[str, str],
) -> Verdict:
    """The verdict that the deciding tier would get today, all tiers having agreed: shown to the proposer before he proposes."""
    on = local_date(at)
    norm = book().act(step.kind, on=on, jurisdiction=actor.jurisdiction)
    chain = chain_of(step.kind, subject, on, actor.jurisdiction)
    assert chain is not None
    passed = Approval(tiers=list(chain.tiers), act=step.kind)
    sheet = step.perform.facts(actor=actor, at=at, approval=passed, **{step.subject: subject}, **inputs)
    return judge(step.kind, sheet, _as_decider(actor, norm.by), reasons)


def _as_decider(actor: Viewer, roles: tuple[str, ...]) -> Viewer:
    from dataclasses import replace

    return replace(actor, roles=frozenset(roles))
