from __future__ import annotations

from typing import Any

from claims.access import may_write_claims
from claims.api import published
from claims.api.filters import NoticeFilter
from claims.api.serializers_checking import NoticeSerializer
from claims.api.views.shared import keep
from claims.domain.publishing import PublicKind
from claims.models import Notice
from claims.services.notices import notice_create, notice_update
from newsroom.common.api import conditional
from newsroom.common.api.views import RecordViewSet


class NoticeViewSet(RecordViewSet):
    """Corrections, clarifications, updates, withdrawals and kills, each with its public note."""

    queryset = Notice.objects.prefetch_related("claims")
    serializer_class = NoticeSerializer
    filterset_class = NoticeFilter
    may_write = staticmethod(may_write_claims)

    def stored(self, pk: str) -> conditional.Stored | None:
        return published.record(PublicKind.NOTICE, pk)

    def create_record(self, data: dict[str, Any]) -> Notice:
        article, claims = data.pop("article"), data.pop("claims", [])
        return notice_create(by=self.person, article_id=article.pk, fields=data, claims=claims)

    def change_record(self, record: Notice, data: dict[str, Any], seen: int | None) -> Notice:
        keep("article", record.article_id, data)
        claims = data.pop("claims", None)
        return notice_update(
            by=self.person, notice_id=record.pk, changes=data, claims=claims, seen=seen
        )
