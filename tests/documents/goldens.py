"""Golden facts: one lawful set of facts for every instrument that stands under norms/national/instruments."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

ON = date(2024, 5, 6)
PLACE = "430581"

BUREAU = {
    "code": "430581",
    "name": "武冈市城市管理和综合执法局",
    "short": "武城管",
    "region": "湖南省武冈市",
    "address": "武冈市演示路1号",
    "phone": "0739-0000000",
    "government": "武冈市人民政府",
    "court": "武冈市人民法院",
    "bank": "演示银行武冈支行",
    "bank_account": "4300 0000 0000 0000 001",
}
CASE = {
    "number": "武城管立案〔2024〕第12号",
    "cause": "未采取密闭措施运输建筑垃圾",
    "origin": "巡查发现",
    "discovered_on": "2024-04-08",
    "occurred_on": "2024-04-08",
    "filed_on": "2024-04-10",
    "place": "武冈市迎春路与乐洋路交叉口",
    "summary": "2024年4月8日21时许，执法人员巡查至迎春路与乐洋路交叉口时，发现号牌为湘E·00000的重型自卸货车运输建筑垃圾未密闭，"
    "沿途遗撒约30平方米。经初步核查，该车由武冈市某某渣土运输有限公司所有并运营。",
}
PARTY = {
    "kind": "legal_person",
    "kind_title": "法人",
    "name": "武冈市某某渣土运输有限公司",
    "id_title": "统一社会信用代码",
    "id_number": "91430581MA4L00000X",
    "representative_title": "法定代表人",
    "representative": "张某某",
    "address": "湖南省武冈市工业集中区演示路8号",
    "phone": "13800000000",
}
PERSON = {
    "kind": "individual",
    "kind_title": "自然人",
    "name": "李某某",
    "id_title": "公民身份号码",
    "id_number": "430581199003070000",
    "representative": "",
    "gender": "男",
    "address": "湖南省武冈市演示路2号",
    "phone": "13900000000",
}
OFFICERS = [
    {"name": "王建国", "credential": "18043058101", "role": "主办"},
    {"name": "刘志强", "credential": "18043058102", "role": "协办"},
]
MATTER = {
    "title": "未采取密闭措施运输建筑垃圾",
    "violated": [{"law": "城市建筑垃圾管理规定", "article": 14}],
    "basis": [{"law": "城市建筑垃圾管理规定", "article": 23, "paragraph": 1}],
}
EVIDENCE = [
    {
        "name": "现场检查（勘验）笔录",
        "kind": "勘验笔录、现场笔录",
        "count": "1份",
        "proves": "当事人车辆未密闭运输建筑垃圾并造成路面遗撒约30平方米的事实",
    },
    {"name": "现场照片", "kind": "书证", "count": "6张", "proves": "车辆号牌、车厢未密闭状态和遗撒现场情况"},
    {"name": "执法记录仪录像", "kind": "视听资料", "count": "1段", "proves": "现场检查全过程"},
    {
        "name": "询问笔录",
        "kind": "当事人的陈述",
        "count": "1份",
        "proves": "当事人承认车辆未密闭运输建筑垃圾的事实",
    },
    {"name": "营业执照复印件", "kind": "书证", "count": "1份", "proves": "当事人的主体身份"},
]
FACTS = (
    "2024年4月8日21时10分，当事人所有的号牌为湘E·00000的重型自卸货车，自武冈市迎春安置小区工地装载建筑垃圾运往消纳场途中，"
    "未采取密闭措施，在迎春路与乐洋路交叉口造成路面遗撒约30平方米。当事人接到责令改正通知后，于当晚23时清理完毕"
)
DISCRETION = {
    "tier": "一般",
    "benchmark": "《湖南省住房城乡建设领域行政处罚裁量权基准》",
    "reasons": "当事人系十二个月内首次实施该类违法行为，遗撒面积较小，在责令改正后及时清理，未造成其他危害后果",
}
PENALTIES = [{"title": "罚款", "amount": "5000.00"}]
OPINIONS = [
    {
        "tier": "squad_leader",
        "name": "陈中",
        "opinion": "情况属实，同意承办人意见，报大队审核。",
        "on": "2024-04-09",
    },
    {"tier": "brigade_leader", "name": "周大", "opinion": "同意，报请审批。", "on": "2024-04-09"},
    {"tier": "organ_head", "name": "赵局", "opinion": "同意。", "on": "2024-04-10"},
]

ACTS: dict[str, dict[str, Any]] = {
    "filing_approval": {"clues": "巡查记录、现场照片和执法记录仪录像", "proposed_on": "2024-04-09"},
    "site_record": {
        "begun_at": "2024-04-08T21:10:00+08:00",
        "ended_at": "2024-04-08T21:45:00+08:00",
        "place": "武冈市迎春路与乐洋路交叉口",
        "weather": "阴",
        "on_site": "李某某",
        "on_site_role": "驾驶员",
        "answer": "证件看清楚了，不申请回避",
        "findings": "现场停有一辆号牌为湘E·00000的重型自卸货车，车厢装载建筑垃圾（以渣土和混凝土碎块为主），车厢上方未加盖密闭装置。"
        "自路口向西约60米路面散落渣土，经测量长约20米、宽约1.5米，面积约30平方米",
        "photos": "6",
        "video": "BC20240408-0012",
        "recorder": "刘志强",
        "signed": True,
    },
    "interview_record": {
        "begun_at": "2024-04-09T09:05:00+08:00",
        "ended_at": "2024-04-09T09:50:00+08:00",
        "place": "武冈市城市管理和综合执法局询问室",
        "times": 1,
        "person": {
            "name": "李某某",
            "gender": "男",
            "id_number": "430581199003070000",
            "phone": "13900000000",
            "post": "武冈市某某渣土运输有限公司驾驶员",
            "address": "湖南省武冈市演示路2号",
            "relation": "当事人的驾驶员",
        },
        "answer": "看清楚了，听明白了，不申请回避",
        "questions": [
            {
                "question": "请说一下你的基本情况。",
                "answer": "我叫李某某，是武冈市某某渣土运输有限公司的驾驶员，2022年3月入职。",
            },
            {
                "question": "2024年4月8日晚你驾驶什么车辆、运输什么物品？",
                "answer": "我驾驶公司湘E·00000重型自卸货车，从迎春安置小区工地运渣土去消纳场。",
            },
            {
                "question": "运输途中是否采取了密闭措施？",
                "answer": "没有。那天密闭盖板的油缸坏了，盖不上，想着路程不远就没有报修，直接上路了。",
            },
            {
                "question": "造成了什么后果？你们是怎样处理的？",
                "answer": "在路口转弯时洒了一些渣土在路上，大概三十来平方米。执法人员让我们清理，公司当晚11点前安排人清扫干净了。",
            },
            {
                "question": "该车办理城市建筑垃圾准运手续了吗？",
                "answer": "办了，手续由公司保管，我可以让公司提供。",
            },
            {
                "question": "你对以上内容还有什么补充？",
                "answer": "没有。我们知道错了，以后一定检查好车辆再上路。",
            },
        ],
        "recorder": "刘志强",
        "signed": True,
    },
    "correction_order": {
        "facts": "所有的湘E·00000重型自卸货车于2024年4月8日21时10分在迎春路与乐洋路交叉口运输建筑垃圾未采取密闭措施，造成路面遗撒约30平方米",
        "demands": [
            "立即停止未密闭运输行为，修复车辆密闭装置并经检查合格后方可上路",
            "将迎春路与乐洋路交叉口遗撒的建筑垃圾清理干净",
        ],
        "correct_by": "2024-04-09",
        "consequence": "逾期不改正的，本机关将依法从重处理",
    },
    "investigation_report": {
        "course": "执法人员于2024年4月8日进行现场检查，于4月9日询问当事人驾驶员，调取了营业执照和准运手续",
        "facts": FACTS,
        "discretion": DISCRETION,
        "statement": "当事人对违法事实无异议，已于2024年4月8日23时将遗撒的建筑垃圾清理完毕，并修复了车辆密闭装置",
        "proposal": "建议对当事人处以罚款人民币伍仟元整（5,000.00元）",
    },
    "prior_notice": {
        "facts": FACTS,
        "discretion": DISCRETION,
        "penalties": PENALTIES,
        "statement_days": 5,
        "hearing_right": True,
    },
    "penalty_decision": {
        "facts": FACTS,
        "discretion": DISCRETION,
        "penalties": PENALTIES,
        "fine": "5000.00",
        "notice": {"number": "武城管罚告〔2024〕第9号", "served_on": "2024-04-22", "hearing_right": True},
        "defence": {
            "state": "raised",
            "text": "车辆密闭装置因机械故障无法关闭，并非故意；公司已当晚清理干净，请求免予处罚",
            "result": "partly",
            "reasons": "车辆上路前检查密闭装置是运输单位的法定义务，机械故障不是免责理由；当事人及时清理、消除影响属实，已在裁量时予以考虑",
        },
        "hearing": {"waived": True},
        "legal_review_on": "2024-04-30",
        "correction": "本机关已责令当事人改正违法行为，当事人已改正",
        "additional_fine": True,
    },
    "summary_decision": {
        "violated_at": "2024-05-06T09:20:00+08:00",
        "place": "武冈市乐洋路56号门前",
        "facts": "当事人在城市道路人行道上摆放水果摊位占用面积约2平方米，影响市容和行人通行，经劝导仍未改正",
        "evidence": "现场照片2张、执法记录仪录像1段",
        "penalty": "罚款",
        "fine": "50.00",
        "statement": "我认识到错误，没有意见",
        "payment": "spot",
        "spot_ground": "罚款数额在一百元以下",
        "correction": "当事人立即收起摊位、恢复人行道原状",
    },
    "legal_review_opinion": {
        "unit": "综合执法大队二中队",
        "submitted_on": "2024-04-26",
        "proposal": "对当事人处以罚款人民币伍仟元整",
        "reason": "依照本机关重大执法决定法制审核目录，普通程序案件作出处罚决定前应当经法制审核",
        "items": [
            {"title": "执法主体合法，执法人员具备资格", "met": True},
            {"title": "执法程序合法", "met": True},
            {"title": "事实清楚，证据合法充分", "met": True},
            {"title": "适用法律、法规、规章准确", "met": True},
            {"title": "裁量基准运用适当", "met": True, "note": "已考虑及时改正情节"},
            {"title": "未超越本机关法定权限", "met": True},
            {"title": "行政执法文书完备、规范", "met": False, "note": "现场照片缺拍摄人签名，应补正"},
            {"title": "违法行为是否涉嫌犯罪、需要移送司法机关：不涉嫌", "met": True},
        ],
        "conclusion": "pass",
        "opinion": "本案事实清楚、证据确凿、程序合法、裁量适当，同意拟处理意见；请承办机构在作出决定前补正现场照片的拍摄信息",
        "reviewer": "孙法（法律职业资格证号A20100000000）",
        "reviewed_on": "2024-04-30",
    },
    "hearing_record": {
        "begun_at": "2024-05-14T09:00:00+08:00",
        "ended_at": "2024-05-14T10:30:00+08:00",
        "place": "武冈市城市管理和综合执法局三楼会议室",
        "presider": "孙法",
        "recorder": "吴记",
        "public": True,
        "attendants": [
            {"name": "张某某", "role": "当事人法定代表人"},
            {"name": "何律", "role": "委托代理人"},
        ],
        "presented": "调查人员宣读违法事实，出示现场检查笔录、照片、录像、询问笔录等证据，认为当事人未密闭运输建筑垃圾，事实清楚，建议处以罚款五千元",
        "defence": "当事人对违法事实和证据无异议；认为密闭装置系突发故障，且已当晚清理完毕，请求减轻处罚",
        "debate": [
            {
                "speaker": "调查人员",
                "text": "上路前检查车辆是法定义务，机械故障不能免除责任；及时清理的情节已在裁量中考虑",
            },
            {"speaker": "当事人代理人", "text": "当事人系初次违法，危害后果轻微，请求依法从轻"},
        ],
        "last_words": "当事人表示今后加强车辆检查，请求从轻处理",
        "signed": True,
    },
    "proof_of_service": {
        "papers": [
            {"title": "行政处罚决定书", "number": "武城管罚决〔2024〕第6号", "count": "1份"},
            {"title": "信用修复告知书", "number": "", "count": "1份"},
        ],
        "method": "personal",
        "place": "湖南省武冈市工业集中区演示路8号",
        "served_at": "2024-05-08T10:15:00+08:00",
    },
    "decision_approval": {
        "facts": FACTS,
        "discretion": DISCRETION,
        "hearing_out": "2024年4月22日送达事先告知书；当事人提出陈述申辩，经复核部分采纳；书面放弃听证",
        "legal_review": "2024年4月30日经法制审核，同意拟处理意见",
        "proposal": "处以罚款人民币伍仟元整（5,000.00元）",
        "proposed_on": "2024-04-30",
    },
    "closing_approval": {
        "decision_number": "武城管罚决〔2024〕第6号",
        "decided_on": "2024-05-06",
        "served_on": "2024-05-08",
        "outcome": "对当事人处以罚款人民币伍仟元整（5,000.00元）",
        "performance": "当事人已于2024年5月15日在规定期限内足额缴纳罚款",
        "correction": "经2024年4月10日复查，遗撒的建筑垃圾已清理，车辆密闭装置已修复",
        "publicity": "已于2024年5月10日在本机关网站公示",
        "ground": "行政处罚决定已执行完毕",
        "proposed_on": "2024-05-20",
    },
    "demand_notice": {
        "decision_title": "《行政处罚决定书》",
        "decision_number": "武城管罚决〔2024〕第6号",
        "decided_on": "2024-05-06",
        "served_on": "2024-05-08",
        "duties": [{"text": "缴纳罚款", "amount": "5000.00"}, {"text": "缴纳加处罚款", "amount": "5000.00"}],
        "total": "10000.00",
        "money_due": True,
        "relief_over": True,
        "method": "到银行缴纳或者通过电子支付系统缴纳",
    },
}

NUMBERS = {
    "correction_order": "武城管责改〔2024〕第15号",
    "prior_notice": "武城管罚告〔2024〕第9号",
    "penalty_decision": "武城管罚决〔2024〕第6号",
    "summary_decision": "武城管当罚〔2024〕第108号",
    "legal_review_opinion": "武城管法审〔2024〕第5号",
    "demand_notice": "武城管催告〔2024〕第2号",
}
LAWS = {"行政处罚法": "中华人民共和国行政处罚法"}


def golden(kind: str) -> dict[str, Any]:
    """A fresh, lawful context for an instrument."""
    context = {
        "bureau": BUREAU,
        "case": CASE,
        "party": PERSON if kind == "summary_decision" else PARTY,
        "officers": OFFICERS,
        "matter": MATTER,
        "evidence": EVIDENCE,
        "approvals": OPINIONS,
        "act": ACTS[kind],
        "instrument": {
            "kind": kind,
            "title": "",
            "number": NUMBERS.get(kind, ""),
            "issued_on": ON.isoformat(),
            "issued_at": "2024-05-06T10:00:00+08:00",
        },
    }
    return copy.deepcopy(context)
