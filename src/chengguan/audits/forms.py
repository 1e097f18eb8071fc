"""Forms of 存量案件体检: the file that is handed in, and the columns that are confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final

from django import forms

from chengguan.base.dates import local_date
from chengguan.base.kept_files import KeptFileField, KeptFileInput
from chengguan.base.viewer import Viewer

from .models import FileAudit
from .selectors import columns

MAX_BYTES: Final = 100 * 1024 * 1024
UNIT: Final = "unit_"


class ReceiveForm(forms.Form):
    """A file of past cases."""

    title = forms.CharField(label="名称", max_length=160, help_text="例如：2024年度案件台账。", error_messages={"required": "请写明名称。"})  # fmt: skip
    kind = forms.ChoiceField(
        label="种类", choices=FileAudit.KINDS, widget=forms.RadioSelect, initial="ledger"
    )
    file = KeptFileField(
        label="文件",
        error_messages={"required": "请选择文件。", "empty": "文件是空的。"},
        widget=KeptFileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
        help_text="xlsx、xls 或者 csv，不超过 100 MB。含宏、有密码的请先另存。",
    )
    fieldsets: ClassVar = [("", ["title", "kind", "file"])]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError("文件超过 100 MB，请按年度分成几个文件。")
        return file


class MappingForm(forms.Form):
    """Which column of the file holds what: a choice of its labels for every column that the audit knows."""

    def __init__(self, *args: Any, audit: FileAudit, viewer: Viewer, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels = [label for label in audit.summary.get("guess", {}).get("labels", ()) if label]
        chosen, units = audit.mapping.get("columns", {}), audit.mapping.get("units", {})
        self.known = columns(viewer, local_date(at))
        for column in self.known:
            self.fields[column.id] = forms.ChoiceField(
                label=column.title,
                required=False,
                choices=[("", "（表里没有）"), *((label, label) for label in labels)],
                initial=chosen.get(column.id, ""),
            )
            if column.type == "money":
                self.fields[UNIT + column.id] = forms.ChoiceField(
                    label="单位",
                    widget=forms.Select(attrs={"aria-label": f"{column.title}的单位"}),
                    choices=[("元", "元"), ("万元", "万元")],
                    required=False,
                    initial=units.get(column.id, "元"),
                )
        self.fields["remember"] = forms.BooleanField(label="保存这个对应关系，下次表头相同时直接采用", required=False, initial=True)  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        taken: dict[str, str] = {}
        for column in self.known:
            label = data.get(column.id)
            if label and label in taken:
                self.add_error(column.id, f"“{label}”已经用作“{taken[label]}”，一列只能用一次。")
            elif label:
                taken[label] = column.title
        return data

    def inputs(self) -> dict[str, Any]:
        """Keyword arguments of the act."""
        data = self.cleaned_data
        chosen = {column.id: data[column.id] for column in self.known if data.get(column.id)}
        units = {name: "万元" for name in chosen if data.get(UNIT + name) == "万元"}
        return {"mapping": {"columns": chosen, "units": units}, "remember": bool(data.get("remember"))}
