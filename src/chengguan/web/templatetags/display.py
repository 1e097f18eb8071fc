"""How values are written on screen: dates, money, citations, masked identifiers. Pure functions, no Django models."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

CHINA: Final = ZoneInfo("Asia/Shanghai")
NOTHING: Final = "—"

VERIFICATION: Final[dict[str, tuple[str, str, str]]] = {
    "V": ("已核原文", "ok", "已与法律原文逐字核对"),
    "V2": ("二手来源", "info", "依据两处以上转载核对，尚未见官方原文"),
    "R": ("未核实", "warn", "凭记忆录入，未核对原文，仅作提示"),
    "P": ("本局政策", "neutral", "本局内部规定，不是法定要求"),
}
LEVELS: Final[dict[str, str]] = {"block": "必须满足", "warn": "需说明理由", "note": "提示"}
STATES: Final[dict[str, tuple[str, str, str]]] = {  # state -> word, icon, tone
    "met": ("已满足", "circle-check", "ok"),
    "unmet": ("未满足", "circle-x", "danger"),
    "open": ("待填写", "circle-dashed", "info"),
}
# Facts that name what is missing: shown with the ground that they leave unmet.
GAPS: Final[dict[str, str]] = {
    "annual_contradictions": "矛盾",
    "annual_gaps": "缺口",
    "annual_unbound": "数字",
    "annual_broken": "标记",
    "annual_sections_missing": "内容",
    "annual_opinions_open": "意见",
    "footage_missing_required": "缺录像",
    "footage_missing_recommended": "缺录像",
    "elements_lacking": "缺口",
    "elements_thin": "缺口",
    "elements_rejected": "要件",
    "elements_lost": "要件",
    "evidence_unexamined": "未审查",
    "dossier_unready": "文件",
    "dossier_changes": "变化",
    "evidence_unsupplemented": "待补强",
    "exhibits_unsettled": "证物",
    "recording_destroyed_by": "销毁清册",
    "destruction_hindered": "不能销毁",
}
CLOCK_STATES: Final[dict[str, tuple[str, str]]] = {
    "expired": ("已届满", "neutral"),
    "running": ("计时中", "info"),
    "stopped": ("已完成", "ok"),
    "overdue": ("已逾期", "danger"),
    "suspended": ("已中止", "neutral"),
}
STAGES: Final[
    dict[str, tuple[str, str]]
] = {  # stage -> word, tone; a page with words of its own passes the label
    "registered": ("已登记", "neutral"),
    "verified": ("已核查", "info"),
    "declined": ("不予立案", "neutral"),
    "transferred": ("已移送", "neutral"),
    "filed": ("已立案", "info"),
    "investigated": ("调查终结", "info"),
    "noticed": ("已告知", "warn"),
    "reviewed": ("已法制审核", "info"),
    "deliberated": ("已集体讨论", "info"),
    "decided": ("已决定", "law"),
    "served": ("已送达", "law"),
    "performed": ("已履行", "ok"),
    "closed": ("已结案", "ok"),
    "archived": ("已归档", "neutral"),
}

_DIGITS: Final = "零一二三四五六七八九"


def gaps_of(seen: Mapping[str, Any]) -> str:
    """What is missing, by name: 缺录像：亮证、送达."""
    named = ((label, seen.get(name)) for name, label in GAPS.items())
    return "；".join(f"{label}：{'、'.join(map(str, items))}" for label, items in named if items)


def local(value: datetime) -> datetime:
    """A moment in China; a naive one is taken to be there already."""
    return value.astimezone(CHINA) if value.tzinfo else value


def as_moment(value: object) -> date | datetime | None:
    """A date or a moment from what pages hold: date, datetime, or ISO text as kept in the ledger."""
    if isinstance(value, datetime):
        return local(value)
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not value:
        return None
    try:
        return local(datetime.fromisoformat(value)) if len(value) > 10 else date.fromisoformat(value)
    except ValueError:
        return None


def iso_date(value: object) -> str:
    """2024-05-06."""
    moment = as_moment(value)
    return moment.strftime("%Y-%m-%d") if moment else _text(value)


def cn_date(value: object) -> str:
    """2024年5月6日."""
    moment = as_moment(value)
    return f"{moment.year}年{moment.month}月{moment.day}日" if moment else _text(value)


def short_date(value: object) -> str:
    """5月6日: for rows whose year is plain from the page."""
    moment = as_moment(value)
    return f"{moment.month}月{moment.day}日" if moment else _text(value)


def iso_moment(value: object) -> str:
    """2024-05-06 14:05; without an hour where only the day is known."""
    moment = as_moment(value)
    return iso_date(value) + _clock_time(moment)


def cn_moment(value: object) -> str:
    """2024年5月6日 14:05; without an hour where only the day is known."""
    moment = as_moment(value)
    return cn_date(value) + _clock_time(moment)


def days_text(days: object) -> str:
    """还剩 3 天 / 今日到期 / 逾期 2 天."""
    if not isinstance(days, int):
        return ""
    if days == 0:
        return "今日到期"
    return f"还剩 {days} 天" if days > 0 else f"逾期 {-days} 天"


def urgency(days: object) -> str:
    """Tone of a due date: danger when overdue, warn within three days, else info."""
    if not isinstance(days, int):
        return "neutral"
    if days < 0:
        return "danger"
    return "warn" if days <= 3 else "info"


def amount(value: object) -> str:
    """1,255,930.00 (元, two places); the dash for nothing; other text unchanged."""
    if value is None or value == "":
        return NOTHING
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return f"{number:,.2f}" if number.is_finite() else str(value)


def money(value: object) -> str:
    """1,255,930.00 元."""
    text = amount(value)
    return text if text == NOTHING else f"{text} 元"


def chinese_number(number: int) -> str:
    """0..9999 as in the text of a law: 五十四, 一百零二; larger numbers stay figures."""
    if number < 0 or number > 9999:
        return str(number)
    if number < 10:
        return _DIGITS[number]
    out, pending_zero = "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit == 0:
            pending_zero = bool(out)
            continue
        leading_ten = power == 10 and digit == 1 and not out
        out += ("零" if pending_zero else "") + ("" if leading_ten else _DIGITS[digit]) + unit
        pending_zero = False
    return out


def attribute(thing: object, name: str, default: Any = None) -> Any:
    """Attribute of an object or key of a mapping: pages get dataclasses, frozen entries give mappings."""
    if isinstance(thing, Mapping):
        return thing.get(name, default)
    return getattr(thing, name, default)


def citation(cite: object) -> str:
    """《行政处罚法》第五十四条第二款第（一）项."""
    if isinstance(cite, str):
        return cite
    law = attribute(cite, "law", "")
    out = f"《{law}》" if law else ""
    for name, before, after in (("article", "第", "条"), ("paragraph", "第", "款"), ("item", "第（", "）项")):
        out += _provision(attribute(cite, name), before, after)
    return out + (attribute(cite, "part") or "")


def citation_key(cite: object) -> tuple[str, str]:
    """Law and article as search words for the page of norms."""
    if isinstance(cite, str):
        law, _, article = cite.partition(" ")
        return law, article.partition(".")[0].partition("(")[0]
    article = attribute(cite, "article")
    return str(attribute(cite, "law", "")), "" if article is None else str(article)


def mask(value: object, kind: str = "id") -> str:
    """Personal data as shown by default: 430581********1234, 138****1234, 张**, 湖南省武冈市****.

    Kinds: id, phone, name, plate, account, address. What is too short to mask in part is masked whole.
    """
    text = str(value or "").strip()
    if not text:
        return NOTHING
    head, tail = {"id": (6, 4), "phone": (3, 4), "name": (1, 0), "plate": (2, 2), "account": (4, 4)}.get(
        kind, (6, 0)
    )
    if len(text) <= head + tail:
        return text[:1] + "*" * max(len(text) - 1, 1)
    hidden = "****" if kind == "address" else "*" * (len(text) - head - tail)
    return text[:head] + hidden + (text[-tail:] if tail else "")


def _provision(value: object, before: str, after: str) -> str:
    if value in (None, ""):
        return ""
    text = chinese_number(value) if isinstance(value, int) else str(value)
    return before + text + after


def _clock_time(moment: date | datetime | None) -> str:
    return f" {moment:%H:%M}" if isinstance(moment, datetime) else ""


def _text(value: object) -> str:
    """What is not a date is shown as it stands, nothing as a dash."""
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return NOTHING if value in (None, "") else str(value)


def findings_of(verdict: object) -> dict[str, list[object]]:
    """Findings of a verdict by what the reader must do about them.

    Where the viewer may propose the act, what only the deciding officer can still supply is `approval`, not an obstacle.
    """
    groups = ("blocking", "open", "warnings", "notes", "met", "approval")
    out: dict[str, list[object]] = {name: [] for name in groups}
    unmet = "approval" if attribute(verdict, "proposable", False) else "blocking"
    of_unmet = {"block": unmet, "warn": "warnings", "note": "notes"}
    for finding in attribute(verdict, "findings", ()):
        state = attribute(finding, "state")
        group = of_unmet.get(attribute(finding, "level"), "blocking") if state == "unmet" else str(state)
        out[group].append(finding)
    return out


def elapsed(reading: object, days: object) -> dict[str, int] | None:
    """How much of the period has passed, for the meter."""
    start, due = (
        as_moment(attribute(reading, "started_on")),
        as_moment(attribute(reading, "due_on")),
    )
    if not isinstance(days, int) or start is None or due is None:
        return None
    total = (date(due.year, due.month, due.day) - date(start.year, start.month, start.day)).days
    return {"total": total, "passed": min(max(total - days, 0), total)} if total > 0 else None
