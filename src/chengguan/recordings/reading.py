"""Reader of one recording file, run as a process of its own with little memory and time, so that a crafted file harms nobody else.

`python -I reading.py PATH` prints one JSON object: {"found": {...}} or {"refused": "..."}; see probing.py, which calls it.
It imports nothing of ours but the table of signatures beside it.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import resource
import struct
import sys
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from typing import Any, Final

MEMORY: Final = 2 << 30
CPU_SECONDS: Final = 120
STREAMS: Final = 16
SIDE: Final = 8192
PIXELS: Final = 120_000_000
TRIED_PACKETS: Final = 400
TAIL_PACKETS: Final = 200_000
CHINA: Final = timezone(timedelta(hours=8))
ISO_6709: Final = re.compile(r"([+-]\d{1,2}(?:\.\d+)?)([+-]\d{1,3}(?:\.\d+)?)")
LOCATIONS: Final = ("com.apple.quicktime.location.ISO6709", "location", "location-eng")
EARLIEST: Final = datetime(2005, 1, 1, tzinfo=UTC)
PLAYED_SOUND: Final = frozenset({"", "aac", "mp3"})
DIRECT_SOUND: Final = frozenset({"mp3", "wav", "mp4", "mov", "flac", "aac"})


class Refusal(Exception):
    """The file cannot be taken; the message is for the person who sent it."""


def read(path: Path) -> dict[str, Any]:
    """Everything that is known about the file. Raises Refusal."""
    signatures = _signatures()
    with path.open("rb") as file:
        head = file.read(signatures.HEAD)
    if not head:
        raise Refusal("文件为空（0 字节）。请检查设备上的原文件，重新拷贝后上传。")
    form = signatures.recognise(head)
    if form is None:
        raise Refusal(signatures.refusal(head))
    return _photo(path, form) if form.kind == "photo" else _film(path, form)


def _signatures() -> Any:
    """The table beside this file, loaded without the package (this process runs isolated)."""
    spec = importlib.util.spec_from_file_location("signatures", Path(__file__).with_name("signatures.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# Photographs


def _photo(path: Path, form: Any) -> dict[str, Any]:
    from PIL import Image, ImageFile

    Image.MAX_IMAGE_PIXELS = PIXELS
    faults: list[str] = []
    try:
        with Image.open(path, formats=["JPEG", "PNG"]) as image:
            size, exif = image.size, image.getexif()
            if size[0] * size[1] > PIXELS:
                raise Refusal("照片尺寸过大，超过一亿二千万像素。请核对文件，或者以较小尺寸导出后上传。")
            try:
                image.load()
            except OSError:
                faults.append("照片文件不完整：只能显示上面一部分，多为拷贝中断。")
                ImageFile.LOAD_TRUNCATED_IMAGES = True
    except (Image.DecompressionBombError, OSError, SyntaxError, ValueError) as error:
        raise Refusal("照片无法打开，文件已损坏。请从设备重新拷贝后上传。") from error
    latitude, longitude = _exif_point(exif)
    return {
        "media_type": form.media_type, "kind": "photo", "container": form.container, "duration_ms": 0,
        "began_at": _exif_time(exif), "width": size[0], "height": size[1], "latitude": latitude,
        "longitude": longitude, "whole": not faults, "faults": faults, "playback": "direct",
    }  # fmt: skip


def _exif_time(exif: Any) -> str | None:
    """When the picture was taken; without an offset the device's clock is read as the time of China."""
    more = exif.get_ifd(0x8769)
    text, offset = str(more.get(36867) or exif.get(306) or ""), str(more.get(36881) or "")
    try:
        taken = datetime.strptime(text.strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - zoned below
    except ValueError:
        return None
    zone = re.fullmatch(r"([+-])(\d\d):(\d\d)", offset.strip("\0 "))
    if zone is None:
        return _sane(taken.replace(tzinfo=CHINA))
    shift = timedelta(hours=int(zone[2]), minutes=int(zone[3]))
    return _sane(taken.replace(tzinfo=timezone(shift if zone[1] == "+" else -shift)))


def _exif_point(exif: Any) -> tuple[float | None, float | None]:
    gps = exif.get_ifd(0x8825)
    try:
        latitude = _degrees(gps[2]) * (-1 if gps.get(1) == "S" else 1)
        longitude = _degrees(gps[4]) * (-1 if gps.get(3) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None, None
    return _point(latitude, longitude)


def _degrees(parts: Any) -> float:
    return sum(float(part) / scale for part, scale in zip(parts, (1, 60, 3600), strict=False))


def _point(latitude: float, longitude: float) -> tuple[float | None, float | None]:
    """A point on earth; (0, 0) is what receivers write that have no fix."""
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180) or (latitude, longitude) == (0, 0):
        return None, None
    return round(latitude, 7), round(longitude, 7)


def _sane(moment: datetime) -> str | None:
    """ISO text of a moment; None for 1904, 1970 and other moments at which there were no such devices."""
    return moment.isoformat() if moment >= EARLIEST else None


# Video and sound


def _film(path: Path, form: Any) -> dict[str, Any]:
    import av

    try:
        container = av.open(
            str(path), format=form.demuxer, options={"protocol_whitelist": "file"}, metadata_errors="replace"
        )
    except (av.FFmpegError, ValueError, OSError) as error:
        raise Refusal(_why_not_opened(path, form)) from error
    with container:
        return _described(path, form, container)


def _why_not_opened(path: Path, form: Any) -> str:
    if form.demuxer == "mov":
        names = [name for name, _, _ in _boxes(path)]
        if b"moov" not in names:
            return (
                "文件不完整：缺少索引（moov），多为录制时断电或者拷贝中断，不能播放。"
                "请从设备重新拷贝；设备上的原文件也打不开的，请用厂商修复工具修复后连同原文件一并上传。"
            )
    return "文件已损坏，无法读取。请从设备重新拷贝后上传；仍然不行的，请联系设备厂商。"


def _described(path: Path, form: Any, container: Any) -> dict[str, Any]:
    if len(container.streams) > STREAMS:
        raise Refusal("文件结构异常（内含的流过多），不予接收。请核对文件来源。")
    pictures = [item for item in container.streams.video if not _is_cover(item)]
    video, sound = next(iter(pictures), None), next(iter(container.streams.audio), None)
    lead: Any = video if video is not None else sound
    if lead is None:
        raise Refusal("文件里没有画面也没有声音。请核对选择的文件。")
    if video is not None and max(video.width, video.height) > SIDE:
        raise Refusal(f"画面尺寸异常（{video.width}×{video.height}），不予接收。请核对文件。")
    duration, tail = _length(container, lead)
    faults = [*_cut(path, form, duration, tail), *_undecodable(container, video)]
    tags = {**dict(lead.metadata), **dict(container.metadata)}
    latitude, longitude = _location(tags)
    kind = "video" if video is not None else "audio"
    codec = _codec(video)
    return {
        "media_type": _media_type(form, kind), "kind": kind, "container": form.container,
        "duration_ms": duration, "began_at": _recorded(tags), "video_codec": codec,
        "audio_codec": _codec(sound), "width": video.width if video else 0,
        "height": video.height if video else 0, "frame_rate": _rate(video), "latitude": latitude,
        "longitude": longitude, "whole": not faults, "faults": faults,
        "playback": _playback(form, kind, video, codec, _codec(sound)),
    }  # fmt: skip


def _is_cover(stream: Any) -> bool:
    import av

    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _codec(stream: Any) -> str:
    """Name of the format, not of the decoder that happens to read it."""
    if stream is None:
        return ""
    context = stream.codec_context
    return str(context.codec.canonical_name)[:20] if context is not None else "unknown"


def _rate(video: Any) -> float:
    rate = (video.average_rate or video.guessed_rate) if video is not None else None
    return round(float(rate), 3) if rate and rate < 1000 else 0.0


def _media_type(form: Any, kind: str) -> str:
    text = str(form.media_type)
    return text.replace("video/", "audio/", 1) if kind == "audio" else text


def _playback(form: Any, kind: str, video: Any, codec: str, sound: str) -> str:
    """How a browser gets to see it: as it lies, as segments cut without re-encoding, after transcoding, or not at all."""
    if kind == "audio":
        return "direct" if form.container in DIRECT_SOUND and sound not in ("alac",) else "transcode"
    if codec == "unknown":
        return "none"
    if codec != "h264" or (video.pix_fmt or "yuv420p") not in ("yuv420p", "yuvj420p"):
        return "transcode"
    return "direct" if form.demuxer == "mov" and sound in PLAYED_SOUND else "hls"


def _length(container: Any, stream: Any) -> tuple[int, int]:
    """Declared length and the end of the last packet that is really there, in ms; equal when nothing is declared."""
    import av

    declared = int(container.duration / 1000) if container.duration and container.duration > 0 else 0
    begin = container.start_time / av.time_base if container.start_time else 0.0
    last, count = 0.0, 0
    try:
        if declared > 20_000:
            container.seek(int((begin + declared / 1000 - 10) * av.time_base), backward=True)
        for packet in container.demux(stream):
            count += 1
            moment = packet.pts if packet.pts is not None else packet.dts
            if moment is not None and packet.time_base and packet.size:
                last = max(last, float((moment + (packet.duration or 0)) * packet.time_base) - begin)
            if declared and count > TAIL_PACKETS:
                return declared, declared
    except (av.FFmpegError, OSError):
        pass
    tail = round(last * 1000)
    return (declared, tail) if declared else (tail, tail)


def _cut(path: Path, form: Any, duration: int, tail: int) -> list[str]:
    """Signs that the file ends before it should."""
    declared, size = _declared_size(path, form), path.stat().st_size
    if declared > size:
        missing = (declared - size) / (1 << 20)
        return [
            f"文件不完整：应有 {declared} 字节，实有 {size} 字节（缺 {missing:.1f} MB），结尾部分不能播放。"
        ]
    if duration - tail > max(1500, duration // 50):
        return [f"文件不完整：标称 {duration / 1000:.0f} 秒，实际只能读到第 {tail / 1000:.0f} 秒。"]
    return []


def _declared_size(path: Path, form: Any) -> int:
    """Size that the container says it has; 0 when it does not say."""
    if form.demuxer == "mov":
        return max((begin + size for _, begin, size in _boxes(path)), default=0)
    if form.demuxer in ("avi", "wav"):
        with path.open("rb") as file:
            size = struct.unpack("<4xI", file.read(8))[0]
        return size + 8 if 0 < size < 0xFFFFFFF0 else 0
    return _segment_end(path) if form.demuxer == "matroska" else 0


def _segment_end(path: Path) -> int:
    """Where the segment of a Matroska file says it ends; 0 when its size is left open (a live recording)."""
    with path.open("rb") as file:
        head = file.read(4096)
    begin = head.find(b"\x18\x53\x80\x67")
    if begin < 0 or len(head) < begin + 13:
        return 0
    first = head[begin + 4]
    length = 9 - first.bit_length()
    size = int.from_bytes(head[begin + 4 : begin + 4 + length], "big") & ((1 << 7 * length) - 1)
    return 0 if size == (1 << 7 * length) - 1 else begin + 4 + length + size


def _boxes(path: Path) -> list[tuple[bytes, int, int]]:
    """Top-level boxes of an MP4: name, begin, size as written (which may reach beyond the end of the file)."""
    found: list[tuple[bytes, int, int]] = []
    total = path.stat().st_size
    with path.open("rb") as file:
        begin = 0
        while begin + 8 <= total and len(found) < 100_000:
            file.seek(begin)
            size, name = struct.unpack(">I4s", file.read(8))
            if size == 1:
                long = file.read(8)
                size = struct.unpack(">Q", long)[0] if len(long) == 8 else 16
            size = total - begin if size == 0 else size
            if size < 8 or not name.isascii():
                break
            found.append((name, begin, size))
            begin += size
    return found


def _undecodable(container: Any, video: Any) -> list[str]:
    """Decode until the first picture; a film of which no picture can be decoded is kept, with that said."""
    import av

    if video is None or video.codec_context is None:
        return [] if video is None else ["画面编码无法识别，只能下载后用厂商播放器查看。"]
    video.codec_context.thread_count = 1
    with contextlib.suppress(av.FFmpegError, OSError):
        container.seek(0, backward=True)
    tried = 0
    try:
        for packet in container.demux(video):
            tried += 1
            if tried > TRIED_PACKETS or _has_picture(packet):
                break
    except (av.FFmpegError, OSError):
        tried = TRIED_PACKETS + 1
    return ["画面无法解码，文件可能已损坏，请从设备重新拷贝。"] if tried > TRIED_PACKETS else []


def _has_picture(packet: Any) -> bool:
    import av

    try:
        return bool(packet.decode())
    except (av.FFmpegError, OSError):
        return False


def _recorded(tags: dict[str, str]) -> str | None:
    """When the device began, by its own clock. What the file says is kept; a time without a zone is the time of China."""
    day, clock = tags.get("date", ""), tags.get("creation_time", "")
    for text in (tags.get("com.apple.quicktime.creationdate", ""), clock, f"{day} {clock}", day):
        moment = _moment(text.strip())
        if moment is not None:
            return _sane(moment)
    return None


def _moment(text: str) -> datetime | None:
    text = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.replace("/", "-"))
    for shape in ("", "%a %b %d %H:%M:%S %Y"):
        try:
            read = datetime.strptime(text, shape) if shape else datetime.fromisoformat(text)  # noqa: DTZ007
        except ValueError:
            continue
        return read if read.tzinfo is not None else read.replace(tzinfo=CHINA)
    return None


def _location(tags: dict[str, str]) -> tuple[float | None, float | None]:
    for name in LOCATIONS:
        found = ISO_6709.match(tags.get(name, ""))
        if found is not None:
            return _point(float(found[1]), float(found[2]))
    return None, None


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(5)


def main(argument: str) -> None:
    """Read one file and print what was found."""
    _limit()
    try:
        answer: dict[str, Any] = {"found": read(Path(argument))}
    except Refusal as refusal:
        answer = {"refused": str(refusal)}
    except MemoryError:
        answer = {"refused": "文件内容异常，读取时占用过多内存，已停止。请核对文件来源。"}
    sys.stdout.write(
        json.dumps(answer, default=lambda value: float(value) if isinstance(value, Fraction) else str(value))
    )


if __name__ == "__main__":
    main(sys.argv[1])
