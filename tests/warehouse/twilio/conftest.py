"""This file is about what the tests of Twilio may ask for: an empty warehouse to load events into."""

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from fed_switch import Switch

from fourscore.warehouse.sources.twilio import TaskRouterEvents


@pytest.fixture
def router(hand: ModuleType, tmp_path: Path) -> Iterator[Switch]:
    made = Switch(hand, tmp_path, TaskRouterEvents.configure)
    yield made
    made.warehouse.close()
