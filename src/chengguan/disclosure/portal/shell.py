"""栏目: what every page of the portal has around its content: the organ, the menu, the size of letters."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_urlconf, reverse

from chengguan.people.models import Bureau

SIZE_COOKIE: Final = "gs_size"
LARGE: Final = "large"


@dataclass(frozen=True)
class Section:
    """One part of the portal. It is shown as soon as its URL name exists."""

    name: str
    label: str
    icon: str
    about: str


@dataclass(frozen=True)
class Link:
    """A section as one organ's menu shows it."""

    label: str
    icon: str
    about: str
    url: str
    current: bool


BEFORE: Final = (
    Section(
        "portal.subjects",
        "执法主体",
        "building-bank",
        "谁有权执法：机关名称、职责范围、内设执法机构、监督电话",
    ),
    Section("portal.officers", "执法人员", "id-badge-2", "持证人员的姓名、所在单位和执法证号，可以查询核对"),
    Section("portal.powers", "权责清单", "list-details", "本机关行使的行政权力事项和依据"),
    Section("portal.bases", "执法依据", "books", "依据哪些法律法规的哪些条款执法"),
    Section("portal.procedures", "执法程序", "sitemap", "每类程序的流程图、办理期限和当事人的权利"),
    Section("portal.benchmarks", "裁量基准", "scale", "不同情节对应的处罚幅度"),
    Section("portal.leniency", "柔性执法清单", "heart-handshake", "轻微不罚、首违不罚、从轻减轻的事项和条件"),
    Section("portal.inspections", "抽查事项清单", "clipboard-list", "依法开展的行政检查和随机抽查事项"),
    Section("portal.devices", "监控设备", "camera", "用于执法的电子监控设备设置在哪里"),
)
AFTER: Final = (
    Section("portal.results", "执法结果", "gavel", "处罚决定等执法结果，公示期内可以查询"),
    Section("portal.notices", "撤回与停止公示", "file-x", "被变更、撤销的决定撤回公示并说明理由"),
)
YEARLY: Final = (
    Section("portal.reports", "年度报告", "report-analytics", "法治政府建设年度报告，每个数字都能打开"),
    Section("portal.statistics", "执法统计", "chart-bar", "行政执法统计年报"),
)
OPEN: Final = (Section("portal.data", "数据开放", "database", "全部清单和结果的机器可读文件、变更订阅"),)
GROUPS: Final = (("事前公开", BEFORE), ("事后公开", AFTER), ("年度公开", YEARLY), ("开放数据", OPEN))


def frame(request: HttpRequest, bureau: Bureau | None) -> dict[str, Any]:
    """Context of `portal/base.html`: `bureau`, `menu` (groups of links), `large`. No queries."""
    code = bureau.code if bureau else ""
    groups = [(title, _links(sections, code, request.path)) for title, sections in GROUPS]
    return {
        "bureau": bureau,
        "menu": [(title, links) for title, links in groups if links],
        "large": request.COOKIES.get(SIZE_COOKIE) == LARGE,
        "here": request.get_full_path(),
    }


def _links(sections: tuple[Section, ...], code: str, path: str) -> list[Link]:
    found = []
    for item in sections:
        url = address(item.name, code, get_urlconf()) if code else ""
        if url:
            found.append(Link(item.label, item.icon, item.about, url, path.startswith(url)))
    return found


@lru_cache(maxsize=1024)
def address(name: str, code: str, urlconf: str | None = None) -> str:
    """URL of a page of an organ, or nothing while there is no such page."""
    try:
        return reverse(name, urlconf=urlconf, args=[code])
    except NoReverseMatch:
        return ""
