"""All of a record's checks are one question to the database; what is broken is named as ever."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from claims.models import Attribution
from newsroom.common import constraints, records
from newsroom.common.models import User
from tests import factories

pytestmark = pytest.mark.django_db

BROKEN: list[Mapping[str, Any]] = [
    {"via_id": "source_id"},
    {"knows_from_id": "source_id"},
    {"headcount": 0},
    {"stated_on": "yesterday"},
    {"withdrawn_reason": "It was no source."},
    {"stance": "wonders"},
    {"headcount": 0, "stated_on": "yesterday"},
    {"headcount": 0, "stance": "wonders"},
    {"headcount": "many"},  # no number: found before any constraint, which then leaves it alone
    {"headcount": "many", "stated_on": "yesterday"},
]


@pytest.fixture
def row(editor: User) -> Attribution:
    return factories.attribution(editor, factories.claim(editor))


def _broken(row: Attribution, changes: Mapping[str, Any]) -> Attribution:
    for name, value in changes.items():
        setattr(row, name, getattr(row, value) if value == "source_id" else value)
    return row


def _told(check: Callable[[], None]) -> dict[str, list[tuple[Any, str]]]:
    with pytest.raises(ValidationError) as raised:
        check()
    return {
        name: sorted((problem.code, str(problem.message)) for problem in problems)
        for name, problems in raised.value.error_dict.items()
    }


@pytest.mark.parametrize("changes", BROKEN, ids=str)
def test_what_is_broken_is_told_as_django_tells_it(row, changes):
    _broken(row, changes)
    plain = _told(row.full_clean)
    beside_their_fields = {}
    for name, problems in plain.items():
        for code, message in problems:
            place = code if name == NON_FIELD_ERRORS else name
            beside_their_fields.setdefault(place, []).append((code, message))
    assert _told(lambda: records.clean(row)) == beside_their_fields


def test_a_record_in_order_asks_once_for_all_its_checks(row):
    checks = [one for one in row._meta.constraints if type(one) is models.CheckConstraint]
    assert len(checks) > 3
    with CaptureQueriesContext(connection) as asked:
        records.clean(row)
    judged = [one["sql"] for one in asked if "COALESCE" in one["sql"]]
    assert len(judged) == 1
    assert judged[0].count("COALESCE") >= len(checks)


@pytest.mark.parametrize("name", [one.name for one in Attribution._meta.constraints])
def test_each_constraint_is_among_those_asked(row, name, monkeypatch):
    """Whichever it is: with no other, and made impossible to keep, it is found broken."""
    only = next(one for one in row._meta.constraints if one.name == name)
    monkeypatch.setattr(row._meta, "constraints", [only])
    assert constraints.are_kept(row)
    by_name = {
        "attribution_via_another_source": BROKEN[0],
        "attribution_knows_from_another": BROKEN[1],
        "attribution_headcount_from_one": BROKEN[2],
        "attribution_stated_on_partial_date": BROKEN[3],
        "attribution_withdrawal_is_whole": BROKEN[4],
    }
    if name == "attribution_position_once":
        row = Attribution(claim_id=row.claim_id, position=row.position)
    else:
        _broken(row, by_name.get(name, {name.split("_")[1]: "no such word"}))
    assert not constraints.are_kept(row)


def test_a_condition_that_cannot_be_judged_hides_no_other(row):
    """One out of the database's range ends the question, and they are asked one by one."""
    row.headcount = 10**30
    row.stated_on = "yesterday"
    assert not constraints.are_kept(row)
    assert "stated_on" in _told(lambda: records.clean(row))
    # The transaction goes on.
    assert Attribution.objects.filter(pk=row.pk).exists()


def test_what_is_not_known_breaks_no_check(row):
    """As in SQL: a condition on what is NULL is neither true nor false, and kept."""
    row.headcount = None
    row.via_id = None
    assert constraints.are_kept(row)
    records.clean(row)
