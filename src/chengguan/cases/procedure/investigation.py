"""Steps of leads, filing and investigation, in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import correction, evidence, filing, investigation, one_fine, records, recusal
from chengguan.cases.forms import course
from chengguan.cases.forms import evidence as evidence_forms
from chengguan.cases.forms import filing as filing_forms
from chengguan.cases.forms import one_fine as one_fine_forms
from chengguan.cases.forms import records as record_forms
from chengguan.cases.forms.investigation_report import FinishForm
from chengguan.intake import acts as leads
from chengguan.intake import forms as lead_forms

from .step import Step

LEAD, FILING, TEAM = "线索", "立案", "人员"
ONE_FINE = "一事不再罚"
INQUIRY, EVIDENCE, CORRECTION, COURSE = "调查", "证据", "责令改正", "期限与进程"

STEPS: Final[list[Step]] = [
    Step(leads.register_lead, lead_forms.RegisterLeadForm, LEAD, "bureau"),
    Step(leads.verify_lead, lead_forms.VerifyLeadForm, LEAD, "lead"),
    Step(leads.extend_check, lead_forms.ExtendLeadForm, LEAD, "lead"),
    Step(filing.file_case, filing_forms.FileCaseForm, FILING, "lead"),
    Step(filing.decline_filing, filing_forms.DeclineForm, FILING, "lead"),
    Step(leads.reply_to_informant, lead_forms.ReplyForm, LEAD, "lead"),
    Step(records.identify_party, record_forms.IdentifyPartyForm, INQUIRY),
    Step(records.make_site_record, record_forms.SiteRecordForm, INQUIRY),
    Step(records.summon_for_interview, record_forms.SummonForm, INQUIRY),
    Step(records.interview, record_forms.InterviewForm, INQUIRY),
    Step(evidence.collect_evidence, evidence_forms.CollectForm, EVIDENCE),
    Step(evidence.receive_statement, evidence_forms.StatementForm, EVIDENCE),
    Step(evidence.take_sample, evidence_forms.SampleForm, EVIDENCE),
    Step(evidence.commission_appraisal, evidence_forms.CommissionForm, EVIDENCE),
    Step(evidence.receive_appraisal, evidence_forms.AppraisalForm, EVIDENCE),
    Step(correction.order_correction, course.CorrectionForm, CORRECTION),
    Step(correction.recheck_correction, course.RecheckForm, CORRECTION),
    Step(one_fine.add_matter, one_fine_forms.AddMatterForm, ONE_FINE),
    Step(one_fine.record_fine_query, one_fine_forms.FineQueryForm, ONE_FINE),
    Step(investigation.finish_investigation, FinishForm, INQUIRY),
    Step(filing.assign_officers, filing_forms.AssignForm, TEAM),
    Step(recusal.request_recusal, filing_forms.RequestRecusalForm, TEAM),
    Step(recusal.decide_recusal, filing_forms.DecideRecusalForm, TEAM),
    Step(investigation.suspend_investigation, course.SuspendForm, COURSE),
    Step(investigation.resume_investigation, course.ResumeForm, COURSE),
    Step(investigation.extend_time_limit, course.ExtendForm, COURSE),
    Step(investigation.terminate_investigation, course.TerminateForm, COURSE),
]
