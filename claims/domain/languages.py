"""By which of PostgreSQL's own text search configurations the words of a language are found."""

from __future__ import annotations

from typing import Final

PLAIN: Final = "simple"
# The first part of a BCP 47 tag → configuration. The database says the same (migration), so that
# what is stored and what is asked are read alike; those below come with PostgreSQL 15.
CONFIGURATIONS: Final = {
    "ar": "arabic",
    "ca": "catalan",
    "da": "danish",
    "de": "german",
    "el": "greek",
    "en": "english",
    "es": "spanish",
    "eu": "basque",
    "fi": "finnish",
    "fr": "french",
    "ga": "irish",
    "hi": "hindi",
    "hu": "hungarian",
    "hy": "armenian",
    "id": "indonesian",
    "it": "italian",
    "lt": "lithuanian",
    "nb": "norwegian",
    "ne": "nepali",
    "nl": "dutch",
    "nn": "norwegian",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sr": "serbian",
    "sv": "swedish",
    "ta": "tamil",
    "tr": "turkish",
    "yi": "yiddish",
}


def configuration_of(tag: str) -> str:
    """The configuration for text in the language `tag` (BCP 47); PLAIN where there is none.

    PLAIN takes words as they are, whatever the language: no stem, no stop words.
    """
    return CONFIGURATIONS.get(tag.replace("_", "-").split("-")[0].lower(), PLAIN)
