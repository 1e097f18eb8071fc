"""Static files with hashed names and compressed copies."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ManifestStorage(CompressedManifestStaticFilesStorage):
    """Hashed names once collected; plain names before (tests and development)."""

    manifest_strict = False
