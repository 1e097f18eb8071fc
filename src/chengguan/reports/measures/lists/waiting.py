"""Figures of published reports: under which measure each of them is counted, and the measures that wait for their module.

A waiting measure has a name, a unit and a gap in words, so that a report names it and says that no record yields it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from ..definition import Measure

GROUP: Final = "等待后续模块"
INSPECTION, PERMIT, GOVERNANCE, TRAINING = "行政检查", "行政许可", "法治建设", "培训考试"
OUTREACH, WASTE, APPEARANCE, GAS, BUILDING = (
    "普法宣传",
    "建筑垃圾管理",
    "市容环境",
    "燃气安全",
    "违法建设治理",
)
DISPUTES, REVIEWING, COMMAND = "复议应诉和投诉", "案卷评查", "指挥协调"

WAITING: Final[tuple[tuple[str, str, str, str], ...]] = (
    ("inspections", "行政检查", "次", INSPECTION),
    ("inspections_gas", "行政检查：燃气安全", "次", INSPECTION),
    ("inspections_appearance", "行政检查：市容渣土", "次", INSPECTION),
    ("inspections_municipal", "行政检查：市政", "次", INSPECTION),
    ("inspections_greening", "行政检查：园林绿化", "次", INSPECTION),
    ("inspections_drainage", "行政检查：排水", "次", INSPECTION),
    ("inspections_other", "行政检查：其他", "次", INSPECTION),
    ("inspections_penalised", "检查后作出行政处罚", "次", INSPECTION),
    ("inspections_guided", "检查后行政指导", "次", INSPECTION),
    ("inspections_corrected", "检查后责令整改", "次", INSPECTION),
    ("inspections_clean", "检查未发现问题", "次", INSPECTION),
    ("one_check_times", "综合查一次", "次", INSPECTION),
    ("one_check_people", "综合查一次出动人数", "人", INSPECTION),
    ("one_check_problems", "综合查一次发现问题", "个", INSPECTION),
    ("one_check_fixed", "综合查一次完成整改", "个", INSPECTION),
    ("joint_rate", "职能部门联合执法实施率", "%", INSPECTION),
    ("joint_ops", "联合执法", "次", INSPECTION),
    ("restaurants_checked", "检查餐饮单位", "家", INSPECTION),
    ("restaurant_fixes", "餐饮单位整改问题", "件", INSPECTION),
    ("school_patrol", "护校安园出动", "人", INSPECTION),
    ("permits", "行政许可", "件", PERMIT),
    ("permits_signs", "户外广告许可", "件", PERMIT),
    ("permits_temporary_signs", "临时户外广告审批", "件", PERMIT),
    ("permits_road", "占道审批", "件", PERMIT),
    ("permit_compression", "审批期限压缩率", "%", PERMIT),
    ("shopsigns", "审批新设更换门头招牌", "个", PERMIT),
    ("outdoor_seating", "许可餐饮门店外摆", "家", PERMIT),
    ("cw_approvals", "建筑垃圾处置核准", "件", PERMIT),
    ("cw_disposed", "督导处置建筑垃圾", "万立方米", WASTE),
    ("cw_cleared", "清理建筑垃圾堆存", "万立方米", WASTE),
    ("cw_spots", "清理建筑垃圾积存点", "处", WASTE),
    ("cw_firms", "备案建筑垃圾运输企业", "家", WASTE),
    ("cw_trucks", "备案建筑垃圾运输车辆", "辆", WASTE),
    ("deco_firms", "备案装饰装修垃圾运输企业", "家", WASTE),
    ("deco_trucks", "备案装饰装修垃圾运输车辆", "辆", WASTE),
    ("responsibility_letters", "建筑垃圾管理责任书", "份", WASTE),
    ("reuse_project", "建筑垃圾直接利用", "万立方米", WASTE),
    ("satellite_spots", "卫片图斑核查处置", "个", BUILDING),
    ("illegal_sites", "拆除违法建设", "处", BUILDING),
    ("illegal_area", "拆除违法建设面积", "平方米", BUILDING),
    ("shops", "门前五包临街单位", "家", APPEARANCE),
    ("cameras", "智能识别监控", "路", COMMAND),
    ("camera_orders", "智能识别问题工单", "个", COMMAND),
    ("grid_pilots", "执法进网格社区", "个", COMMAND),
    ("towns", "下沉执法街镇", "个", COMMAND),
    ("coordination_mechanisms", "协调指挥工作机制", "项", COMMAND),
    ("key_problems", "重点问题", "类", COMMAND),
    ("three_trades", "清理占道经营", "处", APPEARANCE),
    ("unsafe_signs", "拆除存在隐患的广告招牌", "处", APPEARANCE),
    ("banners", "清理宣传条幅", "条", APPEARANCE),
    ("window_ads", "清理橱窗广告", "处", APPEARANCE),
    ("small_ads", "清理非法小广告", "处", APPEARANCE),
    ("dust_points", "督导检查扬尘点位", "个", APPEARANCE),
    ("dust_transferred", "转办督导问题", "个", APPEARANCE),
    ("dust_fixed", "整改扬尘问题", "处", APPEARANCE),
    ("farmer_stations", "农产品进城服务站", "个", APPEARANCE),
    ("fruit_points", "果蔬临时销售点", "个", APPEARANCE),
    ("kiosks", "城管服务岗", "个", APPEARANCE),
    ("roads", "管理主次干道", "条", APPEARANCE),
    ("walk_streets", "管理商业步行街", "条", APPEARANCE),
    ("gas_sites", "排查用气单位", "家", GAS),
    ("gas_hazards", "整改燃气安全隐患", "处", GAS),
    ("gas_checks", "燃气安全隐患排查", "次", GAS),
    ("black_dens", "查处非法储存销售窝点", "处", GAS),
    ("complaints", "投诉信访", "件", DISPUTES),
    ("proposals", "人大代表建议和政协提案", "件", DISPUTES),
    ("proposals_congress", "人大代表建议", "件", DISPUTES),
    ("proposals_conference", "政协提案", "件", DISPUTES),
    ("satisfaction", "建议提案满意率", "%", DISPUTES),
    ("court_observing", "旁听庭审", "次", DISPUTES),
    ("court_observers", "旁听庭审人次", "人次", DISPUTES),
    ("file_reviews", "案卷评查", "次", REVIEWING),
    ("city_rules", "综合执法制度", "项", GOVERNANCE),
    ("rules_issued", "印发工作制度", "项", GOVERNANCE),
    ("normdocs_to_revise", "规范性文件拟修订", "件", GOVERNANCE),
    ("normdoc_review", "规范性文件合法性审核", "件", GOVERNANCE),
    ("normdoc_filing", "规范性文件备案审查", "件", GOVERNANCE),
    ("normdoc_cleanups", "规范性文件清理", "次", GOVERNANCE),
    ("normdoc_repealed", "废止规范性文件", "件", GOVERNANCE),
    ("major_decisions", "重大行政决策合法性审核", "件次", GOVERNANCE),
    ("counsel_meetings", "法律顾问参与决策论证", "次", GOVERNANCE),
    ("counsel_opinions", "法律顾问意见", "条", GOVERNANCE),
    ("legal_questions", "研究法律问题", "件", GOVERNANCE),
    ("contracts", "审核合同协议", "份", GOVERNANCE),
    ("party_study", "党组学习习近平法治思想", "次", GOVERNANCE),
    ("centre_study", "中心组法治专题学习", "次", GOVERNANCE),
    ("leader_study", "领导班子集体学法", "次", GOVERNANCE),
    ("law_study", "学习法律法规", "次", TRAINING),
    ("lectures", "法治专题讲座", "次", TRAINING),
    ("seminars", "集中研讨", "次", TRAINING),
    ("training_times", "执法人员培训", "次", TRAINING),
    ("training_hours", "培训时长", "小时", TRAINING),
    ("trainees", "执法培训人次", "人次", TRAINING),
    ("cross_training", "跨部门培训", "次", TRAINING),
    ("legal_training", "法制培训", "次", TRAINING),
    ("cadre_training", "中层和办案骨干培训", "次", TRAINING),
    ("law_exams", "法制考试", "次", TRAINING),
    ("law_pop", "法治宣传活动", "次", OUTREACH),
    ("leaflets", "发放宣传资料", "份", OUTREACH),
    ("consultations", "接受群众咨询", "人次", OUTREACH),
    ("media_posts", "新媒体法治宣传信息", "条", OUTREACH),
    ("three_entries", "法律进社区进企业进学校", "次", OUTREACH),
    ("films", "普法宣传片", "部", OUTREACH),
    ("short_videos", "普法短视频", "个", OUTREACH),
)

# Names that published reports give to figures, where the measure is called otherwise.
PUBLISHED_AS: Final[Mapping[str, str]] = {
    "penalty_cases_a": "penalty_cases",
    "penalty_cases_b": "penalty_cases",
    "confiscated": "charged_wan",
    "trucks_seized": "vehicles_seized",
    "cylinders": "cylinders_seized",
    "bodycams": "body_cameras",
    "double_publicity": "dual_compliance_rate",
    "dual_compliance": "dual_compliance_rate",
    "review_pass_rate": "legal_review_pass_rate",
    "first_exempt": "first_exempted_enterprises",
    "mitigated": "lenient_enterprises",
    "fast_track_items": "fast_track_matters",
    "fast_track_cases": "fast_track_closed",
    "reviewed_cases": "legal_reviews",
    "cw_cleared_a": "cw_cleared",
    "cw_cleared_b": "cw_cleared",
}


def _waiting() -> Iterator[Measure]:
    for id, name, unit, module in WAITING:
        yield Measure(id, name, unit, f"由“{module}”模块的记录产生", GROUP, waits=module)


MEASURES: Final = tuple(_waiting())
