"""Forms of the acts on dossiers, and the filters of the board."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.base.dates import local_date
from chengguan.cases.facts.dossier import retention_of, retentions
from chengguan.cases.models import Case
from chengguan.dossiers.contents import parse
from chengguan.dossiers.models import Dossier
from chengguan.dossiers.selectors.board import LOANS, STATES, Filters
from chengguan.people.act_forms import ActForm, DateField, OfficerField, TextField

ALL: Final = ("", "全部")
USUAL_DAYS: Final = 14


class PrepareForm(ActForm):
    """编制、重新编制: retention class, who will check, remarks for the 备考表."""

    retention = forms.ChoiceField(label="保管期限", help_text="已归档的案件应当与归档时确定的期限一致。")
    checker = OfficerField(
        label="检查人", queryset=None, help_text="检查人与立卷人不能是同一人，姓名印在卷内备考表上。"
    )
    remarks = TextField(
        label="备考说明",
        required=False,
        max_length=300,
        help_text="需要说明的情况，例如缺页、原件另存、涉密材料另行保管。",
    )

    @property
    def case(self) -> Case:
        subject = self.subject
        return subject if isinstance(subject, Case) else subject.case  # type: ignore[attr-defined]

    def prepare(self) -> None:
        field: Any = self.fields["retention"]
        field.choices = [(key, row.title) for key, row in retentions(self.case).items()]
        self.initial.setdefault("retention", self.case.known.get("retention") or retention_of(self.case))
        _offer_checkers(self)
        if isinstance(self.subject, Dossier):
            was = parse(self.subject.contents).extra
            self.initial.setdefault("checker", was.get("checker_id"))
            self.initial.setdefault("remarks", was.get("remarks", ""))


class SealForm(ActForm):
    """封卷: the checker named in the 备考表 has gone through the bound file."""

    checker = OfficerField(label="检查人", queryset=None)
    gone_through = forms.BooleanField(
        label="检查人已逐页检查装订好的案卷：材料齐全，排列有序，页码连续，字迹清楚",
        error_messages={"required": "请先由检查人检查案卷。"},
    )

    def prepare(self) -> None:
        assert isinstance(self.subject, Dossier)
        named = parse(self.subject.contents).extra["checker_id"]
        field: Any = self.fields["checker"]
        field.queryset = self.officers.filter(pk=named)
        field.empty_label = None
        self.initial.setdefault("checker", named)

    def inputs(self) -> dict[str, Any]:
        return {"checker": self.cleaned_data["checker"]}


class SupplementForm(ActForm):
    """编制补充卷."""

    checker = OfficerField(label="检查人", queryset=None)
    reason = TextField(label="补充归档的理由", required=False, max_length=300)

    def prepare(self) -> None:
        _offer_checkers(self)


class ViewForm(forms.Form):
    """查阅: why."""

    reason = forms.CharField(
        label="查阅事由", max_length=200, widget=forms.TextInput(attrs={"placeholder": "例如：案卷评查"})
    )


class LendForm(ActForm):
    """借阅案卷."""

    borrower = forms.CharField(label="借阅人", max_length=60)
    organisation = forms.CharField(label="借阅人单位", max_length=120)
    purpose = forms.CharField(label="用途", max_length=200)
    approved_by = forms.CharField(label="批准人", max_length=40)
    due_on = DateField(label="应还日期")
    fieldsets: ClassVar = [
        ("借阅人", ["borrower", "organisation", "purpose"]),
        ("批准和期限", ["approved_by", "due_on"]),
    ]

    def prepare(self) -> None:
        self.initial.setdefault("due_on", local_date(self.at) + timedelta(days=USUAL_DAYS))
        self.initial.setdefault("organisation", self.actor.bureau_name)


class TakeBackForm(ActForm):
    """归还案卷."""

    condition = TextField(label="归还时的状况", max_length=200)

    def prepare(self) -> None:
        self.initial.setdefault("condition", "材料齐全，无缺页、涂改、污损。")


class HandOverForm(ActForm):
    """移交档案部门."""

    receiver = forms.CharField(label="接收单位", max_length=120)
    number = forms.CharField(label="交接文据编号", max_length=80)
    checked = forms.BooleanField(label="移交前已检测真实性、完整性、可用性和安全性", required=False)


class BoardForm(forms.Form):
    """筛选案卷. Wrong values are ignored, never an error page."""

    q = forms.CharField(label="档号、题名、案号、决定文号", required=False, max_length=60)
    year = forms.IntegerField(label="年度", required=False, min_value=1949, max_value=9999)
    retention = forms.CharField(label="保管期限", required=False, max_length=12, widget=LongSelect)
    state = forms.ChoiceField(label="状态", required=False, choices=[ALL, *STATES.items()], widget=LongSelect)
    loan = forms.ChoiceField(label="借阅", required=False, choices=[ALL, *LOANS.items()], widget=LongSelect)

    def __init__(self, *args: Any, classes: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["retention"] = forms.ChoiceField(
            label="保管期限", required=False, choices=[ALL, *classes], widget=LongSelect
        )
        self.order_fields(["q", "year", "retention", "state", "loan"])

    def filters(self) -> Filters:
        """The filters that could be understood."""
        self.is_valid()
        clean = self.cleaned_data
        return Filters(**{name: clean[name] for name in Filters.__dataclass_fields__ if clean.get(name)})


def _offer_checkers(form: ActForm) -> None:
    """Everyone of the reach but the one who compiles."""
    field: Any = form.fields["checker"]
    field.queryset = form.officers.exclude(pk=form.actor.officer_id)
