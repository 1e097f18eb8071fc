"""The law engine: norms as data, verdicts, clocks, amounts. Pure; imports nothing of the product, no Django."""

from .amending import with_amendment
from .book import NormBook, UnknownNorm
from .calendar import Calendar, YearNotice
from .citation import Citation, Source
from .facts import CHINA, FactError, FactNorm
from .loader import load, load_contents
from .norms import ActNorm, ApprovalChain, Listing, Missing, Requirement, Role, Threshold
from .reading import NormError, Problem
from .verdict import Finding, Verdict, examine, may

__all__ = [
    "CHINA",
    "ActNorm",
    "ApprovalChain",
    "Calendar",
    "Citation",
    "FactError",
    "FactNorm",
    "Finding",
    "Listing",
    "Missing",
    "NormBook",
    "NormError",
    "Problem",
    "Requirement",
    "Role",
    "Source",
    "Threshold",
    "UnknownNorm",
    "Verdict",
    "YearNotice",
    "examine",
    "load",
    "load_contents",
    "may",
    "with_amendment",
]
