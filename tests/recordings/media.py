"""Tiny films, sounds and photographs for tests."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from tests.recordings.kept import stored

from chengguan.base.dates import CHINA
from chengguan.ledger import outbox
from chengguan.recordings.acts.receiving import receive
from chengguan.recordings.models import Recording
from chengguan.recordings.probing import probe
from chengguan.web.demonstration.footage import drawn, film, hum
from chengguan.web.demonstration.walk import Walk

BEGUN = datetime(2024, 5, 6, 9, 30, tzinfo=CHINA)


def make_video(
    path: Path, *, seconds: float = 2, codec: str = "libx264", container: str = "mp4", text: str = "丰庆路口",
    begun_at: datetime = BEGUN, camera: str = "WG-01", sound: str = "", point: tuple[float, float] | None = None,
) -> Path:  # fmt: skip
    """A film of 320x180 at 10 frames a second with time, camera and `text` burned in. Returns `path`."""
    return film(
        path, begun_at=begun_at, place=text, camera=camera, seconds=seconds, size=(320, 180), fps=10,
        codec=codec, container=container, sound=sound, point=point,
    )  # fmt: skip


def make_photo(path: Path, *, begun_at: datetime = BEGUN, text: str = "丰庆路口") -> Path:
    """A JPEG with EXIF time (the clock of China, without an offset) and position."""
    from PIL import Image

    image = drawn((320, 180), begun_at, text, "WG-01", 0.5)
    exif = Image.Exif()
    exif.get_ifd(0x8769)[36867] = f"{begun_at:%Y:%m:%d %H:%M:%S}"
    gps: dict[int, Any] = exif.get_ifd(0x8825)
    gps.update({1: "N", 2: (26.0, 43.0, 30.0), 3: "E", 4: (110.0, 37.0, 48.0)})
    image.save(path, "JPEG", exif=exif)
    return path


def make_sound(path: Path, *, codec: str = "pcm_s16le", container: str = "wav", seconds: float = 1) -> Path:
    """A sound of one tone."""
    import av

    with av.open(str(path), "w", format=container) as out:
        out.metadata["creation_time"] = BEGUN.isoformat()
        hum(out, out.add_stream(codec, rate=8000), seconds)
    return path


def make_amr(path: Path, seconds: int = 1) -> Path:
    """Silence as a recorder writes it (AMR narrow band, twenty milliseconds a frame)."""
    path.write_bytes(b"#!AMR\n" + (b"\x3c" + bytes(31)) * (50 * seconds))
    return path


@cache
def video(**how: Any) -> Path:
    """A film made once per run for each way of making it. It is only read."""
    name = f"film.{how.get('container', 'mp4')}"
    return make_video(Path(mkdtemp(prefix="media")) / name, **how)


def with_index_first(source: Path, target: Path) -> Path:
    """The same film with its index in front, so that a cut-off copy can still be opened."""
    import av

    with av.open(str(source)) as old, av.open(str(target), "w", options={"movflags": "+faststart"}) as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet in old.demux(old.streams.video[0]):
            if packet.dts is not None:
                packet.stream = stream
                new.mux(packet)
    return target


def cut_off(source: Path, target: Path, share: float = 0.6) -> Path:
    """The beginning of a file."""
    content = source.read_bytes()
    target.write_bytes(content[: int(len(content) * share)])
    return target


def taken_in(walk: Walk, source: Path, **changes: Any) -> Recording:
    """A real file through the act, without the ways of collection."""
    content, found = source.read_bytes(), probe(source)
    done = receive(
        actor=walk.as_role("handler"),
        at=changes.pop("at", walk.now),
        file=stored(content, found.media_type),
        found=found,
        name=source.name,
        officer=walk.pair[0],
        **changes,
    )
    recording: Recording = done.result
    return recording


def worked(at: datetime) -> None:
    """What the worker does with recordings that have come in and with what is to be made from them."""
    while outbox.work_one(at, only="recordings."):
        pass
