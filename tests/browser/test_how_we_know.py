"""The page for readers in a real browser: readable by everybody, at every width, and quiet."""

import pytest
from playwright.sync_api import sync_playwright

from claims.domain.vocabulary import Status
from claims.services.notices import notice_create
from newsroom.common.roles import Role
from newsroom.demo import sample
from tests import factories
from tests.browser.test_desk_pages import violations
from tests.browser.test_policy import watched
from tests.interchange.conftest import NASTY, decided
from tests.screenshots import FLAGS

WIDTHS = (320, 400, 1400)


@pytest.fixture
def pages(db, settings, tmp_path):
    """The sample, and an article in Arabic with something in each part of the page."""
    settings.MEDIA_ROOT, settings.HOW_WE_KNOW_PUBLIC = tmp_path, True
    editor = factories.person(Role.EDITOR)
    words = "قال الوزير إن المحادثات ستستأنف في مايو."
    article = factories.article(
        editor, status="corrected", headline=words, body=words, language="ar", outlet="الأخبار"
    )
    claim = decided(editor, article, statement=words, anchors=[{"exact": "ستستأنف في مايو"}])
    factories.attribution(editor, claim, "denies", quote="لا", quote_language="ar")
    decided(editor, article, Status.DISPUTED, statement=NASTY + "w" * 120)
    notice = {"kind": "correction", "dated": claim.created_at, "public_note": words}
    notice["what_was_wrong"] = "the month"
    notice_create(by=editor, article_id=article.pk, fields=notice, claims=[claim])
    return [sample.load(editor), article]


@pytest.mark.django_db(transaction=True)
def test_accessible_at_every_width_in_light_and_dark(pages, live_server, chromium):
    wrong = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        problems = watched(page)
        page.on("dialog", lambda dialog: problems.append(dialog.message))
        for article in pages:
            for more in ("", "?embed=1"):
                page.goto(f"{live_server.url}/how/{article.pk}/{more}")
                for scheme in ("light", "dark"):
                    page.emulate_media(color_scheme=scheme)
                    wrong += [f"{more}, {scheme}: {one}" for one in seen(page, more)]
                wrong += [f"{more} at {width}: too wide" for width in WIDTHS if wide(page, width)]
        browser.close()
    assert wrong == []
    assert problems == []


def seen(page, more):
    """Violations; a page in a frame has the heading of the page around it."""
    expected = ("page-has-heading-one",) if more else ()
    return [one for one in violations(page) if not one.startswith(expected or "-")]


def wide(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    return page.evaluate("document.documentElement.scrollWidth > innerWidth")
