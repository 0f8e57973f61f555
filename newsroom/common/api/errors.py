"""One shape for every error."""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler


def problem_handler(problem: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an exception in a view; None for one that is not foreseen."""
    return exception_handler(problem, context)
