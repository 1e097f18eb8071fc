"""Open a recording for the programs of this package."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from chengguan.recordings.signatures import HEAD, recognise


def opened(source: Path) -> Any:
    """The container, read by the demuxer that its content calls for and no other. Raises ValueError for a foreign file."""
    import av

    with source.open("rb") as file:
        form = recognise(file.read(HEAD))
    if form is None or not form.demuxer:
        raise ValueError("不是录像或者录音")
    return av.open(
        str(source), format=form.demuxer, options={"protocol_whitelist": "file"}, metadata_errors="replace"
    )


def picture_stream(container: Any) -> Any:
    """The stream of moving pictures, or None; the cover of a sound file is none."""
    import av

    cover = av.stream.Disposition.attached_pic
    return next((item for item in container.streams.video if not item.disposition & cover), None)


def sound_stream(container: Any) -> Any:
    return next(iter(container.streams.audio), None)


def begin_of(container: Any) -> float:
    """Second at which the container's clock begins: what a player calls zero."""
    import av

    return container.start_time / av.time_base if container.start_time else 0.0


def length_of(container: Any) -> float:
    """Length in seconds; at least a little, so that it can be divided by."""
    import av

    return max(0.001, (container.duration or 0) / av.time_base)


def frames(container: Any, video: Any, begin: float = 0.0) -> Iterator[tuple[float, Any]]:
    """Frames with their second, from the keyframe before `begin`. Stretches that cannot be decoded are passed over."""
    import av

    zero = begin_of(container)
    if begin > 0:
        container.seek(int((zero + begin) / video.time_base), stream=video, backward=True)
    for packet in container.demux(video):
        try:
            decoded = packet.decode()
        except av.FFmpegError:
            continue
        for frame in decoded:
            if frame.time is not None:
                yield frame.time - zero, frame


def upright(frame: Any) -> Any:
    """The picture of a frame, turned as the device says."""
    image = frame.to_image()
    turn = int(getattr(frame, "rotation", 0) or 0)
    return image.rotate(turn, expand=True) if turn else image
