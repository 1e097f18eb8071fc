"""信用修复: applied for online or at the window, accepted, agreed to (then the publication ends) or refused with reasons."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chengguan.agenda.models import Duty
from chengguan.base.dates import CHINA
from chengguan.disclosure.acts import credit, publishing
from chengguan.disclosure.models import CreditRepair, Publication
from chengguan.disclosure.verifying_credit import verify_credit
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import Refused
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
APPLIED = {
    "applicant": "王演示",
    "phone": "13800000000",
    "statement": "罚款已缴清，已经改正",
    "promised": "on",
}
INPUTS: dict[str, Any] = {"applicant": "王演示", "contact": "王演示 13800000000", "via": "window", "statement": "已缴清", "promised": True}  # fmt: skip


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


@pytest.fixture
def shown(walk: Walk) -> Walk:
    """A fine of 3,000 yuan imposed on 2024-05-06, served and published on the same day, not yet paid."""
    walk.plan["fine"] = "3000"
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    walk.later(hours=1)
    publishing.release(actor=walk.as_role("legal_reviewer"), at=walk.now, publication=of(walk), reviewed=True)
    return walk


@pytest.fixture
def paid(shown: Walk) -> Walk:
    steps.pay(shown)
    assert shown.subject_case.known.get("performed_on")
    return shown


def of(walk: Walk) -> Publication:
    return Publication.objects.get(case=walk.subject_case)


def apply(walk: Walk, **changes: Any) -> CreditRepair:
    repair: CreditRepair = credit.apply(
        actor=walk.as_role("window_clerk"), at=walk.now, publication=of(walk), **{**INPUTS, **changes}
    ).result
    return repair


def accept(walk: Walk, repair: CreditRepair) -> None:
    credit.accept(actor=walk.as_role("window_clerk"), at=walk.now, repair=repair, complete=True)


def agree(walk: Walk, repair: CreditRepair, **changes: Any) -> None:
    inputs = {"checked": True, "explanation": "票据已核对", **changes}
    credit.agree(actor=walk.as_role("deputy_head"), at=walk.now, repair=repair, **inputs)


def to(walk: Walk, year: int, month: int, day: int) -> None:
    walk.now = datetime(year, month, day, 9, tzinfo=CHINA)


def unmet(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    verdict = refused.value.verdict
    return [finding.id for finding in (*verdict.unmet, *verdict.warnings)]


def test_agreeing_ends_the_publication_and_tells_the_party(paid: Walk) -> None:
    to(paid, 2024, 8, 6)
    repair = apply(paid)
    assert repair.number == "武城管信修申〔2024〕第1号"
    duty = Duty.objects.get(subject=repair.chain_key)
    assert (duty.act, duty.due_on) == ("credit.accept", date(2024, 8, 8))
    paid.later(hours=1)
    accept(paid, repair)
    paid.later(hours=1)
    duty = Duty.objects.get(subject=repair.chain_key)
    assert (duty.act, duty.pool[:2]) == ("credit.agree", "r:")
    agree(paid, repair)
    repair.refresh_from_db()
    publication = of(paid)
    assert (repair.stage, repair.reasons) == ("agreed", "票据已核对")
    assert (publication.stage, publication.ending) == ("ended", "repaired")
    assert not Duty.objects.filter(subject=repair.chain_key).exists()
    papers = Instrument.objects.filter(subject_key=repair.chain_key).order_by("issued_at", "id")
    assert [paper.kind for paper in papers] == ["credit_repair_receipt", "credit_repair_acceptance", "credit_repair_approval"]  # fmt: skip
    assert "失信行为纠正后的信用信息修复管理办法" in papers[2].content
    assert not list(verify_credit())


def test_nothing_is_repaired_before_the_term_or_the_payment(shown: Walk) -> None:
    to(shown, 2024, 7, 1)
    repair = apply(shown)
    accept(shown, repair)
    with pytest.raises(Refused) as early:
        agree(shown, repair)
    assert set(unmet(early)) == {"duties_performed", "minimum_over"}
    assert of(shown).stage == "released"
    with pytest.raises(Refused) as twice:
        apply(shown)
    assert unmet(twice) == ["no_open_application"]
    with pytest.raises(Refused) as unexplained:
        credit.refuse(actor=shown.as_role("deputy_head"), at=shown.now, repair=repair, corrected=True, explanation=" ")  # fmt: skip
    assert unmet(unexplained) == ["explained"]
    reasons = "罚款没有缴清，最短公示期到2024年8月6日才满。"
    credit.refuse(actor=shown.as_role("deputy_head"), at=shown.now, repair=repair, corrected=True, explanation=reasons)  # fmt: skip
    repair.refresh_from_db()
    assert repair.stage == "refused" and of(shown).stage == "released"
    shown.later(days=1)
    assert apply(shown).stage == "applied", "he may try again"


def test_a_withdrawn_publication_needs_no_repair(paid: Walk) -> None:
    to(paid, 2024, 8, 6)
    repair = apply(paid)
    accept(paid, repair)
    Publication.objects.update(stage="withdrawn")
    with pytest.raises(Refused) as gone:
        agree(paid, repair)
    assert "is_shown" in unmet(gone) or "published" in unmet(gone)
    with pytest.raises(Refused) as needless:
        apply(paid)
    assert "published" in unmet(needless)


def test_a_refusal_without_ground_asks_why(paid: Walk) -> None:
    to(paid, 2024, 8, 6)
    repair = apply(paid)
    accept(paid, repair)
    inputs = {"repair": repair, "corrected": True, "explanation": "其他"}
    with pytest.raises(Refused) as groundless:
        credit.refuse(actor=paid.as_role("deputy_head"), at=paid.now, **inputs)
    assert unmet(groundless) == ["condition_lacking"]


def test_the_party_applies_from_his_page_and_reads_the_answer(paid: Walk) -> None:
    to(paid, 2024, 7, 29)
    code = paid.instrument("summary_decision").verify_code
    client, url = Client(), f"/p/{code}/credit/"
    with time_machine.travel(paid.now, tick=False):
        page = text_of(client.get(url))
        assert "这个处罚决定正在公示" in page and "2024年8月6日（还有8天）" in page and "已经做完" in page
        assert f'href="{url}"' in text_of(client.get(f"/p/{code}/"))
        without = client.post(url, {**APPLIED, "promised": ""})
        assert without.status_code == 422 and "已经改正" in text_of(without)
        proof = SimpleUploadedFile("票据.pdf", PDF)
        sent = client.post(url, {**APPLIED, "proof": proof}, follow=True)
        assert "信用修复申请回执" in text_of(sent) and "noindex" in sent["X-Robots-Tag"]
        pdf = client.get(sent.redirect_chain[-1][0].rstrip("/") + ".pdf")
        assert pdf["Content-Type"] == "application/pdf"
        repair = CreditRepair.objects.get()
        assert (repair.via, repair.proof is not None) == ("online", True)
        again = client.post(url, APPLIED)
        assert again.status_code == 409
        reasons = "最短公示期未满"
        credit.decline(actor=paid.as_role("legal_reviewer"), at=paid.now, repair=repair, explanation=reasons)
        answered = text_of(client.get(url))
        assert "不予受理" in answered and reasons in answered and "提交申请" in answered
    assert client.get("/p/WRONG/credit/").status_code == 404
    other = Instrument.objects.exclude(subject_key__startswith="creditrepair").latest("id")
    assert client.get(f"/p/{code}/credit/{other.pk}/").status_code == 404


def test_the_pages_of_the_officers(paid: Walk) -> None:
    to(paid, 2024, 8, 6)
    clerk, head, outsider = Client(), Client(), Client()
    clerk.force_login(paid.cast.officers["window_clerk"].user)
    head.force_login(paid.cast.officers["deputy_head"].user)
    outsider.force_login(paid.cast.officers["finance"].user)
    entered = {"decision": "没有这个文号", "applicant": "王演示", "contact": "13800000000", "statement": "已缴清", "commitment": SimpleUploadedFile("承诺.pdf", PDF)}  # fmt: skip
    with time_machine.travel(paid.now, tick=False):
        assert "还没有信用修复申请" in text_of(clerk.get("/credit/"))
        unknown = clerk.post("/credit/new/", entered)
        assert unknown.status_code == 422 and "没有找到正在公示的处罚决定" in text_of(unknown)
        entered |= {"decision": of(paid).number, "commitment": SimpleUploadedFile("承诺.pdf", PDF)}
        made = clerk.post("/credit/new/", entered, follow=True)
        repair = CreditRepair.objects.get()
        assert repair.number in text_of(made) and "信用承诺书-承诺.pdf" in text_of(made)
        assert clerk.post(f"/credit/{repair.pk}/acts/credit.accept/", {"complete": "on"}).status_code == 302
        refused = clerk.post(f"/credit/{repair.pk}/acts/credit.agree/", {"checked": "on"})
        assert refused.status_code == 409 and "失信信息修复办法" in text_of(head.get(f"/credit/{repair.pk}/"))
        done = head.post(f"/credit/{repair.pk}/acts/credit.agree/", {"checked": "on"}, follow=True)
        assert "公示已经停止" in text_of(done)
        assert repair.number in text_of(clerk.get("/credit/?stage=agreed"))
        assert clerk.get(f"/credit/{repair.publication_id}/").status_code == 404
    assert of(paid).ending == "repaired"
    assert outsider.get(f"/credit/{repair.pk}/acts/credit.agree/").status_code == 403


def test_today_s_rules_let_a_minor_matter_be_repaired_at_once(paid: Walk) -> None:
    to(paid, 2026, 4, 2)
    day = date(2026, 4, 2)
    Publication.objects.update(severity="minor", repairable_from=None, decided_on=day - timedelta(days=1))
    repair = apply(paid)
    accept(paid, repair)
    agree(paid, repair)
    assert of(paid).ending == "repaired"
