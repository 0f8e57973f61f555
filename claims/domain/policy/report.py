"""Whether a version may be published, as a program reads it, as people do, and as SARIF 2.1.0."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from claims.domain.counting import Id
from claims.domain.policy.findings import VEILED, Finding, Severity
from claims.domain.policy.readiness import Override, Readiness
from claims.domain.policy.registry import REGISTRY

Span = tuple[int, int]
SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.BLOCK: "error", Severity.WARN: "warning", Severity.INFO: "note"}
_VEIL = "A finding about a confidential source"


def as_json(ready: Readiness) -> dict[str, Any]:
    """Readiness in plain values; the findings that stand come first, gravest first."""
    return {
        "ready": ready.ready,
        "version": str(ready.version),
        "profile": ready.profile,
        "profile_version": ready.profile_version,
        "findings": [_finding(one, override) for one, override in _all(ready)],
        "holds_until": ready.holds_until.isoformat() if ready.holds_until else None,
        "next_shift": [str(one) for one in ready.next_shift],
    }


def _all(ready: Readiness) -> Iterator[tuple[Finding, Override | None]]:
    yield from ((one, None) for one in ready.blocks)
    yield from ((one.finding, one.override) for one in ready.overridden)
    yield from ((one, None) for one in ready.others)


def _finding(finding: Finding, override: Override | None) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "record": {"kind": finding.record.kind.value, "id": str(finding.record.id)},
        "claim": None if finding.claim is None else str(finding.claim),
        "message": finding.message,
        "remedy": finding.remedy,
        "overridden": None
        if override is None
        else {
            "by": str(override.by),
            "reason": override.reason,
            "expires_at": override.expires_at.isoformat(),
        },
    }


def as_text(ready: Readiness, claims: Mapping[Id, str]) -> str:
    """Readiness for people; `claims` says how each claim is called."""
    verdict = "Ready" if ready.ready else f"Not ready: {_number(len(ready.blocks), 'block')}"
    lines = [f"{verdict}, by profile {ready.profile}, version {ready.profile_version}."]
    for one, override in _all(ready):
        where = claims.get(one.claim, "") if one.claim is not None else ""
        passed = "" if override is None else f" (overridden until {override.expires_at:%H:%M %Z})"
        lines += [
            "",
            f"{one.severity.value} {one.rule}{passed}",
            *([f"  {where}"] if where else []),
            f"  {one.message}",
            f"  → {one.remedy}",
        ]
    if ready.next_shift:
        claims_left = _number(len(ready.next_shift), "claim")
        lines += ["", f"For the next shift to verify: {claims_left}, checked by one so far."]
    return "\n".join(lines)


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def as_sarif(ready: Readiness, *, uri: str, text: str, spans: Mapping[Id, Span]) -> dict[str, Any]:
    """Readiness as SARIF, for editors' tools.

    `uri` names the article, whose `text` it is about; `spans` are where the records of findings
    stand in that. Positions are in code points.
    """
    found = list(_all(ready))
    codes = sorted({one.rule for one, _ in found})
    return {
        "$schema": SARIF_SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "newsroom", "rules": [_rule(code) for code in codes]}},
                "columnKind": "unicodeCodePoints",
                "results": [
                    _result(one, override, codes.index(one.rule), uri, text, spans)
                    for one, override in found
                ],
                "properties": {
                    "ready": ready.ready,
                    "profile": ready.profile,
                    "profileVersion": ready.profile_version,
                    "articleVersion": str(ready.version),
                },
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    if code == VEILED:
        return {"id": code, "shortDescription": {"text": _VEIL}}
    rule = REGISTRY[code]
    return {
        "id": code,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": rule.asks},
        "help": {"text": rule.why},
    }


def _result(
    finding: Finding,
    override: Override | None,
    rule: int,
    uri: str,
    text: str,
    spans: Mapping[Id, Span],
) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": uri}}
    span = spans.get(finding.record.id)
    if span is None and finding.claim is not None:
        span = spans.get(finding.claim)
    if span is not None:
        place["region"] = _region(text, span)
    claim = "" if finding.claim is None else str(finding.claim)
    key = f"{claim}/{finding.record.kind}/{finding.record.id}"
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.remedy}"},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"finding/v1": f"{finding.rule}/{key}"},
    }
    if override is not None:
        why = {"kind": "external", "status": "accepted", "justification": override.reason}
        result["suppressions"] = [why]
    return result


def _region(text: str, span: Span) -> dict[str, int]:
    """Lines and columns from one; the column at the end is the one after."""
    region = {"charOffset": span[0], "charLength": span[1] - span[0]}
    for name, at in zip(("start", "end"), span, strict=True):
        before = text[:at]
        region[f"{name}Line"] = before.count("\n") + 1
        region[f"{name}Column"] = at - before.rfind("\n")
    return region
