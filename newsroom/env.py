"""Settings from the environment: typed readers that also remember what there is to set.

Each reader names a setting, its default and what it does, so that the table of settings in
the README can be proved complete: `python manage.py settings_table` prints it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_TRUE = frozenset({"1", "true", "yes", "on"})
_FALSE = frozenset({"0", "false", "no", "off"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable: what it is called, holds, defaults to and does."""

    name: str
    kind: str
    default: str
    help: str


_known: dict[str, Setting] = {}


def known() -> list[Setting]:
    """Every setting that has been read so far, by name."""
    return [_known[name] for name in sorted(_known)]


def table() -> str:
    """The settings as a Markdown table. Goes into the README as it is."""
    rows = [f"| `{one.name}` | {one.kind} | {one.default} | {one.help} |" for one in known()]
    return "\n".join(["| setting | type | default | what it does |", "|---|---|---|---|", *rows])


def text(name: str, default: str = "", *, help: str, shown: str | None = None) -> str:
    """The value of `name`, stripped; `shown` says in words what a computed default is."""
    return _read(name, "text", default if shown is None else shown, help) or default


def flag(name: str, default: bool, *, help: str, shown: str | None = None) -> bool:
    """A yes or no. Raises ImproperlyConfigured for any other word."""
    value = _read(name, "yes/no", shown or ("yes" if default else "no"), help).lower()
    if not value:
        return default
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} is {value!r}. Write 1 for yes or 0 for no.")
    return value in _TRUE


def number(name: str, default: int, *, help: str, shown: str | None = None, least: int = 0) -> int:
    """A whole number from `least` upwards. Raises ImproperlyConfigured for anything else."""
    value = _read(name, "number", str(default) if shown is None else shown, help)
    if not value:
        return default
    if not (value.isascii() and value.isdigit() and int(value) >= least):
        raise ImproperlyConfigured(f"{name} is {value!r}. Write a whole number from {least} up.")
    return int(value)


def words(name: str, default: list[str], *, help: str) -> list[str]:
    """A list with commas between. An empty variable counts as not set."""
    value = _read(name, "list", ",".join(default), help)
    return [word.strip() for word in value.split(",") if word.strip()] or default


def secret(name: str, *, help: str) -> str:
    """The value of `name`, or the content of the file that `name`_FILE points at; else "".

    Raises ImproperlyConfigured where the file cannot be read, is empty, or both are set.
    """
    value = _read(name, "text", "", help)
    path = _read(f"{name}_FILE", "path", "", f"File that holds `{name}`; use one or the other.")
    if not path:
        return value
    if value:
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        value = Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE={path} cannot be read: {error}.") from error
    if not value:
        raise ImproperlyConfigured(f"{name}_FILE={path} is empty.")
    return value


def _read(name: str, kind: str, default: str, help: str) -> str:
    shown = f"`{default}`" if default and " " not in default else default
    _known[name] = Setting(name, kind, shown, help)
    return os.environ.get(name, "").strip()
