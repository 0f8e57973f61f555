import json
import logging

import pytest
from django.core.cache import cache
from pythonjsonlogger.json import JsonFormatter

from newsroom.common import security_log


@pytest.fixture(autouse=True)
def _no_counts(db):
    cache.clear()


@pytest.fixture
def logged():
    """The events of the security log, as they would be written."""
    events: list[dict] = []

    class Kept(logging.Handler):
        def emit(self, record):
            events.append(json.loads(self.format(record)))

    handler = Kept()
    handler.setFormatter(JsonFormatter())
    logger = logging.getLogger(security_log.LOGGER)
    logger.addHandler(handler)
    yield events
    logger.removeHandler(handler)
