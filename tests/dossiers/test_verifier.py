"""核验.py: whatever is altered in an export, it names the file or the entry."""

from __future__ import annotations

import ast
import hashlib
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dossiers.altering import ALTERED, dossier
from tests.dossiers.made import Made, chain, flip

from chengguan.documents import hashing
from chengguan.dossiers.exporting import parts
from chengguan.dossiers.exporting.writing import prove, write_folder, write_zip
from chengguan.dossiers.verifier import verify as script
from chengguan.ledger.canonical import sm3


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return dossier(tmp_path_factory.mktemp("export") / "whole")


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "copy"))


def verify(root: Path) -> script.Report:
    return script.verify(script.open_source(root))


def named(report: script.Report) -> set[str]:
    return {where for _, where, _ in report.faults}


def test_an_untouched_export_is_whole(whole: Path) -> None:
    report = verify(whole)
    assert report.ok and not report.skipped, report.faults
    assert report.anchored == report.entries == 10


@pytest.mark.parametrize("how", ALTERED)
def test_what_was_altered_is_named(copy: Path, how: str) -> None:
    alter, where = ALTERED[how]
    alter(copy)
    report = verify(copy)
    assert where in named(report), report.faults
    assert len(named(report) - {where}) <= 2, report.faults


def test_an_altered_entry_is_named_with_its_act(copy: Path) -> None:
    ALTERED["entry_body"][0](copy)
    words = [text for check, _, text in verify(copy).faults if check == "chain"]
    assert words == ["案件 第2步 送达（case.serve）：内容与 SHA-256 不符"]


@pytest.fixture(scope="module")
def playground() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        yield dossier(Path(folder) / "p")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_any_bit_of_any_file_counts(playground: Path, data: Any) -> None:
    files = sorted(path for path in playground.rglob("*") if path.is_file())
    path = data.draw(st.sampled_from(files))
    content = path.read_bytes()
    at, bit = data.draw(st.integers(0, len(content) - 1)), data.draw(st.integers(0, 7))
    try:
        flip(path, at, bit)
        report = verify(playground)
    finally:
        path.write_bytes(content)
    assert path.relative_to(playground).as_posix() in named(report), (path.name, at, bit, report.faults)


def test_a_catalogue_made_anew_does_not_match_what_was_sealed() -> None:
    """Everything consistent but the sealing entry: the digest of another catalogue."""
    made = Made()
    other = made.sealed.replace("测罚字〔2024〕1号", "测罚字〔2024〕9号")
    assert faults_of(made.package(sealed=other, entries=made.entries())) == [("seal", "台账.jsonl#8")]


def test_a_chain_that_ended_elsewhere_at_the_sealing_is_found() -> None:
    made = Made()
    entries = made.entries()
    case = [entry for entry in entries if entry.chain == "case/1"]
    sealed = chain(
        "dossier/1",
        [("dossier.seal", "封卷", {"sets": {"dossier_sealed_sha256": digest(made.sealed)},
          "data": {"heads": [{"chain": "case/1", "seq": case[-1].seq, "hash": "0" * 64}]}})],
    )  # fmt: skip
    kept = [entry for entry in entries if not entry.chain.startswith("dossier/")]
    assert ("seal", "台账.jsonl") in faults_of(made.package(entries=[*kept, *sealed]))


def test_a_paper_or_film_that_the_ledger_does_not_know_is_found() -> None:
    made = Made()
    without = [
        entry for entry in made.entries() if entry.chain != "case/1" and entry.chain != "recording/0002"
    ]
    alien = chain("recording/0002", [("recording.receive", "录像入库", {})])
    checks = [check for check, _ in faults_of(made.package(entries=[*without, *alien]))]
    assert set(checks) == {"documents", "footage"}


def test_a_gap_in_a_chain_is_found() -> None:
    made = Made()
    entries = [entry for entry in made.entries() if (entry.chain, entry.seq) != ("case/1", 2)]
    assert faults_of(made.package(entries=entries)) == [("chain", "台账.jsonl#3")]


def test_a_norm_that_is_not_the_one_judged_by_is_found() -> None:
    made = Made()
    made.rules["national/acts/case.file.yaml"] += "# later\n"
    found = faults_of(made.package())
    assert {check for check, _ in found} == {"norms"}


def faults_of(package: Any) -> list[tuple[str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        write_folder(package.parts, Path(folder) / "x")
        return [(check, where) for check, where, _ in verify(Path(folder) / "x").faults]


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_it_runs_alone_and_tells_by_its_exit_status(copy: Path) -> None:
    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-I", "核验.py"], cwd=copy, capture_output=True, text=True, encoding="utf-8", check=False
        )  # fmt: skip

    assert run().returncode == 0
    flip(copy / "案卷.pdf", 77)
    told = run()
    assert told.returncode == 1
    assert "案卷.pdf：内容被改动：SHA-256、SM3 与清单不符" in told.stdout


def test_it_needs_nothing_but_the_standard_library_of_python_3_9() -> None:
    source = Path(script.__file__).read_text(encoding="utf-8")
    tree = ast.parse(source, feature_version=(3, 9))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    names |= {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_reads_the_archive_as_well(tmp_path: Path) -> None:
    package, path = Made().package(), tmp_path / "案卷.zip"
    write_zip(path, "案卷 1", package.parts)
    assert verify(path).ok
    content = path.read_bytes()
    at = content.index(b"%PDF-1.7") + 100
    path.write_bytes(content[:at] + bytes([content[at] ^ 1]) + content[at + 1 :])
    assert named(verify(path)) == {"文书/001 询问笔录.pdf"}


def test_without_openssl_sm3_is_computed_by_hand_for_small_files(whole: Path, monkeypatch: Any) -> None:
    assert script.plain_sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert all(script.plain_sm3(b"x" * n) == sm3(b"x" * n) for n in (0, 1, 55, 56, 63, 64, 65, 200))
    monkeypatch.setattr(script, "NATIVE_SM3", False)
    monkeypatch.setattr(script, "SLOW_LIMIT", 3000)
    report = verify(whole)
    assert report.ok
    assert any("只核对了 SHA-256" in note for note in report.notes)


def test_files_of_the_operating_system_are_told_apart(copy: Path) -> None:
    (copy / "文书" / ".DS_Store").write_bytes(b"x")
    report = verify(copy)
    assert report.ok and any(".DS_Store" in note for note in report.notes)


def test_nonsense_is_a_fault_not_a_crash(copy: Path, tmp_path: Path) -> None:
    assert named(verify(tmp_path)) >= {"manifest.json"}
    (copy / "核验.html").unlink()
    (copy / "manifest.json").write_text('{"format": "chengguan-dossier/1", "files": 3}')
    assert "manifest.json" in named(verify(copy))
    (copy / "manifest.json").write_bytes(b"\xff\xfe")
    assert "manifest.json" in named(verify(copy))


def test_five_hundred_papers_and_twenty_films(tmp_path: Path) -> None:
    root = Made(500, 20).write(tmp_path / "large")
    report = verify(root)
    assert report.ok and report.files > 840 and report.entries == 357
    flip(root / "文书" / "250 询问笔录.pdf", 10)
    assert named(verify(root)) == {"文书/250 询问笔录.pdf"}


def test_memory_stays_flat_for_a_large_film(tmp_path: Path) -> None:
    """A film passes through writing and checking piece by piece."""
    made, piece, count = Made(footage=0), bytes(1 << 20), 96
    found = hashing.digest(piece for _ in range(count))
    film = parts.Part(
        "音视频/大.mp4", "film", "", found.size, found.sha256, found.sm3, lambda: [piece] * count
    )
    made.parts.append(film)
    package, path = made.package(), tmp_path / "x.zip"
    tracemalloc.start()
    write_zip(path, "x", package.parts)
    prove(path)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > count << 20
    assert peak < 24 << 20
