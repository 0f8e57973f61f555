"""A file is what its content is, whatever it calls itself."""

import hashlib
import struct
import tracemalloc
import zipfile

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from claims.services import files
from tests.uploads import EXE, JPEG, KEPT, PDF, PNG, archive, upload


def refused(content, name):
    with pytest.raises(ValidationError) as caught:
        files.inspect(upload(content, name))
    (message,) = caught.value.message_dict["file"]
    return message


@pytest.mark.parametrize("ending", KEPT)
def test_each_kind_that_is_kept(ending):
    found = files.inspect(upload(KEPT[ending], f"Notes of Tuesday.{ending}"))
    assert found.ending == ending
    assert found.name == f"Notes of Tuesday.{ending}"
    assert found.size == len(KEPT[ending])
    assert found.sha256 == hashlib.sha256(KEPT[ending]).hexdigest()


def test_every_kind_is_tried_here():
    assert set(files.KINDS.values()) == set(KEPT)


def test_the_file_is_left_at_its_beginning():
    file = upload(PNG, "a.png")
    files.inspect(file)
    assert file.read() == PNG


@pytest.mark.parametrize(
    ("content", "name", "kept_as"),
    [
        (PNG, "photo.jpg", "photo.png"),
        (JPEG, "photo", "photo.jpg"),
        (PDF, "contract.exe", "contract.pdf"),
        (KEPT["xlsx"], "figures.docx", "figures.xlsx"),
        (KEPT["txt"], "notes.md", "notes.txt"),
        (KEPT["csv"], "table", "table.txt"),
        (b"just words", "letter.eml", "letter.txt"),
    ],
)
def test_a_false_ending_is_put_right(content, name, kept_as):
    assert files.inspect(upload(content, name)).name == kept_as


HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
MARKUP = {
    "html": HTML,
    "svg": SVG,
    "xml": b'<?xml version="1.0"?><svg/>',
    "php": b"<?php system($_GET[0]);",
    "shell": b"#!/bin/sh\nrm -rf ~\n",
    "rtf": b"{\\rtf1 \\object}",
    "postscript": b"%!PS-Adobe-3.0\n",
    "after a mark of order": b"\xef\xbb\xbf \r\n" + HTML,
    "after a form feed": b"\x0c\t" + SVG,
    "in a comment": b"<!-- harmless -->" + SVG,
}


@pytest.mark.parametrize("name", ["a.png", "a.pdf", "a.txt", "a.csv", "a.eml", "a.html", "a"])
@pytest.mark.parametrize("content", MARKUP.values(), ids=MARKUP.keys())
def test_mark_up_and_scripts_under_whatever_name(content, name):
    message = refused(content, name)
    assert "mark-up or a script" in message
    assert "Save it as a PDF" in message


@pytest.mark.parametrize("name", ["a.png", "a.pdf", "a.js", "a.bat", "a.HTML", "a.docx"])
def test_text_that_calls_itself_something_else(name):
    message = refused(b"alert(document.cookie)", name)
    assert "plain text" in message
    assert "name it .txt" in message


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (EXE, "setup.exe"),
        (EXE, "photo.png"),
        (b"\x7fELF\x02\x01\x01" + b"\0" * 50, "a.pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "old.doc"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1" + b"\0" * 50, "a.mp4"),
        (bytes(range(256)), "a.bin"),
        (archive("a.txt"), "a.zip"),
        (archive("word/document.xml"), "no-types.docx"),
        (archive("[Content_Types].xml", "elsewhere/a.xml"), "a.docx"),
        (archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), "m.docx"),
        (archive("META-INF/MANIFEST.MF", "a.class"), "program.docx"),
        (b"PK\x03\x04" + b"\0" * 40, "cut-off.docx"),
        (HTML + b"\0" * 10 + PDF, "polyglot.pdf"),
    ],
)
def test_what_is_none_of_these(content, name):
    message = refused(content, name)
    assert message.startswith("By its content none of: csv, docx, eml")
    assert message.endswith("Link to it instead.")


@pytest.mark.parametrize(
    "content",
    ["Größe,1\n".encode("latin-1"), "a,b\n".encode("utf-16"), b"a\0b", b"words \xe2\x82"],
)
def test_text_in_another_encoding(content):
    assert refused(content, "table.csv").endswith("Save text as UTF-8.")


def test_text_is_looked_at_to_its_end():
    assert files.inspect(upload(b"a line\n" * 50_000)).media_type == "text/plain"
    assert "UTF-8" in refused(b"a line\n" * 50_000 + b"\0" + EXE, "notes.txt")
    letters = "é" * 100_000  # chunks end within a letter
    assert files.inspect(upload(b"a" + letters.encode())).media_type == "text/plain"


def test_a_pdf_with_mark_up_in_it_is_handed_out_as_a_pdf():
    found = files.inspect(upload(b"%PDF-1.4\n<script>alert(1)</script>", "page.html"))
    assert (found.media_type, found.name) == ("application/pdf", "page.pdf")


def test_a_picture_with_a_page_behind_it_is_handed_out_as_a_picture():
    assert files.inspect(upload(PNG + HTML, "page.html")).name == "page.png"


def test_empty():
    assert refused(b"", "a.txt") == "The file is empty."


def test_larger_than_the_limit(settings):
    settings.EVIDENCE_LIMIT = 2 * 1024**2
    assert files.inspect(upload(b"a" * settings.EVIDENCE_LIMIT)).size == settings.EVIDENCE_LIMIT
    message = refused(b"a" * (settings.EVIDENCE_LIMIT + 1), "a.txt")
    assert message == "Larger than 2 MB. Link to it instead."


class TestArchivesThatBite:
    def test_nothing_is_unpacked(self):
        """300 MB of zeros in 300 KB: only the list of files is read."""
        names = "[Content_Types].xml", "word/document.xml", "word/media/image1.png"
        content = archive(*names, content=b"\0" * 100 * 1024**2)
        assert len(content) < 1024**2
        tracemalloc.start()
        try:
            assert files.inspect(upload(content, "bomb.docx")).ending == "docx"
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert most < 8 * 1024**2

    def test_a_list_of_files_longer_than_a_documents(self, monkeypatch):
        content = archive("[Content_Types].xml", *(f"word/{n:060}.xml" for n in range(12_000)))
        monkeypatch.setattr(zipfile, "ZipFile", None)  # nothing reads the list
        assert "none of" in refused(content, "many.docx")

    def test_a_list_that_lies_about_its_size(self):
        content = bytearray(KEPT["docx"])
        place = content.rfind(b"PK\x05\x06")
        content[place + 12 : place + 16] = struct.pack("<L", 2**32 - 1)
        assert "none of" in refused(bytes(content), "a.docx")


@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\Users\\ann\\photo.png", "photo.png"),
        ("/absolute/photo.png", "photo.png"),
        ("photo\u202egnp.exe", "photo_gnp.png"),  # shown as "photoexe.png" backwards
        ("pho\u200bto\u2066.png", "pho_to.png"),
        ("a\0b\r\nc.png", "a_b_c.png"),
        ('quo"te;filename=x.exe', "quo_te_filename_x.png"),
        (".htaccess", "htaccess.png"),
        ("..", "file.png"),
        ("", "file.png"),
        ("\ud800.png", "file.png"),
        ("Zürich – Straße (2).png", "Zürich _ Straße (2).png"),
        ("Zu\u0308rich.png", "Zürich.png"),  # as a Mac sends it
        ("हिन्दी.png", "हिन्दी.png"),
        ("日本語.png", "日本語.png"),
        ("a" * 500 + ".png", "a" * 150 + ".png"),
    ],
)
def test_names(name, kept_as):
    assert files._safe_name(name, "png") == kept_as


@given(st.text(max_size=300))
def test_no_name_leads_astray(name):
    safe = files._safe_name(name, "png")
    assert safe.endswith(".png")
    assert len(safe) <= 154
    assert not set(safe) & set('/\\"\r\n\0;:*?<>|\u202e\u2066\u200f')
    assert not safe.startswith((".", " "))
    safe.encode()
