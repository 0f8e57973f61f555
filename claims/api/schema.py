"""Names for the schema where several vocabularies share the name of a field."""

from claims.domain.policy import RecordKind
from claims.domain.vocabulary import (
    ArticleStatus,
    ClaimKind,
    ClaimOutcome,
    CommentOutcome,
    EvidenceKind,
    LinkKind,
    NoticeKind,
    Status,
)
from newsroom.common.constraints import choices
from sources.domain.vocabulary import SourceKind

ARTICLE_STATUS = choices(ArticleStatus)
CLAIM_KIND = choices(ClaimKind)
CLAIM_OUTCOME = choices(ClaimOutcome)
CLAIM_STATUS = choices(Status)
COMMENT_OUTCOME = choices(CommentOutcome)
EVIDENCE_KIND = choices(EvidenceKind)
LINK_KIND = choices(LinkKind)
NOTICE_KIND = choices(NoticeKind)
RECORD_KIND = choices(RecordKind)
SOURCE_KIND = choices(SourceKind)
