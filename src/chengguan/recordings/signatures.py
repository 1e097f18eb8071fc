"""文件签名: what a recording file is by its first bytes. Its name and its sender's word are not asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

HEAD: Final = 1024


class Form(NamedTuple):
    """Container as we call it, the demuxer that may read it, its media type, and what it holds when it holds no pictures."""

    container: str
    demuxer: str
    media_type: str
    kind: str = "video"


MP4_BOXES: Final = frozenset({b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"moof", b"styp"})
MP4: Final = Form("mp4", "mov", "video/mp4")
MOV: Final = Form("mov", "mov", "video/quicktime")
MATROSKA: Final = Form("mkv", "matroska", "video/x-matroska")
TS: Final = Form("ts", "mpegts", "video/mp2t")


def _ts(head: bytes) -> bool:
    plain = len(head) > 376 and head[0] == head[188] == head[376] == 0x47
    return plain or (len(head) > 388 and head[4] == head[196] == head[388] == 0x47)


def _mpeg_audio(head: bytes) -> bool:
    """An MPEG layer III header, or an ID3 tag before it."""
    return head[:3] == b"ID3" or (head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] & 0xF0 != 0xF0)


FORMS: Final[tuple[tuple[Form, Callable[[bytes], bool]], ...]] = (
    (Form("jpeg", "", "image/jpeg", "photo"), lambda head: head.startswith(b"\xff\xd8\xff")),
    (Form("png", "", "image/png", "photo"), lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    (MOV, lambda head: head[4:8] == b"ftyp" and head[8:10] == b"qt"),
    (MP4, lambda head: head[4:8] in MP4_BOXES),
    (MATROSKA, lambda head: head.startswith(b"\x1a\x45\xdf\xa3")),
    (Form("avi", "avi", "video/x-msvideo"), lambda head: head[:4] == b"RIFF" and head[8:12] == b"AVI "),
    (Form("wav", "wav", "audio/wav", "audio"), lambda head: head[:4] == b"RIFF" and head[8:12] == b"WAVE"),
    (Form("flv", "flv", "video/x-flv"), lambda head: head.startswith(b"FLV\x01")),
    (Form("asf", "asf", "video/x-ms-asf"), lambda head: head.startswith(b"\x30\x26\xb2\x75\x8e\x66\xcf\x11")),
    (Form("ps", "mpeg", "video/mpeg"), lambda head: b"\x00\x00\x01\xba" in head[:64]),
    (Form("dav", "dhav", "video/x-dav"), lambda head: head.startswith(b"DHAV")),
    (Form("amr", "amr", "audio/amr", "audio"), lambda head: head.startswith(b"#!AMR")),
    (Form("flac", "flac", "audio/flac", "audio"), lambda head: head.startswith(b"fLaC")),
    (Form("ogg", "ogg", "audio/ogg", "audio"), lambda head: head.startswith(b"OggS")),
    (TS, _ts),
    (Form("aac", "aac", "audio/aac", "audio"), lambda head: head[0] == 0xFF and head[1] & 0xF6 == 0xF0),
    (Form("mp3", "mp3", "audio/mpeg", "audio"), _mpeg_audio),
)

OTHERS: Final[tuple[tuple[bytes, str], ...]] = (
    (b"%PDF-", "PDF 文件"),
    (b"PK\x03\x04", "压缩包或者 Office 文档"),
    (b"Rar!", "压缩包"),
    (b"7z\xbc\xaf", "压缩包"),
    (b"\x1f\x8b", "压缩包"),
    (b"MZ", "程序文件"),
    (b"\x7fELF", "程序文件"),
    (b"#EXTM3U", "播放列表（不含音视频内容）"),
    (b"<", "网页或者文本文件"),
    (b"GIF8", "GIF 图片"),
)


def recognise(head: bytes) -> Form | None:
    """The form of a file that begins with `head`, or None."""
    if len(head) < 12:
        return None
    return next((form for form, matches in FORMS if matches(head)), None)


def refusal(head: bytes) -> str:
    """Why a file of no known form is not taken, and what to do."""
    if not head.strip(b"\0"):
        return "文件开头没有内容（全为零），多为拷贝中断或者存储卡损坏。请从设备重新拷贝后上传。"
    name = next((title for mark, title in OTHERS if head.startswith(mark)), "")
    what = f"该文件实际是{name}，不是录像、录音或者照片" if name else "按内容识别不出是哪种录像、录音或者照片"
    return f"{what}。请核对选择的文件；设备专用格式请先用厂商工具导出为 MP4 再上传。"
