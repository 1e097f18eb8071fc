"""Steps of the part "fast_track" of the procedure (简案快办、三书同达、现场文明执法), in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import conduct, fast_track, joint_service
from chengguan.cases.forms import conduct as conduct_forms
from chengguan.cases.forms import fast_track as forms

from .step import Step

SCENE, FAST, INQUIRY, SERVICE = "现场", "简案快办", "调查", "送达"

STEPS: Final[list[Step]] = [
    Step(conduct.record_conduct, conduct_forms.ConductForm, SCENE, page="case.conduct"),
    Step(fast_track.enter_fast_track, forms.EnterFastTrackForm, FAST),
    Step(fast_track.withdraw_admission, forms.WithdrawAdmissionForm, FAST),
    Step(fast_track.exit_fast_track, forms.ExitFastTrackForm, FAST),
    Step(fast_track.reopen_investigation, forms.ReopenForm, INQUIRY),
    Step(joint_service.issue_joint_documents, forms.JointDocumentsForm, SERVICE),
]
