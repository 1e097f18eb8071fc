"""Facts of collecting evidence: papers, data, statements, samples, appraisals."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from cryptography.hazmat.primitives import hashes

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet

from .base import case_sheet, officers_facts


def collection(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    kind: str,
    source: str,
    place: str,
    original: str,
    credentials_shown: bool,
    proves: str,
    sha256: str = "",
    monitoring: bool = False,
    monitoring_basis: str = "",
    attachments: Sequence[Any] = (),
    provider: str = "",
    original_at: str = "",
    checked_by: str = "",
    **entered: object,
) -> Sheet:
    """Facts of case.collect_evidence."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "credentials_shown": credentials_shown,
        "evidence_kind": kind or None,
        "evidence_source_stated": bool(source.strip() and place.strip()),
        "evidence_original_or_checked": original in ("original", "copy_checked"),
        "evidence_hash_given": bool(sha256.strip() or attachments),
        "evidence_hash_agrees": not (sha256.strip() and attachments)
        or sha256.strip().lower() in digests(attachments),
        "evidence_hash_computed": bool(attachments),
        "evidence_copy_described": original == "original"
        or all(text.strip() for text in (provider or source, original_at, checked_by)),
        "evidence_proves_stated": bool(proves.strip()),
        "electronic_monitoring": monitoring,
        "monitoring_basis": bool(monitoring_basis.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def digests(files: Sequence[Any]) -> set[str]:
    """SHA-256 and SM3 of uploaded files, to compare with what was noted when the data were taken."""
    found = set()
    for file in files:
        sha, sm3 = hashlib.sha256(), hashes.Hash(hashes.SM3())
        for chunk in file.chunks():
            sha.update(chunk)
            sm3.update(chunk)
        found |= {sha.hexdigest(), sm3.finalize().hex()}
    return found


def statement(*, actor: Viewer, at: datetime, case: Case, content: str, **entered: object) -> Sheet:
    """Facts of case.receive_statement."""
    return case_sheet(actor=actor, at=at, case=case, inputs={"statement_received": bool(content.strip())})


def sampling(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    items: Sequence[Mapping[str, str]],
    credentials_shown: bool,
    process_recorded: bool,
    on_site: str = "",
    witness: str = "",
    **entered: object,
) -> Sheet:
    """Facts of case.take_sample."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "credentials_shown": credentials_shown,
        "process_recorded": process_recorded,
        "sample_listed": bool(items),
        "party_or_witness_present": bool(on_site.strip() or witness.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def commission(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    qualification: str,
    question: str,
    approved_by: str = "",
    **entered: object,
) -> Sheet:
    """Facts of case.commission_appraisal."""
    inputs = {
        "appraiser_qualified": bool(qualification.strip()),
        "appraisal_needed": bool(question.strip()),
        "appraisal_approved": bool(approved_by.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def appraisal(
    *, actor: Viewer, at: datetime, case: Case, conclusion: str, party_told: bool, **entered: object
) -> Sheet:
    """Facts of case.receive_appraisal."""
    inputs = {"appraisal_concluded": bool(conclusion.strip()), "appraisal_told": party_told}
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
