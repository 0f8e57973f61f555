"""What the frame around the desk's pages shows."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from newsroom.common.readers import LANGUAGES


def frame(request: HttpRequest) -> dict[str, Any]:
    """Template context of the desk's pages: the languages that there are."""
    return {"languages": LANGUAGES} if request.path.startswith("/desk/") else {}
