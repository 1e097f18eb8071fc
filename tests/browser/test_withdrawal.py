"""The main way of publicity in a real browser: a decision is published, reported to two receivers, annulled, withdrawn, and gone everywhere."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.browser.office import Office
from tests.disclosure.exchanging import channel, decided, publication_of, pushing, work
from tests.support.receiver import Receiver

from chengguan.disclosure.models import Delivery
from chengguan.web.demonstration.enforcement_steps import annul
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.browser


@pytest.fixture
def published(office: Office, walk: Walk) -> Walk:
    """A decision that was served, its publication prepared by the platform."""
    decided(walk)
    office.now = walk.now + timedelta(minutes=5)
    office.later()
    return walk


def test_a_withdrawn_decision_is_gone_here_and_at_every_receiver(published: Walk, office: Office) -> None:
    walk, publication = published, publication_of(published)
    home = f"/publications/{publication.pk}/"
    shown = f"/gs/{walk.cast.bureau.code}/r/{publication.code}/"
    with Receiver() as receiver:
        push, file = pushing(walk, receiver), channel(walk)

        # The legal office looks at the preview and publishes.
        page: Any = office.open("legal_reviewer", home)
        assert publication.number in page.locator("[data-preview]").inner_text()
        assert page.request.get(shown).status == 404, "not before somebody released it"
        office.do("legal_reviewer", f"{home}acts/publication.release/", save="release")
        answer = page.request.get(shown)
        assert answer.status == 200 and publication.number in answer.text()
        work(office.now)
        assert list(receiver.shown()) == [publication.code]

        # The clerk takes the file for the receiver without an interface and enters its receipt.
        office.later(hours=1)
        _ship(office, file)
        assert states(publication) == {("JK", "send", "accepted"), ("XYZG", "send", "sent")}

        # The organ finds its error: from now on three working days run.
        office.later(days=1, at_hour=9)
        walk.now = office.now
        annul(walk)
        office.now = walk.now
        office.later(minutes=5)
        page = office.open("legal_reviewer", home)
        assert "应当撤回" in page.inner_text("main")

        # Withdrawn with its reason: the portal says so and shows no content; both receivers are told.
        office.do("legal_reviewer", f"{home}acts/publication.withdraw/", save="withdraw")
        answer = page.request.get(shown)
        assert answer.status == 410
        assert "行政处罚法第四十八条第二款" in answer.text() and walk.party.name not in answer.text()
        assert receiver.shown() == {publication.code: receiver.rows[publication.code].row}, "not yet told"
        work(office.now)
        assert receiver.shown() == {}
        assert "撤销" in receiver.rows[publication.code].withdrawn
        _ship(office, file)
        page = office.open("legal_reviewer", home)
        office.shot(page, "withdrawn")
        text = page.inner_text("main")
        assert "已撤回" in text and push.name in text
    assert ("JK", "withdraw", "accepted") in states(publication)
    assert ("XYZG", "withdraw", "sent") in states(publication)


def _ship(office: Office, file: Any) -> None:
    """制作报送文件 on the page of the receiver: one press makes the file of what waits."""
    page = office.open("legal_reviewer", f"/channels/{file.pk}/")
    with page.expect_navigation():
        page.get_by_role("button", name="制作报送文件").click()


def states(publication: Any) -> set[tuple[str, str, str]]:
    rows = Delivery.objects.filter(publication=publication)
    return set(rows.values_list("channel__code", "operation", "state"))
