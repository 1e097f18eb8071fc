"""Forms of amendments: the pack that is loaded, and the opinion with which it is adopted or reverted."""

from __future__ import annotations

from typing import Any, Final

from django import forms

from chengguan.base.kept_files import KeptFileField, KeptFileInput
from chengguan.people.act_forms import TextField

from .facts.impact import MARKS
from .facts.pack import Content, PackRefused, bundled, read_archive, read_folder

MAX_BYTES: Final = 20 * 1024 * 1024


class LoadForm(forms.Form):
    """A pack that comes with the platform, or a .zip. `content` holds it once it was found readable; `problems` what is wrong."""

    bundle = forms.ChoiceField(label="随平台提供的变更包", required=False)
    file = KeptFileField(
        label="上传变更包（.zip）",
        required=False,
        error_messages={"empty": "文件是空的。"},
        widget=KeptFileInput(attrs={"accept": ".zip"}),
        help_text="内含 amendment.yaml、norms 文件夹（规则）和 powers 文件夹（清单变更），不超过 20 MB。",
    )
    content: Content | None = None
    source = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: list[Any] = []
        field = self.fields["bundle"]
        assert isinstance(field, forms.ChoiceField)
        rows = [(name, _title(name)) for name in bundled()]
        field.choices = [("", "不选择"), *rows]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file, bundle = data.get("file"), data.get("bundle")
        if not file and not bundle:
            raise forms.ValidationError("请选择随平台提供的变更包，或者上传一个 .zip 文件。")
        if file and bundle:
            raise forms.ValidationError("请只选一种：随平台提供的变更包，或者上传的文件。")
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError("文件超过 20 MB，请分成几个变更包。")
        try:
            self.content = read_archive(file.read()) if file else read_folder(bundled()[str(bundle)])
            self.source = file.name if file else f"packs/{bundle}"
        except PackRefused as refused:
            self.problems = refused.problems
            raise forms.ValidationError("变更包有误，请按下面的逐行报告改正后重新上传。") from refused
        return data


def _title(name: str) -> str:
    try:
        content = read_folder(bundled()[name])
    except PackRefused:
        return f"{name}（有误）"
    return f"{content.title}（{content.effective_on} 起）"


class OpinionForm(forms.Form):
    """The opinion of the head of the organ."""

    opinion = TextField(label="意见", rows=3, max_length=500, error_messages={"required": "请写明意见。"})


class EffectFilterForm(forms.Form):
    """Which of the touched cases the page shows."""

    mark = forms.ChoiceField(required=False, choices=[("", "全部影响"), *MARKS.items()])
    q = forms.CharField(required=False, max_length=80)
