"""Reasons that an officer gives for going on in spite of a warning, as a page posts them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

PREFIX: Final = "reason-"


def reasons_in(posted: Mapping[str, object]) -> dict[str, str]:
    """Answers by ground id, from the fields `reason-<ground id>` of a posted form."""
    return {
        name.removeprefix(PREFIX): str(value).strip()
        for name, value in posted.items()
        if name.startswith(PREFIX) and str(value).strip()
    }
