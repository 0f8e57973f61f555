"""The desk's words in other languages: `make messages` finds new ones and compiles what there is.

gettext's own tools may not be on the machine; Babel reads and writes the same files.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from claims.domain import vocabulary as claims_words
from newsroom.common.constraints import NOT_STATED_LABEL
from sources.domain import vocabulary as sources_words

ROOT = Path(__file__).resolve().parents[1]
LOCALE = ROOT / "desk" / "locale"
TEMPLATES = ("desk/templates", "newsroom/templates/admin")
MODULES = ("desk", "newsroom/admin_theme.py")
KEYWORDS = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}
# Of the closed sets about claims, those that the desk shows.
SAID = (
    *("ArticleStatus", "Basis", "ClaimKind", "ClaimOutcome", "CommentOutcome", "Exemption"),
    *("Importance", "Knowledge", "Medium", "NoticeKind", "Occasion", "Provenance"),
    *("Quotation", "Recorded", "Scope", "Stance", "Status", "Terms"),
)


def found() -> Catalog:
    """Every message in the desk's code and templates, with where it stands."""
    catalog = Catalog(project="newsroom", charset="utf-8")
    for path in _files():
        for function, messages in _messages(path):
            context, message = _read(function, messages)
            if message and message != ("",):
                catalog.add(message, locations=[(_shown(path), 0)], context=context)
    for word in _vocabulary():
        catalog.add(word, locations=[("claims/domain/vocabulary.py", 0)])
    return catalog


def _vocabulary() -> Iterator[str]:
    """The field's words, as pages show them: the labels of the closed sets."""
    sets = [getattr(claims_words, name) for name in SAID]
    for members in (*sets, sources_words.Naming, sources_words.SourceKind):
        for member in members:
            yield member.value.replace("_", " ") or NOT_STATED_LABEL


def _files() -> Iterator[Path]:
    for name in TEMPLATES:
        yield from sorted((ROOT / name).rglob("*.html"))
    for name in MODULES:
        place = ROOT / name
        yield from [place] if place.is_file() else sorted(place.rglob("*.py"))


def _messages(path: Path) -> Iterator[tuple[str, object]]:
    """Each call that translates: the function's name, and what it is given."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".html":
        lines = templatize(text, origin=str(path)).splitlines()
        text = "\n".join(line.strip() for line in lines)  # what is left of the markup is no code
    for row in extract_python(BytesIO(text.encode()), KEYWORDS, [], {}):
        yield str(row[1]), row[2]


def _read(function: str, messages: object) -> tuple[str | None, tuple[str, ...] | str]:
    """Context and message (of a plural: both forms) of one call."""
    given = list(messages) if isinstance(messages, (tuple, list)) else [messages]
    words = [one for one in given if isinstance(one, str)]
    if function.startswith(("pgettext", "npgettext")):
        context, words = words[0], words[1:]
    else:
        context = None
    if "ngettext" in function or "npgettext" in function:
        return context, tuple(words[:2])
    return context, words[0] if words else ""


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def catalogues() -> Iterator[Path]:
    yield from sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parents[1].name)


def compiled(catalog: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def main() -> None:
    """Bring each catalogue up to date, and compile it; says how many are still to translate."""
    template = found()
    for path in catalogues():
        catalog = read(path)
        template.creation_date = catalog.creation_date  # or each run would change the file
        catalog.update(template, no_fuzzy_matching=True)
        catalog.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalog, width=100, sort_output=True, omit_header=False)
        path.with_suffix(".mo").write_bytes(compiled(catalog))
        missing = [one for one in catalog if one.id and not _is_whole(one.string)]
        sys.stdout.write(f"{path.parents[1].name}: {len(missing)} of {len(catalog)} to do\n")


def _is_whole(string: object) -> bool:
    return all(string) if isinstance(string, (tuple, list)) else bool(string)


if __name__ == "__main__":
    main()
