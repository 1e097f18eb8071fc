"""Short real films of the demonstration and the tests: a drawn street with time and place burned into every frame."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from chengguan.base.dates import CHINA

if TYPE_CHECKING:
    from PIL.Image import Image

FORMATS: Final = {"mp4": "mp4", "mov": "mov", "mkv": "matroska", "avi": "avi", "ts": "mpegts"}
SKY, ROAD, WALL = (151, 178, 196), (96, 99, 104), (176, 156, 128)


def film(
    path: Path, *, begun_at: datetime, place: str, camera: str, seconds: float = 3,
    size: tuple[int, int] = (480, 270), fps: int = 10, codec: str = "libx264", container: str = "mp4",
    point: tuple[float, float] | None = None, sound: str = "",
) -> Path:  # fmt: skip
    """Write a film that began at `begun_at` (the device's clock). `sound` names an audio codec ("" for none). Returns `path`."""
    import av

    with av.open(str(path), "w", format=FORMATS[container]) as out:
        out.metadata["creation_time"] = begun_at.isoformat()
        if point is not None:
            out.metadata["location"] = f"{point[0]:+08.4f}{point[1]:+09.4f}/"
        framed: Any = av.VideoFrame.from_image
        video: Any = out.add_stream(codec, rate=fps)
        video.width, video.height, video.pix_fmt = size[0], size[1], "yuv420p"
        video.codec_context.thread_count = 1
        video.options = _options(codec, fps)
        audio: Any = out.add_stream(sound, rate=8000 if sound.startswith("pcm") else 16000) if sound else None
        for index in range(round(seconds * fps)):
            moment = begun_at + timedelta(seconds=index / fps)
            picture = drawn(size, moment, place, camera, index / max(1, round(seconds * fps)))
            out.mux(video.encode(framed(picture)))
        out.mux(video.encode())
        if audio is not None:
            hum(out, audio, seconds)
    return path


def _options(codec: str, fps: int) -> dict[str, str]:
    """Fast, with a keyframe every second, as body-worn cameras write them."""
    if codec == "libx264":
        return {"preset": "ultrafast", "crf": "30", "g": str(fps)}
    if codec == "libx265":
        return {
            "preset": "ultrafast",
            "x265-params": f"log-level=none:pools=none:frame-threads=1:keyint={fps}",
        }
    return {}


def drawn(size: tuple[int, int], moment: datetime, place: str, camera: str, through: float) -> Image:
    """One frame: a street, a cart that moves along it (`through`: 0 at the begin, 1 at the end), and what the camera burns in."""
    from PIL import Image, ImageDraw

    width, height = size
    image = Image.new("RGB", size, SKY)
    draw = ImageDraw.Draw(image)
    for left in range(0, width, width // 5):
        draw.rectangle((left, height * 0.22, left + width // 5 - 6, height * 0.62), WALL)
        draw.rectangle((left + 8, height * 0.42, left + width // 5 - 16, height * 0.62), (92, 74, 60))
    draw.rectangle((0, height * 0.62, width, height), ROAD)
    cart = int(through * (width - width // 6))
    draw.rectangle((cart, height * 0.58, cart + width // 6, height * 0.74), (190, 60, 48))
    draw.ellipse((cart + 8, height * 0.70, cart + 28, height * 0.70 + 20), (30, 30, 30))
    _burn(draw, size, f"{moment.astimezone(CHINA):%Y-%m-%d %H:%M:%S}", camera, place)
    return image


def paper(*lines: str) -> bytes:
    """A scanned page with some lines on it, as PDF: what somebody hands in as a source."""
    import io

    from PIL import Image, ImageDraw

    from chengguan.documents.lettering import lettering

    page = Image.new("RGB", (827, 1169), (252, 251, 247))
    draw = ImageDraw.Draw(page)
    for number, line in enumerate(lines):
        draw.text((90, 120 + number * 52), line, font=lettering(30 if number == 0 else 22), fill=(40, 40, 40))
    out = io.BytesIO()
    page.save(out, format="PDF", resolution=100)
    return out.getvalue()


def _burn(draw: Any, size: tuple[int, int], moment: str, camera: str, place: str) -> None:
    from chengguan.documents.lettering import lettering

    font = lettering(max(11, size[1] // 16))
    edge = {"font": font, "fill": (255, 255, 255), "stroke_width": 1, "stroke_fill": (0, 0, 0)}
    draw.text((8, 6), moment, **edge)
    draw.text((size[0] - 8, 6), camera, anchor="ra", **edge)
    draw.text((8, size[1] - 8), place, anchor="ld", **edge)


def hum(out: Any, audio: Any, seconds: float) -> None:
    """A quiet tone, so that there is a sound track."""
    import av
    import numpy

    rate, done = audio.rate, 0
    while done < seconds * rate:
        wave = 2000 * numpy.sin(numpy.arange(done, done + 1024) * 440 * 2 * numpy.pi / rate)
        frame = av.AudioFrame.from_ndarray(
            wave.astype(numpy.int16).reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts, done = rate, done, done + 1024
        out.mux(audio.encode(frame))
    out.mux(audio.encode(None))
