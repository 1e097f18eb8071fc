"""Forms of annual reports."""

from __future__ import annotations

from typing import Any, cast

from django import forms

from chengguan.base.dates import local_date
from chengguan.base.kept_files import KeptFileField
from chengguan.documents.storing import NOT_KEPT, store
from chengguan.people.act_forms import ActForm, DateField, OfficerField, TextField, YesNoField
from chengguan.reports.models import AnnualReport

from . import facts
from .text import blocks_of, places

RECIPIENTS = [
    ("committee", "本级党委"),
    ("government", "本级人民政府"),
    ("superior", "上一级主管部门"),
    ("rule_of_law", "依法治县（市、区）委员会办公室（抄送）"),
    ("congress", "本级人大常委会"),
]
SOURCE_HELP = "台账、报表、会议记录、外单位证明等的扫描件，PDF、图片或者 Excel、Word 文件。"


class BeginForm(ActForm):
    """起草."""

    kind = forms.ChoiceField(label="报告种类", choices=AnnualReport.KINDS, initial=AnnualReport.ANNUAL)
    year = forms.IntegerField(label="报告年度", min_value=2000, max_value=2100)
    officer = OfficerField(label="述法人员", queryset=None, required=False, help_text="只在述法报告时选择。")
    title = forms.CharField(
        label="标题", max_length=120, required=False, help_text="不填写的，用机关名称、年度和报告名称作标题。"
    )

    def prepare(self) -> None:
        cast(Any, self.fields["officer"]).queryset = self.officers
        self.initial.setdefault("year", local_date(self.at).year - 1)


class SubmitForm(ActForm):
    """送审."""

    note = TextField(label="送审说明", required=False)


class ApproveForm(ActForm):
    """审定."""

    opinion = TextField(label="审定意见", required=False)


class ReturnForm(ActForm):
    """退回."""

    opinion = TextField(label="退回的意见", help_text="写明要修改什么。")


class OpinionForm(ActForm):
    """提出意见."""

    block = forms.ChoiceField(label="针对", required=False)
    source = forms.CharField(
        label="提出单位",
        max_length=80,
        required=False,
        help_text="代其他单位登记书面意见的填写；本人提出的不填。",
    )
    text = TextField(label="意见")

    def prepare(self) -> None:
        blocks = blocks_of(facts.latest(cast(AnnualReport, self.subject)).blocks)
        where = places(blocks)
        choices = [(b.id, f"{where[b.id]}：{b.text[:24]}") for b in blocks]
        cast(forms.ChoiceField, self.fields["block"]).choices = [("", "全文"), *choices]


class SettleForm(ActForm):
    """处理意见."""

    adopted = YesNoField(label="是否采纳", yes="采纳", no="不采纳")
    answer = TextField(label="采纳情况或者不采纳的理由", required=False)


class ReasonForm(ActForm):
    """One reason."""

    reason = TextField(label="理由", max_length=300)


class IssueForm(ActForm):
    """印发."""

    number = forms.CharField(
        label="文号", max_length=60, required=False, help_text="填写收发文登记的文号；不填写的由系统编号。"
    )


class SendForm(ActForm):
    """报送."""

    recipients = forms.MultipleChoiceField(
        label="报送机关", choices=RECIPIENTS, widget=forms.CheckboxSelectMultiple
    )
    note = TextField(label="报送方式和签收情况", required=False)


class PublishForm(ActForm):
    """公开."""

    secrecy_checked = forms.BooleanField(label="已审查，不涉及国家秘密、商业秘密和个人隐私", required=False)


class StateForm(ActForm):
    """填报数字: of a measure without records, or a number of one's own."""

    figure = forms.RegexField(
        r"^[a-z][a-z0-9_]{1,59}$",
        label="编号",
        help_text="指标列表中“没有记录”的指标填它的编号；自定的数字用小写字母、数字和下划线自己起一个编号。",
        error_messages={"invalid": "编号只能用小写字母、数字和下划线，以字母开头。"},
    )
    name = forms.CharField(label="名称", max_length=120)
    value = forms.DecimalField(label="数值", max_digits=18, decimal_places=2)
    unit = forms.CharField(label="单位", max_length=20)
    about = forms.BooleanField(label="是约数（打印时写“余”）", required=False)
    before = forms.BooleanField(label="是上一年度的数", required=False)
    source = forms.CharField(
        label="来源材料", max_length=200, help_text="例如：法制教育股2024年普法工作台账。"
    )
    source_on = DateField(label="材料日期")
    upload = KeptFileField(label="材料原件", help_text=SOURCE_HELP)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        upload = cleaned.get("upload")
        if upload is not None and not self.errors:
            try:
                cleaned["file"] = store(upload.chunks())
            except NOT_KEPT as refused:
                self.add_error("upload", str(refused))
        return cleaned

    def inputs(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        upload = cleaned.pop("upload")
        return {**cleaned, "file_name": upload.name}
