"""Acts on the monthly bulletin of enforcement quality (行政处罚法 第七十五条第一款): drafting, revising, issuing, withdrawing."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any, Final

from chengguan.base.dates import local_date
from chengguan.base.uuid7 import uuid7
from chengguan.base.viewer import Viewer
from chengguan.documents.issuing import issue as issue_instrument
from chengguan.documents.issuing import retire
from chengguan.documents.models import Instrument
from chengguan.ledger.acting import DocRef, Done, act
from chengguan.people.models import Bureau
from chengguan.reports.issued import content_digest, keep
from chengguan.reports.models import Bulletin

from . import facts
from .compiling import compile_month, spots
from .wording import instrument_facts

KIND: Final = "quality_bulletin"


@act("bulletin.draft", facts=facts.drafting)
def draft(*, actor: Viewer, at: datetime, month: date, remarks: str, demands: str) -> Done:
    """编制执法质量通报: figures and problems of a month as they are on the day of the draft."""
    bureau = Bureau.objects.get(pk=actor.bureau_id)
    bulletin = Bulletin(
        id=uuid7(at), bureau=bureau, month=month.replace(day=1), drafted_at=at, as_of=local_date(at)
    )
    _compile(bulletin, at, remarks, demands)
    return Done(bulletin, sets={"bulletin_month": bulletin.month}, data=_found(bulletin), result=bulletin)


@act("bulletin.revise", facts=facts.revising, on="bulletin")
def revise(*, actor: Viewer, at: datetime, bulletin: Bulletin, remarks: str, demands: str) -> Done:
    """更新草稿: the figures and problems anew, and the text as it was corrected."""
    _compile(bulletin, at, remarks, demands)
    return Done(bulletin, data=_found(bulletin), result=bulletin)


def _compile(bulletin: Bulletin, at: datetime, remarks: str, demands: str) -> None:
    bulletin.as_of, bulletin.drafted_at = local_date(at), at
    bulletin.remarks, bulletin.demands = remarks.strip(), demands.strip()
    bulletin.content = compile_month(bulletin.bureau, bulletin.month, bulletin.as_of)


def _found(bulletin: Bulletin) -> dict[str, Any]:
    """What a draft found, for the ledger: counts and the digest of the whole."""
    return {
        "month": bulletin.month,
        "as_of": bulletin.as_of,
        "remarks": bulletin.remarks,
        "demands": bulletin.demands,
        "problems": {row["id"]: row["count"] for row in bulletin.content["problems"]},
        "content_sha256": content_digest(bulletin.content),
    }


@act("bulletin.issue", facts=facts.issuing, on="bulletin")
def issue(*, actor: Viewer, at: datetime, bulletin: Bulletin) -> Done:
    """印发: the figures are frozen with their records, the bulletin gets its number, PDF and DOCX follow from the frozen text."""
    bulletin.issued_at = at
    digests = keep(bulletin.chain_key, bulletin.bureau_id, spots(bulletin.content))
    bulletin.instrument = _instrument(bulletin, at)
    data = {
        "number": bulletin.number,
        "figures": digests,
        "content_sha256": content_digest(bulletin.content),
        "problems": dict(Counter({row["id"]: row["count"] for row in bulletin.content["problems"]})),
    }
    reference = DocRef(KIND, bulletin.number, bulletin.instrument.facts_sha256)
    sets = {"bulletin_issued_on": local_date(at)}
    return Done(bulletin, sets=sets, data=data, documents=(reference,), result=bulletin)


def _instrument(bulletin: Bulletin, at: datetime) -> Instrument:
    return issue_instrument(
        KIND,
        bureau=bulletin.bureau,
        at=at,
        subject_key=bulletin.chain_key,
        case_number="",
        context={"act": instrument_facts(bulletin)},
    )


@act("bulletin.withdraw", facts=facts.withdrawing, on="bulletin")
def withdraw(*, actor: Viewer, at: datetime, bulletin: Bulletin, reason: str) -> Done:
    """撤回: a bulletin that is wrong stays readable with the reason; the month may be drafted anew."""
    bulletin.withdrawn_at, bulletin.withdraw_reason = at, reason.strip()
    if bulletin.instrument is not None:
        retire(bulletin.instrument, Instrument.VOID)
    sets = {"bulletin_withdrawn_on": local_date(at)}
    return Done(bulletin, sets=sets, data={"reason": bulletin.withdraw_reason}, result=bulletin)
