"""用大白话讲一份文书: what a served document says, question by question, taken from its own frozen facts and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from chengguan.base.dates import chinese_date
from chengguan.cases.models import Case
from chengguan.documents.issuing import law_titles
from chengguan.documents.models import Instrument
from chengguan.documents.text import cite
from chengguan.parties.masking import mask_id, mask_phone

IDENTITY: Final = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
MOBILE: Final = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
DEFENCES: Final = {
    "waived": "您书面表示不作陈述、申辩。",
    "none": "您没有在期限内提出意见。",
}
RESULTS: Final = {
    "adopted": "采纳了您的意见",
    "partly": "采纳了您的一部分意见",
    "rejected": "没有采纳您的意见",
}


@dataclass(frozen=True)
class Line:
    """One question of the reader and its answer; `strong`: the answer that he came for."""

    ask: str
    text: str
    strong: bool = False


def account(instrument: Instrument, case: Case) -> list[Line]:
    """What the document says. Numbers of identity cards, telephones and a protected name are masked."""
    facts = json.loads(instrument.context)
    found = ACCOUNTS.get(instrument.kind, _other)(facts)
    return [Line(line.ask, discreet(line.text, case), line.strong) for line in found if line.text.strip()]


def discreet(text: str, case: Case) -> str:
    """A text as the page may show it to whoever holds the code."""
    text = MOBILE.sub(lambda hit: mask_phone(hit[0]), IDENTITY.sub(lambda hit: mask_id(hit[0]), text))
    return case.veiled(text)


def _notice(facts: Mapping[str, Any]) -> list[Line]:
    act = facts["act"]
    return [
        Line("这是什么", "这是通知，处罚还没有作出。执法机关打算处罚您，作出决定之前要先听您的意见。"),
        Line("打算怎样处罚", _penalties(act), strong=True),
        *_why(facts),
    ]


def _decision(facts: Mapping[str, Any]) -> list[Line]:
    act = facts["act"]
    return [
        Line("决定了什么", _penalties(act), strong=True),
        *_why(facts),
        Line("您的意见怎样处理了", _heard(act)),
        Line("还要做什么", _sentences(act.get("correction"), act.get("performance"))),
    ]


def _summary(facts: Mapping[str, Any]) -> list[Line]:
    act = facts["act"]
    fine = f"{_yuan(act['fine'])}" if act.get("fine") else ""
    return [
        Line("决定了什么", f"{act.get('penalty', '')}{fine}。", strong=True),
        Line("查到了什么", _sentences(act.get("facts"))),
        *_laws(facts),
        Line("还要做什么", _sentences(act.get("correction") and f"责令{act['correction']}")),
    ]


def _exemption(facts: Mapping[str, Any]) -> list[Line]:
    act = facts["act"]
    return [
        Line("决定了什么", "不予行政处罚，不用缴款。", strong=True),
        Line("查到了什么", _sentences(act.get("facts"))),
        Line("为什么不处罚", _sentences(act.get("ground"), act.get("explanation"))),
        Line("要注意什么", _sentences(act.get("education"))),
    ]


def _demand(facts: Mapping[str, Any]) -> list[Line]:
    act = facts["act"]
    duties = [
        f"{row.get('text', '')}{'：' + _yuan(row['amount']) if row.get('amount') else ''}"
        for row in act.get("duties") or []
    ]
    about = f"{act.get('decision_title', '决定书')}（{act.get('decision_number', '')}）要求您做的事还没有做完，这是提醒。"
    return [
        Line("这是什么", about),
        Line("还要做什么", _sentences("；".join(duties)), strong=True),
        Line("怎样做", _sentences(act.get("method"))),
        Line(
            "不做会怎样", "过了期限还不做，执法机关可以依法强制执行，或者申请法院强制执行。您可以陈述、申辩。"
        ),
    ]


def _correction(facts: Mapping[str, Any]) -> list[Line]:
    act = facts["act"]
    by = (
        "马上改正。"
        if act.get("at_once")
        else f"{chinese_date(act['correct_by'])}前改正。"
        if act.get("correct_by")
        else ""
    )
    return [
        Line("要改什么", "".join(_sentences(str(one)) for one in act.get("demands") or []), strong=True),
        Line("什么时候改完", by, strong=True),
        Line("查到了什么", _sentences(act.get("facts"))),
        *_laws(facts)[:1],
        Line("不改会怎样", _sentences(act.get("consequence") or "没有改正的，执法机关会依法处理。")),
    ]


def _monitoring(facts: Mapping[str, Any]) -> list[Line]:
    act = facts["act"]
    return [
        Line("这是什么", "监控设备拍到了下面的情况。现在还没有处罚，先告诉您。"),
        Line("拍到了什么", _sentences(act.get("content")), strong=True),
        Line("您可以怎样做", _sentences(act.get("query"))),
    ]


def _other(facts: Mapping[str, Any]) -> list[Line]:
    """Documents without an account of their own: what they concern; the rest stands in the document."""
    return [
        Line("关于什么事", _sentences(facts["case"].get("cause"))),
        Line("具体内容", "请看您手里的文书。"),
    ]


def _why(facts: Mapping[str, Any]) -> list[Line]:
    act = facts["act"]
    weighed = act.get("discretion") or {}
    tier = f"按处罚标准，本案属于“{weighed['tier']}”一档。" if weighed.get("tier") else ""
    return [
        Line("查到了什么", _sentences(act.get("facts"))),
        *_laws(facts),
        Line("为什么这样罚", tier + _sentences(weighed.get("reasons"), weighed.get("deviation"))),
    ]


def _laws(facts: Mapping[str, Any]) -> list[Line]:
    matter = facts.get("matter") or {}
    return [
        Line("违反了哪条规定", _cited(matter.get("violated"))),
        Line("按哪条规定处罚", _cited(matter.get("basis"))),
    ]


def _cited(cites: Any) -> str:
    return f"{cite(cites, law_titles())}。" if cites else ""


def _heard(act: Mapping[str, Any]) -> str:
    defence = act.get("defence") or {}
    state = str(defence.get("state") or "")
    if state != "raised":
        return DEFENCES.get(state, "")
    return f"{RESULTS.get(str(defence.get('result')), '')}。理由：{_sentences(defence.get('reasons'))}"


def _penalties(act: Mapping[str, Any]) -> str:
    parts = [
        f"{row.get('title', '')}{_yuan(row['amount']) if row.get('amount') else ''}{row.get('text', '')}"
        for row in act.get("penalties") or []
    ]
    return _sentences("；".join(parts))


def _yuan(amount: Any) -> str:
    try:
        return f"{Decimal(str(amount)):,.2f}元"
    except InvalidOperation:
        return str(amount)


def _sentences(*texts: Any) -> str:
    """Texts as sentences: each ends with one full stop."""
    return "".join(f"{str(text).strip().rstrip('。；，')}。" for text in texts if text and str(text).strip())


ACCOUNTS: Final[Mapping[str, Callable[[Mapping[str, Any]], list[Line]]]] = {
    "prior_notice": _notice,
    "penalty_decision": _decision,
    "summary_decision": _summary,
    "exemption_decision": _exemption,
    "first_exemption_decision": _exemption,
    "demand_notice": _demand,
    "correction_order": _correction,
    "monitoring_notice": _monitoring,
}
