"""The admin of articles, claims and their sourcing. It writes through the services alone."""

from claims.admin import (
    articles,
    attributions,
    claims,
    comments,
    evidence,
    notices,
    profiles,
    records,
)
from claims.domain.diff import segments
from newsroom.common.admin_notes import compare_with

__all__ = [
    "articles",
    "attributions",
    "claims",
    "comments",
    "evidence",
    "notices",
    "profiles",
    "records",
]

compare_with(segments)
