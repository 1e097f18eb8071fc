"""Forms of credit repair: two short ones for applying, online and at the window, and those of the answers."""

from __future__ import annotations

from typing import Any

from django import forms

from chengguan.base.kept_files import KeptFileField
from chengguan.disclosure.models import Publication
from chengguan.disclosure.selectors.credit import publications_for
from chengguan.people.act_forms import ActForm, TextField

PROMISE = "我承诺：违法行为已经改正，以后守法，不再发生同类行为；提交的材料真实；同意公开这份承诺。"


class OnlineApplyForm(ActForm):
    """网上申请信用修复."""

    applicant = forms.CharField(
        label="您的姓名（单位填名称和经办人）", max_length=120, help_text="代别人办理的，请写明关系。"
    )
    phone = forms.CharField(label="联系电话", max_length=30)
    statement = TextField(
        label="罚款缴了没有、违法行为怎样改正的", rows=5, max_length=2000, help_text="几句话写清楚就可以。"
    )
    proof = KeptFileField(
        label="缴款票据、改正后的照片（可以不传）",
        required=False,
        help_text="照片或者 PDF，一个文件。",
    )
    promised = forms.BooleanField(label=PROMISE, error_messages={"required": "信用修复要作出承诺，请勾选。"})

    def inputs(self) -> dict[str, Any]:
        given = dict(self.cleaned_data)
        phone = given.pop("phone")
        contact = f"{given['applicant'][:80]} {phone}"
        return {**given, "contact": contact, "via": "online", "proof": given.get("proof") or None}


class WindowApplyForm(ActForm):
    """窗口登记信用修复申请."""

    decision = forms.CharField(
        label="处罚决定文号或者公示编号", max_length=80, help_text="须是正在公示的处罚决定；案号也可以。"
    )
    applicant = forms.CharField(label="申请人", max_length=120)
    contact = forms.CharField(label="联系人及电话", max_length=120)
    statement = TextField(label="履行义务和纠正情况")
    commitment = KeptFileField(label="信用承诺书（扫描件）")
    proof = KeptFileField(label="履行义务证明（扫描件）", required=False)
    publication: Publication | None = None

    def clean_decision(self) -> str:
        text = str(self.cleaned_data["decision"]).strip()
        found = publications_for(self.actor, text)
        if not found:
            raise forms.ValidationError("没有找到正在公示的处罚决定，请核对文号；未公示的不需要申请修复。")
        if len(found) > 1:
            raise forms.ValidationError("找到不止一个决定，请填写公示编号。")
        self.publication = found[0]
        return text

    def inputs(self) -> dict[str, Any]:
        given = {key: value for key, value in self.cleaned_data.items() if key != "decision"}
        return {**given, "publication": self.publication, "via": "window", "promised": False, "proof": given.get("proof") or None}  # fmt: skip


class AcceptForm(ActForm):
    """受理."""

    complete = forms.BooleanField(label="申请材料齐全、符合形式要求", required=False)


class DeclineForm(ActForm):
    """不予受理."""

    explanation = TextField(label="不予受理的理由", help_text="写明缺什么、怎样补正；申请人会看到。")


class AgreeForm(ActForm):
    """准予修复."""

    checked = forms.BooleanField(
        label="已核对票据和现场：罚款缴清，违法行为已经纠正",
        required=False,
        help_text="准予以后立即停止公示，并通知已报送的平台。",
    )
    explanation = TextField(label="核实情况（写入决定书）", required=False)


class RefuseForm(ActForm):
    """不予修复."""

    corrected = forms.BooleanField(label="违法行为已经纠正（经核实）", required=False)
    explanation = TextField(
        label="不予修复的理由", help_text="写明哪一项条件不具备、什么时候可以再申请；申请人会看到。"
    )
