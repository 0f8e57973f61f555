"""Profiles read and changed over HTTP, the register of rules, and how often they find something."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.domain import policy
from claims.models import Article, FindingSpell, PolicyProfile, StoredFinding
from claims.services.attributions import attribution_withdraw
from newsroom.common.models import Desk
from newsroom.common.roles import Role
from newsroom.common.transactions import whole
from tests import factories
from tests.api.calls import act, get, patch, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def wire():
    return f"policy/profiles/{PolicyProfile.objects.get(name='wire').pk}"


@pytest.fixture
def admin(client_of):
    return client_of(factories.person(Role.ADMIN))


def messages(body):
    return {one["field"]: one["message"] for one in body["errors"]}


class TestProfiles:
    def test_they_are_listed_with_how_they_settle_each_rule(
        self, api, django_assert_max_num_queries
    ):
        with django_assert_max_num_queries(6):
            found = get(api, "policy/profiles/")["results"]
        assert {one["name"] for one in found} == set(policy.SHIPPED)
        (wire,) = [one for one in found if one["name"] == "wire"]
        assert set(wire["settings"]) == set(policy.REGISTRY)
        setting = policy.SHIPPED["wire"].settings["unsourced"]
        assert wire["settings"]["unsourced"] == {
            "severity": setting.severity,
            "enabled": setting.enabled,
            "parameters": setting.parameters,
            "cites": setting.cites,
        }

    def test_a_change_is_a_version_with_who_and_why(self, admin, api, wire):
        changed = patch(
            admin,
            wire,
            title="Ours",
            settings={"single-source": {"parameters": {"origins": 3}}, "unsourced": {}},
            note="for the summer",
        )
        assert (changed["version"], changed["title"]) == (2, "Ours")
        assert changed["settings"]["single-source"]["parameters"] == {"origins": 3}
        first, second = get(api, f"{wire}/versions/")
        assert (first["number"], first["by"], second["note"]) == (1, None, "for the summer")
        assert first["settings"]["single-source"]["parameters"] != {"origins": 3}
        assert second["settings"] == changed["settings"]

    @pytest.mark.parametrize(
        ("given", "field", "says"),
        [
            ({"unsorced": {"severity": "warn"}}, "settings", "Did you mean unsourced?"),
            ({"unsourced": {"severity": "fatal"}}, "settings.unsourced.severity", "fatal"),
            ({"unsourced": {"colour": "red"}}, "settings.unsourced.colour", "Unknown"),
            ({"unsourced": []}, "settings.unsourced", "dictionary"),
            ({"unsourced": {"cites": ["AP"]}}, "settings.unsourced.cites", "string"),
            (
                {"single-source": {"parameters": {"origins": 9}}},
                "settings.single-source.parameters.origins",
                "out of bounds",
            ),
            (
                {"single-source": {"parameters": {"orgins": 2}}},
                "settings.single-source.parameters.orgins",
                "Did you mean origins?",
            ),
            (
                {"anonymous-attack": {"parameters": {"more_words": ["a\x00cad"]}}},
                "settings.anonymous-attack.parameters.more_words",
                "control characters",
            ),
            ([], "settings", "dictionary"),
        ],
    )
    def test_each_bad_setting_is_refused_at_its_field(self, admin, wire, given, field, says):
        refused = messages(patch(admin, wire, 400, settings=given))
        assert says in refused[field]
        assert get(admin, f"{wire}/")["version"] == 1

    def test_a_stale_change_is_refused_with_what_stands(self, admin, wire):
        patch(admin, wire, title="Ours")
        refused = patch(admin, wire, 412, etag='"1"', title="Mine")
        assert refused["current"]["title"] == "Ours"
        assert refused["changed"] == ["title"]

    def test_the_name_stays(self, admin, wire):
        assert "name" in messages(patch(admin, wire, 400, name="cable"))

    def test_it_is_restored(self, admin, wire):
        shipped = get(admin, f"{wire}/")
        patch(admin, wire, title="Ours", settings={"unsourced": {"enabled": False}})
        restored = act(admin, wire, "restore", note="back")
        assert restored["version"] == 3
        assert (restored["title"], restored["settings"]) == (shipped["title"], shipped["settings"])
        assert get(admin, f"{wire}/versions/")[-1]["note"] == "back"

    def test_one_is_made_like_another_and_cannot_be_restored(self, admin, wire):
        like = wire.rsplit("/", 1)[1]
        made = post(admin, "policy/profiles", name="night", title="Night desk", like=like)
        assert made["settings"] == get(admin, f"{wire}/")["settings"]
        assert not made["is_shipped"]
        act(admin, f"policy/profiles/{made['id']}", "restore", 409)
        refused = post(admin, "policy/profiles", 400, name="night", title="Again", like=like)
        assert "name" in messages(refused)
        refused = post(admin, "policy/profiles", 400, name="Night!", title="N", like=str(uuid4()))
        assert "like" in messages(refused)


def test_an_article_is_judged_by_the_profile_it_names(api, article):
    path, breaking = f"articles/{article.pk}", PolicyProfile.objects.get(name="breaking")
    assert get(api, f"{path}/")["policy_profile"] is None
    assert patch(api, path, policy_profile=str(breaking.pk))["policy_profile"] == str(breaking.pk)
    assert get(api, f"{path}/readiness/")["profile"] == "breaking"
    for wrong in (str(uuid4()), "breaking", 7):
        assert "policy_profile" in messages(patch(api, path, 400, policy_profile=wrong))
    assert patch(api, path, policy_profile=None)["policy_profile"] is None


def test_the_public_does_not_read_by_what_an_article_is_judged(consumer, article):
    assert "policy_profile" not in get(consumer, f"articles/{article.pk}/")


def test_the_register_is_told_as_data(api):
    told = {one["code"]: one for one in get(api, "policy/rules/")}
    assert set(told) == set(policy.REGISTRY)
    (origins,) = [one for one in told["single-source"]["parameters"] if one["name"] == "origins"]
    assert origins["type"] == "number"
    assert origins["least"] <= origins["default"] <= origins["most"]
    assert all(one["title"] and one["asks"] and one["why"] for one in told.values())
    get(api, "policy/rules/?code=unsourced", 400)


class TestStatistics:
    @pytest.fixture
    def desk(self):
        return Desk.objects.create(name="Politics")

    @pytest.fixture
    def own(self, editor, desk):
        """Our own draft of the politics desk, with a claim that nobody stands behind."""
        article = factories.article(editor, provenance="own", desk=desk)
        factories.claim(editor, article)
        return article

    def test_what_stands_is_counted_by_rule_desk_and_week(self, api, own, desk):
        found = get(api, "policy/statistics/?rule=unsourced")
        year, week, _ = timezone.localdate().isocalendar()
        assert found == [
            {
                "rule": "unsourced",
                "severity": "block",
                "desk": str(desk.pk),
                "desk_name": "Politics",
                "week": f"{year}-W{week:02}",
                "count": 1,
                "standing": 1,
            }
        ]
        every = get(api, f"policy/statistics/?desk={desk.pk}")
        assert sum(one["count"] for one in every) == FindingSpell.objects.count()
        assert sum(one["standing"] for one in every) == StoredFinding.objects.count()

    def test_what_was_mended_counts_in_the_week_in_which_it_was_found(self, api, own, editor):
        found = FindingSpell.objects.filter(rule="unsourced")
        found.update(first_seen_at=datetime(2024, 10, 2, 12, tzinfo=UTC))
        factories.attribution(editor, own.claims.get())
        (told,) = get(api, "policy/statistics/?rule=unsourced")
        assert (told["week"], told["count"], told["standing"]) == ("2024-W40", 1, 0)
        factories.claim(editor, own)  # this week's
        past, now = get(api, "policy/statistics/?rule=unsourced")
        assert past == told
        assert (now["count"], now["standing"]) == (1, 1)

    def test_what_comes_up_twice_in_a_week_is_one(self, api, own, editor):
        claim = own.claims.get()
        for _ in range(2):
            row = factories.attribution(editor, claim)
            attribution_withdraw(by=editor, attribution_id=row.pk, reason="misheard")
        assert FindingSpell.objects.filter(rule="unsourced").count() == 3
        factories.claim(editor, own)
        (told,) = get(api, "policy/statistics/?rule=unsourced")
        assert (told["count"], told["standing"]) == (2, 2)

    def test_as_many_queries_for_ten_as_for_one(self, api, own, editor):
        self.queries(api)
        few = self.queries(api)
        whole(lambda: [factories.claim(editor, own) for _ in range(9)])
        assert self.queries(api) == few

    def queries(self, api):
        with CaptureQueriesContext(connection) as captured:
            get(api, "policy/statistics/")
        return len(captured)

    def test_both_days_are_included(self, api, own):
        today = timezone.localdate()
        before, after = today - timedelta(days=1), today + timedelta(days=1)
        for days, is_in in (
            (f"from={today}&to={today}", True),
            (f"from={after}", False),
            (f"to={before}", False),
        ):
            assert bool(get(api, f"policy/statistics/?{days}")) == is_in

    def test_what_is_sealed_is_counted_for_nobody(self, api, own, editor):
        conduit = factories.source(editor, naming="anonymous", description="an aide")
        outlet = factories.source(editor, kind="media")
        row = factories.attribution(editor, own.claims.get(), source=outlet, via=conduit)
        sealed = set(StoredFinding.objects.exclude(sealed=[]).values_list("rule", flat=True))
        assert sealed
        for rule in sealed:
            assert get(api, f"policy/statistics/?rule={rule}") == []
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="misheard")
        for rule in sealed:  # nor once it is mended
            assert get(api, f"policy/statistics/?rule={rule}") == []

    def test_nor_what_the_caller_may_not_read(self, api, own, client_of):
        Article.objects.filter(pk=own.pk).update(access="named people")
        assert get(api, "policy/statistics/?rule=unsourced") == []
        of_admin = client_of(factories.person(Role.ADMIN))
        assert len(get(of_admin, "policy/statistics/?rule=unsourced")) == 1

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("from=yesterday", "from"),
            ("to=2026-02-30", "to"),
            ("from=2026-02-02&to=2026-02-01", "to"),
            ("desk=politics", "desk"),
            ("desk=00000000-0000-4000-8000-000000000000", "desk"),
            ("rule=unsorced", "rule"),
            ("since=2026-02-02", "since"),
            ("week=1", "week"),
        ],
    )
    def test_what_cannot_be_read_is_refused_at_its_name(self, api, query, field):
        assert field in messages(get(api, f"policy/statistics/?{query}", 400))
