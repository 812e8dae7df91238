"""This file is about any text at all as settings, and the printed pages and examples of them."""

import re
from datetime import time
from importlib.util import find_spec
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from fourscore.settings import PEOPLE, SETTINGS, page, people_page, read_people
from fourscore.settings.text import Text
from fourscore.settings.times.hours import spans_of

from .conftest import LEAST, read

DOCS = Path(__file__).parents[2] / "docs"


@given(st.text(max_size=60))
def test_whatever_is_written_is_read_or_told(text: str) -> None:
    """No text makes the reader fall over; what it cannot use has an issue."""
    reading = Text("centre.yaml")
    node = reading.compose(text)
    if node is None:
        assert reading.issues or not re.sub(r"(?m)#.*$|^---.*$|^\.\.\.|^%.*$", "", text).strip(
            "\ufeff \t\r\n\x85\u2028\u2029"
        )
    else:
        reading.mapping(node, "A text", ("name",))


@given(st.times(), st.times())
def test_every_span_of_hours_is_read_back(start: time, end: time) -> None:
    written = f"{start:%H:%M}-{end:%H:%M}"
    same = (start.hour, start.minute) == (end.hour, end.minute)
    assert spans_of(written) == (None if same else [(time(start.hour, start.minute), time(end.hour, end.minute))])


def test_the_pages_on_settings_and_people_are_current() -> None:
    assert (DOCS / "settings.md").read_text(encoding="utf-8") == page(), "run: make docs"
    assert (DOCS / "people.md").read_text(encoding="utf-8") == people_page(), "run: make docs"


def test_every_example_of_a_setting_is_readable(tmp_path: Path) -> None:
    """The manual's examples are tried, each in a centre of its own, beside what the setting says it needs."""
    open_site = "sites: [{name: Leeds, hours: {mon-fri: 08:00-20:00}}]\n"
    needs = {"fiscal_year_ends": "fiscal_weeks: 4-4-5\n", "holidays": open_site, "public_holidays": open_site}
    for setting in SETTINGS:
        if setting.name == "public_holidays" and find_spec("holidays") is None:
            continue
        if "." not in setting.name and setting.name not in ("zone", "currency"):
            text = LEAST + needs.get(setting.name, "") + setting.example + "\n"
            settings, issues = read(tmp_path, text, rates="day,currency,rate\n")
            assert (settings is not None, issues) == (True, []), setting.name
    (tmp_path / "people.yaml").write_text(
        "\n".join(
            [
                "teams: [{name: Leeds Billing 1}, {name: Sales 2}]",
                "agents:",
                "  - name: Ada Bell",
                *(
                    f"    {row.example}"
                    for row in PEOPLE
                    if row.name.startswith("agents.") and row.name.count(".") == 1 and row.name != "agents.name"
                ),
            ]
        )
    )
    assert read_people(tmp_path / "people.yaml")[1] == []
