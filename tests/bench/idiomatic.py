"""The same sheet by views as Django REST framework's own tutorial would have them: nested model
serializers over prefetched rows.
"""

from django.urls import path
from rest_framework import generics, serializers
from rest_framework.permissions import IsAuthenticated

from claims.access import PUBLIC_STATUSES
from claims.models import Anchor, Article, Attribution, Claim, CommentRequest
from newsroom.common.api.authentication import ScopedTokenAuthentication
from sources.models import Source

CLAIMS = ("anchors", "attributions__source", "attributions__anchors", "comment_requests")


class AnchorSerializer(serializers.ModelSerializer):
    class Meta:
        model = Anchor
        fields = ["exact", "prefix", "suffix", "start", "end"]


class SourceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Source
        fields = ["id", "kind", "naming", "name", "description", "headcount", "role"]


class AttributionSerializer(serializers.ModelSerializer):
    anchors = AnchorSerializer(many=True)

    class Meta:
        model = Attribution
        fields = [
            *("id", "source", "stance", "headcount", "others", "terms", "medium", "via"),
            *("knows_from", "knowledge", "independent", "basis", "scope", "quotation", "quote"),
            *("quote_language", "translator", "stated_on", "occasion", "anchors"),
        ]


class ClaimSerializer(serializers.ModelSerializer):
    anchors = AnchorSerializer(many=True)
    attributions = AttributionSerializer(many=True)

    class Meta:
        model = Claim
        fields = [
            *("id", "article", "label", "statement", "kind", "is_lead", "hedge", "as_of"),
            *("exemption", "status", "outcome", "outcome_on", "source_count", "origin_count"),
            *("independent_confirmations", "documented_confirmations", "denials"),
            *("partial_confirmations", "uncounted", "circular", "anchors", "attributions"),
            "comment_requests",
        ]


class RequestSerializer(serializers.ModelSerializer):
    class Meta:
        model = CommentRequest
        fields = ["id", "article", "source", "claims", "outcome"]


class SheetSerializer(serializers.ModelSerializer):
    text = serializers.CharField(source="current_version.text")
    claims = ClaimSerializer(many=True)
    comment_requests = RequestSerializer(many=True)
    sources = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = [
            *("id", "headline", "text", "byline", "outlet", "section", "topics", "language"),
            *("url", "published_at", "status", "claims", "comment_requests", "sources"),
        ]

    def get_sources(self, article):
        rows = (row.source for claim in article.claims.all() for row in claim.attributions.all())
        return SourceSerializer({row.pk: row for row in rows}.values(), many=True).data


class Sheet(generics.RetrieveAPIView):
    authentication_classes = [ScopedTokenAuthentication]
    permission_classes = [IsAuthenticated]
    serializer_class = SheetSerializer
    queryset = (
        Article.objects.filter(status__in=PUBLIC_STATUSES)
        .select_related("current_version")
        .prefetch_related(*(f"claims__{one}" for one in CLAIMS), "comment_requests__claims")
    )


class OneClaim(generics.RetrieveAPIView):
    authentication_classes = [ScopedTokenAuthentication]
    permission_classes = [IsAuthenticated]
    serializer_class = ClaimSerializer
    queryset = Claim.objects.filter(article__status__in=PUBLIC_STATUSES).prefetch_related(*CLAIMS)


urlpatterns = [
    path("sheet/<uuid:pk>/", Sheet.as_view()),
    path("claim/<uuid:pk>/", OneClaim.as_view()),
]
