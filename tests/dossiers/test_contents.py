"""案卷内容: the order of the norm list, 正卷 and 副卷, running pages, what counts as a change."""

from __future__ import annotations

from datetime import date

import pytest
from tests.dossiers.conftest import add, picture

from chengguan.cases.acts.recording import add_record
from chengguan.cases.facts.dossier import dossier, retention_of, retentions
from chengguan.dossiers import preparing
from chengguan.dossiers.contents import parse
from chengguan.dossiers.facts.checking import changes
from chengguan.dossiers.facts.contents import contents_of, frozen
from chengguan.ledger.norms import book
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db


def test_an_ordinary_case_stands_in_the_official_order(walk: Walk) -> None:
    walk.plan = {"fine": "2000"}
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS, *steps.EXECUTION_STEPS):
        step(walk)
    items = dossier(walk.subject_case)
    titles = [item.title for item in items]
    assert titles[:3] == ["行政处罚决定书", "送达回证（行政处罚决定书）", "立案审批表"]
    assert titles.index("询问笔录") < titles.index("行政处罚事先告知书") < titles.index("案件调查终结报告")
    assert titles[-1] == "结案审批表"
    volumes = [item.part.volume for item in items]
    assert volumes == sorted(volumes, key=("main", "annex").index) and set(volumes) == {"main", "annex"}
    assert "卷内目录" not in titles, "the list of the dossier takes its place"


def test_every_kind_of_instrument_is_named_at_most_once() -> None:
    from chengguan.documents.issuing import instrument_book

    found = book().listing("dossier_order", on=date(2024, 5, 6), jurisdiction="430581")
    assert found is not None
    kinds = [kind for row in found.items for kind in row["kinds"]]
    assert len(kinds) == len(set(kinds))
    known = {*instrument_book().kinds(), "record", "attachment", "*"}
    assert not set(kinds) - known


def test_pages_run_through_and_attachments_follow_their_evidence(closed: Walk) -> None:
    case = closed.subject_case
    record = add_record(
        case, at=closed.now, act="case.collect_evidence", kind="physical", title="占道木料", made_at=closed.now, officers=[]
    )  # fmt: skip
    add(closed, picture(colour="red"), "木料照片.jpg", record_key=f"record/{record.pk}")
    preparing.render_missing(case)
    contents = contents_of(case, archive_number="X", retention="10", at=closed.now)
    ends = [(paper.first, paper.last) for paper in contents.papers]
    assert ends[0][0] == 1 and all(before[1] + 1 == after[0] for before, after in zip(ends, ends[1:], strict=False))  # fmt: skip
    assert contents.pages == ends[-1][1]
    titles = [paper.title for paper in contents.papers]
    assert titles[titles.index("占道木料") + 1] == "附件：木料照片.jpg"
    slip = next(paper for paper in contents.papers if paper.title == "附件：银行回单.pdf")
    assert slip.last - slip.first == 1
    assert frozen(contents)[1] == frozen(parse(frozen(contents)[0]))[1]


def test_changes_are_named(closed: Walk) -> None:
    case = closed.subject_case
    was = contents_of(case)
    assert changes(was, contents_of(case)) == []
    add(closed, picture(colour="green"), "补充照片.jpg")
    assert changes(was, contents_of(case)) == ["新增附件：补充照片.jpg"]
    assert changes(contents_of(case), was) == ["减少附件：补充照片.jpg"]


def test_retention_follows_the_norm(closed: Walk) -> None:
    case = closed.subject_case
    classes = retentions(case)
    assert retention_of(case) == "10" and classes["permanent"].keep_until(closed.day) is None
    assert str(classes["10"].keep_until(closed.day)) == "2034-12-31"
    case.procedure, case.major = "ordinary", True
    assert retention_of(case) == "permanent"
