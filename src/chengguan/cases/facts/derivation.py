"""推导: what went into the weighing of a fine and which periods ran, kept with the decision so that it can be replayed (lawengine.proof)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from chengguan.ledger.norms import book
from chengguan.powers.models import Matter
from lawengine.discretion import Benchmark, DiscretionError, StatutoryRange, assess

from .clocks import CASE_CLOCKS, readings
from .discretion import EFFECTS, benchmark_of, circumstances_named, fine_range, tiers_for
from .known import Known

# Periods on which a decision rests: the term to decide in, and the windows that had to be open or over.
DECISIVE: Final = ("case_decision", "statement_window", "hearing_request")


def derivation(
    *, known: Known, matter: Matter, fine: Decimal, tier: str, leniency: str,
    circumstances: Sequence[str], on: date, jurisdiction: str
) -> dict[str, Any]:  # fmt: skip
    """The inputs and results of the computed parts of a decision: the weighing (none without a fine) and the periods."""
    organisation = bool(known.get("party_is_organisation"))
    discretion = (
        weighing(matter, organisation, fine, tier, leniency, circumstances, on, jurisdiction)
        if fine > 0
        else None
    )
    return {"discretion": discretion, "clocks": list(periods(known, on, jurisdiction))}


def weighing(
    matter: Matter, organisation: bool, fine: Decimal, tier: str, leniency: str,
    circumstances: Sequence[str], on: date, jurisdiction: str
) -> dict[str, Any] | None:  # fmt: skip
    """裁量的推导 (行政处罚法 第三十四条): statutory range, benchmark, tier, circumstances in; range, sum and objections out."""
    statutory = fine_range(matter, organisation)
    if statutory is None:
        return None
    rows = tiers_for(matter, organisation)
    benchmark = benchmark_of(rows)
    named = circumstances_named(circumstances, on, jurisdiction)
    chosen = EFFECTS.get(leniency, "normal")
    try:
        found = assess(
            book(),
            on=on,
            jurisdiction=jurisdiction,
            statutory=statutory,
            benchmark=benchmark,
            tier=tier or None,
            circumstances=named,
            chosen=chosen,
        )
    except DiscretionError:
        return None
    return {
        "on": on.isoformat(),
        "fine": str(fine),
        "statutory": _range(statutory),
        "benchmark": _benchmark(benchmark),
        "tier": tier,
        "circumstances": [item.id for item in named],
        "chosen": chosen,
        "minimum": str(found.minimum),
        "maximum": str(found.maximum),
        "steps": list(found.steps),
        "objections": list(found.objections(fine)),
    }


def _range(statutory: StatutoryRange) -> dict[str, Any]:
    base = str(statutory.base) if statutory.base is not None else None
    return {
        "minimum": str(statutory.minimum),
        "maximum": str(statutory.maximum),
        "base": base,
        "base_title": statutory.base_title,
    }


def _benchmark(benchmark: Benchmark | None) -> dict[str, Any] | None:
    if benchmark is None:
        return None
    return {
        "title": benchmark.title,
        "start": benchmark.start.isoformat(),
        "end": benchmark.end.isoformat() if benchmark.end else None,
        "tiers": [
            {
                "id": tier.id,
                "title": tier.title,
                "minimum": str(tier.minimum),
                "maximum": str(tier.maximum),
                "when": tier.when,
            }
            for tier in benchmark.tiers
        ],
    }


def periods(known: Known, on: date, jurisdiction: str) -> Iterator[dict[str, Any]]:
    """The decisive periods: which fact began each, and the last day as computed then."""
    table = [running for running in CASE_CLOCKS if running.clock in DECISIVE]
    for running, reading in readings(known, table, on, jurisdiction):
        yield {
            "clock": running.clock,
            "title": reading.title,
            "starts": running.starts,
            "started": str(known[running.starts])[:10],
            "term": str(known[running.term])[:10] if running.term and known.get(running.term) else None,
            "extended": running.clock == "case_decision",
            "due_on": reading.due_on.isoformat(),
            "steps": list(reading.steps),
        }
