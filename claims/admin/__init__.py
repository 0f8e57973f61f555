"""The admin of articles, claims and their sourcing. It writes through the services alone."""

from claims.admin import articles, attributions, claims, comments, records

__all__ = ["articles", "attributions", "claims", "comments", "records"]
