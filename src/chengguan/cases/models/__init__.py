"""Tables of penalty cases, in the order of the procedure."""

from .coordination import CaseLink
from .core import Approval, ApprovalOpinion, Case
from .enforcement import Outstanding, Refund
from .evidence import Examination, Exhibit, ExhibitMove, StepFootage
from .execution import BankFile, BankLine, Instalment, Payment, Service
from .investigation import CorrectionOrder, Pause, Record
from .likeness import LikeCase
from .measures import Good, GoodMove, Measure
from .monitoring import MonitoringRecord
from .party_page import WrongCode
from .review import (
    Decision,
    DefencePoint,
    Deliberation,
    DeliberationVote,
    Hearing,
    LegalReview,
    ReviewOpinion,
)
from .searches import Export, SavedSearch

__all__ = [
    "Approval",
    "ApprovalOpinion",
    "BankFile",
    "BankLine",
    "Case",
    "CaseLink",
    "CorrectionOrder",
    "Decision",
    "DefencePoint",
    "Deliberation",
    "DeliberationVote",
    "Examination",
    "Exhibit",
    "ExhibitMove",
    "Export",
    "Good",
    "GoodMove",
    "Hearing",
    "Instalment",
    "LegalReview",
    "LikeCase",
    "Measure",
    "Pause",
    "MonitoringRecord",
    "Outstanding",
    "Payment",
    "Record",
    "Refund",
    "ReviewOpinion",
    "SavedSearch",
    "Service",
    "StepFootage",
    "WrongCode",
]
