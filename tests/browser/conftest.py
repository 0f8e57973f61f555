"""What the browser tests share: a browser, and files under their plain names."""

import pytest

from tests.browser_setup import find


@pytest.fixture(scope="session")
def chromium():
    path = find()
    assert path, "No browser: run make browser, or name one in CHROMIUM."
    return path


@pytest.fixture(autouse=True)
def _plain_files(settings):
    # the live server knows files by their plain names, not by those that collectstatic gives
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
