"""Who is at the desk: an editor, a fact-checker, and what they have before them."""

import pytest

from newsroom.common.roles import Role
from tests import factories

WORDS = "Putin will travel to China in May"


@pytest.fixture
def checker(db):
    return factories.person(Role.FACT_CHECKER, username="checker")


@pytest.fixture
def article(editor):
    return factories.article(editor)


@pytest.fixture
def claim(editor, article):
    """A claim with a place in the text and one named source."""
    source = factories.source(editor, description="Ann Lee", kind="person")
    row = {"source": source, "stance": "asserts", "terms": "on the record"}
    # the headline is "Putin to visit China in May", the body begins with the words
    return factories.claim(editor, article, anchors=[{"exact": WORDS}], attributions=[row])


@pytest.fixture
def at_desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def as_checker(client, checker):
    client.force_login(checker)
    return client
