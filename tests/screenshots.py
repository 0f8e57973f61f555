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
    return found


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
        if not everything:
            found = {"admin-article": found["article"], "api-docs": found["docs"]}
        for name, url in found.items():
            page.goto(url, wait_until="networkidle")
            file = f"{name}-{width}-{scheme}.png" if everything else f"{name}.png"
            page.screenshot(path=folder / file, full_page=everything)
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
