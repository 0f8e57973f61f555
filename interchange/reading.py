"""Where the formats get the public sheet from; nothing else of the house reaches them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from rest_framework.exceptions import NotFound

from claims.api.published import public_sheet
from claims.api.sheet import public_sheets
from claims.models import Article, Claim
from interchange.domain.sheet import Addresses, House

if TYPE_CHECKING:
    from django.http import HttpRequest

    from newsroom.common.models import User

NOT_OUT = (
    "Nobody outside the house may see this article yet: it is not published, is under an embargo, "
    "or is for some people of the house alone. There is no public format of it."
)


def sheet_for(user: User | AnonymousUser, article: UUID) -> Mapping[str, Any]:
    """The sheet as the public has it, whoever asks. Raises NotFound, for the house with why."""
    sheet = public_sheet(article)
    if sheet is not None:
        return sheet
    if Article.objects.visible_to(user).filter(pk=article).exists():
        raise NotFound(NOT_OUT)
    raise NotFound


def claim_for(user: User | AnonymousUser, claim: UUID) -> tuple[Mapping[str, Any], Any]:
    """The public sheet of the article in which a claim stands, and the claim. Raises NotFound."""
    found = Claim.objects.visible_to(user).filter(pk=claim).values_list("article_id", flat=True)
    article = found.first()
    if article is None:
        raise NotFound
    sheet = public_sheets([article], [claim]).get(article)
    if sheet is None:
        raise NotFound(NOT_OUT)
    return sheet, sheet["claims"][0]


def addresses(request: HttpRequest) -> Addresses:
    return Addresses(request.build_absolute_uri("/").rstrip("/"))


def house() -> House:
    return House(settings.HOUSE_NAME, settings.HOUSE_URL)
