"""`chengguan audit FILE`: one command, no database, on an empty installation."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from chengguan.web.cli import main
from chengguan.web.demonstration.old_ledger import write

pytestmark = pytest.mark.once

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ledger") / "台账.xlsx"
    write(path, 120)
    return path


def test_it_leaves_workbook_report_page_and_mapping(ledger: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In a process that never sees Django, from a folder that is not the checkout."""
    command = [sys.executable, "-m", "chengguan", "audit", str(ledger), "--place", "430581", "--on", "2026-11-22", "--organ", "示例局"]  # fmt: skip
    done = subprocess.run(command, cwd=ledger.parent, env={"PYTHONPATH": str(ROOT / "src"), "PYTHONUTF8": "1"}, capture_output=True, text=True, check=False)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "读入 120 行，检查 120 件" in done.stdout
    assert "第六十条" in done.stdout
    folder = ledger.with_name("台账_体检结果")
    assert (folder / "体检报告.pdf").read_bytes().startswith(b"%PDF")
    assert "以案卷为准" in (folder / "体检结果.html").read_text("utf-8")
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert summary["rules"]
    mapping = json.loads((folder / "列对应关系.json").read_text("utf-8"))
    assert mapping["columns"]["decided_on"] == "决定日期"
    _workbook_holds(folder / "体检结果.xlsx", summary["findings"])


def _workbook_holds(path: Path, findings: int) -> None:
    import python_calamine

    book = python_calamine.CalamineWorkbook.from_path(str(path))
    assert book.sheet_names == ["汇总", "发现", "未读出"]
    rows = book.get_sheet_by_name("发现").to_python()
    assert len(rows) == findings + 1
    assert all(row[7].startswith("《") for row in rows[1:])


def test_a_place_that_is_not_registered_and_a_mapping_of_ones_own(ledger: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:  # fmt: skip
    mapping = tmp_path / "m.json"
    mapping.write_text(
        json.dumps({"columns": {"case_number": "案号", "decided_on": "决定日期", "served_on": "送达日期"}})
    )
    out = tmp_path / "out"
    assert (
        main(["audit", str(ledger), "--place", "430199", "--mapping", str(mapping), "--out", str(out)]) == 0
    )
    assert {rule["id"] for rule in json.loads((out / "summary.json").read_text())["rules"]} == {"served_late"}


def test_what_cannot_be_checked_is_said_and_leaves_no_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "台账.xls"
    page.write_text("<html><table></table></html>")
    assert main(["audit", str(page)]) == 2
    assert "另存为 xlsx" in capsys.readouterr().err
    assert main(["audit", str(tmp_path / "没有.xlsx")]) == 2
    short = tmp_path / "短.csv"
    short.write_text("案号,案由,罚款\n1,占道,500\n")
    assert main(["audit", str(short)]) == 2
    assert "立案日期或者决定日期" in capsys.readouterr().out
    assert not (tmp_path / "短_体检结果" / "体检结果.xlsx").exists()
