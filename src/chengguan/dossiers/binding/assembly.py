"""The whole dossier as one PDF/A-2b file: groups of papers, the sheets around them, page numbers, bookmarks, metadata."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from chengguan.dossiers.contents import Contents, Paper

from . import sheets
from .papers import BindingFault

if TYPE_CHECKING:
    import pikepdf

# Where a page number ends: 12 mm from the upper and the right edge of A4 (points from the lower left corner).
RIGHT: Final = 561.26
BASE: Final = 796.0
WIDE: Final = 7
# What has no meaning, or no place in PDF/A, in another document: structure, links, form fields, actions.
LEFT_BEHIND: Final = ("/StructParents", "/Tabs", "/Annots", "/AA", "/B", "/Metadata", "/PieceInfo")


def group(sources: Sequence[tuple[Paper, Path]], target: Path) -> None:
    """Put papers one after another into one file. Raises `BindingFault` when one has not the pages that were counted."""
    import pikepdf

    with ExitStack() as stack:
        whole = stack.enter_context(pikepdf.Pdf.new())
        for paper, path in sources:
            pdf = stack.enter_context(pikepdf.open(path))
            if len(pdf.pages) != paper.last - paper.first + 1:
                raise BindingFault(f"{paper.title}：页数与编制时不一致，请重新编制")
            _append(whole, pdf)
        whole.save(target, deterministic_id=True)


def _append(book: pikepdf.Pdf, pdf: pikepdf.Pdf) -> None:
    for page in pdf.pages:
        for name in LEFT_BEHIND:
            if name in page.obj:
                del page.obj[name]
    book.pages.extend(pdf.pages)


@dataclass
class Bookmark:
    """书签: a title, the place of its page in the file, what stands below it."""

    title: str
    place: int
    below: list[Bookmark] = field(default_factory=list)


@dataclass
class Growing:
    """The file while it is put together: the pages of the papers still to come, bookmarks, places of numbered pages."""

    book: pikepdf.Pdf
    stack: ExitStack
    papers: Iterator[pikepdf.Page]
    bookmarks: list[Bookmark] = field(default_factory=list)
    numbered: list[int] = field(default_factory=list)

    def sheets(self, path: Path, *titles: str) -> None:
        """Sheets of ours, with a bookmark each; they bear no page number."""
        import pikepdf

        pdf = self.stack.enter_context(pikepdf.open(path))
        self.bookmarks += [Bookmark(title, len(self.book.pages)) for title in titles]
        _append(self.book, pdf)

    def volume(self, title: str, papers: Sequence[Paper]) -> None:
        """The papers of 正卷 or 副卷, under their groups."""
        top = Bookmark(title, len(self.book.pages))
        self.bookmarks.append(top)
        for paper in papers:
            place = len(self.book.pages)
            if not top.below or top.below[-1].title != paper.part:
                top.below.append(Bookmark(paper.part, place))
            words = f"{sheets.span(paper)}　{paper.title} {paper.number}".strip()
            top.below[-1].below.append(Bookmark(words, place))
            for _ in range(paper.first, paper.last + 1):
                self.numbered.append(len(self.book.pages))
                self.book.pages.append(next(self.papers))


def assemble(contents: Contents, groups: Sequence[Path], folder: Path, target: Path) -> int:
    """Bind the groups with cover, lists and 备考表; returns the pages of the file, those without a number included."""
    import pikepdf

    with ExitStack() as stack:
        opened = [stack.enter_context(pikepdf.open(path)) for path in groups]
        book = stack.enter_context(pikepdf.Pdf.new())
        growing = Growing(book, stack, (page for pdf in opened for page in pdf.pages))
        _fill(growing, contents, folder)
        digits = _sheets([{"kind": "digits"}], contents, folder / "digits.pdf")
        _number(book, stack.enter_context(pikepdf.open(digits)), growing.numbered)
        front = stack.enter_context(pikepdf.open(folder / "cover.pdf"))
        book.Root.OutputIntents = book.copy_foreign(front.Root.OutputIntents)
        _outline(book, growing.bookmarks)
        _describe(book, contents)
        book.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
        return len(book.pages)


def _fill(growing: Growing, contents: Contents, folder: Path) -> None:
    """封面, 卷内目录, 音视频索引, 正卷, 副卷 with its own cover and list, 备考表."""
    volumes = {name: [paper for paper in contents.papers if paper.volume == name] for name in sheets.VOLUMES}
    growing.sheets(_sheets([sheets.cover(contents, "main")], contents, folder / "cover.pdf"), "案卷封面")
    listed = [sheets.catalogue(contents, "main")]
    growing.sheets(_sheets(listed, contents, folder / "list.pdf"), "卷内目录")
    if contents.footage:
        index = _sheets([sheets.footage_index(contents)], contents, folder / "footage.pdf")
        growing.sheets(index, "音视频记录索引")
    growing.volume("正卷", volumes["main"])
    if volumes["annex"]:
        annex = [sheets.cover(contents, "annex"), sheets.catalogue(contents, "annex")]
        growing.sheets(_sheets(annex, contents, folder / "annex.pdf"), "副卷封面和目录")
        growing.volume("副卷", volumes["annex"])
    growing.sheets(_sheets([sheets.colophon(contents)], contents, folder / "colophon.pdf"), "卷内备考表")


def _sheets(wanted: list[sheets.Sheet], contents: Contents, target: Path) -> Path:
    sheets.set_sheets(wanted, contents=contents, target=target)
    return target


def _number(book: pikepdf.Pdf, digits: pikepdf.Pdf, places: Sequence[int]) -> None:
    """Print the running number on every numbered page; the ten digits are in the file once."""
    import pikepdf

    shapes = [book.copy_foreign(page.as_form_xobject()) for page in digits.pages]
    for number, place in enumerate(places, 1):
        page = book.pages[place]
        drawn = []
        for at, mark in enumerate(reversed(str(number)), 1):
            name = page.add_resource(
                shapes[int(mark)], pikepdf.Name.XObject, name=pikepdf.Name(f"/CgPageDigit{mark}")
            )
            drawn.append(f"q 1 0 0 1 {RIGHT - at * WIDE:.2f} {BASE:.2f} cm {name} Do Q")
        page.contents_add(b"q\n", prepend=True)
        page.contents_add(f"\nQ\n{' '.join(drawn)}\n".encode())


def _outline(book: pikepdf.Pdf, bookmarks: Sequence[Bookmark]) -> None:
    import pikepdf

    def item(mark: Bookmark) -> pikepdf.OutlineItem:
        made = pikepdf.OutlineItem(mark.title, mark.place)
        made.children.extend(item(below) for below in mark.below)
        made.is_closed = all(not below.below for below in mark.below)
        return made

    with book.open_outline() as outline:
        outline.root.extend(item(mark) for mark in bookmarks)


def _describe(book: pikepdf.Pdf, contents: Contents) -> None:
    """Title, 档号 and the claim of PDF/A-2b, the same in XMP and in the information dictionary."""
    import pikepdf

    book.Root.Lang = pikepdf.String("zh-CN")
    book.Root.PageMode = pikepdf.Name.UseOutlines
    book.Root.ViewerPreferences = pikepdf.Dictionary(DisplayDocTitle=True)
    with book.open_metadata(set_pikepdf_as_editor=False, update_docinfo=True) as described:
        described["pdfaid:part"] = "2"
        described["pdfaid:conformance"] = "B"
        described["dc:title"] = f"{contents.title}（{contents.archive_number}）"
        described["dc:creator"] = [contents.bureau]
        described["dc:description"] = (
            f"行政处罚案卷，档号{contents.archive_number}，案号{contents.case_number}"
        )
        described["dc:identifier"] = contents.archive_number
        described["dc:language"] = ["zh-CN"]
        described["xmp:CreateDate"] = contents.prepared_at
        described["xmp:ModifyDate"] = contents.prepared_at
        described["pdf:Producer"] = "chengguan"
