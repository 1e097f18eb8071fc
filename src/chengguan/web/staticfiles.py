"""Static files with hashed names and compressed copies."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed names once collected; plain names before (tests and development)."""

    manifest_strict = False

    def stored_name(self, name: str) -> str:
        """The hashed name, or the name itself while nothing has been collected."""
        try:
            return str(super().stored_name(name))
        except ValueError:
            return name
