"""Steps of the part "review" of the procedure, in order."""

from __future__ import annotations

from typing import Final

from .step import Step

STEPS: Final[list[Step]] = []
