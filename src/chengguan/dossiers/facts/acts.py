"""Facts of preparing, sealing, viewing, lending, supplementing and handing over a dossier (行政处罚法 第四十七条; 档案法)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.dossier import chains_of, dossier, retentions
from chengguan.cases.models import Case
from chengguan.dossiers.contents import parse
from chengguan.dossiers.models import Dossier
from chengguan.ledger.acting import Sheet
from chengguan.people.models import Officer

from .checking import broken_chains, changes, current, sealed_keys, unready, wrong_files

SHOWN: Final = 10


def _sheet(actor: Viewer, at: datetime, **values: Any) -> Sheet:
    return Sheet(local_date(at), actor.jurisdiction, values)


def state(dossier: Dossier) -> dict[str, Any]:
    """What is known of a dossier without reading a file."""
    return {
        **dossier.known,
        "dossier_sealed": dossier.sealed_on is not None,
        "dossier_bound": dossier.pdf_id is not None,
        "dossier_lent": dossier.loans.filter(returned_at=None).exists(),
    }


def _papers(case: Case, retention: str, taken: frozenset[str] = frozenset()) -> dict[str, Any]:
    items = [item for item in dossier(case) if item.key not in taken]
    missing = unready(items)
    return {
        "dossier_papers": len(items),
        "dossier_unready": missing[:SHOWN],
        "dossier_retention_stated": retention in retentions(case),
    }


def prepare(
    *, actor: Viewer, at: datetime, case: Case, retention: str, checker: Officer, remarks: str
) -> Sheet:
    """编制案卷."""
    known = {name: case.known[name] for name in ("closed_on", "archived_on") if case.known.get(name)}
    already = Dossier.objects.filter(case=case, volume=0).exists()
    return _sheet(actor, at, **known, dossier_known_already=already, **_papers(case, retention))


def prepare_again(
    *, actor: Viewer, at: datetime, dossier: Dossier, retention: str, checker: Officer, remarks: str
) -> Sheet:
    """重新编制案卷."""
    papers = _papers(dossier.case, retention, sealed_keys(dossier))
    return _sheet(actor, at, **state(dossier), **papers)


def seal(*, actor: Viewer, at: datetime, dossier: Dossier, checker: Officer) -> Sheet:
    """封卷: everything is read again: papers, chains, the bound file."""
    was = parse(dossier.contents)
    different = changes(was, current(dossier))
    wrong = wrong_files(dossier, was)
    case = dossier.case
    archived = {name: case.known[name] for name in ("archived_on",) if case.known.get(name)}
    return _sheet(
        actor,
        at,
        **{**state(dossier), **archived},
        dossier_changes=different[:SHOWN],
        dossier_retention_same=dossier.known.get("dossier_retention") == case.known.get("retention"),
        dossier_chains_whole=not broken_chains([*chains_of(case), dossier.chain_key]),
        dossier_unready=wrong[:SHOWN],
        dossier_checker_apart=checker.pk == was.extra["checker_id"] != was.extra["compiler_id"],
    )


def view(*, actor: Viewer, at: datetime, dossier: Dossier, reason: str) -> Sheet:
    """查阅案卷."""
    return _sheet(actor, at, **state(dossier), view_reason_stated=bool(reason.strip()))


def lend(
    *, actor: Viewer, at: datetime, dossier: Dossier, borrower: str, organisation: str, purpose: str,
    approved_by: str, due_on: date
) -> Sheet:  # fmt: skip
    """借阅案卷."""
    on = local_date(at)
    return _sheet(
        actor,
        at,
        **state(dossier),
        loan_described=all(text.strip() for text in (borrower, organisation, purpose)),
        loan_approved=bool(approved_by.strip()) and approved_by.strip() != borrower.strip(),
        loan_due_later=due_on > on,
        loan_days=(due_on - on).days,
    )


def take_back(*, actor: Viewer, at: datetime, dossier: Dossier, condition: str) -> Sheet:
    """归还案卷."""
    return _sheet(actor, at, **state(dossier), loan_condition_stated=bool(condition.strip()))


def supplement(*, actor: Viewer, at: datetime, dossier: Dossier, checker: Officer, reason: str) -> Sheet:
    """编制补充卷: papers that no volume holds yet."""
    case = dossier.case
    volumes = Dossier.objects.filter(case=case)
    papers = _papers(case, str(dossier.known.get("dossier_retention", "")), taken(case))
    return _sheet(
        actor,
        at,
        **state(dossier),
        **papers,
        dossier_new_papers=papers["dossier_papers"],
        supplement_open=volumes.filter(volume__gt=0, sealed_on=None).exists(),
        supplement_reason_stated=bool(reason.strip()),
    )


def taken(case: Case) -> frozenset[str]:
    """Keys that the volumes of the case hold."""
    return sealed_keys(Dossier(case=case, volume=32767))


def hand_over(
    *, actor: Viewer, at: datetime, dossier: Dossier, receiver: str, number: str, checked: bool
) -> Sheet:
    """移交档案部门."""
    closed, on = dossier.case.closed_on, local_date(at)
    years = on.year - closed.year - ((on.month, on.day) < (closed.month, closed.day)) if closed else 0
    return _sheet(
        actor,
        at,
        **state(dossier),
        hand_over_described=bool(receiver.strip() and number.strip()),
        hand_over_checked=checked,
        dossier_age_years=years,
    )
