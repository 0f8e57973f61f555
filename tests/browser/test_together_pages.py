"""The pages of versions, places, intake and editing for people who read with other means."""

from threading import Thread

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from playwright.sync_api import sync_playwright

from claims.services.articles import article_update
from claims.services.claims import claim_update
from tests import factories
from tests.browser.test_policy import signed_in
from tests.screenshots import FLAGS

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
}
BEFORE = "He travels in May. She stays.\n\nThey wait in Bern."
SIZES = ({"width": 1400, "height": 900}, {"width": 400, "height": 800})


@pytest.mark.django_db(transaction=True)
def test_axe_finds_nothing_and_nothing_sticks_out(live_server, chromium):
    editor, anna = factories.person(), factories.person(username="anna")
    article = factories.article(editor, body=BEFORE)
    anchors = [{"exact": "in May"}, {"exact": "he stays"}]
    claim = factories.claim(editor, article, anchors=anchors)
    body = BEFORE.replace("May", "June").replace("stays", "stays, she stays")
    article_update(by=editor, article_id=article.pk, changes={"body": body}, note="the date")
    of, on = f"articles/{article.pk}", f"claims/{claim.pk}"
    paths = (
        "articles/new/",
        f"{of}/",
        f"{of}/edit/",
        f"{of}/versions/",
        f"{of}/places/",
        f"{on}/edit/",
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for path in paths:
                page.set_viewport_size(SIZES[0])
                page.goto(f"{live_server.url}/desk/{path}")
                looked_at(page, f"{path} {scheme}")
        # the form with both versions
        page.goto(f"{live_server.url}/desk/{on}/edit/")
        page.locator("[name=statement]").fill("Mine")
        change_meanwhile(anna, claim)
        page.get_by_role("button", name="Save").click()
        page.locator(".pair").first.wait_for()
        looked_at(page, "both versions")
        browser.close()


def looked_at(page, where):
    found = Axe().run(page, options=RULES).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:200]) for one in found] == [], where
    for size in SIZES:
        page.set_viewport_size(size)
        wide = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, (where, size)


def change_meanwhile(anna, claim):
    def change():
        claim_update(
            by=anna, claim_id=claim.pk, changes={"statement": "Theirs", "kind": "forecast"}
        )
        connection.close()

    thread = Thread(target=change)
    thread.start()
    thread.join()
