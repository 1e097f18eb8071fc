"""What the forms of an investigation have in common: the team, the elements proven, the words of the norms."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.base.kept_files import KeptFileField, KeptFilesInput
from chengguan.cases.facts.discretion import circumstance_choices
from chengguan.cases.facts.leniency import circumstances_help
from chengguan.cases.models import Case
from chengguan.ledger.norms import book
from chengguan.people.models import Officer
from chengguan.people.selectors import colleagues

from .base import ActForm, OfficersField

NOT_CHOSEN: Final = ("", "请选择")
FILES_AT_ONCE: Final = 20


def fact_choices(fact: str, *, blank: bool = True) -> list[tuple[str, str]]:
    """The choices of a fact as its norm has them."""
    rows = [(str(key), title) for key, title in book().fact(fact).choices.items()]
    return [NOT_CHOSEN, *rows] if blank else rows


def lines(text: str) -> list[str]:
    """The lines of a text that are not blank."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class CaseForm(ActForm):
    """A form about a case."""

    @property
    def case(self) -> Case:
        assert isinstance(self.subject, Case)
        return self.subject

    @property
    def spokesman(self) -> str:
        """Who speaks and signs for the party: the representative of an organisation, otherwise the party himself."""
        party = self.case.party
        return (party.representative if party else "") or self.case.party_word

    def set_initial(self, **values: Any) -> None:
        """Values that stand in the form before anything was entered."""
        self.initial = {**values, **self.initial}

    def set_choices(self, name: str, choices: Sequence[tuple[str, str]]) -> None:
        """Options of a choice field that depend on the case."""
        field = self.fields[name]
        assert isinstance(field, (forms.ChoiceField, forms.MultipleChoiceField))
        field.choices = list(choices)

    def offer_circumstances(self) -> None:
        """裁量情节 that may apply to this kind of party, with what the record shows beside them."""
        on, place, known = local_date(self.at), self.actor.jurisdiction, self.case.known
        self.set_choices("circumstances", circumstance_choices(on, place, str(known.get("party_kind") or "")))
        self.fields["circumstances"].help_text = circumstances_help(known, on, place)

    def clean_order(self, begun: str, ended: str) -> None:
        """Add an error when the end lies before the beginning, or either in the future."""
        self.clean_moment_not_future(begun)
        self.clean_moment_not_future(ended)
        first, last = self.cleaned_data.get(begun), self.cleaned_data.get(ended)
        if first and last and last < first:
            self.add_error(ended, "结束时间不能早于开始时间。")

    def require_with(self, name: str, message: str, *, when: bool) -> None:
        """Add an error when a field is blank although another answer calls for it."""
        if when and not self.cleaned_data.get(name):
            self.add_error(name, message)


class TeamForm(CaseForm):
    """A form that names the officers of the act; the two in charge stand first and are ticked."""

    officers = OfficersField(
        label="执法人员", queryset=Officer.objects.none(), help_text="至少两名持证执法人员，先主办后协办。"
    )

    def prepare(self) -> None:
        field = self.fields["officers"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = colleagues(self.actor) | Officer.objects.filter(
            pk__in=self.assigned()
        ).select_related("unit")
        self.set_initial(officers=self.assigned())

    def team(self) -> list[int]:
        """Ids of the officers who were named, those in charge of the case first."""
        order = {pk: place for place, pk in enumerate(self.assigned())}
        named = [officer.pk for officer in self.cleaned_data["officers"]]
        return sorted(named, key=lambda pk: (order.get(pk, len(order)), pk))

    def inputs(self) -> dict[str, Any]:
        entered = {key: value for key, value in self.cleaned_data.items() if key != "officers"}
        return {"officers": self.team(), **entered}


class ElementsField(forms.MultipleChoiceField):
    """构成要件 that a piece of evidence goes to prove."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "证明的构成要件")
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(**kwargs)


class FilesField(KeptFileField):
    """Photographs, scans, recordings: what a file is is judged by its content when it is stored."""

    widget = KeptFilesInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "附件")
        kwargs.setdefault("required", False)
        kwargs.setdefault(
            "help_text", "照片、PDF、视频、文档，可一次选择多个；按文件内容识别类型并记录哈希值。"
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [file for file in (data if isinstance(data, (list, tuple)) else [data]) if file]
        if len(files) > FILES_AT_ONCE:
            raise forms.ValidationError(f"一次最多上传 {FILES_AT_ONCE} 个文件。")
        return [super(FilesField, self).clean(file, initial) for file in files]


class EvidenceForm(TeamForm):
    """A form that enters evidence: what it proves, and which elements of the matter."""

    proves = forms.CharField(
        label="证明内容", max_length=400, widget=forms.TextInput(attrs={"data-span": "full"})
    )
    elements = ElementsField()

    def prepare(self) -> None:
        super().prepare()
        self.set_elements()

    def set_elements(self) -> None:
        """Offer the elements of the case's matter."""
        self.set_choices("elements", [(item, item) for item in self.case.matter.elements])
