"""不重新编码的处理: segments for the browser (HLS, fMP4 in one file) and clips cut at keyframes. Pictures are copied as they are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from .opening import begin_of, length_of, opened, picture_stream, sound_stream

SEGMENT_SECONDS: Final = 4
COPIED_SOUND: Final = frozenset({"aac", "mp3"})
IN_MP4: Final = frozenset({"h264", "hevc", "mpeg4", "aac", "mp3"})
EVERY: Final = 500
MEDIA: Final = {
    ("mp4", False): "video/mp4",
    ("mp4", True): "audio/mp4",
    ("matroska", False): "video/x-matroska",
    ("matroska", True): "audio/x-matroska",
    ("amr", True): "audio/amr",
}


class Lane:
    """One stream on its way from one container to another: copied, or (sound that browsers do not play) encoded as AAC."""

    def __init__(self, source: Any, out: Any, *, copy: bool) -> None:
        from av.bitstream import BitStreamFilterContext

        self.copy, self.last = copy, None
        codec = source.codec_context.codec.canonical_name
        self.target = _copied(source, out) if copy else out.add_stream("aac", rate=source.rate or 8000)
        adts = copy and codec == "aac" and not source.codec_context.extradata
        self.filter = BitStreamFilterContext("aac_adtstoasc", source) if adts else None

    def packets(self, packet: Any) -> Iterable[Any]:
        """What goes out for a packet that comes in."""
        import av

        if not self.copy:
            try:
                return [made for frame in packet.decode() for made in self.target.encode(frame)]
            except av.FFmpegError:
                return []
        if packet.dts is None or (self.last is not None and packet.dts <= self.last):
            return []
        self.last = packet.dts
        if packet.pts is None:
            packet.pts = packet.dts
        passed = self.filter.filter(packet) if self.filter else [packet]
        for item in passed:
            item.stream = self.target
        return list(passed)

    def rest(self) -> Iterable[Any]:
        return [] if self.copy else self.target.encode(None)


def _copied(source: Any, out: Any) -> Any:
    """A stream with the format of another one, without the tag that the old container gave to it."""
    known = source.codec_context.codec.canonical_name in IN_MP4
    return out.add_stream_from_template(source, opaque=not known)


def segments(
    source: Path, folder: Path, job: dict[str, Any], report: Callable[[float], None]
) -> dict[str, Any]:
    """HLS: one fragmented MP4 and a playlist of byte ranges. Pictures are copied; sound only where browsers play it."""
    import av

    out = av.open(str(folder / "list.m3u8"), "w", format="hls", options=_hls(folder))
    with opened(source) as container, out:
        video, sound = picture_stream(container), sound_stream(container)
        lanes = {video.index: Lane(video, out, copy=True)}
        if sound is not None and sound.codec_context is not None:
            copied = sound.codec_context.codec.canonical_name in COPIED_SOUND
            lanes[sound.index] = Lane(sound, out, copy=copied)
        _pump(container, out, lanes, report)
    return {"media_type": "video/mp4", "playlist": (folder / "list.m3u8").read_text()}


def _hls(folder: Path) -> dict[str, str]:
    return {
        "hls_time": str(SEGMENT_SECONDS),
        "hls_list_size": "0",
        "hls_playlist_type": "vod",
        "hls_segment_type": "fmp4",
        "hls_flags": "single_file",
        "hls_segment_filename": str(folder / "made"),
    }


def _pump(container: Any, out: Any, lanes: dict[int, Lane], report: Callable[[float], None]) -> None:
    import av

    zero, length, count = begin_of(container), length_of(container), 0
    try:
        for packet in container.demux([container.streams[index] for index in lanes]):
            lane = lanes[packet.stream.index]
            count += 1
            if count % EVERY == 0 and packet.dts is not None:
                report(min(1.0, (float(packet.dts * packet.time_base) - zero) / length))
            for item in lane.packets(packet):
                out.mux(item)
    except av.FFmpegError as broken:
        if not count:
            raise broken
    for lane in lanes.values():
        for item in lane.rest():
            out.mux(item)


def clip(source: Path, folder: Path, job: dict[str, Any], report: Callable[[float], None]) -> dict[str, Any]:
    """The stretch from the keyframe at or before `begins_ms` until `ends_ms`, copied packet by packet, nothing re-encoded."""
    import av

    begin, end = job["begins_ms"] / 1000, job["ends_ms"] / 1000
    with opened(source) as container:
        streams = [item for item in (picture_stream(container), sound_stream(container)) if item is not None]
        names = {item.codec_context.codec.canonical_name for item in streams}
        sound_only = streams[0].type != "video"
        packaging = _packaging(names)
        key, back = _keyframe_before(container, streams[0], begin)
        with av.open(str(folder / "made"), "w", format=packaging) as out:
            lanes = {item.index: Lane(item, out, copy=True) for item in streams}
            _seek(container, streams[0], begin, back)
            last = _cut(container, out, lanes, streams, key, end)
    return {
        "media_type": MEDIA[packaging, sound_only],
        "covers_begin_ms": round(key * 1000),
        "covers_end_ms": round(max(last, key) * 1000),
    }


def _packaging(names: set[str]) -> str:
    """The container that takes these formats unchanged; MP4 wherever it can, since everything plays it."""
    if names <= IN_MP4:
        return "mp4"
    return "amr" if names <= {"amr_nb", "amr_wb"} else "matroska"


def _seek(container: Any, lead: Any, begin: float, back: float) -> None:
    container.seek(
        int((begin_of(container) + max(0.0, begin - back)) / lead.time_base), stream=lead, backward=True
    )


def _keyframe_before(container: Any, lead: Any, begin: float) -> tuple[float, float]:
    """Second of the last keyframe at or before `begin`, and how far before it reading has to start to meet it.

    Containers without an index (transport streams) land somewhere near; then one starts further back.
    """
    zero = begin_of(container)
    for back in (0.0, 10.0, 60.0, begin):
        _seek(container, lead, begin, back)
        found = None
        for packet in container.demux(lead):
            if packet.dts is None:
                continue
            moment = float((packet.dts if packet.pts is None else packet.pts) * packet.time_base) - zero
            if moment > begin + 0.0005 and (found is not None or not packet.is_keyframe or back != begin):
                break
            if packet.is_keyframe:
                found = moment
        if found is not None:
            return found, back
    raise ValueError("该时段没有可以截取的画面")


def _cut(
    container: Any, out: Any, lanes: dict[int, Lane], streams: list[Any], key: float, end: float
) -> float:
    """Copy what lies between, moved so that it begins at zero. Returns the second until which it goes."""
    lead, zero, last = streams[0], begin_of(container), key
    running, open_lanes = False, set(lanes)
    for packet in container.demux(streams):
        if packet.dts is None:
            continue
        moment = float((packet.dts if packet.pts is None else packet.pts) * packet.time_base) - zero
        is_lead = packet.stream.index == lead.index
        running = running or (is_lead and packet.is_keyframe and moment >= key - 0.0005)
        if float(packet.dts * packet.time_base) - zero >= end and (not is_lead or running):
            open_lanes.discard(packet.stream.index)
        if not open_lanes:
            break
        if not running or packet.stream.index not in open_lanes:
            continue
        if is_lead:
            last = max(last, moment + float((packet.duration or 0) * packet.time_base))
        _copy(packet, out, lanes[packet.stream.index], key + zero)
    return last


def _copy(packet: Any, out: Any, lane: Lane, origin: float) -> None:
    shift = round(origin / packet.time_base)
    packet.dts -= shift
    packet.pts = packet.dts if packet.pts is None else packet.pts - shift
    for item in lane.packets(packet):
        out.mux(item)
