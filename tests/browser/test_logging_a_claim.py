"""An editor's first minutes, in a real browser on a real server."""

import pytest
from playwright.sync_api import expect, sync_playwright

from claims.models import Claim
from newsroom.common.roles import Role
from tests import factories
from tests.screenshots import FLAGS


@pytest.mark.django_db(transaction=True)
def test_log_a_claim_with_its_source_and_see_it_counted(live_server, chromium):
    editor = factories.person(Role.EDITOR)
    article = factories.article(editor)
    factories.group(editor, description="five sources familiar with the matter")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        failures: list[str] = []
        page.on("response", lambda r: failures.append(r.url) if r.status >= 400 else None)
        page.goto(f"{live_server.url}/admin/")
        page.fill("[name=login]", editor.username)
        page.fill("[name=password]", factories.PASSWORD)
        page.press("[name=password]", "Enter")
        page.goto(f"{live_server.url}/admin/claims/article/{article.pk}/change/")
        page.click("text=Log a claim")
        page.fill("[name=statement]", "Putin will travel to China in May")
        page.fill("[name=anchors]", "Putin will travel to China in May")
        page.locator("[name=attributions-0-source] + .select2 .select2-selection").click()
        page.locator(".select2-search__field").fill("familiar")
        page.locator(".select2-results__option", has_text="familiar with the matter").click()
        page.select_option("[name=attributions-0-stance]", "asserts")
        page.click("[name=_continue]")
        expect(page.get_by_text("5 sources, anonymous").first).to_be_visible()
        browser.close()
    assert not failures
    claim = Claim.objects.get()
    assert (claim.source_count, claim.article) == (5, article)
    assert claim.anchors.get().start == 0
