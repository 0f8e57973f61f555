"""How the API is put together, how it describes itself, and how much it may be asked."""

from typing import Any

from newsroom import env
from newsroom.common.api import problems

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "newsroom.common.api.authentication.ScopedTokenAuthentication",
        "newsroom.common.api.authentication.LimitedSessionAuthentication",
        "newsroom.common.api.authentication.LimitedAnonymity",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["newsroom.common.api.parsing.BoundedJSONParser"],
    "DEFAULT_PAGINATION_CLASS": "newsroom.common.api.pagination.CursorPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "newsroom.common.api.openapi.Schema",
    "EXCEPTION_HANDLER": "newsroom.common.api.errors.problem_handler",
    "PAGE_SIZE": 50,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
    "COERCE_DECIMAL_TO_STRING": True,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Newsroom sourcing",
    "DESCRIPTION": "Who says so, on what terms, confirmed by how many, and may we publish it?",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "APPEND_COMPONENTS": {"schemas": {"Problem": problems.SCHEMA}},
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "AUTHENTICATION_WHITELIST": [
        "newsroom.common.api.authentication.ScopedTokenAuthentication",
        "newsroom.common.api.authentication.LimitedSessionAuthentication",
    ],
    # The pages of the docs come with the project: nothing is loaded from elsewhere.
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
    # Several vocabularies are called "outcome", "status" or "kind".
    "ENUM_NAME_OVERRIDES": {
        "ArticleStatus": "claims.api.schema.ARTICLE_STATUS",
        "Status": "claims.api.schema.CLAIM_STATUS",
        "ClaimOutcome": "claims.api.schema.CLAIM_OUTCOME",
        "CommentOutcome": "claims.api.schema.COMMENT_OUTCOME",
        "ClaimKind": "claims.api.schema.CLAIM_KIND",
        "EvidenceKind": "claims.api.schema.EVIDENCE_KIND",
        "LinkKind": "claims.api.schema.LINK_KIND",
        "NoticeKind": "claims.api.schema.NOTICE_KIND",
        "RecordKind": "claims.api.schema.RECORD_KIND",
        "SourceKind": "claims.api.schema.SOURCE_KIND",
    },
}

API_LIMIT = env.number(
    "API_LIMIT", 600, help="Requests to the API a minute, of one token or person; 0: no limit."
)
API_LIMIT_ANONYMOUS = env.number(
    "API_LIMIT_ANONYMOUS",
    60,
    help="The same for one address without a token, or with a wrong one; 0: no limit.",
)
FEED_DAYS = env.number(
    "FEED_DAYS", 30, least=1, help="Days for which `prune_feed` leaves changes in the feed."
)
