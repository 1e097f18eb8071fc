"""Steps of the part "enforcement" of the procedure (强制执行), in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import court, daily_penalty, demolition, enforcement, performance_on_behalf
from chengguan.cases.forms import court as court_forms
from chengguan.cases.forms import demolition as building_forms
from chengguan.cases.forms import enforcement as forms
from chengguan.cases.forms import performance_on_behalf as behalf_forms

from .step import Step

BEHALF, COURSE, COURT, BUILDING, DAILY, BACK, AFTER = (
    "代履行", "强制执行", "申请法院执行", "违法建设", "按日连续处罚", "回转与更正", "案后",
)  # fmt: skip

STEPS: Final[list[Step]] = [
    Step(enforcement.decide_enforcement, forms.PowerForm, COURSE),
    Step(enforcement.conclude_agreement, forms.AgreementForm, COURSE),
    Step(enforcement.declare_breach, forms.BreachForm, COURSE),
    Step(enforcement.suspend_enforcement, forms.SuspensionForm, COURSE),
    Step(enforcement.resume_enforcement, forms.ResumptionForm, COURSE),
    Step(enforcement.end_enforcement, forms.EndForm, COURSE),
    Step(performance_on_behalf.perform_now, behalf_forms.PerformNowForm, BEHALF),
    Step(performance_on_behalf.decide, behalf_forms.DecideForm, BEHALF),
    Step(performance_on_behalf.urge, behalf_forms.UrgeForm, BEHALF),
    Step(performance_on_behalf.perform, behalf_forms.PerformForm, BEHALF),
    Step(performance_on_behalf.settle, behalf_forms.SettleForm, BEHALF),
    Step(performance_on_behalf.collect, behalf_forms.CollectForm, BEHALF),
    Step(court.apply_court_preservation, court_forms.PreservationForm, COURT),
    Step(court.apply_to_court, court_forms.ApplicationForm, COURT),
    Step(court.record_court_acceptance, court_forms.AcceptanceForm, COURT),
    Step(court.record_court_ruling, court_forms.RulingForm, COURT),
    Step(court.seek_court_review, court_forms.ReviewForm, COURT),
    Step(court.record_court_review, court_forms.ReviewResultForm, COURT),
    Step(court.record_court_execution, court_forms.CourtExecutionForm, COURT),
    Step(demolition.stop_construction, building_forms.StopForm, BUILDING),
    Step(demolition.order_demolition, building_forms.OrderForm, BUILDING),
    Step(demolition.announce_demolition, building_forms.AnnounceForm, BUILDING),
    Step(demolition.decide_demolition, building_forms.DecideForm, BUILDING),
    Step(demolition.demolish, building_forms.DemolishForm, BUILDING),
    Step(demolition.confirm_removal, building_forms.RemovalForm, BUILDING),
    Step(daily_penalty.issue_daily_notice, building_forms.DailyNoticeForm, DAILY),
    Step(daily_penalty.impose_daily_penalty, building_forms.DailyForm, DAILY),
    Step(enforcement.restore_enforcement, forms.RestorationForm, BACK),
    Step(enforcement.record_refund, forms.RefundForm, BACK),
    Step(enforcement.correct_wrong_payment, forms.WrongPaymentForm, BACK),
    Step(enforcement.visit_after, forms.VisitForm, AFTER),
]
