"""From what is selected in a text to its positions in code points, and back, as it stands."""

import pytest
from playwright.sync_api import sync_playwright

from tests import factories
from tests.browser.test_policy import signed_in
from tests.screenshots import FLAGS

BODY = "Die 🏛 sagte: «Ja».\n\nA 👩‍🚀 flew é twice, twice.\r\nשלום עולם"


@pytest.mark.django_db(transaction=True)
def test_every_part_of_a_text_is_found_again_as_it_stands(live_server, chromium):
    editor = factories.person()
    article = factories.article(editor, body=BODY)
    text = article.current_version.text
    for exact in ("Ja", "flew é twice, twice", "é"):
        factories.claim(editor, article, anchors=[{"exact": exact}])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        page.goto(f"{live_server.url}/desk/articles/{article.pk}/")
        back_and_forth = """(ends) => ends.map(([start, end]) => {
            const root = document.getElementById("text");
            const range = desk.rangeOf(root, start, end);
            return range && desk.placed(range, root);
        })"""
        ends = [
            [start, end]
            for start in range(len(text))
            for end in range(start + 1, len(text) + 1)
            if not (text[start].isspace() or text[end - 1].isspace())
        ]
        found = page.evaluate(back_and_forth, ends)
        assert len(ends) > 900
        assert [(one["start"], one["end"], one["exact"]) for one in found] == [
            (start, end, text[start:end]) for start, end in ends
        ]
        page.evaluate("() => getSelection().selectAllChildren(document.body)")
        whole = page.evaluate("() => desk.selected(document.getElementById('text'))")
        assert whole == {"start": 0, "end": len(text), "exact": text}
        page.evaluate("() => getSelection().selectAllChildren(document.querySelector('.top'))")
        assert page.evaluate("() => desk.selected(document.getElementById('text'))") is None
        browser.close()
