"""What custodians are told, on the pages of the admin."""

from __future__ import annotations

from typing import Any

from django import template

from sources.services.custody import Told, notices_of

register = template.Library()


@register.simple_tag(takes_context=True)
def custody_notices(context: dict[str, Any], source: Any = None) -> list[Told]:
    """What the person who is signed in has not acknowledged, of `source` or of all."""
    return notices_of(context["request"].user, source)
