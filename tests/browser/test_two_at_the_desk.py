"""Two people at one article, each in a browser of their own: what one does, the other sees."""

from threading import Thread

import pytest
from django.db import connection
from playwright.sync_api import expect, sync_playwright

from claims.services.attributions import attribution_create
from newsroom.common.roles import Role
from tests import factories
from tests.asgi_server import served
from tests.browser.test_policy import signed_in, watched
from tests.screenshots import FLAGS


def named(first, last, role=Role.EDITOR):
    person = factories.person(role)
    person.first_name, person.last_name = first, last
    person.save()
    return person


def says_so(by, claim):
    source = factories.source(by, description="a Kremlin aide")
    attribution_create(by=by, claim_id=claim.pk, fields={"source": source, "stance": "asserts"})


def elsewhere(work):
    """Do `work` in a thread of its own: Django wants none where a browser's loop runs."""

    def whole():
        try:
            work()
        finally:
            connection.close()

    thread = Thread(target=whole)
    thread.start()
    thread.join()


@pytest.mark.django_db(transaction=True)
def test_each_sees_the_other_and_no_word_is_lost(transactional_db, chromium):
    anna, ben = named("Anna", "Lind"), named("Ben", "Ott")
    article = factories.article(anna)
    claim = factories.claim(anna, article, label="S1a", anchors=[{"exact": "in May"}])
    other = factories.claim(anna, article, label="S2", anchors=[{"exact": "declined"}])
    with served() as server, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        hers, his = (signed_in(browser, server, one) for one in (anna, ben))
        problems = watched(hers), watched(his)
        his.goto(f"{server.url}/desk/articles/{article.pk}/claims/{claim.pk}/")
        hers.goto(f"{server.url}/desk/articles/{article.pk}/")

        # who is there, and where
        at = his.locator("#live")
        expect(at).to_contain_text("Anna Lind is here")
        expect(hers.locator("#live")).to_contain_text("Ben Ott is here, at S1a")
        hers.locator(".tag", has_text="S2").click()
        expect(at).to_contain_text("Anna Lind is here, at S2")
        expect(his.locator(".tag.another")).to_have_text("○S2")

        # the text, the list and the panel follow, without a reload
        his.evaluate("() => { window.stayed = true }")
        elsewhere(
            lambda: factories.claim(anna, article, label="S3", anchors=[{"exact": "Kremlin"}])
        )
        expect(his.locator(".tag", has_text="S3")).to_be_visible()
        elsewhere(lambda: says_so(anna, claim))
        expect(his.locator("#panel .rows")).to_contain_text("a Kremlin aide")

        # what somebody types is not drawn over
        his.locator("#reason").fill("I was about to say")
        hers.locator(".tag", has_text="S1a").click()
        expect(hers.locator("#in-hand")).to_contain_text("S1a")
        hers.locator("[data-does=edit]").click()
        hers.locator("[name=hedge]").fill("probably")
        hers.locator("[name=statement]").fill("He will travel in June")
        hers.get_by_role("button", name="Save").click()
        expect(hers.locator("#in-hand")).to_contain_text("He will travel in June")
        changed = his.locator("#since")
        expect(changed).to_contain_text("Changed by Anna Lind")
        expect(his.locator("#reason")).to_have_value("I was about to say")
        changed.locator("summary").click()
        expect(changed).to_contain_text("He will travel in June")
        expect(his.locator("#in-hand")).to_contain_text("Putin will travel")

        # a conflict stands side by side, and the choice is the person's
        his.locator("#reason").fill("")
        his.locator("[data-does=edit]").click()
        his.locator("[name=statement]").fill("They will travel in June")
        his.locator("[name=as_of]").fill("2025")
        hers.locator("[data-does=edit]").click()
        hers.locator("[name=statement]").fill("He will travel in July")
        hers.locator("[name=kind]").select_option("forecast")
        hers.get_by_role("button", name="Save").click()
        expect(hers.locator("#in-hand")).to_contain_text("July")
        expect(changed).to_contain_text("Changed by Anna Lind")
        expect(his.locator("[name=statement]")).to_have_value("They will travel in June")
        his.get_by_role("button", name="Save").click()
        expect(his.get_by_role("alert").first).to_contain_text("Anna Lind changed this claim")
        expect(his.get_by_role("alert").first).to_be_in_viewport()
        pair = his.get_by_role("group", name="Statement: two versions")
        expect(pair.locator(".mine textarea")).to_have_value("They will travel in June")
        expect(pair.locator(".theirs ins")).to_contain_text("July")
        expect(his.locator("[name=kind]")).to_have_value("forecast")
        expect(his.locator("[name=as_of]")).to_have_value("2025")
        pair.get_by_role("button", name="Take theirs").click()
        expect(pair.locator(".mine textarea")).to_have_value("He will travel in July")
        pair.get_by_role("button", name="Back to yours").click()
        expect(pair.locator(".mine textarea")).to_have_value("They will travel in June")
        his.get_by_role("button", name="Save").click()
        expect(his.locator("#in-hand")).to_contain_text("They will travel in June")
        assert his.evaluate("() => window.stayed") is True

        # leaving is seen
        hers.close()
        expect(at).to_be_hidden()
        assert [one for one in [*problems[0], *problems[1]] if "status of 422" not in one] == []
        browser.close()
    claim.refresh_from_db()
    assert (claim.statement, claim.kind, claim.as_of, claim.hedge) == (
        "They will travel in June",
        "forecast",
        "2025",
        "probably",
    )
    other.refresh_from_db()
    assert other.version == 1
