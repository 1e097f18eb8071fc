"""Forms of the library: upload, 题注, end of a statute, filters."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core import signing

from chengguan.base.kept_files import KeptFileField, KeptFileInput
from chengguan.people.act_forms import DateField

from .drafts import Details, Upload, unpacked, upload
from .models import Statute, StatuteVersion
from .naming import likely_kind
from .parsing import NotAText

MAX_BYTES: Final = 8 * 1024 * 1024
SALT: Final = "statute.import"
REQUIRED: Final = {"required": "此项必填。"}
CHOICES: Final = [("", "请选择"), *Statute.KINDS]


class UploadForm(forms.Form):
    """The file. `upload` holds its lines after it was found readable."""

    file = KeptFileField(
        label="法规文件",
        error_messages={"required": "请选择文件。", "empty": "文件是空的。"},
        widget=KeptFileInput(attrs={"accept": ".docx,.md,.markdown,.txt"}),
        help_text="docx、md 或 txt，不超过 8 MB；一个文件一部法规。",
    )
    upload: Upload

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("文件超过 8 MB，请去掉图片后再上传。")
        try:
            self.upload = upload(file.name, file.read())
        except NotAText as error:
            raise forms.ValidationError(str(error)) from error
        return file


class DetailsForm(forms.Form):
    """题注: proposed from the file, confirmed by whoever imports; carries the lines of the file from page to page."""

    sealed = forms.CharField(
        widget=forms.HiddenInput, error_messages={"required": "预览已过期，请重新上传文件。"}
    )
    title = forms.CharField(label="名称", max_length=200, error_messages=REQUIRED)
    kind = forms.ChoiceField(label="效力级别", choices=CHOICES, error_messages=REQUIRED)
    number = forms.CharField(label="文号", max_length=80, required=False)
    issuer = forms.CharField(label="制定机关", max_length=80, required=False)
    adopted_on = DateField(label="通过（最近修改）日期", required=False)
    published_on = DateField(label="公布日期", required=False)
    in_force_from = DateField(
        label="本版施行日期", help_text="条文写的施行日期如早于最近一次修改，请填修改后的施行日期。"
    )
    revision = forms.CharField(label="版本说明", max_length=120, required=False, help_text="例如：2021年修订")
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("名称", ["title", "kind", "number", "issuer"]),
        ("日期", ["adopted_on", "published_on", "in_force_from", "revision"]),
    ]

    def clean_sealed(self) -> str:
        text = str(self.cleaned_data["sealed"])
        try:
            self.upload = unpacked(signing.loads(text, salt=SALT, max_age=4 * 3600))
        except (signing.BadSignature, KeyError, IndexError) as error:
            raise forms.ValidationError("预览已过期，请重新上传文件。") from error
        return text

    def details(self) -> Details:
        """What was entered, for statute.import."""
        names = (
            "title",
            "kind",
            "number",
            "issuer",
            "adopted_on",
            "published_on",
            "in_force_from",
            "revision",
        )
        return Details(**{name: self.cleaned_data[name] for name in names})

    upload: Upload


def proposed(given: Upload) -> dict[str, Any]:
    """Initial values of DetailsForm from what the file says."""
    head = given.parsed.head
    values: dict[str, Any] = {
        name: getattr(head, name)
        for name in ("title", "number", "issuer", "adopted_on", "published_on", "in_force_from", "revision")
    }
    kind = likely_kind(head.title, head.issuer, head.number) if head.title else ""
    return {**values, "kind": kind, "sealed": signing.dumps(given.packed(), salt=SALT, compress=True)}


class EndForm(forms.Form):
    """法规废止."""

    ended_on = DateField(label="废止日期", help_text="自这一天起不再施行。")
    basis = forms.CharField(
        label="废止依据",
        max_length=200,
        error_messages=REQUIRED,
        help_text="例如：《某某法》第几条，或者废止决定的文号。",
    )


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A version, shown with the day from which it is in force and its file."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.in_force_from} 起施行 {obj.revision}（{obj.source}）"


class WithdrawForm(forms.Form):
    """撤下误入库的版本."""

    version = VersionField(
        label="撤下的版本", queryset=StatuteVersion.objects.none(), empty_label="请选择",
        error_messages={"required": "请选择版本。", "invalid_choice": "该版本不在库中。"},
    )  # fmt: skip
    why = forms.CharField(label="撤下原因", max_length=200, error_messages=REQUIRED)

    def __init__(self, *args: Any, statute: Statute, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["version"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = statute.versions.filter(withdrawn_on=None).order_by("-in_force_from")


class FilterForm(forms.Form):
    """Filters of the library: by title, by level, as of a day; words of articles."""

    q = forms.CharField(label="名称、文号或条文内容", required=False, max_length=80)
    kind = forms.ChoiceField(label="效力级别", required=False, choices=[("", "全部"), *Statute.KINDS])
    on = DateField(label="某日有效", required=False)

    def word(self, name: str) -> str:
        """A filter as entered."""
        return str(self.cleaned_data.get(name, "")) if self.is_valid() else ""

    def day(self, today: date) -> date:
        """The day asked for, else today."""
        asked: date | None = self.cleaned_data.get("on") if self.is_valid() else None
        return asked or today


class PlaceForm(forms.Form):
    """What the address of a statute page asks for; what is not understood is left out."""

    on = DateField(label="按某日查看", required=False)
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    article = forms.IntegerField(required=False, min_value=1, max_value=9999, widget=forms.HiddenInput)
    part = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    old = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    new = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    q = forms.CharField(label="本法规中查找", required=False, max_length=80)

    def value(self, name: str) -> Any:
        """A value that was understood, or None."""
        self.is_valid()
        return self.cleaned_data.get(name) or None
