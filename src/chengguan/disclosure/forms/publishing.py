"""Forms of the acts on publications, and the filters of the board."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from chengguan.base.choosing import LongSelect
from chengguan.disclosure.acts.publishing import standard_reason
from chengguan.disclosure.models import Publication
from chengguan.disclosure.selectors.publications import STAGES, WORK, Filters
from chengguan.people.act_forms import ActForm, TextField

ALL: Final = ("", "全部")
LONGEST_WORD: Final = 200


class PrepareForm(ActForm):
    """生成公示信息: nothing is typed; where the rules advise against it a reason is asked for."""


class ReleaseForm(ActForm):
    """公示: whoever publishes has looked at what the check points out."""

    reviewed = forms.BooleanField(label="已对照预览逐项核对下列提示，可以公示", required=False)

    def prepare(self) -> None:
        assert isinstance(self.subject, Publication)
        looks = [row["text"] for row in self.subject.findings if row.get("level") == "look"]
        if looks:
            self.fields["reviewed"].help_text = " ".join(looks)
        else:
            del self.fields["reviewed"]


class HoldForm(ActForm):
    """暂缓公示."""

    reason = TextField(
        label="暂缓的理由", max_length=300, help_text="暂缓只停止系统自动公示，不延长七个工作日的公示期限。"
    )


class WithdrawForm(ActForm):
    """撤回公示: the reason is public."""

    reason = TextField(
        label="撤回理由（向社会公开）",
        max_length=500,
        help_text="写明由谁、依据哪份文书、对决定作了什么处理；不写个人信息。撤回后内容立即不再显示，已报送的平台同时收到撤回。",
    )

    def prepare(self) -> None:
        assert isinstance(self.subject, Publication)
        self.initial.setdefault("reason", standard_reason(self.subject))


class CorrectForm(ActForm):
    """更正公示内容: compiled anew from the facts; only words to be masked can be added by hand."""

    hide = TextField(
        label="另需隐去的文字",
        required=False,
        rows=3,
        max_length=2000,
        help_text="一行一个，与公示内容中的写法完全一致。没有的不填，只按案件现在的事实更正。",
    )
    reason = TextField(label="更正的原因", max_length=300, help_text="正在公示的，原因会与新的内容一起公开。")

    def clean_hide(self) -> list[str]:
        words = [word.strip() for word in self.cleaned_data["hide"].splitlines() if word.strip()]
        short = [word for word in words if len(word) < 2]
        if short:
            raise forms.ValidationError(f"“{short[0]}”太短，会隐去无关的文字，请至少写两个字。")
        return words


class DeclineForm(ActForm):
    """不予公示."""

    reason = TextField(
        label="不予公示的理由",
        max_length=300,
        help_text="例如：涉及商业秘密，当事人书面不同意公开；属于原则上不公示的轻微处罚。",
    )


class BoardForm(forms.Form):
    """筛选公示信息. Wrong values are ignored, never an error page."""

    q = forms.CharField(label="文号、标题、案号、公示编号", required=False, max_length=60)
    stage = forms.ChoiceField(label="状态", required=False, choices=[ALL, *STAGES.items()], widget=LongSelect)
    work = forms.ChoiceField(label="待办", required=False, choices=[ALL, *WORK.items()], widget=LongSelect)
    year = forms.IntegerField(label="决定年度", required=False, min_value=1990, max_value=9999)

    def filters(self) -> Filters:
        """The filters that could be understood."""
        self.is_valid()
        clean: dict[str, Any] = self.cleaned_data
        return Filters(**{name: clean[name] for name in Filters.__dataclass_fields__ if clean.get(name)})
