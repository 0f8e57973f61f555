"""A confidential source in custody: Carla and Cem may open it, Hanna handles it."""

import pytest

from newsroom.common.roles import Role
from sources.services.custody import source_set_custodians
from tests import factories


@pytest.fixture
def hanna(db):
    return factories.person(Role.EDITOR, username="hanna")


@pytest.fixture
def carla(db):
    return factories.person(Role.CUSTODIAN, username="carla")


@pytest.fixture
def cem(db):
    return factories.person(Role.CUSTODIAN, username="cem")


@pytest.fixture
def source(hanna, carla, cem):
    made = factories.source(hanna, naming="anonymous", description="a Kremlin aide", handler=hanna)
    return source_set_custodians(by=hanna, source_id=made.pk, custodians=[carla, cem])
