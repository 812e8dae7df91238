"""This file is about a small history, made once for all tests of benchmarks."""

from __future__ import annotations

from pathlib import Path

import pytest
from benchmarks.history.make import make

VISITS = 20_000


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a made history of 20,000 visits."""
    folder = tmp_path_factory.mktemp("history")
    make(folder, VISITS)
    return folder
