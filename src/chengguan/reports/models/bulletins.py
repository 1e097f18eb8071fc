"""Tables of bulletins."""

from __future__ import annotations
