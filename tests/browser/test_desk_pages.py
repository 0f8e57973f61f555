"""Every page of the desk in a real browser: readable by everybody, at every width, and quiet."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from newsroom.common.roles import Role
from tests import factories
from tests.browser.test_policy import signed_in, watched
from tests.desk.pages import addresses
from tests.places import of_everything
from tests.screenshots import FLAGS

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (400, 1400, 2560)
# Text of both directions, a claim in it, and one that lost its place.
BODY = "قال الوزير إن المحادثات ستستأنف في مايو.\nThe minister said so on Monday."


@pytest.fixture
def pages(db, settings, tmp_path, client):
    """The addresses of whole pages, by name, and who may read all of them."""
    settings.MEDIA_ROOT = tmp_path
    admin = factories.person(Role.ADMIN)
    article = factories.article(admin, status="published", body=BODY, language="ar")
    claim = factories.claim(admin, article, anchors=[{"exact": "ستستأنف في مايو"}])
    places = of_everything(admin, claim)
    client.force_login(admin)
    found = {}
    for name, url in addresses(places).items():
        answer = client.get(url)
        if answer.status_code == 200 and b"<html" in b"".join(answer):
            found[name] = url
    return admin, found


@pytest.mark.django_db(transaction=True)
def test_accessible_at_every_width_in_light_and_dark(pages, live_server, chromium):
    admin, found = pages
    assert {"article", "claim", "replies", "source", "claim-picture", "binder", "versions"} <= set(
        found
    )
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, admin)
        problems = watched(page)
        for name, url in found.items():
            page.goto(f"{live_server.url}{url}")
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                wrong += [f"{name}, {scheme}: {one}" for one in violations(page)]
            wrong += [f"{name} at {width}: too wide" for width in WIDTHS if overflows(page, width)]
        browser.close()
    assert wrong == []
    assert problems == []


def violations(page):
    found = Axe().run(page, options={"runOnly": WCAG, "resultTypes": ["violations"]})
    for one in found.response["violations"]:
        yield f"{one['id']}: {one['nodes'][0]['html'][:200]}"


def overflows(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.django_db(transaction=True)
def test_axe_finds_what_is_wrong(live_server, chromium):
    """The judge judges."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        page.set_content("<title>x</title><main><h1>x</h1><img src='x.png'></main>")
        assert any(one.startswith("image-alt") for one in violations(page))
        browser.close()
