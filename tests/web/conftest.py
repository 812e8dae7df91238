"""This file is about the centre on paper that the pages' tests share."""

import importlib.util
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from starlette.testclient import TestClient

from fourscore.web import create_app


def _paper() -> ModuleType:
    """The centre on paper, found beside this file however the tests were started."""
    spec = importlib.util.spec_from_file_location("paper_centre", Path(__file__).with_name("paper.py"))
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def paper() -> ModuleType:
    return _paper()


@pytest.fixture(scope="session")
def open_pages(paper: ModuleType) -> Callable[..., TestClient]:
    def opened(centre: object | None = None) -> TestClient:
        app = create_app(centre or paper.PaperCentre())
        return TestClient(app, base_url="http://127.0.0.1", follow_redirects=False)

    return opened


@pytest.fixture(scope="session")
def pages(open_pages: Callable[..., TestClient]) -> TestClient:
    return open_pages()
