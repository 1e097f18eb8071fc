"""Tables of measures."""

from __future__ import annotations
