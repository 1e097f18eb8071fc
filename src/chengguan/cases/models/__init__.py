"""Tables of penalty cases, in the order of the procedure."""

from .core import Approval, ApprovalOpinion, Case
from .execution import BankFile, BankLine, Instalment, Payment, Service
from .investigation import CorrectionOrder, Pause, Record
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
    "CorrectionOrder",
    "Decision",
    "DefencePoint",
    "Deliberation",
    "DeliberationVote",
    "Export",
    "Hearing",
    "Instalment",
    "LegalReview",
    "Pause",
    "Payment",
    "Record",
    "ReviewOpinion",
    "SavedSearch",
    "Service",
]
