"""指标: named measures over records, and what is asked of them."""

from .catalogue import CATALOGUE, GROUPS, PUBLISHED_AS, Measure, Period, RecordRow, UnknownMeasure, measure_of
from .records import Figure, by_matter, records_of, review_pass_rate, upload_on_time

__all__ = [
    "CATALOGUE",
    "GROUPS",
    "PUBLISHED_AS",
    "Figure",
    "Measure",
    "Period",
    "RecordRow",
    "UnknownMeasure",
    "by_matter",
    "measure_of",
    "records_of",
    "review_pass_rate",
    "upload_on_time",
]
