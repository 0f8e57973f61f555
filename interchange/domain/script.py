"""JSON that can stand inside a `<script>` element, whatever words are in it."""

from __future__ import annotations

import json
from typing import Any

# Inside a JSON string each means the same escaped; outside of one none of them can stand.
_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def in_script(data: Any) -> str:
    """`data` as JSON, in which nothing ends the element or begins a comment."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)
