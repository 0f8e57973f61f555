"""Whoever owns the database can switch the triggers off: the chain shows what they did then."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.domain.vocabulary import Status
from claims.models import VerificationEvent
from claims.services.history import Broken, first_broken, head
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories

pytestmark = pytest.mark.django_db
TABLES = ("claims_verificationevent", "claims_claim", "claims_claimcontributor")
# As the trigger chains an event, for whoever writes the chain anew.
CHAIN = """
DO $$
DECLARE
    one claims_verificationevent;
    last text := '';
    n bigint := 0;
BEGIN
    FOR one IN SELECT * FROM claims_verificationevent ORDER BY number LOOP
        n := n + 1;
        UPDATE claims_verificationevent SET number = -n WHERE id = one.id;
        one.number := n; one.previous := last; last := claims_event_digest(one);
        UPDATE claims_verificationevent SET number = n, previous = one.previous, digest = last
            WHERE id = one.id;
    END LOOP;
END $$
"""


@pytest.fixture
def claims(editor):
    """Three claims with ten events: 1–4 and 9 of the first, 5–6 and 8 of the second, 7 and 10."""
    checker = factories.person(Role.FACT_CHECKER)
    first, second, third = (factories.claim(editor) for _ in range(3))
    for one in (first, second, third):
        factories.attribution(editor, one)
    for claim, to in [
        (first, "in_review"),
        (first, "verified"),
        (first, "in_review"),
        (first, "disputed"),
        (second, "in_review"),
        (second, "refuted"),
        (third, "in_review"),
        (second, "in_review"),
        (first, "in_review"),
        (third, "verified"),
    ]:
        claim_transition(by=checker, claim_id=claim.pk, to=Status(to), reason="checked")
    return first, second, third


@pytest.fixture
def owner(claims):
    """Runs statements as the owner of the tables, all triggers of ours switched off."""

    def run(*statements):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in TABLES:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            for one in statements:
                cursor.execute(one)

    return run


def event(number):
    return VerificationEvent.objects.get(number=number)


def broken():
    found = first_broken()
    return (found.number, found.what) if found else None


def test_a_chain_that_holds(claims, capsys):
    assert first_broken() is None
    call_command("verify_history")
    last = event(10)
    assert capsys.readouterr().out == f"10 events, the chain holds.\nHead: 10:{last.digest}\n"


def test_an_empty_one(db, capsys):
    call_command("verify_history")
    assert capsys.readouterr().out == "0 events, the chain holds.\n"


def test_the_database_digests_as_the_walk_does(claims):
    """The one in the trigger and the one spelt out in the walk are the same."""
    rows = VerificationEvent.objects.raw(
        "SELECT *, claims_event_digest(e) AS afresh FROM claims_verificationevent e"
    )
    assert all(one.afresh == one.digest for one in rows)


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'another'",
        "cause = 'made up'",
        "by_id = (SELECT id FROM common_user WHERE username = 'editor')",
        "at = at + interval '1 microsecond'",
        "evidence = ARRAY[gen_random_uuid()]",
        'findings = \'[{"rule": "unsourced"}]\'',
        "override_reason = 'I may'",
        "overridden_by_id = by_id, override_reason = 'x'",
        "claim_id = (SELECT claim_id FROM claims_verificationevent WHERE number = 7)",
        "to_status = 'unverifiable'",
        "profile_version_id = CASE WHEN profile_version_id IS NULL THEN"
        " (SELECT id FROM claims_policyprofileversion LIMIT 1) END",
        "id = gen_random_uuid()",
        "digest = repeat('0', 64)",
    ],
)
def test_altered(owner, change):
    owner(f"UPDATE claims_verificationevent SET {change} WHERE number = 4")
    assert broken() == (4, "it was altered after it was written")


def test_altered_with_a_digest_to_match(owner):
    """The next one tells, for it holds the digest of this one."""
    owner(
        "UPDATE claims_verificationevent SET reason = 'another' WHERE number = 4",
        "UPDATE claims_verificationevent e SET digest = claims_event_digest(e) WHERE number = 4",
    )
    assert broken() == (5, "it does not follow the event before it")


@pytest.mark.parametrize("number", [1, 4, 9])
def test_removed_from_the_middle(owner, number):
    owner(f"DELETE FROM claims_verificationevent WHERE number = {number}")
    assert broken() == (number + 1, f"number {number} is missing before it")


def test_removed_and_the_rest_renumbered(owner):
    owner(
        "DELETE FROM claims_verificationevent WHERE number = 4",
        "UPDATE claims_verificationevent SET number = -number WHERE number > 4",
        "UPDATE claims_verificationevent SET number = -number - 1 WHERE number < 0",
    )
    assert broken() == (4, "it does not follow the event before it")


def test_swapped(owner):
    owner(
        "UPDATE claims_verificationevent SET number = -4 WHERE number = 4",
        "UPDATE claims_verificationevent SET number = 4 WHERE number = 5",
        "UPDATE claims_verificationevent SET number = 5 WHERE number = -4",
    )
    assert broken() == (4, "it does not follow the event before it")


def test_a_tail_that_was_cut_off(owner):
    owner("DELETE FROM claims_verificationevent WHERE number > 8")
    assert broken() == (4, "its claim is in_review, not disputed")


def test_a_claim_of_which_no_event_is_left(owner, claims, editor):
    claim = factories.claim(editor)
    claim_transition(by=editor, claim_id=claim.pk, to=Status.IN_REVIEW)
    owner("DELETE FROM claims_verificationevent WHERE number = 11")
    assert first_broken() == Broken(
        0, str(claim.pk), "this claim is in_review, and no event says how"
    )


def test_a_status_without_its_event(owner, claims):
    owner(
        f"UPDATE claims_claim SET status = 'verified', public_status = 'verified' "
        f"WHERE id = '{claims[0].pk}'"
    )
    assert broken() == (9, "its claim is verified, not in_review")


def test_inserted(owner):
    """A copy of an event, put in between and after the last."""
    put = """
        INSERT INTO claims_verificationevent
        SELECT (jsonb_populate_record(e, jsonb_build_object(
            'id', gen_random_uuid(), 'number', {number}, 'transaction', NULL))).*
        FROM claims_verificationevent e WHERE number = 10
    """
    owner(put.format(number=11))
    assert broken() == (11, "it does not follow the event before it")
    owner(
        "UPDATE claims_verificationevent SET number = 12 WHERE number = 11",
    )
    assert broken() == (12, "number 11 is missing before it")


def test_a_chained_event_that_was_never_a_move(owner, claims):
    """Inserted at the end with digests that hold: it does not follow from where the claim was."""
    owner(
        """
        INSERT INTO claims_verificationevent
        SELECT (jsonb_populate_record(e, jsonb_build_object(
            'id', gen_random_uuid(), 'number', 11, 'transaction', NULL))).*
        FROM claims_verificationevent e WHERE number = 10
        """,
        CHAIN,
    )
    assert broken() == (11, "its claim was verified, not in_review")


def test_a_move_that_was_given_to_another_claim(owner, claims):
    owner(
        f"UPDATE claims_verificationevent SET claim_id = '{claims[0].pk}' WHERE number = 10", CHAIN
    )
    assert broken() == (7, "its claim is verified, not in_review")


class TestAChainWrittenAnew:
    """Digests, claims and all: in itself it holds. A head that was kept elsewhere tells."""

    def anew(self, owner, *statements):
        kept = str(head())
        owner(*statements, CHAIN)
        assert first_broken() is None
        return kept

    def expect(self, kept):
        with pytest.raises(SystemExit) as caught:
            call_command("verify_history", expect=kept)
        assert caught.value.code == 1

    def test_altered(self, owner, capsys):
        kept = self.anew(
            owner, "UPDATE claims_verificationevent SET reason = 'another' WHERE number = 2"
        )
        call_command("verify_history")
        self.expect(kept)
        said = capsys.readouterr().out
        assert f"Event 10 ({event(10).pk}): its digest is not the expected one" in said

    def test_cut_off(self, owner, claims, capsys):
        kept = self.anew(
            owner,
            "DELETE FROM claims_verificationevent WHERE number = 10",
            f"UPDATE claims_claim SET status = 'in_review' WHERE id = '{claims[2].pk}'",
        )
        self.expect(kept)
        assert "Event 10: it is expected, but the chain ends with 9." in capsys.readouterr().out

    def test_it_may_have_grown(self, claims, capsys):
        kept = str(head())
        editor = factories.person()
        claim_transition(by=editor, claim_id=claims[0].pk, to=Status.WITHDRAWN, reason="not ours")
        call_command("verify_history", expect=kept)
        call_command("verify_history", expect=f" {head()}\n")
        assert "11 events, the chain holds." in capsys.readouterr().out

    @pytest.mark.parametrize("odd", ["", "10", "abc", "10:xyz", "x:" + "0" * 64, "10:" + "0" * 63])
    def test_what_is_no_head(self, claims, odd):
        with pytest.raises(CommandError, match="number:digest"):
            call_command("verify_history", expect=odd)


def test_the_command_names_the_link_and_fails(owner, capsys):
    owner("UPDATE claims_verificationevent SET reason = 'another' WHERE number = 4")
    with pytest.raises(SystemExit) as caught:
        call_command("verify_history")
    assert caught.value.code == 1
    link = event(4).pk
    assert capsys.readouterr().out == f"Event 4 ({link}): it was altered after it was written.\n"


def test_a_digest_function_that_was_replaced_hides_nothing(owner):
    owner(
        "UPDATE claims_verificationevent SET reason = 'another' WHERE number = 4",
        "CREATE OR REPLACE FUNCTION claims_event_digest(e claims_verificationevent) RETURNS text"
        " LANGUAGE sql STABLE AS $$ SELECT e.digest $$",
    )
    assert broken() == (4, "it was altered after it was written")
