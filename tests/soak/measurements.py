"""Figures of the long proofs, written into docs/measurements.md by the command that took them."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

FILE = Path(__file__).resolve().parents[2] / "docs" / "measurements.md"
HEAD = """# Measurements

Written by `make soak`; each section says when and on what machine it was taken.
"""


def machine() -> str:
    """Cores, memory and versions; nothing that names the machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}"
    )


def record(section: str, figures: Mapping[str, object]) -> None:
    """Put `figures` under `section` in place of what stood there."""
    text = FILE.read_text(encoding="utf-8") if FILE.exists() else HEAD
    rows = "".join(f"| {name} | {value} |\n" for name, value in figures.items())
    taken = f"{datetime.now(tz=UTC):%Y-%m-%d}; {machine()}."
    block = f"\n## {section}\n\n{taken}\n\n| what | figure |\n|---|---|\n{rows}"
    pattern = re.compile(rf"\n## {re.escape(section)}\n.*?(?=\n## |\Z)", re.S)
    text = pattern.sub(lambda _: block, text) if pattern.search(text) else text + block
    FILE.parent.mkdir(exist_ok=True)
    FILE.write_text(text, encoding="utf-8")
