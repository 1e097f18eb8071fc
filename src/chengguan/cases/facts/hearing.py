"""Facts of the hearing (行政处罚法 第六十三条至第六十五条)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.ledger.acting import Sheet
from chengguan.ledger.norms import book
from lawengine.clock import read

from .base import case_sheet, derives
from .known import Known, day, numbers


@derives
def hearing_state(known: Known, on: date, jurisdiction: str) -> dict[str, Any]:
    """Whether a request still waits for its end, and by which day the notice of the hearing has to be served."""
    requested = bool(known.get("hearing_requested_on"))
    ended = bool(known.get("hearing_refused_on") or known.get("hearing_ended_on"))
    values: dict[str, Any] = {"hearing_pending": requested and not ended}
    scheduled = day(known, "hearing_scheduled_on")
    if scheduled is not None:
        values.update(notice_days(scheduled, on, jurisdiction))
    return values


def notice_days(scheduled: date, on: date, jurisdiction: str) -> dict[str, Any]:
    """七个工作日前: the safe and the last arguable day of notice (行政处罚法 第六十四条第二项、第八十五条)."""
    reading = read(book(), "hearing_notice", started=scheduled, as_of=on, jurisdiction=jurisdiction)
    return {"hearing_notice_safe_by": reading.safe_by, "hearing_notice_last_by": reading.last_arguable}


def earliest_hearing(on: date, jurisdiction: str) -> date:
    """The first working day for which a notice served on a day is in time by either way of counting."""
    calendar, found = book().calendar(jurisdiction), on + timedelta(days=7)
    while (
        not calendar.is_working_day(found)
        or notice_days(found, on, jurisdiction)["hearing_notice_safe_by"] < on
    ):
        found += timedelta(days=1)
    return found


def investigated(known: Known, officer: int | None) -> bool:
    """Whether an officer investigated this case."""
    return officer in numbers(known, "investigators") or officer in numbers(known, "officers")


def effective_day(received_on: date, posted_on: date | None) -> date:
    """The day that counts: what was posted in time is in time (民事诉讼法 第八十五条第四款, by analogy)."""
    return posted_on or received_on


def on_time(known: Known, requested_on: date, jurisdiction: str) -> bool:
    """Whether a request was made within five working days of the notice (行政处罚法 第六十四条第一项、第八十五条)."""
    served = day(known, "prior_notice_served_on")
    if served is None:
        return False
    return (
        requested_on
        <= read(
            book(), "hearing_request", started=served, as_of=requested_on, jurisdiction=jurisdiction
        ).due_on
    )


def request(
    *,
    actor: Viewer,
    at: datetime,
    case: Case,
    form: str,
    received_on: date,
    posted_on: date | None,
    applicant: str,
    content: str,
) -> Sheet:
    """申请听证 (行政处罚法 第六十四条第一项)."""
    on, served = local_date(at), day(case.known, "prior_notice_served_on")
    effective = effective_day(received_on, posted_on)
    inputs = {
        "hearing_request_dated": served is not None and served <= effective <= received_on <= on,
        "hearing_request_on_time": on_time(case.known, effective, actor.jurisdiction),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def acceptance(*, actor: Viewer, at: datetime, case: Case) -> Sheet:
    """受理听证申请 (行政处罚法 第六十三条)."""
    return case_sheet(actor=actor, at=at, case=case)


def refusal(*, actor: Viewer, at: datetime, case: Case, explanation: str) -> Sheet:
    """不予受理听证申请."""
    return case_sheet(
        actor=actor, at=at, case=case, inputs={"hearing_refusal_explained": bool(explanation.strip())}
    )


def call(
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
) -> Sheet:
    """听证通知 (行政处罚法 第六十四条第二项至第四项)."""
    scheduled, on, known = local_date(scheduled_at), local_date(at), case.known
    inputs = {
        **notice_days(scheduled, on, actor.jurisdiction),
        "hearing_day": scheduled,
        "hearing_presider_investigated": investigated(known, presider),
        "hearing_presider_recused": presider in numbers(known, "recused"),
        "hearing_clerk_investigated": investigated(known, clerk),
        "hearing_presider_distinct": presider != clerk,
        "hearing_public": public,
        "hearing_closed_stated": bool(closed_reason),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def challenge(*, actor: Viewer, at: datetime, case: Case, applicant: str, grounds: str) -> Sheet:
    """申请主持人回避 (行政处罚法 第六十四条第四项)."""
    return case_sheet(actor=actor, at=at, case=case, inputs={"challenge_reasoned": bool(grounds.strip())})


def challenge_decision(
    *, actor: Viewer, at: datetime, case: Case, upheld: bool, explanation: str, successor: int | None
) -> Sheet:
    """决定主持人回避 (行政处罚法 第四十三条第三款、第六十四条第四项)."""
    present = case.known.get("hearing_presider")
    presider = successor if upheld else present
    inputs = {
        "challenge_answered": bool(explanation.strip()),
        "successor_named": not upheld or (successor is not None and successor != present),
        "hearing_presider_investigated": investigated(case.known, presider),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


@dataclass(frozen=True)
class Session:
    """听证笔录的内容 (行政处罚法 第六十四条第五项至第八项): times, who came, what was said, how the record was closed."""

    begun_at: datetime
    ended_at: datetime
    place: str
    party_present: bool
    party_speaker: str
    agents: tuple[str, ...]
    others: tuple[tuple[str, str], ...]
    recusal: str
    presented: str
    debate: tuple[tuple[str, str], ...]
    defence: str
    last_words: str
    signed: bool
    refusal: str = ""
    new_points: tuple[str, ...] = field(default=())

    def attendants(self) -> list[dict[str, str]]:
        """Everyone who came, with what they were there as."""
        people = [(self.party_speaker, "当事人")] if self.party_speaker else []
        people += [(agent, "委托代理人") for agent in self.agents]
        return [{"name": name, "role": role} for name, role in (*people, *self.others)]

    def turns(self) -> list[dict[str, str]]:
        """Cross-examination, speaker by speaker."""
        return [{"speaker": speaker, "text": text} for speaker, text in self.debate]


def session(*, actor: Viewer, at: datetime, case: Case, session: Session, recorded: bool = True) -> Sheet:
    """举行听证 (行政处罚法 第六十四条)."""
    conductors = {case.known.get("hearing_presider"), case.known.get("hearing_clerk")}
    inputs = {
        "hearing_day": local_date(session.begun_at),
        "hearing_conductor": actor.officer_id in conductors,
        "hearing_agents": len(session.agents),
        "hearing_party_present": session.party_present,
        "hearing_case_presented": bool(session.presented.strip()),
        "hearing_evidence_examined": bool(session.debate),
        "hearing_defence_heard": bool(session.defence.strip() and session.last_words.strip()),
        "hearing_record_settled": session.signed or bool(session.refusal.strip()),
        "process_recorded": recorded,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def adjournment(
    *, actor: Viewer, at: datetime, case: Case, scheduled_at: datetime, explanation: str
) -> Sheet:
    """延期举行听证."""
    inputs = {
        "hearing_day": local_date(scheduled_at),
        "hearing_adjournment_reasoned": bool(explanation.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def ending(
    *, actor: Viewer, at: datetime, case: Case, ground: str, explanation: str, unexcused: bool
) -> Sheet:
    """终止听证 (行政处罚法 第六十四条第六项)."""
    inputs = {
        "hearing_end_ground": ground or None,
        "hearing_end_explained": bool(explanation.strip()),
        "hearing_absence_unexcused": unexcused,
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)


def report(*, actor: Viewer, at: datetime, case: Case, findings: str, opinion: str) -> Sheet:
    """听证报告 (行政处罚法 第六十五条)."""
    inputs: dict[str, Any] = {
        "hearing_by_presider": actor.officer_id == case.known.get("hearing_presider"),
        "hearing_opinion_stated": bool(findings.strip() and opinion.strip()),
    }
    return case_sheet(actor=actor, at=at, case=case, inputs=inputs)
