"""A claim is mended by who logged it, and verified by a second person, beside its text."""

import re

import pytest
from playwright.sync_api import expect, sync_playwright

from newsroom.common.roles import Role
from tests import factories
from tests.browser.test_policy import signed_in, watched
from tests.screenshots import FLAGS

WORDS = "Putin will travel to China in May"


@pytest.mark.django_db(transaction=True)
def test_a_finding_is_resolved_and_another_verifies(live_server, chromium):
    editor, checker = factories.person(Role.EDITOR), factories.person(Role.FACT_CHECKER)
    article = factories.article(editor)
    source = factories.source(editor, description="a bank's figures", kind="dataset")
    row = {"source": source, "stance": "asserts", "terms": "on the record"}
    fields = {"anchors": [{"exact": WORDS}], "attributions": [row], "kind": "statistic"}
    claim = factories.claim(editor, article, **fields)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        problems = watched(page)
        page.goto(f"{live_server.url}/desk/articles/{article.pk}/")
        resolve(page)
        page = signed_in(browser, live_server, checker)
        problems += watched(page)
        page.goto(f"{live_server.url}/desk/articles/{article.pk}/")
        verify(page)
        browser.close()
    claim.refresh_from_db()
    assert (claim.as_of, claim.status) == ("2023", "verified")
    assert claim.events.last().by == checker
    assert claim.events.last().evidence == [claim.evidence.get().pk]
    assert problems == []


def resolve(page):
    """By keyboard to the claim; the remedy is one click, the mend one field."""
    page.keyboard.press("j")
    finding = page.locator(".findings li", has_text="statistic-undated")
    finding.get_by_role("link").click()
    page.get_by_label(re.compile("as of", re.I)).fill("2023")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".facts", has_text="2023")).to_be_visible()
    expect(finding).to_have_count(0)


def verify(page):
    page.keyboard.press("j")
    panel = page.locator("#panel")
    panel.get_by_role("button", name="Take it").click()
    expect(panel.get_by_text("You have it.")).to_be_visible()
    panel.get_by_role("button", name="In review").click()
    expect(page.locator(".tag.s-in_review")).to_have_count(1)
    panel.get_by_text("Add evidence").click()
    panel.get_by_label("Link").fill("https://example.org/figures")
    panel.get_by_label("Page, timestamp or cell").fill("table 2")
    panel.get_by_role("button", name="Add", exact=True).click()
    panel.get_by_label(re.compile("example.org/figures")).check()
    panel.get_by_role("button", name="Verified").click()
    expect(panel.get_by_text("Say why", exact=False).first).to_be_visible()
    panel.get_by_label("Why", exact=True).fill("read in the table")
    panel.get_by_role("button", name="Verified").click()
    expect(page.locator(".tag.s-verified")).to_have_count(1)
