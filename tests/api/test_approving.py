"""Claims are approved over the API."""

import pytest

from claims.models import Article
from newsroom.common.roles import Role
from tests import factories
from tests.api.calls import get, post
from tests.api.test_queue import checker, fields_of, found, person

__all__ = ["checker", "person"]
pytestmark = pytest.mark.django_db


class TestApproving:
    """Whoever has checked a claim alone puts that on record."""

    def test_checked_by_one(self, checker, person, claim):
        path = f"claims/{claim.pk}/approvals"
        made = post(checker, path, kind="checked by one", note="rang the ministry")
        assert (made["kind"], made["by"], made["note"]) == (
            "checked by one",
            str(person.pk),
            "rang the ministry",
        )
        assert get(checker, f"{path}/") == [made]
        Article.objects.filter(pk=claim.article_id).update(status="published")
        assert found(checker, "checked_by_one=true") == [str(claim.pk)]

    def test_the_rest_is_for_editors_and_not_of_their_own(self, checker, api, client_of, claim):
        path, kind = f"claims/{claim.pk}/approvals", "anonymous lead"
        assert "Only an editor approves" in post(checker, path, 403, kind=kind)["detail"]
        assert "your own work" in post(api, path, 403, kind=kind)["detail"]
        other = client_of(factories.person(Role.EDITOR))
        assert post(other, path, kind=kind)["rank"]

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({}, "kind"),
            ({"kind": "praise"}, "kind"),
            ({"kind": "publication"}, "kind"),
            ({"kind": "checked by one", "note": "x" * 301}, "note"),
            ({"kind": "checked by one", "by": "me"}, "by"),
        ],
    )
    def test_what_is_wrong_is_named(self, checker, claim, body, field):
        problem = post(checker, f"claims/{claim.pk}/approvals", 400, **body)
        assert field in fields_of(problem)
        assert not claim.approvals.exists()

    def test_not_of_what_one_may_not_read(self, checker, editor):
        hidden = factories.claim(editor, factories.article(editor, access="named people"))
        post(checker, f"claims/{hidden.pk}/approvals", 404, kind="checked by one")
        get(checker, f"claims/{hidden.pk}/approvals/", 404)
