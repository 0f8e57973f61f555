"""ClaimReviews of others, as they come."""

from __future__ import annotations

from typing import Any

URL = "https://checkers.example/reviews/1"
NO_SUCH = "00000000-0000-4000-8000-000000000000"


def review(**given: Any) -> dict[str, Any]:
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": URL,
        "claimReviewed": "It rains",
        "author": {"@type": "Organization", "name": "Checkers"},
        "reviewRating": {
            "@type": "Rating",
            "alternateName": "False",
            "ratingValue": 1,
            "worstRating": 1,
            "bestRating": 5,
        },
        **given,
    }
