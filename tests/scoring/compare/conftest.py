"""This file is about what comparing people is tried on: a warehouse written by hand."""

import importlib.util
from collections.abc import Callable
from pathlib import Path

import pytest


def load_world():
    spec = importlib.util.spec_from_file_location("compared_world", Path(__file__).parents[2] / "metrics" / "world.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def world(tmp_path: Path):
    """An empty centre in UTC."""
    return load_world().World(tmp_path)


@pytest.fixture(scope="session")
def another_world():
    """Makes empty centres in UTC, each in its own folder."""
    return load_world().World


@pytest.fixture
def contacts(world) -> Callable[..., None]:
    """Put many contacts of one agent in: so many eligible ones, so many of them sold."""
    def put(agent: str, eligible: int, sold: int, **more) -> None:
        for number in range(eligible):
            world.fact("contact", f"2026-03-{2 + number % 5:02d} {9 + number % 8:02d}:10", "started_at",
                       agent=agent, contact=world.count, eligible=1, sold=int(number < sold), handled=1,
                       **{"queue": "Sales", "topic": "offer", "channel": "voice", **more})

    return put
