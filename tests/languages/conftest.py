"""This file is about reading the pages of a centre in the language for tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.languages.brackets import brackets
from tests.publishing.conftest import NOW

from fourscore.centre import Centre
from fourscore.web import create_app

__all__ = ["brackets"]


@pytest.fixture(scope="module")
def opened(folder: Path) -> Iterator[Centre]:
    """The centre in the folder that the module made."""
    with Centre.open(folder, now=lambda: NOW) as centre:
        yield centre


@pytest.fixture
def browser(opened: Centre, brackets: dict[str, str]) -> TestClient:
    """Its pages, in brackets."""
    return TestClient(create_app(opened), base_url="http://127.0.0.1", follow_redirects=False, cookies=brackets,
                      headers={"origin": "http://127.0.0.1"})
