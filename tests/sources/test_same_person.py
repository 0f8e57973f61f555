"""One person who stands in an article twice: found by sealed identities, told to those alone who
may know, and to custodians where somebody fishes.
"""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.domain import policy
from claims.models import Article, CommentRequest, FindingSpell, StoredFinding
from claims.services.judging import due, recheck
from claims.services.policy import article_readiness, as_seen_by, finding_override
from claims.services.sources import source_merge, source_update
from newsroom.common.roles import Role
from sources import vault
from sources.domain.identity import Identity
from sources.services.custody import notice_acknowledge, notices_of
from sources.services.identity import identity_seal, same_person_set
from sources.services.shredding import identity_shred
from tests import factories, judged

pytestmark = pytest.mark.django_db
ANN = "Ann Zubrowka"
NAMED, DECLINED, UNREAD = "anonymous-and-named", "anonymous-and-declined", "identity-not-compared"


@pytest.fixture
def claim(hanna, source):
    """A claim that rests on the anonymous source."""
    made = factories.claim(hanna, factories.article(hanna))
    factories.attribution(hanna, made, source=source, terms="anonymity")
    return made


@pytest.fixture
def sealed(keys, hanna, source, claim):
    seal(hanna, source)
    return source


def seal(by, source, name=ANN):
    identity_seal(by=by, source_id=source.pk, identity=Identity(name))


def named(by, name="", **more):
    return factories.source(by, **({"name": name, "description": ""} | more))


def found():
    """What is found at the article of the sealed source; nothing of who it is, is stored."""
    assert judged.drift() == []
    stored = set(StoredFinding.objects.values_list("rule", flat=True))
    assert not stored & {NAMED, DECLINED}
    article = Article.objects.get(claims__attributions__source__description="a Kremlin aide")
    every = article_readiness(article).blocks
    return sorted({one.rule for one in every} & {NAMED, DECLINED, UNREAD})


def told(person, source=None):
    return [one.text for one in notices_of(person, source) if "same person" in one.text]


class TestByName:
    @pytest.mark.parametrize("name", [ANN, "ZUBROWKA, Ann", "Dr. Ann Zubrówka"])
    def test_a_named_source(self, sealed, claim, hanna, name):
        factories.attribution(hanna, claim, source=named(hanna, name))
        assert found() == [NAMED]

    def test_within_a_wording(self, sealed, claim, hanna):
        wording = {"description": "ministry spokeswoman Ann Zubrowka"}
        factories.attribution(hanna, claim, source=named(hanna, **wording))
        assert found() == [NAMED]

    def test_a_source_by_office_that_is_renamed(self, sealed, claim, hanna):
        other = named(hanna, naming="by office", description="the envoy")
        factories.attribution(hanna, claim, source=other)
        assert found() == []
        source_update(by=hanna, source_id=other.pk, changes={"name": ANN})
        assert found() == [NAMED]

    def test_another_name(self, sealed, claim, hanna):
        factories.attribution(hanna, claim, source=named(hanna, "Bo Zubrowka"))
        assert found() == []

    def test_in_another_article(self, sealed, claim, hanna):
        factories.attribution(hanna, factories.claim(hanna), source=named(hanna, ANN))
        assert found() == []

    def test_a_name_without_letters_is_compared_with_nothing(self, keys, source, claim, hanna):
        seal(hanna, source, "???")
        factories.attribution(hanna, claim, source=named(hanna, "!!!"))
        assert found() == []


class TestARespondent:
    def test_who_declined(self, sealed, claim, hanna):
        factories.comment_request(
            hanna,
            claim,
            source=named(hanna, ANN),
            outcome="declined to comment",
            recorded="as reported in copy",
        )
        assert found() == [DECLINED]

    def test_who_was_reached_at_an_office_that_declined(self, sealed, claim, hanna):
        factories.comment_request(
            hanna,
            claim,
            outcome="declined to comment",
            recorded="as reported in copy",
            reached="Ann Zubrowka, press office",
        )
        assert found() == [DECLINED]

    def test_who_answered(self, sealed, claim, hanna):
        factories.comment_request(hanna, claim, source=named(hanna, ANN), outcome="responded")
        assert found() == [NAMED]

    def test_another_who_was_reached(self, sealed, claim, hanna):
        factories.comment_request(
            hanna,
            claim,
            outcome="declined to comment",
            recorded="as reported in copy",
            reached="Bo Lee",
        )
        assert found() == []
        CommentRequest.objects.update(reached=ANN)  # past the services
        assert due().count() == 1
        list(recheck())
        assert found() == [DECLINED]


class TestByALink:
    @pytest.fixture
    def other(self, sealed, claim, hanna):
        made = named(hanna, "Anuschka Z.")
        factories.attribution(hanna, claim, source=made)
        return made

    def linked(self, by, source, other, same=True):
        same_person_set(by=by, source_id=source.pk, other_id=other.pk, same=same)

    def test_it_is_found_until_it_is_taken_back(self, sealed, other, carla):
        assert found() == []
        self.linked(carla, sealed, other)
        assert found() == [NAMED]
        self.linked(carla, sealed, other, same=False)
        assert found() == []

    def test_it_outlives_a_merge_of_the_other(self, sealed, claim, other, carla, hanna):
        self.linked(carla, sealed, other)
        stays = named(hanna, "Anja Z.")
        source_merge(by=hanna, source_id=other.pk, into_id=stays.pk)
        assert found() == [NAMED]

    def test_it_outlives_a_new_version(self, sealed, other, carla, hanna):
        self.linked(carla, sealed, other)
        seal(hanna, sealed, "Another Name")
        assert found() == [NAMED]


class TestWhatIsDue:
    def test_sealing_linking_and_shredding_judge_the_article(
        self, keys, source, claim, hanna, carla
    ):
        other = named(hanna, ANN)
        factories.attribution(hanna, claim, source=other)
        assert found() == []

        def at():
            return Article.objects.get(pk=claim.article_id).evaluation.at

        before = at()
        seal(hanna, source)
        assert found() == [NAMED]
        assert at() > before
        before = at()
        same_person_set(by=carla, source_id=source.pk, other_id=other.pk, same=True)
        assert at() > before
        before = at()
        identity_shred(by=carla, source_id=source.pk, reason="raid")
        assert found() == []
        assert at() > before

    def test_a_new_version_replaces_the_name(self, sealed, claim, hanna):
        factories.attribution(hanna, claim, source=named(hanna, ANN))
        seal(hanna, sealed, "Bo Lee")
        assert found() == []


class TestWithoutKeys:
    def test_it_is_said_and_blocks_and_comes_back(self, sealed, claim, hanna, settings, caplog):
        factories.attribution(hanna, claim, source=named(hanna, ANN))
        ring, settings.IDENTITY_KEYS = settings.IDENTITY_KEYS, None
        list(recheck(every=True))
        assert found() == [UNREAD]
        assert "cannot be compared: NoKeys" in caplog.text
        row = StoredFinding.objects.get(rule=UNREAD)
        assert (row.severity, row.sealed) == ("block", [sealed.pk])
        article = Article.objects.get(pk=claim.article_id)
        assert article.evaluation.again_at is not None
        settings.IDENTITY_KEYS = ring
        type(article.evaluation).objects.update(again_at=article.created_at)
        assert due().count() == 1
        list(recheck())
        assert found() == [NAMED]

    def test_a_key_file_that_is_gone(self, sealed, claim, settings):
        (vault.store().folder / f"{sealed.pk}.key").unlink()
        list(recheck(every=True))
        assert found() == [UNREAD]


class TestWhoIsTold:
    def test_the_finding_is_read_by_those_alone_who_may(self, sealed, claim, hanna, carla):
        factories.attribution(hanna, claim, source=named(hanna, ANN))
        article = Article.objects.get(pk=claim.article_id)
        ready = article_readiness(article)
        rules = [one.rule for one in as_seen_by(ready, article, hanna).blocks]
        assert NAMED in rules
        for role in (Role.ADMIN, Role.EDITOR, Role.CUSTODIAN):
            seen = as_seen_by(ready, article, factories.person(role)).blocks
            assert NAMED not in [one.rule for one in seen]
            assert policy.VEILED in [one.rule for one in seen]
            assert not any("by name" in one.message for one in seen)

    def test_it_is_never_let_pass(self, sealed, claim, hanna):
        factories.attribution(hanna, claim, source=named(hanna, ANN))
        with pytest.raises(PermissionDenied, match="never let pass"):
            finding_override(
                by=hanna,
                article_id=claim.article_id,
                rule=NAMED,
                record=policy.Record(policy.RecordKind.SOURCE, sealed.pk),
                reason="in a hurry",
            )

    def test_namesakes_are_told_apart_by_a_custodian(self, sealed, claim, hanna, carla):
        other = named(hanna, ANN)
        factories.attribution(hanna, claim, source=other)
        assert found() == [NAMED]
        same_person_set(by=carla, source_id=sealed.pk, other_id=other.pk, same=False)
        assert found() == []

    def test_no_stored_tag_betrays_it(self, sealed, claim, hanna, carla):
        """Neither are two tags alike, nor has any named source one."""
        other = factories.source(hanna, naming="anonymous", handler=hanna)
        other.custodians.set([carla])
        seal(hanna, other)
        factories.attribution(hanna, claim, source=named(hanna, ANN))
        tags = [bytes(one.name_tag) for one in sealed.sealed_identities.model.objects.all()]
        assert len(set(tags)) == len(tags) == 2


def test_the_number_of_queries_does_not_grow(keys, hanna, carla):
    def judging(count):
        article = factories.article(hanna)
        for number in range(count):
            claim = factories.claim(hanna, article)
            secret = factories.source(hanna, naming="anonymous", handler=hanna)
            secret.custodians.set([carla])
            seal(hanna, secret, f"Person {number}")
            other = named(hanna, f"Person {number}")
            factories.attribution(hanna, claim, source=secret)
            factories.attribution(hanna, claim, source=other)
            same_person_set(by=carla, source_id=secret.pk, other_id=other.pk, same=True)
        with CaptureQueriesContext(connection) as queries:
            article_readiness(Article.objects.get(pk=article.pk))
        return len(queries)

    assert judging(1) == judging(4)


@pytest.mark.django_db(transaction=True)
class TestFishing:
    """Somebody logs a name to see whether the policy stirs."""

    def fish(self, client, claim, name=ANN):
        fisher = factories.person(username="fisher")
        client.force_login(fisher)
        body = {"claim": str(claim.pk), "source": str(named(fisher, name).pk), "stance": "asserts"}
        answer = client.post("/api/v1/attributions/", body, content_type="application/json")
        assert answer.status_code == 201, answer.content

    def test_custodians_and_the_handler_hear_of_it(self, client, sealed, claim, hanna, carla, cem):
        self.fish(client, claim)
        for person in (carla, cem, hanna):
            (said,) = told(person)
            assert said.startswith("After a change by fisher,")
            assert told(person, sealed) == [said]
        assert told(factories.person(Role.ADMIN)) == []
        list(recheck(every=True))
        assert len(told(carla)) == 1  # not again at once, though it stands
        notice_acknowledge(by=carla, source_id=sealed.pk)
        assert told(carla) == []
        assert len(told(cem)) == 1

    def test_a_name_that_is_wrong_tells_nobody(self, client, sealed, claim, carla):
        self.fish(client, claim, "Bo Lee")
        assert told(carla) == []

    def test_a_backup_does_not_tell_of_it(self, client, sealed, claim, carla):
        """No row says of the source that it was found to be somebody."""
        self.fish(client, claim, "Bo Lee")  # the first has findings of its own
        before = tables()
        self.fish_again(client, claim, "Cy Lee")
        wrong = tables()
        self.fish_again(client, claim, ANN)
        assert told(carla)
        right = tables()
        assert not FindingSpell.objects.filter(rule__in=(NAMED, DECLINED)).exists()
        assert {name: right[name] - wrong[name] for name in right} == {
            name: wrong[name] - before[name] for name in right
        }

    def fish_again(self, client, claim, name):
        body = {"claim": str(claim.pk), "stance": "asserts"}
        fisher = claim.contributors.exclude(person__username="hanna").first().person
        body["source"] = str(named(fisher, name).pk)
        answer = client.post("/api/v1/attributions/", body, content_type="application/json")
        assert answer.status_code == 201, answer.content

    def test_notes_are_shredded_with_the_identity(self, client, sealed, claim, carla):
        self.fish(client, claim)
        identity_shred(by=carla, source_id=sealed.pk, reason="raid")
        assert not any(vault.store().folder.iterdir())
        assert told(carla) == []

    def test_without_keys_the_page_stands(self, client, sealed, claim, carla, settings, caplog):
        self.fish(client, claim)
        settings.IDENTITY_KEYS = None
        assert told(carla) == []
        assert "cannot be read: NoKeys" in caplog.text


def tables():
    """How many rows each table has, history aside."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() "
            "AND tablename ~ '^(claims|sources)_'"
        )
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {name}")
            found[name] = cursor.fetchone()[0]
    return found
