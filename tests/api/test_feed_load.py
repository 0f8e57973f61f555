"""The feed under writers at once; the long form is `make soak`."""

import pytest

from newsroom.common.roles import Role
from tests import factories
from tests.soak.feed_load import Load, judge


@pytest.mark.django_db(transaction=True)
def test_each_reader_sees_each_change_once_in_the_order_of_the_commits(settings):
    settings.API_LIMIT = 0
    editor, reader = factories.person(), factories.person(Role.CONSUMER)
    articles = [factories.article(editor, status="published") for _ in range(4)]
    load = Load(editor, reader, articles)
    seen = load.run(writers=4, readers=2, seconds=2)
    assert len(load.done) > 4
    judge(load, seen)
