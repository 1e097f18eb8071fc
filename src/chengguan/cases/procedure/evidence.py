"""Steps of the part "evidence" of the procedure (证据审查、音视频证据、证物保管), in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import adopting, examination, exhibits
from chengguan.cases.forms import examination as forms

from .step import Step

EVIDENCE, EXHIBITS = "证据", "证物"

STEPS: Final[list[Step]] = [
    Step(examination.examine_evidence, forms.ExamineForm, EVIDENCE),
    Step(adopting.adopt_recording, forms.AdoptRecordingForm, EVIDENCE),
    Step(exhibits.take_in_exhibit, forms.TakeInForm, EXHIBITS),
    Step(exhibits.move_exhibit, forms.MoveExhibitForm, EXHIBITS),
    Step(exhibits.dispose_exhibit, forms.DisposeExhibitForm, EXHIBITS),
]
