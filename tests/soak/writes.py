"""Random writes through every service, valid and not, as many as asked for.

Each step picks an operation and records at random; what the services refuse is refused and goes
on. A refused write must leave nothing behind, which the recount after the steps would show.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection

from claims.domain.vocabulary import Basis, CommentOutcome, Stance, Terms
from claims.models import Article, Attribution, Claim, CommentRequest
from claims.services.articles import article_create, article_update
from claims.services.attributions import (
    attribution_create,
    attribution_update,
    attribution_withdraw,
)
from claims.services.claims import claim_create, claim_update
from claims.services.comments import comment_request_create, comment_request_update
from claims.services.sources import source_merge, source_update
from newsroom.common.models import User
from newsroom.common.records import Refused, Stale
from sources.domain.vocabulary import Naming, SourceKind
from sources.models import Source
from sources.services import source_create, source_delete

WORDS = (
    *("the", "minister", "said", "on", "Monday", "that", "talks"),
    *("would", "resume", "🕊️", "in", "May", "café", "naïve"),
)


class Writer:
    """Writes at random as `by`; `tally` counts what was done and what was refused."""

    def __init__(self, by: User, seed: int) -> None:
        self.by = by
        self.random = random.Random(seed)
        self.tally: Counter[str] = Counter()
        self.steps: list[tuple[Callable[[], Any], int]] = [
            (self.create_source, 6),
            (self.update_source, 10),
            (self.merge_sources, 3),
            (self.delete_source, 2),
            (self.create_article, 1),
            (self.edit_article, 4),
            (self.create_claim, 5),
            (self.update_claim, 4),
            (self.create_attribution, 25),
            (self.update_attribution, 25),
            (self.withdraw_attribution, 6),
            (self.create_request, 4),
            (self.update_request, 6),
        ]

    def run(self, steps: int) -> None:
        operations = [step for step, _ in self.steps]
        weights = [weight for _, weight in self.steps]
        for operation in self.random.choices(operations, weights, k=steps):
            name = operation.__name__
            try:
                operation()
                connection.check_constraints()  # what waits for the end of a transaction
            except (ValidationError, PermissionDenied, Refused, Stale):
                name = f"refused {name}"
            except IndexError:
                name = f"nothing to {name}"
            except IntegrityError as error:
                raise AssertionError(f"{name}: {error}") from error
            self.tally[name] += 1

    def one(self, queryset: Any) -> Any:
        """A random row, the newer ones more often. Raises IndexError where there is none."""
        ids = list(queryset.order_by("-created_at").values_list("pk", flat=True)[:60])
        return queryset.get(pk=self.random.choice(ids))

    def perhaps(self, value: Any, share: float = 0.3) -> Any:
        return value if self.random.random() < share else None

    def source(self) -> Source:
        found: Source = self.one(Source.objects.all())
        return found

    def maybe_source(self, share: float = 0.25) -> Source | None:
        return self.source() if self.random.random() < share else None

    def create_source(self) -> None:
        kind = self.random.choice([*SourceKind, SourceKind.GROUP, SourceKind.GROUP])
        fields = {
            "description": f"source {self.random.random()}",
            "kind": kind,
            "naming": self.random.choice(list(Naming)),
            "headcount": self.perhaps(self.random.randint(0, 6), 0.6),
        }
        if self.random.random() < 0.3 and Source.objects.exists():
            fields["speaks_for"] = self.source()
        source_create(by=self.by, fields=fields)

    def update_source(self) -> None:
        source = self.source()
        change = self.random.choice(
            [
                {"headcount": self.perhaps(self.random.randint(1, 7), 0.8)},
                {"speaks_for": self.maybe_source(0.7)},
                {"kind": self.random.choice(list(SourceKind))},
                {"naming": self.random.choice(list(Naming))},
            ]
        )
        seen = self.perhaps(source.version - self.random.randint(0, 1))
        source_update(by=self.by, source_id=source.pk, changes=change, seen=seen)

    def merge_sources(self) -> None:
        source_merge(by=self.by, source_id=self.source().pk, into_id=self.source().pk)

    def delete_source(self) -> None:
        source_delete(by=self.by, source_id=self.source().pk)

    def text(self) -> str:
        return " ".join(self.random.choices(WORDS, k=self.random.randint(10, 60)))

    def create_article(self) -> None:
        fields = {"headline": "A headline", "body": self.text(), "status": "published"}
        article_create(by=self.by, fields=fields)

    def edit_article(self) -> None:
        article = self.one(Article.objects.all())
        at = self.random.randint(0, len(article.body))
        body = article.body[:at] + self.random.choice(WORDS) + article.body[at + 3 :]
        article_update(by=self.by, article_id=article.pk, changes={"body": body})

    def span(self, text: str) -> dict[str, int]:
        start = self.random.randint(0, max(0, len(text) - 2))
        return {"start": start, "end": start + self.random.randint(0, 20)}

    def row(self) -> dict[str, Any]:
        return {
            "source": self.source(),
            "stance": self.random.choice(list(Stance)),
            "headcount": self.perhaps(self.random.randint(0, 6), 0.4),
            "others": self.random.random() < 0.4,
            "terms": self.random.choice(list(Terms)),
            "via": self.maybe_source(),
            "knows_from": self.maybe_source(),
            "independent": self.random.choice([True, True, False, None]),
            "basis": self.random.choice(list(Basis)),
        }

    def create_claim(self) -> None:
        article = self.one(Article.objects.all())
        claim_create(
            by=self.by,
            article_id=article.pk,
            fields={"statement": self.text()[:80]},
            anchors=[self.span(article.body)] if self.random.random() < 0.7 else [],
            attributions=[self.row() for _ in range(self.random.randint(0, 3))],
        )

    def update_claim(self) -> None:
        claim = self.one(Claim.objects.all())
        changes = {"statement": self.text()[:80], "is_lead": self.random.random() < 0.5}
        claim_update(by=self.by, claim_id=claim.pk, changes=changes)

    def create_attribution(self) -> None:
        attribution_create(by=self.by, claim_id=self.one(Claim.objects.all()).pk, fields=self.row())

    def update_attribution(self) -> None:
        row = self.one(Attribution.objects.all())
        changes = self.row()
        names = self.random.sample(sorted(changes), k=self.random.randint(1, 4))
        attribution_update(
            by=self.by, attribution_id=row.pk, changes={name: changes[name] for name in names}
        )

    def withdraw_attribution(self) -> None:
        row = self.one(Attribution.objects.all())
        reason = self.random.choice(["wrong", "wrong", ""])
        attribution_withdraw(by=self.by, attribution_id=row.pk, reason=reason)

    def request_fields(self) -> dict[str, Any]:
        outcomes = [
            CommentOutcome.PENDING,
            CommentOutcome.CONFIRMED,
            CommentOutcome.DENIED,
            CommentOutcome.DECLINED,
        ]
        recorded = self.random.choice(["logged", "as reported in copy"])
        return {"outcome": self.random.choice(outcomes), "recorded": recorded}

    def create_request(self) -> None:
        claim = self.one(Claim.objects.all())
        comment_request_create(
            by=self.by,
            article_id=claim.article_id,
            fields={"source": self.source(), **self.request_fields()},
            claims=[claim],
        )

    def update_request(self) -> None:
        request = self.one(CommentRequest.objects.all())
        claims = list(request.article.claims.all()[:3])
        comment_request_update(
            by=self.by,
            request_id=request.pk,
            changes=self.request_fields(),
            claims=self.random.sample(claims, k=self.random.randint(0, len(claims))),
        )
