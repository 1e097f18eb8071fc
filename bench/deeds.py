"""Acts as officers post them: each request creates or changes a case with every check on, and leaves its entry in the ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count, cycle, repeat
from typing import Final

from chengguan.base.dates import CHINA
from chengguan.cases.acts import approvals
from chengguan.cases.forms.summary import CHECKS
from chengguan.cases.models import Approval, Case
from chengguan.web.demonstration.investigation_steps import (
    INVESTIGATION_STEPS,
    filing_inputs,
    lead_of,
    register_lead,
    verify_lead,
)
from chengguan.web.demonstration.walk import Walk

from .dossier import fresh_walk
from .ground import SQUADS, Ground

CREATE_MS, ACT_MS = 15.0, 20.0
HANDLER, APPROVER = "handler1", "deputy_head"
MINUTE: Final = "%Y-%m-%dT%H:%M"
Fields = list[tuple[str, str]]


@dataclass(frozen=True)
class Deed:
    """One kind of request: `urls` gives where each goes (what has to be there before is laid while it is drawn)."""

    key: str
    title: str
    role: str
    limit: float
    urls: Iterator[str]
    fields: Iterator[Fields]

    def drawn(self, number: int) -> Iterator[tuple[str, Fields]]:
        """So many of them, ready to be posted."""
        return iter([(next(self.urls), next(self.fields)) for _ in range(number)])


def deeds(laid: Ground, now: datetime) -> list[Deed]:
    """Everything that is posted, in the order of the table."""
    yesterday = now - timedelta(days=1)
    case = walked_case(laid, now - timedelta(days=3))
    return [
        Deed("create.lead", "register a lead", HANDLER, CREATE_MS, repeat("/leads/new/"), _lead_fields(laid, now)),
        Deed("create.summary", "create a case on the spot, decision included", HANDLER, CREATE_MS, repeat("/summary/new/"), _summary_fields(laid, now)),
        Deed("create.file", "last tier approves, case is filed", APPROVER, CREATE_MS, _ready_to_file(laid, yesterday), repeat([("decision", "agree"), ("opinion", "同意。")])),
        Deed("act.collect", "one act: evidence collected", HANDLER, ACT_MS, repeat(f"/cases/{case.pk}/acts/case.collect_evidence/"), _evidence_fields(case, now)),
        Deed("act.propose", "one act: filing proposed", HANDLER, ACT_MS, _ready_to_propose(laid, yesterday), repeat(_plain(filing_inputs(fresh_walk(laid, now))))),
    ]  # fmt: skip


def walked_case(laid: Ground, now: datetime) -> Case:
    """A case in the middle of its investigation."""
    walk = fresh_walk(laid, _morning(now))
    for kind, step in INVESTIGATION_STEPS:
        step(walk)
        if kind == "case.interview":
            break
    return walk.subject_case


def _morning(now: datetime) -> datetime:
    return now.astimezone(CHINA).replace(hour=9, minute=0, second=0, microsecond=0)


def _minute(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime(MINUTE)


def _plain(entered: dict[str, str]) -> Fields:
    return list(entered.items())


def _lead_fields(laid: Ground, now: datetime) -> Iterator[Fields]:
    """Each at a place of its own: the same place within a week would be asked about."""
    matter, _ = laid.matters[laid.cast.bureau.pk][0]
    party, _ = laid.parties[laid.cast.bureau.pk][0]
    day = now.astimezone(CHINA).date().isoformat()
    for number in count(1):
        yield [
            ("origin", "patrol"),
            ("received_at", _minute(now)),
            ("discovered_on", day),
            ("occurred_on", day),
            ("place", f"示范路{number}号门前"),
            ("content", "巡查发现占用人行道堆放建筑材料，面积约12平方米。"),
            ("matter", str(matter)),
            ("party", ""),
        ]


def _summary_fields(laid: Ground, now: datetime) -> Iterator[Fields]:
    """One after the other against the enterprises that the squad knows, each at a place of its own: one act is fined once."""
    matter, title = laid.matters[laid.cast.bureau.pk][0]
    first, second = laid.cast.pair()
    checks = [("checks", name) for name in CHECKS]
    for number, (party, name) in enumerate(cycle(laid.parties[laid.cast.bureau.pk][SQUADS::SQUADS]), 1):
        place = f"建设路{number}号门前"
        yield [
            ("party", str(party)),
            ("matter", str(matter)),
            ("penalty", "fine"),
            ("fine", "500"),
            ("violated_at", _minute(now)),
            ("place", place),
            ("facts", f"{name}在{place}{title}，占道约3平方米"),
            ("evidence", "现场照片、执法记录仪录像"),
            ("correction", "立即改正违法行为"),
            ("objection", "no"),
            ("way", "bank"),
            ("lead_officer", str(first.pk)),
            ("assisting_officer", str(second.pk)),
            *checks,
        ]


def _evidence_fields(case: Case, now: datetime) -> Iterator[Fields]:
    for number in count(1):
        yield [
            *(("officers", str(pk)) for pk in case.known["officers"]),
            ("kind", "documentary"),
            ("title", f"施工合同复印件之{number}"),
            ("count", "1份"),
            ("source", case.party_name),
            ("obtained_at", _minute(now)),
            ("place", "本机关询问室"),
            ("original", "copy_checked"),
            ("credentials_shown", "on"),
            ("proves", "当事人是施工单位"),
            *(("elements", element) for element in case.matter.elements[:1]),
        ]


def _verified(laid: Ground, now: datetime) -> Iterator[Walk]:
    """Leads that have been looked into and wait for a proposal."""
    for number in count(1):
        walk = fresh_walk(laid, _morning(now))
        walk.plan = {"place": f"演示街{number}号"}
        register_lead(walk)
        verify_lead(walk)
        yield walk


def _ready_to_propose(laid: Ground, now: datetime) -> Iterator[str]:
    for walk in _verified(laid, now):
        yield f"/leads/{lead_of(walk).pk}/acts/case.file/"


def _ready_to_file(laid: Ground, now: datetime) -> Iterator[str]:
    """Proposals of filing that all tiers but the last have endorsed."""
    for walk in _verified(laid, now):
        lead = lead_of(walk)
        data = filing_inputs(walk)
        approval: Approval = approvals.propose(
            actor=walk.as_role("handler"), at=walk.now, subject=lead, act="case.file", inputs=data
        ).result
        for tier in approval.tiers[:-1]:
            walk.later(minutes=20)
            approval = approvals.endorse(
                actor=walk.as_role(tier), at=walk.now, subject=lead, approval=approval, opinion="同意。"
            ).result
        yield f"/approvals/{approval.pk}/"
