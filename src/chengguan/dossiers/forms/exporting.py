"""The form of exporting a dossier."""

from __future__ import annotations

from django import forms

from chengguan.people.act_forms import ActForm, YesNoField


class ExportForm(ActForm):
    """导出案卷."""

    recipient = forms.CharField(
        label="接收单位（人员）", max_length=120, help_text="例如武冈市人民法院、武冈市人民检察院、市档案馆。"
    )
    reason = forms.CharField(
        label="导出事由",
        max_length=200,
        help_text="例如应诉举证及案号、复议答复、检察机关调阅函文号。会印在导出的核验页上。",
    )
    with_media = YesNoField(
        label="音视频原件",
        yes="随附原件",
        no="不随附，只列编号和摘要",
        help_text="随附的每一份录像都登记一次调阅。",
    )
