"""Steps of a walk from the lead to the end of the investigation.

They read from `walk.plan`: `origin`, `content`, `place`, `occurred_days_before`, `fine`, `kinds`, `tier`, `outcome`,
`leniency`, `circumstances`, `deviation`, `quantities`, `business`, `corrected` (what the recheck found; absent = no recheck).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.cases.models import Case
from chengguan.intake.models import Lead
from chengguan.ledger.acting import Done

from .discretion_steps import like_reasons
from .walk import Walk

PLACE: Final = "示范路与演示街交叉口东北侧"


def register_lead(walk: Walk) -> None:
    """线索登记: found on patrol this morning."""
    plan = walk.plan
    occurred = walk.day - timedelta(days=int(plan.get("occurred_days_before", 0)))
    done: Done = walk.perform(
        "lead.register",
        origin=plan.get("origin", "patrol"),
        received_at=walk.now,
        discovered_on=walk.day,
        occurred_on=occurred,
        place=plan.get("place", PLACE),
        content=plan.get("content", f"巡查发现涉嫌{walk.matter.title}的行为。"),
        matter=walk.matter,
        party=walk.party,
        informant_phone=plan.get("informant_phone", ""),
        wants_reply=bool(plan.get("wants_reply", False)),
        camera_confirmed=plan.get("origin") == "camera",
        reasons={"not_duplicate": "同一地点的另一次违法行为。"},
    )
    walk.lead = done.result
    walk.later(minutes=30)


def lead_of(walk: Walk) -> Lead:
    """The lead of the walk."""
    assert walk.lead is not None
    return walk.lead


def verify_lead(walk: Walk) -> None:
    """线索核查: two officers look on the spot."""
    done: Done = walk.perform(
        "lead.verify",
        lead=lead_of(walk),
        officers=walk.pair_ids,
        checked_at=walk.now,
        place=walk.plan.get("place", PLACE),
        findings="执法人员到达现场，发现涉嫌违法的情况属实，已拍照。",
        evidence="现场照片3张",
        prima_facie=bool(walk.plan.get("prima_facie", True)),
        own_jurisdiction=bool(walk.plan.get("own_jurisdiction", True)),
        matter=walk.matter,
        party=walk.party,
    )
    walk.lead = done.result
    walk.later(minutes=40)


def filing_inputs(walk: Walk) -> dict[str, Any]:
    """What the handler enters in the 立案审批表."""
    lead_officer, assisting_officer = walk.pair_ids
    return {
        "matter": str(walk.matter.pk),
        "limitation": "limitation_2y",
        "already_fined": "no",
        "lead_officer": str(lead_officer),
        "assisting_officer": str(assisting_officer),
        "summary": walk.plan.get("content", f"{walk.party.name}涉嫌{walk.matter.title}。"),
        "clues": "现场照片、核查记录",
    }


def file(walk: Walk) -> None:
    """立案, through every tier."""
    done: Done = walk.approve("case.file", lead_of(walk), filing_inputs(walk))
    case = done.result
    assert isinstance(case, Case)
    walk.case = case
    walk.later(minutes=30)


def identify(walk: Walk) -> None:
    """主体核实."""
    paper = "营业执照" if walk.party.is_organisation else "身份证"
    walk.perform(
        "case.identify_party",
        case=walk.subject_case,
        officers=walk.pair_ids,
        checked=[paper],
        party=walk.party,
    )
    walk.later(minutes=20)


def site_record(walk: Walk) -> None:
    """现场检查（勘验）."""
    begun = walk.now
    walk.later(minutes=30)
    walk.perform(
        "case.make_site_record",
        case=walk.subject_case,
        officers=walk.pair_ids,
        begun_at=begun,
        ended_at=walk.now,
        place=walk.plan.get("place", PLACE),
        findings=walk.plan.get("findings", f"现场存在{walk.matter.title}的情况，面积约12平方米。"),
        credentials_shown=True,
        process_recorded=True,
        signed=True,
        on_site=walk.party.representative or walk.party.name,
        on_site_role="负责人",
        weather="晴",
        photos=3,
        proves=f"现场存在{walk.matter.title}的行为",
        elements=list(walk.matter.elements),
    )
    walk.later(minutes=20)


def interview(walk: Walk) -> None:
    """询问 of the party on the next day."""
    walk.later(days=1)
    walk.at_hour(10)
    begun = walk.now
    walk.later(minutes=40)
    walk.perform(
        "case.interview",
        case=walk.subject_case,
        officers=walk.pair_ids,
        begun_at=begun,
        ended_at=walk.now,
        place="本机关询问室",
        person={"name": walk.party.representative or walk.party.name, "relation": "当事人的负责人"},
        standing="party",
        questions=[
            {"question": "你是否清楚本案的情况？", "answer": "清楚，情况属实。"},
            {"question": "是否经过批准？", "answer": "没有办理批准手续。"},
        ],
        credentials_shown=True,
        rights_told=True,
        process_recorded=True,
        signed=True,
        proves="当事人承认上述行为未经批准",
        elements=list(walk.matter.elements),
        minor=walk.party.protected_on(walk.day),
        guardian="周监护（父亲）" if walk.party.protected_on(walk.day) else "",
    )
    walk.later(minutes=20)


def collect(walk: Walk) -> None:
    """调取书证."""
    walk.perform(
        "case.collect_evidence",
        case=walk.subject_case,
        officers=walk.pair_ids,
        kind="documentary",
        title="主体资格证明复印件",
        source=walk.party.name,
        obtained_at=walk.now,
        place="本机关询问室",
        original="copy_checked",
        credentials_shown=True,
        proves="当事人的主体资格",
    )
    walk.later(minutes=20)


def order_correction(walk: Walk) -> None:
    """责令改正 within three days."""
    walk.perform(
        "case.order_correction",
        case=walk.subject_case,
        officers=walk.pair_ids,
        violation=f"存在{walk.matter.title}的行为",
        demands=["停止违法行为", "恢复原状"],
        due_on=walk.day + timedelta(days=3),
        credentials_shown=True,
    )
    walk.later(minutes=20)


def recheck_correction(walk: Walk) -> None:
    """复查 on the day after the term."""
    walk.later(days=4)
    walk.at_hour(9)
    corrected = bool(walk.plan.get("corrected", True))
    walk.perform(
        "case.recheck_correction",
        case=walk.subject_case,
        officers=walk.pair_ids,
        finding="违法行为已经停止，现场已恢复原状。" if corrected else "违法行为仍在继续，没有按要求改正。",
        corrected=corrected,
        credentials_shown=True,
        process_recorded=True,
    )
    walk.later(minutes=20)


def report_inputs(walk: Walk) -> dict[str, Any]:
    """What the handlers put into the 调查终结报告; the plan says which outcome and fine."""
    plan, case = walk.plan, walk.subject_case
    records = [str(pk) for pk in case.records.values_list("pk", flat=True)]
    outcome = plan.get("outcome", "penalty")
    fined = outcome == "penalty"
    return {
        "officers": walk.pair_ids,
        "facts_found": plan.get("facts", _facts(walk, case)),
        "proven": {element: records for element in walk.matter.elements},
        "outcome": outcome,
        "proposal": plan.get("proposal", "建议依法处理" if fined else "建议不予行政处罚"),
        "reasons_given": plan.get("reasons", "违法行为持续时间短，当事人配合调查，符合该裁量阶次的情形"),
        "kinds": plan.get("kinds", ["fine"]) if fined else [],
        "fine": Decimal(str(plan.get("fine", "2000"))) if fined else Decimal(0),
        "tier": plan.get("tier", "1") if fined else "",
        "leniency": plan.get("leniency", "none"),
        "circumstances": plan.get("circumstances", []),
        "course": "经现场检查、询问和调取证据，案件事实已经查清",
        "statement": "当事人对事实没有异议",
        "quantities": plan.get("quantities", ()),
        "business": plan.get("business", walk.party.is_organisation),
        "deviation": plan.get("deviation", ""),
    }


def _facts(walk: Walk, case: Case) -> str:
    day = case.occurred_on
    return f"{day.year}年{day.month}月{day.day}日，{walk.party.name}在{case.place}实施{walk.matter.title}的行为，未经批准"


def finish(walk: Walk) -> None:
    """调查终结."""
    inputs = report_inputs(walk)
    reasons = like_reasons(walk, inputs)
    walk.perform("case.finish_investigation", case=walk.subject_case, reasons=reasons, **inputs)
    walk.later(minutes=30)


INVESTIGATION_STEPS: Final[list[tuple[str, Callable[[Walk], None]]]] = [
    ("lead.register", register_lead),
    ("lead.verify", verify_lead),
    ("case.file", file),
    ("case.identify_party", identify),
    ("case.make_site_record", site_record),
    ("case.interview", interview),
    ("case.collect_evidence", collect),
    ("case.order_correction", order_correction),
    ("case.finish_investigation", finish),
]
