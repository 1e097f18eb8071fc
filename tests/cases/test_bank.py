"""银行对账: reading files, entering payments, saying row by row what is wrong."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from tests.cases.test_summary import refused

from chengguan.cases.acts import bank as acts
from chengguan.cases.facts.bank import BankRow
from chengguan.cases.forms.bank import COLUMNS, BankFileForm
from chengguan.cases.models import BankFile, BankLine, Payment
from chengguan.ledger.models import Entry
from chengguan.people.models import Officer
from chengguan.web.demonstration import execution_steps as steps
from chengguan.web.demonstration.cast import Cast
from chengguan.web.demonstration.walk import Walk

NUMBER = "武城管当罚〔2024〕第1号"


@pytest.fixture
def served(walk: Walk) -> Walk:
    walk.plan["fine"] = "3000"
    steps.summary_decide(walk)
    steps.summary_serve(walk)
    steps.summary_report(walk)
    walk.later(days=4)
    return walk


def row(**changes: Any) -> BankRow:
    values: dict[str, Any] = {
        "row": 2,
        "number": NUMBER,
        "payer": "演示公司",
        "amount": Decimal(3000),
        "paid_on": date(2024, 5, 9),
        "reference": "L001",
    }
    return BankRow(**{**values, **changes})


def enter(walk: Walk, *rows: BankRow, sha256: str = "a" * 64) -> BankFile:
    done = acts.import_file(
        actor=walk.as_role("finance"), at=walk.now, name="五月.xlsx", sha256=sha256, rows=rows
    )
    file = done.result
    assert isinstance(file, BankFile)
    return file


def problems(file: BankFile) -> list[str]:
    return list(BankLine.objects.filter(file=file).order_by("row").values_list("problem", flat=True))


def sheet(rows: list[list[Any]], head: tuple[str, ...] = COLUMNS) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    page.write_row(0, 0, head)
    for place, cells in enumerate(rows, 1):
        for column, value in enumerate(cells):
            if isinstance(value, date):
                page.write_datetime(place, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
            else:
                page.write(place, column, value)
    book.close()
    return out.getvalue()


def read(content: bytes, name: str = "五月.xlsx") -> BankFileForm:
    return BankFileForm({}, {"file": SimpleUploadedFile(name, content)})


# --- reading ------------------------------------------------------------------------------------------------


def test_a_spreadsheet_is_read() -> None:
    form = read(sheet([[NUMBER, "演示公司", 3000.5, date(2024, 5, 9), 20240509001], ["", "", "", "", ""]]))
    assert form.is_valid(), form.errors
    assert form.inputs()["rows"] == [
        BankRow(2, NUMBER, "演示公司", Decimal("3000.5"), date(2024, 5, 9), "20240509001")
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_comma_separated_text_is_read(encoding: str) -> None:
    text = f'流水号,缴款日期,金额,缴款人,决定书文号\r\nL1,2024/5/9,"1,000.00元",某某,武城管当罚[2024]第1号\r\nL2,20240510,￥20,某某,{NUMBER}\r\n'
    form = read(text.encode(encoding), "五月.csv")
    assert form.is_valid(), form.errors
    first, second = form.inputs()["rows"]
    assert (first.number, first.amount, first.paid_on, first.problem) == (
        NUMBER,
        Decimal("1000.00"),
        date(2024, 5, 9),
        "",
    )
    assert (second.amount, second.paid_on) == (Decimal(20), date(2024, 5, 10))


def test_every_fault_of_a_row_is_named() -> None:
    form = read(
        sheet(
            [
                ["", "某某", "一千", "昨天", ""],
                [NUMBER, "", -5, "2024-02-30", "L3"],
                [NUMBER, "", "1.005", "2024-05-09", "L4"],
            ]
        )
    )
    assert form.is_valid()
    assert [found.problem for found in form.inputs()["rows"]] == [
        "缺少决定书文号；金额“一千”不是有效的数字；缴款日期“昨天”不是有效的日期；缺少流水号",
        "金额应当大于零；缴款日期“2024-02-30”不是有效的日期",
        "金额“1.005”不是有效的数字",
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            sheet([], head=("文号", "金额")),
            "第一行缺少列：决定书文号、缴款人、缴款日期、流水号。请核对列名。",
        ),
        (b"PK\x03\x04 no spreadsheet", "无法读取该表格文件，请用 Excel 另存为 xlsx 后再导入。"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\xff\xff", "请选择 xlsx 或 csv 格式的对账文件。"),
        (b"", "文件是空的，请重新选择。"),
    ],
)
def test_files_that_cannot_be_read(content: bytes, message: str) -> None:
    assert read(content).errors["file"] == [message]


# --- entering -----------------------------------------------------------------------------------------------


def test_a_matched_row_becomes_a_payment(served: Walk) -> None:
    file = enter(served, row())
    case = served.subject_case
    assert (file.rows, file.matched) == (1, 1)
    assert case.stage == "performed" and case.known["paid_in_full_on"] == "2024-05-09"
    entry = Entry.objects.get(chain=case.chain_key, kind="case.record_payment")
    assert entry.caused_by == file.chain_key
    assert Entry.objects.get(chain=file.chain_key).kind == "bank.import_file"


def test_rows_that_do_not_fit_say_why(served: Walk) -> None:
    file = enter(
        served,
        row(row=2, amount=Decimal("3000.01"), reference="L1"),
        row(row=3, number="武城管当罚〔2024〕第9号", reference="L2"),
        row(row=4, amount=Decimal(1000), reference="L3"),
        row(row=5, amount=Decimal(1000), reference="L3"),
        row(row=6, amount=None, problem="金额“一千”不是有效的数字"),
        row(row=7, paid_on=date(2024, 5, 5), reference="L7"),
    )
    found = problems(file)
    assert file.matched == 1
    assert "缴款金额不超过应缴未缴的数额" in found[0] and "退还" in found[0]
    assert found[1].startswith("没有这一文号的处罚决定")
    assert found[2] == ""
    assert found[3] == "流水号与第4行重复"
    assert found[4] == "金额“一千”不是有效的数字"
    assert "缴款日期不早于决定日期" in found[5]
    assert Payment.objects.count() == 1 and served.subject_case.paid_amount == Decimal(1000)


def test_a_reference_of_an_earlier_file(served: Walk) -> None:
    enter(served, row(amount=Decimal(1000)))
    assert problems(enter(served, row(amount=Decimal(1000)), sha256="b" * 64)) == ["该流水号已经入账"]


def test_a_closed_case_takes_no_payment(served: Walk) -> None:
    enter(served, row())
    steps.close(served)
    assert "案件尚未结案" in problems(enter(served, row(reference="L9"), sha256="c" * 64))[0]


def test_the_same_file_twice(served: Walk) -> None:
    enter(served, row())
    assert refused(enter, served, row(reference="L5")) == {"bank_file_new": "unmet"}
    assert refused(enter, served, sha256="d" * 64) == {"bank_rows_present": "unmet"}


def test_only_finance_imports(served: Walk) -> None:
    for role in ("handler", "organ_head", "system_admin"):
        grounds = refused(
            acts.import_file,
            actor=served.as_role(role),
            at=served.now,
            name="x",
            sha256="e" * 64,
            rows=[row()],
        )
        assert grounds == {"by_whom": "unmet"}


# --- pages --------------------------------------------------------------------------------------------------


def login(officer: Officer) -> Client:
    client = Client()
    client.force_login(officer.user, backend="django.contrib.auth.backends.ModelBackend")  # type: ignore[attr-defined]
    return client


def test_the_page_imports_and_reports(served: Walk, cast: Cast) -> None:
    client = login(cast.officers["finance"])
    assert "还没有导入过对账文件" in client.get("/bank/").content.decode()
    content = sheet(
        [[NUMBER, "演示公司", 3000, date(2024, 5, 9), "L1"], ["不存在", "某某", 1, date(2024, 5, 9), "L2"]]
    )
    answer = client.post("/bank/", {"file": SimpleUploadedFile("五月.xlsx", content)}, follow=True)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert (
        "已导入 2 行，其中 1 行入账" in page
        and "没有这一文号的处罚决定" in page
        and served.subject_case.number in page
    )
    again = client.post("/bank/", {"file": SimpleUploadedFile("五月.xlsx", content)})
    assert again.status_code == 409 and "同一文件未曾导入" in again.content.decode()
    assert client.post("/bank/", {}).status_code == 422


def test_other_roles_do_not_see_the_page(cast: Cast) -> None:
    assert login(cast.handlers[0]).get("/bank/").status_code == 403
    assert Client().get("/bank/").status_code == 302


def test_files_of_other_bureaus_are_not_found(served: Walk, other_bureau: Callable[[], Cast]) -> None:
    file = enter(served, row())
    assert login(served.cast.officers["finance"]).get(f"/bank/{file.pk}/").status_code == 200
    assert login(other_bureau().officers["finance"]).get(f"/bank/{file.pk}/").status_code == 404


@pytest.fixture
def other_bureau(cast: Cast) -> Callable[[], Cast]:
    from dataclasses import replace

    from tests.conftest import SHEET

    from chengguan.web.demonstration.cast import build

    return lambda: build(
        replace(SHEET, code="370114", name="章丘演示局", short="章城管", jurisdiction="370114", prefix="o_")
    )
