"""This file is about what the tests of FreeSWITCH may ask for: an empty warehouse to load events into."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fed_switch import Switch


@pytest.fixture
def switch(hand: ModuleType, tmp_path: Path) -> Iterator[Switch]:
    made = Switch(hand, tmp_path)
    yield made
    made.warehouse.close()
