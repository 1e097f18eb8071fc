"""对象存储: files in a bucket of any S3-compatible store, under the same names as on disk (`ab/cd/<sha256>`).

Large files go up in parts, each with its MD5, with flat memory; an upload that was broken off goes on with the parts that
are there. Afterwards the store is asked for the object's size and our own digests in its metadata: only then is it kept.
Where the bucket has object lock, the store itself refuses deletion before the date, whoever asks.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from time import time
from typing import Any, Final

from ..hashing import CHUNK, Digest
from .cache import Cache
from .port import Health, Lock, LockUnsupported, ObjectLocked, StoreUnavailable, disk_errors

PART: Final = 8 * CHUNK
MOST_PARTS: Final = 9000
AT_ONCE: Final = 2
TRIES: Final = 3
AGAIN: Final = "请稍后再试；一直不行时通知系统管理员"
GONE: Final = frozenset({"404", "NoSuchKey", "NoSuchVersion"})
NO_LOCK: Final = frozenset(
    {
        "ObjectLockConfigurationNotFoundError",
        "NoSuchObjectLockConfiguration",
        "InvalidRequest",
        "NotImplemented",
        "MethodNotAllowed",
    }
)
MEANINGS: Final = {
    "拒绝了本系统的访问密钥，请通知系统管理员检查 S3_ACCESS_KEY、S3_SECRET_KEY 和桶的权限": (
        "403",
        "AccessDenied",
        "InvalidAccessKeyId",
        "SignatureDoesNotMatch",
        "ExpiredToken",
    ),
    "里没有这个存储桶，请通知系统管理员检查 S3_BUCKET": ("NoSuchBucket",),
    "空间不足，请通知系统管理员扩充": ("507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull"),
}


@dataclass(frozen=True)
class Bucket:
    """A bucket and how to speak to it. `locking` is "" | "GOVERNANCE" | "COMPLIANCE"; new objects are locked `lock_days`."""

    endpoint: str
    name: str
    access_key: str
    secret_key: str = field(repr=False)
    region: str = "us-east-1"
    prefix: str = ""
    locking: str = ""
    lock_days: int = 0
    ca_file: str = ""
    timeout_s: int = 60
    tries: int = TRIES


class S3Store:
    """A bucket, with a local cache for tools that need real files."""

    name = "s3"

    def __init__(self, bucket: Bucket, cache: Cache) -> None:
        self.bucket, self.cache = bucket, cache

    @cached_property
    def client(self) -> Any:
        """One client for the process: it is safe for threads. The library is large, so it is loaded only here."""
        import boto3
        from botocore.config import Config

        config = Config(
            s3={"addressing_style": "path"},
            retries={"total_max_attempts": self.bucket.tries, "mode": "standard"},
            connect_timeout=min(5, self.bucket.timeout_s),
            read_timeout=self.bucket.timeout_s,
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        return boto3.session.Session().client(
            "s3",
            endpoint_url=self.bucket.endpoint or None,
            region_name=self.bucket.region,
            aws_access_key_id=self.bucket.access_key,
            aws_secret_access_key=self.bucket.secret_key,
            verify=self.bucket.ca_file or None,
            config=config,
        )

    def key(self, sha256: str) -> str:
        """Name of the object."""
        return f"{self.bucket.prefix}{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def _at(self, sha256: str) -> dict[str, str]:
        return {"Bucket": self.bucket.name, "Key": self.key(sha256)}

    # --- taking in -------------------------------------------------------------------------------------------

    def put(self, path: Path, digest: Digest, *, move: bool = True) -> None:
        if self._head(digest.sha256) != digest.size:
            with self._errors(), disk_errors():
                if digest.size <= PART:
                    self._put_whole(path, digest)
                else:
                    self._put_parts(path, digest)
            if self._head(digest.sha256) != digest.size:
                raise StoreUnavailable(f"文件存储服务没有完整收下文件。{AGAIN}")
        if move:
            self.cache.adopt(path, digest.sha256)

    def _head(self, sha256: str) -> int | None:
        """Size of an object that bears our digest, None where there is none."""
        with suppress(FileNotFoundError), self._errors():
            found = self.client.head_object(**self._at(sha256))
            if found["Metadata"].get("sha256") == sha256:
                return int(found["ContentLength"])
        return None

    def _about(self, digest: Digest) -> dict[str, Any]:
        """What is said of an object when it is made."""
        about: dict[str, Any] = {
            **self._at(digest.sha256),
            "ContentType": "application/octet-stream",
            "Metadata": {"sha256": digest.sha256, "sm3": digest.sm3},
        }
        if self.bucket.locking and self.bucket.lock_days:
            about["ObjectLockMode"] = self.bucket.locking
            about["ObjectLockRetainUntilDate"] = _now() + timedelta(days=self.bucket.lock_days)
        return about

    def _put_whole(self, path: Path, digest: Digest) -> None:
        data = path.read_bytes()
        self.client.put_object(**self._about(digest), Body=data, ContentMD5=_md5(data)[1])

    def _put_parts(self, path: Path, digest: Digest) -> None:
        """In parts, several at a time; when two do this with the same content at once, the first to end makes the object."""
        target = self._at(digest.sha256)
        upload, there = self._begun(digest.sha256)
        upload = upload or self.client.create_multipart_upload(**self._about(digest))["UploadId"]
        length = max(PART, -(-digest.size // MOST_PARTS // CHUNK) * CHUNK)
        try:
            with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="upload") as threads:
                work = [
                    threads.submit(self._put_part, path, target, upload, number, begin, length, there)
                    for number, begin in enumerate(range(0, digest.size, length), 1)
                ]
                parts = _results(work)
            self.client.complete_multipart_upload(**target, UploadId=upload, MultipartUpload={"Parts": parts})
        except self.client.exceptions.NoSuchUpload as error:
            if self._head(digest.sha256) != digest.size:
                raise StoreUnavailable(f"文件存储服务中断了上传。{AGAIN}") from error

    def _put_part(
        self,
        path: Path,
        target: dict[str, str],
        upload: str,
        number: int,
        begin: int,
        length: int,
        there: dict[int, str],
    ) -> dict[str, Any]:
        with path.open("rb") as file:
            file.seek(begin)
            data = file.read(length)
        etag, md5 = _md5(data)
        if there.get(number) != etag:
            sent = self.client.upload_part(
                **target, UploadId=upload, PartNumber=number, Body=data, ContentMD5=md5
            )
            etag = sent["ETag"]
        return {"PartNumber": number, "ETag": etag}

    def _begun(self, sha256: str) -> tuple[str, dict[int, str]]:
        """An upload of that content that was broken off, and its parts; ("", {}) where there is none."""
        target = self._at(sha256)
        begun = self.client.list_multipart_uploads(Bucket=target["Bucket"], Prefix=target["Key"])
        uploads = [row["UploadId"] for row in begun.get("Uploads") or [] if row["Key"] == target["Key"]]
        if not uploads:
            return "", {}
        pages = self.client.get_paginator("list_parts").paginate(**target, UploadId=uploads[-1])
        rows = [row for found in pages for row in found.get("Parts") or []]
        return uploads[-1], {row["PartNumber"]: row["ETag"] for row in rows}

    # --- giving out ------------------------------------------------------------------------------------------

    def open(self, sha256: str, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
        if end is not None and end <= begin:
            return iter(())
        body = self._body(sha256, begin, end)

        def pieces() -> Iterator[bytes]:
            at, found, tries = begin, body, TRIES
            while True:
                try:
                    with self._errors():
                        for piece in found.iter_chunks(CHUNK):
                            at += len(piece)
                            yield piece
                    return
                except StoreUnavailable:
                    tries -= 1
                    if not tries:
                        raise
                    found = self._body(sha256, at, end)
                finally:
                    found.close()

        return pieces()

    def _body(self, sha256: str, begin: int, end: int | None) -> Any:
        span = f"bytes={begin}-{'' if end is None else end - 1}"
        with self._errors():
            return self.client.get_object(
                **self._at(sha256), **({} if (begin, end) == (0, None) else {"Range": span})
            )["Body"]

    def size(self, sha256: str) -> int | None:
        with suppress(FileNotFoundError), self._errors():
            return int(self.client.head_object(**self._at(sha256))["ContentLength"])
        return None

    @contextmanager
    def local(self, sha256: str) -> Iterator[Path]:
        size = self.size(sha256)
        if size is None:
            raise FileNotFoundError(sha256)
        with self.cache.borrowed(sha256, size, lambda: self.open(sha256)) as path:
            yield path

    # --- removing and locking --------------------------------------------------------------------------------

    def remove(self, sha256: str) -> None:
        """Every version goes: in a bucket that keeps versions a plain deletion would only hide the object."""
        for version in self._versions(sha256):
            try:
                with self._errors():
                    self.client.delete_object(**self._at(sha256), **version)
            except StoreUnavailable:
                lock = self.lock_state(sha256, **version)
                if lock.holds(_now()):
                    raise ObjectLocked(lock) from None
                raise
        self.cache.forget(sha256)

    def _versions(self, sha256: str) -> list[dict[str, str]]:
        target = self._at(sha256)
        with self._errors():
            found = self.client.list_object_versions(Bucket=target["Bucket"], Prefix=target["Key"])
        rows = [*(found.get("Versions") or []), *(found.get("DeleteMarkers") or [])]
        ids = [row["VersionId"] for row in rows if row["Key"] == target["Key"]]
        return [{"VersionId": each} if each not in ("", "null", None) else {} for each in ids] or [{}]

    def lock(self, sha256: str, until: datetime | None = None, *, hold: bool | None = None) -> None:
        if not self.bucket.locking:
            raise LockUnsupported(
                "没有启用对象锁定：桶须在创建时开启 Object Lock，并设置 S3_OBJECT_LOCK（见 docs/operations/storage.md）"
            )
        standing = self.lock_state(sha256)
        if until and standing.until and until < standing.until:
            raise ObjectLocked(standing)
        target = self._at(sha256)
        with self._errors():
            if until:
                term = {"Mode": self.bucket.locking, "RetainUntilDate": until}
                self.client.put_object_retention(**target, Retention=term)
            if hold is not None:
                state = {"Status": "ON" if hold else "OFF"}
                self.client.put_object_legal_hold(**target, LegalHold=state)

    def lock_state(self, sha256: str, **version: str) -> Lock:
        found = self._lock_part(self.client.get_object_retention, "Retention", sha256, version)
        hold = self._lock_part(self.client.get_object_legal_hold, "LegalHold", sha256, version)
        return Lock(found.get("RetainUntilDate"), hold.get("Status") == "ON")

    def _lock_part(self, ask: Any, name: str, sha256: str, version: dict[str, str]) -> dict[str, Any]:
        """One part of the lock; empty where the object has none or the bucket knows no locks."""
        from botocore.exceptions import ClientError

        with self._errors():
            try:
                found: dict[str, Any] = ask(**self._at(sha256), **version).get(name) or {}
            except ClientError as error:
                code = _code(error)
                if code in NO_LOCK or code == f"NoSuchObject{name}" or code.startswith("NoSuchObjectLock"):
                    return {}
                raise
            return found

    # --- upkeep ----------------------------------------------------------------------------------------------

    def sweep(self, before: datetime) -> int:
        with self._errors():
            pages = self.client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.bucket.name, Prefix=self.bucket.prefix
            )
            rows = [row for found in pages for row in found.get("Uploads") or []]
            left = [row for row in rows if row["Initiated"] < before]
            for row in left:
                self.client.abort_multipart_upload(
                    Bucket=self.bucket.name, Key=row["Key"], UploadId=row["UploadId"]
                )
        return len(left)

    def health(self) -> Health:
        with self._errors():
            self.client.head_bucket(Bucket=self.bucket.name)
        place = f"{self.bucket.endpoint} / {self.bucket.name}"
        return Health(place, None, self._locking())

    def _locking(self) -> str:
        from botocore.exceptions import ClientError

        with self._errors():
            try:
                found = self.client.get_object_lock_configuration(Bucket=self.bucket.name)
                enabled = found.get("ObjectLockConfiguration", {}).get("ObjectLockEnabled") == "Enabled"
            except ClientError as error:
                if _code(error) not in NO_LOCK:
                    raise
                enabled = False
        if not enabled:
            return "桶没有开启对象锁定" + (
                "，但设置了 S3_OBJECT_LOCK：新文件不会被接受" if self.bucket.locking else ""
            )
        if not self.bucket.locking:
            return "桶已开启对象锁定，未设置 S3_OBJECT_LOCK，没有使用"
        return f"对象锁定 {self.bucket.locking}，新文件锁定 {self.bucket.lock_days} 天"

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """The library's failures in our terms."""
        from botocore.exceptions import BotoCoreError, ClientError
        from urllib3.exceptions import HTTPError

        try:
            yield
        except ClientError as error:
            if _code(error) in GONE:
                raise FileNotFoundError(self.bucket.name) from error
            raise _meaning(error) from error
        except (BotoCoreError, HTTPError, ConnectionError, TimeoutError) as error:
            raise StoreUnavailable(f"暂时连不上文件存储服务（{self.bucket.endpoint}）。{AGAIN}") from error


def _code(error: Any) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


def _meaning(error: Any) -> StoreUnavailable:
    """What an answer of the store means to the person who waits for it."""
    code = _code(error)
    for words, codes in MEANINGS.items():
        if code in codes:
            return StoreUnavailable(f"文件存储服务{words}")
    return StoreUnavailable(f"文件存储服务暂时出错（{code}）。{AGAIN}")


def _md5(data: bytes) -> tuple[str, str]:
    """As the ETag of a part shows it, and as the header that lets the store check what arrives."""
    digest = hashlib.md5(data, usedforsecurity=False)
    return f'"{digest.hexdigest()}"', base64.b64encode(digest.digest()).decode()


def _results(work: Iterable[Any]) -> list[dict[str, Any]]:
    """What the threads gave; after the first failure the others are not begun."""
    pending = list(work)
    try:
        return [each.result() for each in pending]
    finally:
        for each in pending:
            each.cancel()


def _now() -> datetime:
    """The machine's clock, beside which the store has its own."""
    return datetime.fromtimestamp(time(), UTC)
