"""The words that a claim is found by."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from claims.models.claim import Claim


class ClaimWords(models.Model):
    """Lexemes of a claim's statement (weight A) and of its quotes (B), in two sets.

    Derived: triggers write it whenever a statement, a row, a source's naming or the article's text
    or language changes, whoever changes it. `public` has the quotes that the public rendering shows
    and no other: what the public may not read it does not find, and nothing ranks by it.
    """

    claim = models.OneToOneField(
        Claim, primary_key=True, on_delete=models.CASCADE, related_name="words"
    )
    house = SearchVectorField(default="")
    public = SearchVectorField(default="")

    class Meta:
        indexes = [
            GinIndex(fields=["house"], name="claim_words_house"),
            GinIndex(fields=["public"], name="claim_words_public"),
        ]

    def __str__(self) -> str:
        return str(self.claim_id)
