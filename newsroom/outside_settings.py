"""What the house fetches from outside, and what it shows there."""

import re

from django.core.exceptions import ImproperlyConfigured

from newsroom import env

FETCH_HOSTS = env.words(
    "FETCH_HOSTS",
    [],
    help="Hosts inside the house, as `cms.example:8080`, whose pages the desk may fetch by their "
    "address; else only what is on the public internet.",
)
HOUSE_NAME = env.text(
    "HOUSE_NAME",
    help="Who answers for published checks (`author` of a ClaimReview); else the outlet of the "
    "article.",
)
HOUSE_URL = env.text("HOUSE_URL", help="Its home page, `https://…`.")
HOW_WE_KNOW_PUBLIC = env.flag(
    "HOW_WE_KNOW_PUBLIC",
    False,
    help="Anybody may read *How we know this* of a published article, at `/how/…`; else whoever is "
    "signed in or has a token.",
)
HOW_WE_KNOW_FRAMES = env.words(
    "HOW_WE_KNOW_FRAMES",
    [],
    help="Origins, as `https://www.example.org`, whose pages may show it in a frame (`?embed=1`).",
)
_ORIGIN = re.compile(r"https?://(\*\.)?[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def refuse_no_origins(given: list[str]) -> None:
    """Raise ImproperlyConfigured for what a browser would not take for an origin."""
    for one in given:
        if not _ORIGIN.fullmatch(one):
            raise ImproperlyConfigured(
                f"HOW_WE_KNOW_FRAMES names {one!r}. Write scheme and host, as in "
                "https://www.example.org, without a path."
            )


def refuse_no_address(given: str) -> None:
    """Raise ImproperlyConfigured for a home page that is no address of the web."""
    if given and not re.fullmatch(r"https?://[^\s<>\"]+", given):
        raise ImproperlyConfigured(f"HOUSE_URL is {given!r}. Write https://www.example.org/.")


refuse_no_origins(HOW_WE_KNOW_FRAMES)
refuse_no_address(HOUSE_URL)
