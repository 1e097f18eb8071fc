"""What follows from any act on a case or lead: its duties, its place in lists, how it is found."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chengguan.agenda.acts import replace_duties
from chengguan.base import search
from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case, Exhibit, Good, Measure
from chengguan.cases.selectors.duties import case_duties, lead_duties
from chengguan.documents.attaching import move_papers
from chengguan.intake.models import Handover, Lead
from chengguan.ledger.acting import Done

# Acts that change what a case is found by.
INDEXING: Final = frozenset(
    {"case.file", "case.identify_party", "summary.decide", "case.finish_investigation", "case.assign"}
)


def refresh_subject(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to every act of the procedure. After the last tier another act has changed the subject: it is read again."""
    subject = done.subject
    kind = done.entry.kind if done.entry else ""
    if kind == "approval.endorse" and done.result.state == Approval.PASSED:
        subject.refresh_from_db()
    if isinstance(subject, Case):
        if kind == "case.assign":
            _follow_team(subject)
        refresh_case(subject, kind, actor.jurisdiction, at)
    elif isinstance(subject, Lead):
        refresh_lead(subject, actor.jurisdiction, at)


def refresh_case(case: Case, kind: str, jurisdiction: str, at: datetime) -> None:
    """Make duties, nearest due date and search text of a case what its facts say."""
    duties = case_duties(case, local_date(at), jurisdiction)
    replace_duties(case.chain_key, duties)
    due = min((duty.due_on for duty in duties if duty.due_on), default=None)
    if due != case.next_due_on:
        Case.objects.filter(pk=case.pk).update(next_due_on=due)
    if kind in INDEXING:
        _index(case)


def _follow_team(case: Case) -> None:
    """What belongs to a case goes with it to the squad of its new officers: papers, files, approvals."""
    scope = {"brigade_id": case.brigade_id, "squad_id": case.squad_id}
    Approval.objects.filter(case=case).update(**scope)
    move_papers(case.chain_key, **scope)
    Measure.objects.filter(case=case).update(**scope)
    Good.objects.filter(case=case).update(**scope)
    Exhibit.objects.filter(case=case).update(**scope)
    Handover.objects.filter(subject_key=case.chain_key).update(**scope)


def _index(case: Case) -> None:
    search.put(
        kind="case",
        key=str(case.pk),
        bureau_id=case.bureau_id,
        brigade_id=case.brigade_id,
        squad_id=case.squad_id,
        title=f"{case.number} {case.cause}",
        text=f"{case.shown_party} {case.place} {case.shown_summary}",
    )


def refresh_lead(lead: Lead, jurisdiction: str, at: datetime) -> None:
    """Make duties and search text of a lead what its facts say."""
    replace_duties(lead.chain_key, lead_duties(lead, local_date(at), jurisdiction))
    if lead.stage == "registered":
        search.put(
            kind="lead",
            key=str(lead.pk),
            bureau_id=lead.bureau_id,
            brigade_id=lead.brigade_id,
            squad_id=lead.squad_id,
            title=f"{lead.number} 线索",
            text=f"{lead.place} {lead.shown_content}",
        )
