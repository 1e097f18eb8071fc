"""What stands before the first article: title, 题注 with its dates, number, issuer; and the day from which the text is in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from .model import Line, Trouble
from .numerals import number_of

_NUM: Final = r"[0-9０-９零〇○一二三四五六七八九十]+"
_DATE: Final = rf"(?P<y>[0-9０-９零〇○一二三四五六七八九]{{4}}) ?年 ?(?P<m>{_NUM}) ?月 ?(?P<d>{_NUM}) ?日"
DATE: Final = re.compile(_DATE)
_NUMBER: Final = re.compile(
    r"(?P<issuer>[^，。；、（）()\s]{0,24}?(?:主席令|国务院令|令|公告)) ?(?:第 ?)?(?P<no>[零〇○一二三四五六七八九十百千0-9０-９]+) ?号"
    r"|(?P<doc>[\u4e00-\u9fff]{1,12}[〔\[［（(]\d{4}[〕\]］）)]\d+号)"
)
_DEED: Final = re.compile(r"通过|批准|公布|发布|颁布|印发|修订|修正|修改|起施行|施行")
_ISSUERS: Final = (
    (re.compile(r"全国人民代表大会常务委员会"), "全国人民代表大会常务委员会"),
    (re.compile(r"全国人民代表大会(?!常务)"), "全国人民代表大会"),
    (
        re.compile(
            r"([\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|自治县))(?:第[一二三四五六七八九十]+届)?人民代表大会常务委员会"
        ),
        "",
    ),
    (
        re.compile(
            r"([\u4e00-\u9fff]{2,12}?(?:省|市|自治区|自治州|自治县))(?:第[一二三四五六七八九十]+届)?人民代表大会"
        ),
        "",
    ),
    (re.compile(r"([\u4e00-\u9fff]{2,14}?(?:部|委员会|总局|局|人民政府|法院|检察院))令"), ""),
    (re.compile(r"国务院"), "国务院"),
    (re.compile(r"最高人民法院[、 ]*最高人民检察院"), ""),
    (re.compile(r"最高人民法院|最高人民检察院"), ""),
)
_COMMENCES: Final = re.compile(r"自(?P<when>[^。；，]{2,30}?)起(?:施行|实施|生效|执行)")
_BODY: Final = re.compile(
    r"^(?:[\u4e00-\u9fff]{2,12}(?:法院|检察院|部|委员会|总局|人民政府|国务院|军委) ?)+(?:发布|公布|令)?$"
)
REVISED: Final = ("修订", "修正", "修改")


@dataclass(slots=True)
class Head:
    """Title and 题注 of a statute. Dates that the file does not say are None."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    adopted_on: date | None = None
    published_on: date | None = None
    in_force_from: date | None = None
    revision: str = ""
    notes: list[str] = field(default_factory=list)


def find_day(text: str) -> date | None:
    """The first date in a text."""
    return next((day for day, _ in dated(text)), None)


def dated(text: str) -> list[tuple[date, int]]:
    """Every date of a text with the place after it. Impossible dates are left out."""
    found = []
    for match in DATE.finditer(text):
        try:
            day = date(number_of(match["y"]), number_of(match["m"]), number_of(match["d"]))
        except ValueError:
            continue
        found.append((day, match.end()))
    return found


def is_note(text: str) -> bool:
    """Whether a line before the articles is 题注: in brackets, or a date with what was done on it, or a number."""
    if text.startswith(("（", "(")) and (DATE.search(text) or _DEED.search(text)):
        return True
    if len(text) > 400 or text.endswith("："):
        return False
    told = DATE.match(text) if len(text) <= 80 and not text.endswith("。") else None
    if re.fullmatch(r"(?:自)?(?:公布|发布)之日起?施行", text):
        return True
    return bool(
        told or (DATE.search(text) and _DEED.search(text)) or _NUMBER.search(text) or _BODY.match(text)
    )


def read_head(title: str, notes: Sequence[Line], tail: Iterable[str], troubles: list[Trouble]) -> Head:
    """Fill the head from the 题注; `tail` are the texts of the last articles, which say from when the statute is in force."""
    head = Head(title=title, notes=[line.text for line in notes])
    text = " ".join(head.notes)
    undated = DATE.sub(" ", text)
    _read_number(head, undated)
    last_revision = _read_deeds(head, text)
    _read_issuer(head, undated)
    line = notes[-1].number if notes else 1
    _read_commencement(head, text, list(tail), last_revision, line, troubles)
    return head


def _read_number(head: Head, text: str) -> None:
    matches = list(_NUMBER.finditer(text))
    if matches:
        match = matches[-1]
        head.number = (match["doc"] or f"{match['issuer']}第{match['no']}号").removeprefix("中华人民共和国")


def _read_deeds(head: Head, text: str) -> date | None:
    """Dates by what was done on them; the last revision is the version's own."""
    last: date | None = None
    days = dated(text)
    for place, (day, after) in enumerate(days):
        until = _until(text, days, place)
        deeds = _DEED.findall(text[after:until])
        if not deeds or _commences_at(text, after):
            continue
        deed = deeds[-1]
        if deed in REVISED or any(word in deeds for word in REVISED):
            last = head.adopted_on = day
            head.revision = _phrase(text[after:until], day)
        elif deed in ("通过", "批准") and last is None:
            head.adopted_on = day
        if any(word in deeds for word in ("公布", "发布", "颁布", "印发")):
            head.published_on = day
    if last and head.published_on and head.published_on < last:
        head.published_on = None  # that was the publication of the first version
    return last


def _until(text: str, days: Sequence[tuple[date, int]], place: int) -> int:
    """Where what belongs to a date ends: at the next date, or at the end."""
    if place + 1 >= len(days):
        return len(text)
    following = DATE.search(text, days[place][1])
    return following.start() if following else len(text)


def _commences_at(text: str, after: int) -> bool:
    return text[after : after + 4].startswith(("起施行", "起实施", "起生效", "起执行", "施行"))


def _phrase(text: str, day: date) -> str:
    words = next((word for word in REVISED if word in text), "修订")
    times = re.search(rf"第[一二三四五六七八九十]+次{words}", text)
    return f"{day.year}年{times[0] if times else words}"


def _read_issuer(head: Head, text: str) -> None:
    for pattern, name in _ISSUERS:
        match = pattern.search(text)
        if match:
            head.issuer = name or re.sub(r"令$", "", re.sub(r"第[一二三四五六七八九十]+届", "", match[0]))
            return


def _read_commencement(
    head: Head, text: str, tail: Sequence[str], revised: date | None, line: int, troubles: list[Trouble]
) -> None:
    """自…起施行 of the 题注, else of the last articles. What has to be inferred is said."""
    stated = next((match["when"] for match in reversed(list(_COMMENCES.finditer(text)))), "")
    own = next((found["when"] for part in reversed(tail) if (found := _COMMENCES.search(part))), "")
    day = find_day(stated) or find_day(own)
    on_publication = re.search(r"公布|发布", stated or own) or re.search(r"(?:公布|发布)之日起?施行", text)
    if day is None and on_publication:
        day = head.published_on or head.adopted_on
        if day:
            troubles.append(Trouble(line, "guess", f"文本写明自公布之日起施行，按 {day} 填写施行日期"))
    if revised and (day is None or day < revised):
        day = revised
        troubles.append(
            Trouble(line, "guess", f"条文所写施行日期早于最近一次修改，按修改日期 {day} 填写施行日期")
        )
    if day is None:
        troubles.append(Trouble(line, "guess", "没有找到施行日期，请自行填写"))
    head.in_force_from = day
