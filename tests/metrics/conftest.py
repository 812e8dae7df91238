"""This file is about what the tests of metrics start from: a warehouse written by hand."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest


def load_world() -> ModuleType:
    spec = importlib.util.spec_from_file_location("metrics_world", Path(__file__).with_name("world.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


WORLD = load_world()


@pytest.fixture
def world(tmp_path: Path):
    """An empty centre in UTC."""
    return WORLD.World(tmp_path)


@pytest.fixture
def world_in(tmp_path: Path) -> Callable:
    """An empty centre in a zone of one's choice."""
    return lambda zone, **more: WORLD.World(tmp_path, zone, **more)


@pytest.fixture(scope="session")
def days() -> Callable:
    """Local days from text: first, and until, which is not included."""
    return WORLD.days


@pytest.fixture(scope="session")
def new_world() -> Callable:
    """A centre in any folder, for fixtures that several tests share."""
    return WORLD.World
