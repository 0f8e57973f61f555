"""Static files with hashed names, without insisting that they were collected first."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Hashed, compressed files after `collectstatic`; plain names before it.

    Tests, and a first `runserver`, would otherwise fail at the first page of the admin.
    """

    def stored_name(self, name: str) -> str:
        """The name under which `name` is served."""
        if not self.hashed_files:
            return name
        hashed: str = super().stored_name(name)
        return hashed
