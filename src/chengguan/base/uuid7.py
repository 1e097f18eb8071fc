"""UUIDv7 (RFC 9562, section 5.7): identifiers that sort by time and that a phone may mint without the server."""

from __future__ import annotations

import secrets
import time
import uuid
from datetime import datetime


def uuid7(at: datetime | None = None) -> uuid.UUID:
    """Return a new UUIDv7 whose leading 48 bits are the milliseconds of `at` (default: this moment)."""
    millis = int((at.timestamp() if at else time.time()) * 1000)
    value = (millis & 0xFFFFFFFFFFFF) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return uuid.UUID(int=value)


def earliest(at: datetime) -> uuid.UUID:
    """The lowest value that a UUIDv7 of a moment can have: with it a period is a range of identifiers."""
    return uuid.UUID(int=(int(at.timestamp() * 1000) & 0xFFFFFFFFFFFF) << 80)
