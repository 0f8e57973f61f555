"""Screenshots of a demo of its own: `make screenshots` puts those of the README into docs/images.

`python -m tests.screenshots FOLDER` takes all pages, wide and narrow, light and dark, to look at.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser_setup import find

ROOT = Path(__file__).resolve().parents[1]
PORT = 8791
URL = f"http://127.0.0.1:{PORT}"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"]
MOMENT = 700  # milliseconds in which plots are drawn; a page of the desk never stops listening
OF_DOCS = {
    "admin-home": "home",
    "desk-claim": "desk-claim",
    "desk-picture": "desk-picture",
    "desk-replies": "desk-replies",
}


@contextmanager
def demo() -> Iterator[dict[str, dict[str, str]]]:
    """Serve the demo; yields its people by role."""
    command = [sys.executable, str(ROOT / "manage.py"), "demo", "--port", str(PORT)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        for _ in range(120):
            try:
                urllib.request.urlopen(f"{URL}/readyz", timeout=2)
                break
            except OSError:
                time.sleep(0.5)
        people = json.loads((ROOT / "var" / "demo-credentials.json").read_text())["people"]
        yield {one["role"]: one for one in people}
    finally:
        process.terminate()
        process.wait(30)


def sign_in(page: Page, person: dict[str, str]) -> None:
    page.goto(f"{URL}/admin/login/")
    page.fill("[name=login]", person["username"])
    page.fill("[name=password]", person["password"])
    page.press("[name=password]", "Enter")
    page.wait_for_url("**/admin/")


def first(page: Page, path: str) -> str:
    """The address of the first row of a list in the admin."""
    page.goto(f"{URL}/admin/{path}/?q=")
    link = page.locator("#result_list tbody tr a").first
    return str(link.evaluate("a => a.href"))


def pages(page: Page) -> dict[str, str]:
    """What there is to look at, by name."""
    lists = (
        "claims/article",
        "claims/claim",
        "claims/commentrequest",
        "claims/evidence",
        "claims/claimlink",
        "sources/source",
        "claims/policyprofile",
    )
    found = {"docs": f"{URL}/api/v1/docs/", "home": f"{URL}/admin/"}
    for path in lists:
        name = path.split("/")[1]
        found[f"{name}-list"] = f"{URL}/admin/{path}/"
        found[name] = first(page, path)
    page.goto(f"{URL}/admin/claims/claim/?q=S1a")
    found["claim"] = page.locator("#result_list tbody tr a").first.evaluate("a => a.href")
    of_claim, of_source, of_article = (
        found[name].split("/change/")[0] for name in ("claim", "source", "article")
    )
    found |= {
        "decide": f"{of_claim}/check/?to=verified",
        "timeline": f"{of_claim}/timeline/",
        "compare": f"{of_article}/compare/",
        "article-timeline": f"{of_article}/timeline/",
        "merge": f"{of_source}/merge/",
        "compromised": f"{of_source}/compromised/",
        "hand-over": f"{of_source}/hand-over/",
        "hand-over-queue": f"{URL}/admin/claims/handover/queue",
        "queue": f"{URL}/admin/claims/claim/?queue=all",
        "claim-add": f"{URL}/admin/claims/claim/add/",
        "evidence-add": f"{URL}/admin/claims/evidence/add/",
        "policy-statistics": f"{URL}/admin/claims/policyprofile/statistics/",
        "notice-add": f"{URL}/admin/claims/notice/add/",
    }
    page.goto(found["claim"])
    in_text = page.get_by_role("link", name="Open at the desk").first.evaluate("a => a.href")
    return found | at_the_desk(in_text)


def at_the_desk(in_text: str) -> dict[str, str]:
    """The pages of the desk, of the claim at the address `in_text` and of its article."""
    desk, article, claim = f"{URL}/desk", *in_text.strip("/").split("/")[-3::2]
    return {
        "desk-article": f"{desk}/articles/{article}/",
        "desk-claim": in_text,
        "desk-picture": f"{desk}/claims/{claim}/picture/",
        "desk-article-picture": f"{desk}/articles/{article}/picture/",
        "desk-binder": f"{desk}/articles/{article}/binder/",
        "desk-replies": f"{desk}/replies/",
        "desk-versions": f"{desk}/articles/{article}/versions/",
        "desk-edit": f"{desk}/articles/{article}/edit/",
        "desk-new": f"{desk}/articles/new/",
    }


def log_form(page: Page, url: str) -> None:
    """The form in which a claim is logged, with words of the text selected."""
    page.goto(url)
    page.locator("#text p", has_text="Foreign diplomats").first.evaluate(
        "line => getSelection().selectAllChildren(line.querySelector('[data-start]'))"
    )
    page.keyboard.press("n")
    page.get_by_text("Who says so").first.wait_for()


def shoot(browser: Browser, person: dict[str, str], folder: Path, *, everything: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    looks = [(1400, "light"), (1400, "dark"), (400, "light"), (400, "dark")]
    for width, scheme in looks if everything else looks[:1]:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
        )
        page = context.new_page()
        sign_in(page, person)
        found = pages(page)
        form = found["desk-article"]
        if not everything:
            found = {name: found[page_] for name, page_ in OF_DOCS.items()}
        for name, url in found.items():
            page.goto(url)
            page.wait_for_timeout(MOMENT)
            file = f"{name}-{width}-{scheme}.png" if everything else f"{name}.png"
            page.screenshot(path=folder / file, full_page=everything)
        log_form(page, form)
        page.screenshot(
            path=folder / (f"desk-log-{width}-{scheme}.png" if everything else "desk-log.png")
        )
        context.close()


def main() -> None:
    everything = len(sys.argv) > 1
    folder = Path(sys.argv[1]) if everything else ROOT / "docs" / "images"
    chromium = find()  # before Playwright's own loop begins
    with demo() as people, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        shoot(browser, people["editor"], folder, everything=everything)
        browser.close()


if __name__ == "__main__":
    main()
