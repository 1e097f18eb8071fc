"""Pages of custody: who may open them, what they show, every act through its page, refusals with their articles."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from chengguan.base.dates import CHINA
from chengguan.documents.models import Instrument
from chengguan.ledger.models import Entry
from chengguan.people.models import Officer
from chengguan.recordings.acts.viewing import view
from chengguan.recordings.models import Destruction, Hold, Recording
from chengguan.web.demonstration.cast import Cast, Sheet, build
from chengguan.web.demonstration.walk import Walk

from .kept import LATER, received

pytestmark = pytest.mark.django_db


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user)
    return client


def client_of(walk: Walk, role: str) -> Client:
    return login(walk.cast.officers[role])


@pytest.fixture
def due(walk: Walk) -> list[Recording]:
    """Two recordings received 250 days before today, so that the pages, which read the clock, find them due."""
    walk.now = timezone.now().astimezone(CHINA) - LATER
    return [received(walk), received(walk)]


def test_a_list_goes_through_its_pages(walk: Walk, due: list[Recording]) -> None:
    archivist, head, witness = (
        client_of(walk, role) for role in ("archivist", "deputy_head", "legal_reviewer")
    )
    page = archivist.get("/custody/destructions/new/").content.decode()
    assert due[0].number in page and due[1].number in page
    ticked = {"recording": [str(row.pk) for row in due], "reason": "保存期限届满"}
    made = archivist.post("/custody/destructions/new/", ticked, follow=True).content.decode()
    destruction = Destruction.objects.get()
    assert destruction.number in made and "等待负责人批准" in made
    base = f"/custody/destructions/{destruction.pk}/"
    own = archivist.post(f"{base}acts/destruction.approve/", {"opinion": "同意"})
    assert own.status_code == 409 and "请由另一名负责人审批" in own.content.decode()
    witness.post(
        "/custody/holds/new/",
        {"number": due[0].number, "organ": "市检察院", "document_number": "1号", "reason": "调取"},
    )
    hindered = head.post(f"{base}acts/destruction.approve/", {"opinion": "同意"})
    assert hindered.status_code == 409
    assert f"{due[0].number}（保留中：书面要求保留）" in hindered.content.decode()
    assert "不能销毁" in head.get(base).content.decode()
    head.post(f"{base}strike/{due[0].pk}/", {"reason": "检察机关要求保留"})
    assert head.post(f"{base}acts/destruction.approve/", {"opinion": "同意"}).status_code == 302
    inputs = {"witness": str(walk.cast.officers["legal_reviewer"].pk), "method": "删除"}
    alone = archivist.post(f"{base}acts/destruction.carry_out/", inputs)
    assert alone.status_code == 409 and "继续办理的理由" in alone.content.decode()
    assert witness.post(f"{base}acts/destruction.attend/", {}).status_code == 302
    assert archivist.post(f"{base}acts/destruction.carry_out/", inputs).status_code == 302
    shown = archivist.get(base).content.decode()
    assert "已销毁" in shown and "（本人确认）" in shown and "移出的录像" in shown
    assert Instrument.objects.filter(subject_key=destruction.chain_key).count() == 2
    gone = archivist.get(f"/custody/recordings/{due[1].pk}/").content.decode()
    assert f"按 {destruction.number}" in gone


def test_nothing_ticked_and_no_reason_are_said_in_words(walk: Walk, due: list[Recording]) -> None:
    archivist = client_of(walk, "archivist")
    page = archivist.post("/custody/destructions/new/", {"reason": "期满"})
    assert page.status_code == 409 and "请在到期录像中勾选" in page.content.decode()
    page = archivist.post("/custody/destructions/new/", {"recording": [str(due[0].pk), "x"], "reason": ""})
    assert page.status_code == 422 and "此项必填" in page.content.decode()


def test_holds_are_placed_and_lifted_on_pages(walk: Walk, due: list[Recording]) -> None:
    reviewer = client_of(walk, "legal_reviewer")
    wrong = {"number": "没有的编号", "organ": "市检察院", "document_number": "1号", "reason": "调取"}
    page = reviewer.post("/custody/holds/new/", wrong)
    assert page.status_code == 422 and "没有编号为“没有的编号”的录像" in page.content.decode()
    reviewer.post("/custody/holds/new/", wrong | {"number": due[0].number})
    hold = Hold.objects.get()
    assert "市检察院" in reviewer.get("/custody/holds/?basis=order").content.decode()
    refused = client_of(walk, "archivist").post(f"/custody/holds/{hold.pk}/lift/", {"reason": "办结"})
    assert refused.status_code == 409
    reviewer.post(f"/custody/holds/{hold.pk}/lift/", {"reason": "案件办结"})
    assert "案件办结" in reviewer.get("/custody/holds/?all=1").content.decode()
    assert "没有保留" in reviewer.get("/custody/holds/").content.decode()


def test_the_category_is_chosen_on_its_page(walk: Walk, due: list[Recording]) -> None:
    archivist = client_of(walk, "archivist")
    url = f"/custody/recordings/{due[0].pk}/category/"
    shorter = {"category": "general", "keep_until": "2020-01-01", "reason": "无用"}
    page = archivist.post(url, shorter)
    assert page.status_code == 409 and "只能延长" in page.content.decode()
    both = {"category": "evidence", "permanent": "on", "keep_until": "2050-01-01", "reason": "重大"}
    assert "永久保管的不填日期" in archivist.post(url, both).content.decode()
    done = archivist.post(url, {"category": "evidence", "permanent": "on", "reason": "重大"}, follow=True)
    assert "由人员确定永久保管" in done.content.decode()


def test_the_register_is_filtered_and_exported_on_record(walk: Walk, due: list[Recording]) -> None:
    for kind, reason in (("play", "核对取证过程"), ("download", "复议答复")):
        view(actor=walk.as_role("handler"), at=walk.now, recording=due[0], kind=kind, reason=reason)
    audit = client_of(walk, "audit_admin")
    page = audit.get("/custody/viewings/?kind=download").content.decode()
    assert "复议答复" in page and "核对取证过程" not in page
    assert (
        "核对取证过程" in audit.get(f"/custody/viewings/?recording={due[0].number}&kind=zzz").content.decode()
    )
    day = (walk.day + timedelta(days=2)).isoformat()
    assert "没有符合条件的登记" in audit.get(f"/custody/viewings/?since={day}").content.decode()
    file = audit.get("/custody/viewings/export/?kind=play")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(file.content)).get_sheet_by_index(0).to_python()
    assert rows[0][0] == "时间" and [row[5] for row in rows[1:]] == ["核对取证过程"]
    assert Entry.objects.filter(kind="custody.export_log").count() == 1


def test_the_auditor_sees_logs_and_changes_nothing(walk: Walk, due: list[Recording]) -> None:
    audit = client_of(walk, "audit_admin")
    for url in ("/custody/", "/custody/viewings/", "/custody/holds/", "/custody/destructions/"):
        assert audit.get(url).status_code == 200
    assert audit.get("/custody/holds/new/").status_code == 403
    assert audit.get("/custody/destructions/new/").status_code == 403
    assert audit.get(f"/custody/recordings/{due[0].pk}/").status_code == 404
    assert client_of(walk, "legal_reviewer").get(f"/custody/recordings/{due[0].pk}/").status_code == 200
    assert login(walk.pair[0]).get("/custody/").status_code == 403


OTHER = Sheet(
    code="410802", name="解放区城市管理局", short="解城管", jurisdiction="410802", region="河南省焦作市解放区",
    government="解放区人民政府", court="解放区人民法院", prefix="j_", people=tuple(f"外局{n:02d}" for n in range(1, 40)),
)  # fmt: skip


@pytest.fixture
def elsewhere(db: None) -> Cast:
    return build(OTHER)


def test_another_bureau_sees_nothing(walk: Walk, due: list[Recording], elsewhere: Cast) -> None:
    client_of(walk, "archivist").post(
        "/custody/destructions/new/", {"recording": [str(due[0].pk)], "reason": "期满"}
    )
    destruction = Destruction.objects.get()
    foreign = login(elsewhere.officers["archivist"])
    for url in (
        f"/custody/recordings/{due[0].pk}/",
        f"/custody/destructions/{destruction.pk}/",
        f"/custody/destructions/{destruction.pk}/acts/destruction.withdraw/",
        f"/custody/destructions/{destruction.pk}/strike/{due[0].pk}/",
    ):
        assert foreign.get(url).status_code == 404
    assert destruction.number not in foreign.get("/custody/").content.decode()
    page = foreign.post("/custody/destructions/new/", {"recording": [str(due[1].pk)], "reason": "期满"})
    assert page.status_code == 409
