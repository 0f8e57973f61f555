"""Random writes as in `policy_writes`, to articles that come and go for the public."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from claims.api.published import sheet
from claims.api.publishing import publish_due, render
from claims.domain.publishing import PublicKind
from claims.domain.vocabulary import Access, ArticleStatus
from claims.models import Article
from claims.services.articles import article_update
from tests.soak.policy_writes import PolicyWriter


class PublicWriter(PolicyWriter):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.steps += [(self.open_or_close, 4), (self.write_past_the_services, 2)]

    def opening(self):
        """Mostly open: published, for all of the house, under no embargo."""
        hours = self.random.choice([-1, 1])
        return {
            "status": self.random.choice([ArticleStatus.PUBLISHED] * 4 + [*ArticleStatus]),
            "access": self.random.choice([Access.HOUSE] * 4 + [Access.NAMED_PEOPLE]),
            "embargo_until": self.perhaps(timezone.now() + timedelta(hours=hours), 0.2),
        }

    def open_or_close(self):
        article = self.one(Article.objects.all())
        article_update(by=self.by, article_id=article.pk, changes=self.opening())

    def write_past_the_services(self):
        article = self.one(Article.objects.all())
        Article.objects.filter(pk=article.pk).update(**self.opening())


class Replica:
    """A consumer who keeps what the feed tells of: the digest of each record."""

    def __init__(self, client):
        self.client, self.cursor, self.kept = client, "", {}
        self.numbers = []

    def follow(self, limit=50):
        """Read on to the end; whatever is told must follow from what is kept."""
        while True:
            query = f"limit={limit}" + (f"&cursor={self.cursor}" if self.cursor else "")
            page = self.client.get(f"/api/v1/changes/?{query}").json()
            for one in page["changes"]:
                self.take(one)
            self.cursor = page["cursor"]
            if not page["more"]:
                return

    def take(self, one):
        self.numbers.append(int(one["cursor"]))
        key = (PublicKind(one["kind"]), one["id"])
        assert (key in self.kept) == (one["change"] != "created"), one
        if one["change"] == "removed":
            del self.kept[key]
        else:
            assert self.kept.get(key) != one["etag"], one
            self.kept[key] = one["etag"]


def drift(replica):
    """What is stored or told otherwise than it is now for the public."""
    wrong, now = [], {}
    for article in Article.objects.visible_to(AnonymousUser()).select_related("current_version"):
        fresh = render(article)
        stored = sheet(article.pk)
        if stored is not None and stored.body != fresh.whole.body:
            wrong.append(f"sheet of {article.pk}")
        now |= {(kind, str(pk)): one.etag for (kind, pk), one in fresh.records.items()}
    publish_due()
    replica.follow()
    return [*wrong, *sorted(map(str, now.items() ^ replica.kept.items()))]
