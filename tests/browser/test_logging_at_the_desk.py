"""The sample's S1a to S9 logged from the bare text by selecting words, to the very sheet expected.

What each claim costs is counted: a click, or typing without a pause between, is one interaction;
selecting words is the work itself, and not counted.
"""

import re
import time

import pytest
from playwright.sync_api import expect, sync_playwright
from rest_framework.test import APIClient

from newsroom.demo import sample
from tests import factories
from tests.browser.test_policy import signed_in, watched
from tests.screenshots import FLAGS
from tests.test_sample_sheet import check_row, span

FACTS = sample.read().facts
# S1a to S9, and three more for what those have not: said in private, and come through others.
LOGGED = (
    "S1a",
    "S1b",
    "S2",
    "S3a-China",
    "S3a-India",
    "S3a-North-Korea",
    "S3b",
    "S6",
    "S7",
    "S7b",
    "S18a",
    "S19",
    "S20",
)

SELECT = """([start, end]) => {
    const root = document.getElementById("text");
    const range = desk.rangeOf(root, start, end);
    range.startContainer.parentElement.scrollIntoView({ block: "center" });
    const boxes = [...range.getClientRects()];
    return [boxes[0], boxes.at(-1)].map((one) => ({ ...one.toJSON() }));
}"""


QUOTED = {True: "partial"}
SELECTS = ("stance", "terms", "medium", "scope", "quotation", "occasion")
TYPED = ("headcount", "quote", "stated_on", "note")


class Desk:
    """Somebody at the desk: selects with the mouse, clicks and types, and counts."""

    def __init__(self, page):
        self.page = page
        self.interactions = 0

    def select(self, start, end):
        first, last = self.page.evaluate(SELECT, [start, end])
        mouse = self.page.mouse
        mouse.move(first["left"] + 1, first["top"] + first["height"] / 2)
        mouse.down()
        mouse.move(last["right"], last["bottom"] - last["height"] / 2, steps=2)
        mouse.move(last["right"], last["bottom"] - last["height"] / 2)
        mouse.up()

    def words(self, anchor):
        self.select(anchor["start"], anchor["end"])

    def keys(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
        self.interactions += 1

    def click(self, locator):
        locator.click()
        self.interactions += 1

    def type(self, locator, words):
        """Into a field that is there already: go there, and type."""
        locator.fill(words)
        self.interactions += 1

    def choose(self, locator, value):
        locator.select_option(value)
        self.interactions += 1


def row_of(page, n):
    return page.locator("form[data-log] [data-row]").nth(n)


def party(row, role="source"):
    return row.locator(f"[data-party={role}] [role=combobox]")


def has_read(row, words):
    """The words were taken for the row, and what they say was filled in."""
    expect(row.locator("[data-places] q")).to_have_text(re.compile(re.escape(words[:40])))


class Logging:
    def __init__(self, desk, problems):
        self.desk = desk
        self.problems = problems
        self.page = desk.page
        self.costs: dict[str, tuple[int, float]] = {}

    def log(self, facts):
        self.desk.interactions, began = 0, time.monotonic()
        self.desk.words(facts["anchors"][0])
        self.desk.keys("n")
        self.claim(facts)
        for n, row in enumerate(facts["attributions"]):
            self.row(n, row)
        for n, request in enumerate(self.requests(facts), len(facts["attributions"])):
            self.row(n, request)
        self.desk.keys("Control+Enter")
        title = self.page.locator("#in-hand")
        expect(title).to_contain_text(facts["statement"])
        expect(self.page.locator(".tag[aria-current]").first).to_contain_text(facts["id"])
        self.costs[facts["id"]] = self.desk.interactions, time.monotonic() - began

    def requests(self, facts):
        for one in FACTS["comment_requests"]:
            if facts["id"] in one["about"]:
                yield {**one, "source": one["party"]}

    def claim(self, facts):
        part = self.page.locator("[data-of-claim]")
        self.desk.type(part.locator("[name=statement]"), facts["statement"])
        for anchor in facts["anchors"][1:]:
            self.desk.click(part.locator("[data-does=more-words]"))
            self.desk.words(anchor)
            self.desk.click(self.page.get_by_role("button", name="Words of the claim"))
        expect(part.locator("[data-places] li:not(.none)")).to_have_count(len(facts["anchors"]))
        kind = part.locator("[name=kind]")
        self.settled()
        if kind.input_value() != facts["kind"]:
            self.desk.choose(kind, facts["kind"])
        assert part.locator("[name=hedge]").input_value() == facts.get("hedge", "")
        if facts.get("is_lead"):
            self.desk.click(part.locator("[name=is_lead]"))
        self.desk.click(part.locator("summary"))
        self.desk.type(part.locator("[name=label]"), facts["id"])
        if facts.get("note"):
            self.desk.type(part.locator("[name=note]"), facts["note"])

    def settled(self):
        """What the words say was read."""
        expect(self.page.locator("form[data-log] [aria-busy=true]")).to_have_count(0)
        assert self.problems == []

    def row(self, n, facts):
        if n:
            self.desk.click(self.page.get_by_role("button", name="Another one says so"))
        row = row_of(self.page, n)
        party(row).focus()
        self.desk.words(facts["anchor"])
        has_read(row, facts["anchor"]["exact"])
        self.settled()
        self.source(row, facts["source"])
        if facts.get("via"):
            self.desk.click(row.locator("summary"))
            self.source(row, facts["via"], "via")
        self.rest(row, facts)

    def rest(self, row, facts):
        prefix = row.get_attribute("data-row")
        for name in (*SELECTS, *TYPED):
            wanted = (
                QUOTED.get(facts.get("partial_quote")) if name == "quotation" else facts.get(name)
            )
            if wanted is None:
                continue
            field = row.locator(f"[name={prefix}-{name}]")
            if field.input_value() == str(wanted):
                continue  # it was read out of the words
            if not field.is_visible():
                self.desk.click(row.locator("summary"))
            if name in SELECTS:
                self.desk.choose(field, wanted)
            else:
                self.desk.type(field, str(wanted))

    def source(self, row, name, role="source"):
        box = party(row, role)
        if box.input_value() == name:
            return
        box.fill(name)
        part = row.locator(f"[data-party={role}]")
        found = part.locator("li b")
        expect(found.last).to_have_text(f"New source: “{name}”")
        if found.first.inner_text() != name:
            box.press("ArrowUp")  # from the first to the last: a new one
        self.desk.keys("Enter")
        value = row.locator(f"[name={row.get_attribute('data-row')}-{role}]")
        expect(value).not_to_have_value("")
        (known,) = (one for one in FACTS["sources"] if one["description"] == name)
        fresh = part.locator("[data-anew]")
        if fresh.count():
            for word in ("kind", "naming"):
                field = fresh.locator(f"[name$=-{word}]")
                if field.input_value() != known[word]:
                    self.desk.choose(field, known[word])


@pytest.mark.django_db(transaction=True)
def test_from_the_bare_text_to_the_sheet(live_server, chromium):
    journey(live_server, chromium)


def journey(live_server, chromium):
    """Logs the sample, compares it, and returns what it took."""
    editor = factories.person()
    article = factories.article(
        editor, headline=FACTS["article"]["headline"], body=sample.read().text, outlet="Reuters"
    )
    by_label = {facts["id"]: facts for facts in FACTS["claims"]}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = signed_in(browser, live_server, editor)
        page.set_viewport_size({"width": 1400, "height": 1400})
        problems = watched(page)
        page.goto(f"{live_server.url}/desk/articles/{article.pk}/")
        logging = Logging(Desk(page), problems)
        for label in LOGGED:
            logging.log(by_label[label])
        quick = {
            "the source typed, a phrase clicked": by_typing(page, article),
            "the attributing words selected, too": by_selecting(page, article),
        }
        assert problems == []
        browser.close()
    for interactions, seconds in quick.values():
        assert interactions <= 4
        assert seconds <= 10
    compare(editor, article, by_label)
    return quick, logging.costs


def by_typing(page, article):
    """A claim with one attribution: what it takes after its words are selected."""
    desk, text = Desk(page), article.current_version.text
    desk.select(text.index("bilateral ties were"), text.index(" when meeting his Russian"))
    began = time.monotonic()
    desk.keys("n")
    box = party(row_of(page, 0))
    expect(box).to_be_focused()
    page.keyboard.type("western")
    desk.keys("Enter")  # with the name typed: one
    desk.click(page.get_by_role("button", name="named, on the record"))
    expect(box).to_have_value("Western governments")
    desk.keys("Control+Enter")
    return is_logged(page, desk, "Bilateral ties were", began)


def by_selecting(page, article):
    desk, text = Desk(page), article.current_version.text
    desk.select(text.index("the Putin visit would"), text.index(" before Xi's planned"))
    began = time.monotonic()
    desk.keys("n")
    expect(party(row_of(page, 0))).to_be_focused()
    start = text.index("Two of the sources said")
    desk.select(start, start + len("Two of the sources said"))
    has_read(row_of(page, 0), "Two of the sources said")
    desk.keys("Control+Enter")
    return is_logged(page, desk, "The Putin visit would come", began)


def is_logged(page, desk, statement, began):
    """The interactions and the seconds until the panel and the text show it."""
    expect(page.locator("#in-hand")).to_contain_text(statement)
    page.wait_for_function(
        "() => document.querySelector('.tag[aria-current]')?.pathname === location.pathname"
    )
    return desk.interactions, time.monotonic() - began


def compare(editor, article, by_label):
    client = APIClient()
    client.force_authenticate(editor)
    sheet = client.get(f"/api/v1/articles/{article.pk}/sheet/").json()
    claims = {claim["label"]: claim for claim in sheet["claims"]}
    names = {source["id"]: source["description"] for source in sheet["sources"]}
    assert set(claims) == {*LOGGED, ""}
    assert sorted(claim["source_count"] for claim in sheet["claims"] if not claim["label"]) == [
        0,
        2,
    ]
    for label in LOGGED:
        claim, facts = claims[label], by_label[label]
        for name in ("statement", "kind", "note", "hedge"):
            assert claim[name] == facts.get(name, ""), (label, name)
        assert claim["is_lead"] == facts.get("is_lead", False)
        assert [span(anchor) for anchor in claim["anchors"]] == facts["anchors"]
        assert len(claim["attributions"]) == len(facts["attributions"])
        for row, expected in zip(claim["attributions"], facts["attributions"], strict=True):
            check_row(row, expected, names)
            assert row["others"] == expected.get("others", False)
            assert row["independent"] == expected.get("independent")
        counts = facts.get("expect", {"source_count": 0, "origin_count": 0})
        assert {name: claim[name] for name in counts} == counts, label
    for facts in FACTS["comment_requests"]:
        (request,) = [r for r in sheet["comment_requests"] if names[r["source"]] == facts["party"]]
        assert (request["outcome"], request["recorded"]) == (facts["outcome"], facts["recorded"])
        assert span(request["anchor"]) == facts["anchor"]
        assert request["sentence"] == facts["anchor"]["exact"]
        about = [claim["label"] for claim in sheet["claims"] if claim["id"] in request["claims"]]
        assert about == facts["about"]
    known = {one["description"]: one for one in FACTS["sources"]}
    for source in sheet["sources"]:
        facts = known[source["description"]]
        for name in ("kind", "naming", "headcount"):
            assert source[name] == facts.get(name), source["description"]
