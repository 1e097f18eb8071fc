"""装订: the frozen contents of a dossier become one bookmarked PDF/A-2b, in small steps of the worker.

Every step binds some papers into a file of their own and puts the next step into the outbox, so that the work goes on where
it stopped and its progress is seen; the last step puts the groups together. Memory does not grow with the number of papers.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from chengguan.documents import storing
from chengguan.documents.models import StoredFile
from chengguan.dossiers.contents import Contents, Paper, parse
from chengguan.dossiers.models import Dossier

from .assembly import assemble, group
from .papers import BindingFault, pages_of

__all__ = ["BindingFault", "bind", "step"]

GROUP: Final = 20
LIMIT: Final = 4 * 1024 * 1024 * 1024


def step(pk: Any, digest: str) -> bool:
    """One step of binding; whether there is more to do. A dossier prepared anew since, or bound already, is left alone."""
    dossier = _waiting(pk, digest)
    return dossier is not None and _step(dossier)


def bind(dossier: Dossier) -> Dossier:
    """All steps at once, for the demonstration and tests. Raises `BindingFault`."""
    while step(dossier.pk, dossier.contents_sha256):
        pass
    dossier.refresh_from_db()
    if dossier.pdf is None:
        raise BindingFault(dossier.progress)
    return dossier


def _waiting(pk: Any, digest: str) -> Dossier | None:
    rows = Dossier.objects.select_related("bureau", "case").filter(pk=pk, contents_sha256=digest)
    return rows.filter(stage="prepared", pdf=None).first()


def _step(dossier: Dossier) -> bool:
    """One group, or the end; whether there is more to do. What cannot be mended by trying again is said on the page."""
    contents = parse(dossier.contents)
    folder = Path(settings.VAR) / "binding" / str(dossier.pk) / dossier.contents_sha256[:16]
    folder.mkdir(parents=True, exist_ok=True)
    try:
        more = _next(contents, folder, dossier)
    except (BindingFault, FileNotFoundError) as fault:
        shutil.rmtree(folder, ignore_errors=True)
        said = str(fault) if isinstance(fault, BindingFault) else "有文件不在存储中"
        _tell(dossier, f"装订失败：{said}")
        return False
    return more


def _next(contents: Contents, folder: Path, dossier: Dossier) -> bool:
    groups = [contents.papers[at : at + GROUP] for at in range(0, len(contents.papers), GROUP)]
    files = [folder / f"group-{place:04}.pdf" for place in range(len(groups))]
    place = next((place for place, file in enumerate(files) if not file.exists()), None)
    if place is not None:
        _bind_group(groups[place], contents, files[place])
        done = min((place + 1) * GROUP, len(contents.papers))
        _tell(dossier, f"正在装订：已完成{done}件，共{len(contents.papers)}件")
        return True
    footage = _next_footage(contents, folder)
    if footage:
        _tell(dossier, f"正在核对音视频：第{footage}件，共{len(contents.footage)}件")
        return True
    _finish(dossier, contents, files, folder)
    return False


def _bind_group(papers: Sequence[Paper], contents: Contents, target: Path) -> None:
    """Bind some papers; the file bears its name only when it is complete."""
    digests = [paper.file_sha256 for paper in papers if paper.file_sha256]
    stored = {row.sha256: row for row in StoredFile.objects.filter(sha256__in=digests)}
    sources = []
    for place, paper in enumerate(papers):
        path = target.with_name(f"{target.stem}-{place:02}.pdf")
        file = stored.get(paper.file_sha256)
        if file is not None:
            _same(file, paper.title)
        pages_of(paper, file, contents, path)
        sources.append((paper, path))
    aside = target.with_suffix(".part")
    group(sources, aside)
    for _, path in sources:
        path.unlink()
    aside.rename(target)


def _next_footage(contents: Contents, folder: Path) -> int:
    """Read the next recording whole and compare its digest; its place, or 0 when all have been read."""
    for place, row in enumerate(contents.footage, 1):
        mark = folder / f"footage-{place:04}"
        if mark.exists():
            continue
        stored = StoredFile.objects.filter(sha256=row.sha256).first()
        if stored is None:
            raise BindingFault(f"音视频{row.number}：文件没有登记")
        _same(stored, f"音视频{row.number}")
        mark.touch()
        return place
    return 0


def _same(stored: StoredFile, title: str) -> None:
    digest = hashlib.sha256()
    for chunk in storing.chunks(stored):
        digest.update(chunk)
    if digest.hexdigest() != stored.sha256:
        raise BindingFault(f"{title}：内容与登记的摘要不符，请立即报告审计管理员")


def _finish(dossier: Dossier, contents: Contents, files: Sequence[Path], folder: Path) -> None:
    bound = folder / "dossier.pdf"
    assemble(contents, files, folder, bound)
    with bound.open("rb") as made:
        stored = storing.store(iter(lambda: made.read(1 << 20), b""), limit=LIMIT)
    rows = Dossier.objects.filter(pk=dossier.pk, stage="prepared", contents_sha256=dossier.contents_sha256)
    rows.update(pdf=stored, progress="装订完成")
    shutil.rmtree(folder.parent, ignore_errors=True)


def _tell(dossier: Dossier, words: str) -> None:
    Dossier.objects.filter(pk=dossier.pk).update(progress=words[:200])
