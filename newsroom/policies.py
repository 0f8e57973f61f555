"""What a browser may load and do on our pages: content security policies, and other headers.

Every page has the strict policy. Two kinds of pages need more, which is given by their address and
named in docs/security.md: the admin, whose theme runs on Alpine, and the pages of the API's docs.
Those for readers need less: a style sheet, and no script at all.
"""

from __future__ import annotations

from typing import Any

from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from csp.middleware import CSPMiddleware, PolicyParts
from django.http import HttpRequest
from django.http.response import HttpResponseBase

STRICT: dict[str, list[str]] = {
    "default-src": [NONE],
    "script-src": [SELF],
    "style-src": [SELF],
    "img-src": [SELF],
    "font-src": [SELF],
    "connect-src": [SELF],
    "form-action": [SELF],
    "base-uri": [NONE],
    "frame-ancestors": [NONE],
}
# Alpine reads the theme's attributes as JavaScript, and charts set style attributes.
ADMIN = STRICT | {
    "script-src": [SELF, UNSAFE_EVAL],
    "style-src-attr": [UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
}
# Swagger draws its icons from data URLs.
API_DOCS = STRICT | {"img-src": [SELF, "data:"]}
FOR_READERS = {
    name: [SELF] if name == "style-src" else [NONE]
    for name in ("default-src", "style-src", "form-action", "base-uri", "frame-ancestors")
}
BY_ADDRESS = {"/admin/": ADMIN, "/api/v1/docs/": API_DOCS, "/how/": FOR_READERS}

PERMISSIONS = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


class PolicyMiddleware(CSPMiddleware):
    """Says with each answer which policy holds for it, and who may embed it: nobody else."""

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if report_only:  # there is none: what is not allowed is not done
            return parts
        more = (policy for start, policy in BY_ADDRESS.items() if request.path.startswith(start))
        parts.config = parts.config or next(more, None)
        return parts

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        answer: Any = super().process_response(request, response)
        answer.headers.setdefault("Permissions-Policy", PERMISSIONS)
        answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return answer  # type: ignore[no-any-return]
