"""The tables that measures count, and how one row of each reads in a list of records."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Model

from chengguan.base.dates import local_date
from chengguan.cases.models import (
    Case,
    DefencePoint,
    Deliberation,
    Good,
    Hearing,
    LegalReview,
    Payment,
    Refund,
    ReviewOpinion,
    Service,
    StepFootage,
)
from chengguan.cases.models import Measure as CompulsoryMeasure
from chengguan.disclosure.models import CreditRepair, Delivery, Publication
from chengguan.intake.models import Handover, Lead
from chengguan.people.models import Credential
from chengguan.powers.models import PowerItem
from chengguan.recordings.models import BodyCamera, Recording
from chengguan.reports.models.measures import CaseFact, Term, Transition

from .definition import RecordRow, Source

STAGES: Final = dict(Case.STAGES)
# Acts that are counted themselves: the day and the detail under which they are counted stand in what was entered or set.
COUNTED_ACTS: Final[dict[str, tuple[str, str, str]]] = {
    "case.record_relief": ("登记复议、诉讼", "started_on", "kind"),
    "case.conclude_relief": ("登记复议、诉讼结果", "relief_concluded_on", "relief_outcome"),
    "case.annul_decision": ("自行撤销处罚决定", "", ""),
    "case.extend_time_limit": ("延长办案期限", "", ""),
    "case.order_correction": ("责令改正", "", ""),
    "case.persuade": ("说服教育、劝导示范", "", ""),
    "case.educate": ("教育", "", ""),
    "case.refrain_from_compulsion": ("不采取行政强制措施", "", ""),
    "case.defer_payment": ("暂缓、分期缴纳", "", ""),
    "case.demand": ("催告", "", ""),
    "case.impose_additional_fine": ("加处罚款", "", ""),
    "case.impose_daily_penalty": ("按日连续处罚", "", ""),
    "case.apply_to_court": ("申请法院强制执行", "", ""),
    "case.perform_on_behalf": ("代履行", "", ""),
    "case.perform_on_behalf_now": ("立即代履行", "", ""),
    "case.demolish": ("强制拆除", "", ""),
    "case.auction_offset": ("拍卖抵缴", "", ""),
    "case.conclude_agreement": ("执行协议", "", ""),
    "case.suspend_enforcement": ("中止执行", "", ""),
    "case.end_enforcement": ("终结执行", "", ""),
    "case.extend_measure": ("延长查封、扣押", "", ""),
    "case.lift_measure": ("解除查封、扣押", "", ""),
    "case.correct_instrument": ("更正文书", "", ""),
    "case.archive": ("立卷归档", "", ""),
}


def _money(amount: Any) -> Any:
    return amount or None


def _case(row: CaseFact) -> RecordRow:
    case = row.case
    return RecordRow(
        f"{case.number} {case.cause}",
        f"{case.shown_party} · {row.decided_on or row.filed_on}",
        _money(row.charged),
        f"/cases/{case.pk}/",
        f"case/{case.pk}",
    )


def _decided(row: Case) -> RecordRow:
    note = f"{row.shown_party} · {row.decided_on}"
    return RecordRow(
        f"{row.number} {row.cause}", note, _money(row.fine_amount), f"/cases/{row.pk}/", f"case/{row.pk}"
    )


def _transition(row: Transition) -> RecordRow:
    title = COUNTED_ACTS.get(row.kind, (STAGES.get(row.stage, row.stage),))[0]
    return RecordRow(
        f"{row.case.number} {title}",
        f"{row.case.cause} · {row.on}",
        None,
        f"/cases/{row.case_id}/",
        f"case/{row.case_id}#{row.seq}",
    )


def _term(row: Term) -> RecordRow:
    ended = f"{row.stopped_on} 办结" if row.stopped_on else "尚未办结"
    return RecordRow(
        f"{row.case.number} {row.title}",
        f"期限 {row.due_on} · {ended} · {row.get_state_display()}",
        None,
        f"/cases/{row.case_id}/",
        f"term/{row.pk}",
    )


def _good(row: Good) -> RecordRow:
    return RecordRow(
        f"{row.number} {row.name} {row.model}".strip(),
        f"{row.quantity}{row.unit} · {row.get_state_display()} · {row.taken_on}",
        None,
        f"/goods/{row.pk}/",
        f"good/{row.pk}",
    )


def _measure(row: CompulsoryMeasure) -> RecordRow:
    return RecordRow(
        f"{row.case.number} {row}",
        f"{row.place} · {local_date(row.begun_at)}",
        None,
        f"/cases/{row.case_id}/goods/",
        f"measure/{row.pk}",
    )


def _review(row: LegalReview) -> RecordRow:
    return RecordRow(
        f"{row.case.number} 第{row.round}轮审核",
        f"{row.get_result_display()} · {row.concluded_on}",
        None,
        f"/cases/{row.case_id}/",
        f"legalreview/{row.pk}",
    )


def _opinion(row: ReviewOpinion) -> RecordRow:
    case = row.review.case
    return RecordRow(row.text[:80], case.number, None, f"/cases/{case.pk}/", f"reviewopinion/{row.pk}")


def _hearing(row: Hearing) -> RecordRow:
    return RecordRow(
        f"{row.case.number} 听证", f"{row.held_on}", None, f"/cases/{row.case_id}/", f"hearing/{row.pk}"
    )


def _defence(row: DefencePoint) -> RecordRow:
    note = {True: "采纳", False: "不采纳", None: "待复核"}[row.adopted]
    return RecordRow(
        f"{row.case.number} 陈述申辩",
        f"{row.raised_on} · {note}",
        None,
        f"/cases/{row.case_id}/",
        f"defence/{row.pk}",
    )


def _deliberation(row: Deliberation) -> RecordRow:
    return RecordRow(
        f"{row.case.number} 集体讨论",
        f"{row.held_on}",
        None,
        f"/cases/{row.case_id}/",
        f"deliberation/{row.pk}",
    )


def _service(row: Service) -> RecordRow:
    return RecordRow(
        f"{row.case.number} {row.get_method_display()}",
        f"{row.served_on}",
        None,
        f"/cases/{row.case_id}/",
        f"service/{row.pk}",
    )


def _footage(row: StepFootage) -> RecordRow:
    covered = "有录像" if row.covered else "缺录像"
    return RecordRow(
        f"{row.case.number} {row.title}",
        f"{covered} · {row.noted_on}",
        None,
        f"/cases/{row.case_id}/recordings/",
        f"stepfootage/{row.pk}",
    )


def _payment(row: Payment) -> RecordRow:
    return RecordRow(
        f"{row.case.number} {row.get_kind_display()}",
        f"{row.paid_on} · {row.get_source_display()}",
        row.amount,
        f"/cases/{row.case_id}/",
        f"payment/{row.pk}",
    )


def _refund(row: Refund) -> RecordRow:
    return RecordRow(
        f"{row.case.number} 退还",
        f"{row.refunded_on}",
        row.amount,
        f"/cases/{row.case_id}/",
        f"refund/{row.pk}",
    )


def _handover(row: Handover) -> RecordRow:
    return RecordRow(
        f"{row.subject_number} {row.get_kind_display()}",
        f"{row.agency} · {local_date(row.begun_at)}",
        None,
        f"/transfers/{row.thread}/",
        f"handover/{row.pk}",
    )


def _lead(row: Lead) -> RecordRow:
    return RecordRow(
        f"{row.number} {row.get_origin_display()}",
        f"{row.place} · {local_date(row.received_at)}",
        None,
        f"/leads/{row.pk}/",
        f"lead/{row.pk}",
    )


def _publication(row: Publication) -> RecordRow:
    shown = local_date(row.released_at) if row.released_at else row.decided_on
    return RecordRow(
        f"{row.number} {row.title}",
        f"{dict(Publication.STAGES).get(row.stage, '')} · {shown}",
        None,
        f"/cases/{row.case_id}/" if row.case_id else "",
        f"publication/{row.pk}",
    )


def _delivery(row: Delivery) -> RecordRow:
    return RecordRow(
        f"{row.publication.number} {row.get_operation_display()}",
        f"{row.get_state_display()} · {local_date(row.created_at)}",
        None,
        f"/cases/{row.publication.case_id}/" if row.publication.case_id else "",
        f"delivery/{row.pk}",
    )


def _repair(row: CreditRepair) -> RecordRow:
    case = row.publication.case_id
    return RecordRow(
        row.number,
        f"{dict(CreditRepair.STAGES).get(row.stage, '')} · {local_date(row.applied_at)}",
        None,
        f"/cases/{case}/" if case else "",
        f"creditrepair/{row.pk}",
    )


def _recording(row: Recording) -> RecordRow:
    name = row.officer.name if row.officer else ""
    note = f"{local_date(row.began_at)} · {row.place} {name}".strip()
    return RecordRow(row.number, note, None, f"/recordings/{row.pk}/", f"recording/{row.pk}")


def _camera(row: BodyCamera) -> RecordRow:
    holder = row.holder.name if row.holder else "在库"
    return RecordRow(row.number, holder, None, f"/cameras/{row.pk}/", f"bodycamera/{row.pk}")


def _power(row: PowerItem) -> RecordRow:
    return RecordRow(
        f"{row.code} {row.name}", row.get_kind_display(), None, "/powers/", f"poweritem/{row.pk}"
    )


def _credential(row: Credential) -> RecordRow:
    return RecordRow(
        f"{row.officer.name} {row.number}",
        f"{row.valid_from}至{row.valid_to}",
        None,
        "",
        f"credential/{row.pk}",
    )


def _of_case(
    id: str, title: str, model: type[Model], show: Any, *, scope: str = "case__", home: str = "case__", moments: bool = False
) -> Source:  # fmt: skip
    """A table whose rows belong to a case and take matter, area and stage from it."""
    return Source(
        id,
        title,
        model,
        show,
        scope=scope,
        home=home,
        case="case",
        matter="case__matter",
        area="case__matter__field",
        stage="case__stage",
        moments=moments,
        shown=("case",),
    )


CASES: Final = Source(
    "case", "案件", CaseFact, _case, case="case", matter="matter", area="area", stage="stage", shown=("case",)
)
DUAL: Final = Source(
    "dual",
    "应报送双公示的案件",
    Case,
    _decided,
    case="id",
    matter="matter",
    area="matter__field",
    stage="stage",
)
STEPS: Final = Source(
    "step", "办案环节", Transition, _transition, case="case", matter="matter", area="area", stage="case__stage",
    shown=("case",),
)  # fmt: skip
TERMS: Final = Source(
    "term",
    "期限",
    Term,
    _term,
    case="case",
    matter="matter",
    area="area",
    stage="case__stage",
    shown=("case",),
)
GOODS: Final = _of_case("good", "涉案物品", Good, _good, scope="", home="")
MEASURES: Final = _of_case(
    "measure", "强制措施", CompulsoryMeasure, _measure, scope="", home="", moments=True
)
REVIEWS: Final = _of_case("review", "法制审核", LegalReview, _review)
OPINIONS: Final = Source(
    "opinion", "法制审核意见", ReviewOpinion, _opinion, scope="review__case__", home="review__case__",
    case="review__case", matter="review__case__matter", area="review__case__matter__field",
    stage="review__case__stage", shown=("review__case",),
)  # fmt: skip
HEARINGS: Final = _of_case("hearing", "听证", Hearing, _hearing)
DEFENCES: Final = _of_case("defence", "陈述申辩", DefencePoint, _defence)
DELIBERATIONS: Final = _of_case("deliberation", "集体讨论", Deliberation, _deliberation)
SERVICES: Final = _of_case("service", "送达", Service, _service)
FOOTAGE: Final = _of_case("footage", "须录像的环节", StepFootage, _footage)
PAYMENTS: Final = _of_case("payment", "缴款", Payment, _payment, home="")
REFUNDS: Final = _of_case("refund", "退款", Refund, _refund, home="")
HANDOVERS: Final = Source("handover", "移送协作", Handover, _handover, moments=True)
LEADS: Final = Source(
    "lead", "线索", Lead, _lead, matter="matter", area="matter__field", stage="stage", moments=True
)
PUBLICATIONS: Final = _of_case(
    "publication", "公示信息", Publication, _publication, scope="", home="", moments=True
)
PUBLISHABLE: Final = _of_case("publishable", "公示信息", Publication, _publication, scope="", home="")
DELIVERIES: Final = Source(
    "delivery", "报送记录", Delivery, _delivery, case="publication__case", matter="publication__case__matter",
    area="publication__case__matter__field", moments=True, shown=("publication",),
)  # fmt: skip
REPAIRS: Final = Source(
    "repair", "信用修复申请", CreditRepair, _repair, case="publication__case",
    matter="publication__case__matter", area="publication__case__matter__field", moments=True,
    shown=("publication",),
)  # fmt: skip
RECORDINGS: Final = Source(
    "recording", "执法音视频", Recording, _recording, moments=True, shown=("officer",), deferred=("known",)
)
CAMERAS: Final = Source("camera", "执法记录仪", BodyCamera, _camera, shown=("holder",))
POWERS: Final = Source("power", "权责清单事项", PowerItem, _power, open_to_all=True)
CREDENTIALS: Final = Source(
    "credential", "执法证", Credential, _credential, scope="officer__", home="officer__", unit="officer__unit_id",
    open_to_all=True, shown=("officer",),
)  # fmt: skip
