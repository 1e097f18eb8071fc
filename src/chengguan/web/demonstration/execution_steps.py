"""Steps of a walk from the decision to the archive, and the whole walk of a summary case.

They read from `walk.plan`: `fine`, `pay_after` (days from service to payment), `collection` ("bank" | "spot"),
`penalty` (summary: "fine" | "warning"), `retention`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.cases.acts import summary
from chengguan.cases.acts.execution import decision_paper
from chengguan.cases.facts.dossier import dossier, retention_of
from chengguan.cases.facts.execution import fine_outstanding, total_outstanding
from chengguan.cases.facts.service import for_party
from chengguan.cases.models import Case, Service
from chengguan.ledger.acting import Done

from .walk import Walk

PLACE: Final = "示范路与演示街交叉口东北侧"


# --- service ------------------------------------------------------------------------------------------------


def serve(walk: Walk, kind: str, method: str = "personal", **changes: Any) -> Service:
    """送达 of the newest instrument of a kind, today."""
    organisation = walk.party.is_organisation
    inputs: dict[str, Any] = {
        "instrument": walk.instrument(kind),
        "method": method,
        "served_on": walk.day,
        "place": walk.party.address or PLACE,
        "receiver": walk.party.representative or walk.party.name,
        "relation": ("representative" if organisation else "self") if method == "personal" else "",
        "officers": walk.pair_ids,
        "proof": True,
        "details": _details(walk, method),
    }
    done: Done = walk.perform("case.serve", case=walk.subject_case, **{**inputs, **changes})
    walk.later(minutes=20)
    return done.result  # type: ignore[no-any-return]


def _details(walk: Walk, method: str) -> dict[str, Any]:
    """Particulars that make each means lawful."""
    known: dict[str, dict[str, Any]] = {
        "lien": {
            "refusal": "当事人拒绝接收，已将文书留置其住所。",
            "witness": "李演示（示范社区）",
            "recorded": True,
        },
        "postal": {"tracking_number": f"EMS{walk.now:%Y%m%d%H%M}"},
        "entrusted": {"entrusted_to": "演示市城市管理局"},
        "electronic": {"electronic_address": "demo@example.cn", "arrived_at": f"{walk.now:%Y-%m-%d %H:%M}"},
        "public_notice": {
            "notice_ground": "unknown_whereabouts",
            "failed_attempts": "两次上门均无人，邮件因查无此人退回。",
            "published_in": "本机关门户网站公告栏",
        },
    }
    return known.get(method, {})


def confirm_address(walk: Walk) -> None:
    """送达地址确认, electronic service included."""
    walk.perform(
        "case.confirm_service_address",
        case=walk.subject_case,
        receiver=walk.party.representative or walk.party.name,
        address=walk.party.address or PLACE,
        phone=walk.party.phone,
        electronic=True,
        electronic_address="demo@example.cn",
        signed=True,
    )
    walk.later(minutes=5)


def complete_notice(walk: Walk, service: Service) -> None:
    """公告送达期满: on the day after the last day of the notice."""
    effective = walk.subject_case.known["public_notice_started"][str(service.instrument_id)]["effective_on"]
    walk.now = walk.now.replace(
        year=int(effective[:4]), month=int(effective[5:7]), day=int(effective[8:])
    ) + timedelta(days=1)
    walk.perform(
        "case.complete_public_notice_service", case=walk.subject_case, service=service, officers=walk.pair_ids
    )


def serve_decision(walk: Walk) -> None:
    """送达 of the decision on the next office day; a case that ends without one for the party has nothing to serve."""
    paper = decision_paper(walk.subject_case)
    if paper is None or not for_party(paper.kind, walk.now, walk.cast.bureau.jurisdiction):
        return
    office_day(walk, 1, 10)
    serve(walk, paper.kind)


def office_day(walk: Walk, days: int, hour: int) -> None:
    """Let days pass, and go on at an hour of that day or of the Monday after."""
    walk.later(days=days)
    walk.later(days=(7 - walk.day.weekday()) % 7 if walk.day.weekday() > 4 else 0)
    walk.at_hour(hour)


# --- payment and performance --------------------------------------------------------------------------------


def pay(walk: Walk, amount: str = "", **changes: Any) -> None:
    """缴款 through the bank, some days after service; the whole amount unless stated."""
    case = walk.subject_case
    if not _owed(walk):
        return
    office_day(walk, int(walk.plan.get("pay_after", 5)), 15)
    inputs: dict[str, Any] = {
        "amount": _owed(walk) if amount == "" else Decimal(amount),
        "paid_on": walk.day,
        "reference": f"{walk.day:%Y%m%d}{str(case.pk)[-12:]}{case.payments.count() + 1:02d}",
        "payer": walk.party.name,
    }
    walk.perform("case.record_payment", "finance", case=case, **{**inputs, **changes})


def _owed(walk: Walk) -> Decimal:
    return total_outstanding(walk.subject_case.known, walk.day, walk.cast.bureau.jurisdiction)


def collect_on_spot(walk: Walk) -> None:
    """当场收缴, and the cash on its way to the bank."""
    case = walk.subject_case
    fine = fine_outstanding(case.known)
    walk.perform(
        "case.collect_on_spot",
        case=case,
        amount=fine,
        receipt=f"PJ{str(case.pk)[-10:]}",
        ground="small_fine" if fine <= 100 else "hard_to_collect",
        explanation="当事人为流动经营，无固定住所，不当场收缴事后难以执行。",
        requested=False,
        officers=walk.pair_ids,
    )
    walk.later(hours=5)
    walk.perform("case.hand_in_cash", case=walk.subject_case, handed_on=walk.day, receiver="财务室")
    walk.later(minutes=30)
    slip = f"HD{str(case.pk)[-10:]}"
    walk.perform("case.deposit_cash", "finance", case=walk.subject_case, deposited_on=walk.day, slip=slip)


def perform_rest(walk: Walk) -> None:
    """履行 of what the decision orders besides money."""
    walk.perform(
        "case.record_performance",
        case=walk.subject_case,
        performed_on=walk.day,
        description="执法人员现场核实，当事人已按决定履行，有照片为证。",
        officers=walk.pair_ids,
    )
    walk.later(minutes=20)


# --- closing ------------------------------------------------------------------------------------------------


def closing_inputs(walk: Walk) -> dict[str, Any]:
    """What the handler enters in the 结案审批表."""
    known = walk.subject_case.known
    paid = f"罚款{known.get('paid')}元已缴清" if known.get("paid_in_full_on") else "决定的内容已经履行"
    return {"performance": paid, "opinion": "案件已办理完毕，建议结案"}


def close(walk: Walk) -> None:
    """结案, through every tier, two days after performance."""
    office_day(walk, 2, 9)
    walk.approve("case.close", walk.subject_case, closing_inputs(walk))


def archive(walk: Walk) -> None:
    """归档 with the pages of every paper."""
    office_day(walk, 3, 14)
    case = walk.subject_case
    pages = {item.key: 2 for item in dossier(case)}
    retention = walk.plan.get("retention") or retention_of(case)
    walk.perform("case.archive", "archivist", case=case, pages=pages, retention=retention, remarks="")


EXECUTION_STEPS: Final[list[tuple[str, Callable[[Walk], None]]]] = [
    ("case.serve", serve_decision),
    ("case.record_payment", pay),
    ("case.close", close),
    ("case.archive", archive),
]


# --- summary procedure --------------------------------------------------------------------------------------


def summary_inputs(walk: Walk) -> dict[str, Any]:
    """What the officers enter on the spot."""
    plan = walk.plan
    penalty = plan.get("penalty", "fine")
    spot = plan.get("collection") == "spot"
    fine = Decimal(str(plan.get("fine", "100"))) if penalty == "fine" else Decimal(0)
    return {
        "party": walk.party,
        "newcomer": None,
        "matter": walk.matter,
        "penalty": penalty,
        "fine": fine,
        "violated_at": walk.now - timedelta(minutes=15),
        "place": plan.get("place", PLACE),
        "words": {
            "facts": plan.get(
                "facts", f"{walk.party.name}在{plan.get('place', PLACE)}实施{walk.matter.title}的行为"
            ),
            "evidence": "现场照片、执法记录仪录像",
            "correction": "立即改正违法行为",
            "statement": "对违法事实无异议，不作陈述、申辩。",
            "answer": "",
        },
        "checks": {
            "credentials": True,
            "identity": True,
            "certain": True,
            "told": True,
            "recorded": True,
            "no_objection": True,
        },
        "collection": {
            "way": "spot" if spot else "bank",
            "ground": ("small_fine" if fine <= 100 else "hard_to_collect") if spot else "",
            "note": "",
        },
        "officers": walk.pair_ids,
    }


def summary_decide(walk: Walk, **changes: Any) -> Case:
    """当场作出处罚决定."""
    done: Done = summary.decide(
        actor=walk.as_role("handler"), at=walk.now, **{**summary_inputs(walk), **changes}
    )
    case = done.result
    assert isinstance(case, Case)
    walk.case = case
    walk.later(minutes=3)
    return case


def summary_serve(walk: Walk) -> None:
    """当场交付."""
    walk.perform(
        "summary.serve",
        case=walk.subject_case,
        delivered=True,
        signed=True,
        refusal="",
        officers=walk.pair_ids,
    )
    walk.later(minutes=3)


def summary_report(walk: Walk) -> None:
    """备案 on the same day."""
    walk.perform("summary.report", case=walk.subject_case, complete=True, remarks="")
    walk.later(minutes=30)


def summary_walk(walk: Walk) -> None:
    """A summary case from the street to the archive."""
    summary_decide(walk)
    summary_serve(walk)
    if walk.plan.get("collection") == "spot":
        collect_on_spot(walk)
    summary_report(walk)
    pay(walk)
    close(walk)
    archive(walk)
