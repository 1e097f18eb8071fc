"""断点续传: tus 1.0 (core, creation, termination, expiration, checksum) for people at /uploads/tus/ and stations at /api/uploads/.

The body is read piece by piece (`request.read`), never as a whole. Answers are plain text in Chinese for people to read.
"""

from __future__ import annotations

import base64
import binascii
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.http import HttpResponse
from django.utils.http import http_date

from chengguan.base.pages import PageRequest
from chengguan.base.viewer import Viewer
from chengguan.documents.storing import StoreUnavailable
from chengguan.recordings import arriving, collecting, inbox
from chengguan.recordings.models import Station, Upload

VERSION: Final = "1.0.0"
EXTENSIONS: Final = "creation,termination,expiration,checksum"
OCTETS: Final = "application/offset+octet-stream"
BAD_CHECKSUM: Final = 460
METHODS: Final = frozenset({"OPTIONS", "HEAD", "PATCH", "DELETE", "POST"})


@dataclass(frozen=True)
class Sender:
    """Who sends: the actor, the way in, and how to find one of his own uploads and its address."""

    actor: Viewer
    via: str
    find: Callable[[uuid.UUID], Upload | None]
    address: Callable[[uuid.UUID], str]
    station: Station | None = None


class Declined(Exception):
    """The request cannot be served: status and words."""

    def __init__(self, status: int, text: str) -> None:
        self.status, self.text = status, text
        super().__init__(text)


def answer(status: int, text: str = "", **headers: str) -> HttpResponse:
    """An answer of the protocol."""
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def method_of(request: PageRequest) -> str:
    """The method; proxies that pass only GET and POST are told it in a header."""
    given = request.headers.get("X-HTTP-Method-Override", "").upper()
    return given if request.method == "POST" and given in METHODS else str(request.method)


def collection(request: PageRequest, sender: Sender, at: datetime) -> HttpResponse:
    """OPTIONS: what this server can do. POST: open an upload."""
    method = method_of(request)
    if method == "OPTIONS":
        return answer(
            204,
            Tus_Version=VERSION,
            Tus_Extension=EXTENSIONS,
            Tus_Max_Size=str(inbox.limit()),
            Tus_Checksum_Algorithm="sha256",
        )
    if method != "POST":
        return answer(405, "不支持的方法。", Allow="OPTIONS, POST")
    try:
        _check_version(request)
        upload = _opened(request, sender, at)
    except Declined as declined:
        return answer(declined.status, declined.text)
    return answer(201, Location=sender.address(upload.pk), Upload_Expires=_expires(at))


def _opened(request: PageRequest, sender: Sender, at: datetime) -> Upload:
    size = _whole_number(request.headers.get("Upload-Length"), "Upload-Length（文件大小）")
    if size == 0:
        raise Declined(400, "文件为空（0 字节）。请检查设备上的原文件，重新拷贝后上传。")
    told = metadata(request.headers.get("Upload-Metadata", ""))
    declared = told.get("sha256", "").lower()
    if declared and not re.fullmatch(r"[0-9a-f]{64}", declared):
        raise Declined(400, "申报的 sha256 校验值格式不正确，应为 64 位十六进制数。")
    try:
        return collecting.begin(
            actor=sender.actor,
            at=at,
            name=told.get("filename") or told.get("name") or "",
            size=size,
            via=sender.via,
            stated={
                key: told.get(key, "") for key in ("camera", "began_at", "place", "latitude", "longitude")
            },
            declared_sha256=declared,
            station=sender.station,
        )
    except collecting.TooLarge as large:
        raise Declined(413, str(large)) from large
    except inbox.NoRoom as full:
        raise Declined(507, str(full)) from full


def metadata(header: str) -> dict[str, str]:
    """Upload-Metadata: pairs of key and Base64 text. Raises Declined for what is no such thing."""
    found: dict[str, str] = {}
    if len(header) > 8192:
        raise Declined(400, "Upload-Metadata 过长。")
    for pair in filter(None, (part.strip() for part in header.split(","))):
        key, _, value = pair.partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode("utf-8")
        except (binascii.Error, UnicodeDecodeError) as error:
            raise Declined(400, f"Upload-Metadata 中的 {key[:40]} 不是 Base64 编码的 UTF-8 文字。") from error
    return found


def resource(request: PageRequest, sender: Sender, pk: uuid.UUID, at: datetime) -> HttpResponse:
    """HEAD: how far it is. PATCH: the next bytes. DELETE: give it up."""
    method = method_of(request)
    try:
        if method != "OPTIONS":
            _check_version(request)
        upload = sender.find(pk)
        if upload is None:
            raise Declined(404, "没有这个上传，或者不是由您发起的。")
        if method == "HEAD":
            return _head(upload)
        if method == "PATCH":
            return _patch(request, upload, at)
        if method == "DELETE":
            return _delete(upload, at)
    except Declined as declined:
        return answer(declined.status, declined.text)
    except inbox.Busy as busy:
        return answer(423, str(busy), Retry_After="2")
    return answer(204 if method == "OPTIONS" else 405, Allow="OPTIONS, HEAD, PATCH, DELETE")


def _check_version(request: PageRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Declined(412, "协议版本不符：需要 Tus-Resumable: 1.0.0。")


def _head(upload: Upload) -> HttpResponse:
    _still_open(upload)
    extra = {"Upload_Expires": _expires(upload.touched_at)} if upload.state == Upload.RECEIVING else {}
    return answer(200, Upload_Offset=str(arriving.offset_of(upload)), Upload_Length=str(upload.size), **extra)


def _still_open(upload: Upload) -> None:
    if upload.state == Upload.REFUSED:
        raise Declined(410, upload.reason or "上传已经结束，没有接收。")


def _patch(request: PageRequest, upload: Upload, at: datetime) -> HttpResponse:
    _still_open(upload)
    if request.headers.get("Content-Type", "").partition(";")[0].strip() != OCTETS:
        raise Declined(415, f"Content-Type 应为 {OCTETS}。")
    chunk = arriving.Chunk(
        offset=_whole_number(request.headers.get("Upload-Offset"), "Upload-Offset（起点）"),
        length=_whole_number(request.headers.get("Content-Length"), "Content-Length（本段大小）"),
        read=request.read,
        sha256=_checksum(request.headers.get("Upload-Checksum", "")),
    )
    if chunk.offset + chunk.length > upload.size:
        raise Declined(413, "本段超出了申报的文件大小。")
    try:
        arrived = arriving.append(upload.pk, chunk, at=at)
    except arriving.WrongOffset as wrong:
        return answer(409, str(wrong), Upload_Offset=str(wrong.offset))
    except arriving.WrongChecksum:
        return answer(BAD_CHECKSUM, "本段校验值不符，已丢弃，请重传本段。")
    except arriving.Ended as ended:
        raise Declined(409, "文件已经全部收到，不再接收内容。") from ended
    except StoreUnavailable as full:
        return answer(507, f"{full}。已收到的部分保留，稍后可以继续。", Retry_After="60")
    if arrived.complete:
        _finish_now(upload.pk, arrived, at)
        return answer(204, Upload_Offset=str(arrived.offset))
    return answer(204, Upload_Offset=str(arrived.offset), Upload_Expires=_expires(at))


def _finish_now(pk: uuid.UUID, arrived: arriving.Arrived, at: datetime) -> None:
    """Finish at once what was hashed on its way; what was not, and what cannot be kept now, is the worker's."""
    if arrived.digest is None and arrived.offset > collecting.REHASH_AT_ONCE:
        return
    try:
        collecting.finish(pk, at=at, digest=arrived.digest)
    except (collecting.Postponed, inbox.Busy):
        return


def _delete(upload: Upload, at: datetime) -> HttpResponse:
    if upload.state != Upload.REFUSED and not collecting.cancel(upload, at):
        raise Declined(409, "文件已经全部收到，不能取消。")
    return answer(204)


def _whole_number(text: str | None, what: str) -> int:
    if text is None or not re.fullmatch(r"\d{1,18}", text):
        raise Declined(411 if text is None else 400, f"缺少{what}，或者不是整数。")
    return int(text)


def _checksum(header: str) -> bytes:
    if not header:
        return b""
    kind, _, value = header.partition(" ")
    try:
        digest = base64.b64decode(value, validate=True)
    except binascii.Error:
        digest = b""
    if kind != "sha256" or len(digest) != 32:
        raise Declined(400, "校验值须为 sha256 加 Base64。")
    return digest


def _expires(at: datetime) -> str:
    return http_date((at + collecting.ABANDONED).timestamp())
