"""双公示: the row comes from facts alone; files and receipts; corrections and withdrawals reach exactly who holds a copy."""

from __future__ import annotations

import csv
import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from tests.conftest import make_party
from tests.disclosure.exchanging import ORGAN, chain, channel, decided, publication_of, released

from chengguan.disclosure.acts import channels, delivering, publishing, shipping
from chengguan.disclosure.exchange.compiling import row_of, shown_values
from chengguan.disclosure.exchange.verifying import verify_deliveries
from chengguan.disclosure.models import Channel, Delivery, Publication, Shipment
from chengguan.documents import storing
from chengguan.ledger.acting import Refused
from chengguan.ledger.models import Entry
from chengguan.parties.acts import amend
from chengguan.parties.models import Party
from chengguan.people.models import Bureau
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


@pytest.fixture
def files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path


@pytest.fixture
def sent(walk: Walk) -> tuple[Walk, Channel, Publication]:
    """A receiver by file, and a penalty that was published after it was registered."""
    receiver = channel(walk)
    return walk, receiver, released(decided(walk))


def ship(walk: Walk, receiver: Channel, operation: str = "send") -> Shipment:
    walk.later(hours=1)
    shipment: Shipment = shipping.ship(
        actor=walk.as_role("legal_reviewer"),
        at=walk.now,
        channel=receiver,
        kind="penalty",
        operation=operation,
    ).result
    return shipment


def take(walk: Walk, receiver: Channel, shipment: Shipment, returned: dict[str, str] | None = None) -> None:
    walk.later(hours=1)
    shipping.receipt(
        actor=walk.as_role("legal_reviewer"), at=walk.now, channel=receiver, shipment=shipment, number="HZ-1",
        received_on=walk.day, returned=returned or {},
    )  # fmt: skip


def rename(walk: Walk, **changes: str) -> None:
    walk.later(hours=1)
    walk.party.refresh_from_db()
    amend(actor=walk.as_role("handler"), at=walk.now, party=walk.party, changes=changes, reason="登记有误")


def test_row_is_compiled_from_facts(sent: tuple[Walk, Channel, Publication]) -> None:
    walk, _, publication = sent
    row = row_of(publication)
    assert not row.problems
    values = row.values
    assert values["CF_XDR_MC"] == walk.party.name
    assert values["CF_XDR_LB"] == "法人及非法人组织"
    assert values["CF_XDR_SHXYM"] == walk.party.credit_code
    assert values["CF_WSH"] == walk.instrument("penalty_decision").number
    assert values["CF_CFLB"] == "罚款"
    assert values["CF_NR_FK"] == "0.2"
    assert values["CF_NR_WFFF"] == ""
    assert values["CF_JDRQ"] == f"{publication.decided_on:%Y/%m/%d}"
    assert values["CF_CFJGDM"] == values["CF_SJLYDM"] == ORGAN
    assert "城市道路管理条例" in values["CF_YJ"]
    assert publication.shown_until is not None
    assert values["CF_GSJZQ"] == f"{publication.shown_until:%Y/%m/%d}"


def test_citizen_is_sent_in_full_and_shown_masked(walk: Walk) -> None:
    walk.party = make_party(
        walk.cast,
        kind=Party.INDIVIDUAL,
        name="张三丰",
        credit_code="",
        id_number="430581198501012336",
        representative="",
        born_on=date(1985, 1, 1),
    )
    channel(walk)
    publication = released(decided(walk))
    row = row_of(publication)
    assert not row.problems
    assert row.values["CF_XDR_ZJHM"] == walk.party.id_number
    assert row.values["CF_XDR_ZJLX"] == "身份证"
    assert row.values["CF_XDR_SHXYM"] == ""
    shown = {
        item["id"]: item["value"]
        for item in shown_values("penalty", row.values, publication.decided_on, "430581")
    }
    assert shown["CF_XDR_ZJHM"] == "430581********2336"
    assert walk.party.id_number not in row.values["CF_SY"]


def test_faults_keep_a_row_from_being_sent(sent: tuple[Walk, Channel, Publication]) -> None:
    walk, receiver, publication = sent
    Party.objects.filter(pk=walk.party.pk).update(credit_code="91430581MA4TE8T00X", representative="")
    Bureau.objects.filter(pk=publication.bureau_id).update(credit_code="")
    found = {
        problem.field: problem for problem in row_of(Publication.objects.get(pk=publication.pk)).problems
    }
    assert "校验" in found["CF_XDR_SHXYM"].reason
    assert found["CF_FRDB"].reason == "必填项没有内容。"
    assert "接收平台页面" in found["CF_CFJGDM"].cure
    assert found["CF_XDR_MC"].blocking is False


def test_summary_cases_are_not_reported(walk: Walk) -> None:
    from chengguan.web.demonstration import execution_steps as steps

    receiver = channel(walk)
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    publication = released(walk)
    assert chain(publication, receiver) == []


def test_a_file_a_receipt_and_a_row_sent_back(files: None, sent: tuple[Walk, Channel, Publication]) -> None:
    walk, receiver, publication = sent
    Channel.objects.filter(pk=receiver.pk).update(format="csv")
    shipment = ship(walk, receiver)
    assert shipment.file is not None
    text = b"".join(storing.chunks(shipment.file)).decode("utf-8-sig")
    head, line = list(csv.reader(io.StringIO(text)))
    assert (head[0], line[0]) == ("行政相对人名称", walk.party.name)
    assert chain(publication, receiver) == [("send", "sent")]
    take(walk, receiver, shipment, {publication.number: "信用代码与名称不一致"})
    rejected = Delivery.objects.get()
    assert (rejected.state, rejected.answer) == ("rejected", "信用代码与名称不一致")
    with pytest.raises(Refused) as refused:
        take(walk, receiver, shipment)
    assert [finding.id for finding in refused.value.verdict.unmet] == ["receipt_new"]
    walk.later(hours=1)
    shipping.resend(
        actor=walk.as_role("legal_reviewer"), at=walk.now, publication=publication, delivery=rejected
    )
    assert chain(publication, receiver) == [("send", "rejected"), ("send", "waiting")]
    take(walk, receiver, ship(walk, receiver))
    assert chain(publication, receiver)[-1] == ("send", "accepted")
    assert not list(verify_deliveries())


def test_only_the_affected_row_is_issued_again(
    files: None, sent: tuple[Walk, Channel, Publication], make_walk: Any
) -> None:
    walk, receiver, publication = sent
    late = channel(walk, code="LATE", name="未报送的平台")
    take(walk, receiver, ship(walk, receiver))
    assert delivering.reissue(publication, walk.now) == []
    rename(walk, name="演示市甲乙建设工程有限公司")
    assert chain(publication, receiver) == [("send", "accepted"), ("correct", "waiting")]
    assert chain(publication, late) == []
    correction = Delivery.objects.get(operation="correct")
    assert correction.row["CF_XDR_MC"] == "演示市甲乙建设工程有限公司"
    rename(walk, phone="13900000000")
    assert len(chain(publication, receiver)) == 2


def test_what_nobody_has_seen_is_replaced_not_corrected(sent: tuple[Walk, Channel, Publication]) -> None:
    walk, receiver, publication = sent
    rename(walk, name="演示市甲乙建设工程有限公司")
    assert chain(publication, receiver) == [("send", "cancelled"), ("send", "waiting")]


def undo(walk: Walk, publication: Publication) -> None:
    organ = {"organ": "武冈市人民政府", "number": "武政复〔2024〕3号"}
    walk.later(days=1)
    walk.perform(
        "case.record_relief", case=walk.subject_case, kind="reconsideration", started_on=walk.day, **organ
    )
    walk.later(days=30)
    walk.perform(
        "case.conclude_relief", case=walk.subject_case, ended_on=walk.day, outcome="annulled", fine=Decimal(0), **organ
    )  # fmt: skip
    walk.later(hours=1)
    current = publication_of(walk)
    if current.stage == Publication.RELEASED:
        publishing.withdraw(
            actor=walk.as_role("legal_reviewer"),
            at=walk.now,
            publication=current,
            reason="决定已被复议机关撤销。",
        )


def test_withdrawal_follows_every_copy(files: None, sent: tuple[Walk, Channel, Publication]) -> None:
    walk, receiver, publication = sent
    take(walk, receiver, ship(walk, receiver))
    unseen = channel(walk, code="WBS", name="还没有报送的平台")
    shipping.catch_up(actor=walk.as_role("legal_reviewer"), at=walk.now, channel=unseen)
    assert chain(publication, unseen) == [("send", "waiting")]
    undo(walk, publication)
    assert chain(publication, receiver)[-1] == ("withdraw", "waiting")
    assert chain(publication, unseen) == [("send", "cancelled")]
    withdrawal = Delivery.objects.get(operation="withdraw")
    assert withdrawal.reason
    assert withdrawal.row["CF_WSH"] == publication.number
    assert delivering.recall(publication_of(walk), walk.now, "再次") == []
    assert not list(verify_deliveries())
    take(walk, receiver, ship(walk, receiver, "withdraw"))
    assert chain(publication, receiver)[-1] == ("withdraw", "accepted")


def test_a_copy_that_outlives_its_publication_is_found(
    files: None, sent: tuple[Walk, Channel, Publication]
) -> None:
    walk, receiver, publication = sent
    take(walk, receiver, ship(walk, receiver))
    Publication.objects.filter(pk=publication.pk).update(stage="withdrawn")
    assert "没有通知该平台" in next(verify_deliveries())
    Delivery.objects.update(row={"CF_WSH": "改"})
    assert any("摘要不符" in fault for fault in verify_deliveries())


def test_catching_up_and_retiring(sent: tuple[Walk, Channel, Publication]) -> None:
    walk, receiver, publication = sent
    walk.later(days=1)
    with pytest.raises(Refused):
        shipping.catch_up(actor=walk.as_role("legal_reviewer"), at=walk.now, channel=receiver)
    with pytest.raises(Refused) as refused:
        channels.retire(actor=walk.as_role("system_admin"), at=walk.now, channel=receiver, reason="平台合并")
    assert [finding.id for finding in refused.value.verdict.warnings] == ["channel_rows_done"]
    channels.retire(
        actor=walk.as_role("system_admin"), at=walk.now, channel=receiver, reason="平台合并",
        reasons={"channel_rows_done": "平台已经关闭"},
    )  # fmt: skip
    assert chain(publication, receiver) == [("send", "cancelled")]


def test_the_key_is_in_no_ledger_entry_and_sealed_in_the_table(walk: Walk) -> None:
    token = "a-secret-key-of-the-receiver"
    made = channel(walk, mode="push", url="http://127.0.0.1:9/x", token=token)
    assert token not in made.token
    changed = {
        "name": "新名称",
        "mode": "push",
        "format": "json",
        "kinds": ["penalty"],
        "url": "https://example.org/x",
    }
    walk.later(hours=1)
    channels.change(
        actor=walk.as_role("system_admin"), at=walk.now, channel=made, token="", organ_code=ORGAN, **changed
    )
    made.refresh_from_db()
    from chengguan.disclosure.exchange.sealing import unseal

    assert unseal(made.token) == token
    assert all(token not in body for body in Entry.objects.values_list("body", flat=True))
