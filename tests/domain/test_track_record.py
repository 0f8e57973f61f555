from claims.domain.vocabulary import ClaimOutcome, Stance
from desk.domain.track_record import AGAINST, FOR, Side, track_record

BORNE_OUT, CONTRADICTED, OPEN = (
    ClaimOutcome.BORNE_OUT,
    ClaimOutcome.CONTRADICTED,
    ClaimOutcome.OPEN,
)


def test_nothing_said_is_no_record():
    found = track_record([])
    assert (found.right, found.wrong, found.settled) == (0, 0, 0)
    assert found.stood_for == found.stood_against == Side()


def test_who_denied_what_was_contradicted_was_right():
    found = track_record(
        [
            (True, BORNE_OUT, 3),
            (True, CONTRADICTED, 1),
            (True, OPEN, 7),
            (False, CONTRADICTED, 2),
            (False, BORNE_OUT, 4),
        ]
    )
    assert (found.right, found.wrong, found.settled) == (5, 5, 10)
    assert found.stood_for == Side(borne_out=3, contradicted=1, open=7)
    assert (found.stood_for.claims, found.stood_against.claims) == (11, 6)


def test_numbers_of_one_kind_add_up():
    assert track_record([(True, OPEN, 1), (True, OPEN, 2)]).stood_for.open == 3


def test_every_stance_is_on_one_side():
    assert set(Stance) == FOR | AGAINST
    assert not FOR & AGAINST
