"""Steps of 柔性执法 in a walk. Each does one act; the `…_walk` functions do all that an exemption needs, in order.

They read from `walk.plan`: `slight`, `harm`, `rows_met` (ids of list rows; default: all of the case's matter), `outside`
(violations that other systems told of), `commitment`, `ground`.
"""

from __future__ import annotations

from typing import Any, Final

from chengguan.cases.facts.standing import LIGHTER, LISTS, MITIGATED, list_rows

from .investigation_steps import finish, order_correction, recheck_correction
from .walk import Walk

SYSTEMS: Final = (
    ("国家企业信用信息公示系统", "没有行政处罚记录"),
    ("信用中国", "没有行政处罚记录"),
    ("互联网+监管系统", "没有行政处罚记录"),
)
TAUGHT: Final = "讲解了违反的规定和造成的影响，要求今后先办理手续、遵守城市管理规定"
PROMISE: Final = "今后遵守城市管理规定，先办理审批手续再实施，接受监督"


def speaker(walk: Walk) -> str:
    """Who speaks for the party."""
    return walk.party.representative or walk.party.name


def check_record(walk: Walk, **changes: Any) -> None:
    """查询当事人违法记录 with three systems."""
    outside = int(walk.plan.get("outside", 0))
    inputs: dict[str, Any] = {
        "asked_on": walk.day,
        "systems": SYSTEMS,
        "outside": outside,
        "details": "其他机关的处罚决定，文号见查询结果" if outside else "",
    }
    walk.perform("case.record_record_check", case=walk.subject_case, **{**inputs, **changes})
    walk.later(minutes=10)


def prove_correction(walk: Walk, **changes: Any) -> None:
    """改正核实 by all evidence of the case."""
    case = walk.subject_case
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "corrected_on": walk.day,
        "finding": "违法行为已经停止，现场已恢复原状，没有遗留问题",
        "evidence": [str(pk) for pk in case.records.values_list("pk", flat=True)],
    }
    walk.perform("case.prove_correction", case=case, **{**inputs, **changes})
    walk.later(minutes=10)


def assess_leniency(walk: Walk, **changes: Any) -> None:
    """柔性执法情形核查; harm and gravity as planned."""
    case, jurisdiction = walk.subject_case, walk.cast.bureau.jurisdiction
    rows = [row["id"] for name in LISTS[:4] for row in list_rows(name, case.known, walk.day, jurisdiction)]
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "slight": bool(walk.plan.get("slight", False)),
        "slight_basis": "面积约12平方米，持续时间不长，没有从中获利",
        "harm": walk.plan.get("harm", "slight"),
        "harm_basis": "现场笔录和照片显示没有损坏设施，没有影响通行，没有接到投诉",
        "rows_met": list(walk.plan.get("rows_met", rows)),
    }
    walk.perform("case.assess_leniency", case=case, **{**inputs, **changes})
    walk.later(minutes=10)


def educate(walk: Walk, **changes: Any) -> None:
    """教育 with a written promise."""
    promise = str(walk.plan.get("commitment", PROMISE))
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "educated_on": walk.day,
        "ways": ["talk", "commitment"] if promise else ["talk"],
        "audience": "party",
        "person": speaker(walk),
        "content": TAUGHT,
        "commitment": promise,
        "signed": True,
        "refusal": "",
    }
    walk.perform("case.educate", case=walk.subject_case, **{**inputs, **changes})
    walk.later(minutes=10)


def persuade(walk: Walk, result: str = "refused", **changes: Any) -> None:
    """说服教育（劝阻）."""
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "persuaded_at": walk.now,
        "place": walk.plan.get("place", "示范路小区广场"),
        "person": speaker(walk),
        "content": "说明音量已经影响周边居民休息，要求降低音量、避开休息时间",
        "response": "表示不愿意改正，继续播放" if result == "refused" else "表示理解，当场调低音量",
        "result": result,
        "credentials_shown": True,
        "process_recorded": True,
    }
    walk.perform("case.persuade", case=walk.subject_case, **{**inputs, **changes})
    walk.later(minutes=10)


def notify_guardian(walk: Walk, order: str = "none", **changes: Any) -> None:
    """通知监护人."""
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "name": "周监护",
        "relation": "father",
        "phone": "13800000001",
        "address": "示范路9号",
        "way": "personal",
        "told": "告知被监护人的违法事实、监护人可以到场并陈述申辩，以及应当配合的事项",
        "order": order,
        "attends": True,
    }
    walk.perform("case.notify_guardian", case=walk.subject_case, **{**inputs, **changes})
    walk.later(minutes=10)


def assess_capacity(walk: Walk, found: str, **changes: Any) -> None:
    """责任能力认定 by all evidence of the case."""
    case = walk.subject_case
    inputs: dict[str, Any] = {
        "officers": walk.pair_ids,
        "found": found,
        "evidence": [str(pk) for pk in case.records.values_list("pk", flat=True)],
        "reasons_given": "残疾人证载明智力残疾一级，行为时不能理解行为的性质",
        "reasons": {"capacity_appraised": "持有残疾人证，足以证明"},
    }
    walk.perform("case.assess_capacity", case=case, **{**inputs, **changes})
    walk.later(minutes=10)


def refrain_from_compulsion(walk: Walk, **changes: Any) -> None:
    """决定不采取行政强制措施, through every tier."""
    data = {
        "measures": ["impound"],
        "ground": "obviously_minor",
        "explanation": "物品数量少，当场清离，没有影响通行",
        "instead": "责令当场改正并拍照取证",
    }
    walk.approve("case.refrain_from_compulsion", walk.subject_case, {**data, **changes})
    walk.later(minutes=10)


# --- whole ways ---------------------------------------------------------------------------------------------


def prepare_exemption(walk: Walk) -> None:
    """What every exemption under article 33 needs: correction ordered and rechecked, record check, circumstances, education."""
    if not walk.subject_case.known.get("correction_ordered_on"):
        order_correction(walk)
    if walk.subject_case.known.get("corrected") is not True:
        recheck_correction(walk)
    check_record(walk)
    assess_leniency(walk)
    educate(walk)


def exempt_first_walk(walk: Walk) -> None:
    """首违不罚: from a case whose investigation runs (evidence collected) to the decision. Not yet served."""
    walk.plan.update(outcome="exempted", ground="first_offence", slight=False, harm="slight")
    prepare_exemption(walk)
    finish(walk)
    decide_exemption(walk)


def exempt_minor_walk(walk: Walk) -> None:
    """轻微不罚: from a case whose investigation runs (evidence collected) to the decision. Not yet served."""
    walk.plan.update(outcome="exempted", ground="minor_corrected", slight=True, harm="none")
    prepare_exemption(walk)
    finish(walk)
    decide_exemption(walk)


def prepare_lenient(walk: Walk, leniency: str = "lighter", fine: str = "") -> None:
    """从轻或者减轻: corrected in time and the harm slight, on the bureau's list; the plan then leads to a lenient penalty.

    Call it while the investigation runs, before `finish`; the other steps of the walk follow as usual.
    """
    walk.plan.update(leniency=leniency, circumstances=["remedied_harm"], harm="slight", slight=False)
    if fine:
        walk.plan["fine"] = fine
    if not walk.subject_case.known.get("correction_ordered_on"):
        order_correction(walk)
    recheck_correction(walk)
    known, place = walk.subject_case.known, walk.cast.bureau.jurisdiction
    rows = [row["id"] for name in (MITIGATED, LIGHTER) for row in list_rows(name, known, walk.day, place)]
    assess_leniency(walk, rows_met=rows)


EXPLANATIONS: Final = {
    "minor_corrected": "违法行为轻微，当事人已及时改正，没有造成危害后果",
    "first_offence": "当事人初次违法，危害后果轻微，并在责令期限内改正",
    "under_14": "当事人违法时不满十四周岁",
    "incapable": "当事人违法时不能辨认自己的行为",
}


def decide_exemption(walk: Walk, **changes: Any) -> None:
    """不予处罚决定, through every tier; reasons for passing warnings stand in the plan as `exemption_reasons`."""
    ground = str(walk.plan.get("ground", "minor_corrected"))
    data = {
        "ground": ground,
        "findings": walk.subject_case.known["facts_found"],
        "explanation": EXPLANATIONS.get(ground, "依法不予行政处罚"),
        **{f"reason-{name}": text for name, text in dict(walk.plan.get("exemption_reasons", {})).items()},
    }
    walk.approve("case.decide_exemption", walk.subject_case, {**data, **changes})
    walk.later(minutes=30)
