"""Profiles, statistics and overrides in the admin."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from claims.domain import policy
from claims.models import FindingOverride, FindingSpell, PolicyProfile, StoredFinding
from claims.services.profiles import profile_update
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import form_of, opened, save, text_of, url

pytestmark = pytest.mark.django_db
STATISTICS = "admin:claims_policyprofile_statistics"


@pytest.fixture
def admin():
    return factories.person(Role.ADMIN)


@pytest.fixture
def house(client, admin):
    """The browser of an admin."""
    client.force_login(admin)
    return client


@pytest.fixture
def wire():
    return PolicyProfile.objects.get(name="wire")


@pytest.fixture
def own(editor):
    """Our own draft of the politics desk, with a claim that nobody stands behind."""
    desk = Desk.objects.create(name="Politics")
    article = factories.article(editor, provenance="own", desk=desk)
    factories.claim(editor, article)
    return article


def errors_of(response):
    return response.context["adminform"].form.errors


class TestAProfile:
    def test_saved_as_it_was_opened_it_stays(self, house, wire):
        response = save(house, wire, opened(house, wire))
        assert response.status_code == 302, errors_of(response)
        wire.refresh_from_db()
        assert wire.version == 1

    def test_each_setting_is_changed_in_its_field(self, house, wire, admin):
        data = opened(house, wire) | {
            "title": "Ours",
            "note": "for the summer",
            "unsourced.severity": "warn",
            "single-source.parameters.origins": "3",
            "anonymous-attack.parameters.more_words": "cad\r\n\r\n bounder ",
            "anonymous-attack.cites": "Our handbook, page 3",
        }
        del data["unsourced.enabled"]
        response = save(house, wire, data)
        assert response.status_code == 302, errors_of(response)
        version = wire.versions.get(number=2)
        assert (version.by, version.note) == (admin, "for the summer")
        changed = {
            rule: one
            for rule, one in version.settings.items()
            if one != wire.versions.get(number=1).settings[rule]
        }
        unsourced = changed["unsourced"]
        assert (unsourced["severity"], unsourced["enabled"]) == ("warn", False)
        assert changed["single-source"]["parameters"]["origins"] == 3
        attack = changed["anonymous-attack"]
        assert attack["parameters"]["more_words"] == ["cad", "bounder"]
        assert attack["cites"] == "Our handbook, page 3"
        assert set(changed) == {"unsourced", "single-source", "anonymous-attack"}
        assert "for the summer" in text_of(house.get(url(PolicyProfile, "change", wire.pk)))

    @pytest.mark.parametrize(
        ("field", "typed", "says"),
        [
            ("unsourced.severity", "fatal", "fatal"),
            ("single-source.parameters.origins", "9", "out of bounds"),
            ("single-source.parameters.origins", "two", "whole number"),
            ("single-source.parameters.origins", "", "required"),
            ("anonymous-attack.parameters.more_words", "x" * 61, "too long"),
            ("title", "", "required"),
        ],
    )
    def test_each_bad_setting_comes_back_at_its_field(self, house, wire, field, typed, says):
        data = opened(house, wire) | {
            "note": "kept",
            "confirmation-scope-unclear.cites": "kept too",
        }
        response = save(house, wire, data | {field: typed})
        assert response.status_code == 200
        assert says in " ".join(errors_of(response)[field])
        kept = form_of(response)
        assert (kept["note"], kept["confirmation-scope-unclear.cites"]) == ("kept", "kept too")
        assert kept.get(field, "") == typed
        wire.refresh_from_db()
        assert wire.version == 1

    def test_what_somebody_else_set_meanwhile_is_shown_and_kept(self, house, wire, admin):
        data = opened(house, wire)
        words = {"anonymous-attack": {"parameters": {"more_words": ["cad"]}}}
        profile_update(by=admin, profile_id=wire.pk, settings=words)
        response = save(house, wire, data | {"unsourced.severity": "warn"})
        assert response.status_code == 200
        assert policy.REGISTRY["anonymous-attack"].title in str(response.context["sum"])
        kept = form_of(response)
        assert kept["unsourced.severity"] == "warn"
        assert kept["anonymous-attack.parameters.more_words"] == "cad"
        assert save(house, wire, kept).status_code == 302
        settings = wire.versions.get(number=3).settings
        assert settings["unsourced"]["severity"] == "warn"
        assert settings["anonymous-attack"]["parameters"]["more_words"] == ["cad"]

    def test_one_is_made_like_another(self, house, wire):
        made = {"name": "night", "title": "Night desk", "like": wire.pk}
        response = house.post(url(PolicyProfile, "add"), made)
        assert response.status_code == 302, errors_of(response)
        night = PolicyProfile.objects.get(name="night")
        assert night.settings.count() == len(policy.REGISTRY)
        refused = house.post(url(PolicyProfile, "add"), made | {"name": "Night!"})
        assert "Small letters" in str(errors_of(refused)["name"])

    def test_everybody_in_house_reads_it(self, desk, wire):
        page = text_of(desk.get(url(PolicyProfile, "change", wire.pk)))
        assert all(rule.title in page for rule in list(policy.REGISTRY.values())[:5])
        assert "As it came with the project." in page
        assert save(desk, wire, {"title": "Ours"}).status_code == 403


class TestRestoring:
    def test_it_is_asked_for_once_more(self, house, wire, admin):
        profile_update(by=admin, profile_id=wire.pk, changes={"title": "Ours"})
        page = f"/admin/claims/policyprofile/{wire.pk}/restore/"
        seen = house.get(page).context["seen"]
        assert house.post(page, {"seen": seen, "note": "back"}).status_code == 302
        wire.refresh_from_db()
        assert (wire.title, wire.version) == (policy.TITLES["wire"], 3)
        stale = house.post(page, {"seen": seen, "note": "again"})
        assert "changed this meanwhile" in text_of(stale)
        wire.refresh_from_db()
        assert wire.version == 3

    def test_one_of_the_house_cannot_be(self, house, wire):
        made = {"name": "night", "title": "Night desk", "like": wire.pk}
        house.post(url(PolicyProfile, "add"), made)
        night = PolicyProfile.objects.get(name="night")
        page = f"/admin/claims/policyprofile/{night.pk}/restore/"
        response = house.post(page, {"seen": house.get(page).context["seen"]})
        assert "nothing to restore" in text_of(response)


class TestLettingABlockPass:
    @pytest.fixture
    def second(self, client):
        client.force_login(factories.person(Role.LAWYER))
        return client

    def link(self, browser, article):
        page = browser.get(url(type(article), "change", article.pk)).content.decode()
        links = [one.split('"')[0] for one in page.split('href="') if "/let-pass/" in one[:99]]
        (found,) = [one for one in links if "unsourced" in one]
        return found.replace("&amp;", "&")

    def test_a_second_person_says_why(self, second, own):
        link = self.link(second, own)
        asked = text_of(second.get(link))
        assert "Let a block pass “Putin will travel to China in May”: Nobody is logged" in asked
        refused = second.post(link, {"reason": " "})
        assert "required" in text_of(refused)
        late = {"expires_at_0": "2099-01-01", "expires_at_1": "12:00"}
        refused = second.post(link, {"reason": "read it on the record", **late})
        assert "read it on the record" in refused.content.decode()
        assert refused.context["form"].errors["expires_at"]
        assert not FindingOverride.objects.exists()
        said = text_of(second.post(link, {"reason": "read it on the record"}, follow=True))
        assert "that is on record" in said
        assert FindingOverride.objects.get().rule == "unsourced"
        assert "read it on the record" in text_of(second.get(url(type(own), "change", own.pk)))
        assert "does not stand any more" in text_of(second.get(link, follow=True))

    def test_it_is_not_for_ones_own_work(self, desk, own):
        refused = desk.post(self.link(desk, own), {"reason": "it is mine"})
        assert "your own work" in text_of(refused)
        assert not FindingOverride.objects.exists()

    def test_a_checker_has_no_link(self, client, own):
        client.force_login(factories.person(Role.FACT_CHECKER))
        page = client.get(url(type(own), "change", own.pk)).content.decode()
        assert "/let-pass/" not in page


class TestStatistics:
    def test_rule_by_week(self, desk, own):
        response = desk.get(reverse(STATISTICS))
        found = {one.title: one for one in response.context["rows"]}
        row = found[policy.REGISTRY["unsourced"].title]
        assert (row.counts, row.found, row.standing) == ([1], 1, 1)
        assert 'class="chart"' in response.content.decode()

    def test_the_list_behind_what_stands(self, desk, own, editor):
        factories.claim(editor)  # of no desk
        pages = [desk.get(reverse(STATISTICS), query) for query in ({}, {"desk": str(own.desk_id)})]
        for page, claims in zip(pages, (2, 1), strict=True):
            (row,) = [one for one in page.context["rows"] if "unsourced" in one.link]
            assert row.standing == claims
            assert f'href="{row.link}"'.replace("&", "&amp;") in page.content.decode()
            assert desk.get(row.link).context["cl"].result_count == claims

    def test_no_list_where_none_has_just_these(self, desk, own, editor):
        today = timezone.localdate().isoformat()
        page = desk.get(reverse(STATISTICS), {"since": today})
        assert not any(one.link for one in page.context["rows"])
        factories.attribution(editor, own.claims.get())
        rows = desk.get(reverse(STATISTICS), {"rule": "unsourced"}).context["rows"]
        assert [(one.found, one.standing, one.link) for one in rows] == [(1, 0, "")]

    def test_what_was_mended_stays_in_its_week(self, desk, own, editor):
        long_ago = timezone.now() - timedelta(weeks=2)
        FindingSpell.objects.update(first_seen_at=long_ago)
        factories.attribution(editor, own.claims.get())
        page = desk.get(reverse(STATISTICS), {"rule": "unsourced"})
        (row,) = page.context["rows"]
        assert (row.found, row.standing) == (1, 0)
        told = {one["label"]: one["data"] for one in json.loads(page.context["plot"])["datasets"]}
        assert (told["block"], told["block, mended"]) == ([0], [1])

    def test_what_is_sealed_is_in_none(self, desk, own, editor):
        source = factories.source(editor, naming="anonymous")
        StoredFinding.objects.update(sealed=[source.pk])
        FindingSpell.objects.all().delete()  # as the services leave it
        response = desk.get(reverse(STATISTICS))
        assert response.context["tallies"] == []
        assert "Nothing has been found." in text_of(response)
        claims = desk.get("/admin/claims/claim/?finding=unsourced")
        assert claims.context["cl"].result_count == 0

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ({"since": "yesterday"}, "since"),
            ({"since": "2026-02-02", "until": "2026-02-01"}, "until"),
            ({"desk": "politics"}, "desk"),
            ({"rule": "unsorced"}, "rule"),
        ],
    )
    def test_what_cannot_be_read_is_said_at_its_field(self, desk, own, query, field):
        response = desk.get(reverse(STATISTICS), query)
        assert response.context["form"].errors[field]
        assert response.context["tallies"] == []


def test_claims_are_listed_by_what_is_found_of_them(desk, own):
    page = desk.get("/admin/claims/claim/?finding=unsourced")
    assert page.context["cl"].result_count == 1
    assert policy.REGISTRY["unsourced"].title in text_of(page)
    assert desk.get("/admin/claims/claim/?finding=hearsay").context["cl"].result_count == 0


def test_an_article_is_given_a_profile(desk, own):
    breaking = PolicyProfile.objects.get(name="breaking")
    data = opened(desk, own) | {"policy_profile": breaking.pk}
    assert save(desk, own, data).status_code == 302
    own.refresh_from_db()
    assert own.policy_profile == breaking
