"""Whether an article may be published: a gate that a CMS can call."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.domain.policy import Readiness, report
from claims.models import Anchor, Article, PolicyProfile
from claims.services.policy import article_readiness, as_seen_by

NOT_READY, UNKNOWN = 1, 2


class Command(BaseCommand):
    help = (
        "Judge the current version of an article by its sourcing policy. "
        "Exit code 0 where it may be published, 1 where a block stands, 2 where there is no such "
        "article or profile."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("article", help="The article's id.")
        parser.add_argument("--profile", help="Judge by this profile, not by the article's own.")
        parser.add_argument("--format", choices=sorted(FORMATS), default="text")

    def handle(self, *args: Any, **options: Any) -> None:
        article = _article(options["article"])
        profile = _profile(options["profile"])
        ready = as_seen_by(article_readiness(article, profile), article, None)
        self.stdout.write(FORMATS[options["format"]](ready, article))
        if not ready.ready:
            raise SystemExit(NOT_READY)


def _article(given: str) -> Article:
    rows = Article.objects.select_related("current_version")
    try:
        article: Article | None = rows.filter(pk=UUID(given)).first()
    except ValueError:
        article = None
    if article is None or article.current_version is None:
        raise CommandError(f"There is no article {given}.", returncode=UNKNOWN)
    return article


def _profile(name: str | None) -> PolicyProfile | None:
    if name is None:
        return None
    profile: PolicyProfile | None = PolicyProfile.objects.filter(name=name).first()
    if profile is None:
        known = ", ".join(PolicyProfile.objects.values_list("name", flat=True))
        raise CommandError(f"There is no profile {name}, only {known}.", returncode=UNKNOWN)
    return profile


def _text(ready: Readiness, article: Article) -> str:
    return report.as_text(ready, {one.pk: str(one) for one in article.claims.all()})


def _json(ready: Readiness, article: Article) -> str:
    return json.dumps(report.as_json(ready), indent=2, ensure_ascii=False)


def _sarif(ready: Readiness, article: Article) -> str:
    spans = {
        one.claim_id or one.attribution_id or one.comment_request_id: (one.start, one.end)
        for one in Anchor.objects.filter(
            version=article.current_version_id, start__isnull=False
        ).order_by("-position", "-pk")  # the first of a record is the one that stays
    }
    uri = article.url or f"urn:uuid:{article.pk}"
    text = article.current_version.text if article.current_version else ""
    sarif = report.as_sarif(ready, uri=uri, text=text, spans=spans)
    return json.dumps(sarif, indent=2, ensure_ascii=False)


FORMATS: dict[str, Callable[[Readiness, Article], str]] = {
    "json": _json,
    "sarif": _sarif,
    "text": _text,
}
