"""Facts of deliberation and of the decisions that end a case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Approval, Case
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from chengguan.people.models import Post
from chengguan.people.selectors import current

from .base import case_sheet
from .known import day, numbers
from .penalties import Penalty, penalty_facts

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
    approval: Approval | None = None,
) -> Sheet:
    """行政处罚决定 (行政处罚法 第五十七条至第六十条)."""
    inputs = {
        **penalty_facts(case, penalty, local_date(at), actor.jurisdiction),
        "correction_in_decision": bool(correction.strip()),
        "performance_stated": bool(performance.strip()),
        "hearing_reasons_stated": bool(hearing_reasons.strip()),
        "party_described": _described(case),
        "not_fined_before": not_fined_before,
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


def _described(case: Case) -> bool:
    """Whether the party stands in the file as the decision has to name it (行政处罚法 第五十九条第一款第一项)."""
    shown = case.party.as_context() if case.party else {}
    return all(shown.get(name) for name in ("name", "id_number", "address"))


@dataclass(frozen=True)
class ExemptionGround:
    """不予处罚的一种情形: its article, and the facts that the handler has to confirm."""

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
    conditions: Sequence[str],
    findings: str,
    explanation: str,
    education: str,
    approval: Approval | None = None,
) -> Sheet:
    """不予行政处罚决定 (行政处罚法 第三十条至第三十三条、第五十七条): each ground with its own conditions."""
    asked = {name for one in exemption_grounds(actor.jurisdiction).values() for name in one.conditions}
    inputs = {
        **{name: name in conditions for name in asked},
        "exemption_ground": ground or None,
        "exemption_explained": bool(explanation.strip() and findings.strip()),
        "educated": bool(education.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, approval=approval, inputs=inputs)


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
