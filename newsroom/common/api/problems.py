"""What the schema says of refusals: their one shape, and which an operation may answer with."""

from __future__ import annotations

from typing import Any

CONTENT_TYPE = "application/problem+json"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "description": "RFC 9457 problem details: what is wrong, and how to mend it.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message", "code"],
                "properties": {
                    "field": {"type": "string", "description": "Dotted path of the field."},
                    "message": {"type": "string"},
                    "code": {"type": "string"},
                },
            },
        },
    },
}
REF = {"$ref": "#/components/schemas/Problem"}
_AGAIN = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds to wait."}}

_ALWAYS = {
    "400": "A parameter or field is wrong: `errors` says which, and how to mend it.",
    "401": "No token or session, or one that is not valid.",
    "403": "Your role, or your token's scope, does not allow that.",
    "404": "No such record, or none that you may read; or a cursor of another list.",
    "406": "Only JSON is to be had here.",
    "429": "Too many requests in this minute.",
}
_OF_WRITES = {
    "409": "Understood, but not allowed as things stand; or an Idempotency-Key used otherwise.",
    "413": "The body is too large.",
    "415": "The body is of a type that is not read here.",
    "503": "Others write to the same just now. Nothing was written.",
}
_OF_VERSIONS = {
    "412": "Others have changed the record since: `current` is how it stands.",
    "428": "No version is named: send If-Match.",
}


def refusals(*, writes: bool, names_version: bool) -> dict[str, Any]:
    """Status → response object, for an operation that only reads, writes, or wants If-Match."""
    said = _ALWAYS | (_OF_WRITES if writes else {}) | (_OF_VERSIONS if names_version else {})
    return {status: _response(status, words) for status, words in said.items()}


def _response(status: str, words: str) -> dict[str, Any]:
    answer = {"description": words, "content": {CONTENT_TYPE: {"schema": REF}}}
    return {**answer, "headers": _AGAIN} if status in ("429", "503") else answer
