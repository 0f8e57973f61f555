"""What is logged, and in what shape. What the log may not say is kept out here."""

from __future__ import annotations

import logging
import re
from typing import Any

# PostgreSQL's details repeat the row that it refuses, notes on a source included.
_DETAIL = re.compile(r"\n(DETAIL|CONTEXT|QUERY|LINE \d+): ")
_CHAINED = re.compile(
    "(\n\nThe above exception was the direct cause of the following exception:\n\n"
    "|\n\nDuring handling of the above exception, another exception occurred:\n\n)"
)


class Line(logging.Formatter):
    """A line, and of a traceback all but what a database tells of a row."""

    def formatException(self, ei: Any) -> str:  # noqa: N802  # the library's name
        """The traceback; of each exception in its chain without the details."""
        parts = _CHAINED.split(super().formatException(ei))
        return "".join(_told(part) for part in parts)


def _told(part: str) -> str:
    """`part` up to the details of the database, which go to its end: a row has lines of its own."""
    found = _DETAIL.search(part)
    return part if found is None else f"{part[: found.start()]}\n(details left out)"


def security(file: str, *, local: bool) -> dict[str, object]:
    """The handler of the security log: to `file` (`-` is standard error); where none is named to
    standard error, but on this machine nowhere.
    """
    if file == "-" or (not file and not local):
        return {"class": "logging.StreamHandler", "formatter": "json"}
    if not file:
        return {"class": "logging.NullHandler"}
    # a rotated file is opened anew
    return {"class": "logging.handlers.WatchedFileHandler", "filename": file, "formatter": "json"}


def settings(*, level: str, security: dict[str, object]) -> dict[str, Any]:
    """Django's LOGGING: everything from `level` on to standard error, the security log apart."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": "newsroom.logs.Line",
                "format": "{asctime} {levelname} {name}: {message}",
                "style": "{",
            },
            "json": {
                "()": "pythonjsonlogger.json.JsonFormatter",
                "fmt": ["levelname"],
                "rename_fields": {"levelname": "level"},
                "timestamp": "at",
            },
        },
        "handlers": {
            "console": {"class": "logging.StreamHandler", "formatter": "line"},
            "security": security,
        },
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            # Its own handlers would mail admins, or stay silent where DEBUG is off.
            "django": {"handlers": [], "level": "NOTSET", "propagate": True},
            "newsroom.security": {"handlers": ["security"], "level": "INFO", "propagate": False},
            "axes": {"level": "ERROR"},  # names and addresses; the security log has what counts
        },
    }
