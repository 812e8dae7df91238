"""This file is about what the tests of a strategy share: the catalogue as it ships."""

import pytest

from fourscore.metrics import Catalogue, read_catalogue


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    found, issues = read_catalogue(None, {})
    assert issues == []
    return found
