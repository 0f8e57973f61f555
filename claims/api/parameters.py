"""Query parameters of actions, for the schema."""

from __future__ import annotations

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

BEFORE = OpenApiParameter(
    "before", OpenApiTypes.DATETIME, description="From `next` of the page before."
)
_NUMBER = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
OLD = OpenApiParameter("old", _NUMBER, description="Number of the earlier version.")
NEW = OpenApiParameter("new", _NUMBER, description="Number of the later version.")
