"""The hearing, from the party's request to the presider's report (行政处罚法 第六十三条至第六十五条)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.facts import hearing as facts
from chengguan.cases.facts import review as review_facts
from chengguan.cases.facts.base import officers_facts
from chengguan.cases.models import Case, Hearing, Pause
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Done, act
from chengguan.people.models import Officer
from chengguan.people.selectors import OfficerCard, officer_cards

from . import pauses
from .issuing import evidence_context, issue_for_case, refs
from .notice import add_points, latest_notice, points_counted, waived
from .words import choice

FORMS: Final[Mapping[str, str]] = {"written": "书面", "oral": "口头", "online": "网上"}
WAIVERS: Final = frozenset({"absent", "left", "withdrawn"})


def current_hearing(case: Case) -> Hearing:
    """The hearing of the newest request."""
    return Hearing.objects.filter(case=case).latest("pk")


@act("case.request_hearing", facts=facts.request, on="case")
def request_hearing(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    form: str,
    received_on: date,
    posted_on: date | None,
    applicant: str,
    content: str,
) -> Done:
    """当事人申请听证 (行政处罚法 第六十四条第一项): within five working days; what was posted in time is in time."""
    entered = enter_request(
        case, at, form=form, received_on=received_on, posted_on=posted_on, applicant=applicant, content=content,
        jurisdiction=actor.jurisdiction,
    )  # fmt: skip
    return Done(
        case, sets=entered.sets, data=entered.data, documents=refs(entered.paper), result=entered.hearing
    )


@dataclass(frozen=True)
class Requested:
    """A request for a hearing that was entered, at the counter or by the party online."""

    hearing: Hearing
    paper: Instrument
    sets: dict[str, Any]
    data: dict[str, Any]


def enter_request(
    case: Case, at: datetime, *, form: str, received_on: date, posted_on: date | None, applicant: str,
    content: str, jurisdiction: str
) -> Requested:  # fmt: skip
    """The hearing, its record, and what is known from now on. Part of an act."""
    requested_on = facts.effective_day(received_on, posted_on)
    in_time = facts.on_time(case.known, requested_on, jurisdiction)
    hearing = Hearing.objects.create(
        case=case, requested_on=requested_on, form="written" if form == "online" else form
    )
    notice = latest_notice(case)
    given = {
        "form": form,
        "received_on": received_on,
        "posted_on": posted_on,
        "applicant": applicant,
        "content": content,
    }
    instrument = issue_for_case(
        case,
        "hearing_application",
        at=at,
        act={
            **given,
            "form": FORMS[form],
            "requested_on": requested_on,
            "notice_number": notice.number if notice else "",
        },
    )
    sets = {
        "hearing_requested_on": requested_on,
        "hearing_request_on_time": in_time,
        "hearing_waived_on": None,
        "hearing_accepted": None,
        "hearing_accepted_on": None,
        "hearing_refused_on": None,
    }
    return Requested(hearing, instrument, sets, {**given, "on_time": in_time})


@act("case.accept_hearing", facts=facts.acceptance, on="case")
def accept_hearing(*, actor: Viewer, at: datetime, case: Case) -> Done:
    """受理听证申请 (行政处罚法 第六十三条): the request is in time and the case is one for a hearing."""
    on, hearing = local_date(at), current_hearing(case)
    hearing.accepted = True
    hearing.save()
    Pause.objects.create(case=case, kind="hearing", reason="组织听证", begins_on=on)
    instrument = issue_for_case(case, "hearing_acceptance", at=at, act={"requested_on": hearing.requested_on})
    sets = {
        "hearing_accepted": True,
        "hearing_accepted_on": on,
        "pauses": pauses.begun(case.known, "hearing", on),
    }
    return Done(case, sets=sets, documents=refs(instrument), result=hearing)


@act("case.refuse_hearing", facts=facts.refusal, on="case")
def refuse_hearing(*, actor: Viewer, at: datetime, case: Case, explanation: str) -> Done:
    """不予受理听证申请: late, or no right to a hearing."""
    on, hearing = local_date(at), current_hearing(case)
    hearing.accepted, hearing.end_reason, hearing.ended_on = False, explanation[:200], on
    hearing.save()
    instrument = issue_for_case(
        case,
        "hearing_refusal",
        at=at,
        act={
            "requested_on": hearing.requested_on,
            "served_on": case.known["prior_notice_served_on"],
            "explanation": explanation,
            "late": not case.known.get("hearing_request_on_time"),
        },
    )
    sets = {"hearing_accepted": False, "hearing_refused_on": on}
    return Done(
        case, sets=sets, data={"explanation": explanation}, documents=refs(instrument), result=hearing
    )


@act("case.waive_hearing", facts=review_facts.waiver, on="case")
def waive_hearing(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    officers: Sequence[int],
    waived_on: date,
    signer: str,
    signed: bool,
) -> Done:
    """放弃听证 (行政处罚法 第六十四条): express and signed; a request that was made is thereby withdrawn."""
    sets: dict[str, Any] = {"hearing_waived_on": waived_on}
    if case.known.get("hearing_requested_on") and not case.known.get("hearing_refused_on"):
        sets.update(_end(case, local_date(at), choice("hearing_end_ground", "withdrawn")))
    return waived(case, at, officers, waived_on, signer, right="要求听证", sets=sets)


def _end(case: Case, on: date, reason: str) -> dict[str, Any]:
    """Close the hearing and the pause of the case's time limit; returns what becomes known."""
    Hearing.objects.filter(pk=current_hearing(case).pk).update(ended_on=on, end_reason=reason)
    Pause.objects.filter(case=case, kind="hearing", ends_on=None).update(ends_on=on)
    return {"hearing_ended_on": on, "pauses": pauses.ended(case.known, ["hearing"], on)}


@act("case.call_hearing", facts=facts.call, on="case")
def call_hearing(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    presider: int,
    clerk: int,
    scheduled_at: datetime,
    place: str,
    public: bool,
    closed_reason: str,
) -> Done:
    """听证通知 (行政处罚法 第六十四条第二项至第四项): time, place and presider, seven working days before; announced when public."""
    on, hearing = local_date(at), current_hearing(case)
    hearing.presider_id, hearing.clerk_id = presider, clerk
    hearing.scheduled_at, hearing.place, hearing.public, hearing.called_on = scheduled_at, place, public, on
    hearing.save()
    cards = officer_cards([presider, clerk], on)
    act_context = {
        "scheduled_at": scheduled_at,
        "place": place,
        "public": public,
        "closed_reason": choice("hearing_closed_reason", closed_reason),
        "presider": cards[0].name,
        "clerk": cards[1].name,
        "requested_on": hearing.requested_on,
    }
    notice = issue_for_case(case, "hearing_notice", at=at, officers=investigators(case, on), act=act_context)
    announcement = issue_for_case(case, "hearing_announcement", at=at, act=act_context) if public else None
    sets = {
        "hearing_called_on": on,
        "hearing_scheduled_on": local_date(scheduled_at),
        "hearing_presider": presider,
        "hearing_clerk": clerk,
        "hearing_notice_served_on": None,
    }
    data = {"presider": presider, "clerk": clerk, **act_context}
    return Done(case, sets=sets, data=data, documents=refs(notice, announcement), result=notice)


def investigators(case: Case, on: date) -> list[OfficerCard]:
    """The officers in charge of the case as they stand on a day."""
    return officers_facts([int(pk) for pk in case.known.get("officers", [])], on, case.known)[1]


@act("case.challenge_presider", facts=facts.challenge, on="case")
def challenge_presider(*, actor: Viewer, at: datetime, case: Case, applicant: str, grounds: str) -> Done:
    """申请听证主持人回避 (行政处罚法 第六十四条第四项)."""
    hearing = current_hearing(case)
    instrument = issue_for_case(
        case,
        "presider_challenge",
        at=at,
        act={"applicant": applicant, "grounds": grounds, "presider": _name(hearing.presider)},
    )
    data = {"applicant": applicant, "grounds": grounds, "presider": hearing.presider_id}
    return Done(
        case, sets={"presider_challenge_open": True}, data=data, documents=refs(instrument), result=hearing
    )


def _name(officer: Officer | None) -> str:
    return officer.name if officer else ""


@act("case.decide_presider_challenge", facts=facts.challenge_decision, on="case")
def decide_presider_challenge(
    *, actor: Viewer, at: datetime, case: Case, upheld: bool, explanation: str, successor: int | None
) -> Done:
    """决定听证主持人回避 (行政处罚法 第四十三条第三款、第六十四条第四项): the organ's head decides and names a successor."""
    hearing = current_hearing(case)
    challenged = _name(hearing.presider)
    if upheld:
        hearing.presider_id = successor
        hearing.save()
        hearing.refresh_from_db()
    instrument = issue_for_case(
        case,
        "presider_challenge_decision",
        at=at,
        act={
            "presider": challenged,
            "upheld": upheld,
            "explanation": explanation,
            "successor": _name(hearing.presider) if upheld else "",
        },
    )
    sets: dict[str, Any] = {"presider_challenge_open": False, "hearing_presider": hearing.presider_id}
    data = {"upheld": upheld, "explanation": explanation, "successor": successor}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=hearing)


@act("case.hold_hearing", facts=facts.session, on="case")
def hold_hearing(
    *, actor: Viewer, at: datetime, case: Case, session: facts.Session, recorded: bool = True
) -> Done:
    """举行听证 (行政处罚法 第六十四条第五项至第八项): the record of the session; new points of the defence are kept for re-examination."""
    held_on = local_date(session.begun_at)
    hearing = current_hearing(case)
    hearing.held_on, hearing.ended_on, hearing.place = held_on, held_on, session.place
    hearing.details = session_data(session)
    hearing.save()
    add_points(case, held_on, "hearing", session.new_points)
    instrument = issue_for_case(
        case,
        "hearing_record",
        at=at,
        officers=investigators(case, held_on),
        act=session_context(hearing, session),
        extra={"evidence": evidence_context(case)},
    )
    sets = {
        **_end(case, held_on, "听证完毕"),
        **points_counted(case),
        "hearing_held_on": held_on,
        "hearing_ever_held": True,
    }
    return Done(case, sets=sets, data=session_data(session), documents=refs(instrument), result=instrument)


def session_data(session: facts.Session) -> dict[str, Any]:
    """The session as plain values."""
    return {
        **vars(session),
        "begun_at": session.begun_at.isoformat(),
        "ended_at": session.ended_at.isoformat(),
        "agents": list(session.agents),
        "others": session.attendants(),
        "debate": session.turns(),
        "new_points": list(session.new_points),
    }


def session_context(hearing: Hearing, session: facts.Session) -> dict[str, Any]:
    """The session as the record prints it."""
    return {
        "begun_at": session.begun_at,
        "ended_at": session.ended_at,
        "place": session.place,
        "presider": _name(hearing.presider),
        "recorder": _name(hearing.clerk),
        "public": hearing.public,
        "attendants": session.attendants(),
        "recusal": session.recusal,
        "presented": session.presented,
        "debate": session.turns(),
        "defence": session.defence,
        "last_words": session.last_words,
        "signed": session.signed,
        "refusal": "" if session.signed else session.refusal,
    }


@act("case.adjourn_hearing", facts=facts.adjournment, on="case")
def adjourn_hearing(
    *, actor: Viewer, at: datetime, case: Case, scheduled_at: datetime, explanation: str
) -> Done:
    """延期举行听证: a new day, for example because the party has a good reason to be absent."""
    hearing = current_hearing(case)
    before, hearing.scheduled_at = hearing.scheduled_at, scheduled_at
    hearing.save()
    instrument = issue_for_case(
        case,
        "hearing_adjournment",
        at=at,
        act={
            "before": before,
            "scheduled_at": scheduled_at,
            "place": hearing.place,
            "explanation": explanation,
        },
    )
    data = {"scheduled_at": scheduled_at, "explanation": explanation}
    sets = {"hearing_scheduled_on": local_date(scheduled_at)}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


@act("case.end_hearing", facts=facts.ending, on="case")
def end_hearing(
    *, actor: Viewer, at: datetime, case: Case, ground: str, explanation: str, unexcused: bool
) -> Done:
    """终止听证 (行政处罚法 第六十四条第六项): absence or leaving without good reason counts as waiver."""
    on = local_date(at)
    sets = _end(case, on, choice("hearing_end_ground", ground))
    if ground in WAIVERS:
        sets["hearing_waived_on"] = on
    instrument = issue_for_case(
        case,
        "hearing_termination",
        at=at,
        act={
            "ground": choice("hearing_end_ground", ground),
            "explanation": explanation,
            "waived": ground in WAIVERS,
        },
    )
    data = {"ground": ground, "explanation": explanation, "unexcused": unexcused}
    return Done(case, sets=sets, data=data, documents=refs(instrument), result=instrument)


@act("case.report_hearing", facts=facts.report, on="case")
def report_hearing(*, actor: Viewer, at: datetime, case: Case, findings: str, opinion: str) -> Done:
    """听证报告 (行政处罚法 第六十五条): what the hearing showed and what the presider proposes."""
    on, hearing = local_date(at), current_hearing(case)
    hearing.report, hearing.reported_on = f"{findings}\n{opinion}", on
    hearing.save()
    instrument: Instrument = issue_for_case(
        case,
        "hearing_report",
        at=at,
        act={
            "held_on": hearing.held_on,
            "place": hearing.place,
            "presider": _name(hearing.presider),
            "clerk": _name(hearing.clerk),
            "findings": findings,
            "opinion": opinion,
        },
    )
    data = {"findings": findings, "opinion": opinion}
    return Done(
        case, sets={"hearing_reported_on": on}, data=data, documents=refs(instrument), result=instrument
    )
