"""A binder as a PDF, set by Typst.

Typst comes as one wheel from PyPI (Apache 2.0, monthly releases), fonts included: tagged PDF by the
standard PDF/UA-1 with bookmarks, page numbers and both directions of writing, and 300 claims in a
second. Weighed against: fpdf2 has fonts for Latin alone and tags nothing; xhtml2pdf sets no text
from right to left of its own accord, and no tags; WeasyPrint, the best of those that read HTML,
wants Pango on the machine; Chromium is not there on every server.

What people have typed is never markup: it is handed over as JSON, which the template `binder.typ`
reads as values and puts down as text. The template is ours and reads nothing else; it asks for no
package, and is handed no folder to read from.

Glyphs: the fonts in the wheel have Latin, Greek, Cyrillic, Hebrew, Arabic, Armenian and Georgian
letters. Others (Chinese, Japanese, Korean, Thai, Indic …) are set where the server has a font with
them; where it has none they are boxes, and the page in the browser shows them.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import typst
from django.utils.text import slugify
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from desk.domain.binder import Binder

TEMPLATE = Path(__file__).with_name("binder.typ")
LONGEST = 60  # characters of a headline in a file name
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


def pdf(binder: Binder) -> bytes:
    """`binder` as a PDF with tags and bookmarks."""
    more = {"words": _words(), "stamp": binder.printed, "lang": _language(binder.language)}
    data = json.dumps(_printable({**binder.as_data(), **more}))
    files = {"main.typ": TEMPLATE.read_bytes(), "data.json": data.encode()}
    try:
        return _compiled(files, ["ua-1"])
    except typst.TypstError:  # a letter for which there is no glyph: no PDF/UA, but a PDF
        return _compiled(files, [])


def _compiled(files: dict[str, bytes], standards: list[Any]) -> bytes:
    compiler = typst.Compiler(files, font_paths=_fonts())  # type: ignore[type-var]
    made, _warnings = compiler.compile_with_warnings(format="pdf", pdf_standards=standards)
    if not isinstance(made, bytes):
        raise TypeError("One PDF was asked for.")
    return made


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Those of the wheel and of the machine, looked up once."""
    return typst.Fonts()


def _printable(data: Any) -> Any:
    """Without control characters, which have no place in print."""
    match data:
        case str():
            return _UNPRINTABLE.sub("", data)
        case dict():
            return {key: _printable(value) for key, value in data.items()}
        case list() | tuple():
            return [_printable(one) for one in data]
    return data


def _language(tag: str) -> str:
    """The language of a tag such as de-CH, which may be nonsense, as Typst wants it."""
    language = tag.partition("-")[0].lower()
    return language if re.fullmatch(r"[a-z]{2,3}", language) else ""


def _words() -> dict[str, str]:
    """What the template says of its own."""
    return {
        "lang": (get_language() or "en").partition("-")[0],
        "binder": _("Fact-check binder"),
        "text": _("The text"),
        "claims": _("The claims"),
        "version": _("Version"),
        "page": _("page"),
        "of": _("of"),
    }


def file_name(binder: Binder, purpose: str) -> str:
    """A name that is safe on any system."""
    words = slugify(binder.headline)[:LONGEST].strip("-")
    version = f"v{binder.version}" if binder.version else ""
    return "-".join(filter(None, ("binder", words, version, purpose))) + ".pdf"
