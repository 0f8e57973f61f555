"""Pytest plugin: coverage looks at the core while the tests of the core run, and at no other time.

Tracing makes Python half as slow again. Tests through the pages, the API and a browser pass through
the core as well, but what they cover there is no proof that it is right; what the core's own
tests cover has to suffice. Of these, the randomised ones repeat thousands of times what their
neighbours have shown once.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from coverage import Coverage

HERE = Path(__file__).parent
OF_THE_CORE = [HERE / name for name in ("desk", "domain", "interchange", "services", "sources")]
_TRACER = pytest.StashKey[Coverage]()


def pytest_collection_finish(session: pytest.Session) -> None:
    """All modules are imported: from here on only some tests are traced."""
    tracer = Coverage.current()
    if tracer is not None:
        session.config.stash[_TRACER] = tracer
        tracer.stop()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Trace the test itself, but not what sets its scene."""
    tracer = item.config.stash.get(_TRACER, None)
    if tracer is None or not _is_traced(item):
        return (yield)
    tracer.start()
    try:
        return (yield)
    finally:
        tracer.stop()


def _is_traced(item: pytest.Item) -> bool:
    by_hypothesis = getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
    randomised = by_hypothesis or "random" in item.nodeid
    return not randomised and any(folder in item.path.parents for folder in OF_THE_CORE)
