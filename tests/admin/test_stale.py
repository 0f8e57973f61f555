"""Two people at one form of the admin: neither loses a word, and nothing is overwritten unseen."""

import re
from threading import Thread

import pytest
from django.db import connection

from claims.admin.claims import ClaimAdmin
from claims.models import Article, Attribution, Claim, CommentRequest, OutletTerms
from claims.services.articles import article_update
from claims.services.attributions import attribution_update, attribution_withdraw
from claims.services.claims import claim_update
from claims.services.comments import comment_request_update
from claims.services.custody import source_hand_over
from claims.services.sources import source_update
from newsroom.common.admin_seen import seal
from newsroom.common.models import Desk, User
from newsroom.common.roles import Role
from sources.models import Source
from tests import factories
from tests.admin.pages import form_of, row, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def mara(db):
    person = factories.person(Role.EDITOR)
    person.first_name, person.last_name = "Mara", "Lind"
    person.save()
    return person


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def opened(desk, record):
    return form_of(desk.get(url(type(record), "change", record.pk)))


def save(desk, record, data):
    return desk.post(url(type(record), "change", record.pk), data)


def text_of(response):
    """The words of a page, without its marks."""
    plain = re.sub(r"<(script|style|template).*?</\1>", " ", response.content.decode(), flags=re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", plain).split())


def change(by, record, **changes):
    """What somebody else does meanwhile, through the service of the record."""
    services = {
        Article: (article_update, "article_id"),
        Claim: (claim_update, "claim_id"),
        Attribution: (attribution_update, "attribution_id"),
        CommentRequest: (comment_request_update, "request_id"),
        Source: (source_update, "source_id"),
    }
    service, key = services[type(record)]
    more = {name: changes.pop(name) for name in ("readers", "known_to") if name in changes}
    service(by=by, **{key: record.pk}, changes=changes, **more)


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
    forged = ("", "1", "1:abc", genuine[:-1] + ("a" if genuine[-1] != "a" else "b"), seal(another))
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
    assert "status · Mara Lind" in text_of(save(desk, claim, data))


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


# --- Rows of an inline ---


def test_a_row_is_judged_by_its_own_version(desk, editor, mara):
    claim = factories.claim(editor)
    rows = [factories.attribution(editor, claim) for _ in range(2)]
    data = opened(desk, claim) | {"label": "S1"}
    data |= row(0, stance="denies", note="mine")
    change(mara, rows[1], note="hers")
    assert save(desk, claim, data).status_code == 302
    assert [one.note for one in claim.attributions.all()] == ["mine", "hers"]

    data = opened(desk, claim) | row(0, note="my words") | row(1, quote="mine alone")
    change(mara, rows[0], note="her words", stance="disputes")
    response = save(desk, claim, data)
    assert response.status_code == 200
    told = text_of(response)
    for words in ("her words", "my words", "disputes", "denies", "Mara Lind"):
        assert words in told
    assert not claim.attributions.filter(quote="mine alone").exists()
    assert save(desk, claim, form_of(response)).status_code == 302
    first, second = claim.attributions.all()
    assert (first.note, first.stance, second.quote) == ("my words", "disputes", "mine alone")


def test_a_row_that_does_not_say_what_it_showed_is_refused(desk, editor):
    claim = factories.claim(editor)
    factories.attribution(editor, claim)
    data = opened(desk, claim) | row(0, note="mine")
    for forged in ("", seal(claim)):
        response = save(desk, claim, {**data, "attributions-0-seen": forged})
        assert "does not say which version you saw" in text_of(response)
    assert save(desk, claim, form_of(response)).status_code == 302
    assert claim.attributions.get().note == "mine"


def test_new_rows_on_a_wording_that_changed_wait(desk, editor, mara):
    claim, source = factories.claim(editor), factories.source(editor)
    data = opened(desk, claim) | {"attributions-TOTAL_FORMS": "1"}
    data |= row(0, source=str(source.pk), stance="confirms", terms="not stated")
    data |= row(0, medium="not stated", knowledge="not stated", occasion="not stated")
    change(mara, claim, statement="Something else")
    response = save(desk, claim, data)
    assert "Something" in text_of(response)
    assert not claim.attributions.exists()
    assert save(desk, claim, form_of(response)).status_code == 302
    assert claim.attributions.get().stance == "confirms"


@pytest.mark.parametrize("anew", [True, False])
def test_a_row_that_was_withdrawn_meanwhile(desk, editor, mara, anew):
    claim = factories.claim(editor)
    kept = factories.attribution(editor, claim, anchor={"exact": "The Kremlin"})
    factories.attribution(editor, claim)
    data = opened(desk, claim) | row(0, note="my words") | row(1, note="the other")
    attribution_withdraw(by=mara, attribution_id=kept.pk, reason="misheard")
    response = save(desk, claim, data)
    assert response.status_code == 200
    assert "Mara Lind withdrew this row on" in text_of(response)
    assert "misheard" in text_of(response)
    again = form_of(response)
    assert again["attributions-0-note"] == "my words"
    response = desk.post(
        url(Claim, "change", claim.pk),
        {**again, **({"attributions-0-anew": "on"} if anew else {})},
        follow=True,
    )
    assert ("was left out" in text_of(response)) is not anew
    kept.refresh_from_db()
    assert (kept.note, kept.withdrawn_by) == ("", mara)
    notes = list(claim.attributions.standing().values_list("note", flat=True))
    assert notes == ["the other", "my words"] if anew else ["the other"]
    if anew:
        assert claim.attributions.last().anchors.get().exact == "The Kremlin"


def test_a_withdrawn_row_that_was_left_alone_stops_nobody(desk, editor, mara):
    claim = factories.claim(editor)
    gone = factories.attribution(editor, claim)
    factories.attribution(editor, claim)
    data = opened(desk, claim) | row(1, note="mine")
    attribution_withdraw(by=mara, attribution_id=gone.pk, reason="misheard")
    assert save(desk, claim, data).status_code == 302
    assert [one.note for one in claim.attributions.all()] == ["", "mine"]


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


# --- What is confidential stays so ---


def test_what_an_outsider_may_not_read_is_not_shown_and_stops_nobody(desk, editor, mara):
    source = factories.source(mara, naming="anonymous", motive="old", handler=mara)
    data = opened(desk, source) | {"anonymity_reason": "fear"}
    change(mara, source, motive="MARK", notes="MARK", role="MARK", known_to=[mara])
    assert save(desk, source, data).status_code == 302
    data = opened(desk, source) | {"anonymity_reason": "mine"}
    change(mara, source, motive="MARK again", anonymity_reason="hers")
    response = save(desk, source, data)
    assert "hers" in text_of(response)
    assert "MARK" not in response.content.decode()
    assert save(desk, source, form_of(response)).status_code == 302
    source.refresh_from_db()
    assert (source.motive, source.anonymity_reason) == ("MARK again", "mine")
    assert list(source.known_to.all()) == [mara]


def test_what_was_typed_into_a_field_that_closed_meanwhile_comes_back(desk, editor, mara):
    source = factories.source(editor, motive="known to all")
    data = opened(desk, source) | {"notes": "my words", "anonymity_reason": "fear"}
    change(mara, source, naming="anonymous", handler=mara, motive="MARK", notes="MARK")
    response = save(desk, source, data)
    assert "where you may no longer write" in text_of(response)
    assert "Notes: my words" in text_of(response)
    assert "known to all" not in text_of(response)
    assert "MARK" not in response.content.decode()
    assert save(desk, source, form_of(response)).status_code == 302
    source.refresh_from_db()
    assert (source.notes, source.motive, source.anonymity_reason) == ("MARK", "MARK", "fear")


def test_a_field_that_opened_meanwhile_is_not_wiped(desk, editor, mara):
    source = factories.source(mara, naming="anonymous", notes="hers", handler=mara)
    data = opened(desk, source) | {"anonymity_reason": "fear"}
    source_hand_over(by=mara, source_id=source.pk, to=editor)
    response = save(desk, source, data)
    assert form_of(response)["notes"] == "hers"
    assert save(desk, source, form_of(response)).status_code == 302
    source.refresh_from_db()
    assert (source.notes, source.anonymity_reason) == ("hers", "fear")
    assert list(source.known_to.all()) == [mara]


@pytest.mark.parametrize("field", ["via", "knows_from"])
def test_a_confidential_conduit_is_not_named(desk, editor, mara, field):
    secret = factories.source(mara, naming="anonymous", description="MARK", handler=mara)
    claim, open_one = factories.claim(editor), factories.source(editor, description="a readout")
    attribution = factories.attribution(editor, claim)
    data = opened(desk, claim) | row(0, **{field: str(open_one.pk)})
    change(mara, attribution, **{field: secret})
    response = save(desk, claim, data)
    note = response.context["inline_admin_formsets"][0].formset.forms[0].notes[field]
    assert (note.was, note.now, note.mine) == (None, None, "a readout")
    assert "concerns a confidential source" in text_of(response)
    notes = re.findall(r"<div data-meanwhile.*?</div>", response.content.decode(), flags=re.S)
    assert notes
    assert not any("MARK" in one for one in notes)


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
    roles = {"roles": ["editor", "lawyer"], "last_name": "Ott"}
    assert save(client, person, opened(client, person) | roles).status_code == 302
    client.force_login(admins[0])
    response = save(client, person, data | {"first_name": "Ann"})
    assert "editor, lawyer" in text_of(response)
    assert save(client, person, form_of(response)).status_code == 302
    person = User.objects.get(pk=person.pk)
    assert (str(person), person.roles) == ("Ann Ott", {Role.EDITOR, Role.LAWYER})


# --- Records that are gone, and other pages ---


def test_what_was_typed_for_a_record_that_is_gone_is_kept(desk, editor, mara):
    deleted, merged, stays = (factories.source(editor) for _ in range(3))
    article = factories.article(editor)
    data = {one: opened(desk, one) for one in (deleted, merged, article)}
    data[deleted]["notes"] = data[merged]["notes"] = data[article]["byline"] = "my words"
    desk.force_login(mara)
    merge_page = f"/admin/sources/source/{merged.pk}/merge/"
    desk.post(merge_page, {"into": str(stays.pk), "seen": seal(merged)})
    desk.post(url(Source, "delete", deleted.pk), {"post": "yes", "seen": seal(deleted)})
    change(mara, article, access="named people", readers=[mara])
    desk.force_login(editor)
    why = {
        deleted: "Mara Lind deleted it on",
        merged: f"It was merged into “{stays}”",
        article: "no longer open to you",
    }
    for record, typed in data.items():
        response = save(desk, record, typed)
        assert response.status_code == 404
        assert why[record] in text_of(response)
        assert "my words" in text_of(response)


def test_a_decision_on_what_changed_meanwhile_waits(client, editor, mara):
    claim = factories.claim(editor)
    first = factories.attribution(editor, claim)
    client.force_login(factories.person(Role.FACT_CHECKER))
    page = f"/admin/claims/claim/{claim.pk}/check/"
    client.post(page, {"to": "in_review", "seen": client.get(page).context["seen"]})
    data = {"to": "verified", "reason": "my reason", "seen": client.get(page).context["seen"]}
    change(mara, claim, statement="Putin will travel to Japan in May, and nowhere else this year")
    attribution_withdraw(by=mara, attribution_id=first.pk, reason="misheard")
    new = factories.attribution(mara, claim, source=factories.source(mara, description="a tip"))
    response = client.post(page, data)
    told = text_of(response)
    assert "Mara Lind changed this meanwhile" in told
    assert re.search(r"<ins[^>]*>Japan", response.content.decode())
    for words in ("misheard", f"attribution added: {new}", "my reason"):
        assert words in told
    claim.refresh_from_db()
    assert claim.status == "in_review"
    assert 'value="verified" checked' in " ".join(response.content.decode().split())
    client.post(page, data | {"seen": response.context["seen"]})
    claim.refresh_from_db()
    assert claim.status == "verified"


def test_a_decision_without_a_version_is_refused(client, editor):
    claim = factories.claim(editor)
    client.force_login(factories.person(Role.FACT_CHECKER))
    for seen in ({}, {"seen": "1"}):
        response = client.post(f"/admin/claims/claim/{claim.pk}/check/", {"to": "in_review"} | seen)
        assert "does not say which version" in text_of(response)
    claim.refresh_from_db()
    assert claim.status == "unverified"


def test_a_merge_and_a_deletion_of_what_changed_meanwhile_wait(desk, editor, mara):
    stays = factories.source(editor)
    for page, answer in (("merge", {"into": str(stays.pk)}), ("delete", {"post": "yes"})):
        source = factories.source(editor, kind="person")
        address = f"/admin/sources/source/{source.pk}/{page}/"
        refused = desk.post(address, answer, follow=True)
        assert "does not say which version" in text_of(refused)
        data = answer | {"seen": desk.get(address).context["seen"]}
        change(mara, source, name="Ann Ott", handler=mara)
        response = desk.post(address, data, follow=True)
        told = text_of(response)
        assert "Mara Lind changed this meanwhile" in told
        assert re.search(r"public name[^→]*\bempty → Ann Ott", told)
        source.refresh_from_db()
        assert source.merged_into is None
        data["seen"] = response.context["seen"]
        assert desk.post(address, data).status_code == 302
        assert not Source.objects.standing().filter(pk=source.pk).exists()


def test_a_source_that_is_used_meanwhile_is_not_deleted(desk, editor, mara):
    source = factories.source(editor)
    address = url(Source, "delete", source.pk)
    data = {"post": "yes", "seen": desk.get(address).context["seen"]}
    factories.attribution(mara, factories.claim(mara), source=source)
    assert "is kept: merge it instead" in text_of(desk.post(address, data, follow=True))
    assert Source.objects.filter(pk=source.pk).exists()
