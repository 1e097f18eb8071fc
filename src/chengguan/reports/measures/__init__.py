"""指标: named measures over records, and what is asked of them."""

from .catalogue import (
    CATALOGUE,
    Figure,
    Measure,
    Period,
    by_matter,
    figures,
    records_of,
    review_pass_rate,
    upload_on_time,
)

__all__ = [
    "CATALOGUE",
    "Figure",
    "Measure",
    "Period",
    "by_matter",
    "figures",
    "records_of",
    "review_pass_rate",
    "upload_on_time",
]
