"""The stand-alone checker: the law engine and a YAML reader in one file that any Python 3.11 runs, without installing anything."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Final

import yaml

import lawengine

NAME: Final = "chengguan-check.pyz"
ENTRY: Final = "import sys\nfrom lawengine.__main__ import main\nsys.exit(main(sys.argv[1:]))\n"
EPOCH: Final = (2020, 1, 1, 0, 0, 0)


def build_checker() -> bytes:
    """The checker as one executable archive; the same sources give the same bytes."""
    out = io.BytesIO()
    out.write(b"#!/usr/bin/env python3\n")
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, "__main__.py", ENTRY.encode())
        for module in (lawengine, yaml):
            folder = Path(module.__file__ or "").parent
            for path in sorted(folder.rglob("*.py")):
                _put(archive, f"{folder.name}/{path.relative_to(folder).as_posix()}", path.read_bytes())
    return out.getvalue()


def _put(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, content)
