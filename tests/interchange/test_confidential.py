"""The pages for readers say nothing that the public may not know, and do not change with it.

The formats of the API are asked by the tests in tests/confidential, as all of the API is.
"""

import pytest

from tests import factories, scenes
from tests.confidential.test_inference import ACTS
from tests.confidential.test_inference import World as Inference
from tests.confidential.test_markers import ALL, none_in
from tests.confidential.world import World

pytestmark = pytest.mark.django_db
MORE = ("", "?embed=1", "fragment/")

built, world = scenes.of_the_module(World)


@pytest.mark.parametrize("is_public", [True, False])
def test_no_mark_is_on_them(world, client, settings, is_public):
    settings.HOW_WE_KNOW_PUBLIC = is_public
    client.force_login(world.mara)  # who knows the sources
    for places, status in ((world.places, 200), (world.closed, 404)):
        for more in MORE:
            answer = client.get(f"/how/{places['article']}/{more}")
            assert answer.status_code == status
            none_in(answer.content, ALL, more)


def test_nothing_that_only_the_house_may_know_changes_them(db, client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    settings.HOW_WE_KNOW_PUBLIC = True
    house = Inference()

    def told():
        answers = [client.get(f"/how/{house.article.pk}/{more}") for more in MORE]
        assert {one.status_code for one in answers} == {200}
        return [(one.content, one["ETag"], sorted(one.headers)) for one in answers]

    before = told()
    for act in ACTS.values():
        act(house)
    assert told() == before
    factories.attribution(house.editor, house.claim, "confirms")  # or it could not fail
    assert told() != before
