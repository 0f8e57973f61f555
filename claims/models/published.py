"""What the public reads, rendered once per change and stored; and the feed of these changes.

Derived, all of it, from the records by the API's serializers (`claims.api.publishing`). A stored
copy holds as long as no `DuePublication` of its article is there: triggers write one with each
fact of a public article, whoever writes it, and the services take it away once they have rendered
anew, in the same transaction.
"""

from __future__ import annotations

from django.db import models

from claims.domain.publishing import Act, PublicKind
from claims.models.article import Article
from newsroom.common.constraints import choices


class DuePublication(models.Model):
    """A public article of which a fact was written and that is not rendered anew yet (trigger).

    Inserted only, by whoever writes: nobody waits for anybody here.
    """

    article_id = models.UUIDField(db_index=True)
    transaction = models.BigIntegerField(db_index=True)

    def __str__(self) -> str:
        return str(self.article_id)


class PublishedSheet(models.Model):
    """The public sheet of an article as it is sent: JSON in UTF-8, plain and by gzip."""

    article = models.OneToOneField(
        Article, on_delete=models.CASCADE, primary_key=True, related_name="published_sheet"
    )
    body = models.BinaryField()
    packed = models.BinaryField()
    etag = models.CharField(max_length=64)
    changed_at = models.DateTimeField(help_text="When the public could first read it like this.")

    def __str__(self) -> str:
        return str(self.article_id)


class PublishedRecord(models.Model):
    """A record of a public sheet as it is sent. A source has a row with each article it is in."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="published_records")
    kind = models.CharField(max_length=20, choices=choices(PublicKind))
    record_id = models.UUIDField()
    body = models.BinaryField()
    etag = models.CharField(max_length=64)
    changed_at = models.DateTimeField(help_text="When the public could first read it like this.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_id", "article"], name="published_record_once_an_article"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.record_id}"


class PublicFeed(models.Model):
    """The one row that numbers changes: whoever holds it is about to commit, so numbers follow
    commits. `last` is the latest number, `gone` the latest that is kept no more.
    """

    last = models.BigIntegerField(default=0)
    gone = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="public_feed_is_one"),
            models.CheckConstraint(
                condition=models.Q(gone__lte=models.F("last")), name="public_feed_gone_was_there"
            ),
        ]

    def __str__(self) -> str:
        return str(self.last)


class PublicChange(models.Model):
    """One change of what the public may read. `etag` is that of the record; empty once removed."""

    number = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=20, choices=choices(PublicKind))
    record_id = models.UUIDField()
    article_id = models.UUIDField(help_text="Through which it came; it may be public no more.")
    act = models.CharField(max_length=10, choices=choices(Act))
    etag = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.kind} {self.record_id} {self.act}"
