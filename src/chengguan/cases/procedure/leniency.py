"""Steps of the part "leniency" of the procedure (宽缓), in order."""

from __future__ import annotations

from typing import Final

from .step import Step

STEPS: Final[list[Step]] = []
