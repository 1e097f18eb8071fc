"""Steps of the part "fast_track" of the procedure (简案快办), in order."""

from __future__ import annotations

from typing import Final

from .step import Step

STEPS: Final[list[Step]] = []
