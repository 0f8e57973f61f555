"""A long article with hundreds of claims at the desk, in a browser."""

import gzip
import random
import time

import pytest
from playwright.sync_api import sync_playwright

from newsroom.common.roles import Role
from tests import factories
from tests.browser.test_policy import signed_in
from tests.browser_setup import find
from tests.screenshots import FLAGS
from tests.soak.measurements import record

WORDS, CLAIMS, TIMES = 10_000, 300, 21
# Until the next frame is drawn after `act`, in milliseconds.
UNTIL_DRAWN = """async (act) => {
  const began = performance.now();
  await (new Function('return ' + act)())();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return performance.now() - began;
}"""
OPEN = """() => new Promise((done) => {
  document.body.addEventListener("htmx:afterSwap", done, { once: true });
  const tags = document.querySelectorAll("#text .tag");
  tags[Math.floor(Math.random() * tags.length)].click();
})"""
SELECT = """() => {
  const pieces = document.querySelectorAll("#text [data-start]");
  const node = pieces[Math.floor(Math.random() * pieces.length)];
  getSelection().selectAllChildren(node);
  document.dispatchEvent(new Event("mouseup", { bubbles: true }));
}"""
MARK = """() => { const keys = document.querySelectorAll("#text .m");
  keys[Math.floor(Math.random() * keys.length)].classList.toggle("on"); }"""


def long_article(by):
    """Its words, with CLAIMS claims of five to thirty words, some of them over each other."""
    chance = random.Random(7)
    syllables = ["ba", "re", "to", "mi", "lu", "san", "kor", "vel", "den", "pra"]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(WORDS)]
    paragraphs = [" ".join(words[at : at + 60]) for at in range(0, WORDS, 60)]
    article = factories.article(by, headline="Ten thousand words", body="\n".join(paragraphs))
    text = article.current_version.text
    source = factories.source(by, description="an official", kind="person")
    for number in range(CLAIMS):
        start = chance.randrange(len(text) - 400)
        anchor = {"start": start, "end": start + chance.randint(30, 220)}
        row = {"source": source, "stance": "asserts", "terms": "on the record"}
        factories.claim(
            by, article, statement=f"Claim {number}", anchors=[anchor], attributions=[row]
        )
    return article


def weight_of(page):
    """Bytes of the page as it came, and of what it loads as the site's storage compresses it."""
    entries = "performance.getEntriesByType('resource').map((one) => one.name)"
    loaded = [page.request.get(url).body() for url in dict.fromkeys(page.evaluate(entries))]
    own = page.evaluate("performance.getEntriesByType('navigation')[0].encodedBodySize")
    return own, sum(len(gzip.compress(one, 9)) for one in loaded)


def median(page, act):
    took = sorted(page.evaluate(UNTIL_DRAWN, act) for _ in range(TIMES))
    return f"{took[TIMES // 2]:.0f}, {took[-2]:.0f}"


@pytest.mark.django_db(transaction=True)
def test_a_long_article(live_server):
    editor = factories.person(Role.EDITOR)
    article, browser_path = long_article(editor), find()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        began = time.monotonic()
        page.goto(f"{live_server.url}/desk/articles/{article.pk}/", wait_until="load")
        whole = time.monotonic() - began
        timing = page.evaluate("performance.getEntriesByType('navigation')[0].toJSON()")
        assert page.locator("#text .tag").count() >= CLAIMS
        own, others = weight_of(page)
        opened, selected, marked = (median(page, act) for act in (OPEN, SELECT, MARK))
        browser.close()
    usable = timing["domContentLoadedEventEnd"] - timing["responseEnd"]
    record(
        "A long article at the desk",
        {
            "words, claims": f"{WORDS}, {CLAIMS}",
            "milliseconds from the response to a page that answers": round(usable),
            "milliseconds from the request to the response": round(timing["responseEnd"]),
            "milliseconds from the request to all loaded": round(1000 * whole),
            "kB of the page, compressed; of styles and scripts": f"{own // 1000}; {others // 1000}",
            "ms to open a claim, its panel drawn: median, longest but one": opened,
            "ms to select words, until drawn: median, longest but one": selected,
            "ms to draw a mark: median, longest but one": marked,
        },
    )
    assert usable < 1_000
    assert own + others < 300_000
