"""What the database calls off is done again, once and whole; what it cannot do is said."""

import threading
from functools import partial
from http import HTTPStatus

import psycopg
import pytest
from django.contrib.admin.models import LogEntry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import OperationalError, connection, transaction
from django.urls import reverse
from rest_framework.test import APIClient

from claims.models import Attribution, ClaimContributor, Evidence
from claims.services.claims import claim_update
from claims.services.evidence import evidence_add
from claims.services.sources import source_update
from newsroom.common import history
from newsroom.common.models import RepeatableRequest
from newsroom.common.records import Contended
from newsroom.common.roles import Scope
from newsroom.common.services import token_create
from newsroom.common.transactions import ATTEMPTS, undone, whole
from sources.models import Source
from sources.services import source_create
from tests import factories
from tests.admin.pages import opened
from tests.racing import Writer

pytestmark = pytest.mark.django_db(transaction=True)
ALWAYS = 1000
DEADLOCK, CONTRADICTION = "40P01", "23503"


AT_ONCE = "TRIGGER call_off BEFORE INSERT OR UPDATE ON {} FOR EACH ROW"
AT_COMMIT = (
    "CONSTRAINT TRIGGER call_off AFTER INSERT OR UPDATE ON {} "
    "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
)


@pytest.fixture
def call_off():
    """Has the database refuse so many attempts at writing to a table, as it does in a deadlock.

    A sequence counts them, for it is not rolled back.
    """
    tables = []

    def make(table, times, moment=AT_ONCE, code=DEADLOCK):
        tables.append(table)
        run(
            f"""
            CREATE SEQUENCE called_off;
            CREATE FUNCTION call_off() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF nextval('called_off') <= {times} THEN
                    RAISE EXCEPTION 'called off' USING ERRCODE = '{code}';
                END IF;
                RETURN NEW;
            END $$;
            CREATE {moment.format(table)} EXECUTE FUNCTION call_off();
            """
        )

    yield make
    for table in tables:
        run(f"DROP TRIGGER call_off ON {table}; DROP FUNCTION call_off; DROP SEQUENCE called_off;")


def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)


@pytest.fixture
def api(editor):
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Token {token_create(person=editor, scope=Scope.WRITE)}")
    return client


@pytest.fixture
def claim(editor):
    return factories.claim(editor)


@pytest.fixture
def stored(settings, tmp_path):
    """The files in the storage of evidence."""
    settings.MEDIA_ROOT = str(tmp_path)
    return lambda: [one for one in tmp_path.rglob("*") if one.is_file()]


def versions(record):
    return list(
        history.of(type(record))
        .objects.filter(pgh_obj=record.pk)
        .order_by("pgh_id")
        .values_list("version", flat=True)
    )


def test_a_deadlock_between_two_costs_neither_its_write(editor):
    one, two = (factories.source(editor) for _ in range(2))
    both_hold_one, attempts = threading.Barrier(2), []

    def work(first, second):
        list(Source.objects.locked([first.pk]))
        attempts.append(first)
        if len(attempts) <= 2:
            both_hold_one.wait(30)
        list(Source.objects.locked([second.pk]))
        return source_create(by=editor, fields={"description": "a witness", "naming": "named"})

    writers = [Writer(partial(whole, partial(work, *pair))) for pair in ((one, two), (two, one))]
    made = {writer.result().pk for writer in writers}
    assert len(attempts) == 3
    assert set(Source.objects.filter(description="a witness").values_list("pk", flat=True)) == made


def test_inside_another_transaction_nothing_is_repeated(editor, claim, call_off):
    call_off("claims_claim", 1)
    with pytest.raises(OperationalError), transaction.atomic():
        claim_update(by=editor, claim_id=claim.pk, changes={"note": "x"})
    claim_update(by=editor, claim_id=claim.pk, changes={"note": "x"})
    assert versions(claim) == [1, 2]


def test_a_service_is_done_again(editor, claim, call_off):
    call_off("claims_claim", ATTEMPTS - 1)
    claim_update(by=editor, claim_id=claim.pk, changes={"statement": "Putin may travel."})
    assert versions(claim) == [1, 2]
    assert ClaimContributor.objects.count() == 2


def test_at_some_time_it_is_given_up(editor, claim, call_off):
    call_off("claims_claim", ATTEMPTS)
    with pytest.raises(Contended, match="nothing was written"):
        claim_update(by=editor, claim_id=claim.pk, changes={"note": "x"})
    assert versions(claim) == [1]


def test_what_can_be_read_once_is_read_once(editor, call_off):
    source = factories.source(editor)
    call_off("sources_source", 1)
    people = iter([editor])
    source_update(by=editor, source_id=source.pk, changes={"role": "x"}, known_to=people)
    assert list(source.known_to.all()) == [editor]


def test_a_write_over_the_api_is_done_again(api, claim, call_off):
    call_off("claims_claim", 2)
    answer = api.patch(f"/api/v1/claims/{claim.pk}/", {"note": "x"}, headers={"If-Match": '"1"'})
    assert (answer.status_code, answer["ETag"]) == (HTTPStatus.OK, '"2"')
    assert versions(claim) == [1, 2]


def test_a_repeatable_post_is_done_again_and_once(editor, api, claim, call_off):
    source = factories.source(editor)
    call_off("claims_attribution", 2)
    body = {"claim": str(claim.pk), "source": str(source.pk), "stance": "asserts"}
    answers = [
        api.post("/api/v1/attributions/", body, headers={"Idempotency-Key": "k"}) for _ in range(2)
    ]
    assert [one.status_code for one in answers] == [HTTPStatus.CREATED] * 2
    assert answers[0].json() == answers[1].json()
    assert (Attribution.objects.count(), RepeatableRequest.objects.count()) == (1, 1)


def test_what_stays_contended_is_503_with_the_time_to_wait(api, claim, call_off):
    call_off("claims_claim", ALWAYS)
    answer = api.patch(f"/api/v1/claims/{claim.pk}/", {"note": "x"}, headers={"If-Match": '"1"'})
    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert answer["Retry-After"] == "1"
    assert answer["Content-Type"] == "application/problem+json"
    assert "nothing was written" in answer.json()["detail"]


@pytest.mark.parametrize("temporary", [True, False])
def test_a_file_is_kept_once_though_stored_twice(editor, claim, call_off, stored, temporary):
    call_off("claims_claim", 1)
    if temporary:
        upload = TemporaryUploadedFile("minutes.txt", "text/plain", 7, "utf-8")
        upload.write(b"minutes")
        upload.flush()
    else:
        upload = ContentFile(b"minutes", "minutes.txt")
    evidence = evidence_add(by=editor, claim_id=claim.pk, fields={}, upload=upload)
    upload.close()
    assert [one.read_bytes() for one in stored()] == [b"minutes"]
    with default_storage.open(Evidence.objects.get(pk=evidence.pk).file.name) as file:
        assert file.read() == b"minutes"


def test_no_file_is_left_of_what_came_to_nothing(editor, claim, call_off, stored):
    add = partial(
        evidence_add,
        by=editor,
        claim_id=claim.pk,
        fields={},
        upload=ContentFile(b"minutes", "minutes.txt"),
    )

    def refused_after_all():
        add()
        raise LookupError

    with pytest.raises(LookupError):
        whole(refused_after_all)
    assert stored() == []
    call_off("claims_claim", ALWAYS)
    with pytest.raises(Contended):
        add()
    assert stored() == []


def test_where_the_connection_is_lost_what_was_done_elsewhere_stays(editor):
    """The commit may have come through: a file too many is better than one that is missing."""
    undoings = []

    def work():
        undone(lambda: undoings.append("undone"))
        cut_the_connection()
        Source.objects.count()

    with pytest.raises(OperationalError):
        whole(work)
    connection.close()
    assert undoings == []


def test_an_undoing_that_fails_hides_no_error():
    def work():
        undone(lambda: 1 // 0)
        raise LookupError

    with pytest.raises(LookupError):
        whole(work)


def cut_the_connection():
    """End this thread's connection from the server's side."""
    connection.ensure_connection()
    parameters = connection.get_connection_params()
    names = ("dbname", "user", "password", "host", "port")
    reachable = {name: parameters[name] for name in names if name in parameters}
    with psycopg.connect(**reachable, autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid]
        )


def test_a_database_that_is_away_is_said_by_the_api_and_in_the_admin(api, client, editor):
    client.raise_request_exception = False
    client.force_login(editor)
    for browser, path in ((api, "/api/v1/claims/"), (client, reverse("admin:index"))):
        cut_the_connection()
        answer = browser.get(path)
        connection.close()
        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert answer["Retry-After"] == "1"


@pytest.mark.parametrize("moment", [AT_ONCE, AT_COMMIT])
def test_a_page_of_the_admin_is_saved_again_and_says_so_once(client, editor, call_off, moment):
    source = factories.source(editor)
    client.force_login(editor)
    call_off("sources_source", 2, moment)
    page = reverse("admin:sources_source_change", args=[source.pk])
    answer = client.post(page, {**opened(client, source), "role": "minister"}, follow=True)
    assert answer.status_code == HTTPStatus.OK
    assert len(answer.context["messages"]) == 1
    assert versions(source) == [1, 2]
    assert LogEntry.objects.count() == 1


def test_a_page_that_stays_contended_keeps_what_was_typed(client, editor, call_off):
    source = factories.source(editor)
    client.force_login(editor)
    call_off("sources_source", ALWAYS)
    page = reverse("admin:sources_source_change", args=[source.pk])
    answer = client.post(page, {**opened(client, source), "role": "minister of state"})
    assert answer.status_code == HTTPStatus.OK
    shown = answer.content.decode()
    assert "Others are changing the same records just now" in shown
    assert "minister of state" in shown
    assert versions(source) == [1]


def test_a_page_that_contradicts_at_its_commit_keeps_what_was_typed(client, editor, call_off):
    source = factories.source(editor)
    client.force_login(editor)
    call_off("sources_source", ALWAYS, AT_COMMIT, CONTRADICTION)
    page = reverse("admin:sources_source_change", args=[source.pk])
    answer = client.post(page, {**opened(client, source), "role": "minister of state"})
    assert answer.status_code == HTTPStatus.OK
    shown = answer.content.decode()
    assert "it contradicts what is there" in shown
    assert "minister of state" in shown
    assert versions(source) == [1]
