"""This file is about reading while rows come in: whose rows a page may lack, for how long, and what it says then."""

import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from fourscore.centre import Centre, Intake, init
from fourscore.web import create_app
from fourscore.web.remembered import Remembered

CENTRE = """\
name: Live
zone: UTC
currency: EUR
sources:
  - {name: sales, kind: push, covers: event, facts: {sale: {sold: at, amount: net}}}
"""
PAGE = "/measure/sales_revenue?period=2026-03-02"


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    folder = tmp_path / "centre"
    init(folder, kind="sales", name="Live", zone="UTC", currency="EUR", until=date(2026, 3, 1))
    (folder / "centre.yaml").write_text(CENTRE)
    with Centre.open(folder, now=lambda: datetime(2026, 3, 2, 12, tzinfo=UTC)) as there:
        yield there


def sold(centre: Centre, *events: tuple[str, int]) -> None:
    """Sales of a hundred each: (id, hour)."""
    intake = Intake(centre)
    lines = "\n".join(f'{{"id": "{name}", "at": "2026-03-02T{hour:02d}:00:00Z", "net": 100}}' for name, hour in events)
    intake.take("sales", lines.encode()).done.result(10)
    intake.close()


def test_a_page_lacks_only_what_came_by_itself_and_says_how_far_it_goes(centre: Centre) -> None:
    app = create_app(centre)
    remembered: Remembered = app.state.remembered
    client = TestClient(app, base_url="http://127.0.0.1")

    def shown() -> tuple[str, str]:
        text = client.get(PAGE).text
        return re.findall(r"€(\d+)\.00", text)[0], re.findall(r"Complete to ([^<]*\d)", text)[0]

    sold(centre, ("a", 8))
    centre.load()
    first = shown()
    assert first[0] == "100"
    making = threading.Lock()
    remembered._making[PAGE] = (making, 1)
    with making:  # another page is being made, which takes long
        sold(centre, ("b", 9))
        centre.load(["sales"], followed=True)
        assert [shown() for _ in range(5)] == [first] * 5
    until = time.monotonic() + 30
    while (second := shown()) == first:
        assert time.monotonic() < until
        time.sleep(0.02)
    assert (second[0], second[1] > first[1]) == ("200", True)
    sold(centre, ("c", 10))
    centre.load()
    third = shown()  # at once, as somebody asked for it
    assert (third[0], third[1] > second[1]) == ("300", True)
    remembered.close()
