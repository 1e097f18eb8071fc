"""简案快办 is watched: after every act of a case, a condition that has failed ends it (after its term, see cases/worker.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.acts.fast_track import exit_fast_track
from chengguan.cases.facts.fast_track import failing
from chengguan.cases.models import Case
from chengguan.ledger.acting import Done
from chengguan.ledger.norms import book

EXIT: Final = "case.exit_fast_track"


def leave_fast_track(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to every act of a case: what no longer fits the fast track returns to the full procedure, on the record."""
    case = done.subject
    kind = done.entry.kind if done.entry else ""
    if not isinstance(case, Case) or kind == EXIT:
        return
    found = failing(case, local_date(at), actor.jurisdiction)
    if found:
        leave(case, found, actor, at, done.entry.hash if done.entry else "")
        case.refresh_from_db()


def leave(case: Case, found: tuple[str, str], actor: Viewer, at: datetime, cause: str) -> None:
    """转为普通程序 on a ground that was found."""
    ground, explanation = found
    norm = book().act(EXIT, on=local_date(at), jurisdiction=actor.jurisdiction)
    entitled = not actor.roles.isdisjoint(norm.by)
    exit_fast_track(
        actor=actor if entitled else platform(case),
        at=at,
        caused_by=cause,
        case=case,
        ground=ground,
        explanation=explanation,
        automatic=True,
    )


def platform(case: Case) -> Viewer:
    """The platform itself: where a period ends and nobody is before the screen, or who is has no post in the bureau."""
    return Viewer(
        user_id=0,
        username="",
        officer_id=0,
        name="系统",
        bureau_id=case.bureau_id,
        bureau_code=case.bureau.code,
        bureau_name=case.bureau.name,
        jurisdiction=case.bureau.jurisdiction,
        unit_id=None,
        brigade_id=case.brigade_id,
        squad_id=case.squad_id,
        roles=frozenset({"handler"}),
        reach="bureau",
    )
