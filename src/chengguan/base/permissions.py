"""Who may open which page. Acts are not listed here: who may perform an act is said by the act's norm file (`by`).

One literal table, read by `Viewer.may`, by the navigation and by the permission walk. A page that is not listed is
open to nobody; `PUBLIC` pages need no login.
"""

from __future__ import annotations

from typing import Final

ROLES: Final[dict[str, str]] = {
    "handler": "承办人",
    "squad_leader": "中队长",
    "brigade_leader": "大队长",
    "legal_reviewer": "法制员",
    "deputy_head": "分管领导",
    "organ_head": "局长",
    "window_clerk": "窗口人员",
    "finance": "财务人员",
    "archivist": "档案员",
    "system_admin": "系统管理员",
    "security_admin": "安全管理员",
    "audit_admin": "审计管理员",
}

CASE_ROLES: Final = frozenset(
    {
        "handler",
        "squad_leader",
        "brigade_leader",
        "legal_reviewer",
        "deputy_head",
        "organ_head",
        "finance",
        "archivist",
    }
)
EVERYONE: Final = frozenset(ROLES)
LEADERS: Final = frozenset({"brigade_leader", "deputy_head", "organ_head"})
ADMINS: Final = frozenset({"system_admin", "security_admin", "audit_admin"})

# What every login may open, even before it has a post: its own account.
OWN: Final = frozenset({"account"})
PAGES: Final[dict[str, frozenset[str]]] = {
    "home": EVERYONE,
    "account": EVERYONE,
    "lead.board": CASE_ROLES | {"window_clerk"},
    "lead.page": CASE_ROLES | {"window_clerk"},
    "lead.new": frozenset({"handler", "squad_leader", "brigade_leader", "legal_reviewer", "window_clerk"}),
    "lead.perform": CASE_ROLES | {"window_clerk"},
    "case.board": CASE_ROLES,
    "case.page": CASE_ROLES,
    "case.export": CASE_ROLES,
    "case.perform": CASE_ROLES,
    "summary.new": frozenset({"handler", "squad_leader"}),
    "transfer.board": CASE_ROLES | {"window_clerk"},
    "transfer.page": CASE_ROLES | {"window_clerk"},
    "transfer.export": CASE_ROLES,
    "transfer.receive": frozenset(
        {"handler", "squad_leader", "brigade_leader", "legal_reviewer", "window_clerk"}
    ),
    "good.board": CASE_ROLES,
    "bank.import": frozenset({"finance"}),
    "enforcement.board": CASE_ROLES,
    "enforcement.export": CASE_ROLES,
    "party.board": CASE_ROLES | {"window_clerk"},
    "party.page": CASE_ROLES | {"window_clerk"},
    "party.edit": frozenset({"handler", "squad_leader", "brigade_leader", "window_clerk"}),
    "party.reveal": CASE_ROLES,
    "document.page": CASE_ROLES,
    "power.board": EVERYONE,
    "power.page": EVERYONE,
    "power.import": frozenset({"legal_reviewer", "system_admin"}),
    "power.export": EVERYONE,
    "statute.board": EVERYONE,
    "statute.page": EVERYONE,
    "statute.import": frozenset({"legal_reviewer", "system_admin"}),
    "guide.board": EVERYONE,
    "norm.board": EVERYONE,
    "norm.page": EVERYONE,
    "amendment.board": frozenset({"legal_reviewer", "deputy_head", "organ_head", "system_admin"}),
    "amendment.page": frozenset({"legal_reviewer", "deputy_head", "organ_head", "system_admin"}),
    "amendment.load": frozenset({"legal_reviewer", "system_admin"}),
    "amendment.decide": frozenset({"organ_head"}),
    "amendment.export": frozenset({"legal_reviewer", "deputy_head", "organ_head"}),
    "norm.notice": frozenset({"system_admin", "legal_reviewer"}),
    "quality.interferences": CASE_ROLES | {"window_clerk", "audit_admin"},
    "quality.faults": frozenset({"organ_head", "legal_reviewer", "audit_admin"}),
    "device.board": CASE_ROLES | {"system_admin"},
    "device.edit": frozenset({"handler", "squad_leader", "brigade_leader", "legal_reviewer", "system_admin"}),
    "camera.board": CASE_ROLES | {"system_admin"},
    "camera.edit": frozenset({"squad_leader", "brigade_leader", "system_admin"}),
    "station.board": frozenset({"system_admin", "brigade_leader", "archivist"}),
    "station.edit": frozenset({"system_admin"}),
    "upload.board": CASE_ROLES | {"system_admin"},
    "upload.send": frozenset({"handler", "squad_leader", "brigade_leader", "archivist"}),
    "recording.board": CASE_ROLES,
    "recording.page": CASE_ROLES,
    "recording.play": CASE_ROLES,
    "recording.edit": frozenset({"handler", "squad_leader", "brigade_leader", "legal_reviewer", "archivist"}),
    "recording.export": frozenset(
        {"brigade_leader", "legal_reviewer", "deputy_head", "organ_head", "archivist"}
    ),
    "mark.field": frozenset({"handler", "squad_leader"}),
    "custody.board": frozenset({"archivist", "organ_head", "deputy_head", "legal_reviewer", "audit_admin"}),
    "custody.edit": frozenset({"archivist", "organ_head", "deputy_head", "legal_reviewer"}),
    "dossier.board": CASE_ROLES,
    "dossier.page": CASE_ROLES,
    "dossier.edit": frozenset({"archivist"}),
    "dossier.export": frozenset({"archivist", "legal_reviewer", "organ_head"}),
    "search": CASE_ROLES | {"window_clerk"},
    "likeness.board": LEADERS | {"legal_reviewer"},
    "report.board": CASE_ROLES | {"audit_admin"},
    "report.page": CASE_ROLES,
    "publication.board": CASE_ROLES,
    "publication.page": CASE_ROLES,
    "publication.edit": frozenset({"legal_reviewer", "brigade_leader", "deputy_head", "organ_head"}),
    "dual.board": frozenset({"legal_reviewer", "archivist"}) | LEADERS,
    "dual.edit": frozenset({"legal_reviewer"}),
    "channel.board": frozenset({"legal_reviewer", "system_admin"}),
    "channel.edit": frozenset({"system_admin"}),
    "credit.board": CASE_ROLES | {"window_clerk"},
    "credit.edit": frozenset({"legal_reviewer", "deputy_head", "organ_head", "window_clerk"}),
    "file_audit.board": frozenset({"legal_reviewer", "archivist"}) | LEADERS,
    "file_audit.run": frozenset({"legal_reviewer", "archivist", "brigade_leader"}),
    "cockpit.board": frozenset({"legal_reviewer"}) | LEADERS,
    "bulletin.board": CASE_ROLES | {"audit_admin"},
    "bulletin.issue": frozenset({"legal_reviewer", "deputy_head", "organ_head"}),
    "statistics.board": frozenset({"legal_reviewer", "audit_admin"}) | LEADERS,
    "statistics.issue": frozenset({"legal_reviewer", "deputy_head", "organ_head"}),
    "annual.board": frozenset({"legal_reviewer", "audit_admin"}) | LEADERS,
    "annual.edit": frozenset({"legal_reviewer", "deputy_head", "organ_head"}),
    "annual.issue": frozenset({"organ_head"}),
    "people.board": frozenset(
        {"system_admin", "security_admin", "organ_head", "deputy_head", "brigade_leader"}
    ),
    "people.edit": frozenset({"system_admin"}),
    "people.grant": frozenset({"security_admin"}),
    "audit.board": frozenset({"audit_admin"}),
    "outbox.board": frozenset({"system_admin", "finance", "archivist", "legal_reviewer"}),
}


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Page permissions that a set of roles gives together."""
    return OWN | frozenset(page for page, allowed in PAGES.items() if allowed & roles)
