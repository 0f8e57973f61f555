"""What a consumer may see, record by record. API, sheet, search and exports read it here.

Which rows: published articles under no embargo, and of these the standing attributions that are
neither off the record nor on deep background, requests that have an outcome, public evidence
(`claims.access`, `claims.querysets`). Records without an entry are the house's own.
"""

from claims.domain.vocabulary import Occasion
from claims.models.counts import COUNT_FIELDS
from newsroom.common.projection import Projection

NUMBERS = tuple(name for name in COUNT_FIELDS if name not in ("uncounted", "circular"))
COUNT_FILTERS = tuple(f"{name}{lookup}" for name in NUMBERS for lookup in ("", "__gte", "__lte"))

ARTICLE = Projection(
    fields=(
        "id",
        "headline",
        "text",
        "byline",
        "outlet",
        "section",
        "topics",
        "language",
        "url",
        "published_at",
        "published_at_zone_stated",
        "status",
    ),
    filters=(
        "status",
        "outlet",
        "section",
        "topic",
        "language",
        "published_after",
        "published_before",
        "q",
    ),
)
# Counts and status of a claim are those that follow from public rows.
CLAIM = Projection(
    fields=(
        "id",
        "article",
        "label",
        "statement",
        "kind",
        "is_lead",
        "hedge",
        "as_of",
        "exemption",
        "status",
        "outcome",
        "outcome_on",
        *COUNT_FIELDS,
        "anchors",
        "attributions",
        "comment_requests",
        "evidence",
    ),
    filters=(
        "article",
        "article_status",
        "outlet",
        "section",
        "topic",
        "language",
        "published_after",
        "published_before",
        "label",
        "status",
        "kind",
        "outcome",
        "stance",
        "terms",
        "naming",
        "medium",
        "source",
        "orphaned",
        "uncounted",
        "circular",
        "is_lead",
        "q",
        *COUNT_FILTERS,
    ),
)
ATTRIBUTION = Projection(
    fields=(
        "id",
        "claim",
        "source",
        "stance",
        "headcount",
        "others",
        "terms",
        "medium",
        "via",
        "knows_from",
        "knowledge",
        "independent",
        "basis",
        "scope",
        "quotation",
        "quote",
        "quote_language",
        "translator",
        "stated_on",
        "occasion",
        "anchor",
    ),
    filters=("claim", "article", "source", "naming", "stance", "terms", "medium"),
)
# Of a row by a confidential source: when and where they spoke, and who put their words into our
# language, narrows down who it was.
BLANK = {"stated_on": "", "occasion": Occasion.NOT_STATED.value, "translator": ""}
COMMENT_REQUEST = Projection(
    fields=("id", "article", "source", "claims", "outcome", "sentence", "anchor"),
    filters=("article", "claim", "source", "outcome"),
)
EVIDENCE = Projection(
    fields=(
        "id",
        "claim",
        "kind",
        "url",
        "archived_url",
        "locator",
        "media_type",
        "size",
        "sha256",
        "download",
    ),
    filters=("claim", "article", "kind", "sha256"),
)
NOTICE = Projection(
    fields=("id", "article", "kind", "dated", "public_note", "claims"),
    filters=("article", "claim", "kind", "dated_after", "dated_before"),
)
