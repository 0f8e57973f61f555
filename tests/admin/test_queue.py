"""The queue in the admin: whose claims they are, in what order, and passing them on."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Claim, HandOver
from claims.services.claims import claim_update
from claims.services.queue import claims_assign
from claims.services.verification import claim_transition
from newsroom.common.roles import Role
from tests import factories
from tests.admin.pages import text_of, url

pytestmark = pytest.mark.django_db
LIST = url(Claim, "changelist")
HAND_OVER = "/admin/claims/handover/queue/"
NOWHERE = "00000000-0000-4000-8000-000000000000"


@pytest.fixture
def person(db):
    return factories.person(Role.FACT_CHECKER)


@pytest.fixture
def checker(client, person):
    client.force_login(person)
    return client


@pytest.fixture
def article(editor):
    return factories.article(editor)


@pytest.fixture
def claims(editor, article):
    return [factories.claim(editor, article, statement=f"claim {n}") for n in range(3)]


@pytest.fixture
def hidden(editor):
    article = factories.article(editor, access="named people", headline="MARK")
    return factories.claim(editor, article, statement="MARK")


def listed(client, query):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return list(response.context["cl"].result_list)


def send(client, action, claims, query="", **data):
    data = {
        "action": action,
        "index": "0",
        "_selected_action": [str(one.pk) for one in claims],
        **data,
    }
    return client.post(f"{LIST}?{query}", data, follow=True)


class TestLists:
    @pytest.fixture
    def mixed(self, editor, article, person):
        """Nobody's; mine, overdue; another's in review and lying about; mine and decided."""
        mixed = [factories.claim(editor, article, statement=f"claim {n}") for n in range(4)]
        past = timezone.now() - timedelta(hours=1)
        for one in (mixed[1], mixed[3]):
            claim_update(by=editor, claim_id=one.pk, changes={"assignee": person, "due_at": past})
        claim_update(by=editor, claim_id=mixed[2].pk, changes={"assignee": editor})
        for one in mixed[2:]:
            claim_transition(by=person, claim_id=one.pk, to="in_review")
        claim_transition(by=person, claim_id=mixed[3].pk, to="disputed", reason="unclear")
        Claim.objects.filter(pk=mixed[2].pk).update(updated_at=past - timedelta(days=30))
        return mixed

    @pytest.mark.parametrize(
        ("which", "numbers"),
        [
            ("mine", [1]),
            ("nobodys", [0]),
            ("all", [0, 1, 2]),
            ("overdue", [1]),
            ("stale", [2]),
            ("nonsense", [0, 1, 2, 3]),
            ("", [0, 1, 2, 3]),
        ],
    )
    def test_each(self, checker, mixed, which, numbers):
        found = listed(checker, f"queue={which}")
        assert {one.statement for one in found} == {f"claim {n}" for n in numbers}

    def test_what_is_wanted_first_stands_first(self, checker, editor, claims):
        soon = timezone.now() + timedelta(hours=1)
        for one, changes in zip(
            claims,
            ({"importance": "high"}, {"due_at": soon}, {"due_at": soon, "importance": "high"}),
            strict=True,
        ):
            claim_update(by=editor, claim_id=one.pk, changes=changes)
        assert listed(checker, "queue=all") == [claims[2], claims[1], claims[0]]

    def test_marks(self, checker, mixed):
        page = checker.get(f"{LIST}?queue=all").content.decode()
        for mark in ("overdue", "lying about"):
            assert page.count(f">{mark}</strong>") == 1

    @pytest.mark.parametrize(
        "query",
        [
            "queue=all&attributions__source__naming=anonymous",
            "queue=all&attributions__source__naming__exact=anonymous&q=claim&o=2",
            "queue=mine&status__exact=in_review&importance__exact=high",
            "queue=%00",
            "q=%00",
            "status__exact=%00",
            "status__exact=nonsense",
            "assignee__id__exact=nonsense",
            "uncounted__exact=nonsense",
            "created_at__year=nonsense",
            "o=999.x",
            "p=nonsense",
        ],
    )
    def test_odd_addresses(self, checker, mixed, query):
        response = checker.get(f"{LIST}?{query}", follow=True)
        assert response.status_code == 200

    def test_two_rows_of_sourcing_are_one_claim(self, checker, editor, claims):
        for _ in range(2):
            factories.attribution(editor, claims[0], source=factories.group(editor))
        query = "queue=all&attributions__source__naming__exact=anonymous"
        assert listed(checker, query) == [claims[0]]

    def test_not_of_what_one_may_not_read(self, checker, claims, hidden, person):
        Claim.objects.filter(pk=hidden.pk).update(assignee=person)
        for query in ("", "queue=mine", "queue=all", "q=MAR", "assignee__isnull=False"):
            assert b"MARK" not in checker.get(f"{LIST}?{query}").content


class TestBulk:
    def test_taken_and_handed_back(self, checker, claims, person):
        told = text_of(send(checker, "take", claims[:2]))
        assert "2 claims: yours now." in told
        assert set(Claim.objects.filter(assignee=person)) == set(claims[:2])
        told = text_of(send(checker, "hand_back", claims[:1]))
        assert "1 claim: nobody" in told
        assert list(Claim.objects.filter(assignee=person)) == [claims[1]]

    def test_all_or_none(self, checker, claims, editor, person):
        claims_assign(by=editor, claim_ids=[claims[1].pk], to=editor)
        told = text_of(send(checker, "take", claims))
        assert f"{editor} has “claim 1”" in told
        assert not Claim.objects.filter(assignee=person).exists()

    def test_of_what_one_may_not_read_nothing(self, checker, claims, hidden, person):
        response = send(checker, "take", [claims[0], hidden])
        assert b"MARK" not in response.content
        assert list(Claim.objects.filter(assignee=person)) == [claims[0]]
        response = send(checker, "take", [hidden])
        assert response.status_code == 200
        hidden.refresh_from_db()
        assert hidden.assignee is None

    @pytest.mark.parametrize("action", ["take", "hand_back", "give"])
    def test_nothing_or_nonsense_ticked(self, desk, claims, action):
        assert "Items must be selected" in text_of(send(desk, action, []))
        for pk in (NOWHERE, "nonsense"):
            data = {"action": action, "index": "0", "_selected_action": pk}
            assert desk.post(LIST, data, follow=True).status_code == 200
        assert not Claim.objects.exclude(assignee=None).exists()

    @pytest.mark.parametrize("action", ["take", "hand_back", "give"])
    def test_too_many(self, desk, editor, article, monkeypatch, action, person):
        monkeypatch.setattr("claims.admin.queue.MOST", 2)
        claims = [factories.claim(editor, article) for _ in range(3)]
        more = {"apply": "yes", "to": str(person.pk)} if action == "give" else {}
        told = text_of(send(desk, action, claims[:1], select_across="1", **more))
        assert "At most 2 claims at once" in told
        assert not Claim.objects.exclude(assignee=None).exists()

    def test_a_checker_assigns_to_nobody_else(self, checker, claims, person):
        more = {"apply": "yes", "to": str(factories.person().pk)}
        send(checker, "give", claims, **more)
        assert not Claim.objects.exclude(assignee=None).exists()


class TestAssigning:
    def test_asked_to_whom_then_done(self, desk, claims, person):
        page = send(desk, "give", claims[:2])
        assert "Assign 2 claims" in text_of(page)
        assert "claim 0; claim 1" in text_of(page) or "claim 1; claim 0" in text_of(page)
        carried = page.context["carried"]
        ids = [value for name, value in carried if name == "_selected_action"]
        assert set(ids) == {str(one.pk) for one in claims[:2]}
        data = {**dict(carried), "_selected_action": ids, "to": str(person.pk)}
        data |= {"due_at_0": "2030-01-01", "due_at_1": "12:00"}
        told = text_of(desk.post(LIST, data, follow=True))
        assert f"2 assigned to {person}." in told
        given = Claim.objects.filter(assignee=person)
        assert set(given) == set(claims[:2])
        assert {one.due_at.isoformat() for one in given} == {"2030-01-01T12:00:00+00:00"}

    @pytest.mark.parametrize(
        ("data", "field", "says"),
        [
            ({"to": ""}, "to", "required"),
            ({"to": "nonsense"}, "to", "not one of the available choices|valid UUID"),
            ({"to": NOWHERE}, "to", "not one of the available choices"),
            ({"to": "CONSUMER"}, "to", "not one of the available choices"),
            ({"due_at_0": "tomorrow"}, "due_at", "valid date"),
            ({"due_at_1": "12:00"}, "due_at", "valid date"),
        ],
    )
    def test_invalid_input_keeps_the_selection(self, desk, claims, person, data, field, says):
        consumer = factories.person(Role.CONSUMER)
        data = {"to": str(person.pk), "due_at_0": "", "due_at_1": "", **data}
        data["to"] = data["to"].replace("CONSUMER", str(consumer.pk))
        page = send(desk, "give", claims, apply="yes", **data)
        problem = str(page.context["form"].errors[field])
        assert any(one in problem for one in says.split("|")), problem
        ids = {value for name, value in page.context["carried"] if name == "_selected_action"}
        assert ids == {str(one.pk) for one in claims}
        if field == "due_at":
            assert f'value="{person.pk}" selected' in page.content.decode()
        assert not Claim.objects.exclude(assignee=None).exists()

    def test_who_may_not_read_it_is_said_at_the_field(self, desk, editor, claims, person, hidden):
        hidden.article.readers.add(editor)
        page = send(desk, "give", [claims[0], hidden], apply="yes", to=str(person.pk))
        assert "may not read the article. (“MARK”)" in str(page.context["form"].errors["to"])
        assert not Claim.objects.exclude(assignee=None).exists()

    def test_what_is_decided_meanwhile(self, desk, editor, claims, person):
        claim_transition(by=editor, claim_id=claims[0].pk, to="withdrawn", reason="wrong")
        page = send(desk, "give", claims, apply="yes", to=str(person.pk))
        assert "nothing is left to check" in text_of(page)
        assert not Claim.objects.exclude(assignee=None).exists()


class TestHandingOver:
    @pytest.fixture
    def assigned(self, editor, claims, person):
        claims_assign(by=editor, claim_ids=[one.pk for one in claims], to=person)

    def test_ones_own(self, checker, person, assigned):
        other = factories.person(Role.FACT_CHECKER)
        page = checker.get(HAND_OVER)
        offered = page.context["form"].fields
        assert list(offered["from_person"].queryset) == [person]
        assert f'value="{person.pk}" selected' in page.content.decode()
        data = {"from_person": str(person.pk), "to": str(other.pk), "reason": "holidays"}
        told = text_of(checker.post(HAND_OVER, data, follow=True))
        assert f"3 open claims handed over to {other}." in told
        step = HandOver.objects.get()
        assert (step.from_person, step.to_person, step.by) == (person, other, person)
        assert "holidays" in text_of(checker.get(url(HandOver, "changelist")))

    def test_of_one_who_has_left(self, desk, person, assigned):
        person.is_active = False
        person.save()
        other = factories.person(Role.FACT_CHECKER)
        data = {"from_person": str(person.pk), "to": str(other.pk)}
        assert "3 open claims" in text_of(desk.post(HAND_OVER, data, follow=True))

    @pytest.mark.parametrize(
        ("data", "field", "says"),
        [
            ({"to": ""}, "to", "required"),
            ({"to": "nonsense"}, "to", "not"),
            ({"to": "SAME"}, "to", "Another person"),
            ({"to": "LAWYER"}, "to", "not one of the available choices"),
            ({"from_person": ""}, "from_person", "required"),
            ({"reason": "x" * 301}, "reason", "at most 300"),
        ],
    )
    def test_bad_input_comes_back_at_its_field(self, desk, person, assigned, data, field, says):
        other = factories.person(Role.FACT_CHECKER)
        people = {"SAME": person.pk, "LAWYER": factories.person(Role.LAWYER).pk}
        data = {"from_person": str(person.pk), "to": str(other.pk), "reason": "my words", **data}
        data["to"] = str(people.get(data["to"], data["to"]))
        page = desk.post(HAND_OVER, data)
        assert page.status_code == 200
        assert says in str(page.context["form"].errors[field])
        if field != "reason":
            assert "my words" in page.content.decode()
        assert not HandOver.objects.exists()

    def test_an_empty_queue(self, desk, editor, person):
        claim = factories.claim(editor)
        claims_assign(by=editor, claim_ids=[claim.pk], to=person)
        claim_transition(by=editor, claim_id=claim.pk, to="withdrawn", reason="wrong")
        data = {"from_person": str(person.pk), "to": str(editor.pk)}
        assert "no open claims to hand over" in text_of(desk.post(HAND_OVER, data))

    def test_not_the_queue_of_another(self, checker, editor, claims):
        claims_assign(by=editor, claim_ids=[claims[0].pk], to=editor)
        data = {"from_person": str(editor.pk), "to": str(factories.person().pk)}
        page = checker.post(HAND_OVER, data)
        assert "not one of the available choices" in str(page.context["form"].errors["from_person"])
        claims[0].refresh_from_db()
        assert claims[0].assignee == editor
