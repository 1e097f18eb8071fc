"""缩略图和截图."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from .opening import frames, length_of, opened, picture_stream, upright

THUMBNAIL: Final = (480, 480)
PHOTO: Final = frozenset({"jpeg", "png"})


def thumbnail(
    source: Path, folder: Path, job: dict[str, Any], report: Callable[[float], None]
) -> dict[str, Any]:
    """A small picture: of the photograph, or of the film a tenth of the way in (the first frames are often dark)."""
    image = photograph(source) if job.get("photo") else _early(source)
    image.thumbnail(THUMBNAIL)
    image.convert("RGB").save(folder / "made", "JPEG", quality=80)
    return {"media_type": "image/jpeg"}


def photograph(source: Path) -> Any:
    """A photograph, upright; of a cut-off one what there is."""
    from PIL import Image, ImageFile, ImageOps

    ImageFile.LOAD_TRUNCATED_IMAGES = True
    with Image.open(source, formats=["JPEG", "PNG"]) as image:
        return ImageOps.exif_transpose(image).convert("RGB")


def _early(source: Path) -> Any:
    with opened(source) as container:
        video = picture_stream(container)
        if video is None:
            raise ValueError("没有画面")
        video.codec_context.thread_count = 1
        wanted = min(length_of(container) / 10, 5.0)
        for _, frame in frames(container, video, wanted):
            return upright(frame)
    return first_picture(source)


def first_picture(source: Path) -> Any:
    """The first frame that can be decoded. Raises ValueError when there is none."""
    with opened(source) as container:
        for _, frame in frames(container, picture_stream(container)):
            return upright(frame)
    raise ValueError("没有可以解码的画面")


def still(source: Path, folder: Path, job: dict[str, Any], report: Callable[[float], None]) -> dict[str, Any]:
    """The frame shown at `at_ms`, unchanged, with the lines of `caption` on a strip below it."""
    wanted, shown = job["at_ms"] / 1000, None
    with opened(source) as container:
        video = picture_stream(container)
        for second, frame in frames(container, video, wanted):
            if shown is not None and second > wanted + 0.0005:
                break
            shown = (second, frame)
    if shown is None:
        raise ValueError("该时刻没有可以解码的画面")
    image = upright(shown[1])
    captioned(image, job["caption"]).save(folder / "made", "JPEG", quality=92, subsampling=0)
    return {"media_type": "image/jpeg", "frame_ms": round(shown[0] * 1000), "size": list(image.size)}


def captioned(image: Any, lines: list[str]) -> Any:
    """The picture with a strip of text below; nothing is written into the picture itself."""
    from PIL import Image, ImageDraw

    from chengguan.documents.lettering import lettering

    size = max(11, min(28, image.width // 44))
    font, pad, step = lettering(size), size // 2, round(size * 1.5)
    wrapped = [part for line in lines for part in _wrapped(line, font, image.width - 2 * pad)]
    sheet = Image.new("RGB", (image.width, image.height + 2 * pad + step * len(wrapped)), (255, 255, 255))
    sheet.paste(image, (0, 0))
    draw = ImageDraw.Draw(sheet)
    for index, line in enumerate(wrapped):
        draw.text((pad, image.height + pad + index * step), line, font=font, fill=(20, 24, 32))
    return sheet


def _wrapped(line: str, font: Any, width: int) -> list[str]:
    parts, current = [], ""
    for mark in line:
        if current and font.getlength(current + mark) > width:
            parts.append(current)
            current = ""
        current += mark
    return [*parts, current]
