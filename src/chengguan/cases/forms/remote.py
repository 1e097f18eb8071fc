"""Forms of 非现场执法."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from chengguan.cases.acts.remote import QUALITY_TITLES, WAYS
from chengguan.cases.models import MonitoringRecord
from chengguan.registers.selectors import device_choices

from .base import ActForm, MomentField, TextField, YesNoField
from .investigation import NOT_CHOSEN, CaseForm, FilesField, lines


class SubmitMonitoringForm(CaseForm):
    """提交监控记录."""

    device = forms.ChoiceField(
        label="监控设备",
        help_text="记录当时没有通过审核、没有公布地点或者检定过期的设备，其记录只能作为线索。",
    )
    taken_at = MomentField(label="记录时间")
    shows = TextField(label="记录内容", help_text="时间、地点、谁、做了什么。")
    attachments = FilesField(label="监控记录文件")
    examiner = forms.CharField(label="技术审核人员", max_length=80)
    meets_standard = YesNoField(label="技术审核结论", yes="设备正常、记录未被改动", no="不符合")
    opinion = TextField(label="技术审核意见")
    fieldsets: ClassVar = [
        ("记录", ["device", "taken_at", "shows", "attachments"]),
        ("技术审核", ["examiner", "meets_standard", "opinion"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("device", [NOT_CHOSEN, *device_choices(self.actor)])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_moment_not_future("taken_at")
        return data


class AuditMonitoringForm(CaseForm):
    """审核监控记录."""

    record = forms.ChoiceField(label="监控记录")
    qualities = forms.MultipleChoiceField(
        label="记录是否",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=list(QUALITY_TITLES.items()),
        help_text="四项都具备的才能采用为证据。",
    )
    admitted = YesNoField(label="审核结论", yes="采用为证据", no="不采用，只作线索")
    opinion = TextField(label="审核意见")

    def prepare(self) -> None:
        super().prepare()
        rows = self.case.monitoring_records.filter(state=MonitoringRecord.PENDING).select_related("device")
        self.set_choices("record", [NOT_CHOSEN, *((str(row.pk), str(row)) for row in rows)])


class NotifyMonitoringForm(CaseForm):
    """告知当事人."""

    way = forms.ChoiceField(label="告知方式", choices=[NOT_CHOSEN, *WAYS.items()])
    told_at = MomentField(label="告知时间")
    content = TextField(label="告知的违法事实")
    query = TextField(label="怎样查询记录、怎样陈述申辩", rows=2)

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(
            told_at=self.now_local,
            query="可以登录网上办事页面查看监控记录并提交陈述、申辩意见，也可以到本机关查询、陈述和申辩。",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_moment_not_future("told_at")
        return data


class OnlineStatementForm(ActForm):
    """当事人网上陈述、申辩; large and plain, one page."""

    speaker = forms.CharField(label="您的姓名", max_length=40, help_text="代理人请写明与当事人的关系。")
    phone = forms.CharField(label="联系电话", max_length=30, required=False)
    text = TextField(label="您的意见", rows=8, help_text="事实、理由、证据都可以写；几点意见请分行写。")
    attachments = FilesField(label="照片、证据（可以不传）", required=False)

    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"])
        if not lines(text):
            raise forms.ValidationError("请写明您的意见。")
        if len(lines(text)) > 30:
            raise forms.ValidationError("一次最多三十点意见，请合并后提交。")
        return text

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "speaker": data["speaker"],
            "phone": data["phone"],
            "points": [point[:1000] for point in lines(data["text"])],
            "attachments": data["attachments"],
        }
