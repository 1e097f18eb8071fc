"""双因素登录 (GB/T 22239-2019 第三级 8.1.4.1; RFC 6238): a time-based code beside the password, and recovery codes for a lost phone.

The key is kept encrypted with the installation's secret; recovery codes are kept as digests only; every code counts once.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import quote

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken as WrongCode
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.conf import settings
from django.db import transaction

from chengguan.base.viewer import Viewer

from .models import SecondFactor, User

STEP: Final = 30
DIGITS: Final = 6
FAILURES: Final = 5
LOCKED: Final = timedelta(minutes=30)
RECOVERY_CODES: Final = 10
# Steps before and after the present one that count too: clocks of phones are not exact.
DRIFT: Final = (0, -1, 1)


def required(viewer: Viewer) -> bool:
    """Whether one of the viewer's posts asks for a second factor (SECOND_FACTOR_ROLES)."""
    return bool(viewer.roles & frozenset(settings.SECOND_FACTOR_ROLES))


def in_force(user: User) -> SecondFactor | None:
    """The confirmed second factor of a login."""
    return SecondFactor.objects.filter(user=user).exclude(confirmed_at=None).first()


def begin(user: User) -> SecondFactor:
    """A new key that waits for its first code; one that is in force stays until the new one is confirmed."""
    factor, _ = SecondFactor.objects.get_or_create(user=user)
    if not factor.pending:
        factor.pending = _sealed(secrets.token_bytes(20))
        factor.save(update_fields=["pending"])
    return factor


def key_text(factor: SecondFactor) -> str:
    """The waiting key as a person types it into an authenticator: Base32 in groups of four."""
    text = base64.b32encode(_opened(factor.pending)).decode().rstrip("=")
    return " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def address(factor: SecondFactor, user: User) -> str:
    """The key as authenticators read it from a QR code."""
    issuer = quote("法治城管平台")
    return f"otpauth://totp/{issuer}:{quote(user.username)}?secret={key_text(factor).replace(' ', '')}&issuer={issuer}"


def confirm(user: User, code: str, at: datetime) -> list[str] | None:
    """Put the waiting key in force with its first code. Returns the recovery codes, shown once; None for a wrong code."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(user=user).exclude(pending="").first()
        step = _step(_opened(factor.pending), code, at, 0) if factor else None
        if factor is None or step is None:
            return None
        codes = [f"{secrets.token_hex(2)}-{secrets.token_hex(3)}" for _ in range(RECOVERY_CODES)]
        factor.secret, factor.pending, factor.confirmed_at, factor.last_step = factor.pending, "", at, step
        factor.recovery = [_digest(code) for code in codes]
        factor.failures, factor.locked_until = 0, None
        factor.save()
        return codes


def passes(user: User, code: str, at: datetime) -> bool:
    """Whether a code opens the session: never twice, never while locked. Five wrong codes lock for half an hour."""
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().get(user=user)
        if factor.locked_until and factor.locked_until > at:
            return False
        if _accepted(factor, code, at):
            factor.failures, factor.locked_until = 0, None
        else:
            factor.failures += 1
            if factor.failures >= FAILURES:
                factor.failures, factor.locked_until = 0, at + LOCKED
        factor.save()
        return factor.failures == 0 and factor.locked_until is None


def _accepted(factor: SecondFactor, code: str, at: datetime) -> bool:
    step = _step(_opened(factor.secret), code, at, factor.last_step)
    if step is not None:
        factor.last_step = step
        return True
    digest = _digest(code)
    if digest not in factor.recovery:
        return False
    factor.recovery = [kept for kept in factor.recovery if kept != digest]
    return True


def _step(key: bytes, code: str, at: datetime, after: int) -> int | None:
    """The time step whose code this is, if it is later than the last one used."""
    token = TOTP(key, DIGITS, SHA1(), STEP)  # noqa: S303 - RFC 6238 as authenticators implement it
    given = "".join(code.split()).encode()
    now = int(at.timestamp())
    for drift in DRIFT:
        step = now // STEP + drift
        if step <= after:
            continue
        try:
            token.verify(given, step * STEP)
        except WrongCode:
            continue
        return step
    return None


def remove(user: User) -> bool:
    """Take the second factor away. Returns whether there was one."""
    return SecondFactor.objects.filter(user=user).delete()[0] > 0


def _digest(code: str) -> str:
    return hashlib.sha256("".join(code.split()).lower().encode()).hexdigest()


def _vault() -> Fernet:
    return Fernet(
        base64.urlsafe_b64encode(hashlib.sha256(b"second-factor" + settings.SECRET_KEY.encode()).digest())
    )


def _sealed(key: bytes) -> str:
    return _vault().encrypt(key).decode()


def _opened(text: str) -> bytes:
    """The key; an unusable one (the installation's secret was changed) verifies nothing."""
    try:
        return _vault().decrypt(text.encode())
    except InvalidToken:
        return secrets.token_bytes(20)
