"""Files of a form that is shown again are not lost: they are offered as chosen, and only to who holds the token."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from chengguan.base.kept_files import KeptFileField, KeptFileInput, KeptFilesInput


class OneForm(forms.Form):
    word = forms.CharField()
    file = KeptFileField()


class ManyForm(forms.Form):
    word = forms.CharField()
    files = KeptFileField(widget=KeptFilesInput, required=False)


@pytest.fixture(autouse=True)
def folder(settings: object, tmp_path: Path) -> Path:
    settings.FILES_DIR = tmp_path  # type: ignore[attr-defined]
    return tmp_path


def post(**values: list[str]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, items in values.items():
        data.setlist(name.replace("_", "-"), items)
    return data


def tokens(html: str) -> list[str]:
    return re.findall(r'name="kept-\w+" value="([^"]+)"', html)


def shot(name: str, content: bytes = b"content") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "image/png")


def test_a_file_of_a_refused_form_is_there_the_next_time() -> None:
    first = OneForm(post(), MultiValueDict({"file": [shot("证据.png")]}))
    assert not first.is_valid()
    html = str(first["file"])
    assert "证据.png" in html and "required" not in html.split("<div", 1)[0]
    second = OneForm(post(word=["x"], kept_file=tokens(html)), MultiValueDict())
    assert second.is_valid(), second.errors
    kept = second.cleaned_data["file"]
    assert (kept.name, kept.content_type, kept.read()) == ("证据.png", "image/png", b"content")


def test_several_files_and_one_that_is_unticked() -> None:
    form = ManyForm(post(), MultiValueDict({"files": [shot("a.png", b"a"), shot("b.png", b"b")]}))
    value = str(form["files"])
    first_token, second_token = tokens(value)
    widget = KeptFilesInput()
    both = widget.value_from_datadict(post(kept_files=[first_token, second_token]), MultiValueDict(), "files")
    assert [file.read() for file in both] == [b"a", b"b"]
    one = widget.value_from_datadict(post(kept_files=[second_token]), MultiValueDict(), "files")
    assert [file.name for file in one] == ["b.png"]
    # Shown once more, the same token stays: nothing is copied again.
    assert tokens(widget.render("files", one)) == [second_token]


def test_what_is_chosen_now_replaces_what_was_kept() -> None:
    kept = tokens(KeptFileInput().render("file", shot("old.png")))
    form = OneForm(post(word=["x"], kept_file=kept), MultiValueDict({"file": [shot("new.png")]}))
    assert form.is_valid() and form.cleaned_data["file"].name == "new.png"


@pytest.mark.parametrize("token", ["", "kept-../../etc/passwd", "eyJrZXkiOiJ4In0:abc:def"])
def test_a_token_that_is_not_ours_is_no_file(token: str) -> None:
    form = OneForm(post(word=["x"], kept_file=[token]), MultiValueDict())
    assert not form.is_valid() and "file" in form.errors


def test_a_file_that_was_swept_away_has_to_be_chosen_again(folder: Path) -> None:
    token = tokens(KeptFileInput().render("file", shot("a.png")))
    for path in (folder / "incoming").iterdir():
        path.unlink()
    assert not OneForm(post(word=["x"], kept_file=token), MultiValueDict()).is_valid()


def test_a_full_disk_leaves_the_form_as_it_was(folder: Path) -> None:
    (folder / "incoming").write_bytes(b"")  # a file where the folder should be
    html = KeptFileInput().render("file", shot("a.png"))
    assert tokens(html) == []


def test_the_page_of_an_act_keeps_its_files(folder: Path) -> None:
    """The form as the page draws it: through the tag library, with the box beside the control."""
    from chengguan.web.templatetags.fields import field_view

    form = OneForm(post(), MultiValueDict({"file": [SimpleUploadedFile("a.txt", io.BytesIO(b"x").read())]}))
    assert "kept-file" in field_view(form["file"]).control


def test_a_file_that_was_refused_is_not_offered_again() -> None:
    from chengguan.web.templatetags.fields import field_view

    form = OneForm(post(word=["x"]), MultiValueDict({"file": [shot("a.png")]}))
    form.add_error("file", "文件类型不支持")
    assert "kept-file" not in field_view(form["file"]).control
