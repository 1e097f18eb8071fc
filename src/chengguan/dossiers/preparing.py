"""From a closed case to a sealed dossier in one call, for the demonstration, tests and imports; pages do the same in steps."""

from __future__ import annotations

from datetime import datetime

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.dossier import dossier, retention_of
from chengguan.cases.models import Case
from chengguan.documents.rendering import rendition
from chengguan.people.models import Officer

from .acts.keeping import prepare, seal
from .binding import bind
from .models import Dossier


def render_missing(case: Case) -> int:
    """Make the PDF of every instrument of the case that has none yet; how many were made."""
    missing = [item.instrument for item in dossier(case) if item.instrument and item.file is None]
    for instrument in missing:
        rendition(instrument, "pdf")
    return len(missing)


def prepare_and_bind(
    case: Case, *, actor: Viewer, at: datetime, checker: Officer, retention: str = "", remarks: str = ""
) -> Dossier:
    """编制 and 装订 of a closed case. `actor` is an archivist, `checker` another person."""
    render_missing(case)
    kept = retention or str(case.known.get("retention") or retention_of(case))
    done = prepare(actor=actor, at=at, case=case, retention=kept, checker=checker, remarks=remarks)
    made: Dossier = done.result
    return bind(made)


def prepare_bind_and_seal(
    case: Case, *, actor: Viewer, at: datetime, checker: Officer, retention: str = "", remarks: str = ""
) -> Dossier:
    """编制, 装订 and 封卷 of an archived case."""
    made = prepare_and_bind(case, actor=actor, at=at, checker=checker, retention=retention, remarks=remarks)
    sealed: Dossier = seal(actor=actor, at=at, dossier=made, checker=checker).result
    return sealed
