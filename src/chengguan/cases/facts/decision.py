"""Facts of deliberation and of the decisions that end a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.people.models import Post
from chengguan.people.selectors import current

from .base import case_sheet
from .history import first_facts, same_parties
from .known import day, money, numbers
from .leniency import own_records
from .likeness import place_of
from .penalties import FINE, Penalty, penalty_facts, weighed
from .review import requirements

HEADS: Final = ("organ_head", "deputy_head")
FOR, AGAINST, ABSTAIN = "for", "against", "abstain"


@dataclass(frozen=True)
class Vote:
    """One member's opinion and vote."""

    officer: int
    opinion: str
    vote: str


@dataclass(frozen=True)
class Meeting:
    """集体讨论 (行政处罚法 第五十七条第二款): where, who, what was said, how it ended."""

    held_on: date
    place: str
    presider: int
    votes: tuple[Vote, ...]
    observers: str
    agenda: str
    minutes: str
    conclusion: str
    approved: bool

    def count(self, vote: str) -> int:
        return sum(1 for one in self.votes if one.vote == vote)

    @property
    def majority(self) -> bool:
        return 2 * self.count(FOR) > len(self.votes)


def deliberation(*, actor: Viewer, at: datetime, case: Case, meeting: Meeting, penalty: Penalty) -> Sheet:
    """集体讨论 (行政处罚法 第五十七条第二款)."""
    members = [vote.officer for vote in meeting.votes]
    heads = Post.objects.filter(current(meeting.held_on), role__in=HEADS, officer_id__in=members)
    inputs = {
        **penalty_facts(case, penalty, local_date(at), actor.jurisdiction),
        "deliberation_members": len(set(members)),
        "deliberation_head_present": meeting.presider in set(heads.values_list("officer_id", flat=True)),
        "deliberation_conflict": not set(members).isdisjoint(numbers(case.known, "officers")),
        "opinions_missing": sum(1 for vote in meeting.votes if not vote.opinion.strip()),
        "deliberation_concluded": bool(meeting.conclusion.strip()),
        "deliberation_passes": meeting.approved,
        "deliberation_majority": meeting.majority,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def penalty_decision(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    penalty: Penalty,
    correction: str,
    performance: str,
    hearing_reasons: str,
    not_fined_before: bool,
    additional_fine: bool,
    joint: Sequence[str] = (),
    approval: Approval | None = None,
) -> Sheet:
    """行政处罚决定 (行政处罚法 第五十七条至第六十条)."""
    on = local_date(at)
    inputs = {
        **penalty_facts(case, penalty, on, actor.jurisdiction),
        **_departures(case, penalty, on, actor.jurisdiction),
        "correction_in_decision": bool(correction.strip()),
        "performance_stated": bool(performance.strip()),
        "hearing_reasons_stated": bool(hearing_reasons.strip()),
        "party_described": _described(case),
        "not_fined_before": not_fined_before,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def _departures(case: Case, penalty: Penalty, on: date, jurisdiction: str) -> dict[str, Any]:
    """Whether the fine departs from the benchmark or from like cases; what the report explained need not be explained again."""
    if FINE not in penalty.kinds:
        return {"discretion_deviates": False}
    deviates = weighed(case, penalty, on, jurisdiction).deviates
    explained = bool(case.known.get("like_band_explained"))
    as_proposed = penalty.fine == money(case.known, "proposed_fine")
    required = requirements({**case.known, "discretion_deviates": deviates}, on, jurisdiction)
    return {
        "discretion_deviates": deviates,
        "legal_review_required": required["legal_review_required"],
        "fine_in_like_band": (explained and as_proposed)
        or place_of(
            case,
            fine=penalty.fine,
            tier=penalty.tier,
            circumstances=penalty.circumstances,
            on=on,
            jurisdiction=jurisdiction,
        ).inside,
    }


def _described(case: Case) -> bool:
    """Whether the party stands in the file as the decision has to name it (行政处罚法 第五十九条第一款第一项)."""
    shown = case.party.as_context() if case.party else {}
    return all(shown.get(name) for name in ("name", "id_number", "address"))


@dataclass(frozen=True)
class ExemptionGround:
    """不予处罚的一种情形: its article, and the facts on record that it takes."""

    basis: Mapping[str, Any]
    conditions: tuple[str, ...]


def exemption_grounds(jurisdiction: str) -> dict[str, ExemptionGround]:
    """Every ground of exemption by id (行政处罚法 第三十条、第三十一条、第三十三条、第三十六条、第五十七条)."""
    rows = book().raw("review_items", jurisdiction=jurisdiction)["exemption"].data["items"]
    return {row["id"]: ExemptionGround(row["basis"], tuple(row["conditions"])) for row in rows}


def exemption(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ground: str,
    findings: str,
    explanation: str,
    fault_evidence: Sequence[str] = (),
    fault_law_otherwise: bool = False,
    approval: Approval | None = None,
) -> Sheet:
    """不予行政处罚决定 (行政处罚法 第三十条至第三十三条、第五十七条): each ground with its own conditions.

    Whether it is the first violation, whether it was corrected in time, what harm it did and whether the party was taught
    is read from the record; only the evidence of 没有主观过错, which the party has to bring, is chosen here.
    """
    lock_party(case)
    inputs = {
        **first_facts(case, local_date(at), actor.jurisdiction),
        "exemption_ground": ground or None,
        "exemption_explained": bool(explanation.strip() and findings.strip()),
        "exempt_no_fault": own_records(case, fault_evidence) > 0,
        "fault_law_otherwise": fault_law_otherwise,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def lock_party(case: Case) -> None:
    """Hold the party's rows within an act, so that of two first violations decided at once the second sees the first."""
    if case.party is not None and connection.in_atomic_block:
        list(same_parties(case.party).select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def withdrawal(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    ground: str,
    explanation: str,
    approval: Approval | None = None,
) -> Sheet:
    """撤销立案."""
    inputs = {"withdrawal_ground": ground or None, "withdrawal_explained": bool(explanation.strip())}
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def transfer(
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
) -> Sheet:
    """移送其他机关 (行政处罚法 第二十二条至第二十五条)."""
    inputs = {
        "transfer_receiver_named": bool(receiver.strip()),
        "transfer_explained": bool(explanation.strip()),
        "transfer_listed": bool(materials),
        "transfer_outside_power": outside_power,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def transfer_receipt(*, actor: Viewer, at: datetime, case: Case, received_on: date, receiver: str) -> Sheet:
    """移送回执."""
    sent = day(case.known, "transferred_on")
    inputs = {
        "receipt_stated": bool(receiver.strip()),
        "receipt_dated": sent is not None and sent <= received_on <= local_date(at),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def instrument_correction(
    *, actor: Viewer, at: datetime, case: Case, instrument: UUID, before: str, after: str, clerical: bool
) -> Sheet:
    """文书补正: clerical errors only."""
    inputs = {
        "correction_of_case": Instrument.objects.filter(pk=instrument, subject_key=case.chain_key).exists(),
        "correction_clerical": clerical,
        "correction_differs": bool(before.strip() and after.strip()) and before.strip() != after.strip(),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
