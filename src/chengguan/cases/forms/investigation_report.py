"""案件调查终结报告 as a form: facts, evidence by element, outcome, discretion."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.facts.discretion import fine_range, tiers_for
from chengguan.cases.facts.likeness import mentioned, read_quantities
from chengguan.cases.facts.penalties import business_distinguished
from chengguan.cases.models import Case, Record
from chengguan.powers.rows import PENALTIES

from .base import MoneyField, TextField, YesNoField
from .investigation import NOT_CHOSEN, TeamForm, fact_choices

ELEMENT: Final = "element_"
DEVIATION_HELP: Final = "罚款在算出的幅度以内不用填。在法定幅度内偏离的必须填写，理由写入文书并送法制审核。"
SITE_RECORD: Final = "case.make_site_record"
OUTCOME_FIELDS: Final = (
    "outcome",
    "kinds",
    "tier",
    "circumstances",
    "leniency",
    "quantities",
    "business",
    "fine",
    "reasons_given",
    "deviation",
    "proposal",
)
REPORTED: Final = ("penalty", "exempted", "withdrawn", "transferred")


class FinishForm(TeamForm):
    """案件调查终结报告."""

    facts_found = TextField(label="查明的违法事实", rows=6, max_length=20000)
    course = TextField(label="调查经过", rows=2, required=False)
    statement = TextField(label="当事人的陈述和改正情况", rows=2, required=False)
    outcome = forms.ChoiceField(label="拟处理结果")
    kinds = forms.MultipleChoiceField(label="处罚种类", required=False, widget=forms.CheckboxSelectMultiple)
    tier = forms.ChoiceField(label="裁量阶次", required=False)
    circumstances = forms.MultipleChoiceField(
        label="裁量情节", required=False, widget=forms.CheckboxSelectMultiple
    )
    leniency = forms.ChoiceField(label="从轻、减轻、从重", widget=forms.RadioSelect)
    fine = MoneyField(label="罚款（元）", required=False)
    quantities = TextField(
        label="涉案数量",
        rows=2,
        required=False,
        help_text="每行一项，例如“占用面积 12 平方米”。用于比较同类案件。",
    )
    business = YesNoField(
        label="违法行为发生在经营活动中", required=False, help_text="本地的听证数额因此不同。"
    )
    reasons_given = TextField(label="裁量理由", rows=3)
    deviation = TextField(label="偏离裁量基准的理由", rows=2, required=False, help_text=DEVIATION_HELP)
    proposal = TextField(label="处理建议", rows=3)

    def prepare(self) -> None:
        super().prepare()
        self._offer()
        self._ask_for_elements()
        self.set_initial(leniency="none", fine=None, outcome="penalty")

    def _offer(self) -> None:
        case, matter = self.case, self.case.matter
        organisation = bool(case.known.get("party_is_organisation"))
        rows = fact_choices("proposed_outcome")
        self.set_choices("outcome", [row for row in rows if row[0] in ("", *REPORTED)])
        self.set_choices("kinds", [(kind, PENALTIES.get(kind, kind)) for kind in kinds_offered(case)])
        if not business_distinguished(local_date(self.at), self.actor.jurisdiction):
            del self.fields["business"]
        texts = [str(row.details.get("findings", "")) for row in case.records.filter(act=SITE_RECORD)]
        self.set_initial(quantities="\n".join(mentioned(texts)))
        tiers = tiers_for(matter, organisation)
        self.set_choices("tier", [NOT_CHOSEN, *((str(row.order), tier_label(row)) for row in tiers)])
        self.offer_circumstances()
        self.set_choices("leniency", fact_choices("proposed_leniency", blank=False))
        statute = fine_range(matter, organisation)
        low, high = statute.yuan() if statute else (Decimal(0), Decimal(0))
        self.fields["fine"].help_text = (
            f"法定幅度 {low:,.2f} 元至 {high:,.2f} 元。" if statute else "该案由对此类当事人没有规定罚款。"
        )

    def _ask_for_elements(self) -> None:
        """For each element of the matter the evidence that proves it; what was ticked with the evidence stands ticked here."""
        records = list(self.case.records.order_by("id"))
        choices = [
            (str(row.pk), self.case.veiled(f"{row.title}（{row.get_kind_display()}）")) for row in records
        ]
        for place, element in enumerate(self.case.matter.elements):
            self.fields[f"{ELEMENT}{place}"] = forms.MultipleChoiceField(
                label=f"证明“{element}”的证据",
                choices=choices,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
            self.set_initial(
                **{f"{ELEMENT}{place}": [str(row.pk) for row in records if element in _elements(row)]}
            )

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]
        """The elements stand between the facts and the outcome."""
        return [
            ("事实", ["facts_found", "course", "statement"]),
            ("证据", [name for name in self.fields if name.startswith(ELEMENT)]),
            ("处理", [name for name in OUTCOME_FIELDS if name in self.fields]),
            ("承办人", ["officers"]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        penalty = data.get("outcome") == "penalty"
        self.require_with("kinds", "拟给予行政处罚的，请选择处罚种类。", when=penalty)
        if penalty and "fine" in data.get("kinds", []):
            self.require_with("fine", "请填写罚款数额。", when=True)
        return data

    def clean_quantities(self) -> list[dict[str, str]]:
        """Lines as quantities; a line without number and unit is named."""
        found, unread = read_quantities(self.cleaned_data["quantities"])
        if unread:
            raise forms.ValidationError(
                f"“{unread[0][:20]}”没有看懂，请写成“名称 数值 单位”，例如“占用面积 12 平方米”。"
            )
        return found

    def inputs(self) -> dict[str, Any]:
        data = super().inputs()
        elements = self.case.matter.elements
        proven = {
            elements[int(key.removeprefix(ELEMENT))]: data.pop(key)
            for key in list(data)
            if key.startswith(ELEMENT)
        }
        return {**data, "proven": proven, "fine": data["fine"] or Decimal(0)}


def kinds_offered(case: Case) -> list[str]:
    """Kinds of penalty of the matter, and those that further matters of the same act add (行政处罚法 第二十九条)."""
    return [str(kind) for kind in case.known.get("matter_kinds") or case.matter.kinds]


def tier_label(tier: Any) -> str:
    """A tier by name, range and condition."""
    return f"{tier.name}：{tier.low:,.0f}—{tier.high:,.0f}元（{tier.condition}）"


def _elements(record: Record) -> list[str]:
    details: dict[str, Any] = record.details
    return list(details.get("elements") or [])
