"""The demonstration bureaus: public facts of the organs. What their annual reports published lies in `figures/`.

Names of organs and totals are those of the published reports; every person, enterprise, date and amount of a single
case is invented.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .cast import Sheet

# Invented names, drawn in order.
NAMES_JINLIN: Final = (
    "秦示例", "佟立成", "关正德", "陶明法", "费清廉", "管存档", "迟应门", "米系统", "佘安全", "盛审计",
    "倪松林", "白桦生", "冷杉木", "红松涛", "云杉岭", "蓝山河", "柏雪原", "苗青峰", "莫江源", "兰汤旺",
)  # fmt: skip
NAMES_WUGANG: Final = (
    "邓示例", "戴为民", "夏守正", "刘法言", "钱清白", "肖典藏", "段窗明", "成系统", "易安全", "毛审计",
    "曾资水", "邹云山", "欧浪石", "舒法相", "唐木瓜", "向都梁", "龙凌云", "马文昌", "石湾头", "尹水浸",
    "谭双牌", "阳秦桥", "匡稠树", "姚大甸",
)  # fmt: skip


NAMES_BINJIANG: Final = (
    "江示例", "潮为民", "钱塘生", "沈法言", "闻清账", "俞典藏", "章窗明", "楼系统", "来安全", "孔审计",
    "施浦沿", "傅西兴", "裘长河", "汤白马", "华冠山", "韩星光", "任滨安", "诸江南", "祝闻涛", "应浦乐",
)  # fmt: skip
NAMES_ZHANGQIU: Final = (
    "齐示例", "鲁为民", "孟泉城", "晏法言", "柳清账", "牛典藏", "宁窗明", "靳系统", "巩安全", "亓审计",
    "郇明水", "逯双山", "辛龙山", "房枣园", "滕绣惠", "蔺文祖", "翟普集", "高官庄", "袭圣井", "明埠村",
)  # fmt: skip
NAMES_JIEFANG: Final = (
    "怀示例", "覃为民", "山阳生", "竹法言", "林清账", "修典藏", "武窗明", "陟系统", "温安全", "沁审计",
    "焦民主", "解太行", "丹河清", "影视新", "缝云山", "净影红", "青天河", "月山明", "博爱民", "马村实",
)  # fmt: skip


@dataclass(frozen=True)
class DemoBureau:
    """One bureau of the demonstration. `full`: built by `make demo-full` only, since it takes minutes; `cameras`: body cameras in service."""

    sheet: Sheet
    year: int
    full: bool = False
    cameras: int = 0


JINLIN: Final = DemoBureau(
    sheet=Sheet(
        code="230751",
        name="伊春市金林区城市管理综合执法局",
        short="金城管",
        jurisdiction="230751",
        region="黑龙江省伊春市金林区",
        government="伊春市金林区人民政府",
        court="伊春市金林区人民法院",
        prefix="jl_",
        people=NAMES_JINLIN,
    ),
    year=2025,
)
WUGANG: Final = DemoBureau(
    sheet=Sheet(
        code="430581",
        name="武冈市城市管理和综合执法局",
        short="武城管",
        jurisdiction="430581",
        region="湖南省武冈市",
        government="武冈市人民政府",
        court="武冈市人民法院",
        prefix="wg_",
        people=NAMES_WUGANG,
    ),
    year=2024,
    cameras=30,
)
BINJIANG: Final = DemoBureau(
    sheet=Sheet(
        code="330108",
        name="杭州高新区（滨江）综合行政执法局",
        short="滨综执",
        jurisdiction="330108",
        region="浙江省杭州市滨江区",
        government="杭州市滨江区人民政府",
        court="杭州市滨江区人民法院",
        prefix="bj_",
        people=NAMES_BINJIANG,
    ),
    year=2024,
)
ZHANGQIU: Final = DemoBureau(
    sheet=Sheet(
        code="370114",
        name="济南市章丘区城市管理局",
        short="章城管",
        jurisdiction="370114",
        region="山东省济南市章丘区",
        government="济南市章丘区人民政府",
        court="济南市章丘区人民法院",
        prefix="zq_",
        people=NAMES_ZHANGQIU,
    ),
    year=2023,
    full=True,
)
JIEFANG: Final = DemoBureau(
    sheet=Sheet(
        code="410802",
        name="焦作市解放区城市管理局",
        short="解城管",
        jurisdiction="410802",
        region="河南省焦作市解放区",
        government="焦作市解放区人民政府",
        court="焦作市解放区人民法院",
        prefix="jf_",
        people=NAMES_JIEFANG,
    ),
    year=2023,
    cameras=50,
)
# In this order no year finds like cases of a later-built bureau that its plan does not know.
BUREAUS: Final = (JINLIN, WUGANG, BINJIANG, JIEFANG, ZHANGQIU)
