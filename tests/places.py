"""A record of each kind, that a consumer may read where consumers may read any."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from claims.domain.vocabulary import LinkKind, Status
from claims.models import Claim, OutletTerms, PolicyProfile
from claims.services.claims import claim_update
from claims.services.evidence import evidence_add
from claims.services.links import claim_link
from claims.services.notices import notice_create
from claims.services.queue import queue_hand_over
from claims.services.verification import claim_transition
from interchange.services import external_import
from newsroom.common.models import ApiToken, Desk, User
from newsroom.common.roles import Role
from newsroom.common.services import token_create
from tests import factories
from tests.interchange.reviews import review


def of_everything(editor: User, claim: Claim) -> dict[str, Any]:
    """The ids by the names that `tests.permissions` has in its addresses."""
    row = factories.attribution(editor, claim)
    evidence = evidence_add(
        by=editor,
        claim_id=claim.pk,
        fields={"is_public": True},
        upload=ContentFile(b"a line of text", name="notes.txt"),
    )
    claim_update(by=editor, claim_id=claim.pk, changes={"assignee": editor})
    claim_transition(by=editor, claim_id=claim.pk, to=Status.IN_REVIEW)
    other = factories.claim(editor)
    link = claim_link(by=editor, from_claim=claim, to_claim=other, kind=LinkKind.REPEATS)
    notice = {
        "kind": "correction",
        "dated": claim.created_at,
        "public_note": "It was Tuesday.",
        "what_was_wrong": "The day.",
    }
    second = factories.person(Role.EDITOR)
    request = factories.comment_request(editor, claim, outcome="responded")
    return {
        "article": claim.article_id,
        "claim": claim.pk,
        "row": row.pk,
        "source": row.source_id,
        "request": request.pk,
        "evidence": evidence.pk,
        "external": external_import(by=editor, data=review(), claim=claim).pk,
        "link": link.pk,
        "notice": notice_create(by=editor, article_id=claim.article_id, fields=notice).pk,
        "hand_over": queue_hand_over(by=editor, from_person=editor, to=second).pk,
        "person": editor.pk,
        "version": claim.article.versions.get().pk,
        "event": claim.events.get().pk,
        "terms": OutletTerms.objects.create(terms="background", meaning="Not named.").pk,
        "desk": Desk.objects.create(name="Politics").pk,
        "profile": PolicyProfile.objects.get(name="wire").pk,
        "unused": factories.source(editor).pk,
        "token": token_of(editor).pk,
    }


def token_of(person: User) -> ApiToken:
    token_create(person=person, label="the planning system")
    return person.auth_token_set.get()
