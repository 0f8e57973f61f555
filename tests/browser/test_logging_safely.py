"""Nothing typed is lost, whatever happens on the way; and all of it goes by keyboard alone."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect, sync_playwright

from claims.models import Claim
from claims.services.articles import article_update
from desk.models import Draft
from tests import factories
from tests.browser.test_desk_pages import overflows, violations
from tests.browser.test_logging_at_the_desk import Desk, party, row_of
from tests.browser.test_policy import signed_in, watched
from tests.screenshots import FLAGS

BODY = "Die 🏛 sagte: «Ja». A 👩‍🚀 will fly twice in May, two of the sources said.\nThe end."
FLY = "A 👩‍🚀 will fly twice in May"
SIGNED_OUT = "You are signed out. What you typed is still here."


@pytest.fixture(autouse=True)
def _looked_up_meanwhile(monkeypatch):
    """Playwright's loop runs in this thread; the records are looked at between two steps of it."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


def selector(article, exact):
    start = article.current_version.text.index(exact)
    return {"start": start, "end": start + len(exact)}


def statement(page):
    return page.locator("form[data-log] [name=statement]")


def status(page):
    return page.locator("form[data-log] [data-kept]")


def is_readable(page):
    """By everybody, light and dark, and on a narrow screen."""
    wide = page.viewport_size
    # what is scrolled away under the page's header is none of its targets
    page.evaluate("() => { document.getElementById('panel').scrollTop = 0; }")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert list(violations(page)) == []
    assert not overflows(page, 400)
    page.set_viewport_size(wide)


def is_logged(page, typed):
    """The panel shows it, and the text is drawn anew with it."""
    expect(page.locator("#in-hand")).to_contain_text(typed)
    page.wait_for_function(
        "() => document.querySelector('.tag[aria-current]')?.pathname === location.pathname"
    )


def begin(page, article, exact, typed):
    """Select, press the key, and type a statement."""
    Desk(page).words(selector(article, exact))
    page.keyboard.press("n")
    expect(party(row_of(page, 0))).to_be_focused()
    statement(page).fill(typed)


def sign_out(editor):
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(editor.pk):
            session.delete()


@pytest.mark.django_db(transaction=True)
def test_nothing_typed_is_lost(live_server, chromium):
    editor = factories.person()
    article = factories.article(editor, body=BODY)
    group = factories.group(editor, description="five sources familiar with the matter")
    factories.claim(
        editor, article, statement="Before", attributions=[{"source": group, "stance": "asserts"}]
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        page.set_viewport_size({"width": 1400, "height": 1300})
        page.goto(f"{live_server.url}/desk/articles/{article.pk}/")
        begin(page, article, FLY, "Typed before the line broke")
        row = row_of(page, 0)
        party(row).focus()
        Desk(page).words(selector(article, "two of the sources said"))
        expect(party(row)).to_have_value(group.description)
        expect(status(page)).to_have_text("Kept as a draft")

        # the line is broken: it is said, kept, and sent once it is whole again
        page.context.set_offline(True)
        statement(page).fill("Typed while the line was broken")
        page.keyboard.press("Control+Enter")
        expect(status(page)).to_contain_text("The server cannot be reached.")
        expect(statement(page)).to_have_value("Typed while the line was broken")
        page.context.set_offline(False)
        is_logged(page, "Typed while the line was broken")
        claim = Claim.objects.get(statement="Typed while the line was broken")
        assert claim.anchors.get().exact == FLY
        assert claim.attributions.get().headcount == 2
        assert not Draft.objects.exists()
        expect(page.locator("#how-many")).to_have_text("2 claims")

        # a form that was only opened is no draft, whatever the page filled in
        Desk(page).words(selector(article, "The end"))
        page.keyboard.press("n")
        expect(party(row_of(page, 0))).to_be_focused()
        page.wait_for_timeout(1500)
        page.locator(".tag").first.click()
        expect(page.locator("#in-hand")).to_be_visible()
        expect(page.locator("#unfinished [data-draft]")).to_have_count(0)
        assert not Draft.objects.exists()

        # signed out meanwhile: no sign-in is put into the panel; signed in elsewhere, it is sent
        begin(page, article, "Die 🏛 sagte", "Typed before I was signed out")
        sign_out(editor)
        page.keyboard.press("Control+Enter")
        expect(status(page)).to_contain_text(SIGNED_OUT)
        expect(statement(page)).to_have_value("Typed before I was signed out")
        with page.context.expect_page() as opened:
            page.get_by_role("link", name="Sign in again").click()
        other = opened.value
        other.fill("[name=login]", editor.username)
        other.fill("[name=password]", factories.PASSWORD)
        other.press("[name=password]", "Enter")
        expect(other.get_by_role("heading", name="You are signed in again")).to_be_visible()
        other.close()
        page.bring_to_front()
        page.evaluate("() => dispatchEvent(new Event('focus'))")
        expect(status(page)).to_have_text("You are signed in again: send it.")
        statement(page).focus()
        page.keyboard.press("Control+Enter")
        is_logged(page, "Typed before I was signed out")

        # the page is loaded anew, and another claim opened meanwhile: it is offered back
        begin(page, article, "The end", "Typed before the page was loaded anew")
        page.reload()
        expect(statement(page)).to_have_value("Typed before the page was loaded anew")
        expect(page.locator("form[data-log] [data-places] q").first).to_have_text("The end")
        page.keyboard.press("Escape")
        page.locator(".tag").first.click()
        expect(page.locator("#in-hand")).to_be_visible()
        page.locator("#unfinished").get_by_role("button", name="Go on").click()
        expect(statement(page)).to_have_value("Typed before the page was loaded anew")

        # the text is changed meanwhile, and the words are not in it any more
        article_update(
            by=editor, article_id=article.pk, changes={"body": BODY.replace("end", "beginning")}
        )
        page.locator("[data-does=send]").click()
        told = page.locator("form[data-log] .meanwhile")
        expect(told).to_contain_text("“The end”")
        expect(statement(page)).to_have_value("Typed before the page was loaded anew")
        page.evaluate("() => document.body.dispatchEvent(new CustomEvent('desk:changed'))")
        expect(page.locator("#text[data-version='2']")).to_be_visible()
        article.refresh_from_db()
        Desk(page).words(selector(article, "The beginning"))
        page.get_by_role("button", name="Words of the claim").click()
        expect(page.locator("[data-of-claim] [data-places] q")).to_have_text("The beginning")
        # sent twice at once: logged once
        page.evaluate(
            "() => { const one = document.querySelector('form[data-log]');"
            " const body = new URLSearchParams(new FormData(one));"
            " const headers = { 'HX-Request': 'true' };"
            " const send = () => fetch(one.action, { method: 'POST', body, headers });"
            " return Promise.all([send(), send()]); }"
        )
        assert Claim.objects.filter(anchors__exact="The beginning").count() == 1
        browser.close()


@pytest.mark.django_db(transaction=True)
def test_by_keyboard_alone_across_pieces_and_tags(live_server, chromium):
    editor = factories.person()
    article = factories.article(editor, body=BODY)
    factories.claim(editor, article, anchors=[{"exact": "fly twice"}])  # a tag within the words
    factories.source(editor, description="Ann Lee", kind="person")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        problems = watched(page)
        page.goto(f"{live_server.url}/desk/articles/{article.pk}/")
        page.locator("#text").focus()
        press = page.keyboard.press
        for _ in range(4):  # Die, sagte, Ja, A
            press("ArrowRight")
        for _ in range(5):  # will fly twice in May
            press("Shift+ArrowRight")
        chosen = page.evaluate("() => desk.selected(document.getElementById('text'))")
        assert chosen == {**selector(article, FLY), "exact": FLY}
        press("n")
        expect(party(row_of(page, 0))).to_be_focused()
        expect(statement(page)).to_have_value(FLY)

        # the box: type, down and up, choose; then a phrase from the bar, with the arrows
        page.keyboard.type("lee")
        expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("Ann Lee")
        press("ArrowDown")
        expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("New source")
        press("ArrowUp")
        press("Escape")
        expect(page.locator("[role=listbox]:visible")).to_have_count(0)
        press("Escape")  # from the form to the text, and back to the form as it was
        expect(page.locator("#text")).to_be_focused()
        press("n")
        expect(statement(page)).to_be_focused()
        party(row_of(page, 0)).focus()
        press("ArrowDown")
        selected = page.locator("[role=option][aria-selected=true]:visible")
        expect(selected).to_contain_text("Ann Lee")
        assert list(violations(page)) == []
        party(row_of(page, 0)).fill("Lee")
        expect(selected).to_contain_text("Ann Lee")
        press("Enter")
        expect(party(row_of(page, 0))).to_have_value("Ann Lee")
        press("Shift+Tab")  # the bar of phrases comes before the box
        expect(page.get_by_role("button", name="another outlet reports")).to_be_focused()
        press("ArrowRight")
        expect(page.get_by_role("button", name="named, on the record")).to_be_focused()
        press("Enter")
        expect(row_of(page, 0).get_by_label("Terms")).to_have_value("on the record")
        press("Control+Enter")
        expect(page.locator("#in-hand")).to_have_text(FLY)
        claim = Claim.objects.get(statement=FLY)
        assert claim.anchors.get().start == selector(article, FLY)["start"]
        assert claim.attributions.get().terms == "on the record"

        # who else says so: the key, a row, and what is wrong is said where the focus goes
        press("a")
        box = party(row_of(page, 0))
        expect(box).to_be_focused()
        page.keyboard.type("Bob")
        expect(page.locator("[role=option]")).to_have_count(1)
        press("Escape")
        press("Control+Enter")
        expect(page.get_by_role("alert")).to_contain_text("“Bob” is no source yet")
        expect(box).to_be_focused()
        is_readable(page)
        press("End")
        page.keyboard.type(" Ray")
        expect(page.locator("[role=option]")).to_have_text("New source: “Bob Ray”")
        press("Enter")
        expect(page.locator("[data-anew] select").first).to_be_focused()
        is_readable(page)
        press("Control+Enter")
        expect(page.locator(".counts")).to_contain_text("2")
        assert sorted(str(row.source) for row in claim.attributions.all()) == ["Ann Lee", "Bob Ray"]

        # changed and withdrawn in its place
        page.get_by_role("button", name="Change: Bob Ray: asserts").press("Enter")
        expect(party(row_of(page, 0))).to_be_focused()
        row_of(page, 0).get_by_label("Stance").select_option("denies")
        press("Control+Enter")
        expect(page.get_by_role("link", name="Bob Ray: denies")).to_be_visible()
        page.get_by_label("Withdraw: Bob Ray: denies").press("Enter")
        page.locator(".withdraw[open] [name=reason]").fill("He took it back")
        press("Enter")
        expect(page.locator(".rows .gone")).to_contain_text("He took it back")
        assert [one for one in problems if "422" not in one] == []
        browser.close()
