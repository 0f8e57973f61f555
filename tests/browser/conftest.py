"""What the browser tests share: a browser."""

import pytest

from tests.browser_setup import find


@pytest.fixture(scope="session")
def chromium():
    path = find()
    assert path, "No browser: run make browser, or name one in CHROMIUM."
    return path
