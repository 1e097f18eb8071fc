"""Prior notice of a penalty, and statement and defence upon it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import review as facts
from chengguan.cases.facts.answers import Answer
from chengguan.cases.facts.base import officers_facts
from chengguan.cases.facts.penalties import Penalty, deviation_sets, hearing_right, penalty_context
from chengguan.cases.models import Approval, Case, DefencePoint
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.ledger.norms import book
from chengguan.people.selectors import OfficerCard

from .issuing import evidence_context, issue_for_case, refs
from .words import choice

VIA: Final[Mapping[str, str]] = {"oral": "口头", "written": "书面"}
# What a new notice makes undone: windows restart, review and deliberation were about the old proposal.
RESTARTED: Final = (
    "prior_notice_served_on",
    "defence_waived_on",
    "hearing_waived_on",
    "hearing_requested_on",
    "hearing_request_on_time",
    "hearing_accepted",
    "hearing_accepted_on",
    "hearing_refused_on",
    "hearing_called_on",
    "hearing_scheduled_on",
    "hearing_presider",
    "hearing_clerk",
    "hearing_notice_served_on",
    "hearing_held_on",
    "hearing_ended_on",
    "hearing_reported_on",
    "legal_review_requested_on",
    "legal_review_result",
    "legal_review_concluded_on",
    "deliberated_on",
    "deliberation_approved",
    "deliberated_kinds",
    "deliberated_fine",
)


@act("case.issue_prior_notice", facts=facts.notice, on="case")
def issue_prior_notice(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    penalty: Penalty,
    approval: Approval | None = None,
) -> Done:
    """行政处罚事先告知 (行政处罚法 第四十四条、第六十三条): the proposed penalty, facts, reasons, basis and the party's rights."""
    return _notify(actor, at, case, officers, penalty, approval, {})


@act("case.reissue_prior_notice", facts=facts.renewed_notice, on="case")
def reissue_prior_notice(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    penalty: Penalty,
    ground: str,
    explanation: str,
    new_facts: bool,
    approval: Approval | None = None,
) -> Done:
    """重新告知 (行政处罚法 第四十四条、第四十五条): facts, law or content changed; the windows of the party begin anew."""
    previous = latest_notice(case)
    renewal = {
        "ground": choice("renotice_ground", ground),
        "explanation": explanation,
        "previous": previous.number if previous else "",
        "new_facts": new_facts,
    }
    return _notify(actor, at, case, officers, penalty, approval, renewal)


def _notify(
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    penalty: Penalty,
    approval: Approval | None,
    renewal: Mapping[str, Any],
) -> Done:
    on = local_date(at)
    right = hearing_right(case, penalty, on, actor.jurisdiction)
    instrument = issue_for_case(
        case,
        "prior_notice",
        at=at,
        officers=_cards(case, officers, on),
        approval=approval,
        act={
            **penalty_context(case, penalty, on, actor.jurisdiction),
            "statement_days": book()
            .clock("statement_window", on=on, jurisdiction=actor.jurisdiction)
            .length.count,
            "hearing_right": right.entitled,
        },
        extra={"evidence": evidence_context(case)},
    )
    sets: dict[str, Any] = {
        **(dict.fromkeys(RESTARTED) if renewal else {}),
        "notice_issued_on": on,
        "notice_kinds": sorted(penalty.kinds),
        "notice_fine": str(penalty.fine),
        "notice_confiscated": str(penalty.confiscated),
        **deviation_sets(case, penalty, on, actor.jurisdiction),
        "notice_round": int(case.known.get("notice_round") or 0) + 1,
        "hearing_right": right.entitled,
        "major_penalty": right.major,
        "hearing_gaps": list(right.gaps),
    }
    data = {
        "officers": list(officers),
        **penalty.as_data(),
        "hearing_grounds": list(right.grounds),
        "hearing_gaps": list(right.gaps),
        **renewal,
    }
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


def latest_notice(case: Case) -> Instrument | None:
    """The newest prior notice of the case."""
    return (
        Instrument.objects.filter(subject_key=case.chain_key, kind="prior_notice")
        .order_by("-issued_at", "-id")
        .first()
    )


def _cards(case: Case, officers: Sequence[int], on: date) -> list[OfficerCard]:
    return officers_facts(officers, on, case.known)[1]


@act("case.record_defence", facts=facts.defence, on="case")
def record_defence(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    raised_on: date,
    via: str,
    speaker: str,
    points: Sequence[str],
    disputes: bool | None = None,
    recorded: bool = True,
) -> Done:
    """听取陈述、申辩 (行政处罚法 第四十五条): what the party brings forward, point by point.

    `disputes`: whether it is against the facts or the law; what was not asked counts as a dispute.
    """
    add_points(case, raised_on, via, points)
    instrument = issue_for_case(
        case,
        "defence_record",
        at=at,
        officers=_cards(case, officers, local_date(at)),
        act={
            "via": VIA[via],
            "oral": via == "oral",
            "raised_on": raised_on,
            "speaker": speaker,
            "points": list(points),
        },
    )
    data = {
        "officers": list(officers),
        "raised_on": raised_on,
        "via": via,
        "speaker": speaker,
        "points": list(points),
        "disputes": disputes,
    }
    disputed = disputes is not False or bool(case.known.get("defence_disputed"))
    sets = {**points_counted(case), "defence_disputed": disputed}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


def add_points(case: Case, raised_on: date, via: str, points: Sequence[str]) -> None:
    """Keep each point of a defence so that it is re-examined by itself."""
    DefencePoint.objects.bulk_create(
        DefencePoint(case=case, raised_on=raised_on, via=via, content=point) for point in points
    )


def points_counted(case: Case) -> dict[str, Any]:
    """How many points were raised and how many still wait for re-examination."""
    rows = case.defence_points.all()
    return {"defence_points": rows.count(), "defence_points_open": rows.filter(reexamined_on=None).count()}


@act("case.waive_defence", facts=facts.waiver, on="case")
def waive_defence(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    waived_on: date,
    signer: str,
    signed: bool,
) -> Done:
    """放弃陈述、申辩 (行政处罚法 第六十二条): express and signed; silence is no waiver."""
    return waived(
        case, at, officers, waived_on, signer, right="陈述、申辩", sets={"defence_waived_on": waived_on}
    )


def waived(
    case: Case,
    at: datetime,
    officers: Sequence[int],
    waived_on: date,
    signer: str,
    *,
    right: str,
    sets: dict[str, Any],
) -> Done:
    """The party's statement that it waives a right, with its instrument."""
    notice = latest_notice(case)
    instrument = issue_for_case(
        case,
        "waiver_statement",
        at=at,
        officers=_cards(case, officers, local_date(at)),
        act={
            "right": right,
            "notice_number": notice.number if notice else "",
            "served_on": case.known["prior_notice_served_on"],
            "waived_on": waived_on,
            "signer": signer,
        },
    )
    data = {"officers": list(officers), "waived_on": waived_on, "signer": signer, "right": right}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


@act("case.reexamine_defence", facts=facts.reexamination, on="case")
def reexamine_defence(
    *, actor: Viewer, at: datetime, case: Case, officers: Sequence[int], answers: Mapping[int, Answer]
) -> Done:
    """复核陈述、申辩 (行政处罚法 第四十五条第一款): each point is adopted or not, with reasons."""
    on = local_date(at)
    rows = list(case.defence_points.filter(reexamined_on=None).order_by("pk"))
    for row in rows:
        answer = answers[row.pk]
        row.adopted, row.reasons, row.reexamined_on = answer.adopted, answer.text, on
    DefencePoint.objects.bulk_update(rows, ["adopted", "reasons", "reexamined_on"])
    points = [{"content": row.content, "adopted": bool(row.adopted), "reasons": row.reasons} for row in rows]
    instrument = issue_for_case(
        case,
        "defence_reexamination",
        at=at,
        officers=_cards(case, officers, on),
        act={"points": points, "reexamined_on": on},
    )
    sets = {**points_counted(case), "defence_reexamined_on": on}
    return Done(
        case,
        sets=sets,
        data={"officers": list(officers), "points": points},
        documents=refs(instrument),
        result=rows,
    )
