"""Contents of a dossier for those above: the export, the demonstration."""

from __future__ import annotations

from chengguan.dossiers.facts.contents import contents_of, frozen

__all__ = ["contents_of", "frozen"]
