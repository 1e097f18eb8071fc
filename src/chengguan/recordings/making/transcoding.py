"""转码: what browsers do not play (H.265 and others) becomes H.264 and AAC in an MP4 whose index stands in front."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

from .cutting import COPIED_SOUND, Lane
from .opening import begin_of, length_of, opened, picture_stream, sound_stream

HEIGHT: Final = 1080
EVERY: Final = 50


def transcode(
    source: Path, folder: Path, job: dict[str, Any], report: Callable[[float], None]
) -> dict[str, Any]:
    """A copy for playing in the browser, at most 1080 lines high. The original stays what it is."""
    import av

    with (
        opened(source) as container,
        av.open(str(folder / "made"), "w", format="mp4", options={"movflags": "+faststart"}) as out,
    ):
        video, sound = picture_stream(container), sound_stream(container)
        target = picture_target(out, video, (video.width, video.height)) if video is not None else None
        lane = sound_lane(sound, out)
        _run(container, out, (video, target), (sound, lane), report)
    return {"media_type": "video/mp4" if video is not None else "audio/mp4"}


def picture_target(out: Any, video: Any, size: tuple[int, int]) -> Any:
    """An H.264 stream for frames of that size, made smaller when it is larger than browsers need."""
    rate = video.average_rate or video.guessed_rate or Fraction(25)
    target = out.add_stream("libx264", rate=min(Fraction(rate), Fraction(60)))
    scale = min(1.0, HEIGHT / max(1, min(size)))
    target.width, target.height = (max(2, int(side * scale) // 2 * 2) for side in size)
    target.pix_fmt = "yuv420p"
    target.time_base = Fraction(1, 90_000)
    target.codec_context.time_base = Fraction(1, 90_000)
    target.options = {"preset": "veryfast", "crf": "24", "force_key_frames": "expr:gte(t,n_forced*2)"}
    target.codec_context.gop_size = max(1, round(float(rate) * 2))
    return target


def sound_lane(sound: Any, out: Any) -> Lane | None:
    if sound is None or sound.codec_context is None:
        return None
    return Lane(sound, out, copy=sound.codec_context.codec.canonical_name in COPIED_SOUND)


def placed(frame: Any, second: float, target: Any) -> Any:
    """The frame in the form and on the clock of the stream it goes to."""
    made = frame.reformat(width=target.width, height=target.height, format="yuv420p")
    made.pts, made.time_base = round(second * 90_000), Fraction(1, 90_000)
    made.pict_type = 0
    return made


def _run(
    container: Any,
    out: Any,
    pictures: tuple[Any, Any],
    sounds: tuple[Any, Lane | None],
    report: Callable[[float], None],
) -> None:
    video, target = pictures
    sound, lane = sounds
    streams = [item for item in (video, sound if lane else None) if item is not None]
    written = _Written(out, target, length_of(container), report)
    zero = begin_of(container)
    for packet in container.demux(streams):
        if lane is not None and packet.stream is sound:
            out.mux(list(lane.packets(packet)))
            continue
        for second, frame in decoded(packet, zero):
            written.take(second, frame)
    if target is not None:
        out.mux(target.encode(None))
    if lane is not None:
        out.mux(list(lane.rest()))


class _Written:
    """Frames on their way out, each later than the one before."""

    def __init__(self, out: Any, target: Any, length: float, report: Callable[[float], None]) -> None:
        self.out, self.target, self.length, self.report = out, target, length, report
        self.count, self.last = 0, -1.0

    def take(self, second: float, frame: Any) -> None:
        if second <= self.last:
            return
        self.last, self.count = second, self.count + 1
        self.out.mux(self.target.encode(placed(frame, second, self.target)))
        if self.count % EVERY == 0:
            self.report(min(1.0, second / self.length))


def decoded(packet: Any, zero: float) -> list[tuple[float, Any]]:
    """Frames of a packet with their second; none when it cannot be decoded."""
    import av

    try:
        return [(frame.time - zero, frame) for frame in packet.decode() if frame.time is not None]
    except av.FFmpegError:
        return []
