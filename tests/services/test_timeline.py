"""The timeline: each request one step, told in sum, and to nobody what they may not know."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.domain.vocabulary import LinkKind, Status
from claims.models import Claim
from claims.services.articles import article_update
from claims.services.attributions import attribution_update, attribution_withdraw
from claims.services.claims import claim_create, claim_update
from claims.services.comments import comment_attempt_log, comment_request_update
from claims.services.custody import source_hand_over
from claims.services.evidence import evidence_add, evidence_remove
from claims.services.links import claim_link, claim_unlink
from claims.services.notices import notice_create, notice_update
from claims.services.sources import source_merge, source_update
from claims.services.timeline import article_timeline, claim_timeline
from claims.services.verification import claim_transition
from newsroom.common.history import Origin, written_from
from newsroom.common.roles import Role
from sources.models import Source
from tests import factories

pytestmark = pytest.mark.django_db
MARK = "MARK-of-a-secret"


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def claim(editor):
    return factories.claim(editor)


def steps(claim, user, **page):
    return claim_timeline(claim, user, **page).steps


def told(step):
    return [(one.record, one.act) for one in step.touched]


def changes(step, record):
    (touched,) = [one for one in step.touched if one.record == record]
    return {one.field: (one.before, one.after) for one in touched.changes}


def move(claim, by, to, reason="checked"):
    claim_transition(by=by, claim_id=claim.pk, to=Status(to), reason=reason)


class TestSteps:
    def test_a_request_is_one_step_told_in_sum(self, editor, checker):
        article = factories.article(editor)
        with written_from(Origin.API, editor):
            claim = claim_create(
                by=editor,
                article_id=article.pk,
                fields={"statement": "It rains."},
                anchors=[{"exact": "China"}],
                attributions=[{"source": factories.source(editor), "stance": "asserts"}],
            )
        move(claim, checker, "in_review")
        move(claim, checker, "verified")
        verified, reviewed, logged = steps(claim, editor)
        assert told(logged) == [("claim", "added"), ("anchor", "added"), ("attribution", "added")]
        assert (logged.by, logged.origin) == (editor, "api")
        assert logged.request
        assert changes(logged, "claim")["statement"] == (None, "It rains.")
        # counted after it was logged, and still one record that was added
        assert changes(logged, "claim")["source_count"] == (None, 1)
        assert told(reviewed) == [("verification event", "moved"), ("claim", "changed")]
        assert changes(verified, "claim") == {"status": ("in_review", "verified")}
        assert changes(verified, "verification event") == {
            "from_status": (None, "in_review"),
            "to_status": (None, "verified"),
            "by": (None, checker.pk),
            "reason": (None, "checked"),
        }
        assert (verified.by, verified.origin, verified.role) == (checker, "command", "")
        assert logged.at < reviewed.at < verified.at

    def test_what_is_false_or_nothing_is_told_when_it_changes(self, claim, editor):
        row = factories.attribution(editor, claim, independent=None, headcount=1)
        attribution_update(
            by=editor, attribution_id=row.pk, changes={"independent": False, "headcount": None}
        )
        last = steps(claim, editor)[0]
        assert changes(last, "attribution") == {
            "independent": (None, False),
            "headcount": (1, None),
        }

    def test_a_row_that_is_withdrawn(self, claim, editor):
        row = factories.attribution(editor, claim)
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="misheard")
        last = steps(claim, editor)[0]
        assert ("attribution", "withdrawn") in told(last)
        assert changes(last, "attribution")["withdrawn_reason"] == ("", "misheard")

    def test_what_was_removed_is_told(self, claim, editor):
        one = evidence_add(by=editor, claim_id=claim.pk, fields={"url": "https://example.org/1"})
        evidence_remove(by=editor, evidence_id=one.pk)
        last = steps(claim, editor)[0]
        assert told(last)[0] == ("evidence", "removed")
        assert changes(last, "evidence")["url"] == ("https://example.org/1", None)

    def test_what_came_and_went_within_a_request_is_nothing(self, claim, editor):
        before = len(steps(claim, editor))
        with written_from(Origin.IMPORT, editor):
            one = evidence_add(by=editor, claim_id=claim.pk, fields={"url": "https://example.org"})
            evidence_remove(by=editor, evidence_id=one.pk)
            claim_update(by=editor, claim_id=claim.pk, changes={"note": "seen"})
            claim_update(by=editor, claim_id=claim.pk, changes={"note": ""})
        after = steps(claim, editor)
        assert len(after) == before + 1
        assert after[0].touched == ()

    def test_two_requests_at_once_are_told_apart(self, claim, editor, checker):
        """One writes between the other's writes: each is told its own."""
        table = "claims_claimhistory"
        contexts = uuid.uuid4(), uuid.uuid4()
        for n, (context, field, value) in enumerate(
            [(0, "note", "a"), (1, "hedge", "b"), (0, "note", "c"), (1, "hedge", "d")]
        ):
            write(table, contexts[context], n, **{field: value})
        newest, older = steps(claim, editor)[:2]
        # each row is compared with the one before it, whoever wrote that
        assert changes(older, "claim")["note"][1] == "c"
        assert changes(newest, "claim")["hedge"][1] == "d"

    def test_raw_sql_is_told_with_the_role(self, claim, editor):
        with connection.cursor() as cursor:
            # what the services said holds to the end of their transaction, here the test's
            cursor.execute("SELECT set_config('pghistory.context_id', '', true)")
            cursor.execute("SELECT set_config('pghistory.context_metadata', '', true)")
            cursor.execute("UPDATE claims_claim SET note = 'past all services'")
            cursor.execute("SELECT session_user")
            (role,) = cursor.fetchone()
        last = steps(claim, editor)[0]
        assert (last.by, last.origin, last.role) == (None, "database", role)
        assert changes(last, "claim") == {"note": ("", "past all services")}

    def test_a_context_set_by_hand_is_no_failure(self, claim, editor):
        for person in ('"nobody"', "7", "null", '"' + str(uuid.uuid4()) + '"'):
            context = f'{{"origin": "command", "user": {person}}}'
            write("claims_claimhistory", None, 0, note="x", signed=context)
        assert {one.by for one in steps(claim, editor)[:4]} == {None}

    def test_all_that_belongs_to_a_claim(self, claim, editor, checker):
        other = factories.claim(editor, claim.article)
        link = claim_link(by=editor, from_claim=claim, to_claim=other, kind=LinkKind.UPDATES)
        request = factories.comment_request(editor, other)
        comment_request_update(by=editor, request_id=request.pk, changes={}, claims=[claim])
        fields = {"at": timezone.now(), "channel": "telephone"}
        comment_attempt_log(by=checker, request_id=request.pk, fields=fields)
        notice = notice_create(
            by=editor,
            article_id=claim.article_id,
            fields={
                "kind": "update",
                "dated": timezone.now(),
                "public_note": "It was June.",
                "what_was_wrong": "The month.",
            },
            claims=[claim],
        )
        notice_update(by=editor, notice_id=notice.pk, changes={"told": "the desk"})
        claim_unlink(by=editor, link_id=link.pk)
        found = [told(one) for one in reversed(steps(claim, editor))]
        assert found == [
            [("claim", "added")],
            [("claim link", "added")],
            [("comment request", "added")],
            [("asked about link", "added")],
            [("comment attempt", "added")],
            [("notice", "added"), ("notice claim link", "added")],
            [("notice", "changed")],
            [("claim link", "removed")],
        ]

    def test_an_article(self, editor, checker):
        reader = factories.person(Role.EDITOR)
        article = factories.article(editor, access="named people")
        claim = factories.claim(editor, article)
        move(claim, editor, "in_review")
        article_update(by=editor, article_id=article.pk, changes={"body": "x"}, readers=[reader])
        page = article_timeline(article, editor)
        newest, moved, logged, created = page.steps
        assert ("article", "added") in told(created)
        assert ("reader link", "added") in told(created)
        assert told(logged) == [("claim", "added")]
        assert told(moved) == [("verification event", "moved")]
        assert changes(moved, "verification event")["claim"] == (None, claim.pk)
        assert page.labels[str(claim.pk)] == str(claim)
        assert changes(newest, "article") == {"body": (factories.BODY, "x")}
        assert page.labels[str(reader.pk)] == str(reader)


class TestConfidence:
    """An editor who is neither the handler nor among those who know it reads the timeline."""

    @pytest.fixture
    def handler(self, db):
        return factories.person(Role.EDITOR)

    @pytest.fixture(params=["anonymous", "withheld"])
    def secret(self, request, handler):
        return factories.source(
            handler, naming=request.param, description=MARK, motive="anger", handler=handler
        )

    @pytest.fixture(params=["via", "knows_from"])
    def role(self, request):
        return request.param

    def knows(self, claim, user, secret):
        """Whether the page betrays `secret` in any way, by its id or its words."""
        page = claim_timeline(claim, user)
        return str(secret.pk) in repr(page) or MARK in repr(page)

    def test_a_conduit_when_logged_changed_and_taken_away(
        self, claim, editor, handler, secret, role
    ):
        row = factories.attribution(handler, claim, **{role: secret})
        assert not self.knows(claim, editor, secret)
        attribution_update(by=handler, attribution_id=row.pk, changes={role: None})
        assert not self.knows(claim, editor, secret)
        other = factories.source(handler)
        attribution_update(by=handler, attribution_id=row.pk, changes={role: other})
        attribution_update(by=handler, attribution_id=row.pk, changes={role: secret})
        assert not self.knows(claim, editor, secret)
        assert self.knows(claim, handler, secret)

    def test_whoever_knows_it_reads_on(self, claim, editor, handler, secret, role):
        factories.attribution(handler, claim, **{role: secret})
        boss = factories.person(Role.ADMIN)
        boss.is_superuser = True
        boss.save()
        assert not self.knows(claim, boss, secret)
        source_update(by=handler, source_id=secret.pk, changes={}, known_to=[editor])
        assert self.knows(claim, editor, secret)
        source_hand_over(by=handler, source_id=secret.pk, to=boss)
        assert self.knows(claim, boss, secret)
        assert self.knows(claim, handler, secret)

    def test_naming_it_later_frees_nothing_that_was_said_before(
        self, claim, editor, handler, secret, role
    ):
        factories.attribution(handler, claim, **{role: secret})
        source_update(by=handler, source_id=secret.pk, changes={"naming": "named", "motive": ""})
        assert not self.knows(claim, editor, secret)
        assert self.knows(claim, handler, secret)

    def test_what_is_made_confidential_later_is_hidden_from_then_on(
        self, claim, editor, handler, role
    ):
        source = factories.source(handler, description=MARK, handler=handler)
        factories.attribution(handler, claim, **{role: source})
        assert self.knows(claim, editor, source)
        source_update(by=handler, source_id=source.pk, changes={"naming": "anonymous"})
        assert not self.knows(claim, editor, source)

    def test_a_merge_names_neither(self, claim, editor, handler, secret, role):
        into = factories.source(
            handler, naming="anonymous", description=f"{MARK} too", handler=handler
        )
        factories.attribution(handler, claim, **{role: secret})
        source_merge(by=handler, source_id=secret.pk, into_id=into.pk)
        assert not self.knows(claim, editor, secret)
        assert not self.knows(claim, editor, into)

    def test_one_that_was_deleted(self, claim, editor, handler, secret, role):
        row = factories.attribution(handler, claim, **{role: secret})
        attribution_update(by=handler, attribution_id=row.pk, changes={role: None})
        Source.objects.filter(pk=secret.pk).delete()
        assert not self.knows(claim, editor, secret)

    def test_the_rest_of_the_row_is_told(self, claim, editor, handler, secret, role):
        row = factories.attribution(handler, claim, note="seen", **{role: secret})
        (last, *_) = steps(claim, editor)
        told_of = changes(last, "attribution")
        assert told_of["note"] == (None, "seen")
        assert told_of["source"] == (None, row.source_id)
        assert role not in told_of

    def test_a_link_to_what_one_may_not_read(self, claim, editor, handler, checker):
        hidden = factories.claim(
            handler, factories.article(handler, access="named people"), statement=MARK
        )
        for one, other in ((hidden, claim), (claim, hidden)):
            link = claim_link(by=handler, from_claim=one, to_claim=other, kind=LinkKind.REPEATS)
        claim_unlink(by=handler, link_id=link.pk)
        assert not self.knows(claim, checker, hidden)
        assert self.knows(claim, handler, hidden)

    def test_no_labels_but_of_what_is_shown(self, claim, editor, handler, secret, role):
        row = factories.attribution(handler, claim, **{role: secret})
        labels = claim_timeline(claim, editor).labels
        assert labels == {
            str(row.source_id): str(row.source),
        }


def write(table, context, second, **values):
    """A history row of the one claim, copied from its first, as if written at that second."""
    signed = values.pop("signed", '{"origin": "command"}')
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {table} SELECT (jsonb_populate_record(one, jsonb_build_object(
                'pgh_id', nextval(pg_get_serial_sequence('{table}', 'pgh_id')),
                'pgh_created_at', now() + interval '1 minute' + make_interval(secs => %s),
                'pgh_label', 'update', 'pgh_context', %s::jsonb, 'pgh_context_id', %s
            ) || %s::jsonb)).* FROM {table} AS one ORDER BY pgh_id LIMIT 1
            """,
            [second, signed, context, _json(values)],
        )


def _json(values):
    return "{" + ", ".join(f'"{name}": "{value}"' for name, value in values.items()) + "}"


# Rows: by which request (None: raw SQL, each a step of its own), and at which second.
HISTORIES = st.lists(
    st.tuples(st.none() | st.integers(0, 4), st.integers(0, 5)), min_size=1, max_size=20
)


class TestPages:
    def pages(self, claim, user, rows):
        page = claim_timeline(claim, user, rows=rows)
        found = [page]
        while page.before is not None:
            page = claim_timeline(claim, user, before=page.before, rows=rows)
            found.append(page)
            assert len(found) < 60
        return found

    @settings(
        suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25
    )
    @given(rows=HISTORIES, limit=st.integers(1, 8))
    def test_joined_they_are_the_whole(self, claim, editor, rows, limit):
        """Requests that crossed, rows of one instant, raw SQL: none is skipped or comes twice."""
        with transaction.atomic():
            contexts = [uuid.uuid4() for _ in range(5)]
            for n, (request, second) in enumerate(rows):
                context = None if request is None else contexts[request]
                write("claims_claimhistory", context, second, note=f"note {n}")
            whole = claim_timeline(claim, editor, rows=10_000)
            pages = self.pages(claim, editor, limit)
            transaction.set_rollback(True)
        assert whole.before is None
        assert [step for page in pages for step in page.steps] == list(whole.steps)
        raw = sum(request is None for request, _ in rows)
        requests = {request for request, _ in rows} - {None}
        assert len(whole.steps) == 1 + raw + len(requests)
        assert all(page.steps for page in pages)

    def test_a_request_stays_whole_however_much_it_wrote(self, claim, editor):
        with written_from(Origin.IMPORT, editor):
            for n in range(30):
                evidence_add(
                    by=editor, claim_id=claim.pk, fields={"url": f"https://example.org/{n}"}
                )
        first, second = self.pages(claim, editor, rows=1)
        (step,) = first.steps
        assert len([one for one in step.touched if one.record == "evidence"]) == 30
        assert told(second.steps[0]) == [("claim", "added")]

    def test_what_is_written_meanwhile_moves_nothing(self, claim, editor):
        for n in range(6):
            claim_update(by=editor, claim_id=claim.pk, changes={"note": f"note {n}"})
        first = claim_timeline(claim, editor, rows=3)
        rest_before = claim_timeline(claim, editor, before=first.before).steps
        claim_update(by=editor, claim_id=claim.pk, changes={"note": "meanwhile"})
        assert claim_timeline(claim, editor, before=first.before).steps == rest_before

    def test_rows_that_were_on_file_when_history_began(self, claim, editor):
        """They share the instant of the migration."""
        moment = timezone.now() + timedelta(hours=1)
        with connection.cursor() as cursor:
            for _ in range(9):
                cursor.execute(
                    "INSERT INTO claims_claimhistory SELECT (jsonb_populate_record(one,"
                    " jsonb_build_object('pgh_label', 'baseline', 'pgh_context_id', NULL,"
                    " 'pgh_created_at', %s::timestamptz, 'pgh_id',"
                    " nextval(pg_get_serial_sequence('claims_claimhistory', 'pgh_id'))))).*"
                    " FROM claims_claimhistory AS one ORDER BY pgh_id LIMIT 1",
                    [moment],
                )
        first, second = self.pages(claim, editor, rows=4)
        assert [told(one) for one in first.steps] == [[("claim", "on file")]] * 9
        assert len(second.steps) == 1

    def test_as_many_queries_for_a_long_timeline(
        self, claim, editor, django_assert_max_num_queries
    ):
        row = factories.attribution(editor, claim)
        for n in range(10):
            attribution_update(by=editor, attribution_id=row.pk, changes={"note": f"note {n}"})
        assert editor.roles
        with django_assert_max_num_queries(26):
            page = claim_timeline(claim, editor)
        assert len(page.steps) == 12
        assert Claim.objects.get().version == 12
