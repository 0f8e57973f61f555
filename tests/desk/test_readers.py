"""A page in the words and by the clock of who reads it."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from claims.services.claims import claim_update
from newsroom.common.readers import language_of, zone_of


def asked(**cookies):
    request = RequestFactory().get("/desk/")
    request.COOKIES.update(cookies)
    return request


@pytest.mark.parametrize("zone", ["Europe/Warsaw", "Asia/Kathmandu"])
def test_the_zone_that_the_browser_names(zone):
    assert zone_of(asked(zone=zone)).key == zone


@pytest.mark.parametrize("zone", ["", "Nowhere/Land", "../../etc/passwd", "Europe/Warsaw\x00"])
def test_any_other_is_none(zone):
    assert zone_of(asked(zone=zone)) is None


@pytest.mark.parametrize(
    ("cookie", "header", "language"),
    [
        ("pl", "", "pl"),
        ("en", "pl,en;q=0.5", "en"),
        ("", "pl-PL,en;q=0.5", "pl"),
        ("", "fr", "en"),
        ("xx", "", "en"),
    ],
)
def test_the_language_chosen_or_the_browsers(cookie, header, language):
    request = RequestFactory().get("/desk/", headers={"Accept-Language": header})
    request.COOKIES["django_language"] = cookie
    assert language_of(request) == language


def test_the_api_answers_in_english_and_utc_whoever_asks(at_desk, claim):
    url = f"/api/v1/claims/{claim.pk}/"
    plain = at_desk.get(url)
    at_desk.cookies.load({"zone": "Asia/Kathmandu", "django_language": "pl"})
    assert at_desk.get(url, headers={"Accept-Language": "pl"}).content == plain.content


def test_a_time_by_the_readers_clock(at_desk, editor, claim):
    claim_update(by=editor, claim_id=claim.pk, changes={"hedge": "will"})
    url = reverse("desk:timeline", args=[claim.pk])  # fetched when it is opened
    at_utc = at_desk.get(url).content.decode()
    at_desk.cookies.load({"zone": "Asia/Kathmandu"})
    there = at_desk.get(url).content.decode()
    assert "+00:00" in at_utc
    assert "+05:45" in there
    assert "+00:00" not in there
