"""简案快办合并办理: what was filled in once is the report on the investigation, the opinion and the proposal of the prior notice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.acts import approvals
from chengguan.cases.facts.fast_track import failing, running
from chengguan.cases.forms.fast_track import FastForm
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Refused

from . import STEPS, approving

FINISH: Final = "case.finish_investigation"
NOTICE: Final = "case.issue_prior_notice"


def submit(
    case: Case, form: FastForm, *, actor: Viewer, at: datetime, reasons: Mapping[str, str]
) -> Approval:
    """Finish the investigation and propose the prior notice, in one transaction; each is an act with its own entry.

    Where the report shows that the case no longer fits the fast track, the case leaves it in between and the notice goes
    through the full chain. Raises Refused when one of the acts is refused; then none was done.
    """
    with transaction.atomic():
        done = STEPS[FINISH].perform(actor=actor, at=at, reasons=reasons, case=case, **form.report())
        fresh = Case.objects.select_related("bureau", "party", "matter", "lead", "squad").get(pk=case.pk)
        entered = {
            **form.notice(),
            **{f"{approving.REASON}{ground}": text for ground, text in reasons.items()},
        }
        verdict = approving.preview(
            STEPS[NOTICE], fresh, actor, at, _notice_inputs(fresh, actor, at, entered), reasons
        )
        if not verdict.allowed:
            raise Refused(verdict)
        cause = done.entry.hash if done.entry else ""
        proposed = approvals.propose(
            actor=actor, at=at, subject=fresh, act=NOTICE, inputs=entered, caused_by=cause
        )
    approval: Approval = proposed.result
    return approval


def _notice_inputs(case: Case, actor: Viewer, at: datetime, entered: Mapping[str, Any]) -> dict[str, Any]:
    form = approving.bound_form(STEPS[NOTICE], case, actor, at, entered)
    if not form.is_valid():
        raise approving.NoLongerReadable(
            "；".join(str(error) for errors in form.errors.values() for error in errors)
        )
    return form.inputs()


def open_here(case: Case, at: datetime, jurisdiction: str) -> bool:
    """Whether the merged form serves this case: in the fast track, its investigation not yet concluded."""
    fits = running(case.known) and failing(case, local_date(at), jurisdiction) is None
    return fits and not case.known.get("investigation_finished_on")
