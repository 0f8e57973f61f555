"""What an uploaded file is, judged by its content; its name and declared type are only claims."""

from __future__ import annotations

import hashlib
import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import puremagic
from django.conf import settings
from django.core.exceptions import ValidationError

if TYPE_CHECKING:
    from django.core.files import File

    Upload = File[Any]
# What may be kept as evidence, with the ending that a download gets. Nothing that a browser runs.
KINDS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/tiff": "tif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/mpeg": "mp3",
    "audio/wav": "wav",
    "audio/ogg": "ogg",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "pptx",
    "message/rfc822": "eml",
    "text/csv": "csv",
    "text/plain": "txt",
}
_ALIASES = {"audio/wave": "audio/wav", "audio/x-wav": "audio/wav", "audio/x-opus+ogg": "audio/ogg"}
# An Office document is a ZIP archive; which one, the folder inside says.
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_HEAD = 4096
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file as it was found: its name made safe, its hash, its size in bytes, its type."""

    name: str
    sha256: str
    size: int
    media_type: str

    @property
    def ending(self) -> str:
        return KINDS[self.media_type]


def inspect(upload: Upload) -> Inspected:
    """Look into `upload`, and leave it at its beginning. Raises ValidationError under `file`."""
    digest, size = hashlib.sha256(), 0
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
    if size == 0:
        raise ValidationError({"file": "The file is empty."})
    limit = settings.EVIDENCE_LIMIT
    if size > limit:
        raise ValidationError({"file": f"Larger than {limit // 1024**2} MB. Link to it instead."})
    upload.seek(0)
    media_type = _media_type(upload, PurePath(upload.name or "").suffix.lower())
    upload.seek(0)
    if media_type not in KINDS:
        known = ", ".join(sorted(KINDS.values()))
        raise ValidationError({"file": f"By its content none of: {known}. Link to it instead."})
    name = _safe_name(upload.name or "", KINDS[media_type])
    return Inspected(name, digest.hexdigest(), size, media_type)


def _media_type(stream: Upload, ending: str) -> str:
    """The type that the content has; empty where it is none that is kept."""
    head = stream.read(_HEAD)
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        matches = []
    types: list[str] = [match.mime_type for match in matches if match.mime_type]
    found = [_ALIASES.get(one, one) for one in types]
    if any("officedocument" in one for one in found):
        return _office_type(stream)
    if found and found[0] in KINDS:
        return found[0]
    return "" if found else _text_type(head, ending)


def _office_type(stream: Any) -> str:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return ""
    if "[Content_Types].xml" not in names:
        return ""
    kinds = {ending: kind for kind, ending in KINDS.items()}
    for folder, ending in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return kinds[ending]
    return ""


def _text_type(head: bytes, ending: str) -> str:
    """Plain text by its look: UTF-8 without control characters, and no mark-up at its start."""
    try:
        text = head[: -4 if len(head) == _HEAD else None].decode("utf-8")
    except UnicodeDecodeError as error:
        if error.start < len(head) - 8:
            return ""
        text = head[: error.start].decode("utf-8")
    if _CONTROL.search(head) or text.lstrip("\ufeff \t\r\n").startswith(("<", "#!")):
        return ""
    return "text/csv" if ending == ".csv" else "text/plain"


def _safe_name(name: str, ending: str) -> str:
    """The file's own name, without folders, signs that could mislead, or a false ending."""
    stem = PurePath(name.replace("\\", "/")).stem
    stem = re.sub(r"[^\w .()-]+", "_", stem).strip(" ._") or "file"
    return f"{stem[:150]}.{ending}"
