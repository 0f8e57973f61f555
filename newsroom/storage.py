"""Where evidence is kept: in a folder, or in a bucket of an S3-compatible service."""

from __future__ import annotations

from typing import Any

from newsroom import env


def evidence() -> dict[str, Any]:
    """Django's storage for uploads, as the environment names it."""
    bucket = env.text(
        "S3_BUCKET", "", help="Keep evidence in this bucket of an S3-compatible service instead."
    )
    options = {
        "bucket_name": bucket,
        "endpoint_url": env.text("S3_ENDPOINT", "", help="Its address, where not AWS.") or None,
        "region_name": env.text("S3_REGION", "", help="Its region, where it has any.") or None,
        "access_key": env.secret("S3_ACCESS_KEY", help="Key to the bucket.") or None,
        "secret_key": env.secret("S3_SECRET_KEY", help="Secret of that key.") or None,
        "default_acl": None,  # private: the site alone hands files out
        "file_overwrite": False,
        "signature_version": "s3v4",
    }
    if not bucket:
        return {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    return {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
