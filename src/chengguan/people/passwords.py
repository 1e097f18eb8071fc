"""Password policy of GB/T 22239-2019 level 3: at least three kinds of characters."""

from __future__ import annotations

import string

from django.core.exceptions import ValidationError


class MixedCharactersValidator:
    """At least three of: upper case, lower case, digits, other characters."""

    def validate(self, password: str, user: object | None = None) -> None:
        kinds = [
            any(c in string.ascii_uppercase for c in password),
            any(c in string.ascii_lowercase for c in password),
            any(c.isdigit() for c in password),
            any(not c.isalnum() for c in password),
        ]
        if sum(kinds) < 3:
            raise ValidationError(self.get_help_text(), code="password_not_mixed")

    def get_help_text(self) -> str:
        return "密码应包含大写字母、小写字母、数字、符号中的至少三种。"
