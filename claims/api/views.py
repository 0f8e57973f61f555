from __future__ import annotations

from dataclasses import asdict
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims import facts
from claims.access import may_write_claims
from claims.api.filters import ArticleFilter, AttributionFilter, ClaimFilter, CommentRequestFilter
from claims.api.prefetch import attribution_rows, claim_rows, request_rows
from claims.api.serializers import (
    ArticleSerializer,
    AttemptSerializer,
    AttributionSerializer,
    ClaimSerializer,
    CommentRequestSerializer,
    ExplanationSerializer,
    SheetSerializer,
    VersionSerializer,
    WithdrawSerializer,
)
from claims.api.serializers_checking import TransitionSerializer
from claims.api.sheet import sheet_of
from claims.domain.counting import Explanation
from claims.domain.vocabulary import Status
from claims.models import Article, Attribution, Claim, CommentRequest
from claims.services.articles import article_create, article_update
from claims.services.attributions import (
    attribution_create,
    attribution_update,
    attribution_withdraw,
)
from claims.services.claims import claim_create, claim_update
from claims.services.comments import (
    comment_attempt_log,
    comment_request_create,
    comment_request_update,
)
from claims.services.verification import claim_transition
from newsroom.common.api.views import RecordViewSet, seen_version
from newsroom.common.roles import is_in_house, may_check


class ArticleViewSet(RecordViewSet):
    """Articles. A changed headline or body is a new version, on which anchors are found again."""

    queryset = Article.objects.select_related("current_version").prefetch_related("readers")
    serializer_class = ArticleSerializer
    filterset_class = ArticleFilter
    cursor_ordering = ("-created_at", "-id")
    may_write = staticmethod(may_write_claims)

    def create_record(self, data: dict[str, Any]) -> Article:
        readers = data.pop("readers", None)
        data.pop("change_note", None)
        return article_create(by=self.person, fields=data, readers=readers)

    def change_record(self, record: Article, data: dict[str, Any], seen: int | None) -> Article:
        readers, note = data.pop("readers", None), data.pop("change_note", "")
        return article_update(
            by=self.person,
            article_id=record.pk,
            changes=data,
            readers=readers,
            note=note,
            seen=seen,
        )

    @extend_schema(responses=SheetSerializer)
    @action(detail=True)
    def sheet(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The whole sourcing sheet in one request."""
        parts = sheet_of(self.get_object(), self.person)
        return Response(SheetSerializer(parts, context=self.get_serializer_context()).data)

    @extend_schema(responses=VersionSerializer(many=True))
    @action(detail=True, pagination_class=None)
    def versions(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Headline and text as they once stood; in house only, the public has the current text."""
        article = self.get_object()
        rows = article.versions.all() if is_in_house(request.user) else article.versions.none()
        return Response(VersionSerializer(rows, many=True).data)


class ClaimViewSet(RecordViewSet):
    """Claims with their anchors, sourcing and counts. Counts and status are never set here."""

    queryset = Claim.objects.all()
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilter
    may_write = staticmethod(may_write_claims)

    def get_queryset(self) -> Any:
        return claim_rows(super().get_queryset(), self.person)

    def create_record(self, data: dict[str, Any]) -> Claim:
        article = data.pop("article")
        anchors = _anchors(data) or []
        rows = [_row(one) for one in data.pop("shown_attributions", [])]
        return claim_create(
            by=self.person,
            article_id=article.pk,
            fields=data,
            anchors=anchors,
            attributions=rows,
        )

    def change_record(self, record: Claim, data: dict[str, Any], seen: int | None) -> Claim:
        _keep("article", record.article_id, data)
        if "shown_attributions" in data:
            raise _elsewhere("attributions", "Add and change rows at attributions/.")
        return claim_update(
            by=self.person,
            claim_id=record.pk,
            anchors=_anchors(data),
            changes=data,
            seen=seen,
        )

    @extend_schema(responses=ExplanationSerializer)
    @action(detail=True)
    def confirmations(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The count, explained row by row; for the public the public count."""
        claim = self.get_object()
        counted = facts.counts_of([claim.pk])[claim.pk]
        if self.is_public:
            return Response(_explained(claim, counted.public))
        internal = _explained(claim, counted.internal)
        return Response({**internal, "public_counts": asdict(counted.public.counts)})

    @extend_schema(request=TransitionSerializer, responses=ClaimSerializer)
    @action(detail=True, methods=["post"], may_write=staticmethod(may_check), names_version=True)
    def transitions(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Move the verification status; who wrote or supported the claim does not decide it."""
        claim, seen = self.get_object(), seen_version(request)
        asked = TransitionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        claim_transition(
            by=self.person,
            claim_id=claim.pk,
            to=Status(asked.validated_data["to"]),
            reason=asked.validated_data["reason"],
            evidence=asked.validated_data.get("evidence", ()),
            seen=seen,
        )
        return self.answer(claim.pk)


class AttributionViewSet(RecordViewSet):
    """Who says so, on what terms. A row is withdrawn with a reason, never deleted."""

    queryset = Attribution.objects.all()
    serializer_class = AttributionSerializer
    filterset_class = AttributionFilter
    may_write = staticmethod(may_write_claims)

    def get_queryset(self) -> Any:
        return attribution_rows(super().get_queryset())

    def create_record(self, data: dict[str, Any]) -> Attribution:
        claim = data.pop("claim")
        return attribution_create(by=self.person, claim_id=claim.pk, fields=_row(data))

    def change_record(
        self, record: Attribution, data: dict[str, Any], seen: int | None
    ) -> Attribution:
        _keep("claim", record.claim_id, data)
        return attribution_update(
            by=self.person, attribution_id=record.pk, changes=_row(data), seen=seen
        )

    @extend_schema(request=WithdrawSerializer, responses=AttributionSerializer)
    @action(detail=True, methods=["post"], names_version=True)
    def withdraw(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Withdraw the row with a reason: it stays on record and counts no more."""
        row, seen = self.get_object(), seen_version(request)
        asked = WithdrawSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        attribution_withdraw(
            by=self.person,
            attribution_id=row.pk,
            reason=asked.validated_data["reason"],
            seen=seen,
        )
        return self.answer(row.pk)


class CommentRequestViewSet(RecordViewSet):
    """Whom we asked about which claims, how often, and what came of it."""

    queryset = CommentRequest.objects.all()
    serializer_class = CommentRequestSerializer
    filterset_class = CommentRequestFilter
    may_write = staticmethod(may_write_claims)

    def get_queryset(self) -> Any:
        return request_rows(super().get_queryset())

    def create_record(self, data: dict[str, Any]) -> CommentRequest:
        article = data.pop("article")
        return comment_request_create(
            by=self.person,
            article_id=article.pk,
            claims=data.pop("claims", []),
            attempts=data.pop("attempts", []),
            anchor=data.pop("anchor", None),
            fields=data,
        )

    def change_record(
        self, record: CommentRequest, data: dict[str, Any], seen: int | None
    ) -> CommentRequest:
        _keep("article", record.article_id, data)
        if "attempts" in data:
            raise _elsewhere("attempts", "Log a further one at attempts/ of this request.")
        return comment_request_update(
            by=self.person,
            request_id=record.pk,
            claims=data.pop("claims", None),
            anchor=data.pop("anchor", None),
            changes=data,
            seen=seen,
        )

    @extend_schema(request=AttemptSerializer, responses=CommentRequestSerializer)
    @action(detail=True, methods=["post"])
    def attempts(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Log one attempt at reaching the party."""
        asked = AttemptSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        comment_attempt_log(
            by=self.person,
            request_id=self.get_object().pk,
            fields=asked.validated_data,
        )
        return self.answer(self.kwargs["pk"])


def _explained(claim: Claim, explanation: Explanation) -> dict[str, Any]:
    lines = [asdict(line) for line in explanation.lines]
    return {"claim": claim.pk, **asdict(explanation.counts), "lines": lines}


def _row(data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "anchor": dict(data["anchor"])} if data.get("anchor") else dict(data)


def _anchors(data: dict[str, Any]) -> list[dict[str, Any]] | None:
    """The anchors that were given, together or as one; None where none were."""
    several, one = data.pop("current_anchors", None), data.pop("anchor", None)
    if several is not None and one is not None:
        raise _elsewhere("anchor", "Give anchors or anchor, not both.")
    return [one] if one is not None else several


def _keep(name: str, stands: Any, data: dict[str, Any]) -> None:
    """A record stays where it was logged; naming the same again is no change."""
    given = data.pop(name, None)
    if given is not None and given.pk != stands:
        raise _elsewhere(name, "Cannot be changed: log it anew there, and withdraw it here.")


def _elsewhere(name: str, message: str) -> Exception:
    return ValidationError({name: message})
