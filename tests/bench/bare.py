"""Nothing but psycopg: PostgreSQL builds the JSON, and a WSGI function hands it on."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import Any

from knox.crypto import hash_token
from psycopg_pool import ConnectionPool

TOKEN = """
SELECT u.id FROM common_apitoken t JOIN common_user u ON u.id = t.user_id
WHERE t.digest = %s AND t.revoked_at IS NULL AND (t.expiry IS NULL OR t.expiry > %s) AND u.is_active
"""
ANCHORS = """
COALESCE((SELECT jsonb_agg(jsonb_build_object('exact', n.exact, 'prefix', n.prefix, 'suffix',
    n.suffix, 'start', n.start, 'end', n."end") ORDER BY n.position)
    FROM claims_anchor n WHERE n.{column} = {owner}.id), '[]')
"""
ROWS = """
COALESCE((SELECT jsonb_agg(jsonb_build_object('id', r.id, 'claim', r.claim_id, 'source',
    r.source_id, 'stance', r.stance, 'headcount', r.headcount, 'others', r.others, 'terms', r.terms,
    'medium', r.medium, 'via', r.via_id, 'knows_from', r.knows_from_id, 'knowledge', r.knowledge,
    'independent', r.independent, 'basis', r.basis, 'scope', r.scope, 'quotation', r.quotation,
    'quote', r.quote, 'quote_language', r.quote_language, 'translator', r.translator, 'stated_on',
    r.stated_on, 'occasion', r.occasion, 'anchor', {anchors}) ORDER BY r.position)
    FROM claims_attribution r WHERE r.claim_id = c.id AND r.withdrawn_at IS NULL
    AND r.terms NOT IN ('deep background', 'off the record')), '[]')
""".format(anchors=ANCHORS.format(column="attribution_id", owner="r"))
CLAIM = """
jsonb_build_object('id', c.id, 'article', c.article_id, 'label', c.label, 'statement', c.statement,
    'kind', c.kind, 'is_lead', c.is_lead, 'hedge', c.hedge, 'as_of', c.as_of, 'exemption',
    c.exemption, 'status', c.public_status, 'outcome', c.outcome, 'outcome_on', c.outcome_on,
    'source_count', c.public_source_count, 'origin_count', c.public_origin_count,
    'independent_confirmations', c.public_independent_confirmations, 'documented_confirmations',
    c.public_documented_confirmations, 'denials', c.public_denials, 'partial_confirmations',
    c.public_partial_confirmations, 'uncounted', c.public_uncounted, 'circular', c.public_circular,
    'anchors', {anchors}, 'attributions', {rows},
    'comment_requests', COALESCE((SELECT jsonb_agg(q.commentrequest_id)
        FROM claims_commentrequest_claims q WHERE q.claim_id = c.id), '[]'))
""".format(anchors=ANCHORS.format(column="claim_id", owner="c"), rows=ROWS)
OPEN = "a.status IN ('published', 'corrected', 'retracted') AND a.access = 'everyone in house'"
SHEET = f"""
SELECT jsonb_build_object('article', jsonb_build_object('id', a.id, 'headline', a.headline, 'text',
        v.text, 'byline', a.byline, 'outlet', a.outlet, 'section', a.section, 'topics', a.topics,
        'language', a.language, 'url', a.url, 'published_at', a.published_at, 'status', a.status),
    'claims', (SELECT jsonb_agg({CLAIM} ORDER BY c.created_at, c.id)
        FROM claims_claim c WHERE c.article_id = a.id),
    'comment_requests', (SELECT jsonb_agg(jsonb_build_object('id', q.id, 'article', q.article_id,
        'source', q.source_id, 'outcome', q.outcome, 'claims', (SELECT jsonb_agg(l.claim_id)
        FROM claims_commentrequest_claims l WHERE l.commentrequest_id = q.id)))
        FROM claims_commentrequest q WHERE q.article_id = a.id),
    'notices', (SELECT jsonb_agg(jsonb_build_object('id', o.id, 'kind', o.kind))
        FROM claims_notice o WHERE o.article_id = a.id),
    'sources', (SELECT jsonb_agg(jsonb_build_object('id', s.id, 'kind', s.kind, 'naming', s.naming,
        'name', s.name, 'description', s.description, 'headcount', s.headcount, 'role', s.role))
        FROM sources_source s WHERE s.id IN (
            SELECT r.source_id FROM claims_attribution r JOIN claims_claim c ON c.id = r.claim_id
            WHERE c.article_id = a.id
            UNION SELECT q.source_id FROM claims_commentrequest q WHERE q.article_id = a.id)))::text
FROM claims_article a JOIN claims_articleversion v ON v.id = a.current_version_id
WHERE a.id = %s AND {OPEN}
"""
ONE = f"""
SELECT ({CLAIM})::text FROM claims_claim c JOIN claims_article a ON a.id = c.article_id
WHERE c.id = %s AND {OPEN}
"""
STATEMENTS = {"sheet": SHEET, "claim": ONE}
pool = ConnectionPool(os.environ["DATABASE_URL"], min_size=8, max_size=8, open=True)


def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    token = environ.get("HTTP_AUTHORIZATION", "").removeprefix("Token ")
    kind, _, pk = environ["PATH_INFO"].strip("/").partition("/")
    with pool.connection() as connection:
        given = (hash_token(token), datetime.now(UTC))
        if connection.execute(TOKEN, given).fetchone() is None:
            start_response("401 Unauthorized", [])
            return [b""]
        row: Any = connection.execute(STATEMENTS[kind].encode(), [pk]).fetchone()
    if row is None:
        start_response("404 Not Found", [])
        return [b""]
    body = row[0].encode()
    headers = [("Content-Type", "application/json"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
