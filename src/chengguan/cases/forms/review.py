"""Forms of notice, defence and legal review."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.acts.notice import VIA
from chengguan.cases.facts.answers import Answer
from chengguan.cases.facts.discretion import fine_range, tiers_for
from chengguan.cases.facts.known import Known
from chengguan.cases.facts.penalties import FINE, Penalty
from chengguan.cases.facts.review import ItemFinding, features, open_opinions, review_items
from chengguan.powers.rows import PENALTIES

from .base import DateField, MoneyField, TextField, YesNoField
from .investigation import NOT_CHOSEN, CaseForm, TeamForm, fact_choices, lines
from .investigation_report import DEVIATION_HELP, kinds_offered, tier_label

CONFISCATIONS: Final = ("confiscate_gains", "confiscate_property")
PENALTY_FIELDS: Final = [
    "findings",
    "kinds",
    "tier",
    "circumstances",
    "leniency",
    "fine",
    "confiscated",
    "property",
    "discretion",
    "deviation",
]
CONCLUSIONS: Final = [
    ("pass", "同意"),
    ("amend", "建议修改"),
    ("more_evidence", "建议补充调查"),
    ("reject", "不同意"),
]


class PenaltyForm(CaseForm):
    """What an act proposes or decides to impose: kinds, amounts, discretion and reasons."""

    findings = TextField(label="认定的违法事实", rows=5, max_length=20000)
    kinds = forms.MultipleChoiceField(label="处罚种类", widget=forms.CheckboxSelectMultiple)
    tier = forms.ChoiceField(label="裁量阶次", required=False)
    circumstances = forms.MultipleChoiceField(
        label="裁量情节", required=False, widget=forms.CheckboxSelectMultiple
    )
    leniency = forms.ChoiceField(label="从轻、减轻、从重", widget=forms.RadioSelect)
    fine = MoneyField(label="罚款（元）", required=False)
    confiscated = MoneyField(
        label="没收数额（元）", required=False, help_text="没收违法所得的数额，或者没收财物的价值。"
    )
    property = forms.CharField(label="没收的财物", max_length=300, required=False)
    discretion = TextField(label="裁量理由", rows=3)
    deviation = TextField(label="偏离裁量基准的理由", rows=2, required=False, help_text=DEVIATION_HELP)

    def prepare(self) -> None:
        super().prepare()
        matter, organisation = self.case.matter, bool(self.case.known.get("party_is_organisation"))
        kinds = kinds_offered(self.case)
        self.set_choices("kinds", [(kind, PENALTIES.get(kind, kind)) for kind in kinds])
        tiers = tiers_for(matter, organisation)
        self.set_choices("tier", [NOT_CHOSEN, *((str(row.order), tier_label(row)) for row in tiers)])
        self.offer_circumstances()
        self.set_choices("leniency", fact_choices("penalty_leniency", blank=False))
        statute = fine_range(matter, organisation)
        if statute:
            low, high = statute.yuan()
            self.fields["fine"].help_text = f"法定幅度 {low:,.2f} 元至 {high:,.2f} 元。"
        if not any(kind in kinds for kind in CONFISCATIONS):
            del self.fields["confiscated"], self.fields["property"]
        self.set_initial(**self._proposed({row.name: str(row.order) for row in tiers}))

    def _proposed(self, tiers: dict[str, str]) -> dict[str, Any]:
        """The last proposal: deliberation before notice before the report of the investigation."""
        known: Known = self.case.known
        return {
            "findings": known.get("facts_found", ""),
            "kinds": known.get("deliberated_kinds")
            or known.get("notice_kinds")
            or known.get("proposed_kinds")
            or [],
            "tier": tiers.get(str(known.get("proposed_tier") or ""), ""),
            "circumstances": known.get("proposed_circumstances") or [],
            "leniency": known.get("proposed_leniency") or "none",
            "fine": known.get("deliberated_fine") or known.get("notice_fine") or known.get("proposed_fine"),
            "confiscated": known.get("notice_confiscated"),
            "discretion": known.get("proposed_reasons", ""),
            "deviation": known.get("deviation_reasons", ""),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        kinds = data.get("kinds") or []
        self.require_with("fine", "请填写罚款数额。", when=FINE in kinds)
        seized = "confiscated" in self.fields and any(kind in kinds for kind in CONFISCATIONS)
        self.require_with("confiscated", "请填写没收的数额或者价值。", when=seized)
        return data

    def penalty(self) -> Penalty:
        """The penalty as entered; amounts of kinds that were not chosen are dropped."""
        data = self.cleaned_data
        kinds = tuple(data["kinds"])
        seized = any(kind in kinds for kind in CONFISCATIONS)
        return Penalty(
            kinds=kinds,
            fine=(data["fine"] or Decimal(0)) if FINE in kinds else Decimal(0),
            findings=data["findings"],
            discretion=data["discretion"],
            confiscated=(data.get("confiscated") or Decimal(0)) if seized else Decimal(0),
            property=data.get("property", "") if "confiscate_property" in kinds else "",
            tier=data["tier"] if FINE in kinds else "",
            leniency=data["leniency"],
            circumstances=tuple(data["circumstances"]),
            deviation=data["deviation"],
        )


class NoticeForm(PenaltyForm, TeamForm):
    """行政处罚事先告知."""

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("拟作出的处罚", PENALTY_FIELDS),
        ("承办人", ["officers"]),
    ]

    def inputs(self) -> dict[str, Any]:
        return {"officers": self.team(), "penalty": self.penalty()}


class RenoticeForm(NoticeForm):
    """重新告知."""

    ground = forms.ChoiceField(label="重新告知的原因")
    explanation = TextField(label="变化的具体内容")
    new_facts = forms.BooleanField(label="加重以新查明的事实为依据", required=False)

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("重新告知", ["ground", "explanation", "new_facts"]),
        ("拟作出的处罚", PENALTY_FIELDS),
        ("承办人", ["officers"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices("ground", fact_choices("renotice_ground"))

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {**super().inputs(), **{name: data[name] for name in ("ground", "explanation", "new_facts")}}


class DefenceForm(TeamForm):
    """听取陈述、申辩."""

    raised_on = DateField(label="提出日期")
    via = forms.ChoiceField(label="方式", choices=list(VIA.items()), widget=forms.RadioSelect)
    speaker = forms.CharField(label="陈述申辩人", max_length=60)
    points = TextField(label="意见", rows=6, help_text="每行一条：一项事实、理由或者证据。")
    disputes = YesNoField(
        label="是否对违法事实或者适用法律有异议",
        yes="有异议",
        no="没有异议，只请求从轻、减轻或者说明情况",
        required=False,
    )
    recorded = forms.BooleanField(label="已对过程进行文字或者音像记录", required=False)

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(raised_on=local_date(self.at), via="oral", recorded=True)
        self.set_initial(speaker=self.spokesman)

    def inputs(self) -> dict[str, Any]:
        return {**super().inputs(), "points": lines(self.cleaned_data["points"])}


class WaiverForm(TeamForm):
    """放弃陈述申辩、放弃听证."""

    waived_on = DateField(label="声明日期")
    signer = forms.CharField(label="签名人", max_length=60)
    signed = forms.BooleanField(
        label="当事人已在书面声明上签名或者盖章", required=False, help_text="口头表示或者沉默都不是放弃。"
    )

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(waived_on=local_date(self.at), signer=self.spokesman)


class AnswersForm(CaseForm):
    """Answers one by one; a concrete form says to what."""

    adopted_label: ClassVar[str] = "是否采纳"
    text_label: ClassVar[str] = "理由"

    def rows(self) -> list[tuple[int, str]]:
        """(key, text) of what is to be answered."""
        raise NotImplementedError

    def prepare(self) -> None:
        super().prepare()
        self._points: list[tuple[str, list[str]]] = []
        for number, (key, text) in enumerate(self.rows(), 1):
            self.fields[f"adopted_{key}"] = YesNoField(
                label=f"第{number}条：{self.adopted_label}",
                yes="采纳",
                no="不采纳",
                required=False,
            )
            self.fields[f"text_{key}"] = TextField(
                label=f"第{number}条：{self.text_label}", rows=2, required=False
            )
            self._points.append((f"{number}. {text}", [f"adopted_{key}", f"text_{key}"]))

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]
        """Each point stands as the heading above its answer; officers follow."""
        return [*self._points, *([("承办人", ["officers"])] if "officers" in self.fields else [])]

    def answers(self) -> dict[int, Answer]:
        data = self.cleaned_data
        return {key: Answer(data[f"adopted_{key}"], data[f"text_{key}"]) for key, _ in self.rows()}


class ReexamineForm(AnswersForm, TeamForm):
    """复核陈述、申辩."""

    def rows(self) -> list[tuple[int, str]]:
        return list(
            self.case.defence_points.filter(reexamined_on=None).order_by("pk").values_list("pk", "content")
        )

    def inputs(self) -> dict[str, Any]:
        return {"officers": self.team(), "answers": self.answers()}


class ReviewRequestForm(CaseForm):
    """送法制审核."""

    grounds = forms.MultipleChoiceField(label="送审情形", widget=forms.CheckboxSelectMultiple, required=False)
    questions = TextField(label="需要说明或者请求审核的问题", required=False)

    def prepare(self) -> None:
        choices = fact_choices("legal_review_grounds", blank=False)
        self.set_choices("grounds", choices)
        found = features(self.case.known) - {"every_case"}
        self.set_initial(grounds=[name for name, _ in choices if name in found] or ["every_case"])


class ReviewForm(CaseForm):
    """法制审核."""

    conclusion = forms.ChoiceField(label="审核结论", choices=CONCLUSIONS, widget=forms.RadioSelect)
    summary = TextField(label="审核意见和理由", rows=4)
    opinions = TextField(
        label="逐条意见",
        rows=5,
        required=False,
        help_text="每行一条；依据写在“｜”之后。建议修改、补充调查或者不同意的必须填写。",
    )

    def prepare(self) -> None:
        for name, title in review_items(self.actor.jurisdiction, self.case.known).items():
            choice = forms.RadioSelect(attrs={"data-span": "half"})
            self.fields[f"item_{name}"] = YesNoField(label=title, yes="符合", no="不符合", widget=choice)
            self.fields[f"note_{name}"] = forms.CharField(label="说明", max_length=300, required=False)

    @property
    def fieldsets(self) -> list[tuple[str, list[str]]]:  # type: ignore[override]
        """Item by item first, each beside its note; then what follows from them."""
        items = [name for name in self.fields if name.startswith(("item_", "note_"))]
        return [("逐项审核", items), ("结论", ["conclusion", "summary", "opinions"])]

    def inputs(self) -> dict[str, Any]:
        data = self.cleaned_data
        items = {
            name: ItemFinding(met=bool(data[f"item_{name}"]), note=data[f"note_{name}"])
            for name in review_items(self.actor.jurisdiction, self.case.known)
        }
        pairs = [line.replace("|", "｜").partition("｜") for line in lines(data["opinions"])]
        opinions = [(text.strip(), basis.strip()) for text, _, basis in pairs]
        return {
            "conclusion": data["conclusion"],
            "summary": data["summary"],
            "opinions": opinions,
            "items": items,
        }


class ReviewAnswerForm(AnswersForm):
    """答复法制审核意见."""

    text_label: ClassVar[str] = "处理情况或者不采纳的理由"

    def rows(self) -> list[tuple[int, str]]:
        return list(open_opinions(self.case).values_list("pk", "text"))

    def inputs(self) -> dict[str, Any]:
        return {"answers": self.answers()}
