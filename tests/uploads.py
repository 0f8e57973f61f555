"""Small files of every kind, as they begin on the way to us."""

from __future__ import annotations

import io
import zipfile

from django.core.files.base import ContentFile

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\0" * 50
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\0" * 50
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n"
EXE = b"MZ\x90\0\x03" + b"\0" * 60
KEPT = {
    "pdf": PDF,
    "png": PNG,
    "jpg": JPEG,
    "gif": b"GIF89a\x01\x00\x01\x00\x80" + b"\0" * 50,
    "webp": b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 50,
    "tif": b"II*\0\x08\0\0\0" + b"\0" * 50,
    "heif": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\0" * 50,
    "mp4": b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + b"\0" * 50,
    "mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + b"\0" * 50,
    "m4a": b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom" + b"\0" * 50,
    "webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
    + b"\0" * 50,
    "mp3": b"ID3\x03\0\0\0\0\0\x00" + b"\0" * 50,
    "wav": b"RIFF\x24\0\0\0WAVEfmt " + b"\0" * 50,
    "ogg": b"OggS\0\x02" + b"\0" * 22 + b"\x01\x1e\x01vorbis" + b"\0" * 20,
    "eml": b"Received: by mx.example.org\nFrom: ann@example.org\n\nHello.\n",
    "csv": "ville,été\nZürich,12\n".encode(),
    "txt": "BMW said on Tuesday: “no comment”.\n".encode(),
}


def archive(*names: str, content: bytes = b"x") -> bytes:
    """A ZIP archive with a file of each name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name in names:
            file.writestr(name, content)
    return buffer.getvalue()


KEPT["docx"] = archive("[Content_Types].xml", "word/document.xml")
KEPT["xlsx"] = archive("xl/workbook.xml", "[Content_Types].xml")
KEPT["pptx"] = archive("[Content_Types].xml", "ppt/presentation.xml")


def upload(content: bytes, name: str = "notes.txt") -> ContentFile[bytes]:
    return ContentFile(content, name=name)
