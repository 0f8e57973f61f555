"""One case a rule: what passes, what fails and how it is said, and what lies on the edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from claims.domain.policy.facts import ArticleFacts
from claims.domain.policy.findings import RecordKind

CLAIM = (RecordKind.CLAIM, "claim")
ARTICLE = (RecordKind.ARTICLE, "article")
REQUEST = (RecordKind.COMMENT_REQUEST, "request")


@dataclass(frozen=True)
class Edge:
    """Facts on the edge, why they are interesting, and how many findings they give."""

    why: str
    facts: ArticleFacts
    finds: int = 0
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    passes: ArticleFacts
    fails: ArticleFacts
    at: tuple[RecordKind, object]
    message: str
    remedy: str
    edges: tuple[Edge, ...]


def row_of(speaker, stance="asserts"):
    return (RecordKind.ATTRIBUTION, f"{speaker} {stance}")


def source_of(id):
    return (RecordKind.SOURCE, id)
