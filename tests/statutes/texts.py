"""Invented statutes in the shapes in which people have them. None of these texts was ever law."""

from __future__ import annotations

import io
from typing import Final

from docx import Document

MARKDOWN: Final = """---
sidebar: auto
---

# 临江市街面秩序管理条例

2019年3月5日 临江市第五届人民代表大会常务委员会第二十次会议通过

2023年9月8日 临江市第六届人民代表大会常务委员会第九次会议修订

<!-- INFO END -->

## 第一章 总　则

**第一条**　为了维护街面秩序，制定本条例。

**第二条**　本条例适用于本市城区。

前款所称城区，由市人民政府划定并公布。

## 第二章 管理

### 第一节 摊位

**第三条**　设置临时摊位，应当符合下列条件：

（一）不妨碍通行；

（二）有固定的收集容器，并且满足：

1. 加盖；

2. 每日清运。

（三）法律、法规规定的其他条件。

**第三条之一**　夜间摊位应当控制音量。

**第四条**　违反第三条规定的，责令改正；拒不改正的，处五十元以上二百元以下罚款。

## 第三章 附则

**第五条**　本条例自2023年11月1日起施行。
"""

# The text before its revision: no 第三条之一, other amounts, one article that is gone later; so numbers shift by one.
OLDER: Final = """临江市街面秩序管理条例
（2019年3月5日临江市第五届人民代表大会常务委员会第二十次会议通过）

第一章　总　则
第一条　为了维护街面秩序，制定本条例。
第二条　市城管部门设立举报电话，并向社会公布受理时间。
第三条　本条例适用于本市城区。
前款所称城区，由市人民政府划定并公布。
第二章　管　理
第一节　摊　位
第四条　设置临时摊位，应当符合下列条件：
（一）不妨碍通行；
（二）有固定的收集容器，并且满足：
1．加盖；
2．每日清运。
（三）法律、法规规定的其他条件。
第五条　违反第四条规定的，责令改正；拒不改正的，处二十元以上一百元以下罚款。
第三章　附　则
第六条　本条例自2019年5月1日起施行。
"""

MESSY: Final = """\ufeff扫一扫在手机打开当前页
临江市夜间施工管理办法
（2020年6月1日临江市人民政府令第12号公布　自2020年7月1日起施行）
目　录
第一章　总则
第二章　管理
发布者的闲话
第一章　总　则
第一条 为了减少夜间施工扰民,制定本办法。
— 1 —
第二条　夜间施工,是指二十二时至次日六时
进行的施工。
第二章　管理
这一行不属于任何条文
第四条　需要夜间施工的，应当：
(一)公告；
（三）减噪。
第三条　本市各区分工负责。
第五条：违反第四条
的规定的，责令改正。
第五条　违反第四条规定的，处以罚款。
第六条之一　本办法由市城管部门解释。
第六条之一　本办法由市城管部门解释。
第 2 页 共 2 页
https://example.org/page
附件
收费表 | 单位
"""

DECISION: Final = """临江市人民政府关于规范街头宣传活动的决定
2021年4月2日公布

为了规范街头宣传活动，现决定如下：
一、举办街头宣传活动，应当提前三日报备。
二、下列区域不得举办：
（一）消防通道；
（二）盲道。
三、本决定自2021年5月1日起施行。
"""


def docx(lines: list[str], *, bold_numbers: bool = True) -> bytes:
    """A document as the national database lays it out: title, 题注, 目录, chapters, articles with their number in bold."""
    document = Document()
    for line in lines:
        paragraph = document.add_paragraph()
        number, gap, rest = line.partition("　")
        if bold_numbers and gap and number.startswith("第") and number.endswith("条"):
            paragraph.add_run(number).bold = True
            paragraph.add_run(gap + rest)
        else:
            paragraph.add_run(line)
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()


FLK: Final = [
    "临江市市容管理",
    "条例",
    "（2020年1月6日临江市第五届人民代表大会第三次会议通过　根据2024年2月3日临江市第六届",
    "人民代表大会第二次会议《关于修改〈临江市市容管理条例〉的决定》修正）",
    "目　　录",
    "第一章　总　　则",
    "第二章　附　　则",
    "第一章　总　　则",
    "第一条　为了管理市容，制定本条例。\n各区分工负责。",
    "第二条　单位和个人应当保持门前整洁：",
    "（一）清扫积雪；",
    "（二）收纳杂物。",
    "第二章　附　　则",
    "第三条　本条例自2020年3月1日起施行。",
]
