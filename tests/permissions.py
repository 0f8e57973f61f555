"""The whole permission matrix: role × endpoint and method, and role × page of the admin.

An empty body is enough to tell 403 (not allowed) from 400 (allowed, but what?) and from 428
(allowed, but which version?). Columns follow ROLES.
"""

from __future__ import annotations

from newsroom.common.roles import Role

ROLES = (
    "nobody",
    Role.CONSUMER,
    Role.FACT_CHECKER,
    Role.EDITOR,
    Role.LAWYER,
    Role.CUSTODIAN,
    Role.ADMIN,
)


def row(nobody: int, consumer: int, checker: int, editor: int, others: int) -> dict[str, int]:
    """Lawyer and custodian are as `others`; an admin is as an editor."""
    columns = (nobody, consumer, checker, editor, others, others, editor)
    return dict(zip(ROLES, columns, strict=True))


READS = row(401, 200, 200, 200, 200)
READS_IN_HOUSE = row(401, 403, 200, 200, 200)
CREATES = row(401, 403, 403, 400, 403)
CHANGES = row(401, 403, 403, 428, 403)
CHECKS = row(401, 403, 400, 400, 403)
CHECKS_VERSION = row(401, 403, 428, 428, 403)
NO_SUCH = row(401, 403, 403, 405, 403)
NO_SUCH_CHECK = row(401, 403, 405, 405, 403)
NEVER = row(401, 403, 403, 403, 403)

API = {
    ("get", "articles/"): READS,
    ("post", "articles/"): CREATES,
    ("get", "articles/{article}/"): READS,
    ("put", "articles/{article}/"): CHANGES,
    ("patch", "articles/{article}/"): CHANGES,
    ("delete", "articles/{article}/"): NO_SUCH,
    ("get", "articles/{article}/compare/"): READS_IN_HOUSE,
    ("get", "articles/{article}/history/"): READS_IN_HOUSE,
    ("post", "articles/{article}/overrides/"): CREATES | {Role.LAWYER: 400},
    ("get", "articles/{article}/readiness/"): READS_IN_HOUSE,
    ("get", "articles/{article}/sheet/"): READS,
    ("get", "articles/{article}/versions/"): READS,
    ("get", "attributions/"): READS,
    ("post", "attributions/"): CREATES,
    ("get", "attributions/{row}/"): READS,
    ("put", "attributions/{row}/"): CHANGES,
    ("patch", "attributions/{row}/"): CHANGES,
    ("delete", "attributions/{row}/"): NO_SUCH,
    ("post", "attributions/{row}/withdraw/"): CHANGES,
    ("get", "claim-links/"): READS_IN_HOUSE,
    ("post", "claim-links/"): CREATES,
    ("get", "claim-links/{link}/"): READS_IN_HOUSE,
    ("put", "claim-links/{link}/"): NO_SUCH,
    ("delete", "claim-links/{link}/"): row(401, 403, 403, 204, 403),
    ("get", "claims/"): READS,
    ("post", "claims/"): CREATES,
    ("get", "claims/{claim}/"): READS,
    ("put", "claims/{claim}/"): CHANGES,
    ("patch", "claims/{claim}/"): CHANGES,
    ("delete", "claims/{claim}/"): NO_SUCH,
    ("get", "claims/{claim}/affected/"): READS_IN_HOUSE,
    ("post", "claims/{claim}/assign/"): CHECKS,
    ("get", "claims/{claim}/confirmations/"): READS,
    ("get", "claims/{claim}/history/"): READS_IN_HOUSE,
    ("get", "claims/{claim}/transitions/"): READS_IN_HOUSE,
    ("post", "claims/{claim}/transitions/"): CHECKS_VERSION,
    ("post", "claims/assign/"): CHECKS,
    ("get", "comment-requests/"): READS,
    ("post", "comment-requests/"): CREATES,
    ("get", "comment-requests/{request}/"): READS,
    ("put", "comment-requests/{request}/"): CHANGES,
    ("patch", "comment-requests/{request}/"): CHANGES,
    ("delete", "comment-requests/{request}/"): NO_SUCH,
    ("post", "comment-requests/{request}/attempts/"): CREATES,
    ("get", "evidence/"): READS,
    ("post", "evidence/"): CHECKS,
    ("get", "evidence/{evidence}/"): READS,
    ("put", "evidence/{evidence}/"): CHECKS_VERSION,
    ("patch", "evidence/{evidence}/"): CHECKS_VERSION,
    ("delete", "evidence/{evidence}/"): CHECKS_VERSION,
    ("get", "evidence/{evidence}/file/"): READS,
    ("get", "hand-overs/"): READS_IN_HOUSE,
    ("post", "hand-overs/"): CHECKS,
    ("get", "hand-overs/{hand_over}/"): READS_IN_HOUSE,
    ("put", "hand-overs/{hand_over}/"): NO_SUCH_CHECK,
    ("delete", "hand-overs/{hand_over}/"): NO_SUCH_CHECK,
    ("get", "notices/"): READS,
    ("post", "notices/"): CREATES,
    ("get", "notices/{notice}/"): READS,
    ("put", "notices/{notice}/"): CHANGES,
    ("patch", "notices/{notice}/"): CHANGES,
    ("delete", "notices/{notice}/"): NO_SUCH,
    ("get", "people/"): READS_IN_HOUSE,
    ("post", "people/"): NEVER,
    ("get", "people/{person}/"): READS_IN_HOUSE,
    ("get", "sources/"): READS,
    ("post", "sources/"): CREATES,
    ("get", "sources/{source}/"): READS,
    ("put", "sources/{source}/"): CHANGES,
    ("patch", "sources/{source}/"): CHANGES,
    ("delete", "sources/{source}/"): CHANGES,
    ("post", "sources/{source}/compromised/"): CHANGES,
    ("post", "sources/{source}/hand-over/"): CHANGES,
    ("post", "sources/{source}/merge/"): CHANGES,
}
