"""Profiles: changed with care, versioned for good, restored."""

from dataclasses import replace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from claims import facts_profiles
from claims.domain import policy
from claims.models import PolicyProfile, PolicyProfileVersion, PolicySetting, StoredFinding
from claims.services import judging, shipping
from claims.services.profiles import (
    article_set_profile,
    profile_create,
    profile_restore,
    profile_update,
)
from newsroom.common.records import Refused, Stale
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return factories.person(Role.ADMIN)


@pytest.fixture
def wire():
    return PolicyProfile.objects.get(name="wire")


def update(by, profile, **fields):
    return profile_update(by=by, profile_id=profile.pk, **fields)


def problems(service, *args, **fields):
    with pytest.raises(ValidationError) as caught:
        service(*args, **fields)
    return caught.value.message_dict


@pytest.mark.parametrize("name", policy.SHIPPED)
def test_each_shipped_profile_is_there_as_the_domain_has_it(name):
    profile = PolicyProfile.objects.get(name=name)
    assert profile.is_shipped
    assert facts_profiles.in_force(profile).profile == policy.SHIPPED[name]
    assert profile.settings.count() == len(policy.REGISTRY)


def test_shipping_again_changes_nothing(admin, wire):
    update(admin, wire, changes={"title": "Ours"}, settings={"unsourced": {"severity": "warn"}})
    before = list(PolicyProfileVersion.objects.values())
    shipping.ship(apps)
    assert list(PolicyProfileVersion.objects.values()) == before
    assert PolicyProfile.objects.get(name="wire").title == "Ours"


class TestAChange:
    def test_it_is_a_new_version_and_the_old_one_stays(self, admin, wire):
        settings = {
            "unsourced": {"severity": "warn"},
            "single-source": {"enabled": True, "parameters": {"origins": 3}},
        }
        changed = update(admin, wire, settings=settings, note="for the summer", seen=1)
        assert changed.version == 2
        old, new = wire.versions.order_by("number")
        assert (new.by, new.note, new.number) == (admin, "for the summer", 2)
        assert facts_profiles.profile_of(old) == policy.SHIPPED["wire"]
        profile = facts_profiles.profile_of(new)
        assert profile.settings["unsourced"].severity is policy.Severity.WARN
        assert (
            profile.settings["unsourced"].cites
            == policy.SHIPPED["wire"].settings["unsourced"].cites
        )
        assert profile.settings["single-source"].values["origins"] == 3
        row = wire.settings.get(rule="single-source")
        assert (row.enabled, row.parameters) == (True, {"origins": 3})

    def test_words_as_a_parameter(self, admin, wire):
        words = {"anonymous-attack": {"parameters": {"more_words": ["cad", "bounder"]}}}
        update(admin, wire, settings=words)
        profile = facts_profiles.in_force(PolicyProfile.objects.get(name="wire")).profile
        assert profile.settings["anonymous-attack"].values["more_words"] == ("cad", "bounder")

    def test_what_changes_nothing_is_no_version(self, admin, wire):
        update(admin, wire, settings={"unsourced": {"severity": "block"}}, changes={})
        assert wire.versions.count() == 1

    def test_a_rule_that_it_does_not_settle_stays_off(self, admin, wire, monkeypatch):
        later = replace(policy.REGISTRY["unsourced"], code="later")
        monkeypatch.setitem(policy.REGISTRY, "later", later)
        update(admin, wire, settings={"later": {"severity": "warn"}})
        row = wire.settings.get(rule="later")
        assert (row.severity, row.enabled) == ("warn", False)

    def test_what_it_cites_is_a_change(self, admin, wire):
        update(admin, wire, settings={"unsourced": {"cites": "Our handbook, page 3"}})
        assert wire.versions.count() == 2

    def test_a_block_against_verifying(self, admin, wire):
        update(admin, wire, changes={"blocks_verifying": True})
        wire.refresh_from_db()
        assert facts_profiles.in_force(wire).profile.blocks_verifying

    @pytest.mark.parametrize(
        ("given", "field", "says"),
        [
            ({"unsorced": {"severity": "warn"}}, "rule", "Did you mean unsourced?"),
            ({"unsourced": {"severity": "fatal"}}, "unsourced.severity", "block, warn, info"),
            ({"unsourced": {"enabled": "yes"}}, "unsourced.enabled", "neither yes nor no"),
            ({"unsourced": {"colour": "red"}}, "unsourced.colour", "Cannot be set"),
            (
                {"single-source": {"parameters": {"origins": 9}}},
                "single-source.parameters.origins",
                "out of bounds",
            ),
            (
                {"single-source": {"parameters": ["origins"]}},
                "single-source.parameters",
                "no set of parameters",
            ),
        ],
    )
    def test_what_is_wrong_is_said_at_its_field(self, admin, wire, given, field, says):
        found = problems(update, admin, wire, settings=given)
        assert list(found) == [field]
        assert says in found[field][0]
        assert wire.versions.count() == 1

    def test_by_an_admin_only(self, editor, wire):
        for service in (profile_update, profile_restore):
            with pytest.raises(PermissionDenied, match="Only an admin"):
                service(by=editor, profile_id=wire.pk)
        with pytest.raises(PermissionDenied, match="Only an admin"):
            profile_create(by=editor, name="ours", title="Ours", like=wire)

    def test_of_the_version_one_saw(self, admin, wire):
        update(admin, wire, changes={"title": "Ours"})
        with pytest.raises(Stale):
            update(admin, wire, changes={"title": "Theirs"}, seen=1)

    def test_a_version_stays_as_it_was(self, wire):
        rows = PolicyProfileVersion.objects.filter(profile=wire)
        with pytest.raises(IntegrityError, match="stays on record"), transaction.atomic():
            rows.update(number=7)


class TestRestoring:
    def test_it_is_as_it_came_in_a_version_of_its_own(self, admin, wire):
        update(
            admin,
            wire,
            changes={"title": "Ours", "blocks_verifying": True},
            settings={"unsourced": {"severity": "warn", "cites": ""}},
        )
        restored = profile_restore(by=admin, profile_id=wire.pk)
        assert (restored.version, restored.title) == (3, policy.TITLES["wire"])
        profile = facts_profiles.in_force(restored).profile
        assert profile.settings == policy.SHIPPED["wire"].settings
        assert not profile.blocks_verifying
        assert profile_restore(by=admin, profile_id=wire.pk).version == 3

    def test_not_of_the_newsrooms_own(self, admin, wire):
        own = profile_create(by=admin, name="ours", title="Ours", like=wire)
        assert not own.is_shipped
        assert own.settings.count() == wire.settings.count()
        with pytest.raises(Refused, match="did not come with the project"):
            profile_restore(by=admin, profile_id=own.pk)

    def test_a_name_that_is_taken_or_none(self, admin, wire):
        assert "name" in problems(profile_create, by=admin, name="wire", title="x", like=wire)
        assert "name" in problems(profile_create, by=admin, name="Our Own", title="x", like=wire)


class TestArticles:
    def test_a_changed_profile_makes_its_articles_due(self, admin, editor, wire):
        agency = factories.article(editor, provenance="agency")
        factories.article(editor)
        update(admin, wire, settings={"nothing-logged": {"severity": "warn"}})
        assert list(judging.due()) == [agency]
        assert StoredFinding.objects.get(article=agency).severity == "block"
        assert sum(judging.recheck(profile=wire)) == 1
        found = StoredFinding.objects.get(article=agency)
        assert (found.severity, found.profile_version.number) == ("warn", 2)

    def test_each_has_that_of_its_provenance_or_its_own(self, editor, wire):
        article = factories.article(editor)
        judged = StoredFinding.objects.filter(article=article).first
        assert judged().profile_version.profile.name == "house"
        article_set_profile(by=editor, article_id=article.pk, profile=wire)
        assert judged().profile_version.profile == wire
        article_set_profile(by=editor, article_id=article.pk, profile=None)
        assert judged().profile_version.profile.name == "house"

    def test_what_a_profile_says_of_a_rule_that_is_no_more(self, editor, wire):
        PolicySetting.objects.create(profile=wire, rule="long-gone", severity="block")
        version = wire.versions.get()
        kept = {**version.settings, "long-gone": {"severity": "block", "enabled": True}}
        gone = PolicyProfileVersion(profile=wire, number=9, settings=kept)
        assert "long-gone" not in facts_profiles.profile_of(gone).settings
