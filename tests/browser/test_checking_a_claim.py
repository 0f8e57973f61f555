"""A claim from nobody's queue to a decision that rests on a file, in a real browser."""

import pytest
from playwright.sync_api import expect, sync_playwright

from claims.models import Claim, Evidence
from newsroom.common.roles import Role
from tests import factories
from tests.screenshots import FLAGS
from tests.uploads import PDF


def signed_in(browser, server, person):
    page = browser.new_context().new_page()
    page.goto(f"{server.url}/admin/")
    page.fill("[name=login]", person.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.get_by_role("link", name="Nobody's").first).to_be_visible()
    return page


@pytest.mark.django_db(transaction=True)
def test_taken_checked_and_verified(live_server, chromium, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    editor, checker = factories.person(Role.EDITOR), factories.person(Role.FACT_CHECKER)
    claim = factories.claim(editor, statement="Putin will travel to China in May")
    factories.attribution(editor, claim)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, checker)
        failures: list[str] = []
        page.on("response", lambda r: failures.append(r.url) if r.status >= 400 else None)
        page.on("pageerror", lambda problem: failures.append(str(problem)))

        page.get_by_role("link", name="Nobody's").first.click()
        page.wait_for_url("**queue=nobodys")
        page.get_by_role("link", name="Putin will travel to China in May").click()
        page.get_by_role("button", name="Take it").click()
        expect(page.get_by_text("It is yours now.")).to_be_visible()
        expect(page.get_by_text("You have it")).to_be_visible()

        page.get_by_role("link", name="Add evidence").click()
        page.set_input_files(
            "[name=upload]",
            {"name": "itinerary.pdf", "mimeType": "application/pdf", "buffer": PDF},
        )
        page.fill("[name=locator]", "page 2")
        page.click("[name=_save]")
        expect(page.get_by_role("link", name="itinerary.pdf").first).to_be_visible()

        page.get_by_role("link", name="In review …").click()
        page.get_by_role("button", name="Move").click()
        expect(page.get_by_text("The claim is in review.")).to_be_visible()

        page.get_by_role("link", name="Verified …").click()
        expect(page.get_by_label("verified", exact=True)).to_be_checked()
        page.get_by_label("itinerary.pdf").check()
        page.get_by_role("button", name="Move").click()
        expect(page.get_by_role("alert")).to_have_text("Say why the claim is verified.")
        expect(page.get_by_label("itinerary.pdf")).to_be_checked()

        theirs = signed_in(browser, live_server, editor)
        theirs.goto(f"{live_server.url}/admin/claims/claim/{claim.pk}/check/")
        expect(theirs.get_by_label("verified")).to_be_disabled()
        expect(theirs.get_by_text("verified: You wrote the statement")).to_be_visible()

        page.get_by_label("Why").fill("the dates stand on page 2")
        page.get_by_role("button", name="Move").click()
        expect(page.get_by_text("The claim is verified.")).to_be_visible()
        page.get_by_role("link", name="Timeline").click()
        expect(page.get_by_text("the dates stand on page 2").first).to_be_visible()
        expect(page.get_by_text("itinerary.pdf").first).to_be_visible()
        browser.close()
    assert not failures
    claim, evidence = Claim.objects.get(), Evidence.objects.get()
    assert (claim.status, claim.assignee) == ("verified", checker)
    assert claim.events.last().evidence == [evidence.pk]
    assert evidence.file.read() == PDF
    evidence.file.close()
