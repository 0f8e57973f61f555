"""Every move there is or is not, by the service and by raw SQL, which says the same.

The table is written out here a third time on purpose: neither the domain's nor the database's may
drift from what the workflow is meant to be.
"""

from copy import copy
from itertools import product

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction

from claims.domain.vocabulary import Status
from claims.domain.workflow import MOVES
from claims.models import Claim, VerificationEvent
from claims.services import core
from claims.services.attributions import attribution_update, attribution_withdraw
from claims.services.claims import claim_update
from claims.services.evidence import evidence_add
from claims.services.verification import claim_transition
from newsroom.common.records import Refused
from newsroom.common.roles import Role
from tests import factories, scenes

pytestmark = pytest.mark.django_db

DECIDED = ("verified", "disputed", "refuted", "unverifiable")
TABLE = {
    "unverified": {"in_review", "withdrawn"},
    "in_review": {*DECIDED, "withdrawn"},
    "verified": {"in_review", "withdrawn"},
    "disputed": {"in_review", "withdrawn"},
    "refuted": {"in_review", "withdrawn"},
    "unverifiable": {"in_review", "withdrawn"},
    "withdrawn": set(),  # the end
}
PAIRS = list(product(TABLE, TABLE))
LEGAL = [(was, to) for was, to in PAIRS if to in TABLE[was]]
ILLEGAL = [(was, to) for was, to in PAIRS if to not in TABLE[was]]
# What leads to each status, from where a claim begins.
WAYS = {
    "unverified": (),
    "in_review": ("in_review",),
    **{one: ("in_review", one) for one in DECIDED},
    "withdrawn": ("withdrawn",),
}


def test_the_domain_has_the_table():
    assert {was: {*to} for was, to in MOVES.items()} == TABLE


class Sheet:
    """A claim of `editor`, an account of it, and two who had no hand in it."""

    def __init__(self) -> None:
        self.editor = factories.person(username="editor")
        self.claim = factories.claim(self.editor)
        factories.attribution(self.editor, self.claim)
        self.checker = factories.person(Role.FACT_CHECKER)
        self.second = factories.person(Role.EDITOR)


built, sheet = scenes.of_the_module(Sheet)


@pytest.fixture
def editor(sheet):
    return copy(sheet.editor)


@pytest.fixture
def checker(sheet):
    return copy(sheet.checker)


@pytest.fixture
def second(sheet):
    """An editor: checks and withdraws."""
    return copy(sheet.second)


@pytest.fixture
def claim(sheet):
    return Claim.objects.get(pk=sheet.claim.pk)


def move(claim, by, to, reason="checked the wording", **extra):
    return claim_transition(by=by, claim_id=claim.pk, to=Status(to), reason=reason, **extra)


def bring(claim, by, status):
    for to in WAYS[status]:
        move(claim, by, to)
    claim.refresh_from_db()
    assert claim.status == status
    return claim


def unchanged(claim):
    """The claim stands as it did, and nothing was logged."""
    was = (claim.status, claim.version, claim.events.count())

    def check():
        claim.refresh_from_db()
        assert (claim.status, claim.version, claim.events.count()) == was

    return check


class TestByTheService:
    @pytest.mark.parametrize(("was", "to"), LEGAL)
    def test_a_move(self, claim, second, was, to):
        bring(claim, second, was)
        before = claim.version
        move(claim, second, to)
        claim.refresh_from_db()
        assert (claim.status, claim.version) == (to, before + 1)
        last = claim.events.last()
        assert (last.from_status, last.to_status, last.by) == (was, to, second)
        assert (last.reason, last.cause) == ("checked the wording", "")

    @pytest.mark.parametrize(("was", "to"), ILLEGAL)
    def test_no_move(self, claim, second, was, to):
        check = unchanged(bring(claim, second, was))
        if was == to:
            move(claim, second, to)
        else:
            says = "moves nowhere" if was == "withdrawn" else f"From {was} .* not move to {to}"
            with pytest.raises(Refused, match=says):
                move(claim, second, to)
        check()

    @pytest.mark.parametrize(("was", "to"), [one for one in LEGAL if one[1] != "in_review"])
    def test_without_a_reason(self, claim, second, was, to):
        check = unchanged(bring(claim, second, was))
        for blank in ("", "  \n", "\u2003\u00a0"):
            with pytest.raises(ValidationError) as caught:
                move(claim, second, to, reason=blank)
            assert caught.value.message_dict == {"reason": [f"Say why the claim is {to}."]}
        check()

    @pytest.mark.parametrize("was", ["unverified", *DECIDED])
    def test_taking_up_and_reopening_need_no_reason(self, claim, second, was):
        bring(claim, second, was)
        move(claim, second, "in_review", reason="")
        assert Claim.objects.get(pk=claim.pk).status == "in_review"

    @pytest.mark.parametrize("to", DECIDED)
    def test_grounds(self, editor, second, to):
        claim = bring(factories.claim(editor), second, "in_review")
        if to in ("disputed", "unverifiable"):
            move(claim, second, to)
            return
        check = unchanged(claim)
        with pytest.raises(ValidationError) as caught:
            move(claim, second, to)
        (message,) = caught.value.message_dict["evidence"]
        assert "add evidence, or log an attribution" in message
        check()

    @pytest.mark.parametrize("to", ["verified", "refuted"])
    def test_a_withdrawn_row_is_no_ground_and_evidence_alone_is(self, claim, editor, second, to):
        row = claim.attributions.get()
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="misheard")
        bring(claim, second, "in_review")
        with pytest.raises(ValidationError):
            move(claim, second, to)
        evidence_add(by=second, claim_id=claim.pk, fields={"url": "https://example.org/"})
        move(claim, second, to)

    @pytest.mark.parametrize(("was", "to"), LEGAL)
    def test_who_may_not(self, claim, second, was, to):
        check = unchanged(bring(claim, second, was))
        may = {Role.EDITOR, Role.ADMIN} | ({Role.FACT_CHECKER} if to != "withdrawn" else set())
        who = "an editor" if to == "withdrawn" else "a fact-checker or an editor"
        for role in set(Role) - may:
            with pytest.raises(PermissionDenied, match=f"Only {who} can do that"):
                move(claim, factories.person(role), to)
        check()

    @pytest.mark.parametrize("role", [Role.FACT_CHECKER, Role.EDITOR, Role.ADMIN])
    def test_who_may(self, claim, role):
        person = factories.person(role)
        for to in ("in_review", "verified", "in_review", "refuted"):
            move(claim, person, to)
        if role is not Role.FACT_CHECKER:
            move(claim, person, "withdrawn")

    def test_whoever_has_left_moves_nothing(self, claim, second):
        second.is_active = False
        second.save()
        with pytest.raises(PermissionDenied):
            move(claim, second, "in_review")


def parties():
    """Each way to become a party to a claim: what the person does before deciding."""

    def logged(stance):
        return lambda claim, person: factories.attribution(person, claim, stance)

    def restated(claim, person):
        claim_update(by=person, claim_id=claim.pk, changes={"statement": "He may travel."})

    def logged_and_withdrew(claim, person):
        row = factories.attribution(person, claim, "confirms")
        attribution_withdraw(by=person, attribution_id=row.pk, reason="to be able to verify")

    def changed(stance):
        return lambda claim, person: attribution_update(
            by=person, attribution_id=claim.attributions.get().pk, changes={"stance": stance}
        )

    def took_over(claim, person):
        attribution_update(
            by=person, attribution_id=claim.attributions.get().pk, changes={"note": "asked again"}
        )

    def withdrew(claim, person):
        row = claim.attributions.get()
        attribution_withdraw(by=person, attribution_id=row.pk, reason="misheard")
        factories.attribution(claim.contributors.first().person, claim)

    def brought_evidence(claim, person):
        evidence_add(by=person, claim_id=claim.pk, fields={"url": "https://example.org/"})

    barred = {
        "wrote": restated,
        "asserts": logged("asserts"),
        "confirms": logged("confirms"),
        "partly confirms": logged("partly confirms"),
        "logged and withdrew": logged_and_withdrew,
        "changed to confirms": changed("confirms"),
        "changed a supporting row": took_over,
    }
    free = {
        "denies": logged("denies"),
        "disputes": logged("disputes"),
        "changed to denies": changed("denies"),
        "withdrew another's": withdrew,
        "evidence": brought_evidence,
    }
    return [
        *(pytest.param(act, True, id=name) for name, act in barred.items()),
        *(pytest.param(act, False, id=name) for name, act in free.items()),
    ]


@pytest.mark.parametrize("to", DECIDED)
@pytest.mark.parametrize(("act", "is_barred"), parties())
def test_four_eyes(claim, second, act, is_barred, to):
    """Who supports a claim neither verifies nor refutes it, nor does the database let them."""
    second.is_superuser = True
    second.save()
    act(claim, second)
    bring(claim, second, "in_review")
    if not is_barred or to in ("disputed", "unverifiable"):
        move(claim, second, to)
        return
    check = unchanged(claim)
    with pytest.raises(PermissionDenied, match="second person"):
        move(claim, second, to)
    with pytest.raises(IntegrityError, match="Four eyes"), transaction.atomic():
        core.move(claim, second, Status(to), reason="checked")
    check()


class TestByRawSQL:
    """Past the service: an event and the status that follows it, as plain statements."""

    def write(self, claim, by, was, to, **event):
        event = {"reason": "checked", **event}
        with transaction.atomic():
            VerificationEvent.objects.create(
                claim=claim, from_status=was, to_status=to, by=by, **event
            )
            Claim.objects.filter(pk=claim.pk).update(status=to)
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    def refused(self, says):
        return pytest.raises(IntegrityError, match=says)

    @pytest.mark.parametrize(("was", "to"), LEGAL)
    def test_a_move(self, claim, second, was, to):
        bring(claim, second, was)
        self.write(claim, second, was, to)
        assert Claim.objects.get(pk=claim.pk).status == to

    @pytest.mark.parametrize(("was", "to"), ILLEGAL)
    def test_no_move(self, claim, second, was, to):
        check = unchanged(bring(claim, second, was))
        with self.refused(f"does not move from {was} to {to}"):
            self.write(claim, second, was, to)
        check()

    @pytest.mark.parametrize(("was", "to"), [one for one in PAIRS if one[0] != one[1]])
    def test_no_status_moves_alone(self, claim, second, was, to):
        check = unchanged(bring(claim, second, was))
        with self.refused("only together with the event"), transaction.atomic():
            connection.cursor().execute("UPDATE claims_claim SET status = %s", [to])
        check()

    @pytest.mark.parametrize(("was", "to"), [one for one in LEGAL if one[1] != "in_review"])
    def test_without_a_reason(self, claim, second, was, to):
        bring(claim, second, was)
        for blank in ("", " \n\t"):
            with self.refused(f"Say why the claim is {to}"):
                self.write(claim, second, was, to, reason=blank)
        with self.refused("reopened by a cause"):
            self.write(claim, second, was, to, reason="", cause="a source was changed")

    def test_taking_up_has_no_cause(self, claim, second):
        with self.refused("reopened by a cause"):
            self.write(claim, second, "unverified", "in_review", cause="a source was changed")

    @pytest.mark.parametrize("was", DECIDED)
    def test_a_cause_reopens(self, claim, second, was):
        bring(claim, second, was)
        self.write(claim, second, was, "in_review", reason="", cause="a source was changed")

    @pytest.mark.parametrize("to", ["verified", "refuted"])
    def test_without_grounds(self, claim, editor, second, to):
        row = claim.attributions.get()
        attribution_withdraw(by=editor, attribution_id=row.pk, reason="misheard")
        bring(claim, second, "in_review")
        with self.refused("nothing to decide on"):
            self.write(claim, second, "in_review", to)
        evidence_add(by=second, claim_id=claim.pk, fields={"url": "https://example.org/"})
        self.write(claim, second, "in_review", to)

    def test_evidence_of_another_claim(self, claim, editor, second):
        other = factories.claim(editor)
        fields = {"url": "https://example.org/"}
        evidence = evidence_add(by=second, claim_id=other.pk, fields=fields)
        bring(claim, second, "in_review")
        with self.refused("evidence of its own claim"):
            self.write(claim, second, "in_review", "disputed", evidence=[evidence.pk])
        with pytest.raises(ValidationError) as caught:
            move(claim, second, "disputed", evidence=[evidence])
        assert caught.value.message_dict == {
            "evidence": ["Evidence that is on file for this claim only."]
        }

    def test_who_has_left_decides_nothing_but_what_they_wrote_reopens(self, claim, second):
        bring(claim, second, "verified")
        second.is_active = False
        second.save()
        with self.refused("works here"):
            self.write(claim, second, "verified", "in_review")
        self.write(claim, second, "verified", "in_review", reason="", cause="imported anew")
