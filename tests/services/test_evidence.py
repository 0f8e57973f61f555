"""Evidence: links and files, kept with their hash, gone with their record, barring nobody."""

import hashlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import IntegrityError, transaction

from claims import facts
from claims.domain.vocabulary import Status
from claims.models import Claim, Evidence
from claims.services import core
from claims.services.evidence import evidence_add, evidence_remove, evidence_update, same_file
from claims.services.verification import claim_transition
from newsroom.common import history
from newsroom.common.records import Refused, Stale
from newsroom.common.roles import Role
from tests import factories
from tests.uploads import PNG, upload

pytestmark = pytest.mark.django_db
URL = "https://example.org/report"


@pytest.fixture(autouse=True)
def store(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def claim(editor):
    claim = factories.claim(editor)
    factories.attribution(editor, claim)
    return claim


def add(claim, by, content=None, name="notes.txt", **fields):
    fields = fields if content is not None or "url" in fields else {"url": URL, **fields}
    file = upload(content, name) if content is not None else None
    return evidence_add(by=by, claim_id=claim.pk, fields=fields, upload=file)


def decide(claim, by, **extra):
    claim_transition(by=by, claim_id=claim.pk, to=Status.IN_REVIEW)
    claim_transition(by=by, claim_id=claim.pk, to=Status.VERIFIED, reason="checked", **extra)


def stands(claim):
    claim.refresh_from_db()
    return claim.status, claim.events.last().cause if claim.events.exists() else ""


def kept(store):
    return sorted(path for path in store.rglob("*") if path.is_file())


def problems(caught):
    return {field: " ".join(texts) for field, texts in caught.value.message_dict.items()}


class TestLinks:
    def test_a_link_with_its_place(self, claim, checker):
        archived = "https://archive.example.org/1"
        one = add(claim, checker, locator="p. 12", archived_url=archived, note="scan")
        assert (one.kind, one.url, one.locator) == ("link", URL, "p. 12")
        assert (one.added_by, one.is_public, one.version) == (checker, False, 1)
        claim.refresh_from_db()
        assert claim.version == 3  # logged, sourced, and now this

    @pytest.mark.parametrize(
        ("fields", "field", "says"),
        [
            ({"url": ""}, "url", "Give the link, or upload the file."),
            ({"url": "javascript:alert(1)"}, "url", "begins with https:// or http://"),
            ({"url": "ftp://example.org/a"}, "url", "begins with https:// or http://"),
            ({"url": "https://no spaces"}, "url", "valid URL"),
            ({"url": URL, "archived_url": "file:///etc/passwd"}, "archived_url", "begins with"),
            ({"url": URL, "locator": "x" * 201}, "locator", "at most 200 characters"),
            ({"url": URL, "note": "a\0b"}, "note", "null characters"),
            ({"url": URL, "sha256": "0" * 64}, "sha256", "Cannot be changed here"),
            ({"url": URL, "added_by": None}, "added_by", "Cannot be changed here"),
        ],
    )
    def test_what_is_no_link(self, claim, checker, fields, field, says):
        with pytest.raises(ValidationError) as caught:
            add(claim, checker, **fields)
        assert says in problems(caught)[field]
        assert not Evidence.objects.exists()

    def test_a_claim_that_is_not_there(self, claim, checker):
        with pytest.raises(ValidationError) as caught:
            evidence_add(by=checker, claim_id=checker.pk, fields={"url": URL})
        assert "Create it first" in problems(caught)["claim"]

    def test_a_claim_that_has_moved_on(self, claim, checker):
        with pytest.raises(Stale):
            evidence_add(by=checker, claim_id=claim.pk, fields={"url": URL}, seen=1)


class TestFiles:
    def test_a_file_is_kept_with_its_hash_and_true_ending(self, claim, checker, store):
        one = add(claim, checker, PNG, "../../Photo of him.jpg", is_public=True)
        assert (one.kind, one.name) == ("file", "Photo of him.png")
        assert (one.media_type, one.size) == ("image/png", len(PNG))
        assert one.sha256 == hashlib.sha256(PNG).hexdigest()
        (path,) = kept(store)
        assert path.name == f"{one.pk}.png"
        assert path.read_bytes() == PNG
        assert path.stat().st_mode & 0o777 == 0o600

    def test_a_link_or_a_file_not_both(self, claim, checker, store):
        with pytest.raises(ValidationError) as caught:
            add(claim, checker, PNG, url=URL)
        assert "not both" in problems(caught)["url"]
        assert not kept(store)

    def test_what_is_not_kept_leaves_nothing(self, claim, checker, store):
        with pytest.raises(ValidationError) as caught:
            add(claim, checker, b"<html>", "a.png")
        assert "mark-up" in problems(caught)["file"]
        assert not Evidence.objects.exists()
        assert not kept(store)

    def test_the_same_file_once_on_a_claim(self, claim, checker, store):
        add(claim, checker, PNG, "a.png")
        with pytest.raises(ValidationError) as caught:
            add(claim, checker, PNG, "other name.jpg")
        assert "evidence of this claim already" in problems(caught)["file"]
        assert len(kept(store)) == 1

    def test_the_same_file_is_recognised_on_other_claims(self, claim, editor, checker):
        one = add(claim, checker, PNG, "a.png")
        assert not same_file(one, checker).exists()
        other, hidden = factories.claim(editor), factories.article(editor, access="named people")
        unread = factories.claim(editor, hidden)
        for where in (other, unread):
            add(where, editor, PNG, "b.png")
        add(factories.claim(editor), editor, PNG + b"x", "a.png")
        assert list(same_file(one, checker)) == [other]
        assert set(same_file(one, editor)) == {other, unread}
        assert not same_file(add(claim, checker), checker).exists()


class TestWhatIsTakenBack:
    """No file without its record: neither after a refusal nor after a failure."""

    def test_the_database_refuses_the_record(self, claim, checker, store, monkeypatch):
        def fails(*args, **kwargs):
            raise IntegrityError

        monkeypatch.setattr(Evidence, "save", fails)
        with pytest.raises(IntegrityError):
            add(claim, checker, PNG, "a.png")
        assert not kept(store)

    def test_what_follows_fails(self, claim, checker, store, monkeypatch):
        def fails(*args, **kwargs):
            raise ZeroDivisionError

        monkeypatch.setattr(core, "touch", fails)
        with pytest.raises(ZeroDivisionError):
            add(claim, checker, PNG, "a.png")
        assert not kept(store)
        assert not Evidence.objects.exists()

    def test_what_a_transaction_around_it_takes_back_is_swept_later(self, claim, checker, store):
        stays = add(claim, checker, PNG, "a.png")
        with transaction.atomic():
            add(claim, checker, PNG + b"x", "b.png")
            transaction.set_rollback(True)
        assert len(kept(store)) == 2
        call_command("sweep_evidence")  # too young: a request may be about to name it
        assert len(kept(store)) == 2
        call_command("sweep_evidence", hours=0)
        assert [path.name for path in kept(store)] == [Path(stays.file.name).name]
        assert default_storage.exists(stays.file.name)

    def test_an_empty_store_is_swept(self, claim, capsys):
        call_command("sweep_evidence")
        assert capsys.readouterr().out == "0 deleted.\n"


class TestChanges:
    def test_what_is_said_about_it_may_change(self, claim, checker):
        one = add(claim, checker)
        changes = {"note": "seen on Tuesday", "is_public": True}
        evidence_update(by=checker, evidence_id=one.pk, changes=changes, seen=1)
        one.refresh_from_db()
        assert (one.note, one.is_public, one.version) == ("seen on Tuesday", True, 2)

    def test_no_change_is_none(self, claim, checker):
        one = add(claim, checker, note="seen")
        claim.refresh_from_db()
        evidence_update(by=checker, evidence_id=one.pk, changes={"note": "seen"})
        version = claim.version
        claim.refresh_from_db()
        one.refresh_from_db()
        assert (one.version, claim.version) == (1, version)

    @pytest.mark.parametrize("name", ["url", "file", "kind", "sha256", "claim"])
    def test_the_thing_itself_stays(self, claim, checker, name):
        one = add(claim, checker)
        with pytest.raises(ValidationError) as caught:
            evidence_update(by=checker, evidence_id=one.pk, changes={name: "x"})
        assert "Cannot be changed here" in problems(caught)[name]

    def test_refusals(self, claim, checker):
        one = add(claim, checker)
        with pytest.raises(Stale):
            evidence_update(by=checker, evidence_id=one.pk, changes={"note": "x"}, seen=7)
        with pytest.raises(ValidationError) as caught:
            evidence_update(by=checker, evidence_id=claim.pk, changes={"note": "x"})
        assert "No evidence" in problems(caught)["evidence"]
        with pytest.raises(ValidationError) as caught:
            evidence_update(by=checker, evidence_id=one.pk, changes={"archived_url": "x:y"})
        assert "begins with" in problems(caught)["archived_url"]


class TestRemoval:
    def test_the_file_goes_once_it_is_certain(
        self, claim, checker, store, django_capture_on_commit_callbacks
    ):
        one = add(claim, checker, PNG, "a.png")
        with django_capture_on_commit_callbacks(execute=True):
            evidence_remove(by=checker, evidence_id=one.pk, seen=1)
            assert len(kept(store)) == 1
        assert not kept(store)
        assert not Evidence.objects.exists()
        rows = history.of(Evidence).objects.filter(pgh_obj=one.pk)
        assert list(rows.values_list("pgh_label", "sha256").order_by("pgh_id")) == [
            ("insert", one.sha256),
            ("delete", one.sha256),
        ]

    def test_a_decision_rests_on_it(self, claim, editor, checker, store):
        one = add(claim, checker, PNG, "a.png")
        decide(claim, checker, evidence=[one])
        with pytest.raises(Refused, match="A decision rests on it"):
            evidence_remove(by=editor, evidence_id=one.pk)
        claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
        with pytest.raises(Refused, match="A decision rests on it"):
            evidence_remove(by=editor, evidence_id=one.pk)
        assert len(kept(store)) == 1

    def test_refusals(self, claim, checker):
        one = add(claim, checker)
        with pytest.raises(Stale):
            evidence_remove(by=checker, evidence_id=one.pk, seen=2)
        evidence_remove(by=checker, evidence_id=one.pk, seen=1)
        with pytest.raises(ValidationError) as caught:
            evidence_remove(by=checker, evidence_id=one.pk)
        assert "No evidence" in problems(caught)["evidence"]


class TestDecidedClaims:
    @pytest.mark.parametrize(
        ("change", "cause"),
        [
            (lambda claim, one, by: add(claim, by, PNG, "b.png"), "evidence was added"),
            (
                lambda claim, one, by: evidence_update(
                    by=by, evidence_id=one.pk, changes={"locator": "p. 13"}
                ),
                "the place in its evidence was changed",
            ),
            (
                lambda claim, one, by: evidence_remove(by=by, evidence_id=one.pk),
                "evidence was removed",
            ),
        ],
    )
    def test_evidence_that_changes_reopens_them(self, claim, editor, checker, change, cause):
        one = add(claim, checker, locator="p. 12")
        decide(claim, checker)
        change(claim, one, editor)
        assert stands(claim) == ("in_review", cause)
        assert claim.events.last().by == editor

    def test_a_note_does_not(self, claim, editor, checker):
        one = add(claim, checker)
        decide(claim, checker)
        evidence_update(by=editor, evidence_id=one.pk, changes={"note": "x", "is_public": True})
        assert stands(claim) == ("verified", "")

    @pytest.mark.parametrize("to", [Status.VERIFIED, Status.REFUTED])
    def test_evidence_bars_nobody(self, claim, checker, to):
        one = add(claim, checker, PNG, "a.png")
        evidence_update(by=checker, evidence_id=one.pk, changes={"locator": "top left"})
        evidence_remove(by=checker, evidence_id=one.pk)
        add(claim, checker)
        claim.refresh_from_db()
        assert checker.pk not in facts.claim_state(claim).barred
        claim_transition(by=checker, claim_id=claim.pk, to=Status.IN_REVIEW)
        claim_transition(by=checker, claim_id=claim.pk, to=to, reason="as the photo shows")
        assert Claim.objects.get(pk=claim.pk).status == to
