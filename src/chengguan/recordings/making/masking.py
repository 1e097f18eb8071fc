"""人脸遮挡: find faces on sampled frames, follow them between, cover them; a person checks the result before anything is published."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from chengguan.recordings.tracks import Box, Track, boxes_at, follow, from_plain

from .cutting import Lane
from .opening import begin_of, frames, length_of, opened, picture_stream, sound_stream, upright
from .pictures import first_picture, photograph
from .transcoding import EVERY, decoded, picture_target, placed, sound_lane

SAMPLE_SECONDS: Final = 0.2
CELLS: Final = 6
MARGIN: Final = 0.15
SHEET_PICTURES: Final = 40
SHEET_COLUMNS: Final = 5
SHEET_WIDTH: Final = 260
Report = Callable[[float], None]


def mask(source: Path, folder: Path, job: dict[str, Any], report: Report) -> dict[str, Any]:
    """Cover faces. `tracks` given: cover those and look for no others; without: find them first. Writes the copy and a contact sheet."""
    given = job.get("tracks")
    if job.get("photo"):
        return _photo(source, folder, given)
    tracks = _found(source, lambda part: report(part / 2)) if given is None else from_plain(given)
    _film(source, folder, tracks, bool(job.get("sound")), lambda part: report(0.5 + part / 2))
    return {"media_type": "video/mp4", "tracks": [track.plain() for track in tracks], "sheet": True}


def _photo(source: Path, folder: Path, given: list[dict[str, Any]] | None) -> dict[str, Any]:
    image = photograph(source)
    tracks = follow([(0, _faces(image))]) if given is None else from_plain(given)
    covered(image, [box for track in tracks for box in track.at(0)]).save(folder / "made", "JPEG", quality=92)
    return {"media_type": "image/jpeg", "tracks": [track.plain() for track in tracks], "sheet": False}


def _faces(image: Any) -> list[tuple[Box, float]]:
    detector = _detector()
    return [(Box(face.left, face.top, face.width, face.height), face.score) for face in detector.find(image)]


def _detector(kept: list[Any] = []) -> Any:  # noqa: B006 - one detector for the life of this process
    from chengguan.recordings.faces import Detector

    if not kept:
        kept.append(Detector())
    return kept[0]


def _found(source: Path, report: Report) -> list[Track]:
    """Faces of the whole film: looked for five times a second, followed between."""
    seen: list[tuple[int, list[tuple[Box, float]]]] = []
    with opened(source) as container:
        due, length = 0.0, length_of(container)
        for second, frame in frames(container, picture_stream(container)):
            if second + 0.001 < due:
                continue
            due = second + SAMPLE_SECONDS
            seen.append((round(second * 1000), _faces(upright(frame))))
            report(min(1.0, second / length))
    return follow(seen)


def _film(source: Path, folder: Path, tracks: list[Track], keep_sound: bool, report: Report) -> None:
    import av

    with (
        opened(source) as container,
        av.open(str(folder / "made"), "w", format="mp4", options={"movflags": "+faststart"}) as out,
    ):
        video, sound = picture_stream(container), sound_stream(container) if keep_sound else None
        target = picture_target(out, video, first_picture(source).size)
        writer = _Writer(out, target, tracks, length_of(container), folder)
        lane = sound_lane(sound, out)
        streams = [item for item in (video, sound if lane else None) if item is not None]
        zero = begin_of(container)
        for packet in container.demux(streams):
            if packet.stream is not video:
                _sound(out, lane, packet)
                continue
            for second, frame in decoded(packet, zero):
                writer.take(second, upright(frame), report)
        writer.end()
        for item in lane.rest() if lane is not None else ():
            out.mux(item)


def _sound(out: Any, lane: Lane | None, packet: Any) -> None:
    for item in lane.packets(packet) if lane is not None else ():
        out.mux(item)


class _Writer:
    """Covers and writes frames; keeps a picture for the contact sheet now and then."""

    def __init__(self, out: Any, target: Any, tracks: list[Track], length: float, folder: Path) -> None:
        self.out, self.target, self.tracks, self.folder = out, target, tracks, folder
        self.length, self.step = length, max(0.5, length / SHEET_PICTURES)
        self.last, self.count = -1.0, 0
        self.sheet: list[tuple[float, Any]] = []

    def take(self, second: float, image: Any, report: Report) -> None:
        if second <= self.last:
            return
        self.last, self.count = second, self.count + 1
        shown = covered(image, boxes_at(self.tracks, round(second * 1000)))
        self.out.mux(self.target.encode(placed(_frame(shown), second, self.target)))
        if len(self.sheet) < SHEET_PICTURES and second >= len(self.sheet) * self.step:
            self.sheet.append(
                (second, shown.resize((SHEET_WIDTH, SHEET_WIDTH * shown.height // shown.width)))
            )
        if self.count % EVERY == 0:
            report(min(1.0, second / self.length))

    def end(self) -> None:
        self.out.mux(self.target.encode(None))
        contact_sheet(self.sheet).save(self.folder / "sheet", "JPEG", quality=82)


def _frame(image: Any) -> Any:
    import av

    make: Any = av.VideoFrame.from_image
    return make(image)


def covered(image: Any, boxes: list[Box]) -> Any:
    """The picture with each box turned into a few flat squares, so coarse that the face cannot be computed back."""
    from PIL import Image

    made = image.copy()
    for box in boxes:
        left = max(0, int((box.left - box.width * MARGIN) * image.width))
        top = max(0, int((box.top - box.height * MARGIN) * image.height))
        right = min(image.width, int((box.left + box.width * (1 + MARGIN)) * image.width) + 1)
        bottom = min(image.height, int((box.top + box.height * (1 + MARGIN)) * image.height) + 1)
        if right - left < 2 or bottom - top < 2:
            continue
        part = image.crop((left, top, right, bottom))
        cells = (min(CELLS, part.width), min(CELLS, part.height))
        coarse = part.resize(cells, Image.Resampling.BOX).resize(part.size, Image.Resampling.NEAREST)
        made.paste(coarse, (left, top))
    return made


def contact_sheet(pictures: list[tuple[float, Any]]) -> Any:
    """Pictures of the covered film with their time, five in a row."""
    from PIL import Image, ImageDraw

    from chengguan.documents.lettering import lettering

    height = pictures[0][1].height + 22
    rows = -(-len(pictures) // SHEET_COLUMNS)
    sheet = Image.new("RGB", (SHEET_COLUMNS * SHEET_WIDTH, rows * height), (255, 255, 255))
    draw, font = ImageDraw.Draw(sheet), lettering(14)
    for index, (second, picture) in enumerate(pictures):
        left, top = index % SHEET_COLUMNS * SHEET_WIDTH, index // SHEET_COLUMNS * height
        sheet.paste(picture, (left, top))
        text = f"{int(second) // 60:02d}:{second % 60:04.1f}"
        draw.text((left + 4, top + height - 21), text, font=font, fill=(20, 24, 32))
    return sheet
