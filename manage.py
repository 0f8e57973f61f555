#!/usr/bin/env python
"""Django's commands, with the database that they need."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
try:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
except ImportError:
    sys.exit("Django is not installed here. Run `make demo`, or use .venv/bin/python.")

from newsroom import database

# These read code or files only, and start no database.
WITHOUT_DATABASE = frozenset(
    {
        *("check", "collectstatic", "compilemessages", "diffsettings", "findstatic", "help"),
        *("makemessages", "settings_table", "spectacular", "startapp", "startproject", "version"),
    }
)


def needs_database(arguments: list[str]) -> bool:
    """Whether the command line, without the program's name, touches the database."""
    if not arguments or {"-h", "--help", "--version"} & set(arguments):
        return False
    if arguments[0] == "check":
        return any(one.startswith("--database") for one in arguments)
    return arguments[0] not in WITHOUT_DATABASE


def main() -> None:
    """Run one command. What is wrong with the set-up is said in a sentence, exit code 1."""
    try:
        settings.INSTALLED_APPS  # noqa: B018 — reads the settings, and so finds mistakes early
        if needs_database(sys.argv[1:]):
            database.ensure()
    except (ImproperlyConfigured, database.DatabaseUnavailable) as error:
        sys.exit(str(error))
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
