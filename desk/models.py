"""What the desk itself keeps: what somebody has typed and not logged yet."""

from django.conf import settings
from django.db import models

from claims.models import Article, Attribution, Claim


class Draft(models.Model):
    """An unfinished form as it was typed. Its author alone reads it; logging it deletes it.

    No history is kept of it, and it is on no page of the admin: it is nobody's record yet.
    `claim` is the one to which sourcing is added, `row` the one that is edited; both are empty
    where a claim is logged.
    """

    id = models.UUIDField(primary_key=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    claim = models.ForeignKey(Claim, null=True, on_delete=models.CASCADE, related_name="+")
    row = models.ForeignKey(Attribution, null=True, on_delete=models.CASCADE, related_name="+")
    data = models.JSONField(help_text="The fields of the form, each with its values.")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-updated_at"]
        indexes = [models.Index(fields=["by", "article"], name="draft_by_article")]

    def __str__(self) -> str:
        return self.words[:80]

    @property
    def words(self) -> str:
        """By what its author knows it again: the statement, or else the claim's."""
        typed = (self.data.get("statement") or [""])[0]
        return str(typed or (self.claim.statement if self.claim else ""))
