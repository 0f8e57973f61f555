"""The whole permission matrix: role × endpoint and method, and role × page of the admin.

An empty body is enough to tell 403 (not allowed) from 400 (allowed, but what?) and from 428
(allowed, but which version?); of a page, 403 from 200. Columns follow ROLES.
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
CHANGES_POLICY = row(401, 403, 403, 403, 403) | {Role.ADMIN: 428}
NEVER = row(401, 403, 403, 403, 403)

API = {
    ("get", "articles/"): READS,
    ("post", "articles/"): CREATES,
    ("get", "articles/{article}/"): READS,
    ("put", "articles/{article}/"): CHANGES,
    ("patch", "articles/{article}/"): CHANGES,
    ("delete", "articles/{article}/"): NO_SUCH,
    ("get", "articles/{article}/annotations/"): READS,
    ("get", "articles/{article}/compare/"): READS_IN_HOUSE,
    ("get", "articles/{article}/history/"): READS_IN_HOUSE,
    ("post", "articles/{article}/overrides/"): CREATES | {Role.LAWYER: 400},
    ("get", "articles/{article}/provenance/"): READS,
    ("get", "articles/{article}/readiness/"): READS_IN_HOUSE,
    ("get", "articles/{article}/sheet/"): READS,
    ("get", "articles/{article}/text/"): READS,
    ("get", "articles/{article}/versions/"): READS,
    ("get", "attributions/"): READS,
    ("post", "attributions/"): CREATES,
    ("get", "attributions/{row}/"): READS,
    ("put", "attributions/{row}/"): CHANGES,
    ("patch", "attributions/{row}/"): CHANGES,
    ("delete", "attributions/{row}/"): NO_SUCH,
    ("post", "attributions/{row}/withdraw/"): CHANGES,
    ("get", "changes/"): READS,
    ("get", "claim-links/"): READS_IN_HOUSE,
    ("post", "claim-links/"): CREATES,
    ("get", "claim-links/{link}/"): READS_IN_HOUSE,
    ("put", "claim-links/{link}/"): NO_SUCH,
    ("delete", "claim-links/{link}/"): row(401, 403, 403, 204, 403),
    ("get", "claim-reviews/"): READS,
    ("get", "claims/"): READS,
    ("post", "claims/"): CREATES,
    ("get", "claims/{claim}/"): READS,
    ("put", "claims/{claim}/"): CHANGES,
    ("patch", "claims/{claim}/"): CHANGES,
    ("delete", "claims/{claim}/"): NO_SUCH,
    ("get", "claims/{claim}/affected/"): READS_IN_HOUSE,
    ("get", "claims/{claim}/approvals/"): READS_IN_HOUSE,
    ("post", "claims/{claim}/approvals/"): CHECKS,
    ("post", "claims/{claim}/assign/"): CHECKS,
    # of a claim that is decided; the one in question is not, which is said to whoever may read it
    ("get", "claims/{claim}/claim-review/"): row(401, 404, 404, 404, 404),
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
    ("get", "external-fact-checks/"): READS_IN_HOUSE,
    ("post", "external-fact-checks/"): CHECKS,
    ("get", "external-fact-checks/{external}/"): READS_IN_HOUSE,
    ("patch", "external-fact-checks/{external}/"): CHECKS_VERSION,
    ("get", "exports/claims.csv"): READS,
    ("get", "exports/claims.ndjson"): READS,
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
    ("get", "policy/profiles/"): READS_IN_HOUSE,
    ("post", "policy/profiles/"): NEVER | {Role.ADMIN: 400},
    ("get", "policy/profiles/{profile}/"): READS_IN_HOUSE,
    ("put", "policy/profiles/{profile}/"): NEVER | {Role.ADMIN: 405},
    ("patch", "policy/profiles/{profile}/"): CHANGES_POLICY,
    ("delete", "policy/profiles/{profile}/"): NEVER | {Role.ADMIN: 405},
    ("post", "policy/profiles/{profile}/restore/"): CHANGES_POLICY,
    ("get", "policy/profiles/{profile}/versions/"): READS_IN_HOUSE,
    ("get", "policy/rules/"): READS_IN_HOUSE,
    ("post", "policy/rules/"): NEVER,
    ("get", "policy/statistics/"): READS_IN_HOUSE,
    ("post", "policy/statistics/"): NEVER,
    ("get", "sources/"): READS,
    ("post", "sources/"): CREATES,
    ("get", "sources/{source}/"): READS,
    ("put", "sources/{source}/"): CHANGES,
    ("patch", "sources/{source}/"): CHANGES,
    ("delete", "sources/{source}/"): CHANGES,
    ("post", "sources/{source}/compromised/"): CHANGES,
    # of a named source; of a confidential one see tests/api/test_confidential.py
    ("get", "sources/{source}/confidential/"): row(401, 404, 200, 200, 200),
    # its handler's to do, whatever their role
    ("post", "sources/{source}/hand-over/"): row(401, 403, 428, 428, 428),
    ("post", "sources/{source}/merge/"): CHANGES,
}


def page(*roles: Role, answer: int = 200, others: int = 403) -> dict[str, int]:
    """Of the admin: `answer` to these roles, `others` to the rest of the house; whoever does not
    work here is sent to sign in.
    """
    answers = {role: answer if role in roles else others for role in ROLES}
    return {**answers, "nobody": 302, Role.CONSUMER: 302}


HOUSE = tuple(role for role in Role if role is not Role.CONSUMER)
CHECKERS = (Role.FACT_CHECKER, Role.EDITOR, Role.ADMIN)
EDITORS = (Role.EDITOR, Role.ADMIN)
OVERRIDERS = (Role.EDITOR, Role.LAWYER, Role.ADMIN)
ADMINS = (Role.ADMIN,)
NONE: tuple[Role, ...] = ()

# What of it stands at which address, and who may look, add, change, delete.
RECORDS = {
    "claims/article": ("article", HOUSE, EDITORS, EDITORS, NONE),
    "claims/articleversion": ("version", HOUSE, NONE, NONE, NONE),
    "claims/attribution": ("row", HOUSE, NONE, NONE, NONE),
    "claims/claim": ("claim", HOUSE, EDITORS, EDITORS, NONE),
    "claims/claimlink": ("link", HOUSE, EDITORS, NONE, EDITORS),
    "claims/commentrequest": ("request", HOUSE, EDITORS, EDITORS, NONE),
    "claims/evidence": ("evidence", HOUSE, CHECKERS, CHECKERS, CHECKERS),
    "claims/handover": ("hand_over", HOUSE, NONE, NONE, NONE),
    "claims/notice": ("notice", HOUSE, EDITORS, EDITORS, NONE),
    "claims/outletterms": ("terms", HOUSE, EDITORS, EDITORS, NONE),
    "claims/policyprofile": ("profile", HOUSE, ADMINS, ADMINS, NONE),
    "claims/verificationevent": ("event", HOUSE, NONE, NONE, NONE),
    "common/apitoken": ("token", HOUSE, HOUSE, NONE, NONE),
    "common/desk": ("desk", HOUSE, ADMINS, ADMINS, NONE),
    "common/user": ("person", ADMINS, ADMINS, ADMINS, NONE),
    "sources/source": ("unused", HOUSE, EDITORS, EDITORS, EDITORS),
}

# Bulk actions: on the rows that are ticked in a list.
BULK = {
    ("claims/claim", "take"): CHECKERS,
    ("claims/claim", "hand_back"): CHECKERS,
    ("claims/claim", "give"): EDITORS,
}

# The other pages: who gets what to a GET, and to a POST.
PAGES = {
    "claims/article/{article}/compare/": (page(*HOUSE), page(*HOUSE)),
    # without the name of a block it leads back to the article
    "claims/article/{article}/let-pass/": (
        page(*OVERRIDERS, answer=302),
        page(*OVERRIDERS, answer=302),
    ),
    "claims/article/{article}/timeline/": (page(*HOUSE), page(*HOUSE)),
    "claims/claim/{claim}/approve/": (page(*CHECKERS), page(*CHECKERS)),
    "claims/claim/{claim}/assign/": (page(others=405), page(*CHECKERS, answer=302)),
    # everybody sees which moves there are, and why they are closed
    "claims/claim/{claim}/check/": (page(*HOUSE), page(*HOUSE)),
    "claims/claim/{claim}/timeline/": (page(*HOUSE), page(*HOUSE)),
    "claims/handover/queue/": (page(*CHECKERS), page(*CHECKERS)),
    "claims/policyprofile/statistics/": (page(*HOUSE), page(*HOUSE)),
    "claims/policyprofile/{profile}/restore/": (page(*ADMINS), page(*ADMINS)),
    # a token of somebody else is for admins to see; where it is not found, one is sent back
    "common/apitoken/{token}/change/": (
        page(*ADMINS, others=302),
        page(others=403),
    ),
    "common/apitoken/{token}/history/": (page(*ADMINS, others=302), page(*ADMINS, others=302)),
    "common/apitoken/{token}/revoke/": (page(*ADMINS, others=404), page(*ADMINS, others=404)),
    "common/user/{person}/door/": (page(*ADMINS), page(*ADMINS)),
    "common/user/{person}/token/": (page(*ADMINS), page(*ADMINS)),
    "sources/source/{unused}/compromised/": (page(*EDITORS), page(*EDITORS)),
    "sources/source/{unused}/hand-over/": (page(*EDITORS), page(*EDITORS)),
    # of a source that is not confidential nothing is sealed: the same to everybody
    **{
        f"sources/source/{{unused}}/identity/{step}": (page(), page())
        for step in (
            *("", "seal/", "custodians/", "ask/", "open/", "shred/", "same-person/"),
            *("acknowledge/", "approve/{unused}/"),
        )
    },
    "sources/source/{unused}/merge/": (page(*EDITORS), page(*EDITORS)),
    # the site's own
    "": (page(*HOUSE), page(*HOUSE)),
    "{app}/": (page(*HOUSE), page(*HOUSE)),
    "autocomplete/": (page(), page(others=405)),  # of no field
    "jsi18n/": (page(*HOUSE), page(others=405)),
    "login/": (
        dict.fromkeys(ROLES, 302) | {"nobody": 200, Role.CONSUMER: 403},
        dict.fromkeys(ROLES, 302) | {"nobody": 200, Role.CONSUMER: 403},
    ),
    # sent on to the page that counts wrong passwords
    "password_change/": (page(*HOUSE, answer=302), page(*HOUSE, answer=302)),
    "password_change/done/": (page(*HOUSE), page(others=405)),
    "r/{content_type}/{article}/": (page(others=404), page(others=404)),
    "search/": (page(*HOUSE), page(*HOUSE)),
}
# Whoever asks is signed out by it, and asks no more.
SIGNING_OUT = "logout/"


def admin_pages() -> dict[str, tuple[dict[str, int], dict[str, int]]]:
    """The whole table of the admin: address → answers to GET and to POST."""
    table: dict[str, tuple[dict[str, int], dict[str, int]]] = {}
    for record, (pk, look, add, change, delete) in RECORDS.items():
        looks = page(*look)
        table |= {
            f"{record}/": (looks, looks),
            f"{record}/add/": (page(*add), page(*add)),
            f"{record}/{{{pk}}}/change/": (looks, page(*change)),
            f"{record}/{{{pk}}}/delete/": (page(*delete), page(*delete)),
            f"{record}/{{{pk}}}/history/": (looks, looks),
        }
    return table | PAGES
