"""保管: category, end of the period and hold of recordings, as their ties, the terms of the records and the holds have them.

These three columns of a recording are kept equal to what is computed here (`acts/holds.settle`); `verify` compares them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.ledger.norms import book
from chengguan.recordings.models import Hold, KeepingTerm, Recording, Tie
from lawengine.calendar import add_months

CASE: Final = "case/"
BASES: Final = dict(Hold.BASES)


@dataclass(frozen=True)
class Keeping:
    """保管情况. `keep_until` None: permanent, or not settled yet (`words` says which). `tied_evidence`: by a case, not by a person."""

    category: str
    keep_until: date | None
    held: bool
    words: str
    holds: tuple[str, ...] = ()
    tied_evidence: bool = False
    required_until: date | None = None


@dataclass(frozen=True)
class _Around:
    """What stands around some recordings, read with at most three queries."""

    keys: dict[Any, list[str]]
    terms: dict[str, KeepingTerm]
    holds: dict[str, list[str]]


def keeping_of(recording: Recording, on: date | None = None) -> Keeping:
    """The keeping of one recording; see `keepings`."""
    return keepings([recording], on)[recording.pk]


def keepings(recordings: Sequence[Recording], on: date | None = None) -> dict[Any, Keeping]:
    """The keeping of recordings by their ids: at most three queries for any number. Periods by the norm of the day of receipt, or of `on`."""
    around = _around(recordings)
    return {recording.pk: _keeping(recording, around, on) for recording in recordings}


def _around(recordings: Sequence[Recording]) -> _Around:
    keys: dict[Any, list[str]] = defaultdict(list)
    ties = Tie.objects.filter(recording__in=recordings, untied_at=None).order_by("pk")
    for recording_id, key in ties.values_list("recording_id", "subject_key"):
        keys[recording_id].append(key)
    named = {key for found in keys.values() for key in found}
    terms = {term.subject_key: term for term in KeepingTerm.objects.filter(subject_key__in=named)}
    holds: dict[str, list[str]] = defaultdict(list)
    own = {recording.chain_key for recording in recordings}
    standing = Hold.objects.filter(lifted_at=None, subject_key__in=named | own).order_by("placed_at", "pk")
    for key, basis in standing.values_list("subject_key", "basis"):
        holds[key].append(basis)
    return _Around(keys, terms, holds)


def _keeping(recording: Recording, around: _Around, on: date | None) -> Keeping:
    keys = around.keys[recording.pk]
    holds = [basis for key in (*keys, recording.chain_key) for basis in around.holds.get(key, ())]
    found = tuple(dict.fromkeys(BASES[basis] for basis in holds))
    of_record = [key for key in keys if _is_evidence(key, around.terms)]
    chosen = recording.known.get("recording_category")
    if of_record or chosen == Recording.EVIDENCE:
        required, words = _evidence_until(recording, [around.terms.get(key) for key in of_record])
        category = Recording.EVIDENCE
    else:
        required, words = general_until(recording, on)
        category = Recording.GENERAL
    until, words = _extended(recording.known, required, words)
    return Keeping(category, until, bool(found), words, found, bool(of_record), required)


def _is_evidence(key: str, terms: dict[str, KeepingTerm]) -> bool:
    """What belongs to a case is evidence, unless the case ended without a decision."""
    term = terms.get(key)
    return term.evidence if term is not None else key.startswith(CASE)


def _evidence_until(recording: Recording, terms: Sequence[KeepingTerm | None]) -> tuple[date | None, str]:
    """As long as the longest kept record to which it belongs; open until each of them has its term."""
    if not terms:
        return None, "按证据类保管，期限由确定类别的人员写明"
    ends = [term.keep_until for term in terms if term is not None and term.keep_until is not None]
    if any(term is not None and term.permanent for term in terms):
        return None, "随案卷永久保管"
    if len(ends) < len(terms):
        return None, "随案卷保管，案卷归档后确定期限"
    least, _ = general_until(recording, None)
    return max(ends if least is None else [*ends, least]), "随案卷保管"


def general_until(recording: Recording, on: date | None) -> tuple[date | None, str]:
    """End of the general period: months from receipt, never fewer days than the law asks for public places (视频条例 第十七条)."""
    received = local_date(recording.received_at)
    day = on or received
    place = recording.bureau.jurisdiction
    months = _amount("recording_keep_general", day, place)
    if months is None:
        return None, "一般类的保存期限没有录入，暂不销毁"
    days = _amount("recording_keep_public", day, place) or 0
    until = max(add_months(received, months), received + timedelta(days=days))
    return until, f"自收录之日起{months}个月"


def _amount(name: str, on: date, jurisdiction: str) -> int | None:
    value = getattr(book().threshold(name, on=on, jurisdiction=jurisdiction), "value", None)
    return int(value) if isinstance(value, (int, Decimal)) else None


def _extended(known: dict[str, Any], required: date | None, words: str) -> tuple[date | None, str]:
    """A person may lengthen the period, never shorten it."""
    if known.get("recording_keep_permanently"):
        return None, "由人员确定永久保管"
    text = known.get("recording_keep_until")
    if not text:
        return required, words
    chosen = date.fromisoformat(str(text))
    if required is None and known.get("recording_category") == Recording.EVIDENCE and "确定类别" in words:
        return chosen, "由人员确定期限"
    return (chosen, "由人员延长期限") if required is not None and chosen > required else (required, words)


def hindrance(recording: Recording, keeping: Keeping, on: date) -> str:
    """Why a recording may not be destroyed on a day; empty when it may. The period is also read by the norm of that day."""
    if recording.stage == "destroyed":
        return "已经销毁"
    if keeping.held:
        return f"保留中：{'、'.join(keeping.holds)}"
    if keeping.keep_until is None:
        return f"没有到期：{keeping.words}"
    until = keeping.keep_until
    if keeping.category == Recording.GENERAL:
        now, _ = general_until(recording, on)
        until = max(until, now) if now is not None else date.max
    return f"没有到期：保管至{until.isoformat()}" if until >= on else ""


def hindrances(recordings: Iterable[Recording], on: date) -> dict[Any, str]:
    """Why each of some recordings may not be destroyed on a day, by id; read anew from ties, terms and holds, not from columns."""
    rows = list(recordings)
    found = keepings(rows)
    return {row.pk: hindrance(row, found[row.pk], on) for row in rows}
