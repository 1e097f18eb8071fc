"""Steps of the part "remote" of the procedure (非现场), in order."""

from __future__ import annotations

from typing import Final

from .step import Step

STEPS: Final[list[Step]] = []
