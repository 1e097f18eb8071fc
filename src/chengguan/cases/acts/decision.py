"""Decisions that end the inquiry of a case: penalty, exemption, withdrawal, transfer; and correction of clerical errors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from chengguan.base.dates import chinese_date, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import decision as facts
from chengguan.cases.facts.derivation import derivation, periods
from chengguan.cases.facts.known import day
from chengguan.cases.facts.penalties import FINE, Penalty, deviation_sets, penalty_context
from chengguan.cases.models import Approval, Case, Decision, DefencePoint
from chengguan.documents.models import Instrument
from chengguan.intake.handovers import noted, received
from chengguan.ledger.acting import Done, act

from .coordination import transfer_row
from .exemption import FIRST_EXEMPTION, exemption_context
from .hearing import investigators
from .issuing import evidence_context, issue_for_case, refs
from .joint_service import as_known, issue_with_decision
from .letters import reply_due, row_for
from .notice import latest_notice
from .words import choice

DEFENCE_WORDS: Final = {
    "waived": "当事人书面放弃陈述、申辩",
    "none": "当事人未提出陈述、申辩",
    "raised": "当事人提出陈述、申辩，已逐条复核",
}


@act("case.decide", facts=facts.penalty_decision, on="case")
def decide(
    *, actor: Viewer, at: datetime, case: Case, penalty: Penalty, correction: str, performance: str,
    hearing_reasons: str, not_fined_before: bool, additional_fine: bool, joint: Sequence[str] = (),
    approval: Approval | None = None
) -> Done:  # fmt: skip
    """作出行政处罚决定 (行政处罚法 第五十七条、第五十九条): the reasoned decision and the sheet on which it was approved."""
    on = local_date(at)
    content = {
        **penalty_context(case, penalty, on, actor.jurisdiction),
        **_procedure_context(case, hearing_reasons),
        "correction": correction,
        "performance": performance,
    }
    if FINE in penalty.kinds:
        content |= {"fine": str(penalty.fine), "additional_fine": additional_fine}
    evidence = {"evidence": evidence_context(case)}
    officers = investigators(case, on)
    instrument = issue_for_case(
        case, "penalty_decision", at=at, officers=officers, act=content, approval=approval, extra=evidence
    )
    sheet = issue_for_case(
        case,
        "decision_approval",
        at=at,
        officers=officers,
        approval=approval,
        act=_approval_context(case, penalty, content, approval),
        extra=evidence,
    )
    papers = issue_with_decision(
        case, instrument, joint, known=case.known, at=at, jurisdiction=actor.jurisdiction, officers=officers
    )
    data = {
        **penalty.as_data(),
        "correction": correction,
        "performance": performance,
        "hearing_reasons": hearing_reasons,
        "derivation": derivation(
            known=case.known,
            matter=case.matter,
            fine=penalty.fine if FINE in penalty.kinds else Decimal(0),
            tier=penalty.tier,
            leniency=penalty.leniency,
            circumstances=penalty.circumstances,
            on=on,
            jurisdiction=actor.jurisdiction,
        ),
    }
    _record(case, "penalty", actor, at, instrument, penalty=penalty, reasons=penalty.discretion)
    sets = _sets("penalty", on, instrument) | {
        **_penalty_sets(case, penalty, on, actor.jurisdiction),
        "additional_fine_stated": additional_fine,
        "joint_documents": as_known(papers),
    }
    return Done(case, sets=sets, data=data, documents=refs(instrument, sheet, *papers), result=instrument)


def _penalty_sets(case: Case, penalty: Penalty, on: date, jurisdiction: str) -> dict[str, Any]:
    """What is known of the penalty from now on."""
    return {
        "fine": str(penalty.fine),
        "confiscated": str(penalty.confiscated),
        "decision_kinds": sorted(penalty.kinds),
        "leniency": penalty.leniency,
        "decided_tier": penalty.tier,
        "decided_circumstances": list(penalty.circumstances),
        **deviation_sets(case, penalty, on, jurisdiction),
    }


def _procedure_context(case: Case, hearing_reasons: str) -> dict[str, Any]:
    """Notice, defence, hearing, legal review and deliberation as the decision tells them."""
    known, notice = case.known, latest_notice(case)
    held = known.get("hearing_held_on")
    return {
        "notice": {
            "number": notice.number if notice else "",
            "served_on": known.get("prior_notice_served_on"),
            "hearing_right": bool(known.get("hearing_right")),
        },
        "defence": defence_context(case),
        "hearing": {
            "held_on": held,
            "reasons": hearing_reasons if held else "",
            "waived": bool(known.get("hearing_waived_on")),
        },
        "legal_review_on": known.get("legal_review_concluded_on"),
        "collective_on": known.get("deliberated_on"),
    }


def defence_context(case: Case) -> dict[str, Any]:
    """陈述申辩情况 (行政处罚法 第四十五条、第六十二条): what was raised, whether it was adopted, and why."""
    points = list(case.defence_points.order_by("pk"))
    if not points:
        return {"state": "waived" if case.known.get("defence_waived_on") else "none"}
    adopted = [bool(point.adopted) for point in points]
    result = "adopted" if all(adopted) else "partly" if any(adopted) else "rejected"
    return {
        "state": "raised",
        "text": _numbered(points, "content"),
        "result": result,
        "reasons": _numbered(points, "reasons"),
    }


def _numbered(points: Sequence[DefencePoint], field: str) -> str:
    texts = [str(getattr(point, field)).rstrip("。；") for point in points]
    return (
        texts[0] if len(texts) == 1 else "；".join(f"{number}.{text}" for number, text in enumerate(texts, 1))
    )


def _approval_context(
    case: Case, penalty: Penalty, content: Mapping[str, Any], approval: Approval | None
) -> dict[str, Any]:
    known, notice, defence = case.known, content["notice"], content["defence"]
    heard = f"《行政处罚事先告知书》（{notice['number']}）已送达；{DEFENCE_WORDS[defence['state']]}"
    if known.get("hearing_held_on"):
        heard += "；已依法举行听证"
    elif known.get("hearing_right"):
        heard += "；当事人未要求听证或者放弃听证"
    review, collective = known.get("legal_review_concluded_on"), known.get("deliberated_on")
    return {
        "facts": penalty.findings,
        "discretion": content["discretion"],
        "hearing_out": heard,
        "proposal": f"建议给予{penalty.in_words()}的行政处罚",
        "legal_review": f"{chinese_date(review)}经法制审核通过" if review else "",
        "collective": f"{chinese_date(collective)}经负责人集体讨论通过" if collective else "",
        "proposed_on": local_date(approval.proposed_at) if approval else None,
    }


def _record(
    case: Case,
    kind: str,
    actor: Viewer,
    at: datetime,
    instrument: Instrument,
    *,
    penalty: Penalty | None = None,
    reasons: str,
) -> None:
    """The row of the decision, and the columns of the case that lists show."""
    on = local_date(at)
    Decision.objects.create(
        case=case,
        kind=kind,
        decided_on=on,
        decided_by_id=actor.officer_id,
        kinds=list(penalty.kinds) if penalty else [],
        fine=penalty.fine if penalty else Decimal(0),
        confiscated=penalty.confiscated if penalty else Decimal(0),
        tier=penalty.tier if penalty else "",
        leniency=penalty.leniency if penalty else "",
        reasons=reasons,
        instrument=instrument,
    )
    case.outcome = kind
    case.decided_on = on
    case.fine_amount = penalty.fine if penalty else Decimal(0)


def _sets(kind: str, on: date, instrument: Instrument) -> dict[str, Any]:
    return {"decided_on": on, "decision_kind": kind, "decision_instrument": str(instrument.pk)}


@act("case.decide_exemption", facts=facts.exemption, on="case")
def decide_exemption(
    *, actor: Viewer, at: datetime, case: Case, ground: str, findings: str, explanation: str,
    fault_evidence: Sequence[str] = (), fault_law_otherwise: bool = False, approval: Approval | None = None
) -> Done:  # fmt: skip
    """作出不予行政处罚决定 (行政处罚法 第三十条至第三十三条、第五十七条): education on record; 首违不罚 has a paper of its own."""
    on = local_date(at)
    instrument = issue_for_case(
        case,
        FIRST_EXEMPTION if ground == "first_offence" else "exemption_decision",
        at=at,
        officers=investigators(case, on),
        approval=approval,
        act={
            "facts": findings,
            "ground": choice("exemption_ground", ground),
            "basis": [facts.exemption_grounds(actor.jurisdiction)[ground].basis],
            "established": ground != "not_established",
            "explanation": explanation,
            **exemption_context(case, ground, on, actor.jurisdiction),
        },
        extra={"evidence": evidence_context(case)},
    )
    _record(case, "exempted", actor, at, instrument, reasons=explanation)
    case.exemption_ground = ground
    sets = _sets("exempted", on, instrument) | {"fine": "0", "decision_kinds": [], "exempted_for": ground}
    data = {
        "ground": ground,
        "findings": findings,
        "explanation": explanation,
        "fault_evidence": list(fault_evidence),
        "education": str(case.known.get("education_words") or ""),
        "derivation": {"clocks": list(periods(case.known, on, actor.jurisdiction))},
    }
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


@act("case.withdraw_filing", facts=facts.withdrawal, on="case")
def withdraw_filing(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Done:
    """撤销立案: there is nothing to punish in this case."""
    on = local_date(at)
    instrument = issue_for_case(
        case,
        "withdrawal_approval",
        at=at,
        officers=investigators(case, on),
        approval=approval,
        act={
            "ground": choice("withdrawal_ground", ground),
            "explanation": explanation,
            "proposed_on": local_date(approval.proposed_at) if approval else None,
        },
    )
    _record(case, "withdrawn", actor, at, instrument, reasons=explanation)
    sets = {"withdrawn_on": on, "decision_kind": "withdrawn", "decision_instrument": str(instrument.pk)}
    data = {"ground": ground, "explanation": explanation}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


@act("case.transfer_case", facts=facts.transfer, on="case")
def transfer_case(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    receiver: str,
    explanation: str,
    materials: Sequence[str],
    outside_power: bool,
    outcome_due_on: date | None = None,
    approval: Approval | None = None,
) -> Done:
    """移送其他机关 (行政处罚法 第二十二条至第二十五条): the case leaves with its material; receipt and outcome are awaited."""
    on = local_date(at)
    instrument = issue_for_case(
        case,
        "transfer_letter",
        at=at,
        officers=investigators(case, on),
        approval=approval,
        act={"receiver": receiver, "explanation": explanation, "materials": list(materials)},
    )
    _record(case, "transferred", actor, at, instrument, reasons=explanation)
    due = reply_due(actor, at, outcome_due_on)
    row = row_for(
        case, actor, at, kind="case", agency=receiver, content=explanation, paper=instrument, due=due
    )
    sets = {
        **noted(case.known, row),
        "transferred_on": on,
        "transferred_to": receiver,
        "decision_kind": "transferred",
        "decision_instrument": str(instrument.pk),
    }
    data = {"receiver": receiver, "explanation": explanation, "materials": list(materials)}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


@act("case.confirm_transfer", facts=facts.transfer_receipt, on="case")
def confirm_transfer(*, actor: Viewer, at: datetime, case: Case, received_on: date, receiver: str) -> Done:
    """登记移送回执: the receiving organ has signed."""
    assert day(case.known, "transferred_on") is not None
    sets: dict[str, Any] = {"transfer_received_on": received_on}
    row = transfer_row(case)
    if row is not None:
        sets |= noted(case.known, received(row, on=received_on, receiver=receiver))
    return Done(case, sets=sets, data={"received_on": received_on, "receiver": receiver}, result=case)


@act("case.correct_instrument", facts=facts.instrument_correction, on="case")
def correct_instrument(
    *, actor: Viewer, at: datetime, case: Case, instrument: UUID, before: str, after: str, clerical: bool
) -> Done:
    """文书补正: a clerical error is set right; content is never changed in this way."""
    corrected = Instrument.objects.select_for_update(of=("self",)).get(
        pk=instrument, subject_key=case.chain_key
    )
    corrected.state = Instrument.CORRECTED
    corrected.save(update_fields=["state"])
    made = issue_for_case(
        case,
        "correction_of_instrument",
        at=at,
        act={
            "title": corrected.title,
            "number": corrected.number,
            "issued_on": corrected.issued_on,
            "before": before,
            "after": after,
        },
    )
    data = {"instrument": str(instrument), "before": before, "after": after}
    return Done(
        case, sets={"instrument_corrected_on": local_date(at)}, data=data, documents=refs(made), result=made
    )
