"""Steps of the part "remote" of the procedure (非现场执法), in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import remote
from chengguan.cases.forms import remote as forms

from .step import Step

MONITORING: Final = "电子技术监控"

STEPS: Final[list[Step]] = [
    Step(remote.submit_monitoring_record, forms.SubmitMonitoringForm, MONITORING),
    Step(remote.audit_monitoring_record, forms.AuditMonitoringForm, MONITORING),
    Step(remote.notify_monitoring_record, forms.NotifyMonitoringForm, MONITORING),
]
