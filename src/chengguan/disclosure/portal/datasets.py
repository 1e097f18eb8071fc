"""开放数据: every list and the results as machine-readable rows; each column is described, so that nobody has to guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

from django.db.models import Count, Max, QuerySet

from chengguan.base.dates import CHINA
from chengguan.disclosure.models import Publication, Revision
from chengguan.people.models import Bureau

from . import bases, flows, lists, organs, results

Row = Mapping[str, Any]
CHUNK: Final = 500
STORED: Final = (*results.COLUMNS, "fields")


@dataclass(frozen=True)
class Column:
    """A column: its id in JSON, its title in CSV, what it holds."""

    id: str
    title: str
    about: str
    kind: str = "text"


@dataclass(frozen=True)
class Dataset:
    """A list that can be downloaded. `rows` gives all of it at once; the results come in pages of their own."""

    id: str
    title: str
    about: str
    page: str
    columns: tuple[Column, ...]
    rows: Callable[[Bureau, date], Iterable[Row]] | None = None

    @cached_property
    def numbers(self) -> tuple[str, ...]:
        """Columns whose values are numbers."""
        return tuple(column.id for column in self.columns if column.kind == "number")


def _subjects(bureau: Bureau, on: date) -> Iterable[Row]:
    yield {"name": bureau.name, "kind": "机关", "parent": bureau.parent.name if bureau.parent else "", "code": bureau.credit_code,
           "address": bureau.address, "phone": bureau.phone, "officers": sum(row.officers for row in organs.units(bureau, on))}  # fmt: skip
    for row in organs.units(bureau, on):
        yield {"name": row.name, "kind": row.kind, "parent": row.parent or bureau.name, "code": "", "address": "", "phone": "",
               "officers": row.officers}  # fmt: skip


def _officers(bureau: Bureau, on: date) -> Iterable[Row]:
    for row in organs.officers(bureau, on):
        yield {"name": row.name, "unit": row.unit, "credential": row.credential, "valid_to": row.valid_to}


def _powers(bureau: Bureau, on: date) -> Iterable[Row]:
    for group in lists.powers(bureau, on):
        for row in group.rows:
            yield {
                "code": row.code,
                "kind": group.title,
                "name": row.name,
                "basis": row.basis,
                "valid_from": row.valid_from,
            }


def _inspections(bureau: Bureau, on: date) -> Iterable[Row]:
    for row in lists.inspections(bureau, on):
        yield {"code": row.code, "name": row.name, "basis": row.basis, "valid_from": row.valid_from}


def _bases(bureau: Bureau, on: date) -> Iterable[Row]:
    for row in bases.laws(bureau, on):
        yield {"title": row.title, "number": row.number, "issuer": row.issuer, "start": row.start, "articles": row.articles,
               "matters": row.matters}  # fmt: skip


def _benchmarks(bureau: Bureau, on: date) -> Iterable[Row]:
    for matter in lists.benchmarks(bureau, on):
        same = {"code": matter.code, "title": matter.title, "field": matter.field, "violated": matter.violated,
                "basis": matter.basis, "kinds": matter.kinds, "range": matter.ranges}  # fmt: skip
        for tier in matter.tiers:
            yield {**same, "party": tier.party, "tier": tier.name, "condition": tier.condition, "low": tier.low.replace(",", ""),
                   "high": tier.high.replace(",", ""), "document": tier.document}  # fmt: skip
        if not matter.tiers:
            yield {
                **same,
                "party": "",
                "tier": "",
                "condition": "",
                "low": None,
                "high": None,
                "document": "",
            }


def _leniency(bureau: Bureau, on: date) -> Iterable[Row]:
    for group in lists.leniency(bureau, on):
        for row in group.rows:
            yield {"list": group.title, "kind": group.kind, "id": row.id, "matter": row.subject, "conditions": row.conditions,
                   "figures": "；".join(row.figures)}  # fmt: skip


def _devices(bureau: Bureau, on: date) -> Iterable[Row]:
    for row in lists.devices(bureau, on):
        yield {"number": row.number, "name": row.name, "place": row.place, "basis": row.basis, "published_on": row.published_on,
               "calibrated_until": row.calibrated_until}  # fmt: skip


def _procedures(bureau: Bureau, on: date) -> Iterable[Row]:
    for flow in flows.flows(bureau, on):
        for step in flow.steps:
            for part in (step, *step.side):
                yield {"flow": flow.title, "step": part.number, "title": part.title, "when": part.when, "ends": part.ends,
                       "roles": "、".join(dict.fromkeys(act.roles for act in part.acts)),
                       "limits": "；".join(f"{limit.title} {limit.length}" for limit in (*part.limits, *part.rights)),
                       "cites": "；".join(cite.short for act in part.acts for cite in act.cites)}  # fmt: skip


CODE: Final = Column("code", "公示编号", "公示信息的编号，也是网页地址的一部分，不会改变")
RESULTS: Final = Dataset(
    "results",
    "执法结果",
    "公示期内的行政处罚等执法结果；自然人的姓名和身份号码已按规定处理",
    "portal.results",
    (
        CODE,
        Column("kind", "种类", "行政处罚决定、行政许可决定、行政强制决定、行政检查结果"),
        Column("number", "决定文号", "决定书的文号"),
        Column("party", "当事人", "公示名称；自然人按公示规则隐去部分文字"),
        Column("cause", "案由", "违法行为的名称"),
        Column("decided_on", "决定日期", "作出决定的日期", "date"),
        Column("released_at", "公示时间", "首次公示的时间", "moment"),
        Column("shown_until", "公示截止日期", "公示期最后一日；没有的为空", "date"),
        Column("revision", "版本", "公示内容的版本，更正一次加一", "number"),
        Column(
            "fields",
            "公示内容",
            "公示的全部项目：JSON 为数组，每项有 id、title、value；CSV 为一段文字",
            "list",
        ),
        Column("url", "网页地址", "该条信息在本网站的地址"),
    ),
)
DATASETS: Final[Mapping[str, Dataset]] = {
    item.id: item
    for item in (
        RESULTS,
        Dataset("subjects", "执法主体", "执法机关和内设执法机构", "portal.subjects", (
            Column("name", "名称", "机关或者机构的名称"), Column("kind", "类别", "机关、大队、中队"), Column("parent", "上级", "所属机关或者机构"),
            Column("code", "统一社会信用代码", "只有机关有"), Column("address", "地址", "办公地址"), Column("phone", "电话", "监督、咨询电话"),
            Column("officers", "持证人员", "持有有效行政执法证的人数", "number")), _subjects),
        Dataset("officers", "执法人员", "持有有效行政执法证的人员", "portal.officers", (
            Column("name", "姓名", "执法人员姓名"), Column("unit", "所在单位", "大队、中队或者科室"), Column("credential", "执法证号", "行政执法证号"),
            Column("valid_to", "证件有效期至", "证件有效期最后一日", "date")), _officers),
        Dataset("powers", "权责清单", "本机关的行政权力事项", "portal.powers", (
            Column("code", "事项编码", "权责清单中的编码"), Column("kind", "权力类型", "许可、处罚、强制、检查等"), Column("name", "事项名称", "权力事项的名称"),
            Column("basis", "实施依据", "法律、法规、规章的条款"), Column("valid_from", "生效日期", "事项生效的日期", "date")), _powers),
        Dataset("bases", "执法依据", "案由所引用的法律、法规、规章", "portal.bases", (
            Column("title", "名称", "法律、法规、规章的名称"), Column("number", "文号", "公布的文号"), Column("issuer", "制定机关", "制定或者发布机关"),
            Column("start", "施行日期", "现行版本的施行日期", "date"), Column("articles", "条", "引用的条的号码：JSON 为数组，CSV 用顿号分开", "list"),
            Column("matters", "案由数", "引用它的案由的数目", "number")), _bases),
        Dataset("benchmarks", "裁量基准", "案由及其裁量阶次；没有阶次的案由占一行", "portal.benchmarks", (
            Column("code", "案由代码", "案由的代码"), Column("title", "案由", "违法行为的名称"), Column("field", "领域", "所属领域"),
            Column("violated", "违反条款", "违反的规定"), Column("basis", "处罚依据", "处罚的依据"), Column("kinds", "处罚种类", "可以给予的处罚"),
            Column("range", "法定幅度", "罚款的法定幅度"), Column("party", "适用对象", "个人、单位或者不区分"), Column("tier", "阶次", "裁量阶次"),
            Column("condition", "适用情形", "适用该阶次的情形"), Column("low", "下限（元）", "罚款下限", "number"), Column("high", "上限（元）", "罚款上限", "number"),
            Column("document", "基准文件", "公布基准的文件")), _benchmarks),
        Dataset("leniency", "柔性执法清单", "不予处罚、减轻、从轻和不予强制的事项", "portal.leniency", (
            Column("list", "清单", "清单名称"), Column("kind", "类别", "轻微不罚、首违不罚等"), Column("id", "编号", "清单内的编号"),
            Column("matter", "事项", "案由"), Column("conditions", "条件", "适用的条件"), Column("figures", "期限和范围", "改正天数、回溯年限等")), _leniency),
        Dataset("inspections", "抽查事项清单", "行政检查、随机抽查事项", "portal.inspections", (
            Column("code", "事项编码", "权责清单中的编码"), Column("name", "事项名称", "检查事项的名称"), Column("basis", "检查依据", "法律、法规、规章的条款"),
            Column("valid_from", "生效日期", "事项生效的日期", "date")), _inspections),
        Dataset("devices", "监控设备", "经过审核并公布设置地点、检定有效的电子监控设备", "portal.devices", (
            Column("number", "设备编号", "设备的编号"), Column("name", "设备名称", "设备的名称"), Column("place", "设置地点", "设备的设置地点"),
            Column("basis", "设置依据", "法律、行政法规的条款"), Column("published_on", "公布日期", "设置地点公布的日期", "date"),
            Column("calibrated_until", "检定有效期至", "检定（校准）有效期最后一日", "date")), _devices),
        Dataset("procedures", "执法程序", "各类程序的步骤、办理人员、期限和条款", "portal.procedures", (
            Column("flow", "程序", "程序的名称"), Column("step", "序号", "步骤的序号；3.1 是第3步旁的分支"), Column("title", "步骤", "步骤的名称"),
            Column("when", "适用情形", "分支适用的情形"), Column("ends", "到此终止", "分支以后是否不再继续", "boolean"), Column("roles", "办理人员", "有权办理的岗位"),
            Column("limits", "期限", "办理期限和权利期限"), Column("cites", "依据", "条款的简写：法律 条.款(项)")), _procedures),
    )
}  # fmt: skip


def result_stamp(bureau: Bureau) -> str:
    """What changes whenever the download of results would change. Four queries."""
    rows = Publication.objects.filter(bureau=bureau).aggregate(
        n=Count("pk"), first=Max("released_at"), second=Max("withdrawn_at"), third=Max("ended_at")
    )
    shown = results.shown(bureau).aggregate(n=Count("pk"), revisions=Max("revision"))
    corrected = Revision.objects.filter(publication__bureau=bureau).aggregate(at=Max("at"))
    newest = results.shown(bureau).order_by("-id").values_list("code", flat=True).first()
    return f"{rows}{shown}{corrected}{newest}"


def result_rows(bureau: Bureau, asked: results.Asked, after: Any, prefix: str) -> tuple[list[Row], Any]:
    """One page of results by id, newest first, and where the next begins (None: no more). One query."""
    rows: QuerySet[Publication] = results.filtered(bureau, asked).order_by("-id")
    if after is not None:
        rows = rows.filter(pk__lt=after)
    found = list(rows.values(*STORED)[: CHUNK + 1])
    kept = found[:CHUNK]
    return [_result(row, prefix) for row in kept], kept[-1]["id"] if len(found) > CHUNK else None


def _result(row: Mapping[str, Any], prefix: str) -> Row:
    released = row["released_at"]
    return {
        "code": row["code"],
        "kind": results.KINDS.get(row["kind"], row["kind"]),
        "number": row["number"],
        "party": row["party_name"],
        "cause": row["cause"],
        "decided_on": row["decided_on"],
        "released_at": released.astimezone(CHINA) if released else None,
        "shown_until": row["shown_until"],
        "revision": row["revision"],
        "fields": [{name: item.get(name) for name in ("id", "title", "value")} for item in row["fields"]],
        "url": f"{prefix}{row['code']}/",
    }


def schema(item: Dataset) -> Row:
    """Description of a download, in itself machine-readable."""
    kinds = {"number": "number", "boolean": "boolean", "list": "array"}
    formats = {"date": "date", "moment": "date-time"}
    properties = {
        column.id: {
            "title": column.title,
            "description": column.about,
            "type": kinds.get(column.kind, "string"),
        }
        | ({"format": formats[column.kind]} if column.kind in formats else {})
        for column in item.columns
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": item.title,
        "description": item.about,
        "type": "object",
        "properties": properties,
    }


def stated(value: Any) -> Any:
    """A value as JSON holds it."""
    return value.isoformat() if isinstance(value, (date, datetime)) else value
