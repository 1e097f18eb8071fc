"""Forms of collecting evidence."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.cases.acts.evidence import APPRAISALS, ORIGINALS

from .base import DateField, MomentField, TextField, YesNoField
from .investigation import NOT_CHOSEN, CaseForm, ElementsField, EvidenceForm, FilesField, fact_choices, lines

COLLECTED: Final = ("documentary", "physical", "audiovisual", "electronic", "testimony")
HASH: Final = re.compile(r"[0-9a-fA-F]{64}")
METHODS: Final = [("随机抽样", "随机抽样"), ("逐件抽取", "逐件抽取"), ("按批次抽取", "按批次抽取")]


class CollectForm(EvidenceForm):
    """证据提取单."""

    kind = forms.ChoiceField(label="证据种类")
    title = forms.CharField(label="证据名称", max_length=120)
    count = forms.CharField(label="数量", max_length=20, initial="1份")
    source = forms.CharField(label="提供人或者来源", max_length=200)
    obtained_at = MomentField(label="取得时间")
    place = forms.CharField(label="取得地点", max_length=160)
    original = forms.ChoiceField(label="原件核对", choices=list(ORIGINALS.items()), widget=forms.RadioSelect)
    provider = forms.CharField(label="提供人（复制件）", max_length=80, required=False)
    original_at = forms.CharField(label="原件存放处", max_length=120, required=False)
    checked_by = forms.CharField(
        label="核对人", max_length=80, required=False, help_text="复制件由谁与原件核对。"
    )
    credentials_shown = forms.BooleanField(label="已出示执法证件", required=False)
    attachments = FilesField()
    medium = forms.CharField(label="存储介质", max_length=80, required=False)
    sha256 = forms.CharField(
        label="哈希值",
        max_length=64,
        required=False,
        help_text="上传了文件的自动计算，不用填；封存原始介质没有上传文件的，填 SHA-256 或 SM3，64位十六进制。",
    )
    monitoring = forms.BooleanField(label="由电子技术监控设备收集、固定", required=False)
    monitoring_basis = forms.CharField(
        label="监控设备的设置依据",
        max_length=200,
        required=False,
        help_text="在这里登记的监控记录只作线索。要作为证据，请办理“提交电子技术监控记录”，经审核后采用。",
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("证据", ["kind", "title", "count", "proves", "elements"]),
        (
            "取得",
            ["officers", "credentials_shown", "obtained_at", "place", "source", "original", "attachments"],
        ),
        ("复制件", ["provider", "original_at", "checked_by"]),
        ("电子数据和监控", ["medium", "sha256", "monitoring", "monitoring_basis"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_choices(
            "kind", [NOT_CHOSEN, *(row for row in fact_choices("evidence_kind") if row[0] in COLLECTED)]
        )
        self.set_initial(
            obtained_at=self.now_local,
            place=self.case.place,
            source=self.case.party_word,
            original="original",
        )

    def clean_sha256(self) -> str:
        value = str(self.cleaned_data["sha256"]).strip()
        if value and not HASH.fullmatch(value):
            raise forms.ValidationError("哈希值应为64位十六进制字符（SHA-256 或 SM3）。")
        return value.lower()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_moment_not_future("obtained_at")
        return data


class StatementForm(CaseForm):
    """当事人陈述材料接收单."""

    received_on = DateField(label="接收日期")
    form = forms.ChoiceField(
        label="形式",
        choices=[
            ("书面材料", "书面材料"),
            ("口头陈述（已记录）", "口头陈述（已记录）"),
            ("电子材料", "电子材料"),
        ],
    )
    title = forms.CharField(label="材料名称", max_length=120)
    pages = forms.IntegerField(label="页数", min_value=1, max_value=9999, required=False)
    content = TextField(label="主要内容", rows=4)
    attachments = FilesField()
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("材料", ["title", "form", "received_on", "pages", "content", "attachments"])
    ]

    def prepare(self) -> None:
        self.set_initial(received_on=local_date(self.at), title="当事人陈述材料")

    def clean_received_on(self) -> Any:
        received = self.cleaned_data["received_on"]
        if received > local_date(self.at):
            raise forms.ValidationError("接收日期不能晚于今天。")
        return received


class SampleForm(EvidenceForm):
    """抽样取证凭证."""

    sampled_at = MomentField(label="抽样时间")
    place = forms.CharField(label="抽样地点", max_length=160)
    method = forms.ChoiceField(label="抽样方法", choices=METHODS)
    items = TextField(
        label="样品清单", rows=4, help_text="每行一种：名称、空格、数量，例如“建筑垃圾样品 2袋”。"
    )
    credentials_shown = forms.BooleanField(label="已出示执法证件", required=False)
    process_recorded = YesNoField(label="已全程音像记录")
    on_site = forms.CharField(label="在场的当事人或者代理人", max_length=60, required=False)
    witness = forms.CharField(label="见证人", max_length=60, required=False)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        (
            "抽样",
            ["officers", "sampled_at", "place", "method", "items", "credentials_shown", "process_recorded"],
        ),
        ("在场人员", ["on_site", "witness"]),
        ("证明", ["proves", "elements"]),
    ]

    def prepare(self) -> None:
        super().prepare()
        self.set_initial(sampled_at=self.now_local, place=self.case.place, process_recorded=True)

    def clean_items(self) -> list[dict[str, str]]:
        rows = []
        for line in lines(self.cleaned_data["items"]):
            name, _, quantity = line.replace("\u3000", " ").rpartition(" ")
            if not name.strip():
                raise forms.ValidationError(f"请在样品名称后空一格写明数量：{line}")
            rows.append({"name": name.strip(), "quantity": quantity})
        return rows

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.clean_moment_not_future("sampled_at")
        return data


class CommissionForm(CaseForm):
    """检测（检验、鉴定）委托书."""

    kind = forms.ChoiceField(label="类别", choices=list(APPRAISALS.items()))
    body = forms.CharField(label="受托机构", max_length=80)
    qualification = forms.CharField(label="受托机构资质", max_length=120, required=False)
    question = TextField(label="委托事项和必要性")
    materials = TextField(label="移交的检材", rows=2, required=False)
    due_on = DateField(label="要求完成日期", required=False)
    approved_by = forms.CharField(label="批准的负责人", max_length=40, required=False)
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("委托", ["kind", "body", "qualification", "question", "materials", "due_on", "approved_by"])
    ]


class AppraisalForm(CaseForm):
    """检测（检验、鉴定）意见."""

    number = forms.CharField(label="报告编号", max_length=60)
    given_on = DateField(label="出具日期")
    conclusion = TextField(label="意见内容", rows=4)
    party_told = YesNoField(label="结果已告知当事人")
    proves = forms.CharField(label="证明内容", max_length=400, required=False)
    elements = ElementsField()
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("意见", ["number", "given_on", "conclusion", "party_told"]),
        ("证明", ["proves", "elements"]),
    ]

    def prepare(self) -> None:
        self.set_choices("elements", [(item, item) for item in self.case.matter.elements])
        self.set_initial(given_on=local_date(self.at))

    def clean_given_on(self) -> Any:
        given = self.cleaned_data["given_on"]
        if given > local_date(self.at):
            raise forms.ValidationError("出具日期不能晚于今天。")
        return given
