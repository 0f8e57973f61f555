"""Two people at one form of the admin: neither loses a word, and nothing is overwritten unseen."""

import re
from datetime import UTC, datetime
from threading import Thread

import pytest
from django.db import connection

from claims.admin.claims import ClaimAdmin
from claims.models import Article, OutletTerms
from claims.services.claims import claim_update
from newsroom.common.admin_seen import seal
from newsroom.common.models import Desk, User
from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import change, form_of, opened, save, text_of

pytestmark = pytest.mark.django_db


RECORDS = {
    "article": (factories.article, "headline", "byline"),
    "claim": (factories.claim, "statement", "label"),
    "request": (
        lambda by: factories.comment_request(by, factories.claim(by), question="before"),
        "question",
        "reached",
    ),
    "source": (factories.source, "description", "anonymity_reason"),
}
RECORD = pytest.mark.parametrize(("make", "first", "second"), RECORDS.values(), ids=RECORDS)


@RECORD
def test_what_both_changed_is_shown_and_saving_again_decides(
    desk, editor, mara, make, first, second
):
    record = make(editor)
    before = getattr(record, first)
    data = opened(desk, record) | {first: "mine", second: "my addition"}
    change(mara, record, **{first: "hers"})
    response = save(desk, record, data)
    assert response.status_code == 200
    told = text_of(response)
    for words in ("Mara Lind changed this too", "hers", "mine", before):
        assert words in told
    record.refresh_from_db()
    assert (getattr(record, first), getattr(record, second)) == ("hers", "")
    again = form_of(response)
    assert (again[first], again[second]) == ("mine", "my addition")
    assert save(desk, record, again).status_code == 302
    record.refresh_from_db()
    assert (getattr(record, first), getattr(record, second)) == ("mine", "my addition")


@RECORD
def test_what_one_left_alone_keeps_what_the_other_wrote(desk, editor, mara, make, first, second):
    record = make(editor)
    data = opened(desk, record) | {first: "my words"}
    change(mara, record, **{second: "her words"})
    response = save(desk, record, data)
    assert "You had left it as it was" in text_of(response)
    assert form_of(response)[second] == "her words"
    assert save(desk, record, form_of(response)).status_code == 302
    record.refresh_from_db()
    assert (getattr(record, first), getattr(record, second)) == ("my words", "her words")


@RECORD
def test_a_form_that_does_not_say_what_it_showed_is_refused(desk, editor, make, first, second):
    record, another = make(editor), make(editor)
    version = record.version
    data = opened(desk, record) | {first: "my words"}
    genuine = data.pop("seen")
    forged = (
        seal(record),
        "",
        "1",
        "1:abc",
        genuine[:-1] + ("a" if genuine[-1] != "a" else "b"),
        seal(another),
    )
    for one in (None, *forged):
        response = save(desk, record, data if one is None else {**data, "seen": one})
        assert response.status_code == 200
        assert "does not say which version you saw" in text_of(response)
        assert form_of(response)[first] == "my words"
        record.refresh_from_db()
        assert record.version == version
    assert save(desk, record, form_of(response)).status_code == 302
    record.refresh_from_db()
    assert getattr(record, first) == "my words"


def test_a_state_that_never_was_is_refused(desk, editor):
    claim = factories.claim(editor)
    claim.version = 9
    data = opened(desk, claim) | {"statement": "my words", "seen": seal(claim, ["statement"])}
    assert "does not say which version you saw" in text_of(save(desk, claim, data))


def test_what_both_wrote_alike_stops_nobody(desk, editor, mara):
    article = factories.article(editor)
    data = opened(desk, article) | {"headline": "the same"}
    change(mara, article, headline="the same")
    assert save(desk, article, data).status_code == 302


def test_counts_that_moved_stop_nobody(desk, editor, mara):
    claim = factories.claim(editor)
    data = opened(desk, claim) | {"label": "S1"}
    factories.attribution(mara, claim)
    assert save(desk, claim, data).status_code == 302
    claim.refresh_from_db()
    assert (claim.label, claim.source_count) == ("S1", 1)


def test_a_decision_made_meanwhile_is_told(desk, editor, mara):
    claim = factories.claim(editor)
    data = opened(desk, claim) | {"statement": "my words"}
    seen = desk.get(f"/admin/claims/claim/{claim.pk}/check/").context["seen"]
    desk.force_login(mara)
    desk.post(f"/admin/claims/claim/{claim.pk}/check/", {"to": "in_review", "seen": seen})
    desk.force_login(editor)
    assert "Status · Mara Lind" in text_of(save(desk, claim, data))


def test_readers_and_anchors_that_others_set_survive(desk, editor, mara):
    article = factories.article(editor)
    claim = factories.claim(editor, article, anchors=[{"exact": "The Kremlin"}])
    data, of_claim = opened(desk, article), opened(desk, claim)
    change(mara, article, readers=[mara])
    claim_update(by=mara, claim_id=claim.pk, changes={}, anchors=[{"exact": "to comment"}])
    for record, typed, words in (
        (article, data | {"byline": "me"}, "Now Mara Lind"),
        (claim, of_claim | {"label": "S1"}, "Where it stands in the text"),
    ):
        response = save(desk, record, typed)
        assert words in text_of(response)
        assert save(desk, record, form_of(response)).status_code == 302
    assert list(article.readers.all()) == [mara]
    assert [one.exact for one in claim.anchors.current()] == ["to comment"]
    record = Article.objects.get()
    assert record.byline == "me"


def test_readers_that_both_set_are_told_by_name(desk, editor, mara):
    article = factories.article(editor)
    data = opened(desk, article) | {"readers": [str(editor.pk)]}
    change(mara, article, readers=[mara])
    response = save(desk, article, data)
    assert "When you opened it empty Now Mara Lind Yours editor" in text_of(response)
    assert save(desk, article, form_of(response)).status_code == 302
    assert list(article.readers.all()) == [editor]


def test_fractions_of_a_second_are_no_change(desk, editor, mara):
    claim = factories.claim(editor, due_at=datetime(2024, 3, 18, 10, 0, 0, 123456, tzinfo=UTC))
    data = opened(desk, claim) | {"hedge": "could"}
    change(mara, claim, label="S1")
    response = save(desk, claim, data)
    assert list(response.context["adminform"].form.notes) == ["label"]
    assert save(desk, claim, form_of(response)).status_code == 302
    claim.refresh_from_db()
    assert claim.due_at.microsecond == 123456


def test_of_a_long_text_the_changed_words_are_marked(desk, editor, mara):
    body = "First line.\n" + "Nobody touched this sentence. " * 40 + "\nLast line."
    article = factories.article(editor, body=body)
    data = opened(desk, article)
    data["body"] = body.replace("Last", "My last").replace("\n", "\r\n")
    change(mara, article, body=body.replace("First", "Her first"))
    response = save(desk, article, data)
    page = response.content.decode()
    assert re.search(r"<ins[^>]*>Her first", page)
    assert re.search(r"<ins[^>]*>My last", page)
    assert form_of(response)["body"] == data["body"].replace("\r\n", "\n")


def test_a_browsers_line_ends_change_nothing(desk, editor, mara):
    article = factories.article(editor, body="One.\nTwo.")
    data = opened(desk, article) | {"byline": "me", "body": "One.\r\nTwo."}
    change(mara, article, body="One.\nThree.")
    response = save(desk, article, data)
    assert form_of(response)["body"] == "One.\nThree."


def test_attempts_that_were_typed_stay(desk, editor, mara):
    request = factories.comment_request(editor, factories.claim(editor))
    data = opened(desk, request) | {
        "attempts-TOTAL_FORMS": "1",
        "attempts-0-at_0": "2024-03-18",
        "attempts-0-at_1": "10:00",
        "attempts-0-channel": "telephone",
    }
    change(mara, request, question="hers")
    response = save(desk, request, data)
    assert form_of(response)["attempts-0-channel"] == "telephone"
    assert not request.attempts.exists()
    assert save(desk, request, form_of(response)).status_code == 302
    assert request.attempts.get().channel == "telephone"


def test_ones_own_change_in_another_window(desk, editor):
    article = factories.article(editor)
    data = opened(desk, article) | {"headline": "mine"}
    assert save(desk, article, opened(desk, article) | {"headline": "also mine"}).status_code == 302
    assert "You, in another window changed this too" in text_of(save(desk, article, data))


# --- Between judging and saving ---


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("stops", [True, False])
def test_a_save_that_is_overtaken_at_the_last_moment_is_judged_again(
    desk, editor, mara, monkeypatch, stops
):
    claim = factories.claim(editor)
    plain, others = ClaimAdmin.change_record, []

    def write():
        try:
            if stops:
                change(mara, claim, statement="her words")
            else:
                factories.attribution(mara, claim)
        finally:
            connection.close()

    def change_record(self, request, record, values):
        if not others:
            others.append(Thread(target=write))
            others[0].start()
            others[0].join()
        return plain(self, request, record, values)

    data = opened(desk, claim) | {"label": "S1"}
    monkeypatch.setattr(ClaimAdmin, "change_record", change_record)
    response = save(desk, claim, data)
    claim.refresh_from_db()
    assert (response.status_code, claim.label) == ((200, "") if stops else (302, "S1"))
    if stops:
        assert "Mara Lind changed this" in text_of(response)


# --- Records without a version ---


def test_of_people_desks_and_terms_too(client, db):
    admins = [factories.person(Role.ADMIN) for _ in range(2)]
    sports, arts = (Desk.objects.create(name=name) for name in ("Sports", "Arts"))
    person = factories.person(Role.EDITOR)
    terms = OutletTerms.objects.create(outlet="us", terms="anonymity", meaning="old")
    typed = {
        person: ({"first_name": "Ann"}, {"desk": str(sports.pk), "first_name": "Anne"}),
        arts: ({"name": "My arts"}, {"name": "Her arts"}),
        terms: ({"meaning": "my words"}, {"meaning": "her words"}),
    }
    for record, (mine, hers) in typed.items():
        client.force_login(admins[0])
        data = opened(client, record)
        client.force_login(admins[1])
        assert save(client, record, opened(client, record) | hers).status_code == 302
        client.force_login(admins[0])
        response = save(client, record, data | mine)
        assert f"{admins[1]} changed this too" in text_of(response)
        assert save(client, record, form_of(response)).status_code == 302
        saved = type(record).objects.get(pk=record.pk)
        assert all(getattr(saved, name) == value for name, value in mine.items())
    person = User.objects.get(pk=person.pk)
    assert (person.desk, person.roles) == (sports, {Role.EDITOR})


def test_roles_given_meanwhile_are_shown_and_kept(client, db):
    admins = [factories.person(Role.ADMIN) for _ in range(2)]
    person = factories.person(Role.EDITOR)
    client.force_login(admins[0])
    data = opened(client, person)
    client.force_login(admins[1])
    roles = {"roles": ["editor", "lawyer"]}
    assert save(client, person, opened(client, person) | roles).status_code == 302
    client.force_login(admins[0])
    for mine in ({"first_name": "Ann"}, {"roles": ["custodian"]}):
        response = save(client, person, data | mine)
        assert "Now editor, lawyer" in text_of(response)
    assert "Yours custodian" in text_of(response)
    response = save(client, person, data | {"first_name": "Ann"})
    assert save(client, person, form_of(response)).status_code == 302
    person = User.objects.get(pk=person.pk)
    assert (str(person), person.roles) == ("Ann", {Role.EDITOR, Role.LAWYER})
