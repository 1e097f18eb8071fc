"""防干预记录 and 过错责任: sealed from whom they concern, bound to the record, never changed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chengguan.base.permissions import ROLES
from chengguan.cases.models import Approval
from chengguan.ledger.acting import Refused
from chengguan.people.models import Officer
from chengguan.people.selectors import actor_of
from chengguan.quality import acts
from chengguan.quality.models import FaultInquiry, Interference
from chengguan.quality.selectors.accountability import accountability, chain_of
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


@pytest.fixture
def decided(walk: Walk) -> Walk:
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号"}
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
        step(walk)
    return walk


def record(walk: Walk, interferer: Officer | None, name: str = "某处长") -> Interference:
    note: Interference = acts.record_interference(
        actor=walk.as_role("handler"), at=walk.now, case=walk.case, interferer=interferer.pk if interferer else None,
        name=interferer.name if interferer else name, post="演示单位 处长", way="phone",
        happened_at=walk.now - timedelta(hours=1), request="要求不立案", response="已说明依法办理", material="",
    ).result  # fmt: skip
    return note


def test_the_record_is_sealed_from_the_interferer_and_his_line(walk: Walk) -> None:
    head = walk.cast.officers["organ_head"]
    note = record(walk, head)
    seen = {
        role: Interference.objects.visible_to(walk.as_role(role)).filter(pk=note.pk).exists()
        for role in (
            "handler",
            "squad_leader",
            "brigade_leader",
            "deputy_head",
            "organ_head",
            "legal_reviewer",
            "audit_admin",
        )
    }
    assert [role for role, sees in seen.items() if sees] == ["handler", "audit_admin"]
    assert login(head).get(f"/interferences/{note.pk}/").status_code == 404
    assert note.number not in login(head).get("/interferences/").content.decode()
    assert note.number in login(walk.pair[0]).get("/interferences/").content.decode()


def test_an_outsider_is_seen_by_the_head_but_by_no_other_officer(walk: Walk) -> None:
    note = record(walk, None)
    assert Interference.objects.visible_to(walk.as_role("organ_head")).filter(pk=note.pk).exists()
    other = actor_of(walk.cast.handlers[-1], walk.day)
    assert not Interference.objects.visible_to(other).filter(pk=note.pk).exists()


def test_it_is_recorded_and_handled_on_pages(walk: Walk) -> None:
    client = login(walk.pair[0])
    entered = {
        "name": "某处长", "post": "演示单位 处长", "way": "phone", "happened_at": "2099-01-01T09:00",
        "request": "要求不立案", "response": "依法办理", "case_number": "没有这个案号",
    }  # fmt: skip
    refused = client.post("/interferences/new/", entered)
    assert refused.status_code == 422
    text = refused.content.decode()
    assert "时间不能晚于现在" in text
    assert "没有找到您可以查看的这个案号" in text
    assert "要求不立案" in text
    done = client.post(
        "/interferences/new/", {**entered, "happened_at": "2024-05-06T08:00", "case_number": ""}, follow=True
    )
    assert "任何人都不能修改或者删除" in done.content.decode()
    note = Interference.objects.get()
    admin = login(walk.cast.officers["audit_admin"])
    empty = admin.post(
        f"/interferences/{note.pk}/", {"finding": "substantiated", "explanation": "已核实", "measure": ""}
    )
    assert empty.status_code == 409
    assert "处置措施" in empty.content.decode()
    admin.post(
        f"/interferences/{note.pk}/",
        {"finding": "substantiated", "explanation": "已核实", "measure": "移交"},
    )
    note.refresh_from_db()
    assert note.stage == "handled"


def test_every_step_shows_who_proposed_and_who_approved(decided: Walk) -> None:
    links = {link.kind: link for link in chain_of(decided.subject_case)}
    decision = links["case.decide"]
    assert decision.doer.name == decided.pair[0].name
    assert [part.post for part in decision.approvals] == [
        f"{ROLES[tier]}审批" for tier in Approval.objects.get(act="case.decide").tiers
    ]
    assert all(part.words for part in decision.approvals)
    assert links["case.make_site_record"].together == (decided.pair[1].name,)
    assert not links["case.make_site_record"].approvals
    viewer, pk = decided.as_role("handler"), decided.subject_case.pk
    with CaptureQueriesContext(connection) as queries:
        found = accountability(viewer, pk)
    assert found is not None
    assert len(queries) <= 4
    assert {person.name for person in found.persons} >= {decided.pair[0].name}
    page = login(decided.pair[0]).get(f"/cases/{decided.subject_case.pk}/accountability/").content.decode()
    assert "作出行政处罚决定" in page
    assert decision.papers[0] in page


def test_a_fault_is_found_only_in_persons_on_the_record(decided: Walk) -> None:
    case, head = decided.subject_case, decided.cast.officers["organ_head"]
    inquiry: FaultInquiry = acts.open_fault(
        actor=decided.as_role("legal_reviewer"),
        at=decided.now,
        case=case,
        cause="review",
        description="送达有误",
    ).result
    with pytest.raises(Refused) as twice:
        acts.open_fault(
            actor=decided.as_role("organ_head"), at=decided.now, case=case, cause="review", description="重复"
        )
    assert [finding.id for finding in twice.value.verdict.unmet] == ["no_other_inquiry"]
    found: dict[str, Any] = {
        "actor": actor_of(head, decided.day), "at": decided.now, "inquiry": inquiry, "steps": ["1:case.serve"], "degree": "minor",
        "measures": ["criticism"], "findings": "查明的事实", "heard": "已听取",
    }  # fmt: skip
    with pytest.raises(Refused) as stranger:
        acts.decide_fault(**found, responsible=[decided.cast.handlers[-1].pk])
    assert [finding.id for finding in stranger.value.verdict.unmet] == ["persons_on_record"]
    page = login(head).post(
        f"/faults/{inquiry.pk}/",
        {
            "degree": "minor",
            "responsible": [decided.pair[0].pk],
            "findings": "查明",
            "heard": "已听取",
            "measures": ["criticism"],
        },
    )
    assert page.status_code == 409
    assert "有过错的环节" in page.content.decode()
    reasons = {"judge_not_involved": "本局只有一名局长，另请上级备案。"}
    acts.decide_fault(**found, responsible=[decided.pair[0].pk], reasons=reasons)
    inquiry.refresh_from_db()
    assert inquiry.stage == "decided"
    assert login(decided.pair[0]).get("/faults/").status_code == 403
