"""保留案件录像: while a case is open or its relief is pending, nothing tied to it is destroyed; afterwards it is kept as the dossier is.

Which acts change that is seen from the facts they set, so that other acts cost no query.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from chengguan.base.viewer import Viewer
from chengguan.cases.facts.dossier import retentions
from chengguan.cases.facts.known import Known
from chengguan.cases.models import Case
from chengguan.ledger.acting import Done
from chengguan.recordings.acts import holds
from chengguan.recordings.models import Hold, KeepingTerm, Tie

# Facts on which holds and terms depend. An act that sets none of them changes neither.
CHANGES: Final = frozenset({"filed_on", "closed_on", "archived_on", "retention", "relief_pending"})
OPENING: Final = frozenset({"case.file", "case.open_from_split", "summary.decide", "summary.convert"})
BATCH: Final = 500


def keep_footage(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to every act of a case: place and release holds, state the term of the record."""
    case = done.subject
    kind = done.entry.kind if done.entry else ""
    if not isinstance(case, Case) or (CHANGES.isdisjoint(done.sets) and kind not in OPENING):
        return
    hold_case(case, at, opening=kind in OPENING)


def hold_case(case: Case, at: datetime, *, opening: bool = False) -> None:
    """Make holds and term of a case what its facts say. A case that has just begun has neither yet."""
    standing = set() if opening else _standing(case)
    wanted = bases(case.known)
    key, title = case.chain_key, f"{case.number} {case.cause}".strip()
    for basis, reason in wanted.items():
        if basis not in standing:
            holds.hold_subject(
                bureau_id=case.bureau_id, subject_key=key, basis=basis, reason=reason, at=at, title=title
            )
    # The term comes before the release: between the two nothing is free that the term would keep.
    if not opening and Hold.CASE not in wanted:
        _state_term(case, at)
    for basis in standing - set(wanted):
        holds.release_subject(
            bureau_id=case.bureau_id,
            subject_key=key,
            basis=basis,
            at=at,
            reason="案件办理情况变化，由系统解除",
        )


def bases(known: Known) -> dict[str, str]:
    """Why recordings of the case are held now."""
    found = {}
    if not known.get("closed_on"):
        found[Hold.CASE] = "案件没有结案"
    if known.get("relief_pending"):
        found[Hold.DISPUTE] = "行政复议或者行政诉讼正在进行"
    return found


def term(case: Case) -> dict[str, Any]:
    """How long the record of a closed case is kept. Only of a case whose filing was withdrawn nothing is kept as evidence, once archived."""
    known, archived = case.known, bool(case.known.get("archived_on"))
    found = retentions(case).get(str(known.get("retention"))) if archived else None
    until = found.keep_until(case.closed_on) if found and case.closed_on else None
    withdrawn = archived and known.get("closed_because") == "withdrawn"
    return {
        "evidence": not withdrawn,
        "permanent": found is not None and not found.years,
        "keep_until": until,
    }


def _state_term(case: Case, at: datetime, **longer: Any) -> None:
    """State the term of the record; one that stands is never shortened."""
    found = KeepingTerm.objects.filter(subject_key=case.chain_key).first()
    wanted = {**term(case), **longer}
    if found is not None:
        wanted["permanent"] = wanted["permanent"] or found.permanent
        days = [day for day in (wanted["keep_until"], found.keep_until) if day is not None]
        wanted["keep_until"] = max(days) if days and not wanted["permanent"] else None
    if found is None or any(getattr(found, name) != value for name, value in wanted.items()):
        holds.keep_subject(bureau_id=case.bureau_id, subject_key=case.chain_key, at=at, **wanted)


def keep_with_dossier(done: Done, actor: Viewer, at: datetime) -> None:
    """Reaction to acts of a sealed dossier: recordings of the case are kept at least as long as it is."""
    case = getattr(done.subject, "case", None)
    if not isinstance(case, Case) or "dossier_keep_until" not in done.sets:
        return
    until = done.sets["dossier_keep_until"]
    _state_term(case, at, permanent=until is None, keep_until=until)


def _standing(case: Case) -> set[str]:
    """Bases of the holds that follow from the case's own acts and stand now. One query."""
    rows = Hold.objects.filter(subject_key=case.chain_key, lifted_at=None)
    return set(rows.filter(basis__in=(Hold.CASE, Hold.DISPUTE)).values_list("basis", flat=True))


def hold_open_cases(now: datetime) -> int:
    """Daily: cases that were begun before holds were kept get theirs. Returns how many; the second time none."""
    held = Hold.objects.filter(basis=Hold.CASE, lifted_at=None).values_list("subject_key", flat=True)
    known = set(held)
    rows = Case.objects.filter(closed_on=None).order_by("pk").values_list("pk", flat=True)
    missing = [pk for pk in rows.iterator(chunk_size=BATCH) if f"case/{pk}" not in known]
    for pk in missing:
        with transaction.atomic():
            hold_case(Case.locked(pk), now)
    return len(missing)


def verify_holds() -> Iterator[str]:
    """Check of `manage.py verify`: cases with recordings whose holds or terms are not what the record says."""
    keys = set(
        Tie.objects.filter(untied_at=None, subject_key__startswith="case/").values_list(
            "subject_key", flat=True
        )
    )
    held: dict[str, set[str]] = {}
    rows = Hold.objects.filter(lifted_at=None, basis__in=(Hold.CASE, Hold.DISPUTE))
    for key, basis in rows.values_list("subject_key", "basis"):
        held.setdefault(key, set()).add(basis)
    terms = {row.subject_key: row for row in KeepingTerm.objects.all().iterator(chunk_size=BATCH)}
    cases = Case.objects.filter(pk__in=[key.removeprefix("case/") for key in keys])
    for case in cases.select_related("bureau").order_by("pk").iterator(chunk_size=BATCH):
        if held.get(case.chain_key, set()) != set(bases(case.known)):
            yield f"{case.chain_key}: 录像的保留与案件办理情况不一致"
        stated = terms.get(case.chain_key)
        if stated is not None and case.known.get("closed_on") and not _agrees(stated, case):
            yield f"{case.chain_key}: 录像的保管期限与案卷不一致"


def _agrees(stated: KeepingTerm, case: Case) -> bool:
    """A dossier may have made the term longer; never shorter."""
    wanted = term(case)
    if stated.evidence != wanted["evidence"] or (wanted["permanent"] and not stated.permanent):
        return False
    least: date | None = wanted["keep_until"]
    return stated.permanent or least is None or (stated.keep_until or date.min) >= least
