"""The people of these tests: an owner, colleagues with fewer permissions, the owner of another organisation."""

import pytest

from tests.dashboard.people import Person, colleague_of, owner_of
from tests.world import Organisation, World


@pytest.fixture
def owner(acme: Organisation) -> Person:
    return owner_of(acme).follow_new_link()


@pytest.fixture
def reviewer(acme: Organisation) -> Person:
    return colleague_of(acme, "Reviewer").follow_new_link()


@pytest.fixture
def developer(acme: Organisation) -> Person:
    return colleague_of(acme, "Developer").follow_new_link()


@pytest.fixture
def outsider(stranger: Organisation) -> Person:
    """Signed in, but to another organisation."""
    return owner_of(stranger).follow_new_link()


@pytest.fixture
def nobody(world: World) -> Person:
    return Person(world)
