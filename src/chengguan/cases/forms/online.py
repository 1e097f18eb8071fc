"""Forms of the party's own page: plain words, few fields."""

from __future__ import annotations

from typing import Any

from django import forms

from chengguan.cases.acts.online import KINDS
from chengguan.cases.facts.online import COMPARED

from .base import ActForm, TextField
from .investigation import FilesField

PHONE_HELP = "方便执法机关和您联系。"


class OnlineForm(ActForm):
    """A form of the party; `document` names the paper whose code opened the page, and goes on the record."""

    document = ""

    def inputs(self) -> dict[str, Any]:
        return {"document": self.document, **self.cleaned_data}


class OnlineHearingForm(OnlineForm):
    """网上要求听证."""

    applicant = forms.CharField(
        label="您的姓名", max_length=40, help_text="代别人办理的，请写明和当事人的关系。"
    )
    phone = forms.CharField(label="联系电话", max_length=30, help_text=PHONE_HELP)
    content = TextField(
        label="您为什么要求听证",
        rows=6,
        max_length=2000,
        help_text="不同意哪一点、想说明什么，几句话就可以。",
    )


class OnlineAddressForm(OnlineForm):
    """网上确认送达地址."""

    receiver = forms.CharField(label="谁来收文书（收件人）", max_length=60)
    address = forms.CharField(
        label="寄到哪里（送达地址）", max_length=160, help_text="请写到门牌号，确保能收到。"
    )
    phone = forms.CharField(label="联系电话", max_length=30)
    electronic = forms.BooleanField(
        label="我同意用电子方式收文书", required=False, help_text="不勾选就仍用纸质文书。"
    )
    electronic_address = forms.CharField(
        label="电子邮箱、手机号或者传真号",
        max_length=120,
        required=False,
        help_text="同意电子方式的才填写。文书到达这个地址的当天就算送达。",
    )
    id_tail = forms.CharField(
        label=f"证件号码后{'零一二三四五六'[COMPARED]}位",
        max_length=COMPARED,
        min_length=COMPARED,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        help_text="用来核对是您本人。个人填身份证号，单位填统一社会信用代码的后六位。",
        error_messages={"min_length": "请填写六位。", "max_length": "请填写六位。"},
    )
    promised = forms.BooleanField(
        label="我确认：以上内容真实准确。地址填错、变了没有告诉执法机关，文书没收到的后果由我承担。",
        error_messages={"required": "请勾选“我确认”；不确认的，不用在网上办理。"},
    )

    shown_when = {"electronic_address": "electronic=on"}  # noqa: RUF012 -- as the other forms of acts have it


class OnlineEvidenceForm(OnlineForm):
    """网上提交证据."""

    sender = forms.CharField(label="您的姓名", max_length=40)
    kind = forms.ChoiceField(label="这是什么材料", choices=list(KINDS.items()), widget=forms.RadioSelect)
    title = forms.CharField(label="材料的名称", max_length=80, help_text="例如：租赁合同、现场照片。")
    says = TextField(label="它能说明什么", rows=4, max_length=1000)
    attachments = FilesField(
        label="选择文件",
        required=True,
        help_text="可以拍照，也可以选照片、PDF、视频、Word、Excel 文件，一次可以选几个。",
    )

    def clean_attachments(self) -> Any:
        files = self.cleaned_data["attachments"]
        if not files:
            raise forms.ValidationError("请选择文件；没有文件的，请用“写陈述和申辩”。")
        return files
