"""Fields of the claims' API that are not one column."""

from __future__ import annotations

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from claims.domain.times import split_published
from claims.models import Anchor, Article, Claim
from newsroom.common.api.serializers import StrictSerializer


@extend_schema_field(OpenApiTypes.STR)
class PublishedField(serializers.Field[Any, Any, Any, Any]):
    """When an article was published: an instant with its zone, or the words without one."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", required=False, allow_null=True, **kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is None:
            return {"published_at": None, "published_local": ""}
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        if not isinstance(data, str):
            raise serializers.ValidationError("Give a time as text: 2024-03-19T05:26:00+00:00.")
        try:
            published = split_published(data)
        except ValueError as error:
            raise serializers.ValidationError(str(error)) from error
        return {"published_at": published.instant, "published_local": published.local or ""}

    def to_representation(self, value: Article) -> str | None:
        if value.published_at is not None:
            return value.published_at.isoformat().replace("+00:00", "Z")
        return value.published_local or None


class AnchorSerializer(StrictSerializer):
    """A selector on the article's current version: the quote, its place, or both (W3C Web
    Annotation). Offsets are code points, the end exclusive. An orphaned anchor has no place.
    """

    exact = serializers.CharField(required=False, trim_whitespace=False)
    prefix = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    suffix = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False)
    start = serializers.IntegerField(required=False, allow_null=True)
    end = serializers.IntegerField(required=False, allow_null=True)
    fate = serializers.CharField(read_only=True)
    orphaned = serializers.BooleanField(source="is_orphaned", read_only=True)


class CurrentAnchorField(AnchorSerializer):
    """The one anchor of a record on the current version, from the prefetched `current_anchors`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(source="*", required=False, allow_null=True, **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        return {"anchor": super().to_internal_value(data)}

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is None:
            raise serializers.ValidationError("Give a selector, or leave the field out.")
        return super().run_validation(data)

    def to_representation(self, instance: Any) -> Any:
        anchors: list[Anchor] = instance.current_anchors
        return super().to_representation(anchors[0]) if anchors else None


class ClaimField(serializers.PrimaryKeyRelatedField[Claim]):
    """A claim by its id, of an article that the caller may read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("pk_field", serializers.UUIDField())
        super().__init__(queryset=Claim.objects.all(), **kwargs)

    def get_queryset(self) -> Any:
        request = self.context.get("request")
        return Claim.objects.visible_to(request.user) if request else Claim.objects.none()


class ArticleField(serializers.PrimaryKeyRelatedField[Article]):
    """An article by its id, of those that the caller may read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("pk_field", serializers.UUIDField())
        super().__init__(queryset=Article.objects.all(), **kwargs)

    def get_queryset(self) -> Any:
        request = self.context.get("request")
        return Article.objects.visible_to(request.user) if request else Article.objects.none()
