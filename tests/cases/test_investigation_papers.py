"""Every act of the investigation makes the papers that its norm names."""

from __future__ import annotations

from datetime import timedelta

from tests.cases.test_investigation_records import commission, opinion
from tests.conftest import make_matter

from chengguan.cases.procedure.investigation import STEPS
from chengguan.documents.models import Instrument
from chengguan.ledger.norms import book
from chengguan.web.demonstration import investigation_steps as steps
from chengguan.web.demonstration.discretion_steps import DISCRETION_STEPS
from chengguan.web.demonstration.walk import Walk


def test_every_act_issues_its_instruments(walk: Walk) -> None:
    """One long case with every act of the investigation; each act makes the papers that its norm names."""
    walk.plan |= {"origin": "tip", "wants_reply": True, "informant_phone": "13800000000"}
    steps.register_lead(walk)
    walk.perform("lead.extend", "deputy_head", lead=walk.lead, reason="案情复杂，需要查询产权资料")
    steps.verify_lead(walk)
    walk.perform("lead.reply", lead=walk.lead, content="经核查属实，已立案调查", method="电话")
    for s in (
        steps.file,
        steps.identify,
        steps.site_record,
        steps.interview,
        steps.collect,
        steps.order_correction,
    ):
        s(walk)
    walk.plan |= {
        "query_agency": "演示市交通运输局",
        "further_matter": make_matter(walk.cast.bureau, title="未设置警示标志"),
    }
    for _, s in DISCRETION_STEPS:
        s(walk)
    walk.perform(
        "case.summon_for_interview",
        case=walk.subject_case,
        officers=walk.pair_ids,
        person="王演示",
        appear_at=walk.now + timedelta(days=1),
        place="询问室",
        matter="占道一事",
        bring=["身份证", "营业执照"],
    )
    walk.perform(
        "case.receive_statement",
        case=walk.subject_case,
        received_on=walk.day,
        form="书面材料",
        title="情况说明",
        content="系临时堆放",
        pages=2,
    )
    walk.perform(
        "case.take_sample",
        case=walk.subject_case,
        officers=walk.pair_ids,
        sampled_at=walk.now,
        place="示范路",
        method="随机抽样",
        items=[{"name": "建筑垃圾样品", "quantity": "2袋"}, {"name": "泥土", "quantity": "1袋"}],
        credentials_shown=True,
        process_recorded=True,
        on_site="王演示",
    )
    walk.perform("case.commission_appraisal", **commission(walk))
    walk.perform("case.receive_appraisal", **opinion(walk))
    walk.perform(
        "case.assign", "squad_leader", case=walk.subject_case, officers=walk.pair_ids, reason="补充力量"
    )
    walk.perform(
        "case.request_recusal",
        case=walk.subject_case,
        officer=walk.pair_ids[1],
        applicant="party",
        reason="系亲属",
        received_on=walk.day,
    )
    walk.perform(
        "case.decide_recusal",
        "organ_head",
        case=walk.subject_case,
        granted=False,
        reason="经查不存在亲属关系。",
    )
    walk.approve(
        "case.suspend_investigation",
        walk.subject_case,
        {"ground": "awaiting_judgment", "explanation": "等待另案判决"},
    )
    walk.approve("case.resume_investigation", walk.subject_case, {"explanation": "判决已生效"})
    walk.approve("case.extend_time_limit", walk.subject_case, {"days": "30", "explanation": "案情复杂"})
    steps.recheck_correction(walk)
    steps.finish(walk)
    walk.approve(
        "case.terminate_investigation",
        walk.subject_case,
        {"ground": "facts_unclear", "explanation": "证据无法补足"},
    )
    named = {paper for step in STEPS for paper in book().act_head(step.kind).instruments}
    assert named - set(Instrument.objects.values_list("kind", flat=True)) == {"filing_refusal_approval"}
