"""Records that are gone, decisions, merges and deletions, where somebody else was quicker."""

import re

import pytest

from claims.services.attributions import attribution_withdraw
from newsroom.common.admin_seen import seal
from newsroom.common.roles import Role
from sources.models import Source
from tests import factories
from tests.admin.pages import change, opened, save, text_of, url

pytestmark = pytest.mark.django_db


def test_what_was_typed_for_a_record_that_is_gone_is_kept(desk, editor, mara):
    deleted, merged, stays = (factories.source(editor) for _ in range(3))
    article = factories.article(editor)
    data = {one: opened(desk, one) for one in (deleted, merged, article)}
    data[deleted]["notes"] = data[merged]["notes"] = data[article]["byline"] = "my words"
    desk.force_login(mara)
    merge_page = f"/admin/sources/source/{merged.pk}/merge/"
    desk.post(merge_page, {"into": str(stays.pk), "seen": seal(merged)})
    desk.post(url(Source, "delete", deleted.pk), {"post": "yes", "seen": seal(deleted)})
    change(mara, article, access="named people", readers=[mara])
    desk.force_login(editor)
    why = {
        deleted: "Mara Lind deleted it on",
        merged: f"It was merged into “{stays}”",
        article: "no longer open to you",
    }
    for record, typed in data.items():
        response = save(desk, record, typed)
        assert response.status_code == 404
        assert why[record] in text_of(response)
        assert "my words" in text_of(response)


def test_a_decision_on_what_changed_meanwhile_waits(client, editor, mara):
    claim = factories.claim(editor)
    first = factories.attribution(editor, claim)
    client.force_login(factories.person(Role.FACT_CHECKER))
    page = f"/admin/claims/claim/{claim.pk}/check/"
    client.post(page, {"to": "in_review", "seen": client.get(page).context["seen"]})
    data = {"to": "verified", "reason": "my reason", "seen": client.get(page).context["seen"]}
    change(mara, claim, statement="Putin will travel to Japan in May, and nowhere else this year")
    attribution_withdraw(by=mara, attribution_id=first.pk, reason="misheard")
    new = factories.attribution(mara, claim, source=factories.source(mara, description="a tip"))
    response = client.post(page, data)
    told = text_of(response)
    assert "Mara Lind changed this meanwhile" in told
    assert re.search(r"<ins[^>]*>Japan", response.content.decode())
    for words in ("misheard", f"Attribution added: {new}", "my reason"):
        assert words in told
    claim.refresh_from_db()
    assert claim.status == "in_review"
    assert 'value="verified" checked' in " ".join(response.content.decode().split())
    client.post(page, data | {"seen": response.context["seen"]})
    claim.refresh_from_db()
    assert claim.status == "verified"


def test_a_decision_without_a_version_is_refused(client, editor):
    claim = factories.claim(editor)
    client.force_login(factories.person(Role.FACT_CHECKER))
    for seen in ({}, {"seen": "1"}):
        response = client.post(f"/admin/claims/claim/{claim.pk}/check/", {"to": "in_review"} | seen)
        assert "does not say which version" in text_of(response)
    claim.refresh_from_db()
    assert claim.status == "unverified"


def test_a_merge_and_a_deletion_of_what_changed_meanwhile_wait(desk, editor, mara):
    stays = factories.source(editor)
    for page, answer in (("merge", {"into": str(stays.pk)}), ("delete", {"post": "yes"})):
        source = factories.source(editor, kind="person")
        address = f"/admin/sources/source/{source.pk}/{page}/"
        refused = desk.post(address, answer, follow=True)
        assert "does not say which version" in text_of(refused)
        data = answer | {"seen": desk.get(address).context["seen"]}
        change(mara, source, name="Ann Ott", handler=mara)
        response = desk.post(address, data, follow=True)
        told = text_of(response)
        assert "Mara Lind changed this meanwhile" in told
        assert re.search(r"[Pp]ublic name[^→]*\bempty → Ann Ott", told)
        source.refresh_from_db()
        assert source.merged_into is None
        data["seen"] = response.context["seen"]
        assert desk.post(address, data).status_code == 302
        assert not Source.objects.standing().filter(pk=source.pk).exists()


def test_a_source_that_is_used_meanwhile_is_not_deleted(desk, editor, mara):
    source = factories.source(editor)
    address = url(Source, "delete", source.pk)
    data = {"post": "yes", "seen": desk.get(address).context["seen"]}
    factories.attribution(mara, factories.claim(mara), source=source)
    assert "is kept: merge it instead" in text_of(desk.post(address, data, follow=True))
    assert Source.objects.filter(pk=source.pk).exists()
