"""What follows by itself: a penalty is prepared for publication, an undone one is withdrawn, time does the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any, Final

from chengguan.agenda.acts import replace_duties
from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Act, Done, Refused
from chengguan.ledger.norms import book
from chengguan.parties.models import Party
from chengguan.people.platform import system_viewer

from .acts import publishing
from .facts import publishing as facts
from .models import Publication
from .selectors.publication_duties import duties_of

CHUNK: Final = 200
CHANGED: Final = "案件或者当事人信息已更正"


# --- after acts ---------------------------------------------------------------------------------------------


def prepare_decided(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to case.decide and summary.decide: the publication is prepared, unless the norm of the day says 原则上不公示."""
    case = done.subject
    if not isinstance(case, Case) or done.sets.get("decision_kind") != "penalty":
        return
    if facts.publishable_by_itself(case):
        cause = done.entry.hash if done.entry else ""
        _quietly(publishing.prepare, case, at, caused_by=cause, case=case)


def follow_undone(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to case.annul_decision and case.conclude_relief: what is shown must go within three working days, what waits is declined."""
    case = done.subject
    if not isinstance(case, Case) or facts.ground_of(case.known) is None:
        return
    cause = done.entry.hash if done.entry else ""
    for publication in Publication.objects.filter(subject_key=case.chain_key):
        if publication.stage == Publication.PREPARED:
            publication.case = case
            reason = publishing.standard_reason(publication).replace("撤回公示", "不予公示")
            _quietly(publishing.decline, case, at, caused_by=cause, publication=publication, reason=reason)
        elif publication.stage == Publication.RELEASED:
            _quietly(publishing.require_withdrawal, case, at, caused_by=cause, publication=publication)


def follow_changed(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to case.correct_instrument and party.amend: publications whose content would now read otherwise become duties."""
    subject = done.subject
    rows = Publication.objects.filter(stage__in=(Publication.PREPARED, Publication.RELEASED))
    if isinstance(subject, Case):
        rows = rows.filter(subject_key=subject.chain_key)
    elif isinstance(subject, Party):
        rows = rows.filter(case__party=subject)
    else:
        return
    for publication in rows.select_related("bureau", "case__bureau", "case__party", "case__matter"):
        refresh(publication, at)


def follow_publication(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to every act on a publication: its duties."""
    if isinstance(done.subject, Publication):
        refresh(done.subject, at)


def refresh(publication: Publication, at: datetime) -> None:
    """Make the duties of a publication what its facts say."""
    on, jurisdiction = local_date(at), publication.bureau.jurisdiction
    replace_duties(publication.chain_key, duties_of(publication, on, jurisdiction))


# --- by the day ---------------------------------------------------------------------------------------------


def publish_by_itself(at: datetime) -> int:
    """Daily: release what waits long enough, has nothing that a person must look at, and was not held. Returns how many.

    What has changed since is compiled anew first. Where the bureau's norm is 0 days nothing is released by itself.
    """
    waiting = Publication.objects.filter(stage=Publication.PREPARED, prepared_at__lt=at)
    return sum(_released(publication, at) for publication in _each(waiting) if _ripe(publication, at))


def withdraw_by_itself(at: datetime) -> int:
    """Daily: on the last day of the three, what nobody has withdrawn is withdrawn with the words that the case gives."""
    due = Publication.objects.filter(stage=Publication.RELEASED, withdraw_due_on__lte=local_date(at))
    return sum(
        _quietly(
            publishing.withdraw,
            publication.case,
            at,
            publication=publication,
            reason=publishing.standard_reason(publication),
        )
        for publication in _each(due)
        if _norm("disclosure_auto_withdraw", publication, at)
    )


def end_expired(at: datetime) -> int:
    """Daily: 到期自动停止 of what has been shown for the longest time that the rules allow."""
    over = Publication.objects.filter(stage=Publication.RELEASED, shown_until__lt=local_date(at))
    return sum(
        _quietly(publishing.end, publication.case, at, publication=publication, ending="expired")
        for publication in _each(over)
    )


def _ripe(publication: Publication, at: datetime) -> bool:
    days = int(_norm("disclosure_auto_release_days", publication, at) or 0)
    if not days or publication.known.get("publication_held"):
        return False
    calendar = book().calendar(publication.bureau.jurisdiction)
    return local_date(at) >= calendar.add_working_days(local_date(publication.prepared_at), days)


def _released(publication: Publication, at: datetime) -> bool:
    case = publication.case
    assert case is not None
    if facts.recompiled(publication, local_date(at)).fields != publication.fields:
        _quietly(publishing.correct, case, at, publication=publication, reason=CHANGED)
    return _quietly(publishing.release, case, at, publication=publication)


def _norm(name: str, publication: Publication, at: datetime) -> Any:
    rule = book().threshold(name, on=local_date(at), jurisdiction=publication.bureau.jurisdiction)
    return getattr(rule, "value", None)


def _each(rows: Any) -> Iterator[Publication]:
    """The publications with what their acts read, some at a time; acts done meanwhile change the stages, not this list."""
    keys: Iterable[Any] = iter(list(rows.order_by("pk").values_list("pk", flat=True)))
    full = Publication.objects.select_related("bureau", "case__bureau", "case__party", "case__matter")
    while chunk := list(islice(keys, CHUNK)):
        yield from full.filter(pk__in=chunk).order_by("pk")


def _quietly(perform: Act, about: Case | None, at: datetime, **inputs: Any) -> bool:
    """Let the platform act; what the law refuses it stays as it is, for a person to see."""
    assert about is not None
    try:
        perform(actor=system_viewer(about.bureau), at=at, **inputs)
    except Refused:
        return False
    return True
