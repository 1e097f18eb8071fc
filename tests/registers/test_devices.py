"""No device in force, no evidence (行政处罚法 第四十一条): devices on pages and in cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from chengguan.ledger.acting import Refused
from chengguan.people.models import Officer
from chengguan.registers import acts
from chengguan.registers.models import MonitoringDevice
from chengguan.web.demonstration import remote_steps as remote
from chengguan.web.demonstration.investigation_steps import (
    file,
    finish,
    identify,
    register_lead,
    verify_lead,
)
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


@pytest.fixture
def filed(walk: Walk) -> Walk:
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号"}
    for step in (register_lead, verify_lead, file, identify):
        step(walk)
    return walk


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [finding.id for finding in refused.value.verdict.unmet]


def test_a_rule_of_a_ministry_cannot_carry_a_device(walk: Walk) -> None:
    with pytest.raises(Refused) as refused:
        acts.register(
            actor=walk.as_role("legal_reviewer"), at=walk.now, number="JK-9", name="监控", place="路口", basis_law="城市建筑垃圾管理规定",
            basis_article=26, matters=["AY-001"], installed_on=walk.day, calibrated_until=walk.day,
        )  # fmt: skip
    assert unmet(refused) == ["device_basis_allows"]


def test_records_of_a_device_not_in_force_are_refused_as_evidence(filed: Walk) -> None:
    device = remote.put_device_in_force(filed)
    filed.later(hours=1)
    MonitoringDevice.objects.filter(pk=device.pk).update(published_on=None)
    with pytest.raises(Refused) as refused:
        remote.submit_record(filed, device)
    assert unmet(refused) == ["device_in_force"]
    assert "41.1" in str([cite.short for cite in refused.value.verdict.unmet[0].cites])


def test_a_record_becomes_evidence_by_its_audit_and_the_party_must_be_told(filed: Walk) -> None:
    device = remote.put_device_in_force(filed)
    filed.later(hours=1)
    record = remote.submit_record(filed, device)
    assert not filed.subject_case.known.get("evidence_admissible_count")
    with pytest.raises(Refused) as careless:
        filed.perform(
            "case.audit_monitoring_record", "legal_reviewer", case=filed.subject_case, record=record,
            admitted=True, qualities=["true"], opinion="不清晰",
        )  # fmt: skip
    assert unmet(careless) == ["admission_sound"]
    remote.audit_record(filed, record)
    assert filed.subject_case.known["evidence_admissible_count"] == 1
    with pytest.raises(Refused) as untold:
        finish(filed)
    assert "monitoring_told" in unmet(untold)
    remote.tell_party(filed)
    with pytest.raises(Refused) as rest:
        finish(filed)
    assert "monitoring_told" not in unmet(rest)
    assert filed.instrument("monitoring_notice").number


def test_a_rejected_record_stays_a_lead(filed: Walk) -> None:
    device = remote.put_device_in_force(filed)
    filed.later(hours=1)
    remote.audit_record(filed, remote.submit_record(filed, device), admitted=False)
    known = filed.subject_case.known
    assert known["monitoring_pending"] == 0
    assert not known.get("evidence_admissible_count")


def test_the_register_says_what_is_missing(walk: Walk) -> None:
    client = login(walk.cast.officers["legal_reviewer"])
    today = timezone.localdate()
    entered = {
        "number": "JK-7", "name": "路口监控", "place": "示范路口", "basis_law": "大气污染防治法", "basis_article": "116",
        "matters": [walk.matter.code], "installed_on": today.isoformat(), "calibrated_until": (today + timedelta(days=90)).isoformat(),
    }  # fmt: skip
    choices = client.get("/devices/new/").content.decode()
    assert "城市建筑垃圾管理规定" not in choices
    entered["basis_law"] = "道路交通安全法" if "道路交通安全法" in choices else "生态环境法典"
    page = client.post("/devices/new/", entered, follow=True).content.decode()
    assert "只能作为线索" in page
    assert "没有经过法制审核；没有经过技术审核；设置地点没有向社会公布" in page
    device = MonitoringDevice.objects.get()
    early = client.post(f"/devices/{device.pk}/acts/device.publish/", {"channel": "网站", "marked": "on"})
    assert early.status_code == 409
    assert "请先办理两项审核" in early.content.decode()
    handler = login(walk.pair[0])
    refused = handler.post(f"/devices/{device.pk}/acts/device.review_law/", {"passed": "yes", "opinion": "x"})
    assert refused.status_code == 409
