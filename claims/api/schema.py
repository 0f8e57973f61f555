"""Names for the schema where two vocabularies share the name of a field."""

from claims.domain.vocabulary import ArticleStatus, ClaimOutcome, CommentOutcome, Status
from newsroom.common.constraints import choices

ARTICLE_STATUS = choices(ArticleStatus)
CLAIM_OUTCOME = choices(ClaimOutcome)
COMMENT_OUTCOME = choices(CommentOutcome)
CLAIM_STATUS = choices(Status)
