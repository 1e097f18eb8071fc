"""当事人网上办事: what the holder of a document may see and do, from the code on it and nothing else.

The page tells what that document says, the periods that run from it, and what its holder has sent in himself with the
answers to it; nothing else of the case.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import chinese_date
from chengguan.base.qr import qr_svg
from chengguan.base.viewer import Viewer
from chengguan.cases.facts.clocks import CASE_CLOCKS, readings
from chengguan.cases.facts.execution import fine_outstanding
from chengguan.cases.facts.service import for_party
from chengguan.cases.models import Case, DefencePoint, Service
from chengguan.documents.models import Instrument
from lawengine.clock import ClockReading

from .plain_words import Line, account, discreet

DECISIONS: Final = ("penalty_decision", "summary_decision")
WITHOUT_PENALTY: Final = ("exemption_decision", "first_exemption_decision")
PAYABLE: Final = (*DECISIONS, "demand_notice")
# A paper that tells of itself when it reached the party, without a service.
TOLD: Final = ("monitoring_notice",)
# Of which only the newest counts: a renewed notice takes the place of the one before.
RENEWED: Final = ("prior_notice",)
# Which periods run from a document of a kind: others are none of its holder's business here.
PERIODS: Final[dict[str, tuple[str, ...]]] = {
    "prior_notice": ("statement_window", "hearing_request"),
    "correction_order": ("correction_term",),
    "demand_notice": ("demand_term", "pay"),
    **dict.fromkeys(DECISIONS, ("pay", "reconsideration", "litigation")),
    **dict.fromkeys(WITHOUT_PENALTY, ("reconsideration", "litigation")),
}
WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3)


@dataclass(frozen=True)
class Words:
    """A right or duty in plain words: its name, what it means, where to turn ({government}, {court}, {address}, {phone})."""

    title: str
    means: str
    where: str
    done: str


RIGHTS: Final = {
    "statement_window": Words(
        "说出您的意见（陈述和申辩）",
        "您可以说明事实、讲道理、交证据。执法机关必须听取、逐条复核，不会因为您申辩就罚得更重。",
        "在本页写，或者到{address}当面说、寄书面材料都可以。电话{phone}。",
        "您已经表示不作陈述、申辩，或者决定已经作出",
    ),
    "hearing_request": Words(
        "要求听证（开会当面讲）",
        "听证就是由没有参加调查的人主持，您和执法人员当面说事实、摆证据。可以请人代理，不收费。",
        "在本页提出，或者到{address}提出。电话{phone}。",
        "您已经提出或者放弃，或者决定已经作出",
    ),
    "pay": Words(
        "缴清罚款",
        "过了这一天没有缴的，可能按天加收。一时困难的，请在到期前申请晚些缴或者分几次缴。",
        "缴款方法见“怎样缴款”。困难的，请找{organ}申请，电话{phone}。",
        "已经缴清",
    ),
    "reconsideration": Words(
        "请上级重新审查（行政复议）",
        "不服这个决定，可以请政府重新审查。不收费。申请了，原来的决定一般不停止执行。",
        "向{government}提出。当场处罚的，一般要先申请行政复议，对结果不服再去法院，以决定书写的为准。",
        "您已经申请",
    ),
    "litigation": Words(
        "到法院告（行政诉讼）",
        "不服这个决定，也可以请法院判断它对不对。",
        "向{court}提起。",
        "您已经起诉",
    ),
    "demand_term": Words(
        "按催告书做完",
        "这是最后的期限。过了期限可能被强制执行。有理由的，请马上说明。",
        "找{organ}，电话{phone}。",
        "已经做完",
    ),
    "correction_term": Words(
        "改正的期限",
        "请在这一天以前改完。改完了，执法人员会来复查。",
        "有困难的，请提前和{organ}联系，电话{phone}。",
        "已经复查",
    ),
}


@dataclass(frozen=True)
class Right:
    """One period that matters to the holder: in plain words, with its date and the sum that leads there."""

    reading: ClockReading
    title: str
    means: str
    where: str
    when: str
    over: bool


@dataclass(frozen=True)
class Offer:
    """Something that can be done on the page today."""

    what: str
    title: str
    about: str
    icon: str


@dataclass(frozen=True)
class Paying:
    """缴款: how much, until when, where, and the code under which the bank books it."""

    amount: Decimal
    due_on: date | None
    when: str
    bank: str
    account: str
    code: str
    qr: str


@dataclass(frozen=True)
class Sent:
    """Something that was sent, and what became of it."""

    on: date
    text: str
    answered: str


@dataclass(frozen=True)
class Receipt:
    """A receipt that can be read and printed again."""

    id: str
    what: str
    on: date


@dataclass(frozen=True)
class PartyPage:
    """The page of one document."""

    case: Case
    instrument: Instrument
    organ: str
    phone: str
    address: str
    account: list[Line]
    rights: list[Right]
    paying: Paying | None
    paid: bool
    offers: list[Offer]
    credit: bool
    sent: list[Sent] = field(default_factory=list)
    receipts: list[Receipt] = field(default_factory=list)

    @property
    def document(self) -> str:
        """The document by which the page was opened, as receipts name it."""
        return f"《{self.instrument.title}》{self.instrument.number}"

    def offer(self, what: str) -> Offer | None:
        return next((offer for offer in self.offers if offer.what == what), None)


@dataclass(frozen=True)
class Held:
    """A served document and its case: what a code stands for."""

    case: Case
    instrument: Instrument

    @property
    def document(self) -> str:
        return f"《{self.instrument.title}》{self.instrument.number}"


def held(code: str) -> Held | None:
    """The document that bears a code, if the party was served with it and it still stands; None for every other code."""
    instrument = (
        Instrument.objects.select_related("bureau")
        .filter(verify_code=code.strip().upper(), confidential=False)
        .exclude(state=Instrument.VOID)
        .first()
    )
    case = _case(instrument) if instrument else None
    if instrument is None or case is None or not _reached(case, instrument):
        return None
    return Held(case, instrument)


def party_page(code: str, on: date) -> PartyPage | None:
    """The page to a code printed on a document that the party was served with."""
    found = held(code)
    return page_of(found, on) if found else None


def page_of(found: Held, on: date) -> PartyPage:
    """What the page of a document shows on a day."""
    case, instrument, bureau = found.case, found.instrument, found.case.bureau
    clocks = _periods(case, instrument, on)
    payable = instrument.kind in PAYABLE
    return PartyPage(
        case=case,
        instrument=instrument,
        organ=bureau.name,
        phone=bureau.phone,
        address=bureau.address,
        account=account(instrument, case),
        rights=[_right(clock, case, on) for clock in clocks],
        paying=_paying(case, clocks, on) if payable else None,
        paid=payable and bool(case.known.get("paid_in_full_on")),
        offers=_offers(case, clocks),
        credit=instrument.kind in DECISIONS,
        sent=_sent(case),
        receipts=[
            Receipt(row["id"], row["what"], date.fromisoformat(row["on"]))
            for row in case.known.get("online_receipts") or []
        ],
    )


def receipt_of(found: Held, pk: uuid.UUID) -> Instrument | None:
    """A receipt that the party was given on his page in this case."""
    ids = {row["id"] for row in found.case.known.get("online_receipts") or []}
    return Instrument.objects.select_related("bureau").get(pk=pk) if str(pk) in ids else None


@dataclass(frozen=True)
class ReceiptPage:
    """A receipt as a page: what was taken in, when, under which number."""

    pk: uuid.UUID
    title: str
    number: str
    organ: str
    phone: str
    at: datetime
    code: str
    rows: list[tuple[str, str]]


def receipt_page(receipt: Instrument, case: Case) -> ReceiptPage:
    """What a receipt says, from its own frozen facts."""
    act = json.loads(receipt.context)["act"]
    rows = [
        ("办理事项", act.get("what") or act.get("title") or ""),
        ("提交人", act.get("applicant") or ""),
        ("提交的内容", act.get("content") or ""),
        *((f"文件{number}", row["name"]) for number, row in enumerate(act.get("files") or [], 1)),
        ("接下来", f"{act.get('next') or '执法机关必须逐条复核，并在作出决定以前答复您'}。"),
    ]
    return ReceiptPage(
        pk=receipt.pk,
        title=receipt.title,
        number=receipt.number,
        organ=receipt.bureau.name,
        phone=receipt.bureau.phone,
        at=receipt.issued_at,
        code=receipt.check_code,
        rows=[(label, discreet(text, case)) for label, text in rows if text],
    )


def _case(instrument: Instrument) -> Case | None:
    kind, _, key = instrument.subject_key.partition("/")
    if kind != "case":
        return None
    return Case.objects.select_related("bureau", "party", "matter", "lead").filter(pk=key).first()


def _reached(case: Case, instrument: Instrument) -> bool:
    """Only a document that reached the party opens the page, and of notices only the newest: an old one tells an old story."""
    if not for_party(instrument.kind, instrument.issued_at, case.bureau.jurisdiction):
        return False
    served = Service.objects.filter(instrument=instrument, served_on__isnull=False)
    if instrument.kind not in TOLD and not served.exists():
        return False
    if instrument.kind not in RENEWED:
        return True
    later = Instrument.objects.filter(subject_key=instrument.subject_key, kind=instrument.kind)
    return not later.filter(issued_at__gt=instrument.issued_at).exists()


def _periods(case: Case, instrument: Instrument, on: date) -> list[ClockReading]:
    """Periods that run from the document, in the order in which they matter."""
    wanted = PERIODS.get(instrument.kind, ())
    table = [running for running in CASE_CLOCKS if running.clock in wanted]
    found = {
        reading.clock: reading for _, reading in readings(case.known, table, on, case.bureau.jurisdiction)
    }
    return [found[name] for name in wanted if name in found]


def _right(clock: ClockReading, case: Case, on: date) -> Right:
    words, bureau = RIGHTS[clock.clock], case.bureau
    where = words.where.format(
        address=bureau.address,
        phone=bureau.phone,
        organ=bureau.name,
        government=bureau.government,
        court=bureau.court,
    )
    over = clock.stopped_on is not None or clock.due_on < on
    when = words.done if clock.stopped_on else due_words(clock.due_on, on)
    return Right(clock, words.title, words.means, where, when, over)


def due_words(due: date, on: date) -> str:
    """2026年11月30日（还有8天）."""
    left = (due - on).days
    rest = f"还有{left}天" if left > 0 else "今天是最后一天" if left == 0 else f"已经过了{-left}天"
    return f"{chinese_date(due)}（{rest}）"


def _offers(case: Case, clocks: list[ClockReading]) -> list[Offer]:
    known = case.known
    open_case = bool(known.get("filed_on")) and not any(
        known.get(end) for end in ("closed_on", "archived_on", "withdrawn_on", "transferred_on", "merged_on")
    )
    undecided = open_case and not known.get("decided_on")
    noticed = undecided and bool(known.get("prior_notice_served_on"))
    hearing = next((clock for clock in clocks if clock.clock == "hearing_request"), None)
    found = []
    if noticed:
        found.append(Offer("statement", "写陈述和申辩", "把您的意见写下来交上去，必须得到答复。", "edit"))
    if noticed and hearing and hearing.stopped_on is None and hearing.state == "running":
        found.append(Offer("hearing", "要求听证", "请执法机关开听证会，当面说。", "users"))
    if undecided:
        found.append(Offer("evidence", "交证据", "上传照片、合同、聊天记录等。", "upload"))
    if open_case:
        found.append(Offer("address", "确认送达地址", "告诉执法机关文书寄到哪里。", "map-pin"))
    return found


def _paying(case: Case, clocks: list[ClockReading], on: date) -> Paying | None:
    amount = fine_outstanding(case.known)
    if amount <= 0:
        return None
    due = next((clock.due_on for clock in clocks if clock.clock == "pay"), None)
    code = payment_code(case)
    bureau = case.bureau
    text = f"收款单位:{bureau.name}\n开户行:{bureau.bank}\n账号:{bureau.bank_account}\n缴款码:{code}\n金额:{amount}"
    when = due_words(due, on) if due else ""
    return Paying(amount, due, when, bureau.bank, bureau.bank_account, code, qr_svg(text))


def payment_code(case: Case) -> str:
    """缴款码: organ, year, twelve digits of the case's id, and a check digit (weighted sum mod 11, 10 written as 0)."""
    digits = f"{case.bureau.code}{case.opened_on.year}{int(case.pk) % 10**12:012d}"
    total = sum(int(digit) * WEIGHTS[place % len(WEIGHTS)] for place, digit in enumerate(digits))
    return f"{digits}{total % 11 % 10}"


def _sent(case: Case) -> list[Sent]:
    """What the party sent online, with the answers; a hearing that he asked for online too."""
    rows = [_point(point, case) for point in case.defence_points.filter(via="online").order_by("pk")]
    receipts = case.known.get("online_receipts") or []
    asked = next((row for row in reversed(receipts) if row["what"] == "要求听证"), None)
    if asked and case.known.get("hearing_requested_on"):
        rows.append(Sent(date.fromisoformat(asked["on"]), "要求听证", _hearing_answer(case.known)))
    return rows


def _hearing_answer(known: dict[str, Any]) -> str:
    if known.get("hearing_refused_on"):
        return f"{chinese_date(known['hearing_refused_on'])}答复：不予受理，理由见《不予受理听证通知书》"
    if known.get("hearing_accepted_on"):
        return f"{chinese_date(known['hearing_accepted_on'])}答复：受理，时间和地点见听证通知书"
    return "执法机关正在审查"


def _point(point: DefencePoint, case: Case) -> Sent:
    answered = "执法机关正在复核"
    if point.adopted is not None:
        answered = "已采纳" if point.adopted else f"未采纳：{point.reasons}"
    return Sent(point.raised_on, discreet(point.content, case), discreet(answered, case))


def party_actor(case: Case) -> Viewer:
    """The party as the actor of what he sends in himself. He belongs to no unit and sees no list."""
    return Viewer(
        user_id=0,
        username="",
        officer_id=0,
        name=case.shown_party or "当事人",
        bureau_id=case.bureau_id,
        bureau_code=case.bureau.code,
        bureau_name=case.bureau.name,
        jurisdiction=case.bureau.jurisdiction,
        unit_id=None,
        brigade_id=None,
        squad_id=None,
        roles=frozenset({"party"}),
        reach="none",
    )
