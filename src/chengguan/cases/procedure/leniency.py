"""Steps of the part "leniency" of the procedure (柔性执法), in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import leniency
from chengguan.cases.forms import leniency as forms

from .step import Step

LENIENCY, WARDS = "柔性执法", "未成年人与责任能力"

STEPS: Final[list[Step]] = [
    Step(leniency.persuade, forms.PersuasionForm, LENIENCY),
    Step(leniency.educate, forms.EducationForm, LENIENCY),
    Step(leniency.prove_correction, forms.CorrectionProofForm, LENIENCY),
    Step(leniency.record_record_check, forms.RecordCheckForm, LENIENCY),
    Step(leniency.assess_leniency, forms.AssessmentForm, LENIENCY),
    Step(leniency.refrain_from_compulsion, forms.RefrainForm, LENIENCY),
    Step(leniency.notify_guardian, forms.GuardianForm, WARDS),
    Step(leniency.assess_capacity, forms.CapacityForm, WARDS),
]
