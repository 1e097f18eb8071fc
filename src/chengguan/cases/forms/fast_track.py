"""Forms of 简案快办: enter, leave, withdraw the admission, reopen; and the merged form of report, opinion and notice."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.facts.fast_track import CHECKS, OBSTACLES, list_rows
from chengguan.cases.facts.joint_service import TITLES, made

from .base import DateField, MoneyField, TextField
from .investigation import NOT_CHOSEN, CaseForm, fact_choices
from .investigation_report import FinishForm


class EnterFastTrackForm(CaseForm):
    """案件简案快办审批."""

    item = forms.ChoiceField(label="清单事项")
    findings = TextField(label="查明的事实", rows=4, max_length=20000)
    proposal = TextField(label="拟处理意见", rows=2)
    fine = MoneyField(label="拟处罚款（元）")
    admitted_on = DateField(label="承诺书签署日期")
    signer = forms.CharField(label="签名人", max_length=60)
    checks = forms.MultipleChoiceField(
        label="已经具备的条件",
        choices=list(CHECKS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    obstacles = forms.MultipleChoiceField(
        label="不得适用的情形",
        choices=list(OBSTACLES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="有其中一种的如实勾选，不适用简案快办。",
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("事项和处理意见", ["item", "findings", "proposal", "fine"]),
        ("认错认罚", ["admitted_on", "signer"]),
        ("条件", ["checks", "obstacles"]),
    ]

    def prepare(self) -> None:
        rows = list_rows(self.case.known, local_date(self.at), self.actor.jurisdiction)
        choices = [(str(row["id"]), _label(row)) for row in rows]
        self.set_choices("item", choices if len(choices) == 1 else [NOT_CHOSEN, *choices])
        self.set_initial(findings=self.case.summary, admitted_on=local_date(self.at), signer=self.spokesman)


def _label(row: Any) -> str:
    return f"{row['title']}（{row['field']}，罚款不超过{row['max_fine']}元）"


class ExitFastTrackForm(CaseForm):
    """转为普通程序."""

    ground = forms.ChoiceField(label="原因")
    explanation = TextField(label="具体情况")

    def prepare(self) -> None:
        self.set_choices("ground", fact_choices("fast_exit_ground"))


class WithdrawAdmissionForm(CaseForm):
    """撤回认错认罚."""

    withdrawn_on = DateField(label="撤回日期")
    speaker = forms.CharField(label="撤回人", max_length=60)
    content = TextField(label="撤回的内容和理由")

    def prepare(self) -> None:
        self.set_initial(withdrawn_on=local_date(self.at), speaker=self.spokesman)


class ReopenForm(CaseForm):
    """退回补充调查."""

    explanation = TextField(label="需要补充调查的事项和原因", rows=4)


class JointDocumentsForm(CaseForm):
    """制作合规建议书、信用修复告知书."""

    kinds = forms.MultipleChoiceField(
        label="制作的文书",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "请勾选要制作的文书。"},
    )

    def prepare(self) -> None:
        left = [(kind, title) for kind, title in TITLES.items() if kind not in made(self.case.known)]
        self.set_choices("kinds", left)
        self.set_initial(kinds=[kind for kind, _ in left])


# Names of the report on the left, of the notice on the right: what is filled in once.
SHARED: Final = {
    "facts_found": "findings",
    "kinds": "kinds",
    "tier": "tier",
    "circumstances": "circumstances",
    "leniency": "leniency",
    "fine": "fine",
    "reasons_given": "discretion",
    "deviation": "deviation",
    "officers": "officers",
}


class FastForm(FinishForm):
    """简案快办合并表: 调查终结、办理意见和事先告知 filled in once; the outcome is a penalty."""

    def prepare(self) -> None:
        known = self.case.known
        self.set_initial(
            facts_found=known.get("fast_track_findings", ""),
            proposal=known.get("fast_track_proposal", ""),
            course="经现场检查、询问当事人和核对身份证明，案件事实已经查清",
            statement="当事人认错认罚，对事实和适用法律没有异议",
            kinds=["fine"] if Decimal(str(known.get("fast_track_fine") or 0)) else [],
        )
        super().prepare()
        self.initial["fine"] = self.initial.get("fine") or known.get("fast_track_fine")
        self.fields["outcome"].widget = forms.HiddenInput()
        self._prove_by_all()

    def _prove_by_all(self) -> None:
        """The standard set proves every element: site record and interview stand ticked."""
        records = [str(pk) for pk in self.case.records.order_by("id").values_list("pk", flat=True)]
        for name in self.fields:
            if name.startswith("element_") and not self.initial.get(name):
                self.initial[name] = records

    def report(self) -> dict[str, Any]:
        """Keyword arguments of case.finish_investigation."""
        return self.inputs()

    def notice(self) -> dict[str, Any]:
        """What the form of case.issue_prior_notice would have been filled with, as plain text."""
        given = self.cleaned_data
        values = {name: given.get(source) for source, name in SHARED.items() if source != "officers"}
        plain = {name: _plain(value) for name, value in values.items()}
        return {**plain, "officers": [str(pk) for pk in self.team()]}


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [str(item) for item in value]
    return "" if value is None else str(value)
