"""The rules, by subject. Importing this registers all of them, in the order of the docs."""
# ruff: noqa: I001 (that order, not the alphabet's)

from claims.domain.policy.rules import (
    sourcing,
    anonymity,
    identity,
    wording,
    confirmation,
    comment,
    terms,
    conduct,
    checking,
)

__all__ = [
    "anonymity",
    "checking",
    "comment",
    "conduct",
    "confirmation",
    "identity",
    "sourcing",
    "terms",
    "wording",
]
