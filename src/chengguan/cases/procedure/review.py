"""Steps of the part "review" of the procedure, in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import decision, deliberation, hearing, legal_review, notice
from chengguan.cases.forms import decision as decision_forms
from chengguan.cases.forms import hearing as hearing_forms
from chengguan.cases.forms import review as forms

from .step import Step

NOTICE, HEARING, REVIEW, DECISION = "告知与申辩", "听证", "审核与讨论", "处理决定"

STEPS: Final[list[Step]] = [
    Step(notice.issue_prior_notice, forms.NoticeForm, NOTICE),
    Step(notice.reissue_prior_notice, forms.RenoticeForm, NOTICE),
    Step(notice.record_defence, forms.DefenceForm, NOTICE),
    Step(notice.waive_defence, forms.WaiverForm, NOTICE),
    Step(notice.reexamine_defence, forms.ReexamineForm, NOTICE),
    Step(hearing.request_hearing, hearing_forms.HearingRequestForm, HEARING),
    Step(hearing.accept_hearing, hearing_forms.AcceptHearingForm, HEARING),
    Step(hearing.refuse_hearing, hearing_forms.RefuseHearingForm, HEARING),
    Step(hearing.waive_hearing, forms.WaiverForm, HEARING),
    Step(hearing.call_hearing, hearing_forms.CallHearingForm, HEARING),
    Step(hearing.challenge_presider, hearing_forms.ChallengeForm, HEARING),
    Step(hearing.decide_presider_challenge, hearing_forms.ChallengeDecisionForm, HEARING),
    Step(hearing.hold_hearing, hearing_forms.SessionForm, HEARING),
    Step(hearing.adjourn_hearing, hearing_forms.AdjournForm, HEARING),
    Step(hearing.end_hearing, hearing_forms.EndHearingForm, HEARING),
    Step(hearing.report_hearing, hearing_forms.HearingReportForm, HEARING),
    Step(legal_review.request_legal_review, forms.ReviewRequestForm, REVIEW),
    Step(legal_review.conclude_legal_review, forms.ReviewForm, REVIEW),
    Step(legal_review.answer_review_opinion, forms.ReviewAnswerForm, REVIEW),
    Step(deliberation.deliberate, decision_forms.DeliberationForm, REVIEW),
    Step(decision.decide, decision_forms.DecisionForm, DECISION),
    Step(decision.decide_exemption, decision_forms.ExemptionForm, DECISION),
    Step(decision.withdraw_filing, decision_forms.WithdrawalForm, DECISION),
    Step(decision.transfer_case, decision_forms.TransferForm, DECISION),
    Step(decision.confirm_transfer, decision_forms.TransferReceiptForm, DECISION),
    Step(decision.correct_instrument, decision_forms.CorrectionForm, DECISION),
]
