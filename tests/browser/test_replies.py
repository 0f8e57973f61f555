"""Right of reply, from an allegation that nobody was asked about to the sentence in the copy."""

import pytest
from playwright.sync_api import expect, sync_playwright

from claims.models import CommentRequest
from tests import factories
from tests.browser.test_policy import signed_in, watched
from tests.screenshots import FLAGS


@pytest.mark.django_db(transaction=True)
def test_asked_tried_answered_and_copied(live_server, chromium):
    editor = factories.person()
    article = factories.article(editor, headline="Minister accused")
    for label, statement in (("A1", "The minister took money"), ("A2", "Acme paid him")):
        factories.claim(editor, article, label=label, statement=statement, kind="allegation")
    factories.source(editor, description="the minister's office", kind="organisation")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        problems = watched(page)
        page.goto(f"{live_server.url}/desk/articles/{article.pk}/")
        page.locator("main").get_by_role("link", name="Right of reply").click()
        asks = page.get_by_role("region", name="To be asked")
        expect(asks.locator("li.ask")).to_have_count(2)

        # what is typed elsewhere on the page outlasts what is done here
        second = asks.locator("li.ask").filter(has_text="Acme paid him")
        second.get_by_text("Ask somebody about it").click()
        second.get_by_label("What is put to them").fill("Did you pay?")

        first = asks.locator("li.ask").filter(has_text="The minister took money")
        first.get_by_text("Ask somebody about it").click()
        first.get_by_label("Whom").press_sequentially("minister")
        first.get_by_role("radio", name="the minister's office").check()
        first.get_by_label("What is put to them").fill("Did you take it?")
        first.get_by_role("button", name="Log the request").click()
        waiting = page.get_by_role("region", name="Waiting for an answer")
        card = waiting.locator("li.ask")
        expect(card).to_contain_text("Nobody has tried yet.")
        expect(asks.locator("li.ask")).to_have_count(1)
        expect(second.get_by_label("What is put to them")).to_have_value("Did you pay?")

        tried = card.get_by_role("group", name="Tried, nobody reached")
        tried.get_by_role("button", name="telephone").click()
        expect(card.locator(".tries li")).to_have_count(1)
        expect(page.locator("#spoken")).to_have_text("Logged.")

        card.get_by_text("What came of it").click()
        card.get_by_label("Outcome").select_option("declined to comment")
        card.get_by_label("What they said").fill("We say nothing.")
        expect(card.get_by_label("Why they were not asked")).to_be_hidden()
        card.get_by_role("button", name="Log it").click()
        expect(card.get_by_role("alert")).to_contain_text("needs somebody who was reached")
        expect(card.get_by_label("What they said")).to_have_value("We say nothing.")
        card.get_by_role("group", name="Somebody was reached").get_by_role(
            "button", name="e-mail"
        ).click()
        expect(card.locator(".tries li")).to_have_count(2)
        expect(card.get_by_label("What they said")).to_have_value("We say nothing.")
        card.get_by_role("button", name="Log it").click()

        done = page.get_by_role("region", name="What came of it").locator("li.ask")
        expect(done).to_contain_text("We say nothing.")
        expect(waiting.locator("li.ask")).to_have_count(0)
        done.get_by_role("button", name="Copy").click()
        expect(page.locator("#spoken")).to_have_text("Copied.")
        copied = page.evaluate("() => navigator.clipboard.readText()")
        assert copied == "The minister's office declined to comment."
        page.reload()
        expect(asks.locator("li.ask")).to_have_count(1)
        expect(asks).not_to_contain_text("The minister took money")
        refused = "Failed to load resource: the server responded with a status of 422"
        assert [one for one in problems if refused not in one] == []
        browser.close()
    request = CommentRequest.objects.get()
    assert (request.outcome, request.attempts.count()) == ("declined to comment", 2)
