"""文件存储: where contents lie. `port` says what a store does; `disk` and `s3` do it; `current()` is the one in the settings."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .cache import Cache
from .disk import DiskStore
from .port import Health, Lock, LockUnsupported, ObjectLocked, Store, StoreUnavailable
from .s3 import Bucket, S3Store

NAMES: Final = ("disk", "s3")
__all__ = [
    "NAMES",
    "Health",
    "Lock",
    "LockUnsupported",
    "ObjectLocked",
    "Store",
    "StoreUnavailable",
    "current",
    "named",
]


def current() -> Store:
    """The store of this installation (`FILES_STORE`)."""
    return named(settings.FILES_STORE)


def named(name: str) -> Store:
    """A store by its name, as the settings describe it."""
    root = Path(settings.FILES_DIR)
    if name == "disk":
        return DiskStore(root)
    if name != "s3":
        raise ImproperlyConfigured(f"FILES_STORE must be one of {', '.join(NAMES)}, not {name!r}")
    return _s3(Bucket(**settings.S3), root / "cache", settings.FILES_CACHE_MB * 1_000_000)


@lru_cache(maxsize=8)
def _s3(bucket: Bucket, folder: Path, limit: int) -> S3Store:
    if not (bucket.name and bucket.access_key and bucket.secret_key):
        raise ImproperlyConfigured("FILES_STORE=s3 needs S3_BUCKET, S3_ACCESS_KEY and S3_SECRET_KEY")
    return S3Store(bucket, Cache(folder, limit))
