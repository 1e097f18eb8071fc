"""样式指南: every component with sample data that stands nowhere else. Shown to whoever may open the workbench."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from chengguan.base.pages import PageRequest, page


@dataclass(frozen=True)
class Cite:
    law: str
    article: int | None = None
    paragraph: int | None = None
    item: int | None = None
    part: str = ""


@dataclass(frozen=True)
class Finding:
    id: str
    level: str
    state: str
    statement: str
    cure: str
    cites: tuple[Cite, ...]
    verified: str
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    title: str
    findings: tuple[Finding, ...]
    proposable: bool = False


@dataclass(frozen=True)
class Blocked:
    title: str
    obstacles: tuple[Finding, ...]


@dataclass(frozen=True)
class Step:
    label: str
    state: str
    on: date | None = None
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Clock:
    title: str
    started_on: date
    due_on: date
    state: str
    days_left: int
    steps: tuple[str, ...]
    cites: tuple[Cite, ...]
    verified: str
    provisional: bool = False
    safe_by: date | None = None
    last_arguable: date | None = None


@dataclass(frozen=True)
class Row:
    number: str
    party: str
    cause: str
    stage: str
    officers: str
    filed_on: date
    due_on: date
    days_left: int
    fine: int | None


PENALTY = Cite("行政处罚法", 54, 2)
TWO_OFFICERS = Finding(
    "two_officers",
    "block",
    "met",
    "执法人员不少于两人，均持有效执法证",
    "补派一名持证人员。",
    (Cite("行政处罚法", 42, 1),),
    "V",
)
EVIDENCE = Finding(
    "prima_facie_evidence",
    "block",
    "unmet",
    "有初步证据证明存在违法行为",
    "先完成线索核查并补充初步证据，再提请立案。",
    (PENALTY,),
    "V",
)
LIMITATION = Finding(
    "within_limitation",
    "block",
    "met",
    "违法行为在追责时效以内",
    "超过时效的不再给予处罚。",
    (Cite("行政处罚法", 36, 1),),
    "V",
)
JURISDICTION = Finding(
    "jurisdiction",
    "block",
    "open",
    "本局对该行为有管辖权",
    "填写违法行为发生地后核对。",
    (Cite("行政处罚法", 22),),
    "V2",
)
PROMPT = Finding(
    "filed_promptly",
    "warn",
    "unmet",
    "线索核查在本局规定的时间内完成",
    "说明延后的原因。",
    (Cite("案件办理规定", part="核查时限"),),
    "P",
)
FIRST = Finding(
    "first_violation",
    "note",
    "unmet",
    "属于首次违法且危害轻微的，可以不予处罚",
    "核对当事人既往记录后再决定。",
    (Cite("行政处罚法", 33, 1),),
    "R",
)
REFUSED = Verdict("立案", (EVIDENCE, JURISDICTION, PROMPT, FIRST, TWO_OFFICERS, LIMITATION))
ASKING = Verdict("立案", (PROMPT, TWO_OFFICERS, LIMITATION))
ALLOWED = Verdict("制作询问笔录", (TWO_OFFICERS, LIMITATION))

STEPS = (
    Step("线索", "done", date(2024, 4, 28)),
    Step("立案", "done", date(2024, 5, 6)),
    Step("调查取证", "done", date(2024, 5, 20)),
    Step("法制审核", "done", date(2024, 5, 27)),
    Step("事先告知", "current", date(2024, 5, 29)),
    Step("听证", "skipped", note="未达到听证标准"),
    Step("决定", "todo"),
    Step("送达", "todo"),
    Step("执行", "todo"),
    Step("结案", "todo"),
)
SUM = (
    "2024年5月6日立案，当日不计入，自5月7日起算",
    "九十日计至 2024年8月4日（星期日）",
    "期满日为休息日，顺延至下一工作日 2024年8月5日",
)
CLOCKS = (
    Clock("办案期限", date(2024, 5, 6), date(2024, 8, 5), "running", 68, SUM, (Cite("行政处罚法", 60),), "V"),
    Clock(
        "陈述申辩期限",
        date(2024, 5, 29),
        date(2024, 6, 3),
        "running",
        2,
        ("2024年5月29日送达告知书，次日起算", "三个工作日：5月30日、5月31日、6月3日"),
        (Cite("行政处罚法", 44),),
        "P",
    ),
    Clock(
        "先行登记保存处理期限",
        date(2024, 5, 20),
        date(2024, 5, 29),
        "overdue",
        -1,
        ("2024年5月20日采取措施，次日起算", "七个工作日计至 2024年5月29日"),
        (Cite("行政处罚法", 56),),
        "V",
    ),
    Clock(
        "申请法院强制执行期限",
        date(2026, 11, 2),
        date(2027, 2, 2),
        "running",
        72,
        ("自履行期限届满之日起三个月", "2027 年放假安排尚未公布，结果暂定"),
        (Cite("行政强制法", 53),),
        "V2",
        provisional=True,
        safe_by=date(2027, 1, 29),
    ),
)
ROWS = (
    Row(
        "武城管罚立〔2024〕12号",
        "武冈市某餐饮店",
        "未经批准占用道路经营",
        "noticed",
        "王明、李华",
        date(2024, 5, 6),
        date(2024, 8, 5),
        68,
        2000,
    ),
    Row(
        "武城管罚立〔2024〕11号",
        "湖南某渣土运输有限公司",
        "运输建筑垃圾沿途遗撒",
        "investigated",
        "赵刚、钱进",
        date(2024, 5, 2),
        date(2024, 5, 31),
        2,
        None,
    ),
    Row(
        "武城管罚立〔2024〕9号",
        "张某某",
        "擅自设置户外广告",
        "decided",
        "王明、孙丽",
        date(2024, 3, 11),
        date(2024, 5, 28),
        -1,
        1255930,
    ),
)


class FilterForm(forms.Form):
    q = forms.CharField(label="案号或当事人", required=False)
    stage = forms.ChoiceField(
        label="阶段", required=False, choices=[("", "全部"), ("filed", "已立案"), ("decided", "已决定")]
    )
    filed_from = forms.DateField(label="立案日期起", required=False)
    filed_to = forms.DateField(label="立案日期止", required=False)
    officer = forms.CharField(label="承办人", required=False)
    overdue = forms.BooleanField(label="只看逾期", required=False)


class SampleForm(forms.Form):
    """提请立案: shows each kind of field."""

    fieldsets = (
        ("案件", ("cause", "found_on", "seen_at", "place", "facts"), "写清时间、地点、行为和后果。"),
        ("当事人与证据", ("party_kind", "measures", "fine", "vehicles", "photo", "agreed")),
    )
    cause = forms.CharField(label="案由", help_text="从权力清单选取，不要自拟。")
    found_on = forms.DateField(label="发现日期")
    seen_at = forms.DateTimeField(label="检查时间", required=False)
    place = forms.CharField(label="违法行为发生地")
    facts = forms.CharField(label="基本案情", widget=forms.Textarea)
    party_kind = forms.ChoiceField(
        label="当事人类型",
        widget=forms.RadioSelect,
        choices=[("person", "自然人"), ("firm", "单位"), ("trader", "个体工商户")],
    )
    measures = forms.MultipleChoiceField(
        label="已采取的措施",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("photo", "拍照录像"), ("preserve", "先行登记保存"), ("order", "责令改正")],
    )
    fine = forms.DecimalField(
        label="拟罚款数额",
        max_digits=12,
        decimal_places=2,
        widget=forms.NumberInput(attrs={"data-unit": "元"}),
    )
    vehicles = forms.IntegerField(label="涉案车辆", required=False, min_value=0)
    photo = forms.ImageField(label="现场照片", required=False, help_text="手机上可直接拍照。")
    agreed = forms.BooleanField(label="当事人同意电子送达", required=False)


class GoodsForm(forms.Form):
    name = forms.CharField(label="物品名称", widget=forms.TextInput(attrs={"data-span": "half"}))
    quantity = forms.IntegerField(
        label="数量", min_value=1, widget=forms.NumberInput(attrs={"data-span": "quarter"})
    )
    state = forms.ChoiceField(
        label="状态",
        choices=[("good", "完好"), ("used", "使用过")],
        widget=forms.Select(attrs={"data-span": "quarter"}),
    )


GoodsFormSet = forms.formset_factory(GoodsForm, extra=2, can_delete=True)


def _sample_form() -> SampleForm:
    """The form as it comes back with mistakes, and with what was typed."""
    typed = {
        "cause": "未经批准占用道路经营",
        "found_on": "2024-05-06",
        "fine": "2000.555",
        "facts": "",
        "party_kind": "",
    }
    return SampleForm(typed | {"place": "迎春路与解放路交叉口东北侧人行道", "seen_at": "2024-05-06T09:30"})


def _context() -> dict[str, Any]:
    return {
        "verdict": REFUSED,
        "refused": REFUSED,
        "blocked": (Blocked("事先告知", (EVIDENCE, TWO_OFFICERS)),),
        "asking": ASKING,
        "allowed": ALLOWED,
        "proposal": Verdict("作出处罚决定", (TWO_OFFICERS, EVIDENCE), proposable=True),
        "steps": STEPS,
        "clocks": CLOCKS,
        "rows": ROWS,
        "form": _sample_form(),
        "blank": SampleForm(auto_id="blank_%s"),
        "goods": GoodsFormSet(prefix="goods", initial=[{"name": "活动招牌", "quantity": 1}]),
        "pages": {
            "first": "",
            "previous": "",
            "next": "?after=9",
            "last": "?last=1",
            "count": 46,
            "shown": 3,
        },
    }


def show(request: HttpRequest) -> HttpResponse:
    """The style guide as a response, whoever asks."""
    context = _context() | {"filters": FilterForm(request.GET or None)}
    return render(request, "styleguide.html", context)


@page("home")
def styleguide(request: PageRequest) -> HttpResponse:
    """样式指南: the components of the platform."""
    return show(request)
