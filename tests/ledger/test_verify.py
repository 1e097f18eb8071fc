"""`manage.py verify` over a whole walk: clean as it is, and every change behind the acts' back is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from tests.conftest import make_party

from chengguan.base.dates import CHINA
from chengguan.cases.models import Case
from chengguan.documents.models import Instrument, StoredFile
from chengguan.documents.rendering import render_posted
from chengguan.documents.stores import named
from chengguan.ledger import entries, triggers
from chengguan.ledger.canonical import canonical, sha256
from chengguan.ledger.checkpoints import make_checkpoint
from chengguan.ledger.models import Checkpoint, Entry
from chengguan.web.demonstration.execution_steps import EXECUTION_STEPS
from chengguan.web.demonstration.investigation_steps import INVESTIGATION_STEPS
from chengguan.web.demonstration.review_steps import REVIEW_STEPS
from chengguan.web.demonstration.walk import Walk

pytestmark = pytest.mark.django_db
AT = datetime(2024, 5, 6, 9, tzinfo=CHINA)


@pytest.fixture
def archived(walk: Walk, settings: Any, tmp_path: Path) -> Walk:
    """One ordinary case from the lead to the archive, with a rendered document and a checkpoint."""
    settings.FILES_DIR = tmp_path
    walk.party = make_party(walk.cast, credit_code="914305810000000001")
    for _, step in (*INVESTIGATION_STEPS, *REVIEW_STEPS, *EXECUTION_STEPS):
        step(walk)
    render_posted({"instrument": str(walk.instrument("penalty_decision").pk)})
    make_checkpoint(walk.day)
    return walk


def verify() -> list[str]:
    """Faults that the command names."""
    errors = StringIO()
    try:
        call_command("verify", stdout=StringIO(), stderr=errors)
    except CommandError:
        return errors.getvalue().splitlines()
    return []


def test_a_whole_walk_verifies(archived: Walk) -> None:
    assert archived.subject_case.stage == "archived"
    assert verify() == []


def known(case: Case) -> None:
    case.known["fine"] = "1"
    Case.objects.filter(pk=case.pk).update(known=case.known)


def stage(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(stage="decided")


def column(**values: Any) -> Callable[[Case], None]:
    return lambda case: Case.objects.filter(pk=case.pk).update(**values) and None


def context(case: Case) -> None:
    Instrument.objects.filter(subject_key=case.chain_key, kind="penalty_decision").update(context="{}")


def paper(case: Case) -> Instrument:
    return Instrument.objects.get(subject_key=case.chain_key, kind="penalty_decision")


def context_with_its_digest(case: Case) -> None:
    item = paper(case)
    facts = json.loads(item.context)
    facts["party"]["name"] = "另一公司"
    text = canonical(facts)
    Instrument.objects.filter(pk=item.pk).update(context=text, facts_sha256=sha256(text.encode()))


def content(case: Case) -> None:
    item = paper(case)
    assert "2000" in item.content or "2,000" in item.content
    changed = item.content.replace("2,000", "9,000").replace("2000", "9000")
    Instrument.objects.filter(pk=item.pk).update(content=changed)


def deleted_instrument(case: Case) -> None:
    from chengguan.documents.models import Rendition

    item = Instrument.objects.filter(subject_key=case.chain_key, kind="site_record").get()
    Rendition.objects.filter(instrument=item).delete()
    case.records.filter(instrument=item).update(instrument=None)
    item.delete()


def deleted_file(case: Case) -> None:
    named("disk").path(StoredFile.objects.latest("pk").sha256).unlink()


def changed_file(case: Case) -> None:
    path = named("disk").path(StoredFile.objects.latest("pk").sha256)
    path.chmod(0o600)
    path.write_bytes(b"other")


def entry(case: Case) -> None:
    triggers.remove(connection)
    Entry.objects.filter(chain=case.chain_key, seq=1).update(body="{}")
    triggers.install(connection)


def last_entry(case: Case) -> None:
    """The newest entry goes, and with it its trace in the head."""
    triggers.remove(connection)
    Entry.objects.filter(chain=case.chain_key).latest("seq").delete()
    triggers.install(connection)


def checkpoint(case: Case) -> None:
    triggers.remove(connection)
    Checkpoint.objects.update(hash="0" * 64)
    triggers.install(connection)


CHANGES: tuple[tuple[str, Callable[[Case], None], str], ...] = (
    ("known", known, "台账推得的事实与数据表不一致"),
    ("stage", stage, "台账推得的阶段"),
    ("fine", column(fine_amount=1), "罚款"),
    ("paid", column(paid_amount=1), "已缴"),
    ("outcome", column(outcome="exempted"), "处理结果"),
    ("decided", column(decided_on="2024-01-01"), "决定日期"),
    ("closed", column(closed_on=None), "结案日期"),
    ("context", context, "要素与校验码不符"),
    ("context and digest", context_with_its_digest, "台账中没有签发记录"),
    ("content", content, "正文与要素不符"),
    ("instrument", deleted_instrument, "台账有签发记录，文书不存在"),
    ("entry", entry, "内容与哈希不符"),
    ("last entry", last_entry, "链尾与最后一条记录不符"),
    ("checkpoint", checkpoint, "检查点"),
)


def test_verify_names_what_was_changed_in_the_tables(archived: Walk) -> None:
    unnoticed = {}
    for name, change, words in CHANGES:
        with transaction.atomic():
            change(archived.subject_case)
            faults = verify()
            transaction.set_rollback(True)
        if not any(words in fault for fault in faults):
            unnoticed[name] = faults
    assert not unnoticed
    assert verify() == []


def test_verify_names_what_was_changed_on_disk(archived: Walk) -> None:
    changed_file(archived.subject_case)
    assert any("内容已变化" in fault for fault in verify())
    deleted_file(archived.subject_case)
    assert any("不在存储中" in fault for fault in verify())


@pytest.mark.parametrize("table", triggers.TABLES)
@pytest.mark.parametrize("verb", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_raw_statements_on_ledger_tables_are_refused(table: str, verb: str) -> None:
    entries.append(chain="thing/1", kind="thing.done", at=AT, bureau_code="430581", officer_id=None, body={})
    make_checkpoint(AT.date())
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(verb.format(table))
    assert verify() == []
