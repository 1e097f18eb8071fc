"""What tests of reporting share: a published penalty of the ordinary procedure, receivers, the worker's work."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from chengguan.disclosure.acts import channels, publishing
from chengguan.disclosure.models import Channel, Delivery, Publication
from chengguan.ledger import outbox
from chengguan.web.demonstration.execution_steps import serve_decision
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

ORGAN = "114305810064753028"
FILE = {
    "code": "XYZG", "name": "信用中国（湖南）", "mode": "file", "format": "xlsx", "kinds": ["penalty"], "url": "",
    "token": "", "organ_code": ORGAN,
}  # fmt: skip


def channel(walk: Walk, **changes: Any) -> Channel:
    """A receiver registered by the system administrator."""
    values = {**FILE, **changes}
    reasons = {"channel_address_encrypted": "测试专线"} if values["mode"] == "push" else {}
    done = channels.register(actor=walk.as_role("system_admin"), at=walk.now, reasons=reasons, **values)
    made: Channel = done.result
    return made


def pushing(walk: Walk, receiver: Any, **changes: Any) -> Channel:
    return channel(
        walk,
        **{
            "code": "JK",
            "name": "互联网+监管",
            "mode": "push",
            "url": receiver.url,
            "token": receiver.token,
            **changes,
        },
    )


def decided(walk: Walk, **plan: Any) -> Walk:
    """A fine of 2,000 yuan decided and served in the ordinary procedure."""
    walk.plan = {"fine": "2000", "tier": "1", "place": "示范路8号", **walk.plan, **plan}
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS):
        step(walk)
    serve_decision(walk)
    return walk


def publication_of(walk: Walk) -> Publication:
    return Publication.objects.get(subject_key=walk.subject_case.chain_key)


def released(walk: Walk) -> Publication:
    """Its publication, released by the legal reviewer."""
    walk.later(hours=1)
    publication: Publication = publishing.release(
        actor=walk.as_role("legal_reviewer"), at=walk.now, publication=publication_of(walk), reviewed=True
    ).result
    return publication


def chain(publication: Publication, channel: Channel) -> list[tuple[str, str]]:
    rows = Delivery.objects.filter(publication=publication, channel=channel).order_by("number")
    return list(rows.values_list("operation", "state"))


def work(now: datetime) -> None:
    """Everything that the worker has to push by now, and what becomes due within the next day."""
    for hours in range(0, 24, 2):
        while outbox.work_one(now + timedelta(hours=hours), only="disclosure.push"):
            pass
