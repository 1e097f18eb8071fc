"""Facts of examining evidence, of making a recording evidence, and of the custody of exhibits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case, Examination, Exhibit
from chengguan.cases.models.evidence import OPEN_STATES
from chengguan.ledger.acting import Sheet
from chengguan.ledger.known import Known, numbers
from chengguan.recordings.models import Derivative, Recording

from .base import case_sheet, officers_facts

PROPERTIES: Final = ("genuine", "lawful", "relevant")
MADE: Final = (Derivative.READY, Derivative.CONFIRMED)


def stage_of(known: Known) -> str:
    """Whether evidence is examined by the officers in charge, or again after the end of the investigation."""
    return Examination.REVIEW if known.get("investigation_finished_on") else Examination.INVESTIGATION


def fits(actor: Viewer, known: Known) -> bool:
    """Who may examine now: the officers in charge before the end of the investigation, the legal reviewer after it."""
    if stage_of(known) == Examination.REVIEW:
        return "legal_reviewer" in actor.roles
    return actor.officer_id in numbers(known, "officers")


def examination(
    *, actor: Viewer, at: datetime, case: Case, records: Sequence[str], genuine: bool, lawful: bool,
    relevant: bool, reasons_for: Mapping[str, str], outcome: str, officers: Sequence[int] = (), remarks: str = ""
) -> Sheet:  # fmt: skip
    """证据审查: the three properties with reasons, and what follows from them."""
    own = {str(pk) for pk in case.records.values_list("pk", flat=True)}
    chosen = {str(key) for key in records}
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "examining_stage": stage_of(case.known),
        "examiner_fits": fits(actor, case.known),
        "examination_chosen": bool(chosen) and chosen <= own,
        "evidence_genuine": genuine,
        "evidence_lawful": lawful,
        "evidence_relevant": relevant,
        "examination_reasoned": all(reasons_for.get(name, "").strip() for name in PROPERTIES),
        "examination_outcome": outcome or None,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def adoption(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], recording: str, proves: str,
    derivative: str = "", title: str = "", elements: Sequence[str] = ()
) -> Sheet:  # fmt: skip
    """音视频转为证据: the recording belongs to the case and is kept; a clip or still was really made from it."""
    row = Recording.objects.filter(pk=recording, bureau_id=case.bureau_id).first()
    made = derivative_of(row, derivative) if row and derivative else None
    wanted = {"details__recording": str(recording), "details__derivative": derivative}
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "adopted_recording_tied": row is not None
        and row.ties.filter(subject_key=case.chain_key, untied_at=None).exists(),
        "adopted_recording_kept": row is not None and row.destroyed_on is None,
        "adopted_derivative_ready": not derivative or made is not None,
        "adopted_recording_new": not case.records.filter(**wanted).exists(),
        "evidence_proves_stated": bool(proves.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def derivative_of(recording: Recording, key: str) -> Derivative | None:
    """A clip, still or masked copy of this recording that is ready."""
    rows = recording.derivatives.filter(state__in=MADE, file__isnull=False).select_related("file")
    return rows.exclude(kind=Derivative.PLAYBACK).filter(pk=key).first()


# --- exhibits -----------------------------------------------------------------------------------------------

# What may happen to an exhibit in which state, and in which state it is then.
MOVES: Final[Mapping[str, tuple[str, str]]] = {
    "lend": ("kept", "lent"),
    "give_back": ("lent", "kept"),
    "relocate": ("kept", "kept"),
}
FATES: Final[Mapping[str, str]] = {
    "return": "returned",
    "file": "filed",
    "transfer": "transferred",
    "destroy": "destroyed",
}


def intake(
    *, actor: Viewer, at: datetime, case: Case, record: str, quantity: str, seal_number: str, condition: str,
    place: str, custodian: str
) -> Sheet:  # fmt: skip
    """证物入库."""
    row = case.records.filter(pk=record, kind="physical").first()
    held = case.goods.filter(held__gt=0).values_list("name", flat=True) if row else []
    inputs = {
        "exhibit_physical": row is not None,
        "exhibit_new": row is not None and not row.exhibits.filter(state__in=OPEN_STATES).exists(),
        "exhibit_not_good": row is not None and row.title not in set(held),
        "exhibit_described": all(
            text.strip() for text in (quantity, seal_number, condition, place, custodian)
        ),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def movement(
    *, actor: Viewer, at: datetime, case: Case, exhibit: str, kind: str, person: str, purpose: str,
    place: str = "", seal_number: str = "", condition: str = ""
) -> Sheet:  # fmt: skip
    """证物调取、归还、移交保管."""
    row = open_exhibit(case, exhibit)
    inputs = {
        "exhibit_own": row is not None,
        "exhibit_move_fits": row is not None and MOVES.get(kind, ("", ""))[0] == row.state,
        "exhibit_move_described": bool(person.strip() and purpose.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def disposal(
    *, actor: Viewer, at: datetime, case: Case, exhibit: str, fate: str, person: str, basis: str,
    condition: str = "", place: str = "", approved_by: str = ""
) -> Sheet:  # fmt: skip
    """证物返还、随卷、移交、销毁."""
    row = open_exhibit(case, exhibit)
    inputs = {
        "exhibit_own": row is not None,
        "exhibit_in_custody": row is not None and row.state == "kept",
        "exhibit_fate": fate or None,
        "exhibit_fate_described": bool(person.strip() and basis.strip()),
        "destruction_witnessed": bool(approved_by.strip() and person.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def open_exhibit(case: Case, key: str) -> Exhibit | None:
    """An exhibit of the case that has not been disposed of."""
    return case.exhibits.filter(pk=key, state__in=OPEN_STATES).first()


def unsettled(case: Case) -> dict[str, Any]:
    """The fact of what is still kept or lent, to be set after every move."""
    rows = case.exhibits.filter(state__in=OPEN_STATES).order_by("number")
    return {"exhibits_unsettled": [f"{row}（{row.get_state_display()}）" for row in rows]}
