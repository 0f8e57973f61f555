"""What an uploaded file is, judged by its content; its name and declared type are only claims."""

from __future__ import annotations

import codecs
import hashlib
import re
import struct
import unicodedata
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
    "image/heif": "heif",
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "audio/mp4": "m4a",
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
_ALIASES = {
    "audio/wave": "audio/wav",
    "audio/x-wav": "audio/wav",
    "audio/x-opus+ogg": "audio/ogg",
    "application/ogg": "audio/ogg",
}
# Of the MPEG-4 family, of which the library names the container first.
_FAMILY = {".m4a": "audio/mp4", ".avif": "image/avif"}
# An Office document is a ZIP archive; which one, the folder inside says.
_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_MACROS = "vbaproject.bin"
_LARGEST_DIRECTORY = 1024**2  # of an archive: thousands of files, where a document has dozens
# Names under which plain text comes. Under any other it pretends to be what it is not.
_TEXTS = {
    ".csv": "text/csv",
    ".eml": "message/rfc822",
    **dict.fromkeys(("", ".txt", ".text", ".md", ".log", ".tsv", ".json"), "text/plain"),
}
_HEAD = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP_OR_SCRIPT = ("<", "#!", "{\\rtf", "%!")
_HEADER_LINE = re.compile(r"[A-Za-z][A-Za-z0-9-]*:")
_KEPT_IN_NAMES = " .()-_"


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
    digest, size = _digest(upload)
    ending = PurePath(upload.name or "").suffix.lower()
    media_type = _media_type(upload, ending)
    upload.seek(0)
    if media_type not in KINDS:
        raise _refusal(ending)
    name = _safe_name(upload.name or "", KINDS[media_type])
    return Inspected(name, digest, size, media_type)


def _digest(upload: Upload) -> tuple[str, int]:
    digest, size, limit = hashlib.sha256(), 0, settings.EVIDENCE_LIMIT
    for chunk in upload.chunks():
        digest.update(chunk)
        size += len(chunk)
        if size > limit:
            raise ValidationError(
                {"file": f"Larger than {limit // 1024**2} MB. Link to it instead."}
            )
    if size == 0:
        raise ValidationError({"file": "The file is empty."})
    return digest.hexdigest(), size


def _refusal(ending: str) -> ValidationError:
    known = ", ".join(sorted(KINDS.values()))
    remedy = "Save text as UTF-8." if ending in _TEXTS and ending else "Link to it instead."
    return ValidationError({"file": f"By its content none of: {known}. {remedy}"})


def _media_type(upload: Upload, ending: str) -> str:
    """The type that the content has; empty where it is none that is kept."""
    upload.seek(0)
    head = upload.read(_HEAD)
    # A PDF can be made of printable signs alone, with mark-up in it; it is handed out as a PDF.
    if head.startswith(b"%PDF-"):
        return "application/pdf"
    if _is_text(upload):
        return _text_type(head, ending)
    return _binary_type(upload, head)


def _binary_type(upload: Upload, head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):  # a sound begins so, too
        return ""
    try:
        matches = puremagic.magic_string(head)
    except (puremagic.PureError, ValueError):
        return ""
    for match in matches:
        if match.extension in _FAMILY:
            return _FAMILY[match.extension]
    types: list[str] = [match.mime_type for match in matches if match.mime_type]
    if any("officedocument" in one for one in types):
        return _office_type(upload)
    return _ALIASES.get(types[0], types[0]) if types else ""


def _office_type(stream: Any) -> str:
    if not _has_small_directory(stream):
        return ""
    try:
        with zipfile.ZipFile(stream) as archive:  # reads the directory, unpacks nothing
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError):
        return ""
    if "[Content_Types].xml" not in names or any(one.lower().endswith(_MACROS) for one in names):
        return ""
    kinds = {ending: kind for kind, ending in KINDS.items()}
    for folder, ending in _OFFICE.items():
        if any(name.startswith(folder) for name in names):
            return kinds[ending]
    return ""


def _has_small_directory(stream: Any) -> bool:
    """Whether the archive's list of files is one of a document: reading it takes memory."""
    end = stream.seek(0, 2)
    stream.seek(max(0, end - 65_557))  # the end record, with the longest comment there is
    tail = stream.read()
    place = tail.rfind(b"PK\x05\x06")
    if place < 0 or len(tail) < place + 16:
        return False
    (size,) = struct.unpack("<L", tail[place + 12 : place + 16])
    return bool(size <= _LARGEST_DIRECTORY)


def _is_text(upload: Upload) -> bool:
    """Whether all of it is UTF-8 without control characters."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for chunk in upload.chunks():
            if _CONTROL.search(decoder.decode(chunk)):
                return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _text_type(head: bytes, ending: str) -> str:
    """The type of a text by its name. Raises ValidationError for mark-up, scripts, false names."""
    start = head.decode("utf-8", "ignore").lstrip("\ufeff \t\r\n\f")
    if start.startswith(_MARKUP_OR_SCRIPT):
        raise ValidationError(
            {"file": "By its content mark-up or a script, which is not kept. Save it as a PDF."}
        )
    if ending not in _TEXTS:
        raise ValidationError(
            {"file": f"By its content plain text, not {ending}. If it is text, name it .txt."}
        )
    if ending == ".eml" and not _HEADER_LINE.match(start):
        return "text/plain"
    return _TEXTS[ending]


def _safe_name(name: str, ending: str) -> str:
    """The file's own name, without folders, signs that could mislead, or a false ending."""
    stem = unicodedata.normalize("NFC", PurePath(name.replace("\\", "/")).stem)
    kept = "".join(one if _may_stand(one) else "_" for one in stem)
    return f"{re.sub('_+', '_', kept)[:150].strip(' ._') or 'file'}.{ending}"


def _may_stand(sign: str) -> bool:
    """Letters with their marks, numbers, and little else: no control of direction, no slash."""
    return sign in _KEPT_IN_NAMES or unicodedata.category(sign)[0] in "LMN"
