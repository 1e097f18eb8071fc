"""The procedure as pages offer it: every act with its form, in order."""

from __future__ import annotations

from typing import Final

from . import (
    applicable,
    compulsion,
    coordination,
    enforcement,
    evidence,
    execution,
    fast_track,
    investigation,
    leniency,
    remote,
    review,
)
from .step import Step

PARTS: Final = (
    investigation,
    evidence,
    applicable,
    fast_track,
    compulsion,
    coordination,
    remote,
    leniency,
    review,
    execution,
    enforcement,
)
STEPS: Final[dict[str, Step]] = {step.kind: step for part in PARTS for step in part.STEPS}

__all__ = ["STEPS", "Step"]
