"""Sixteen writers for a minute, four readers of the feed: run by `make soak`."""

import time

import pytest

from newsroom.common.roles import Role
from tests import factories
from tests.soak.feed_load import Load, judge
from tests.soak.measurements import record

WRITERS, READERS, SECONDS = 16, 4, 60


@pytest.mark.django_db(transaction=True)
def test_each_reader_sees_each_change_once_in_the_order_of_the_commits(settings):
    settings.API_LIMIT = 0
    editor, reader = factories.person(), factories.person(Role.CONSUMER)
    articles = [factories.article(editor, status="published") for _ in range(60)]
    load, began = Load(editor, reader, articles), time.monotonic()
    seen = load.run(writers=WRITERS, readers=READERS, seconds=SECONDS)
    judge(load, seen)
    record(
        "The change feed under writers at once",
        {
            "writers, readers, seconds of writing": f"{WRITERS}, {READERS}, {SECONDS}",
            "transactions committed": len(load.done),
            "changes told": len(seen[0].told),
            "of them missed, repeated or out of order, by any reader": 0,
            "pages read, each reader": ", ".join(str(one.pages) for one in seen),
            "seconds until all had read to the end": f"{time.monotonic() - began:.0f}",
        },
    )
