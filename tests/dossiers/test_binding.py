"""装订: one bookmarked PDF/A-2b, every numbered page numbered, whatever was attached."""

from __future__ import annotations

import re

import pytest
from tests.dossiers.conftest import add, ready

from chengguan.documents import storing
from chengguan.documents.models import StoredFile
from chengguan.dossiers.contents import Contents, parse
from chengguan.dossiers.models import Dossier
from chengguan.ledger import outbox
from chengguan.web.demonstration.walk import Walk

pikepdf = pytest.importorskip("pikepdf")
pytestmark = pytest.mark.django_db


def opened(dossier: Dossier) -> pikepdf.Pdf:
    assert dossier.pdf is not None
    with storing.local(dossier.pdf) as path:
        return pikepdf.open(path)


def fonts_of(resources: pikepdf.Object, seen: set[tuple[int, int]]) -> list[pikepdf.Object]:
    found = []
    for font in dict(resources.get("/Font", {})).values():
        found.append(font)
    for shape in dict(resources.get("/XObject", {})).values():
        if shape.get("/Subtype") == "/Form" and "/Resources" in shape and shape.objgen not in seen:
            seen.add(shape.objgen)
            found += fonts_of(shape.Resources, seen)
    return found


def assert_pdfa(pdf: pikepdf.Pdf) -> None:
    """What PDF/A-2b asks and can be told from the structure: claim, output intent, embedded fonts, nothing active."""
    with pdf.open_metadata() as meta:
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        assert str(pdf.docinfo["/Title"]) == meta["dc:title"]
    assert "/ID" in pdf.trailer and not pdf.is_encrypted
    intents = pdf.Root.OutputIntents
    assert len(intents) == 1 and intents[0].S == "/GTS_PDFA1" and "/DestOutputProfile" in intents[0]
    assert not {"/OpenAction", "/AA", "/AcroForm"} & set(pdf.Root.keys())
    assert "/JavaScript" not in pdf.Root.get("/Names", {})
    for page in pdf.pages:
        assert not {"/Annots", "/AA", "/StructParents"} & set(page.obj.keys())
        for font in fonts_of(page.resources, set()):
            assert_embedded(font)


def assert_embedded(font: pikepdf.Object) -> None:
    holder = font.DescendantFonts[0] if font.Subtype == "/Type0" else font
    if holder.get("/Subtype") == "/Type3":
        return
    descriptor = holder.FontDescriptor
    assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()), font.get("/BaseFont")


def test_the_file_claims_pdfa_and_keeps_to_it(prepared: Dossier) -> None:
    with opened(prepared) as pdf:
        assert_pdfa(pdf)


def test_every_numbered_page_bears_its_number(prepared: Dossier) -> None:
    contents = parse(prepared.contents)
    with opened(prepared) as pdf:
        numbers = [printed(page) for page in pdf.pages]
    assert [number for number in numbers if number] == list(range(1, contents.pages + 1))
    assert numbers[0] is None and numbers[-1] is None


def printed(page: pikepdf.Page) -> int | None:
    marks = re.findall(rb"1 0 0 1 ([\d.]+) 796.00 cm /CgPageDigit(\d) Do", page.Contents.read_bytes() if not isinstance(page.Contents, pikepdf.Array) else b"".join(part.read_bytes() for part in page.Contents))  # fmt: skip
    digits = [mark for _, mark in sorted(marks, key=lambda mark: float(mark[0]))]
    return int(b"".join(digits)) if digits else None


def test_bookmarks_lead_to_every_paper(prepared: Dossier) -> None:
    contents = parse(prepared.contents)
    with opened(prepared) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]
        papers = [leaf.title for item in outline.root for part in item.children for leaf in part.children]
    assert titles == ["案卷封面", "卷内目录", "正卷", "副卷封面和目录", "副卷", "卷内备考表"]
    assert len(papers) == len(contents.papers)
    assert papers[0].startswith("1　当场行政处罚决定书 ") or papers[0].startswith("1-")
    assert "（当场行政处罚决定书）" not in papers[0]


def test_the_text_says_what_a_dossier_says(prepared: Dossier) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    with storing.local(prepared.pdf) as path:  # type: ignore[arg-type]
        file = pdfium.PdfDocument(path)
        texts = [page.get_textpage().get_text_bounded() for page in file]
    cover, listed = texts[0], texts[1]
    assert prepared.archive_number in cover and "10年" in cover and "擅自占用城市道路案" in cover
    assert "卷内目录" in listed and "当场行政处罚决定书" in listed and "附件：银行回单.pdf" in listed
    assert "卷内备考表" in texts[-1]
    assert any("电子文件替代页" in text and "情况说明.docx" in text for text in texts)


def test_the_same_contents_give_the_same_bytes(archived: Walk) -> None:
    first = ready(archived)
    digest = first.pdf.sha256  # type: ignore[union-attr]
    Dossier.objects.filter(pk=first.pk).update(pdf=None)
    from chengguan.dossiers.binding import bind

    first.refresh_from_db()
    assert bind(first).pdf.sha256 == digest  # type: ignore[union-attr]


def test_a_picture_that_cannot_be_read_gets_a_sheet(archived: Walk) -> None:
    add(archived, b"\xff\xd8\xff" + b"no picture" * 20, "损坏.jpg")
    made = ready(archived)
    assert made.progress == "装订完成"


def test_the_worker_binds_in_steps_and_says_how_far(archived: Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    from chengguan.dossiers import binding, preparing
    from chengguan.dossiers.acts import keeping

    monkeypatch.setattr(binding, "GROUP", 3)
    preparing.render_missing(archived.subject_case)
    made = keeping.prepare(
        actor=archived.as_role("archivist"), at=archived.now, case=archived.subject_case, retention="10",
        checker=archived.cast.officers["legal_reviewer"], remarks="",
    ).result  # fmt: skip
    assert made.progress == "等待装订" and made.pdf is None
    said = []
    handle = outbox.handlers()["dossiers.bind"]
    payload = {"dossier": str(made.pk), "contents": made.contents_sha256}
    for _ in range(20):
        handle(payload)
        made.refresh_from_db()
        said.append(made.progress)
        if made.pdf:
            break
    assert said[0].startswith("正在装订：已完成3件") and said[-1] == "装订完成"


def test_a_changed_file_stops_the_binding_by_its_name(archived: Walk) -> None:
    from chengguan.dossiers import binding

    file = add(archived, b"\x89PNG\r\n\x1a\n" + b"0" * 64, "证据.png").file
    path = next(iter(storing_path(file)))
    path.chmod(0o644)
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"1" * 64)
    with pytest.raises(binding.BindingFault, match="证据.png：内容与登记的摘要不符"):
        ready(archived)


def storing_path(file: StoredFile):  # type: ignore[no-untyped-def]
    with storing.local(file) as path:
        yield path


def test_contents_come_back_from_their_text(prepared: Dossier) -> None:
    contents = parse(prepared.contents)
    assert isinstance(contents, Contents) and contents.papers[0].first == 1
