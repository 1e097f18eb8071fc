"""Small lists for tests: one power, one matter, three tiers, and changes to them."""

from __future__ import annotations

from chengguan.powers.sheets import MATTERS, POWERS, TIERS, Row, Sheets

POWER: Row = {
    "行": "2", "事项编码": "CF-1", "事项名称": "对擅自占用城市道路的处罚", "权力类型": "行政处罚",
    "实施依据": "《城市道路管理条例》第四十二条", "生效日期": "2020-01-01", "失效日期": "", "调整原因": "",
}  # fmt: skip
MATTER: Row = {
    "行": "2", "案由代码": "AY-1", "案由": "擅自占用城市道路", "事项编码": "CF-1", "领域": "市政",
    "违反条款": "《城市道路管理条例》第二十七条第（一）项", "处罚依据": "《城市道路管理条例》第四十二条", "处罚种类": "罚款",
    "罚款幅度（不区分）": "0-20000", "构成要件": "占用城市道路；未经批准", "生效日期": "2020-01-01", "核实程度": "V",
}  # fmt: skip


def tier(order: int, name: str, low: int, high: int, **changes: str) -> Row:
    base = {
        "行": str(order + 1), "案由代码": "AY-1", "适用对象": "不区分", "序号": str(order), "阶次": name, "适用情形": f"{name}情形",
        "下限（元）": str(low), "上限（元）": str(high), "裁量基准文件": "演示裁量基准", "公布日期": "2020-01-01",
    }  # fmt: skip
    return {**base, **changes}


def sheets(
    powers: list[Row] | None = None, matters: list[Row] | None = None, tiers: list[Row] | None = None
) -> Sheets:
    """The small list, with the sheets given in place of its own."""
    return {
        POWERS: [POWER] if powers is None else powers,
        MATTERS: [MATTER] if matters is None else matters,
        TIERS: [tier(1, "轻微", 0, 6000), tier(2, "一般", 6000, 14000), tier(3, "严重", 14000, 20000)]
        if tiers is None
        else tiers,
    }
