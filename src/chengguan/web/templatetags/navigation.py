"""The main navigation: what stands where, who sees it, and where we are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from django.urls import NoReverseMatch, get_urlconf, reverse

from chengguan.base.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Place:
    """One entry. `name` is the URL name; `permission` the page permission that shows it. `tab`: also at the foot of a phone."""

    label: str
    icon: str
    name: str
    permission: str
    tab: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    icon: str
    url: str
    current: bool
    tab: bool


PLACES: Final[tuple[tuple[str, tuple[Place, ...]], ...]] = (
    (
        "办案",
        (
            Place("工作台", "layout-dashboard", "home", "home", tab=True),
            Place("线索", "flag", "lead.board", "lead.board", tab=True),
            Place("案件", "briefcase", "case.board", "case.board", tab=True),
            Place("移送协作", "arrows-exchange", "transfer.board", "transfer.board"),
            Place("当事人", "users", "party.board", "party.board"),
            Place("文书", "file-certificate", "document.board", "document.page"),
            Place("涉案物品", "package", "good.board", "good.board"),
            Place("执行台账", "gavel", "enforcement.board", "enforcement.board"),
            Place("银行对账", "cash", "bank.import", "bank.import"),
        ),
    ),
    (
        "全过程记录",
        (
            Place("执法音视频", "video", "recording.board", "recording.board"),
            Place("随手标记", "bookmark", "mark.field", "mark.field"),
            Place("上传采集", "upload", "upload.board", "upload.board"),
            Place("执法记录仪", "device-camera-phone", "camera.board", "camera.board"),
            Place("保管与销毁", "archive", "custody.board", "custody.board"),
            Place("电子案卷", "folders", "dossier.board", "dossier.board"),
        ),
    ),
    (
        "依据",
        (
            Place("权力清单", "list-details", "power.board", "power.board"),
            Place("处罚导图", "sitemap", "guide.board", "guide.board"),
            Place("法律法规", "books", "statute.board", "statute.board"),
            Place("法律规则", "scale", "norm.board", "norm.board"),
            Place("法律变更", "refresh", "amendment.board", "amendment.board"),
            Place("监控设备", "camera", "device.board", "device.board"),
        ),
    ),
    (
        "公示",
        (
            Place("执法公示", "speakerphone", "publication.board", "publication.board"),
            Place("双公示报送", "broadcast", "dual.board", "dual.board"),
            Place("接收平台", "cloud-up", "channel.board", "channel.board"),
            Place("信用修复", "heart-handshake", "credit.board", "credit.board"),
        ),
    ),
    (
        "监督",
        (
            Place("一致性雷达", "adjustments-horizontal", "likeness.board", "likeness.board"),
            Place("防干预记录", "flag", "quality.interferences", "quality.interferences"),
            Place("过错责任", "gavel", "quality.faults", "quality.faults"),
            Place("执法质量通报", "news", "bulletin.board", "bulletin.board"),
            Place("存量案件体检", "stethoscope", "file_audit.board", "file_audit.board"),
        ),
    ),
    (
        "查询",
        (
            Place("检索", "search", "search", "search", tab=True),
            Place("驾驶舱", "presentation-analytics", "cockpit.board", "cockpit.board"),
            Place("统计指标", "chart-bar", "report.board", "report.board"),
            Place("统计年报", "table", "statistics.board", "statistics.board"),
            Place("年度报告", "report-analytics", "annual.board", "annual.board"),
        ),
    ),
    (
        "管理",
        (
            Place("系统管理", "settings", "people.board", "people.board"),
            Place("发送队列", "send", "outbox.board", "outbox.board"),
            Place("审计", "fingerprint", "audit.board", "audit.board"),
        ),
    ),
)


def url_or_nothing(name: str, *args: object) -> str:
    """URL of a named page, or nothing where this installation has no such page."""
    return _url(name, args) if args else _fixed_url(name, get_urlconf())


@cache
def _fixed_url(name: str, urlconf: str | None) -> str:
    """The same, kept for the process: every page asks for a dozen of them."""
    return _url(name, ())


def _url(name: str, args: tuple[object, ...]) -> str:
    try:
        return reverse(name, args=args or None)
    except NoReverseMatch:
        return ""


def navigation(viewer: Viewer | None, path: str) -> list[tuple[str, list[Link]]]:
    """Groups of links that the viewer may open; empty groups are left out."""
    if viewer is None:
        return []
    out = []
    for title, places in PLACES:
        links = [link for place in places if viewer.may(place.permission) and (link := _link(place, path))]
        if links:
            out.append((title, links))
    return out


def _link(place: Place, path: str) -> Link | None:
    url = url_or_nothing(place.name)
    if not url:
        return None
    current = path == url if url == "/" else path.startswith(url)
    return Link(place.label, place.icon, url, current, place.tab)
