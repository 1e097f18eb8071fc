"""Steps of the part "compulsion" of the procedure (强制措施), in order."""

from __future__ import annotations

from typing import Final

from .step import Step

STEPS: Final[list[Step]] = []
