"""This file is about what the tests of this folder may ask for: a warehouse fed by hand."""

import importlib.util
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from fourscore.warehouse import Warehouse

HAND_FED = Path(__file__).parents[1] / "warehouse" / "hand_fed.py"


@pytest.fixture(scope="session")
def hand() -> ModuleType:
    """The module `tests/warehouse/hand_fed.py`: write lines, load them, look at what came of it."""
    if "hand_fed" not in sys.modules:
        spec = importlib.util.spec_from_file_location("hand_fed", HAND_FED)
        assert spec is not None
        assert spec.loader is not None
        sys.modules["hand_fed"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["hand_fed"])
    return sys.modules["hand_fed"]


@pytest.fixture
def warehouse(tmp_path: Path) -> Iterator[Warehouse]:
    """An empty warehouse."""
    opened = Warehouse.open(tmp_path / "data")
    yield opened
    opened.close()
