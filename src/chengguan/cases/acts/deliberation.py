"""Collective deliberation of the organ's heads (行政处罚法 第五十七条第二款)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from chengguan.base.viewer import Viewer
from chengguan.cases.facts import decision as facts
from chengguan.cases.facts.penalties import Penalty, deviation_sets
from chengguan.cases.models import Case, Deliberation, DeliberationVote
from chengguan.ledger.acting import Done, act
from chengguan.people.selectors import OfficerCard, officer_cards

from .issuing import issue_for_case, refs

VOTES: Final[Mapping[str, str]] = dict(DeliberationVote.VOTES)


@act("case.deliberate", facts=facts.deliberation, on="case")
def deliberate(*, actor: Viewer, at: datetime, case: Case, meeting: facts.Meeting, penalty: Penalty) -> Done:
    """集体讨论 (行政处罚法 第五十七条第二款): each member's opinion and vote, and the conclusion by majority."""
    cards = {
        card.id: card
        for card in officer_cards(sorted({meeting.presider, *_voters(meeting)}), meeting.held_on)
    }
    row = Deliberation.objects.create(
        case=case,
        held_on=meeting.held_on,
        place=meeting.place,
        presider_id=meeting.presider,
        agenda=meeting.agenda,
        minutes=meeting.minutes,
        conclusion=meeting.conclusion,
        approved=meeting.approved,
    )
    DeliberationVote.objects.bulk_create(
        DeliberationVote(
            deliberation=row, officer_id=v.officer, name=cards[v.officer].name, opinion=v.opinion, vote=v.vote
        )
        for v in meeting.votes
    )
    row.instrument = issue_for_case(
        case, "deliberation_record", at=at, act=_context(meeting, penalty, cards, actor)
    )
    row.save()
    sets: dict[str, Any] = {"deliberated_on": meeting.held_on, "deliberation_approved": meeting.approved}
    if meeting.approved:
        case.stage = "deliberated"
        sets |= {"deliberated_kinds": sorted(penalty.kinds), "deliberated_fine": str(penalty.fine)}
        sets |= deviation_sets(case, penalty, meeting.held_on, actor.jurisdiction)
    data = {
        **vars(meeting),
        "held_on": meeting.held_on.isoformat(),
        "votes": [vars(vote) for vote in meeting.votes],
        **penalty.as_data(),
    }
    return Done(case, sets=sets, data=data, documents=refs(row.instrument), result=row)


def _voters(meeting: facts.Meeting) -> list[int]:
    return [vote.officer for vote in meeting.votes]


def _context(
    meeting: facts.Meeting, penalty: Penalty, cards: Mapping[int, OfficerCard], actor: Viewer
) -> dict[str, Any]:
    return {
        "held_on": meeting.held_on,
        "place": meeting.place,
        "presider": cards[meeting.presider].name,
        "members": [
            {"name": cards[vote.officer].name, "opinion": vote.opinion, "vote": VOTES[vote.vote]}
            for vote in meeting.votes
        ],
        "observers": meeting.observers,
        "recorder": actor.name,
        "agenda": meeting.agenda,
        "minutes": meeting.minutes,
        "proposal": penalty.in_words(),
        "conclusion": meeting.conclusion,
        "approved": meeting.approved,
        "for_count": meeting.count(facts.FOR),
        "against_count": meeting.count(facts.AGAINST),
        "abstain_count": meeting.count(facts.ABSTAIN),
    }
