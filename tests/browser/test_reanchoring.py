"""The text is edited, claims lose their place, and are put where they belong by hand."""

import pytest
from playwright.sync_api import expect, sync_playwright

from tests import factories
from tests.browser.test_policy import signed_in, watched
from tests.screenshots import FLAGS

BEFORE = "🏛 He travels in May. She stays.\n\nThey wait in Bern."


def select(page, words):
    """Select `words` in the text, as a mouse would."""
    page.evaluate(
        """(words) => {
            const root = document.getElementById("text");
            const all = [...root.querySelectorAll("p")].map((one) => one.textContent).join("\\n");
            const start = [...all.slice(0, all.indexOf(words))].length;
            const range = desk.rangeOf(root, start, start + [...words].length);
            getSelection().removeAllRanges();
            getSelection().addRange(range);
        }""",
        words,
    )


@pytest.mark.django_db(transaction=True)
def test_an_article_comes_from_a_file_and_is_looked_over(live_server, chromium, tmp_path):
    editor = factories.person()
    file = tmp_path / "copy.txt"
    file.write_bytes(f"A headline\r\n\r\n{BEFORE}".encode())
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        problems = watched(page)
        page.goto(f"{live_server.url}/desk/articles/new/")
        page.locator("[name=headline]").fill("My headline")
        page.locator("[name=upload]").set_input_files(file)
        page.get_by_role("button", name="Read it").click()
        expect(page.get_by_text("Read; nothing is saved yet.")).to_be_visible()
        expect(page.locator("[name=body]")).to_have_value(BEFORE)
        headline = page.locator("[name=headline]")
        expect(headline).to_have_value("My headline")
        page.get_by_role("button", name="Take this").click()
        expect(headline).to_have_value("A headline")
        page.get_by_role("button", name="Back to yours").click()
        expect(headline).to_have_value("My headline")
        headline.press("Enter")
        expect(page.locator("h1")).to_have_text("My headline")
        expect(page.locator("#text")).to_contain_text("They wait in Bern.")
        assert problems == []
        browser.close()


@pytest.mark.django_db(transaction=True)
def test_edit_the_text_and_place_what_lost_its_place(live_server, chromium):
    editor = factories.person()
    article = factories.article(editor, body=BEFORE)
    quotes = ("in May", "he stays")
    claims = [factories.claim(editor, article, anchors=[{"exact": one}]) for one in quotes]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        problems = watched(page)
        page.goto(f"{live_server.url}/desk/articles/{article.pk}/")
        page.get_by_role("link", name="Edit the text").click()
        page.locator("[name=body]").fill(
            BEFORE.replace("in May", "late in June").replace("stays", "stays, she stays")
        )
        page.locator("[name=note]").fill("the date")
        page.get_by_role("button", name="Save").click()
        expect(page.locator(".diff ins").first).to_contain_text("late")
        expect(page.locator(".panel")).to_contain_text("Lost: its words are gone")
        page.get_by_role("link", name="Place 2 by hand").click()

        # one by selecting its words, the other by one click
        first = page.locator(".orphan", has=page.locator(".quote mark", has_text="in May"))
        first.locator("[data-words]").focus()
        select(page, "in June")
        expect(first.locator("[data-words]")).to_have_value("in June")
        first.get_by_role("button", name="Put it there").click()
        expect(page.locator(".orphan")).to_have_count(1)
        expect(page.locator("#text .m").first).to_have_text("in June")
        page.locator(".orphan .choices button").nth(1).click()
        expect(page.get_by_text("Every anchor has its place in the text.")).to_be_visible()
        expect(page.locator("#text .m").nth(1)).to_have_text("he stays")
        page.reload()
        expect(page.locator("#text .m")).to_have_text(["in June", "he stays"])
        assert problems == []
        browser.close()
    article.refresh_from_db()
    text = article.current_version.text
    found = [article.current_version.anchors.get(claim=one) for one in claims]
    assert [text[one.start : one.end] for one in found] == ["in June", "he stays"]
    assert found[1].start == text.rindex("he stays")
