"""Forms of acts against unlawful building, and of daily penalties."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms

from chengguan.cases.acts.daily_penalty import HEARINGS
from chengguan.cases.facts.daily_penalty import daily_sum

from .base import DateField, OfficersField, TextField, YesNoField
from .enforcement import COURSE, CourseForm
from .execution import CaseForm

MAX_GOODS: Final = 10


class StopForm(CaseForm):
    """责令停止建设."""

    running = YesNoField(label="违法建设是否正在进行", yes="正在进行", no="已经建成")
    building = TextField(label="建设的位置、面积、结构和现状", required=False)
    demands = forms.CharField(
        label="具体要求", max_length=300, initial="立即停止建设，听候处理，不得继续施工。"
    )
    credentials_shown = forms.BooleanField(label="已出示执法证件", required=False)
    officers = OfficersField(label="执法人员", queryset=None, required=False)

    def prepare(self) -> None:
        self.offer_officers()


class OrderForm(CaseForm):
    """限期拆除决定."""

    building = TextField(label="违法建设的位置、面积、结构和现状", required=False)
    finding_organ = forms.CharField(label="规划主管部门", max_length=80, required=False)
    finding_number = forms.CharField(label="认定意见文号", max_length=80, required=False)
    finding_on = DateField(label="认定日期")
    irremediable = YesNoField(label="认定结论", yes="无法采取改正措施消除影响", no="可以采取改正措施消除影响")
    opinion = TextField(label="听取当事人陈述、申辩的情况", required=False, rows=2)
    due_on = DateField(label="自行拆除的期限")

    def prepare(self) -> None:
        self.initial.setdefault("finding_on", self.today)


class AnnounceForm(CaseForm):
    """强制拆除公告."""

    due_on = DateField(label="公告的自行拆除期限")
    place = forms.CharField(label="张贴地点", max_length=160, required=False)

    def prepare(self) -> None:
        self.initial.setdefault("place", f"{self.case.place}及所在社区公告栏")


class DecideForm(CaseForm):
    """强制拆除决定."""

    government = forms.CharField(label="责成的人民政府", max_length=80, required=False)
    government_number = forms.CharField(label="责成文书文号", max_length=80, required=False)
    government_on = DateField(label="责成日期")
    reasons_given = TextField(label="强制拆除的理由和依据", required=False)
    way = TextField(label="方式", required=False, rows=2)
    scheduled_on = DateField(label="实施日期")

    def prepare(self) -> None:
        self.initial.setdefault("government", self.case.bureau.government)
        self.initial.setdefault("government_on", self.today)


class DemolishForm(CourseForm):
    """实施强制拆除, with up to ten lines of goods."""

    witness = forms.CharField(label="见证人", max_length=80, required=False)
    no_goods = forms.BooleanField(label="屋内没有物品", required=False)

    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("实施", [*COURSE, "witness", "officers"]),
        (
            "屋内物品",
            ["no_goods", *(f"{part}_{no}" for no in range(1, MAX_GOODS + 1) for part in ("goods", "kept"))],
        ),
    ]

    def prepare(self) -> None:
        super().prepare()
        for no in range(1, MAX_GOODS + 1):
            self.fields[f"goods_{no}"] = forms.CharField(
                label=f"物品{no}（名称、数量）", max_length=80, required=False
            )
            self.fields[f"kept_{no}"] = forms.CharField(label=f"存放地点{no}", max_length=80, required=False)

    def inputs(self) -> dict[str, Any]:
        given = super().inputs()
        rows = []
        for no in range(1, MAX_GOODS + 1):
            name, kept = given.pop(f"goods_{no}"), given.pop(f"kept_{no}")
            if name:
                rows.append({"name": name, "kept": kept})
        course = self.course(given)
        return {**given, "goods": rows, "course": course}


class RemovalForm(CaseForm):
    """核实自行拆除."""

    removed_on = DateField(label="拆除日期")
    finding = TextField(label="核实情况", required=False)
    officers = OfficersField(label="核实人员", queryset=None, required=False)

    def prepare(self) -> None:
        self.offer_officers()
        self.initial.setdefault("removed_on", self.today)


class DailyNoticeForm(CaseForm):
    """按日连续处罚事先告知: the sum is computed, not entered."""

    pollution = YesNoField(label="是否属于排放、倾倒等污染环境的行为", yes="属于", no="不属于")
    facts_found = TextField(label="复查发现继续违法的事实和证据", required=False)
    basis = TextField(
        label="适用依据",
        required=False,
        rows=2,
        initial="《中华人民共和国生态环境法典》第一千零六十条",
    )

    def prepare(self) -> None:
        self.fields["facts_found"].help_text = "计算：" + "；".join(daily_sum(self.case.known).steps)


class DailyForm(CaseForm):
    """按日连续处罚."""

    defence = TextField(label="当事人的陈述、申辩和复核情况", required=False, rows=2)
    hearing = forms.ChoiceField(label="听证情况", choices=list(HEARINGS.items()), widget=forms.RadioSelect)
    review = TextField(label="法制审核和集体讨论情况（日期、结论）", required=False, rows=2)

    def prepare(self) -> None:
        self.fields["defence"].help_text = "计算：" + "；".join(daily_sum(self.case.known).steps)
