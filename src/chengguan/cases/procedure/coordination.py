"""Steps of the part "coordination" of the procedure (移送与协作), in order."""

from __future__ import annotations

from typing import Final

from chengguan.cases.acts import coordination, criminal_transfer, linking
from chengguan.cases.forms import coordination as forms
from chengguan.cases.forms import criminal_transfer as criminal_forms
from chengguan.intake import transfer_forms, transfers

from .step import Step

CRIMINAL, AGENCIES, LINKS, LEAD = "涉嫌犯罪移送", "移送与协作", "关联案件", "线索"

STEPS: Final[list[Step]] = [
    Step(transfers.receive_transfer, transfer_forms.ReceiveTransferForm, LEAD, "bureau"),
    Step(coordination.transfer_lead, forms.LeadTransferForm, LEAD, "lead"),
    Step(coordination.record_lead_reply, forms.AgencyReplyForm, LEAD, "lead"),
    Step(transfers.answer_transfer, transfer_forms.AnswerTransferForm, LEAD, "lead"),
    Step(criminal_transfer.suspect_crime, criminal_forms.SuspicionForm, CRIMINAL),
    Step(criminal_transfer.name_transfer_team, criminal_forms.TransferTeamForm, CRIMINAL),
    Step(criminal_transfer.report_transfer, criminal_forms.TransferReportForm, CRIMINAL),
    Step(criminal_transfer.approve_transfer, criminal_forms.TransferDecisionForm, CRIMINAL),
    Step(criminal_transfer.send_transfer, criminal_forms.SendTransferForm, CRIMINAL),
    Step(criminal_transfer.tell_seized_transfer, criminal_forms.SeizedTransferForm, CRIMINAL),
    Step(criminal_transfer.record_police_receipt, criminal_forms.PoliceReceiptForm, CRIMINAL),
    Step(criminal_transfer.record_police_decision, criminal_forms.PoliceDecisionForm, CRIMINAL),
    Step(criminal_transfer.hand_over_items, criminal_forms.ItemsForm, CRIMINAL),
    Step(criminal_transfer.object_non_filing, criminal_forms.ObjectionForm, CRIMINAL),
    Step(criminal_transfer.record_criminal_outcome, criminal_forms.CriminalOutcomeForm, CRIMINAL),
    Step(criminal_transfer.resume_after_transfer, criminal_forms.TransferResumptionForm, CRIMINAL),
    Step(criminal_transfer.record_set_off, criminal_forms.SetOffForm, CRIMINAL),
    Step(coordination.report_official_crime_clue, forms.OfficialClueForm, CRIMINAL),
    Step(coordination.notify_agency, forms.NoticeForm, AGENCIES),
    Step(coordination.request_assistance, forms.AssistanceForm, AGENCIES),
    Step(coordination.record_assistance, forms.AssistanceResultForm, AGENCIES),
    Step(coordination.request_jurisdiction, forms.JurisdictionForm, AGENCIES),
    Step(coordination.record_jurisdiction, forms.JurisdictionResultForm, AGENCIES),
    Step(coordination.report_obstruction, forms.ObstructionForm, AGENCIES),
    Step(coordination.notify_procuratorate, forms.ProcuratorateForm, AGENCIES),
    Step(coordination.receive_procuratorate_advice, forms.AdviceForm, AGENCIES),
    Step(coordination.answer_procuratorate, forms.AdviceAnswerForm, AGENCIES),
    Step(coordination.propose_joint_discipline, forms.DisciplineForm, AGENCIES),
    Step(coordination.record_transfer_outcome, forms.TransferOutcomeForm, AGENCIES),
    Step(coordination.record_agency_reply, forms.AgencyReplyForm, AGENCIES),
    Step(linking.link, forms.LinkForm, LINKS),
    Step(linking.unlink, forms.UnlinkForm, LINKS),
    Step(linking.merge, forms.MergeForm, LINKS),
    Step(linking.split, forms.SplitForm, LINKS),
]
