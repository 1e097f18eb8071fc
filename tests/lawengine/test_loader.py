"""Loading: every kind of defect is refused with file and line, all at once; dates and overlays take effect."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from tests.lawengine.books import ACT, FACTS, NORMS, act, real, small, write

from lawengine import NormError, UnknownNorm, load, may

ON = date(2024, 5, 6)
REQ = "- id: probe\n  test: {is_true: done}\n  ground: 理由\n  cure: 补救\n  cites: [{law: 示例法, article: 2}]\n"
FILE = "national/acts/case.file.yaml"


def problems(root: Path, **files: str) -> list[str]:
    with pytest.raises(NormError) as caught:
        load(write(root, **files))
    return [str(problem) for problem in caught.value.problems]


def act_problem(root: Path, requires: str) -> str:
    found = problems(root, **{"national__acts__case.file": act(requires)})
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("ground: 理由", "grund: 理由", 9, "缺少必填的键：ground"),
        ("ground: 理由", "ground: 理由\n  extra: 1", 12, "未知的键：extra"),
        ("ground: 理由", "ground: 理由\n  ground: 又一", 12, "键重复：ground"),
        ("  cites: [{law: 示例法, article: 2}]\n", "", 9, "缺少必填的键：cites"),
        ("[{law: 示例法, article: 2}]", "[]", 13, "缺少引用条文"),
        ("law: 示例法, article: 2", "law: 无此法, article: 2", 13, "引用了未登记的依据：无此法"),
        ("law: 示例法, article: 2", "law: 示例法, paragraph: 2", 13, "应写明条"),
        ("law: 示例法, article: 2", "law: 示例法, article: 二", 13, "此处应为整数"),
        ("{is_true: done}", "{is_true: nothing}", 10, "未登记的事实项：nothing"),
        ("{is_true: done}", "{is_right: done}", 10, "未知的检验运算：is_right"),
        ("{is_true: done}", "{is_true: done, is_false: done}", 10, "只能有一个运算"),
        ("{is_true: done}", "{is_true: count}", 10, "运算 is_true 不适用于 integer"),
        ("{is_true: done}", "{at_least: {fact: done, value: 2}}", 10, "运算 at_least 不适用于 boolean"),
        ("{is_true: done}", "{before: {fact: count, value: 2024-01-01}}", 10, "运算 before 不适用于 integer"),
        ("{is_true: done}", "{contains: {fact: one, value: x}}", 10, "运算 contains 不适用于 text"),
        ("{is_true: done}", "{at_least: {fact: count, value: many}}", 10, "取值不合"),
        ("{is_true: done}", "{equals: {fact: kind, value: c}}", 10, "取值不在选项内"),
        ("{is_true: done}", "{in: {fact: kind, values: [a, c]}}", 10, "取值不在选项内"),
        ("{is_true: done}", "{at_least: {fact: count, value: {threshold: no}}}", 10, "未登记的阈值：no"),
        ("{is_true: done}", "{at_least: {fact: count, value: {fact: on}}}", 10, "事实项类型不一致"),
        ("{is_true: done}", "{at_least: {fact: count, value: {fact: count, threshold: x}}}", 10, "value 应为"),
        ("{is_true: done}", "{named: {function: magic, facts: [names]}}", 10, "未登记的具名函数：magic"),
        ("{is_true: done}", "{named: {function: disjoint, facts: [names]}}", 10, "事实项类型不合"),
        ("{is_true: done}", "{all: []}", 10, "组合检验不得为空"),
        ("ground: 理由", "ground: 理由\n  verified: R", 9, "只能是 level: warn"),
        ("ground: 理由", "ground: 理由\n  level: forbid", 12, "取值应为 block、warn、note 之一"),
        ("id: probe", "id: by_whom", 9, "系统自动要件"),
    ],
)  # fmt: skip
def test_defects_of_a_requirement(tmp_path: Path, old: str, new: str, line: int, message: str) -> None:
    assert old in REQ
    found = problems(tmp_path, **{"national__acts__case.file": act(REQ.replace(old, new))})
    assert any(text.startswith(f"{FILE}:{line}: ") and message in text for text in found), found


def test_a_repeated_requirement(tmp_path: Path) -> None:
    assert "要件重复：probe" in act_problem(tmp_path, REQ + REQ)


def test_an_unknown_ground(tmp_path: Path) -> None:
    assert act_problem(tmp_path, "- use: nowhere") == f"{FILE}:9: 未登记的共用要件：nowhere"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("by: [deputy_head]", "by: [king]", f"{FILE}:4: 未登记的角色：king"),
        ("by: [deputy_head]", "by: [deputy_head]\napproval: none", f"{FILE}:5: 未登记的审批流程：none"),
        ("by: [deputy_head]", "by: [deputy_head]\nproposed_by: [handler]", f"{FILE}:5: 只有规定了审批流程"),
        ("by: [deputy_head]", "by: [deputy_head]\ncolour: red", f"{FILE}:5: 未知的键：colour"),
        ("subject: case\n", "", f"{FILE}:1: 缺少必填的键：subject"),
        ("    cites: [{law: 示例法, article: 1}]\n", "", "缺少引用条文（cites）"),
        ("2021-01-01:", "2019-01-01:", f"{FILE}:7: 引用的依据在 2019-01-01 不在施行中：示例法"),
        ("2021-01-01:", "gestern:", f"{FILE}:6: 此处应为日期"),
        ("2021-01-01:", "2021-02-30:", f"{FILE}:6: 此处应为日期"),
    ],
)
def test_defects_of_an_act(tmp_path: Path, old: str, new: str, message: str) -> None:
    found = problems(tmp_path, **{"national__acts__case.file": ACT.replace(old, new, 1)})
    assert any(message in text for text in found), found


THRESHOLD = (
    "threshold: limit\ntitle: 上限\nvalues:\n  2021-01-01: {value: 1, cites: [{law: 示例法, article: 3}]}\n"
)


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({"national__thresholds__limit": THRESHOLD + "  2021-01-01: {value: 2, cites: [{law: 示例法, article: 3}]}\n"}, "thresholds/limit.yaml:5: 键重复：2021-01-01"),
        ({"national__thresholds__limit": THRESHOLD.replace("value: 1", "value: 1, until: 2022-06-30") + "  2022-01-01: {value: 2, cites: [{law: 示例法, article: 3}]}\n"}, "limit.yaml:4: 有效期重叠"),
        ({"national__thresholds__limit": THRESHOLD.replace("value: 1", "value: 1, until: 2020-06-30")}, "limit.yaml:4: until 早于起始日期"),
        ({"national__thresholds__limit": THRESHOLD.replace("value: 1, ", "")}, "limit.yaml:4: 缺少必填的键：value"),
        ({"national__thresholds__limit": THRESHOLD.replace("value: 1", "value: {a: 1}")}, "limit.yaml:4: 阈值应为"),
        ({"national__thresholds__limit": THRESHOLD, "national__thresholds__again": THRESHOLD}, "limit.yaml:1: 阈值重复：limit"),
        ({"national__thresholds__limit": "threshold: limit\n"}, "limit.yaml:1: 缺少必填的键：title"),
        ({"sources__again": "id: 示例法\ntitle: 又一\nfrom: 2021-01-01\nverified: V\n"}, "施行期间与"),
        ({"sources__bad": "id: 坏法\ntitle: 又一\nfrom: 2021-01-01\nto: 2020-01-01\nverified: V\n"}, "sources/bad.yaml:4: 失效日期早于施行日期"),
        ({"sources__bad": "id: 坏法\ntitle: 又一\nfrom: 2021-01-01\nverified: X\n"}, "sources/bad.yaml:4: 取值应为 V、V2、R、P 之一"),
        ({"sources__bad": "id: 坏法\ntitle: 又一\nfrom: 2021-01-01\nverified: V\ncounting: {working_days: {only: [1], all: true}}\n"}, "bad.yaml:5: working_days 应写"),
        ({"national__facts__more": "done: {title: 又一, type: boolean}\n"}, "重复登记：done"),
        ({"national__facts__more": "new: {title: 新, type: word}\n"}, "facts/more.yaml:1: 取值应为 boolean"),
        ({"national__facts__more": "new: {title: 新, type: boolean, input: true, absent: false}\n"}, "不得规定 absent"),
        ({"national__facts__more": "new: {title: 新, type: integer, absent: many}\n"}, "取值不合"),
        ({"provinces__hunan__facts__more": "new: {title: 新, type: boolean}\n"}, "事实项和角色只能在 national 登记"),
        ({"provinces__hubei__thresholds__limit": THRESHOLD}, "不属于 index.yaml"),
        ({"national__loose": "a: 1\n"}, "national/loose.yaml:1: 规范文件应放在分类文件夹内"),
        ({"national__acts__broken": "act: [\n"}, "不是有效的 YAML"),
        ({"national__acts__empty": "# nothing\n"}, "acts/empty.yaml:1: 文件为空"),
        ({"national__acts__list": "- a\n"}, "acts/list.yaml:1: 此处应为映射"),
        ({"national__instruments__form": "a: 1\na: 2\n"}, "instruments/form.yaml:2: 键重复：a"),
        ({"index": 'jurisdictions:\n  "430581": [provinces/hunan]\n'}, "index.yaml:2: 适用层级应以 national 开头"),
        ({"national__approval_chains__c": "chain: c\ntitle: 审批\nvalues: {2021-01-01: {tiers: [king], cites: [{law: 示例法, article: 1}]}}\n"}, "c.yaml:3: 未登记的角色：king"),
        ({"national__approval_chains__c": "chain: c\ntitle: 审批\nvalues: {2021-01-01: {tiers: [handler, handler], cites: [{law: 示例法, article: 1}]}}\n"}, "不得为空或重复"),
        ({"national__clocks__c": "clock: c\ntitle: 期限\nvalues: {2021-01-01: {length: {weeks: 1}, cites: [{law: 示例法, article: 1}]}}\n"}, "c.yaml:3: 未知的键：weeks"),
        ({"national__clocks__c": "clock: c\ntitle: 期限\nvalues: {2021-01-01: {length: {days: 1, hours: 1}, cites: [{law: 示例法, article: 1}]}}\n"}, "应写一个单位"),
        ({"national__clocks__c": "clock: c\ntitle: 期限\nvalues: {2021-01-01: {length: {days: 0}, cites: [{law: 示例法, article: 1}]}}\n"}, "应大于零"),
        ({"national__clocks__c": "clock: c\ntitle: 期限\nvalues: {2021-01-01: {length: {days: 1}, counted_under: 无此法, cites: [{law: 示例法, article: 1}]}}\n"}, "计算期间的依据"),
        ({"national__circumstances__c": "circumstance: c\ntitle: 情节\nvalues: {2021-01-01: {effects: [lighter, heavier], cites: [{law: 示例法, article: 1}]}}\n"}, "从重不得与从宽并列"),
        ({"national__holidays__2024": "{year: 2024, title: 通知, number: 1号, verified: V, off: {}, work: [2024-05-06]}"}, "放假安排有误"),
        ({"national__acts__same": ACT}, "同一层级内重复：case.file"),
    ],
)  # fmt: skip
def test_defects_of_other_files(tmp_path: Path, files: dict[str, str], message: str) -> None:
    found = problems(tmp_path, **files)
    assert any(message in text for text in found), found


def test_all_problems_are_listed_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        **{"national__acts__case.file": act(REQ.replace("done", "nothing"))},
        national__facts__more="new: {title: 新, type: word}\n",
        sources__bad="id: 坏法\n",
    )
    assert [text.split(":")[0] for text in found] == [FILE, "national/facts/more.yaml", "sources/bad.yaml"]


def test_a_folder_without_an_index(tmp_path: Path) -> None:
    with pytest.raises(NormError, match="缺少 index.yaml"):
        load(tmp_path)


def test_a_source_that_ends_needs_an_end_of_the_value(tmp_path: Path) -> None:
    old = "id: 旧法\ntitle: 旧法\nfrom: 2020-01-01\nto: 2022-12-31\nverified: V\n"
    cite = (
        "threshold: limit\ntitle: 上限\nvalues:\n  2021-01-01: {value: 1, cites: [{law: 旧法, article: 3}]}\n"
    )
    assert (
        "有效期内失效" in problems(tmp_path / "open", sources__old=old, national__thresholds__limit=cite)[0]
    )
    ended = small(
        tmp_path / "ended",
        sources__old=old,
        national__thresholds__limit=cite.replace("value: 1", "value: 1, until: 2022-12-31"),
    )
    assert ended.threshold("limit", on=date(2022, 12, 31), jurisdiction="430581").value == 1
    assert ended.threshold("limit", on=date(2023, 1, 1), jurisdiction="430581").missing
    renewed = old.replace("旧法\ntitle", "旧法\ntitle").replace(
        "from: 2020-01-01\nto: 2022-12-31", "from: 2023-01-01"
    )
    assert small(
        tmp_path / "renewed", sources__old=old, sources__new=renewed, national__thresholds__limit=cite
    )


def test_a_requirement_may_begin_and_end_inside_a_value(tmp_path: Path) -> None:
    late = REQ.replace("id: probe", "id: late\n  from: 2023-01-01\n  until: 2023-12-31")
    book = small(tmp_path, **{"national__acts__case.file": act(REQ + late)})

    def ids(day: date) -> list[str]:
        return [req.id for req in book.act("case.file", on=day, jurisdiction="430581").requires]

    assert ids(date(2022, 12, 31)) == ["probe"]
    assert ids(date(2023, 1, 1)) == ids(date(2023, 12, 31)) == ["probe", "late"]
    assert ids(date(2024, 1, 1)) == ["probe"]


GROUND = """\
ground: shared
title: 共用
values:
  2021-01-01:
    cites: [{law: 示例法, article: 1}]
    requires:
      - {id: inner, test: {is_true: done}, ground: 理由, cure: 补救, cites: [{law: 示例法, article: 1}]}
  2023-01-01:
    cites: [{law: 示例法, article: 1}]
    requires:
      - {id: changed, test: {is_true: done}, ground: 理由, cure: 补救, cites: [{law: 示例法, article: 1}]}
"""


def test_shared_requirements_change_with_time_and_take_the_level_of_the_use(tmp_path: Path) -> None:
    book = small(
        tmp_path,
        national__grounds__shared=GROUND,
        **{"national__acts__case.file": act("- {use: shared, level: warn}")},
    )
    before = book.act("case.file", on=date(2022, 12, 31), jurisdiction="430581").requires
    after = book.act("case.file", on=date(2023, 1, 1), jurisdiction="430581").requires
    assert [(req.id, req.level) for req in (*before, *after)] == [("inner", "warn"), ("changed", "warn")]
    assert [req.level for req in book.ground("shared", on=ON, jurisdiction="430581")] == ["block"]


def test_a_local_act_replaces_or_extends_the_national_one(tmp_path: Path) -> None:
    head = "act: case.file\nvalues:\n  2022-01-01:\n    cites: [{law: 示例法, article: 1}]\n"
    body = "    requires:\n" + "".join(
        f"      {line}\n" for line in REQ.replace("probe", "local").splitlines()
    )
    replaced = small(tmp_path / "replaced", **{"bureaus__430581__acts__case.file": head + body})
    extended = small(
        tmp_path / "extended", **{"bureaus__430581__acts__case.file": head + "    extends: true\n" + body}
    )

    def ids(book: object, place: str, day: date = ON) -> list[str]:
        return [req.id for req in book.act("case.file", on=day, jurisdiction=place).requires]  # type: ignore[attr-defined]

    assert ids(replaced, "430581") == ["local"]
    assert ids(extended, "430581") == ["first", "local"]
    assert ids(extended, "430581", date(2021, 6, 1)) == ["first"]
    assert ids(extended, "410802") == ["first"]


def test_a_place_without_its_own_value_keeps_the_national_one(tmp_path: Path) -> None:
    local = "threshold: limit\nvalues:\n  2022-01-01: {value: 9, cites: [{law: 示例法, article: 3}]}\n"
    book = small(tmp_path, national__thresholds__limit=THRESHOLD, provinces__hunan__thresholds__limit=local)
    values = [
        book.threshold("limit", on=day, jurisdiction=place).value
        for day, place in [(date(2021, 6, 1), "430581"), (ON, "430581"), (ON, "410802")]
    ]
    assert values == [1, 9, 1]


def test_norms_of_an_act_name_every_file_it_rests_on(tmp_path: Path) -> None:
    limit = REQ.replace("{is_true: done}", "{at_most: {fact: amount, value: {threshold: limit}}}")
    book = small(
        tmp_path,
        national__thresholds__limit=THRESHOLD,
        national__grounds__shared=GROUND,
        **{"national__acts__case.file": act(limit + "- use: shared\n")},
    )
    norms = may(book, "case.file", on=ON, facts={}, jurisdiction="430581").norms
    assert set(norms) == {FILE, "national/thresholds/limit.yaml", "national/grounds/shared.yaml"}
    assert all(len(digest) == 64 for digest in norms.values())


def test_folders_of_other_apps_are_kept_as_plain_values(tmp_path: Path) -> None:
    book = small(
        tmp_path,
        national__instruments__form="a: 2024-05-06\nb: [1, 2.5, true, null]\n",
        bureaus__430581__instruments__form="a: x\n",
    )
    assert book.raw("instruments")["form"].data == {"a": "x"}
    assert (
        str(book.raw("instruments", jurisdiction="410802")["form"].data)
        == "{'a': datetime.date(2024, 5, 6), 'b': [1, Decimal('2.5'), True, None]}"
    )
    assert book.raw("nothing") == {}


def test_unknown_names_are_refused(tmp_path: Path) -> None:
    book = small(tmp_path)
    for ask in (
        lambda: book.act("no.act", on=ON, jurisdiction="430581"),
        lambda: book.act("case.file", on=ON, jurisdiction="999999"),
        lambda: book.act("case.file", on=date(2020, 6, 1), jurisdiction="430581"),
        lambda: book.act_head("no.act"),
        lambda: book.threshold("no", on=ON, jurisdiction="430581"),
        lambda: book.clock("no", on=ON, jurisdiction="430581"),
        lambda: book.approval_chain("no", on=ON, jurisdiction="430581"),
        lambda: book.ground("no", on=ON, jurisdiction="430581"),
        lambda: book.circumstance("no", on=ON, jurisdiction="430581"),
        lambda: book.fact("no"),
        lambda: book.role("no"),
        lambda: book.calendar("999999"),
    ):
        with pytest.raises(UnknownNorm):
            ask()


def test_a_book_without_acts_loads(tmp_path: Path) -> None:
    book = small(tmp_path, **{"national__acts__case.file": ""})
    assert book.acts() == ()


def test_lists_of_the_book(tmp_path: Path) -> None:
    book = small(tmp_path)
    assert book.acts() == ("case.file",)
    assert book.acts_on("case") == ("case.file",)
    assert book.acts_on("lead") == ()
    assert book.has_act("case.file", on=ON, jurisdiction="430581")
    assert set(book.facts) == {line.split(":")[0] for line in FACTS.splitlines()}


def test_the_norms_of_the_repository_load_and_are_digested() -> None:
    files = {
        path.relative_to(NORMS).as_posix()
        for path in NORMS.rglob("*.yaml")
        if not {"tests", "packs"} & set(path.relative_to(NORMS).parts)
    }
    assert set(real().digests) == files


def test_every_source_says_which_figures_are_working_days() -> None:
    counting = {
        law: real().source(law, on=date(2026, 11, 22)).counting
        for law in ("行政处罚法", "行政强制法", "行政许可法", "行政复议法")
    }  # type: ignore[union-attr]
    figures = (2, 3, 5, 7, 10, 15, 20, 30, 60, 90)
    working = {law: [n for n in figures if rule.in_working_days(n)] for law, rule in counting.items()}
    assert working == {
        "行政处罚法": [2, 3, 5, 7],
        "行政强制法": [2, 3, 5, 7, 10],
        "行政许可法": list(figures),
        "行政复议法": [3, 5, 7, 10],
    }


def test_every_instrument_an_act_makes_has_a_norm() -> None:
    book = real()
    known = set(book.raw("instruments"))
    named = {(kind, name) for kind in book.acts() for name in book.act_head(kind).instruments}
    assert {(kind, name) for kind, name in named if name not in known} == set()
