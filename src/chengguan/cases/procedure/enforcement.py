"""Steps of the part "enforcement" of the procedure (强制执行), in order."""

from __future__ import annotations

from typing import Final

from .step import Step

STEPS: Final[list[Step]] = []
