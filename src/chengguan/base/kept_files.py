"""Files of a form that is shown again: put aside by the server and offered as chosen, so that nobody has to choose them anew.

A browser never fills a file field again. The widget writes what it was given into the folder of incoming files, which is
swept daily (`documents.storing.sweep`), and shows each file as a ticked box whose value is a signed token.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

FOLDER: Final = "incoming"
SALT: Final = "kept-file"
KEPT_FOR: Final = timedelta(days=1)
PREFIX: Final = "kept-"
NOTE: Final = "已上传的文件已经保留，不必重新选择；去掉勾选即不再使用，重新选择则替换。"


if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile


class KeptFile(Upload):
    """A file that was put aside earlier, as if it had been uploaded with this request."""

    def __init__(self, path: Path, token: str, entry: Mapping[str, str]) -> None:
        self.token = token
        super().__init__(path.open("rb"), entry["name"], entry["type"], path.stat().st_size)


class KeptFileInput(forms.FileInput):
    """One file, or several where `allow_multiple_selected` is set in a subclass. `keeps`: whether what was given is offered again."""

    keeps = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """What was chosen now, otherwise what was put aside before and is still ticked."""
        chosen = super().value_from_datadict(data, files, name)
        if chosen:
            return chosen
        tokens = data.getlist(PREFIX + name) if hasattr(data, "getlist") else []
        kept = [file for token in tokens if (file := _kept(token)) is not None]
        if self.allow_multiple_selected:
            return kept
        return kept[0] if kept else None

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return super().value_omitted_from_data(data, files, name) and PREFIX + name not in data

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        aside = [
            (token, file) for file in _uploads(value if self.keeps else None) if (token := _put_aside(file))
        ]
        if not aside:
            return super().render(name, None, attrs, renderer)
        control = super().render(name, None, {**(attrs or {}), "required": False}, renderer)
        boxes = format_html_join(
            "",
            '<label class="cg-check"><input type="checkbox" name="{}" value="{}" checked><span>{}（{}）</span></label>',
            ((PREFIX + name, token, file.name, filesizeformat(file.size or 0)) for token, file in aside),
        )
        return format_html(
            '{}<div class="cg-options">{}</div><p class="cg-field-help">{}</p>', control, boxes, NOTE
        )


class KeptFilesInput(KeptFileInput):
    """Several files at once, from the disk, the gallery or the camera."""

    allow_multiple_selected = True


class KeptFileField(forms.FileField):
    """A file field whose file is still there when the form is shown again. Fields for several files set the other widget."""

    widget: Any = KeptFileInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data or initial


def _uploads(value: Any) -> Iterable[Upload]:
    files = value if isinstance(value, (list, tuple)) else [value]
    return [file for file in files if isinstance(file, UploadedFile)]


def _path(key: str) -> Path:
    return Path(settings.FILES_DIR) / FOLDER / f"kept-{key}"


def _put_aside(file: Upload) -> str:
    """Token under which the file can be had again; empty where it could not be kept (then it has to be chosen anew)."""
    if isinstance(file, KeptFile):
        return file.token
    key = uuid.uuid4().hex
    path = _path(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as out:
            for chunk in file.chunks():
                out.write(chunk)
    except (OSError, ValueError):
        with suppress(OSError):
            path.unlink(missing_ok=True)
        return ""
    entry = {"key": key, "name": os.path.basename(file.name or ""), "type": file.content_type or ""}
    return signing.dumps(entry, salt=SALT)


def _kept(token: str) -> KeptFile | None:
    """The file to a token; None for a token that is not ours, too old, or whose file was swept away."""
    try:
        entry = signing.loads(token, salt=SALT, max_age=KEPT_FOR)
        return KeptFile(_path(entry["key"]), token, entry)
    except (signing.BadSignature, OSError):
        return None
