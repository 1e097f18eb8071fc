"""Forms as the pages show them: one view of a field with its label, help, errors and the ids that tie them together."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from django import forms
from django.forms.boundfield import BoundField, BoundWidget
from django.utils.safestring import SafeString

# widget class -> kind; the first match wins, so narrower classes stand first
KINDS: Final[tuple[tuple[type[forms.Widget], str], ...]] = (
    (forms.HiddenInput, "hidden"),
    (forms.MultipleHiddenInput, "hidden"),
    (forms.CheckboxSelectMultiple, "checks"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "check"),
    (forms.FileInput, "file"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.DateTimeInput, "datetime"),
    (forms.DateInput, "date"),
    (forms.TimeInput, "time"),
    (forms.NumberInput, "number"),
)
# Browsers accept only ISO values in these inputs, whatever the locale.
ISO_INPUTS: Final[dict[str, tuple[str, str]]] = {
    "date": ("date", "%Y-%m-%d"),
    "datetime": ("datetime-local", "%Y-%m-%dT%H:%M"),
    "time": ("time", "%H:%M"),
}
WIDE: Final = frozenset({"textarea", "checks", "radios", "file", "check"})
CONTROL_CLASS: Final[dict[str, str]] = {"select": "form-select", "check": "form-check-input", "hidden": ""}
DJANGO_TEXTAREA_ROWS: Final = "10"


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field ready for its template."""

    name: str
    id: str
    kind: str
    label: str
    required: bool
    disabled: bool
    help: str
    help_id: str
    error_id: str
    errors: tuple[str, ...]
    control: SafeString
    options: tuple[BoundWidget, ...]
    span: str
    unit: str
    when: str = ""

    @property
    def described_by(self) -> str:
        return " ".join(part for part in (self.error_id, self.help_id) if part)

    @property
    def target_id(self) -> str:
        """Where a link from the error summary lands: the control, or the first of a group."""
        return f"{self.id}_0" if self.kind in ("checks", "radios") else self.id


@dataclass(frozen=True, slots=True)
class FieldGroup:
    """Fields under one heading; the heading may be empty."""

    title: str
    help: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True, slots=True)
class FormRow:
    """One row of a formset: its visible fields, the hidden ones, and the box that removes it."""

    number: int
    hidden: tuple[SafeString, ...]
    fields: tuple[FieldView, ...]
    delete: FieldView | None
    errors: tuple[str, ...]


def kind_of(widget: forms.Widget) -> str:
    """Which template shows a widget."""
    return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "text")


def field_view(bound: BoundField) -> FieldView:
    """Everything the template needs to show one field."""
    kind = kind_of(bound.field.widget)
    id_ = bound.auto_id or bound.html_name
    errors = tuple(str(error) for error in bound.errors)
    help_text = str(bound.help_text or "")
    help_id = f"{id_}_help" if help_text else ""
    error_id = f"{id_}_error" if errors else ""
    described_by = " ".join(part for part in (error_id, help_id) if part)
    attrs = bound.field.widget.attrs
    return FieldView(
        name=bound.html_name,
        id=id_,
        kind=kind,
        label=str(bound.label),
        required=bound.field.required,
        disabled=bound.field.disabled,
        help=help_text,
        help_id=help_id,
        error_id=error_id,
        errors=errors,
        control=_control(bound, kind, described_by, invalid=bool(errors)),
        options=tuple(bound.subwidgets) if kind in ("checks", "radios") else (),
        span=str(attrs.get("data-span", "full" if kind in WIDE else "half")),
        unit=str(attrs.get("data-unit", "")),
        when=str(getattr(bound.form, "shown_when", {}).get(bound.name, "")),
    )


def groups(form: forms.BaseForm) -> list[FieldGroup]:
    """Visible fields by `form.fieldsets` ((title, names) or (title, names, help)); what is not listed follows last."""
    declared = getattr(form, "fieldsets", ())
    seen: set[str] = set()
    out = []
    for entry in declared:
        title, names, *rest = entry
        present = [name for name in names if name in form.fields and not form[name].is_hidden]
        seen.update(present)
        fields = tuple(field_view(form[name]) for name in present)
        if fields:
            out.append(FieldGroup(str(title), str(rest[0]) if rest else "", fields))
    others = tuple(field_view(bound) for bound in form.visible_fields() if bound.name not in seen)
    if others:
        out.append(FieldGroup("其他" if out else "", "", others))
    return out


def hidden(form: forms.BaseForm) -> tuple[SafeString, ...]:
    """Hidden inputs of a form."""
    return tuple(bound.as_widget() for bound in form.hidden_fields())


def problems(form: forms.BaseForm) -> list[dict[str, str]]:
    """Errors for the summary at the top: text, label, and the id of the control to go to."""
    if not form.is_bound:
        return []
    out = [{"text": str(error), "label": "", "target": ""} for error in form.non_field_errors()]
    for bound in form:
        if bound.errors:
            view = field_view(bound)
            target = "" if view.kind == "hidden" else view.target_id
            out += [{"text": text, "label": view.label, "target": target} for text in view.errors]
    return out


def rows(formset: forms.BaseFormSet[Any]) -> list[FormRow]:
    """Rows of a formset, the blank extra ones included: they serve where there is no script to add one."""
    return [_row(form, number) for number, form in enumerate(formset.forms, start=1)]


def blank_row(formset: forms.BaseFormSet[Any]) -> FormRow:
    """The row that the script copies; its prefix holds __prefix__."""
    return _row(formset.empty_form, 0)


def _row(form: forms.BaseForm, number: int) -> FormRow:
    visible = [bound for bound in form.visible_fields() if bound.name != "DELETE"]
    return FormRow(
        number=number,
        hidden=hidden(form),
        fields=tuple(field_view(bound) for bound in visible),
        delete=field_view(form["DELETE"]) if "DELETE" in form.fields else None,
        errors=tuple(str(error) for error in form.non_field_errors()) if form.is_bound else (),
    )


def _control(bound: BoundField, kind: str, described_by: str, *, invalid: bool) -> SafeString:
    if kind in ("checks", "radios"):
        return SafeString("")
    widget = copy.copy(bound.field.widget)
    attrs: dict[str, str | bool] = dict(_attributes(bound, kind, described_by, invalid=invalid))
    if kind in ISO_INPUTS:
        # A copy is changed, never the field's own widget: widgets are shared between renderings.
        input_type, pattern = ISO_INPUTS[kind]
        widget.input_type = input_type
        widget.format = f"{pattern}:%S" if kind == "datetime" and widget.attrs.get("step") == "1" else pattern
    if kind == "file" and invalid:
        widget.keeps = False  # a file that was refused is not offered again
    if kind == "textarea" and str(widget.attrs.get("rows")) == DJANGO_TEXTAREA_ROWS:
        attrs["rows"] = "3"
    return bound.as_widget(widget=widget, attrs=attrs)


def _attributes(
    bound: BoundField, kind: str, described_by: str, *, invalid: bool
) -> Iterator[tuple[str, str]]:
    given = bound.field.widget.attrs
    classes = [
        CONTROL_CLASS.get(kind, "form-control"),
        str(given.get("class", "")),
        "is-invalid" if invalid else "",
    ]
    joined = " ".join(name for name in classes if name)
    if joined:
        yield "class", joined
    if described_by:
        yield "aria-describedby", described_by
    if invalid:
        yield "aria-invalid", "true"
    if kind == "number" and "inputmode" not in given:
        yield (
            "inputmode",
            "numeric"
            if isinstance(bound.field, forms.IntegerField) and not _has_places(bound)
            else "decimal",
        )
    if kind == "file" and "capture" not in given and _takes_photos(bound):
        yield "capture", "environment"


def _has_places(bound: BoundField) -> bool:
    return isinstance(bound.field, forms.DecimalField | forms.FloatField)


def _takes_photos(bound: BoundField) -> bool:
    """A field for one photo opens the camera of a phone; a field for several keeps the gallery within reach."""
    accept = str(bound.field.widget.attrs.get("accept", ""))
    only_images = isinstance(bound.field, forms.ImageField) or accept.startswith("image/")
    return only_images and not getattr(bound.field.widget, "allow_multiple_selected", False)


def flat_errors(forms_of: Iterable[forms.BaseForm]) -> list[dict[str, str]]:
    """Errors of several forms on one page, in order."""
    return [problem for form in forms_of for problem in problems(form)]
