"""Steps of the part "coordination" of the procedure (移送与协作), in order."""

from __future__ import annotations

from typing import Final

from .step import Step

STEPS: Final[list[Step]] = []
