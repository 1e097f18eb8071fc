"""Forms of monitoring devices."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from chengguan.base.dates import local_date
from chengguan.people.act_forms import ActForm, DateField, TextField, YesNoField

from .selectors import allowing_laws, matters_of


class RegisterForm(ActForm):
    """登记设备."""

    number = forms.CharField(label="设备编号", max_length=40)
    name = forms.CharField(label="设备名称", max_length=80)
    place = forms.CharField(label="设置地点", max_length=160)
    basis_law = forms.ChoiceField(
        label="设置依据",
        help_text="只有法律、行政法规可以作为依据（行政处罚法第四十一条）。没有列出的，请先在法律法规库登记。",
    )
    basis_article = forms.IntegerField(label="第几条", min_value=1, max_value=2000)
    matters = forms.MultipleChoiceField(label="用于的案由", widget=forms.CheckboxSelectMultiple)
    installed_on = DateField(label="安装日期")
    calibrated_until = DateField(label="检定（校准）有效期至")
    fieldsets: ClassVar = [
        ("设备", ["number", "name", "place", "installed_on", "calibrated_until"]),
        ("依据和用途", ["basis_law", "basis_article", "matters"]),
    ]

    def prepare(self) -> None:
        on = local_date(self.at)
        self._choose("basis_law", [("", "请选择"), *allowing_laws(on)])
        self._choose("matters", matters_of(self.actor, on))

    def _choose(self, name: str, choices: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices


class LawReviewForm(ActForm):
    """法制审核."""

    passed = YesNoField(label="审核结论", yes="通过", no="不通过")
    opinion = TextField(label="审核意见", help_text="依据是否允许、设置地点是否合理、用途是否超出依据。")


class TechnologyReviewForm(ActForm):
    """技术审核."""

    passed = YesNoField(label="审核结论", yes="符合标准", no="不符合标准")
    examiner = forms.CharField(label="技术审核人员或者机构", max_length=80)
    report = forms.CharField(label="报告编号和标准", max_length=160)


class PublishForm(ActForm):
    """公布设置地点."""

    channel = forms.CharField(label="公布渠道", max_length=200, help_text="网址、公告栏、报纸等。")
    marked = forms.BooleanField(label="现场已设置明显标志", required=False)


class CalibrateForm(ActForm):
    """登记检定."""

    until = DateField(label="检定（校准）有效期至")
    certificate = forms.CharField(label="检定（校准）证书编号", max_length=80)


class RetireForm(ActForm):
    """停用."""

    reason = TextField(label="停用原因")
