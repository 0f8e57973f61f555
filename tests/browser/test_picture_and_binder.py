"""The picture of sourcing as a browser draws it, and the binder printed."""

from io import BytesIO

import pytest
from playwright.sync_api import expect, sync_playwright
from pypdf import PdfReader

from newsroom.common.roles import Role
from tests import factories
from tests.browser.test_policy import signed_in, watched
from tests.screenshots import FLAGS

# Of the picture that is shown: words that reach beyond their box, and boxes that lie on each other.
AMISS = """() => {
  const shown = [...document.querySelectorAll(".canvas")].filter((one) => one.offsetParent);
  const found = [];
  for (const canvas of shown) {
    const boxes = [...canvas.querySelectorAll(".node")].map((node) => {
      const box = node.querySelector("rect").getBoundingClientRect();
      for (const text of node.querySelectorAll("text")) {
        const words = text.getBoundingClientRect();
        if (words.left < box.left || words.right > box.right || words.bottom > box.bottom) {
          found.push(text.textContent);
        }
      }
      return box;
    });
    boxes.forEach((a, at) => boxes.slice(at + 1).forEach((b) => {
      const beside = a.right <= b.left || b.right <= a.left;
      const apart = beside || a.bottom <= b.top || b.bottom <= a.top;
      if (!apart) found.push("two boxes on each other");
    }));
  }
  return shown.length ? found : ["no picture"];
}"""


def sourced(editor):
    """A claim that outlets have from one report and from each other, with long words and two
    directions of writing; another that shares a source.
    """
    article = factories.article(editor)
    report = factories.source(editor, description="the police report", kind="document")
    claim = factories.claim(editor, article, anchors=[{"exact": "Putin will travel"}], label="S1")
    factories.attribution(editor, claim, source=report, terms="on the record")
    names = (
        "Internationalisierungsbeauftragte of WWWWWWWWWWWW MEDIA",
        "وكالة الأنباء الوطنية",
        "AFP",
    )
    outlets = [factories.source(editor, description=one, kind="media") for one in names]
    for outlet in outlets:
        factories.attribution(editor, claim, "confirms", source=outlet, via=report)
    factories.attribution(editor, claim, "denies")
    other = factories.claim(editor, article, statement="Outlets cite each other")
    factories.attribution(editor, other, source=outlets[0], via=outlets[1])
    factories.attribution(editor, other, "confirms", source=outlets[1], via=outlets[0])
    return claim


@pytest.mark.django_db(transaction=True)
def test_the_picture_is_legible_and_goes_by_keyboard(live_server, chromium):
    editor = factories.person(Role.EDITOR)
    claim = sourced(editor)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        problems = watched(page)
        page.goto(f"{live_server.url}/desk/articles/{claim.article_id}/claims/{claim.pk}/")
        page.get_by_role("link", name="Picture", exact=True).click()
        expect(page.get_by_role("heading", name="Who stands behind it")).to_be_visible()
        for path in (page.url, f"{live_server.url}/desk/articles/{claim.article_id}/picture/"):
            for width in (400, 1000, 1400, 2560):
                page.set_viewport_size({"width": width, "height": 900})
                page.goto(path)
                assert page.evaluate(AMISS) == [], (path, width)
                over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert over <= 0, (path, width)

        page.set_viewport_size({"width": 1400, "height": 900})
        page.goto(f"{live_server.url}/desk/claims/{claim.pk}/picture/")
        picture = page.get_by_role("group", name="Sourcing as a graph")
        picture.get_by_role("link", name="Claim S1").focus()
        page.keyboard.press("Tab")
        expect(picture.get_by_role("link", name="Attribution 1, asserts")).to_be_focused()
        page.keyboard.press("Enter")
        assert page.url.endswith("#row-1")
        row = page.get_by_role("row").filter(has=page.get_by_role("link", name="1", exact=True))
        expect(row).to_contain_text("Counted as 1 voice, 1 new origin.")
        picture.get_by_role("link", name="the police report").click()
        expect(page).not_to_have_url(f"{live_server.url}/desk/claims/{claim.pk}/picture/#row-1")
        assert problems == []
        browser.close()


@pytest.mark.django_db(transaction=True)
def test_the_binder_is_printed(live_server, chromium):
    editor = factories.person(Role.EDITOR)
    claim = sourced(editor)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        problems = watched(page)
        page.goto(f"{live_server.url}/desk/articles/{claim.article_id}/")
        page.get_by_role("link", name="Fact-check binder").click()
        expect(page.get_by_text("CONFIDENTIAL – internal")).to_be_visible()
        page.get_by_role("link", name="Claim 1", exact=True).first.click()
        assert page.url.endswith("#claim-1")
        expect(
            page.get_by_role("heading", name="S1 Putin will travel to China in May")
        ).to_be_visible()

        page.get_by_role("link", name="For the lawyer").click()
        expect(page.get_by_role("heading", name="Legal reads")).to_be_visible()
        with page.expect_download() as waiting:
            page.get_by_role("link", name="Download as PDF").click()
        file = waiting.value
        assert file.suggested_filename == "binder-putin-to-visit-china-in-may-v1-lawyer.pdf"
        reader = PdfReader(file.path())
        said = " ".join(" ".join(one.extract_text().split()) for one in reader.pages)
        for words in (
            "CONFIDENTIAL – internal",
            f"page 1 of {len(reader.pages)}",
            "1. S1 Putin will travel to China in May",
            "the police report: asserts",
            "Adds no voice: somebody in this account speaks to us in another row",
            "Legal reads",
        ):
            assert words in said, words

        # as the browser itself prints the page: the binder, without what is around it
        printed = PdfReader(BytesIO(page.pdf()))
        said = " ".join(" ".join(one.extract_text().split()) for one in printed.pages)
        assert "the police report: asserts" in said
        assert "Download as PDF" not in said

        page.get_by_role("link", name="For readers outside the house").click()
        expect(
            page.get_by_role("alert").filter(has_text="Nobody outside the house")
        ).to_be_visible()
        assert len(problems) == 1  # that the answer is a refusal
        assert "409" in problems[0]
        browser.close()
