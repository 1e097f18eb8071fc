"""Tables of annual."""

from __future__ import annotations
