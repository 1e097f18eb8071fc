"""Publicity in the demonstration: receivers, release within the seven working days, files to the receivers, a withdrawal, a repair."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from stdnum.cn import uscc

from chengguan.base.dates import CHINA, local_date
from chengguan.base.viewer import Viewer
from chengguan.cases.models import Case
from chengguan.disclosure.acts import channels, credit, publishing, shipping
from chengguan.disclosure.models import Channel, Delivery, Publication
from chengguan.people.selectors import actor_of

from .cast import Cast
from .enforcement_steps import annul
from .walk import Walk

# Receivers without an interface: the clerk uploads the file there. Names are generic; code, format.
RECEIVERS: Final = (
    ("XYZG", "信用中国（演示平台）", "xlsx"),
    ("HLWJG", "“互联网+监管”系统（演示平台）", "csv"),
)
REPAIRED: Final = 7
"""Which of the year's publications was taken down early after credit repair."""


def register_channels(cast: Cast, year: int) -> None:
    """登记接收平台, before the year begins."""
    at = datetime(year - 1, 12, 20, 10, tzinfo=CHINA)
    body = f"11{cast.bureau.code}MADEM0001"
    for code, name, form in RECEIVERS:
        channels.register(
            actor=actor_of(cast.officers["system_admin"], at.date()),
            at=at,
            code=code,
            name=name,
            mode=Channel.FILE,
            format=form,
            kinds=["penalty"],
            url="",
            token="",
            organ_code=body + uscc.calc_check_digit(body),
        )


def publish(walk: Walk, at: datetime | None = None) -> None:
    """公示 and 报送 once the decision was served: the legal office looks at the preview and releases it on the same day."""
    waiting = Publication.objects.filter(case=walk.case, stage=Publication.PREPARED).first()
    if waiting is None:
        return
    at = at or walk.now + timedelta(minutes=30)
    actor = actor_of(walk.cast.officers["legal_reviewer"], at.date())
    publishing.release(actor=actor, at=at, publication=waiting, reviewed=True)
    report(walk.cast, at + timedelta(minutes=30))


def report(cast: Cast, at: datetime, operation: str = Delivery.SEND) -> None:
    """双公示报送 of what waits, to every receiver."""
    actor = actor_of(cast.officers["legal_reviewer"], at.date())
    for channel in Channel.objects.filter(bureau=cast.bureau, stage="active").order_by("code"):
        _ship(actor, channel, at, operation)


def publish_after(walk: Walk) -> None:
    """The same for a case that was walked to its end: on the evening of the day of the decision."""
    decided = walk.subject_case.decided_on
    if decided is not None:
        publish(walk, datetime(decided.year, decided.month, decided.day, 17, tzinfo=CHINA))


def _ship(actor: Viewer, channel: Channel, at: datetime, operation: str = Delivery.SEND) -> None:
    """One file with what waits, uploaded and acknowledged."""
    waits = Delivery.objects.filter(channel=channel, state=Delivery.WAITING, operation=operation)
    if not waits.exists():
        return
    done = shipping.ship(actor=actor, at=at, channel=channel, kind="penalty", operation=operation)
    shipment = done.result
    shipping.receipt(
        actor=actor,
        at=at + timedelta(minutes=20),
        channel=channel,
        shipment=shipment,
        number=f"演示回执{channel.code}{at:%Y%m%d%H%M}",
        received_on=local_date(at),
        returned={},
    )


def repair_credit(cast: Cast, year: int) -> None:
    """信用修复: one enterprise that paid and corrected applies after the shortest term, and is taken down early."""
    shown = Publication.objects.filter(bureau=cast.bureau, stage=Publication.RELEASED, decided_on__year=year)
    publication = shown.filter(case__procedure=Case.ORDINARY, case__stage="archived").order_by("decided_on")[
        REPAIRED
    ]
    assert publication.case is not None and publication.repairable_from is not None
    at = datetime.combine(publication.repairable_from + timedelta(days=7), datetime.min.time(), CHINA)
    at = _office(at.replace(hour=9))
    clerk, head = (actor_of(cast.officers[role], at.date()) for role in ("window_clerk", "deputy_head"))
    repair = credit.apply(
        actor=clerk,
        at=at,
        publication=publication,
        applicant=publication.party_name,
        contact="演示联系人 13800000000",
        via="window",
        statement="罚款已经缴清，违法行为已经改正，场地恢复原状。",
        promised=True,
    ).result
    credit.accept(actor=clerk, at=at + timedelta(hours=1), repair=repair, complete=True)
    at = _office(at + timedelta(days=2))
    credit.agree(
        actor=head, at=at, repair=repair, checked=True, explanation="罚款缴清，整改到位，最短公示期已满"
    )
    report(cast, at + timedelta(hours=1), Delivery.WITHDRAW)


def _office(at: datetime) -> datetime:
    """The same hour on a working day of the week."""
    return at + timedelta(days=7 - at.weekday()) if at.weekday() > 4 else at


def annul_and_withdraw(walk: Walk) -> None:
    """自行撤销 of a published decision, and 撤回公示 on the same day: at once here, and at every receiver."""
    annul(walk)
    walk.later(hours=1)
    publication = Publication.objects.get(case=walk.subject_case)
    at = walk.now
    reason = publishing.standard_reason(publication)
    publishing.withdraw(actor=walk.as_role("legal_reviewer"), at=at, publication=publication, reason=reason)
    report(walk.cast, at + timedelta(minutes=30), Delivery.WITHDRAW)
