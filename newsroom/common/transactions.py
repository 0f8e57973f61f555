"""A transaction that is begun again where the database called it off, and undone as a whole.

Locks are taken in one order (`claims.services.core`). Several services in one transaction, as on
a page of the admin, may still cross with others: PostgreSQL then calls one of them off.
"""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

import psycopg.errors
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import BigIntegerField, Func, TextField
from django.db.models.functions import Cast

from newsroom.common.records import Contended

Result = TypeVar("Result")
ATTEMPTS = 5
PAUSE_SECONDS = 0.05
CALLED_OFF = (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure)
UNREACHABLE = (OperationalError, InterfaceError)

_log = logging.getLogger(__name__)
_undoings: ContextVar[list[Callable[[], None]]] = ContextVar("undoings")
_endings: list[Callable[[], None]] = []


def whole(work: Callable[[], Result]) -> Result:
    """Do `work` in one transaction, and return what it returns.

    Where the database calls it off (a deadlock, a serialization failure), `work` is done again, a
    few times; inside another `whole`, or any transaction, the outermost sees to that. So `work`
    keeps what it was given as it was, and what it does elsewhere is `undone` or left for on_commit.
    Raises Contended where the last attempt was called off as well.
    """
    if connection.in_atomic_block:
        return _attempt(work)
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _attempt(work)
        except OperationalError as problem:
            if not is_called_off(problem):
                raise
            if attempt == ATTEMPTS:
                raise Contended from problem
            _log.warning("Called off by the database, to be done again: %s", _first_line(problem))
        time.sleep(random.uniform(0, PAUSE_SECONDS * 2**attempt))  # noqa: S311 — no secret
    raise AssertionError("The last attempt returns or raises.")


def undone(undo: Callable[[], None]) -> None:
    """Have `undo` called where the `whole` that is at work comes to nothing.

    Not where the connection was lost: what is written may then stand.
    """
    _undoings.get().append(undo)


def this_transaction() -> Cast:
    """The number of this transaction, as triggers write it; NULL before its first write."""
    number = Func(function="pg_current_xact_id_if_assigned")
    return Cast(Cast(number, TextField()), BigIntegerField())


def before_commit(ending: Callable[[], None]) -> None:
    """Have `ending` called at the end of every outermost `whole`, inside its transaction.

    It does its part of the write: what it raises undoes the whole of it. Called once at start-up.
    """
    if ending not in _endings:
        _endings.append(ending)


def is_called_off(problem: Exception) -> bool:
    """Whether the database ended a transaction, all of it, that may succeed when done again."""
    return isinstance(problem.__cause__, CALLED_OFF)


def _attempt(work: Callable[[], Result]) -> Result:
    outer = _undoings.get(None)
    own: list[Callable[[], None]] = []
    token = _undoings.set(own)
    try:
        with transaction.atomic():
            result = work()
            if outer is None:
                for ending in _endings:
                    ending()
    except Exception as problem:
        if is_called_off(problem) or not isinstance(problem, UNREACHABLE):
            _undo(own)
        raise
    finally:
        _undoings.reset(token)
    if outer is not None:
        outer.extend(own)  # the transaction around this one may still come to nothing
    return result


def _first_line(problem: Exception) -> str:
    return str(problem).partition("\n")[0]  # what follows may quote a statement


def _undo(undoings: list[Callable[[], None]]) -> None:
    for undo in reversed(undoings):
        try:
            undo()
        except Exception:
            _log.exception("Something outside of the database stays behind.")
