"""公示: what was published, on time, withdrawn, repaired, and how the reporting to the credit platforms complies."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate

from chengguan.base.dates import CHINA
from chengguan.cases.models import Case
from chengguan.disclosure.selectors.compliance import marked
from chengguan.people.models import Bureau

from ..definition import Measure, Period
from ..sources import DELIVERIES, DUAL, PUBLICATIONS, PUBLISHABLE, REPAIRS

GROUP: Final = "执法公示"


def reportable(bureau_id: int, period: Period) -> QuerySet[Any]:
    """双公示: the penalties of a period that have to be reported, as the exchange counts them."""
    place = Bureau.objects.values_list("jurisdiction", flat=True).filter(pk=bureau_id).first()
    return marked(Case.objects.filter(bureau_id=bureau_id), period.first, period.last, place or "")


def _dual(id: str, name: str, definition: str, where: Q, part_of: str = "dual_due") -> Measure:
    return Measure(id, name, "条", definition, GROUP, DUAL, where, "decided_on", selected=reportable, part_of=part_of)  # fmt: skip


IN_TIME: Final = Q(due_on=None) | Q(due_on__gte=TruncDate(F("released_at"), tzinfo=CHINA))
MEASURES: Final = (
    Measure("publications", "公示执法决定", "件", "在期间内公示的执法决定", GROUP, PUBLICATIONS, day="released_at", parts=("publications_on_time", "publications_late")),
    Measure("publications_on_time", "按期公示", "件", "上列公示中在规定期限内公示的", GROUP, PUBLICATIONS, IN_TIME, "released_at", part_of="publications"),
    Measure("publications_late", "逾期公示", "件", "上列公示中超过规定期限公示的", GROUP, PUBLICATIONS, Q(due_on__isnull=False) & ~IN_TIME, "released_at", part_of="publications"),
    Measure("publication_on_time_rate", "按期公示率", "%", "在期间内公示的执法决定中按期公示的比例", GROUP, of=("publications_on_time", "publications")),
    Measure("publications_due", "应当公示的决定", "件", "公示期限在期间内届满、没有决定不予公示的执法决定", GROUP, PUBLISHABLE, ~Q(stage="declined"), "due_on"),
    Measure("publications_missing", "到期尚未公示的决定", "件", "上列决定中至今尚未公示的", GROUP, PUBLISHABLE, Q(stage="prepared"), "due_on", part_of="publications_due"),
    Measure("publications_declined", "不予公示的决定", "件", "公示期限在期间内届满、依法不予公示的执法决定", GROUP, PUBLISHABLE, Q(stage="declined"), "due_on"),
    Measure("publications_withdrawn", "撤回公示", "件", "在期间内撤回的公示", GROUP, PUBLICATIONS, day="withdrawn_at"),
    Measure("publications_ended", "停止公示", "件", "在期间内期满或者信用修复后停止的公示", GROUP, PUBLICATIONS, day="ended_at"),
    Measure("dual_deliveries", "双公示报送", "条", "在期间内生成的双公示报送记录（含更正和撤回）", GROUP, DELIVERIES, day="created_at"),
    Measure("dual_accepted", "双公示已接收", "条", "上列报送记录中接收平台已接收的", GROUP, DELIVERIES, Q(state="accepted"), "created_at", part_of="dual_deliveries"),
    Measure("dual_rejected", "双公示被退回", "条", "上列报送记录中被接收平台退回的", GROUP, DELIVERIES, Q(state="rejected"), "created_at", part_of="dual_deliveries"),
    _dual("dual_due", "应报送的双公示信息", "在期间内作出、应当报送双公示的处罚决定", Q(), ""),
    _dual("dual_reported", "已报送的双公示信息", "上列决定中已经报送的", Q(dual_reported=True)),
    _dual("dual_on_time", "按时报送的双公示信息", "上列决定中在规定期限内报送的", Q(dual_on_time=True)),
    _dual("dual_valid", "合规的双公示信息", "上列决定中接收平台已接收的", Q(dual_valid=True), "dual_reported"),
    Measure("dual_on_time_rate", "双公示按时报送率", "%", "在期间内作出、应当报送双公示的处罚决定中按时报送的比例", GROUP, of=("dual_on_time", "dual_due")),
    Measure("dual_compliance_rate", "双公示信息合规率", "%", "已经报送的双公示信息中接收平台已接收的比例", GROUP, of=("dual_valid", "dual_reported")),
    Measure("repairs_applied", "信用修复申请", "件", "在期间内收到的信用修复申请", GROUP, REPAIRS, day="applied_at"),
    Measure("repairs_agreed", "准予信用修复", "件", "上列申请中准予修复的", GROUP, REPAIRS, Q(stage="agreed"), "applied_at", part_of="repairs_applied"),
    Measure("repairs_refused", "不予信用修复", "件", "上列申请中不予受理或者不予修复的", GROUP, REPAIRS, Q(stage__in=("declined", "refused")), "applied_at", part_of="repairs_applied"),
)  # fmt: skip
