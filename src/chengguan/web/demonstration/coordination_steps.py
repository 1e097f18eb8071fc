"""Steps of a walk outside the bureau: criminal transfer, other organs, what they send us, linked cases.

They read from `walk.plan`: `offence`, `crime_amount`, `crime_consequence`, `goods` (list), `police`, `procuratorate`,
`agency` (another organ), `transfer_late_hours` (hours from approval to transfer; default 3). Each step takes the walk alone, so
that a plan can name them; those that need more have keyword arguments with usual values.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from chengguan.cases.models import Case
from chengguan.documents.models import Instrument
from chengguan.intake.handovers import awaited
from chengguan.intake.models import Handover, Lead
from chengguan.ledger.acting import Done

from .walk import Walk

HAULIER: Final = "车辆转运联单1份、过磅记录1份"


def police(walk: Walk) -> str:
    return str(walk.plan.get("police", "武冈市公安局"))


def procuratorate(walk: Walk) -> str:
    return str(walk.plan.get("procuratorate", "武冈市人民检察院"))


def agency(walk: Walk) -> str:
    return str(walk.plan.get("agency", "武冈市住房和城乡建设局"))


def goods(walk: Walk) -> list[str]:
    return list(walk.plan.get("goods", ["倾倒的固体废物样品2份", HAULIER]))


# --- criminal transfer ---------------------------------------------------------------------------------------


def suspect(walk: Walk) -> None:
    """发现涉嫌犯罪."""
    walk.perform(
        "case.suspect_crime",
        case=walk.subject_case,
        offence=walk.plan.get("offence", "pollution"),
        amount=Decimal(str(walk.plan.get("crime_amount", "4.2"))),
        circumstances=[],
        consequence=walk.plan.get("crime_consequence", "倾倒点土壤受到污染"),
        description=walk.plan.get(
            "crime_description", "现场查明倾倒的废物经初步检测属于危险废物，重量约4.2吨"
        ),
    )
    walk.later(hours=1)


def name_team(walk: Walk) -> None:
    """指定专案组, at once."""
    walk.perform("case.name_transfer_team", "deputy_head", case=walk.subject_case, officers=walk.pair_ids)
    walk.later(hours=3)


def report(walk: Walk) -> None:
    """提交移送报告."""
    walk.perform(
        "case.report_transfer",
        case=walk.subject_case,
        findings="经核实，当事人在无危险废物经营资质的情况下倾倒危险废物4.2吨，有过磅记录、检测报告和现场笔录证明。",
        evidence=["过磅记录：证明数量", "检测报告：证明废物性质", "现场检查笔录和照片：证明倾倒事实"],
        opinion="建议移送公安机关依法处理。",
        law="《刑法》第三百三十八条（污染环境罪）",
    )
    walk.later(hours=2)


def approve(
    walk: Walk, *, approved: bool = True, opinion: str = "同意移送。", role: str = "organ_head"
) -> None:
    """正职负责人决定."""
    walk.perform("case.approve_transfer", role, case=walk.subject_case, approved=approved, opinion=opinion)
    walk.later(hours=int(walk.plan.get("transfer_late_hours", 3)))


def send(walk: Walk, **changes: Any) -> None:
    """移送公安机关 with the five papers; every measure that still lasts is on the list."""
    known = walk.subject_case.known
    held = [str(row["no"]) for row in known.get("measures") or [] if not row.get("ended_on")]
    inputs: dict[str, Any] = {
        "agency": police(walk),
        "goods": goods(walk),
        "no_goods": False,
        "covered": held,
        "expertise": "废物属性检测报告（检字〔2024〕第18号）",
        "materials": ["案卷复印件一册", "现场照片光盘一张"],
        "copied": procuratorate(walk),
    }
    walk.perform("case.send_transfer", case=walk.subject_case, **{**inputs, **changes})
    walk.later(hours=1)


def tell_party(walk: Walk) -> None:
    """告知涉案财物随案移送, where goods were seized."""
    walk.perform("case.tell_seized_transfer", case=walk.subject_case, goods=goods(walk), content="")
    walk.later(minutes=30)


def police_receive(walk: Walk) -> None:
    """公安机关回执."""
    walk.perform(
        "case.record_police_receipt",
        case=walk.subject_case,
        received_on=walk.day,
        receiver=f"{police(walk)}治安管理大队 周演示",
    )
    walk.later(days=2)
    walk.at_hour(10)


def police_decide(walk: Walk, *, filed: bool = True, number: str = "") -> None:
    """公安机关立案或者不予立案."""
    walk.perform(
        "case.record_police_decision",
        case=walk.subject_case,
        filed=filed,
        number=number or ("武公立字〔2024〕118号" if filed else "武公不立字〔2024〕23号"),
        notified_on=walk.day,
        reason="" if filed else "现有证据不足以证明达到追诉标准",
        returned_on=None if filed else walk.day,
    )
    walk.later(hours=2)


def hand_over(walk: Walk) -> None:
    """移交物品材料 within three days."""
    walk.perform(
        "case.hand_over_items",
        case=walk.subject_case,
        officers=walk.pair_ids,
        goods=[*goods(walk), "案卷材料一册"],
        receiver="周演示",
        place=police(walk),
    )
    walk.later(hours=2)


def object_to(walk: Walk, way: str = "review") -> None:
    """提请复议或者建议立案监督."""
    data = {
        "way": way,
        "agency": police(walk) if way == "review" else procuratorate(walk),
        "reasons_given": "过磅记录和检测报告证明危险废物已超过三吨，达到追诉标准",
    }
    walk.approve("case.object_non_filing", walk.subject_case, data)
    walk.later(days=2)


def criminal_outcome(walk: Walk, result: str = "not_prosecuted", fine: str = "0") -> None:
    """登记刑事处理结果."""
    convicted = result == "convicted"
    walk.perform(
        "case.record_criminal_outcome",
        case=walk.subject_case,
        result=result,
        organ="武冈市人民法院" if convicted else procuratorate(walk),
        number="（2024）湘0581刑初66号" if convicted else "武检刑不诉〔2024〕9号",
        effective_on=walk.day,
        criminal_fine=Decimal(fine),
        note="",
    )
    walk.later(hours=1)


def resume(walk: Walk, **reasons: str) -> None:
    """移送后恢复办理, through every tier."""
    data = {"explanation": "案卷已退回，违法事实清楚，依法继续作出行政处罚", **{f"reason-{key}": text for key, text in reasons.items()}}  # fmt: skip
    walk.approve("case.resume_after_transfer", walk.subject_case, data)
    walk.later(hours=1)


def set_off(walk: Walk) -> None:
    """罚款折抵罚金."""
    known = walk.subject_case.known
    amount = min(Decimal(str(known["fine"])), Decimal(str(known["criminal_fine"])))
    walk.perform(
        "case.record_set_off",
        "legal_reviewer",
        case=walk.subject_case,
        amount=amount,
        note="当事人已缴罚款，判决书载明折抵罚金，已函告人民法院。",
    )
    walk.later(minutes=30)


TRANSFER_STEPS: Final[list[tuple[str, Callable[[Walk], None]]]] = [
    ("case.suspect_crime", suspect),
    ("case.name_transfer_team", name_team),
    ("case.report_transfer", report),
    ("case.approve_transfer", approve),
    ("case.send_transfer", send),
    ("case.record_police_receipt", police_receive),
    ("case.record_police_decision", police_decide),
    ("case.hand_over_items", hand_over),
]


def official_clue(walk: Walk) -> None:
    """公职人员线索移送."""
    data = {
        "agency": "武冈市监察委员会",
        "explanation": "办案中发现某单位工作人员涉嫌为当事人违规出具证明",
        "materials": "询问笔录复印件",
    }
    walk.approve("case.report_official_crime_clue", walk.subject_case, data)
    walk.later(minutes=30)


# --- other organs --------------------------------------------------------------------------------------------


def newest(walk: Walk, kind: str, direction: str = Handover.OUT) -> Handover:
    """The newest open letter of a kind in this case."""
    row = awaited(walk.subject_case, direction, kind).first()
    assert isinstance(row, Handover)
    return row


def notify(walk: Walk, purpose: str = "permit") -> None:
    """抄告."""
    data = {
        "agency": agency(walk),
        "purpose": purpose,
        "permit": "城市建筑垃圾处置核准文件（武建垃〔2024〕12号）" if purpose == "permit" else "",
        "explanation": "当事人运输建筑垃圾未采取密闭措施，本机关已立案调查",
    }
    walk.approve("case.notify_agency", walk.subject_case, data)
    walk.later(minutes=30)


def reply(walk: Walk, kind: str, *, outcome: str = "", final: bool = True) -> None:
    """登记回执和结果 of a letter that has no act of its own."""
    walk.later(days=2)
    walk.perform(
        "case.record_agency_reply",
        case=walk.subject_case,
        handover=newest(walk, kind).pk,
        received_on=walk.day,
        receiver="办公室 吴演示",
        outcome=outcome,
        outcome_on=walk.day if outcome else None,
        final=final,
    )
    walk.later(minutes=20)


def ask_help(walk: Walk) -> None:
    """请求协助, and the answer."""
    data = {
        "agency": "武冈市市场监督管理局",
        "explanation": "查询当事人登记的经营范围和变更情况",
        "in_power": "on",
    }
    walk.approve("case.request_assistance", walk.subject_case, data)
    walk.later(days=3)
    walk.perform(
        "case.record_assistance",
        case=walk.subject_case,
        handover=newest(walk, "assistance").pk,
        granted=True,
        outcome="提供登记信息查询单1份",
        outcome_on=walk.day,
    )
    walk.later(minutes=20)


def ask_jurisdiction(walk: Walk, result: str = "own") -> None:
    """报请指定管辖, and the result."""
    data = {
        "agency": "邵阳市城市管理和综合执法局",
        "rival": "邻县城市管理和综合执法局",
        "negotiation": "两次协商未能达成一致",
        "explanation": "违法行为发生在两地交界处，本机关先立案，建议由本机关管辖",
    }
    walk.approve("case.request_jurisdiction", walk.subject_case, data)
    walk.later(days=5)
    organ = walk.cast.bureau.name if result == "own" else "邻县城市管理和综合执法局"
    walk.perform(
        "case.record_jurisdiction",
        case=walk.subject_case,
        result=result,
        organ=organ,
        number="邵城管管〔2024〕3号",
        decided_on=walk.day,
    )
    walk.later(minutes=20)


def obstruction(walk: Walk) -> None:
    """阻碍执法移送公安机关."""
    walk.perform(
        "case.report_obstruction",
        case=walk.subject_case,
        officers=walk.pair_ids,
        agency=police(walk),
        happened_at=walk.now - timedelta(hours=1),
        place=walk.subject_case.place,
        person="郑演示",
        description="在执法人员现场检查时，抢夺执法记录仪并推搡执法人员，经劝阻无效",
        reported="当日报110，接警单位为城关派出所",
        video="执法记录仪0017号，文件20240506-0017-03，09:12至09:20",
    )
    walk.later(minutes=30)


def tell_procuratorate(walk: Walk, purpose: str = "public_interest") -> None:
    """公益诉讼线索移送、同时报送."""
    data = {
        "agency": procuratorate(walk),
        "purpose": purpose,
        "harm": "倾倒点约800平方米土壤受到污染，邻近农田灌溉渠" if purpose == "public_interest" else "",
        "explanation": "当事人偷排乱倒建筑垃圾，本机关已立案调查",
        "materials": "现场检查笔录复印件\n现场照片",
    }
    walk.approve("case.notify_procuratorate", walk.subject_case, data)
    walk.later(minutes=30)


def advice(walk: Walk, *, days: int = 10) -> None:
    """检察建议: received and answered."""
    walk.perform(
        "case.receive_procuratorate_advice",
        "legal_reviewer",
        case=walk.subject_case,
        agency=procuratorate(walk),
        number="武检建〔2024〕5号",
        received_on=walk.day,
        content="建议加强建筑垃圾运输途中的监管",
        reply_due_on=None,
    )
    walk.later(days=days)
    row = newest(walk, "advice", Handover.IN)
    data = {
        "handover": str(row.pk),
        "adopted": "yes",
        "content": "已组织专项检查，增设巡查点位，建立运输车辆台账",
    }
    walk.approve("case.answer_procuratorate", walk.subject_case, data)
    walk.later(minutes=30)


def joint_discipline(walk: Walk) -> None:
    """联合惩戒建议, after the decision was served."""
    data = {
        "agency": agency(walk),
        "measures": "暂停参与建筑垃圾运输企业评优，依据《城市建筑垃圾管理规定》",
        "explanation": "当事人未密闭运输建筑垃圾，造成路面污染",
    }
    walk.approve("case.propose_joint_discipline", walk.subject_case, data)
    walk.later(minutes=30)


def transfer_outcome(walk: Walk) -> None:
    """移送其他机关以后: receipt, then what became of it."""
    walk.later(days=2)
    if not walk.subject_case.known.get("transfer_received_on"):
        receiver = f"{agency(walk)} 吴演示"
        walk.perform("case.confirm_transfer", case=walk.subject_case, received_on=walk.day, receiver=receiver)
    walk.later(days=10)
    walk.perform(
        "case.record_transfer_outcome",
        case=walk.subject_case,
        outcome="已立案调查，责令补办核准手续",
        outcome_on=walk.day,
    )
    walk.later(minutes=20)


# --- what comes in -------------------------------------------------------------------------------------------


def receive(walk: Walk, kind: str = "reverse", **changes: Any) -> Lead:
    """接收移送、抄告 at the window; the lead goes to the walk's squad."""
    judicial = kind == "reverse"
    inputs: dict[str, Any] = {
        "kind": kind,
        "agency": procuratorate(walk) if judicial else agency(walk),
        "number": "武检移〔2024〕7号" if judicial else "武建函〔2024〕31号",
        "received_on": walk.day,
        "occurred_on": walk.day - timedelta(days=20),
        "place": walk.plan.get("place", "示范路与演示街交叉口东北侧"),
        "content": walk.plan.get("incoming", "犯罪情节轻微决定不起诉，需要给予行政处罚，移送你局处理"),
        "materials": ["不起诉决定书", "案卷复印件"],
        "matter": walk.matter,
        "squad": walk.cast.squads[walk.squad],
        "answers": None,
    }
    done: Done = walk.perform("lead.receive_transfer", "window_clerk", **{**inputs, **changes})
    lead = done.result
    assert isinstance(lead, Lead)
    walk.lead = lead
    walk.later(minutes=40)
    return lead


def answer(walk: Walk, content: str = "已立案调查，正在办理中，处理决定作出后另行函告") -> None:
    """反馈处理结果."""
    assert walk.lead is not None
    walk.lead.refresh_from_db()
    walk.perform("lead.answer_transfer", lead=walk.lead, content=content)
    walk.later(minutes=20)


def transfer_lead(walk: Walk) -> None:
    """线索移送: not ours."""
    assert walk.lead is not None
    walk.lead.refresh_from_db()
    data = {
        "agency": agency(walk),
        "explanation": "经核查，该处施工未取得许可，属于住房城乡建设主管部门职权",
        "materials": "核查记录\n现场照片",
    }
    walk.approve("lead.transfer", walk.lead, data)
    walk.lead.refresh_from_db()
    walk.later(days=3)


def lead_outcome(walk: Walk) -> None:
    """线索移送的回执和结果."""
    assert walk.lead is not None
    walk.lead.refresh_from_db()
    row = awaited(walk.lead, Handover.OUT).first()
    assert row is not None
    walk.perform(
        "lead.record_agency_reply",
        lead=walk.lead,
        handover=row.pk,
        received_on=walk.day,
        receiver="吴演示",
        outcome="已立案查处",
        outcome_on=walk.day,
        final=True,
    )
    walk.later(minutes=20)


# --- linked cases --------------------------------------------------------------------------------------------


def link(walk: Walk, other: Case, *, kind: str = "chain", stage: str = "", other_stage: str = "") -> None:
    """关联案件."""
    note = "同一批建筑垃圾，前案车辆运至后案消纳点" if kind == "chain" else "同一当事人的相关案件"
    walk.perform(
        "case.link",
        case=walk.subject_case,
        number=other.number,
        kind=kind,
        note=note,
        stage=stage,
        other_stage=other_stage,
    )
    walk.later(minutes=10)


def merge(walk: Walk, target: Case) -> None:
    """并案 into the case that was filed first."""
    data = {
        "number": target.number,
        "same_fact": "on",
        "note": "两案系同一当事人在同一地点的同一违法行为，分别由巡查和举报发现",
    }
    walk.approve("case.merge", walk.subject_case, data)
    walk.later(minutes=30)


def split(walk: Walk, **changes: str) -> Case:
    """分案: the driver's own violation gets a case of its own."""
    data = {
        "matter": str(walk.matter.pk),
        "party": "",
        "summary": "运输人在途中另行倾倒建筑垃圾",
        "note": "当事人不同，应当分别处理",
    }
    done = walk.approve("case.split", walk.subject_case, {**data, **changes})
    assert isinstance(done.result, Case)
    walk.later(minutes=30)
    return done.result


def letter(walk: Walk, kind: str) -> Instrument:
    """The newest instrument of a kind in the case, or of its lead."""
    keys = [walk.case.chain_key] if walk.case else []
    keys += [walk.lead.chain_key] if walk.lead else []
    return Instrument.objects.filter(subject_key__in=keys, kind=kind).latest("issued_at", "id")
