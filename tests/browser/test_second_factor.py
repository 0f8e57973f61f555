"""Second factors in a real browser: an app's codes, and a passkey of Chromium's own."""

import re

import pytest
from playwright.sync_api import expect, sync_playwright

from newsroom.common.roles import Role
from tests import factories
from tests.browser.test_policy import watched
from tests.doors.signing_in import code_of
from tests.screenshots import FLAGS

PASSKEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def site(live_server, settings):
    """By its name: passkeys belong to a name, not to a number."""
    settings.TWO_FACTOR = True
    return live_server.url.replace("127.0.0.1", "localhost")


def sign_in(page, site, person):
    page.goto(f"{site}/admin/")
    page.get_by_label("Username").fill(person.username)
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Sign In", exact=True).click()


def sign_out(page, site):
    page.goto(f"{site}/admin/account/logout/")
    page.get_by_role("button", name="Sign Out").click()


def confirm(page):
    """The password again, where the page asks for it."""
    page.get_by_label("Password").fill(factories.PASSWORD)
    page.get_by_role("button", name="Confirm").click()


@pytest.mark.django_db(transaction=True)
def test_an_app_is_set_up_and_used(site, chromium):
    person = factories.person(Role.EDITOR)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        problems = watched(page)
        sign_in(page, site, person)
        expect(page.get_by_text("Set one up to go on")).to_be_visible()
        page.get_by_role("link", name="Activate").click()
        confirm(page)
        secret = page.get_by_label("Authenticator secret").input_value()
        page.get_by_label("Authenticator code").fill(code_of(secret))
        page.get_by_role("button", name="Activate").click()
        codes = page.get_by_label("Unused codes").input_value().split()
        assert len(codes) == 10
        page.goto(f"{site}/admin/")
        expect(page.get_by_role("link", name="Nobody's").first).to_be_visible()

        sign_out(page, site)
        sign_in(page, site, person)
        expect(page).to_have_url(re.compile("authenticate"))
        page.get_by_label("Code").fill(codes[0])
        page.get_by_role("button", name="Sign In", exact=True).click()
        expect(page.get_by_role("link", name="Nobody's").first).to_be_visible()
        assert problems == []
        browser.close()


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_set_up_and_signs_in_by_itself(site, chromium):
    person = factories.person(Role.EDITOR)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page()
        problems = watched(page)
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        device.send("WebAuthn.addVirtualAuthenticator", {"options": PASSKEY})
        sign_in(page, site, person)
        page.get_by_role("link", name="Add", exact=True).click()
        confirm(page)
        page.get_by_label("Passwordless").check()
        page.get_by_role("button", name="Add", exact=True).click()
        page.wait_for_url("**/2fa/recovery-codes/**")
        page.goto(f"{site}/admin/")
        expect(page.get_by_role("link", name="Nobody's").first).to_be_visible()

        sign_out(page, site)
        page.goto(f"{site}/admin/login/")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(page.get_by_role("link", name="Nobody's").first).to_be_visible()
        assert problems == []
        browser.close()
