"""Forms of examining evidence, of making recordings evidence, and of exhibits."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import CHINA
from chengguan.cases.facts.elements import examined
from chengguan.cases.facts.examination import FATES, MOVES, PROPERTIES, stage_of
from chengguan.cases.models import Examination, ExhibitMove
from chengguan.cases.models.evidence import OPEN_STATES
from chengguan.recordings.models import Derivative, Recording

from .base import TextField, YesNoField
from .investigation import NOT_CHOSEN, CaseForm, EvidenceForm, TeamForm

OUTCOMES: Final = dict(Examination.OUTCOMES)
MOVE_TITLES: Final = dict(ExhibitMove.KINDS)
REASON: Final = "why_"


class ExamineForm(TeamForm):
    """证据审查: several pieces at once when they share the outcome."""

    records = forms.MultipleChoiceField(
        label="证据",
        widget=forms.CheckboxSelectMultiple,
        help_text="结论和理由相同的可以一并勾选。",
        error_messages={"required": "请勾选要审查的证据。"},
    )
    genuine = YesNoField(label="真实性", yes="具备", no="不具备")
    why_genuine = TextField(
        label="真实性的理由", rows=2, help_text="例如：与原件核对一致；哈希值相符；与其他证据相互印证。"
    )
    lawful = YesNoField(label="合法性", yes="具备", no="不具备")
    why_lawful = TextField(label="合法性的理由", rows=2, help_text="例如：两名持证人员依法取得，程序齐备。")
    relevant = YesNoField(label="关联性", yes="具备", no="不具备")
    why_relevant = TextField(label="关联性的理由", rows=2, help_text="例如：证明占用道路的时间、地点和面积。")
    outcome = forms.ChoiceField(
        label="结论", choices=[(key, title) for key, title in Examination.OUTCOMES], widget=forms.RadioSelect
    )
    remarks = TextField(label="补强要求", rows=2, required=False, max_length=1000)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("证据", ["records"]),
        ("真实性", ["genuine", "why_genuine"]),
        ("合法性", ["lawful", "why_lawful"]),
        ("关联性", ["relevant", "why_relevant"]),
        ("结论", ["outcome", "remarks", "officers"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        seen = examined(self.case.known)
        rows = self.case.records.order_by("id")
        self.set_choices("records", [(str(row.pk), self._label(row, seen)) for row in rows])
        review = stage_of(self.case.known) == Examination.REVIEW
        stages = {key: row.get("stage") for key, row in (self.case.known.get("examinations") or {}).items()}
        waiting = [
            str(row.pk)
            for row in rows
            if str(row.pk) not in seen or (review and stages.get(str(row.pk)) != Examination.REVIEW)
        ]
        self.set_initial(records=waiting, genuine=True, lawful=True, relevant=True, outcome="adopted")
        if review:
            self.fields["officers"].required = False
            self.fields["officers"].help_text = "终结后由法制人员复核，不用选择。"

    def _label(self, row: Any, seen: dict[str, str]) -> str:
        state = OUTCOMES.get(seen.get(str(row.pk), ""), "未审查")
        return self.case.veiled(f"{row.title}（{row.get_kind_display()}，{state}）")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.require_with("remarks", "应当补强的，请写明补什么。", when=data.get("outcome") == "supplement")
        return data

    def inputs(self) -> dict[str, Any]:
        data = super().inputs()
        reasons = {name: data.pop(f"{REASON}{name}") for name in PROPERTIES}
        return {**data, "reasons_for": reasons}


class AdoptRecordingForm(EvidenceForm):
    """音视频转为视听资料证据."""

    recording = forms.ChoiceField(label="录像", help_text="只列出已关联本案、尚在库的录像。")
    derivative = forms.ChoiceField(
        label="取用部分", required=False, help_text="不选为整份录像；片段、截图先在录像页制作。"
    )
    title = forms.CharField(label="证据名称", max_length=120, required=False, help_text="不填的自动取名。")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("录像", ["recording", "derivative", "title"]),
        ("证明", ["proves", "elements", "officers"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        ties = {"ties__subject_key": self.case.chain_key, "ties__untied_at": None}
        rows = Recording.objects.filter(destroyed_on=None, **ties).order_by("began_at")
        self.set_choices("recording", [NOT_CHOSEN, *((str(row.pk), _recording(row)) for row in rows)])
        made = (
            Derivative.objects.filter(recording__in=rows, state__in=(Derivative.READY, Derivative.CONFIRMED))
            .exclude(kind=Derivative.PLAYBACK)
            .exclude(file=None)
            .select_related("recording")
        )
        self.set_choices("derivative", [("", "整份录像"), *((str(row.pk), _derivative(row)) for row in made)])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen, part = data.get("recording"), data.get("derivative")
        fits = not part or Derivative.objects.filter(pk=part, recording=chosen or None).exists()
        if not fits:
            self.add_error("derivative", "所选片段、截图不是出自所选的录像。")
        return data


def _recording(row: Recording) -> str:
    return f"{row.number}（{row.began_at.astimezone(CHINA):%Y-%m-%d %H:%M}，{row.place or '地点未填'}）"


def _derivative(row: Derivative) -> str:
    caption = f"：{row.caption}" if row.caption else ""
    return f"{row.get_kind_display()}{caption}（{row.recording.number}）"


# --- exhibits -----------------------------------------------------------------------------------------------


class TakeInForm(CaseForm):
    """证物入库."""

    record = forms.ChoiceField(
        label="物证", help_text="登记保存、查封、扣押的物品在“物品与措施”中保管，不在这里入库。"
    )
    quantity = forms.CharField(label="数量", max_length=20, initial="1件")
    seal_number = forms.CharField(label="封条编号", max_length=60)
    condition = forms.CharField(label="封装时的状况", max_length=200)
    place = forms.CharField(label="存放位置", max_length=120, help_text="例如“证物室2号柜3层”。")
    custodian = forms.CharField(label="保管人", max_length=80)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("证物", ["record", "quantity", "seal_number", "condition"]),
        ("保管", ["place", "custodian"]),
    ]

    def prepare(self) -> None:
        rows = self.case.records.filter(kind="physical").exclude(exhibits__state__in=OPEN_STATES)
        self.set_choices(
            "record", [NOT_CHOSEN, *((str(row.pk), self.case.veiled(row.title)) for row in rows)]
        )
        self.set_initial(custodian=self.actor.name)


class _ExhibitForm(CaseForm):
    """A form about one exhibit that has not been disposed of."""

    exhibit = forms.ChoiceField(label="证物")

    def prepare(self) -> None:
        rows = self.case.exhibits.filter(state__in=OPEN_STATES).order_by("number")
        self.set_choices(
            "exhibit", [NOT_CHOSEN, *((str(row.pk), f"{row}（{row.get_state_display()}）") for row in rows)]
        )


class MoveExhibitForm(_ExhibitForm):
    """证物调取、归还、移交保管."""

    kind = forms.ChoiceField(label="事项", choices=[NOT_CHOSEN, *((key, MOVE_TITLES[key]) for key in MOVES)])
    person = forms.CharField(label="接收人", max_length=120)
    purpose = TextField(label="用途", rows=2, max_length=200)
    place = forms.CharField(label="存放（去往）地点", max_length=120, required=False)
    seal_number = forms.CharField(
        label="新封条编号", max_length=60, required=False, help_text="启封后重新封装的填写。"
    )
    condition = forms.CharField(label="状况", max_length=200, required=False, help_text="没有变化的不填。")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("证物", ["exhibit", "kind", "person", "purpose"]),
        ("状况", ["place", "seal_number", "condition"]),
    ]


class DisposeExhibitForm(_ExhibitForm):
    """证物返还、随卷、移交、销毁."""

    fate = forms.ChoiceField(
        label="处理方式", choices=[NOT_CHOSEN, *((key, MOVE_TITLES[key]) for key in FATES)]
    )
    person = forms.CharField(label="接收人（监销人）", max_length=120)
    basis = TextField(label="处理依据", rows=2, max_length=200)
    approved_by = forms.CharField(label="批准人", max_length=80, required=False, help_text="销毁的必须填写。")
    condition = forms.CharField(label="处理时的状况", max_length=200, required=False)
    place = forms.CharField(label="地点", max_length=120, required=False)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("处理", ["exhibit", "fate", "person", "basis", "approved_by"]),
        ("状况", ["condition", "place"]),
    ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.require_with("approved_by", "销毁的，请写明批准人。", when=data.get("fate") == "destroy")
        return data
