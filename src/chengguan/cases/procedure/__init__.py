"""The procedure as pages offer it: every act with its form, in order."""

from __future__ import annotations

from typing import Final

from . import execution, investigation, review
from .step import Step

STEPS: Final[dict[str, Step]] = {
    step.kind: step for part in (investigation, review, execution) for step in part.STEPS
}

__all__ = ["STEPS", "Step"]
