"""What is overdue or lies about."""

from datetime import UTC, datetime, timedelta

import pytest

from claims.domain.queue import (
    IMPORTANCE_ORDER,
    OPEN,
    OUT,
    is_theirs_alone,
    marks,
    waits_for_second,
)
from claims.domain.vocabulary import ArticleStatus, Importance, Status
from claims.domain.workflow import DECIDED

NOW = datetime(2024, 3, 18, 12, tzinfo=UTC)
STALE_AFTER = timedelta(days=3)
INSTANT = timedelta(microseconds=1)


def of(status="in_review", due=None, untouched=timedelta(0)):
    found = marks(Status(status), due, NOW - untouched, NOW, STALE_AFTER)
    return (found.overdue, found.stale)


def test_open_is_what_nobody_has_decided():
    assert set(Status) - DECIDED - {Status.WITHDRAWN} == OPEN


@pytest.mark.parametrize("status", Status)
def test_overdue_is_open_past_its_time(status):
    assert of(status, NOW - INSTANT)[0] is (status in OPEN)
    assert of(status, NOW)[0] is False
    assert of(status, NOW + INSTANT)[0] is False
    assert of(status, None)[0] is False


@pytest.mark.parametrize("status", Status)
def test_stale_is_in_review_and_untouched(status):
    assert of(status, untouched=STALE_AFTER + INSTANT)[1] is (status is Status.IN_REVIEW)
    assert of(status, untouched=STALE_AFTER)[1] is False


def test_a_claim_can_be_both():
    assert of(due=NOW - INSTANT, untouched=STALE_AFTER + INSTANT) == (True, True)


def test_importance_is_ordered_in_full():
    assert set(IMPORTANCE_ORDER) == set(Importance)
    assert IMPORTANCE_ORDER[0] is Importance.HIGH


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("article", ArticleStatus)
def test_what_went_out_on_one_check_waits_for_a_second(status, article):
    waits = waits_for_second(status, article, NOW, None)
    assert waits is (status in OPEN and article in OUT)
    assert waits_for_second(status, article, NOW, NOW - INSTANT) is waits
    assert waits_for_second(status, article, NOW, NOW) is False
    assert waits_for_second(status, article, NOW, NOW + INSTANT) is False


def test_out_is_what_readers_have_or_are_about_to():
    assert set(ArticleStatus) - OUT == {
        ArticleStatus.DRAFT,
        ArticleStatus.IN_REVIEW,
        ArticleStatus.RETRACTED,
    }


@pytest.mark.parametrize(
    ("checkers", "alone"), [((), False), ("a", True), ("aa", True), ("ab", False), ("b", False)]
)
def test_what_one_has_checked_alone_is_not_theirs_to_verify(checkers, alone):
    assert is_theirs_alone("a", checkers) is alone
