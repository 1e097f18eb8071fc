"""Steps of the part "applicable law" of the procedure."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import applicable
from chengguan.cases.forms.applicable import DetermineLawForm

from .step import Step

STEPS: Final[list[Step]] = [Step(applicable.determine_law, DetermineLawForm, "适用法律")]
