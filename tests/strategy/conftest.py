"""This file is about what the tests of a strategy share: the catalogue as it ships."""

import pytest
from hypothesis import settings

from fourscore.metrics import Catalogue, read_catalogue

# How long one example takes says nothing here, and depends on what else the machine does.
settings.register_profile("patient", deadline=None, max_examples=60)
settings.load_profile("patient")


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    found, issues = read_catalogue(None, {})
    assert issues == []
    return found
