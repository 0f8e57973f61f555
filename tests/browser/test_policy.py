"""Every page of the admin in a real browser, which says what its policy forbids: nothing."""

import pytest
from playwright.sync_api import expect, sync_playwright

from newsroom.common.roles import Role
from tests import factories
from tests.permissions import admin_pages
from tests.places import of_everything
from tests.screenshots import FLAGS


def watched(page):
    """What the browser complains of on `page`, from now on."""
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(f"{page.url}: {problem}"))
    page.on(
        "console",
        lambda said: problems.append(f"{page.url}: {said.text}") if said.type == "error" else None,
    )
    return problems


def signed_in(browser, server, person):
    page = browser.new_context().new_page()
    page.goto(f"{server.url}/admin/")
    page.fill("[name=login]", person.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/")
    return page


@pytest.mark.django_db(transaction=True)
def test_no_page_asks_for_what_its_policy_forbids(live_server, chromium, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    admin = factories.person(Role.ADMIN)
    claim = factories.claim(admin, factories.article(admin, status="published"))
    places = {**of_everything(admin, claim), "app": "claims"}
    paths = [
        path.format(**places)
        for path, (read, _) in admin_pages().items()
        if read[Role.ADMIN] == 200 and path not in ("jsi18n/",)
    ]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, admin)
        problems = watched(page)
        assert len(paths) > 50
        for path in paths:
            page.goto(f"{live_server.url}/admin/{path}")
        page.goto(f"{live_server.url}/api/v1/docs/", wait_until="networkidle")
        expect(page.get_by_text("/api/v1/claims/{id}/").first).to_be_visible()
        assert problems == []
        browser.close()


@pytest.mark.django_db(transaction=True)
def test_a_forbidden_script_does_not_run(live_server, chromium, db):
    """The listener hears what it should, and the policy holds."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        problems = watched(page)
        page.goto(f"{live_server.url}/admin/login/")
        assert problems == []
        page.evaluate(
            "() => { const one = document.createElement('script');"
            "one.textContent = 'window.ran = true'; document.body.append(one) }"
        )
        assert page.evaluate("() => window.ran") is None
        assert "Content Security Policy" in problems[0]
        browser.close()
