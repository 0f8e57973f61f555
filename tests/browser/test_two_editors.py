"""Two editors at one claim, each in a browser of their own."""

import pytest
from playwright.sync_api import expect, sync_playwright

from claims.models import Claim
from newsroom.common import history
from newsroom.common.roles import Role
from tests import factories
from tests.screenshots import FLAGS


def named(first, last):
    person = factories.person(Role.EDITOR)
    person.first_name, person.last_name = first, last
    person.save()
    return person


def at(browser, server, person, path):
    """The page at `path`, with `person` signed in to a context of their own."""
    page = browser.new_context().new_page()
    page.goto(f"{server.url}{path}")
    page.fill("[name=login]", person.username)
    page.fill("[name=password]", factories.PASSWORD)
    page.press("[name=password]", "Enter")
    expect(page.locator("[name=statement]")).to_be_visible()
    return page


@pytest.mark.django_db(transaction=True)
def test_the_second_sees_the_first_and_saves_knowingly(live_server, chromium):
    mara, ben = named("Mara", "Lind"), named("Ben", "Ott")
    claim = factories.claim(mara, statement="He will travel in May")
    factories.attribution(mara, claim, note="old")
    path = f"/admin/claims/claim/{claim.pk}/change/"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        hers, his = (at(browser, live_server, one, path) for one in (mara, ben))
        broken: list[str] = []
        his.on("pageerror", lambda problem: broken.append(str(problem)))

        hers.fill("[name=statement]", "He will travel in June")
        hers.select_option("[name=kind]", "forecast")
        hers.select_option("[name=attributions-0-terms]", "background")
        hers.click("[name=_continue]")
        expect(hers.get_by_text("was changed successfully")).to_be_visible()

        his.fill("[name=statement]", "They will travel in May")
        his.fill("[name=label]", "S1")
        his.select_option("[name=attributions-0-terms]", "on the record")
        his.click("[name=_continue]")
        expect(his.get_by_role("alert")).to_contain_text("Mara Lind changed this meanwhile.")
        beside = his.locator(".field-statement [data-meanwhile]")
        expect(beside.locator("ins", has_text="June")).to_be_visible()
        expect(beside.locator("ins", has_text="They")).to_be_visible()
        expect(his.locator("[name=statement]")).to_have_value("They will travel in May")
        expect(his.locator("[name=kind]")).to_have_value("forecast")

        beside.get_by_role("button").click()
        expect(his.locator("[name=statement]")).to_have_value("He will travel in June")
        beside.get_by_role("button", name="Back to yours").click()
        expect(his.locator("[name=statement]")).to_have_value("They will travel in May")
        his.locator(".field-terms [data-meanwhile]").get_by_role("button").first.click()
        expect(his.locator("[name=attributions-0-terms]")).to_have_value("background")
        his.click("[name=_continue]")
        expect(his.get_by_text("was changed successfully")).to_be_visible()
        expect(his.get_by_role("alert")).to_have_count(0)
        browser.close()
    assert not broken
    claim.refresh_from_db()
    assert (claim.statement, claim.kind, claim.label) == (
        "They will travel in May",
        "forecast",
        "S1",
    )
    assert claim.attributions.get().terms == "background"
    rows = history.of(Claim).objects.filter(pgh_obj=claim.pk).order_by("pgh_id")
    written = dict.fromkeys((row.statement, row.pgh_context["user"]) for row in rows)
    assert list(written) == [
        ("He will travel in May", str(mara.pk)),
        ("He will travel in June", str(mara.pk)),
        ("They will travel in May", str(ben.pk)),
    ]
