"""Steps of the part "execution" of the procedure, in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import closing, execution, service, summary
from chengguan.cases.forms import execution as forms
from chengguan.cases.forms import service as service_forms
from chengguan.cases.forms import summary as summary_forms

from .step import Step

SERVICE, PAYMENT, RELIEF, END = "送达", "履行", "救济与催告", "结案归档"

STEPS: Final[list[Step]] = [
    Step(summary.serve, summary_forms.SummaryServeForm, SERVICE),
    Step(summary.report, summary_forms.SummaryReportForm, SERVICE),
    Step(service.serve, service_forms.ServeForm, SERVICE),
    Step(service.confirm_service_address, service_forms.ServiceAddressForm, SERVICE),
    Step(service.complete_public_notice_service, service_forms.CompleteNoticeForm, SERVICE),
    Step(execution.record_payment, forms.PaymentForm, PAYMENT),
    Step(execution.collect_on_spot, forms.SpotForm, PAYMENT),
    Step(execution.hand_in_cash, forms.HandInForm, PAYMENT),
    Step(execution.deposit_cash, forms.DepositForm, PAYMENT),
    Step(execution.record_performance, forms.PerformanceForm, PAYMENT),
    Step(execution.defer_payment, forms.DeferForm, PAYMENT),
    Step(execution.impose_additional_fine, forms.AdditionalFineForm, PAYMENT),
    Step(execution.record_relief, forms.ReliefForm, RELIEF),
    Step(execution.conclude_relief, forms.ReliefResultForm, RELIEF),
    Step(execution.annul_decision, forms.AnnulForm, RELIEF),
    Step(execution.demand, forms.DemandForm, RELIEF),
    Step(execution.hear_demand_statement, forms.DemandStatementForm, RELIEF),
    Step(closing.close, forms.CloseForm, END),
    Step(closing.archive, forms.ArchiveForm, END),
]
