from __future__ import annotations

from dataclasses import asdict
from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims import access, facts
from claims.api import embedding, highlights, orders, published
from claims.api.filters import ClaimFilter
from claims.api.parameters import BEFORE
from claims.api.prefetch import claim_rows
from claims.api.serializers import ClaimSerializer, ExplanationSerializer
from claims.api.serializers_checking import (
    AffectedSerializer,
    AssignmentSerializer,
    BulkAssignmentSerializer,
    MovesSerializer,
    TimelineSerializer,
    TransitionSerializer,
)
from claims.api.serializers_policy import ApprovalSerializer, NewApprovalSerializer
from claims.api.views import shared
from claims.api.views.shared import IN_HOUSE
from claims.domain.counting import Explanation
from claims.domain.publishing import PublicKind
from claims.domain.vocabulary import ApprovalKind, Status
from claims.domain.workflow import NEEDS_REASON
from claims.models import Claim
from claims.services.approvals import approval_add
from claims.services.claims import claim_create, claim_update
from claims.services.links import affected, trouble
from claims.services.queue import claims_assign
from claims.services.timeline import claim_timeline
from claims.services.verification import claim_transition, moves_of
from newsroom.common.api import conditional
from newsroom.common.api.listing import INCLUDE
from newsroom.common.api.views import RecordViewSet, seen_version
from newsroom.common.models import User

CHECKS: dict[str, Any] = {"may_write": staticmethod(access.may_check_claims)}


class ClaimViewSet(RecordViewSet):
    """Claims with their anchors, sourcing and counts. Counts and status are never set here."""

    queryset = Claim.objects.all()
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilter
    may_write = staticmethod(access.may_write_claims)
    orders = orders.OF_CLAIMS
    includes = {"article": embedding.articles_of, "sources": embedding.sources_of}
    marks = {shared.HIGHLIGHT: highlights.OF_CLAIM}

    def get_queryset(self) -> Any:
        wanted = self.wanted
        if wanted is not None and INCLUDE in self.request.query_params:
            wanted |= {"attributions"}  # which name the sources
        return claim_rows(super().get_queryset(), self.person, wanted)

    def mark(self, page: Any, data: Any, wanted: frozenset[str] | None) -> Any:
        found = partial(highlights.of_claims, user=self.person)
        return shared.highlit(self.request, page, data, wanted, found)

    def stored(self, pk: str) -> conditional.Stored | None:
        return published.record(PublicKind.CLAIM, pk)

    def create_record(self, data: dict[str, Any]) -> Claim:
        article = data.pop("article")
        anchors = shared.anchors_of(data) or []
        rows = [shared.row_of(one) for one in data.pop("shown_attributions", [])]
        return claim_create(
            by=self.person,
            article_id=article.pk,
            fields=data,
            anchors=anchors,
            attributions=rows,
        )

    def change_record(self, record: Claim, data: dict[str, Any], seen: int | None) -> Claim:
        shared.keep("article", record.article_id, data)
        if "shown_attributions" in data:
            raise shared.elsewhere("attributions", "Add and change rows at attributions/.")
        return claim_update(
            by=self.person,
            claim_id=record.pk,
            anchors=shared.anchors_of(data),
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

    @extend_schema(methods=["GET"], responses=MovesSerializer)
    @extend_schema(methods=["POST"], request=TransitionSerializer, responses=ClaimSerializer)
    @action(
        detail=True,
        methods=["get", "post"],
        may_read=staticmethod(access.may_read_history),
        may_write=staticmethod(access.may_check_claims),
        names_version=True,
    )
    def transitions(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The moves of the verification status that are open to the caller; POST makes one.

        Who wrote or supported the claim neither verifies nor refutes it.
        """
        claim = self.get_object()
        if request.method == "GET":
            return Response(MovesSerializer(_moves(claim, self.person)).data)
        seen = seen_version(request)
        asked = TransitionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        claim_transition(
            by=self.person,
            claim_id=claim.pk,
            to=Status(asked.validated_data["to"]),
            reason=asked.validated_data["reason"],
            evidence=asked.validated_data.get("evidence", ()),
            override=asked.validated_data["override"],
            seen=seen,
        )
        return self.answer(claim.pk)

    @extend_schema(methods=["GET"], responses=ApprovalSerializer(many=True))
    @extend_schema(
        methods=["POST"], request=NewApprovalSerializer, responses={201: ApprovalSerializer}
    )
    @action(
        detail=True,
        methods=["get", "post"],
        **{**IN_HOUSE, "may_write": staticmethod(access.may_check_claims)},
    )
    def approvals(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Who approved the claim, or has checked it alone, newest first; POST puts one on record.

        *Checked by one* is for whoever checks; the rest for editors, of what is not their own.
        """
        shared.only(request)
        claim = self.get_object()
        if request.method == "GET":
            return Response(ApprovalSerializer(claim.approvals.all(), many=True).data)
        asked = self._asked(NewApprovalSerializer, request.data)
        kind = ApprovalKind(asked["kind"])
        made = approval_add(by=self.person, subject=claim, kind=kind, note=asked["note"])
        return Response(ApprovalSerializer(made).data, status.HTTP_201_CREATED)

    @extend_schema(request=AssignmentSerializer, responses=ClaimSerializer)
    @action(detail=True, methods=["post"], **CHECKS)
    def assign(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Take the claim to check, hand it back, or give it to somebody else (editors)."""
        claim, asked = self.get_object(), self._asked(AssignmentSerializer, request.data)
        claims_assign(by=self.person, claim_ids=[claim.pk], **asked)
        return self.answer(claim.pk)

    @extend_schema(
        operation_id="claims_assign_several",
        filters=False,
        request=BulkAssignmentSerializer,
        responses=ClaimSerializer(many=True),
    )
    @action(detail=False, methods=["post"], url_path="assign", pagination_class=None, **CHECKS)
    def assign_all(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Assign several claims at once: all of them or none."""
        asked = self._asked(BulkAssignmentSerializer, request.data)
        ids = [claim.pk for claim in asked.pop("claims")]
        claims_assign(by=self.person, claim_ids=ids, **asked)
        rows = self.get_queryset().filter(pk__in=ids)
        return Response(self.get_serializer(rows, many=True).data)

    def _asked(self, serializer_class: Any, data: Any) -> dict[str, Any]:
        asked = serializer_class(data=data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        return dict(asked.validated_data)

    @extend_schema(parameters=[BEFORE], responses=TimelineSerializer)
    @action(detail=True, **IN_HOUSE)
    def history(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """What happened to the claim, its sourcing, evidence, links and requests, newest first."""
        shared.only(request, "before")
        page = claim_timeline(self.get_object(), self.person, shared.before_of(request))
        return Response(TimelineSerializer(shared.timeline_answer(request, page)).data)

    @extend_schema(responses=AffectedSerializer)
    @action(detail=True, **IN_HOUSE)
    def affected(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """The claims that say the same elsewhere, and the people to tell if this one is wrong."""
        shared.only(request)
        claim = self.get_object()
        found = {"because": trouble(claim), "results": affected(claim, self.person)}
        return Response(AffectedSerializer(found).data)


def _explained(claim: Claim, explanation: Explanation) -> dict[str, Any]:
    lines = [asdict(line) for line in explanation.lines]
    return {"claim": claim.pk, **asdict(explanation.counts), "lines": lines}


def _moves(claim: Claim, person: User) -> dict[str, Any]:
    rows = [
        {
            "to": to,
            "open": closed is None,
            "closed": closed.message if closed else "",
            "needs_reason": to in NEEDS_REASON,
        }
        for to, closed in moves_of(claim, person).items()
    ]
    return {"status": claim.status, "moves": rows}
