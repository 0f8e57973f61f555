"""Uploads that stop at their limit, instead of filling the disk first."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import TemporaryFileUploadHandler

ALLOWANCE = 64 * 1024  # for the form's other fields


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
        """Raises RequestDataTooBig where the request announces more than may come."""
        if content_length > settings.EVIDENCE_LIMIT + ALLOWANCE:
            raise RequestDataTooBig(f"More than {settings.EVIDENCE_LIMIT // 1024**2} MB.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Raises RequestDataTooBig once more comes than was announced."""
        if start + len(raw_data) > settings.EVIDENCE_LIMIT + ALLOWANCE:
            raise RequestDataTooBig(f"More than {settings.EVIDENCE_LIMIT // 1024**2} MB.")
        super().receive_data_chunk(raw_data, start)
