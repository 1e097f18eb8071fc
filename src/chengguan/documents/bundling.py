"""成套文书: several instruments as one ZIP file of PDFs, numbered in their order. Each keeps its own seal and check code."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence

from .models import Instrument
from .rendering import rendition
from .storing import read

FIRST_DAY = (1980, 1, 1, 0, 0, 0)


def bundled(papers: Sequence[Instrument]) -> bytes:
    """The ZIP file; the same papers give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for place, paper in enumerate(papers, 1):
            name = re.sub(r'[\\/:*?"<>|\s]+', "_", f"{place:02d}_{paper.title}_{paper.number}").strip("_")
            archive.writestr(zipfile.ZipInfo(f"{name}.pdf", FIRST_DAY), read(rendition(paper, "pdf")))
    return buffer.getvalue()
