"""Uploads that stop at their limit, instead of filling the disk first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

ALLOWANCE = 64 * 1024  # for the form's other fields


class UploadTooBig(RequestDataTooBig):
    """A file above EVIDENCE_LIMIT, said in words for people."""

    def __init__(self) -> None:
        limit = settings.EVIDENCE_LIMIT // 1024**2
        super().__init__(f"The file is larger than {limit} MB. Link to it instead.")


class BoundedUpload(TemporaryFileUploadHandler):
    """Every upload goes to a temporary file, up to EVIDENCE_LIMIT bytes."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,  # noqa: N803  # Django's name, passed by keyword
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        """Raises UploadTooBig where the request announces more than may come."""
        if content_length > settings.EVIDENCE_LIMIT + ALLOWANCE:
            raise UploadTooBig

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Raises UploadTooBig once more comes than was announced."""
        if start + len(raw_data) > settings.EVIDENCE_LIMIT + ALLOWANCE:
            raise UploadTooBig
        super().receive_data_chunk(raw_data, start)
