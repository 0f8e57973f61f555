"""What a browser may do on each page, and the rest of what answers say of it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from unfold.settings import CONFIG_DEFAULTS
from unfold.utils import convert_color

from newsroom import admin_theme
from newsroom.common.roles import Role
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
APPS = ("newsroom", "claims", "interchange", "sources")
UNSAFE_IN_ADMIN = {("script-src", "'unsafe-eval'"), ("style-src-attr", "'unsafe-inline'")}


def policy_of(response):
    parts = response["Content-Security-Policy"].split(";")
    return {name: words for name, *words in (part.split() for part in parts)}


def unsafe_in(policy):
    return {(name, one) for name, words in policy.items() for one in words if "unsafe" in one}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 302),
        ("/healthz", 200),
        ("/favicon.ico", 204),
        ("/nowhere/", 404),
        ("/api/v1/schema/", 200),
        ("/api/v1/docs/", 200),
        ("/api/v1/docs/?script=", 200),
        ("/api/v1/claims/", 401),
        ("/api/v1/nowhere/", 404),
        ("/administrator/", 404),
    ],
)
def test_no_page_but_the_admins_has_anything_unsafe(client, db, path, status):
    response = client.get(path)
    assert response.status_code == status
    policy = policy_of(response)
    assert unsafe_in(policy) == set()
    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == ["'self'"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]


@pytest.mark.parametrize("path", ["", "login/", "claims/claim/", "account/2fa/", "nowhere/"])
def test_the_admin_has_what_its_theme_needs_and_no_more(client, db, path):
    for person in (None, factories.person(Role.ADMIN)):
        if person:
            client.force_login(person)
        policy = policy_of(client.get(f"/admin/{path}"))
        assert unsafe_in(policy) == UNSAFE_IN_ADMIN
        assert policy["style-src"] == ["'self'"]


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/login/", "/api/v1/docs/", "/admin/claims/claim/"]
)
def test_no_page_has_a_script_or_style_within(client, db, path):
    client.force_login(factories.person(Role.ADMIN))
    content = client.get(path, follow=True).content.decode()
    scripts = re.findall(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>", content)
    assert scripts == []
    assert "<style" not in content
    assert not re.search(r"\son\w+=\"", content)


def test_the_other_headers(client, db):
    response = client.get("/admin/login/")
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert "camera=()" in response["Permissions-Policy"]


def test_the_themes_colours_are_its_own(client):
    """They stand in a file of ours; a new version of the theme may bring others."""
    written = (ROOT / "newsroom/common/static/admin_common/colours.css").read_text()
    stands = dict(re.findall(r"--color-([\w-]+): (.+);", written))
    of_theme = {
        f"{name}-{weight}": convert_color(value)
        for name, weights in CONFIG_DEFAULTS["COLORS"].items()
        for weight, value in weights.items()
    }
    assert stands == of_theme
    assert admin_theme.UNFOLD["COLORS"](None) == {}


PUBLIC = """
import django; django.setup()
from django.conf import settings as s
print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.TWO_FACTOR,
      s.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN, s.LOGGING["handlers"]["security"]["class"], s.PROXIES)
"""


def test_a_public_site_is_strict():
    keep = {name: value for name, value in os.environ.items() if name in ("PATH", "DATABASE_URL")}
    public = {
        "ALLOWED_HOSTS": "newsroom.example.org",
        "SECRET_KEY": "k3y-" * 5 + "zQ9-Lm2x-" * 5,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
        "TRUST_PROXY": "1",
        "PROXY_COUNT": "2",
    }
    said = subprocess.run(
        [sys.executable, "-c", PUBLIC],
        cwd=ROOT,
        env=keep | public,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split()
    assert said == [
        "__Host-sessionid",
        "__Host-csrftoken",
        "True",
        "True",
        "False",
        "logging.StreamHandler",
        "2",
    ]


class TestNothingFollowsUrls:
    """An address that somebody typed is fetched by one part alone, which looks where it leads:
    tests/test_fetching.py.
    """

    CLIENTS = re.compile(
        r"^\s*(?:import|from)\s+(?:urllib\.request|urllib3|requests|httpx|aiohttp|http\.client"
        r"|trafilatura\.downloads|courlan)\b|\bfetch_(?:url|response)\b",
        re.M,
    )

    def test_no_other_module_imports_a_client(self):
        assert self.importing(self.CLIENTS) == [str(ROOT / "newsroom/common/fetching.py")]

    def test_tables_are_written_in_one_place(self):
        """In which no cell is a formula: tests/api/test_exports.py."""
        writers = re.compile(r"^\s*(?:import|from)\s+(?:csv|openpyxl|xlsxwriter)\b", re.M)
        assert self.importing(writers) == [str(ROOT / "claims/api/exporting.py")]

    def importing(self, modules):
        sources = [path for app in APPS for path in (ROOT / app).rglob("*.py")]
        assert len(sources) > 100
        return [str(one) for one in sources if modules.search(one.read_text())]
