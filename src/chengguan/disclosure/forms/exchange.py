"""Forms of receivers, of files and receipts, and the filters of the boards."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.base.dates import local_date
from chengguan.base.viewer import Viewer
from chengguan.disclosure.exchange.compiling import FIELDS
from chengguan.disclosure.exchange.exporting import FORMATS
from chengguan.disclosure.exchange.sealing import LONGEST
from chengguan.disclosure.models import Channel, Delivery, Publication
from chengguan.disclosure.selectors.exchange import channel_choices, organ_code
from chengguan.people.act_forms import ActForm, DateField, TextField

KINDS: Final = [(kind, title) for kind, title in Publication.KINDS if kind in FIELDS]
_LINE: Final = re.compile(r"(\S+)[\s:：,，]+(.+)")


class DeliveryFilterForm(forms.Form):
    """筛选报送记录. Wrong values are ignored with a message, never an error page."""

    text = forms.CharField(label="文号或者当事人", required=False, max_length=60)
    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部"), *Delivery.STATES], widget=LongSelect
    )
    operation = forms.ChoiceField(
        label="操作", required=False, choices=[("", "全部"), *Delivery.OPERATIONS], widget=LongSelect
    )
    channel = forms.ChoiceField(label="接收平台", required=False, widget=LongSelect)
    overdue = forms.BooleanField(label="逾期", required=False)
    blocked = forms.BooleanField(label="检查未通过", required=False)
    returned = forms.BooleanField(label="被退回、报送失败", required=False)

    def __init__(self, *args: Any, viewer: Viewer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["channel"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "全部"), *channel_choices(viewer)]

    def asked(self) -> dict[str, Any]:
        """What was understood."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class PeriodForm(forms.Form):
    """起止日期; a year up to today where none is given."""

    first = DateField(label="决定日期自", required=False)
    last = DateField(label="至", required=False)


class ChannelForm(ActForm):
    """What a receiver is. The key is taken in and never shown again."""

    name = forms.CharField(label="名称", max_length=120, help_text="例如“信用中国（湖南）”。")
    mode = forms.ChoiceField(
        label="报送方式", choices=Channel.MODES, widget=forms.RadioSelect, initial=Channel.FILE
    )
    format = forms.ChoiceField(
        label="文件格式", choices=Channel.FORMATS, initial="xlsx", help_text="导出文件时使用。"
    )
    kinds = forms.MultipleChoiceField(
        label="报送种类", choices=KINDS, widget=forms.CheckboxSelectMultiple, initial=["penalty"]
    )
    url = forms.CharField(
        label="接口地址", max_length=300, required=False, help_text="接口推送时填写，由接收平台提供。"
    )
    token = forms.CharField(
        label="接口密钥",
        max_length=LONGEST,
        required=False,
        strip=True,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"}),
        help_text="接口推送时填写，由接收平台提供。保存后不再显示，也不记入台账。",
    )
    organ_code = forms.CharField(
        label="本机关统一社会信用代码",
        max_length=18,
        help_text="报送数据的处罚机关代码取自这里，全部接收平台共用。",
    )
    fieldsets: ClassVar = [
        ("接收平台", ["name", "kinds", "mode", "format"]),
        ("接口", ["url", "token"]),
        ("本机关", ["organ_code"]),
    ]

    def prepare(self) -> None:
        self.fields["organ_code"].initial = organ_code(self.actor)

    def clean_organ_code(self) -> str:
        return str(self.cleaned_data["organ_code"]).strip().upper()

    def clean_url(self) -> str:
        return str(self.cleaned_data["url"]).strip()


class RegisterForm(ChannelForm):
    """登记接收平台."""

    code = forms.SlugField(
        label="代号",
        max_length=20,
        help_text="字母和数字，登记后不变。",
        error_messages={"invalid": "代号只能由字母、数字和短横线组成。"},
    )
    fieldsets: ClassVar = [
        ("接收平台", ["code", "name", "kinds", "mode", "format"]),
        *ChannelForm.fieldsets[1:],
    ]


class ChangeForm(ChannelForm):
    """变更接收平台."""

    def prepare(self) -> None:
        super().prepare()
        channel = self.subject
        assert isinstance(channel, Channel)
        for name in ("name", "mode", "format", "kinds", "url"):
            self.fields[name].initial = getattr(channel, name)
        if channel.token:
            self.fields[
                "token"
            ].help_text = "已经保管了密钥。不更换的留空；更换的填写新密钥，保存后不再显示。"


class RetireForm(ActForm):
    """停用接收平台."""

    reason = TextField(label="停用原因", max_length=300)


class ShipForm(ActForm):
    """制作报送文件."""

    kind = forms.ChoiceField(choices=KINDS, widget=forms.HiddenInput)
    operation = forms.ChoiceField(choices=Delivery.OPERATIONS, widget=forms.HiddenInput)


class NothingForm(ActForm):
    """An act for which nothing is entered."""


class ReceiptForm(ActForm):
    """登记报送回执."""

    number = forms.CharField(label="回执编号", max_length=200, help_text="接收平台给出的回执编号或者批次号。")
    received_on = DateField(label="回执日期")
    returned = TextField(
        label="被退回的记录",
        required=False,
        rows=5,
        help_text="每行一条：决定书文号，空一格，退回的原因。全部接收的留空。",
    )

    def prepare(self) -> None:
        self.fields["received_on"].initial = local_date(self.at)

    def clean_returned(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for place, line in enumerate(str(self.cleaned_data["returned"]).splitlines(), 1):
            if not line.strip():
                continue
            match = _LINE.fullmatch(line.strip())
            if match is None:
                raise forms.ValidationError(
                    f"第{place}行“{line.strip()[:40]}”没有写明原因，请写成“文号 原因”。"
                )
            found[match[1]] = match[2].strip()
        return found


class ExportForm(ActForm):
    """导出报送数据."""

    first = DateField(label="生成日期自")
    last = DateField(label="至")
    kind = forms.ChoiceField(label="种类", choices=KINDS)
    format = forms.ChoiceField(label="格式", choices=FORMATS)

    def prepare(self) -> None:
        today = local_date(self.at)
        self.fields["first"].initial = today - timedelta(days=today.timetuple().tm_yday - 1)
        self.fields["last"].initial = today
