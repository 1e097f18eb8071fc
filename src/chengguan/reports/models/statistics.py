"""Tables of statistics."""

from __future__ import annotations
