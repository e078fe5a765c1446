"""Files that never change under their names: each has the digest of its text in it, and is kept for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # whitenoise brings no types
    """A module's own imports name the digests as well, so that a new version is new as a whole."""

    support_js_module_import_aggregation = True
