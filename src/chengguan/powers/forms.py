"""Forms of the list and of the working calendar."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.core import signing

from chengguan.people.act_forms import DateField

from .models import PowerItem
from .notices import DayOff, notice_fault
from .sheets import NotASheet, Sheets, read_file

MAX_BYTES: Final = 5 * 1024 * 1024
SALT: Final = "powers.import_list"
REQUIRED: Final = {"required": "此项必填。"}
HOLIDAYS: Final = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")


class UploadForm(forms.Form):
    """The spreadsheet. `sheets` holds its rows after it was found readable."""

    file = forms.FileField(
        label="清单文件",
        error_messages={"required": "请选择文件。", "empty": "文件是空的。"},
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text="xlsx 或 csv，不超过 5 MB；csv 一次只含一个工作表。",
    )
    sheets: Sheets

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError("文件超过 5 MB，请分批导入。")
        try:
            self.sheets = read_file(file.name, file.read())
        except NotASheet as error:
            raise forms.ValidationError(str(error)) from error
        return file

    def sealed(self) -> str:
        """The rows as the preview page carries them to the confirmation."""
        return signing.dumps(
            {"sheets": self.sheets, "source": self.cleaned_data["file"].name}, salt=SALT, compress=True
        )


class ConfirmForm(forms.Form):
    """The rows that the preview showed, unchanged."""

    sealed = forms.CharField(widget=forms.HiddenInput)

    def clean_sealed(self) -> dict[str, Any]:
        try:
            content: dict[str, Any] = signing.loads(self.cleaned_data["sealed"], salt=SALT, max_age=3600)
        except signing.BadSignature as error:
            raise forms.ValidationError("预览已过期，请重新上传文件。") from error
        return content


class _DayForm(forms.Form):
    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def day(self) -> date:
        """The day asked for, else today."""
        asked: date | None = self.cleaned_data.get("on") if self.is_valid() else None
        return asked or self.today

    def word(self, name: str) -> str:
        """A filter as entered."""
        return str(self.cleaned_data.get(name, "")) if self.is_valid() else ""


class PowerFilterForm(_DayForm):
    """Filters of the list of powers."""

    q = forms.CharField(label="名称、编码或依据", required=False, max_length=80)
    kind = forms.ChoiceField(label="权力类型", required=False, choices=[("", "全部"), *PowerItem.KINDS])
    on = DateField(label="某日有效", required=False)


class MatterFilterForm(_DayForm):
    """Filters of the list of matters."""

    q = forms.CharField(label="案由或代码", required=False, max_length=80)
    field = forms.ChoiceField(label="领域", required=False)
    on = DateField(label="某日有效", required=False)

    def offer(self, fields: list[str]) -> None:
        """Fields of work to choose from."""
        self.fields["field"].choices = [("", "全部"), *((name, name) for name in fields)]  # type: ignore[attr-defined]


class DayForm(_DayForm):
    """As of which day a page is shown."""

    on = DateField(label="违法行为发生日", required=False)


class ListDayForm(_DayForm):
    """As of which day lists are shown."""

    on = DateField(label="某日有效", required=False)


class CitationFilterForm(_DayForm):
    """Filters of the check of citations."""

    q = forms.CharField(label="法规、条号或引用者", required=False, max_length=80)
    state = forms.CharField(required=False, max_length=12, widget=forms.HiddenInput)
    on = DateField(label="按某日核对", required=False)


class NormFilterForm(forms.Form):
    """Filters of the norms."""

    q = forms.CharField(label="名称、内容或条文", required=False, max_length=80)


class NoticeForm(forms.Form):
    """录入放假调休通知: the seven holidays with their days off, and the weekend days worked."""

    year = forms.IntegerField(label="年度", min_value=2018, max_value=2100, error_messages=REQUIRED)
    title = forms.CharField(label="通知名称", max_length=80, error_messages=REQUIRED)
    number = forms.CharField(
        label="文号", max_length=60, error_messages=REQUIRED, help_text="例如：国办发明电〔2025〕7号"
    )
    source_url = forms.URLField(
        label="公布网址", assume_scheme="https", error_messages={**REQUIRED, "invalid": "请填写完整网址。"}
    )
    work = forms.CharField(
        label="调休上班日",
        required=False,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text="周末上班的日期，用空格或逗号隔开，例如：2027-02-14 2027-02-20",
    )
    fieldsets: ClassVar[list[tuple[str, list[str]]]] = [
        ("通知", ["year", "title", "number", "source_url"]),
        ("放假日", [f"{side}_{place}" for place in range(len(HOLIDAYS)) for side in ("first", "last")]),
        ("调休", ["work"]),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for place, name in enumerate(HOLIDAYS):
            self.fields[f"first_{place}"] = DateField(label=f"{name}：首日", required=False)
            self.fields[f"last_{place}"] = DateField(label=f"{name}：末日", required=False)

    def clean_work(self) -> list[date]:
        words = str(self.cleaned_data["work"]).replace("，", " ").replace(",", " ").replace("、", " ").split()
        try:
            return sorted(date.fromisoformat(word) for word in words)
        except ValueError as error:
            raise forms.ValidationError("日期请写成 2027-02-14 的格式。") from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            fault = notice_fault(
                cleaned["year"], cleaned["title"], cleaned["number"], self.off(), cleaned["work"]
            )
            if fault:
                self.add_error(None, fault)
        return cleaned

    def off(self) -> list[DayOff]:
        """Holidays that were filled in; a single day may leave out its last day."""
        found = []
        for place, name in enumerate(HOLIDAYS):
            first, last = self.cleaned_data.get(f"first_{place}"), self.cleaned_data.get(f"last_{place}")
            if first:
                found.append(DayOff(name, first, last or first))
        return found

    def inputs(self) -> dict[str, Any]:
        """Keyword arguments of norm.enter_notice."""
        names = ("year", "title", "number", "source_url", "work")
        return {**{name: self.cleaned_data[name] for name in names}, "off": self.off()}
