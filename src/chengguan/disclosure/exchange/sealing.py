"""接口密钥的保管: a receiver's key lies sealed in the database, is opened only to sign, and is never shown again."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Final

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

LONGEST: Final = 120
"""Characters of a key; sealed it fits its column."""
_PURPOSE: Final = b"disclosure.channel"


class KeyLost(ValueError):
    """The key cannot be opened: the installation's own secret has changed since it was entered."""


def seal(token: str) -> str:
    """The key as it is kept."""
    return _box().encrypt(token.encode()).decode()


def unseal(sealed: str) -> str:
    """The key to sign with. Raises `KeyLost`."""
    from cryptography.fernet import InvalidToken

    try:
        return _box().decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise KeyLost("接口密钥无法读取，请系统管理员在接收平台页面重新填写") from error


def _box() -> Fernet:
    from cryptography.fernet import Fernet

    key = hashlib.blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=_PURPOSE[:16]).digest()
    return Fernet(base64.urlsafe_b64encode(key))
