"""Facts of the acts of 柔性执法: record check, correction proven, circumstances assessed, education, guardian, capacity."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.powers.models import Matter

from .base import case_sheet, officers_facts, state_facts
from .discretion import circumstances_named, effect_words
from .history import first_facts, history
from .known import Known, day
from .standing import NO_COMPULSION, list_rows

HARM: Final = {"none": "没有危害后果", "slight": "后果轻微", "material": "有危害后果"}
COMMITMENT: Final = "commitment"


def record_check(
    *, actor: Viewer, at: datetime, case: Case, asked_on: date, systems: Sequence[tuple[str, str]], outside: int, details: str
) -> Sheet:  # fmt: skip
    """Facts of case.record_record_check."""
    filed = day(case.known, "filed_on")
    inputs = {
        "record_systems_named": bool(systems) and all(name and result for name, result in systems),
        "record_check_dated": (filed is None or filed <= asked_on) and asked_on <= local_date(at),
        "outside_explained": outside == 0 or bool(details.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def proof(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], corrected_on: date, finding: str, evidence: Sequence[str]
) -> Sheet:  # fmt: skip
    """Facts of case.prove_correction."""
    on = local_date(at)
    inputs = {
        **officers_facts(officers, on, case.known)[0],
        "correction_proof_count": own_records(case, evidence),
        "correction_day_ordered": case.occurred_on <= corrected_on <= on,
        "correction_described": bool(finding.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def own_records(case: Case, chosen: Iterable[str]) -> int:
    """How many of the chosen pieces of evidence are of this very case."""
    return case.records.filter(pk__in=list(chosen)).count()


def assessment(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], slight: bool, slight_basis: str, harm: str,
    harm_basis: str, rows_met: Sequence[str]
) -> Sheet:  # fmt: skip
    """Facts of case.assess_leniency."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "slight_reasoned": bool(slight_basis.strip()),
        "harm_reasoned": bool(harm and harm_basis.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def education(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], educated_on: date, ways: Sequence[str], audience: str,
    person: str, content: str, commitment: str, signed: bool, refusal: str
) -> Sheet:  # fmt: skip
    """Facts of case.educate."""
    on = local_date(at)
    inputs = {
        **officers_facts(officers, on, case.known)[0],
        "education_ways": list(ways) or None,
        "education_audience": audience or None,
        "education_described": bool(content.strip() and person.strip()),
        "education_acknowledged": signed or bool(refusal.strip()),
        "education_dated": case.occurred_on <= educated_on <= on,
        "commitment_consistent": (COMMITMENT in ways) == bool(commitment.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def persuasion(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], persuaded_at: datetime, place: str, person: str,
    content: str, response: str, result: str, credentials_shown: bool, process_recorded: bool
) -> Sheet:  # fmt: skip
    """Facts of case.persuade."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "persuasion_result": result or None,
        "persuasion_described": bool(content.strip() and response.strip()),
        "credentials_shown": credentials_shown,
        "process_recorded": process_recorded,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def guardian(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], name: str, relation: str, phone: str, address: str,
    way: str, told: str, order: str, attends: bool
) -> Sheet:  # fmt: skip
    """Facts of case.notify_guardian."""
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "guardian_relation": relation or None,
        "guardian_order": order or None,
        "guardian_identified": bool(name.strip() and relation and phone.strip()),
        "guardian_informed": bool(told.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def capacity(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], found: str, evidence: Sequence[str], reasons_given: str
) -> Sheet:  # fmt: skip
    """Facts of case.assess_capacity."""
    appraised = case.records.filter(pk__in=list(evidence), kind="appraisal").exists()
    inputs = {
        **officers_facts(officers, local_date(at), case.known)[0],
        "capacity_found": found or None,
        "capacity_evidence_count": own_records(case, evidence),
        "capacity_appraised": appraised,
        "capacity_reasoned": bool(reasons_given.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def refraining(
    *, actor: Viewer, at: datetime, case: Case, measures: Sequence[str], ground: str, explanation: str, instead: str,
    approval: Approval | None = None
) -> Sheet:  # fmt: skip
    """Facts of case.refrain_from_compulsion."""
    rows = list_rows(NO_COMPULSION, case.known, local_date(at), actor.jurisdiction)
    covered = {measure for row in rows for measure in row.get("measures") or []}
    inputs = {
        "refrain_measures": list(measures) or None,
        "refrain_ground": ground or None,
        "refrain_reasoned": bool(explanation.strip()),
        "refrain_listed": bool(measures) and set(measures) <= covered,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


# --- what a penalty is judged on ----------------------------------------------------------------------------


def penalty_leniency(case: Case, circumstances: Sequence[str], on: date, jurisdiction: str) -> dict[str, Any]:
    """Facts about leniency for every act that proposes or decides a penalty (行政处罚法 第三十条至第三十三条)."""
    state = state_facts(case.known, on, jurisdiction)
    open_to_first = state.get("first_listed") and state["exempt_slight_harm"] and state["exempt_corrected"]
    return {
        "first_exemption_open": bool(open_to_first)
        and bool(first_facts(case, on, jurisdiction)["exempt_first"]),
        "matter_requires_persuasion": requires_persuasion(case.matter, on, jurisdiction),
        "circumstances_unfounded": len(unfounded(circumstances, state, on, jurisdiction)),
    }


def requires_persuasion(matter: Matter, on: date, jurisdiction: str) -> bool:
    """Whether the basis of the penalty demands persuasion first (噪声污染防治法 第八十二条、生态环境法典 第一千一百九十条)."""
    listing = book().listing("persuasion_first", on=on, jurisdiction=jurisdiction)
    if listing is None:
        return False
    return any(listing.rows(law=cite.get("law"), article=cite.get("article")) for cite in matter.basis)


def unfounded(names: Sequence[str], state: Known, on: date, jurisdiction: str) -> list[str]:
    """Chosen circumstances that cannot be: of another kind of party, or against what is on record."""
    chosen = circumstances_named(names, on, jurisdiction)
    kind = str(state.get("party_kind") or "")
    return [item.id for item in chosen if not item.fits(kind) or contradicted(item.id, state)]


def contradicted(name: str, state: Known) -> bool:
    """Whether the record says that a circumstance is not there; what the record cannot say is left to the reasons given."""
    needed = {
        "minor_14_to_18": "party_minor",
        "under_14": "party_under_14",
        "partly_accountable": "party_partly_capable",
        "unaccountable": "party_incapable",
        "minor_corrected_harmless": "minor_exemption_due",
    }
    if name == "first_violation":
        return state.get("corrected") is False or state.get("harm") == "material"
    if name == "remedied_harm":
        return state.get("corrected") is False
    return name in needed and not state.get(needed[name])


RECORDED: Final = {
    "minor_14_to_18": "party_minor",
    "partly_accountable": "party_partly_capable",
    "remedied_harm": "corrected_in_time",
}


def recorded_circumstances(known: Known, on: date, jurisdiction: str) -> list[str]:
    """裁量情节 that the record itself shows, for a form to name (行政处罚法 第三十条至第三十二条)."""
    state = state_facts(known, on, jurisdiction)
    return [name for name, fact in RECORDED.items() if state.get(fact)]


def circumstances_help(known: Known, on: date, jurisdiction: str) -> str:
    """Which circumstances are on record, in words; those that demand leniency are told first."""
    found = circumstances_named(recorded_circumstances(known, on, jurisdiction), on, jurisdiction)
    told = [f"{item.title}（{effect_words(item)}）" for item in found]
    return f"台账已查明的情节：{'；'.join(told)}。" if told else "台账没有查明的从宽情节；勾选的须有证据。"


def standing_words(case: Case, on: date, jurisdiction: str) -> str:
    """The conditions of exemption as they stand on the record, in a line for a form."""
    state, found = state_facts(case.known, on, jurisdiction), history(case, on, jurisdiction)
    priors = len(found.priors) + found.outside if found else 0
    parts = [
        "违法行为轻微" if state.get("exempt_slight") else "轻微与否未认定或者不属轻微",
        HARM.get(str(case.known.get("harm")), "危害后果未认定"),
        "已及时改正" if state.get("exempt_corrected") else "未查明已及时改正",
        f"回溯期内有{priors}次以往违法" if priors else "没有以往违法",
        "已教育" if state.get("educated") else "尚未教育",
    ]
    return "、".join(parts)


def mitigates(names: Sequence[str], on: date, jurisdiction: str) -> bool:
    """Whether one of the circumstances is a ground of 减轻处罚 (行政处罚法 第三十条至第三十二条)."""
    return any("mitigated" in item.effects for item in circumstances_named(names, on, jurisdiction))
