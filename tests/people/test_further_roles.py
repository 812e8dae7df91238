"""This file is about the roles that see the whole centre's figures and have pages of their own: what the table holds of
a reporting analyst holds of them, but for their own pages and for what they do not look after."""

import re
from collections.abc import Iterator

import pytest

from fourscore.centre import Centre, approve_agreement, keep_report
from fourscore.web import create_app

from .conftest import NOW
from .rights_table import CENTRE, PEOPLE, REPORT, STRATEGY, TABLE, Opened, call, signed

ROLES = {"Net Ames": "Network analyst", "Rita Lane": "Recruiter", "Tom Lee": "Trainer"}
LIKE = "Rae Dunn"
OWN = {"Net Ames": r"/network", "Rita Lane": r"/people/recruiting", "Tom Lee": r"/people/training$|/coach"}
LOADS = re.compile(r"/(load|sources|health|reconcile)\b")
NOT_THEIRS = {"Rita Lane": LOADS, "Tom Lee": LOADS}  # they answer for no facts
SLOW = re.compile(r"\.(pdf|pptx)\b")  # there by the same right as the sheet


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("roles") / "centre"
    folder.mkdir()
    (folder / "queue_log").write_text("".join(call(n) for n in range(112)))
    rows = "".join(f"  - {{name: {name}, role: {role}}}\n" for name, role in ROLES.items())
    people = PEOPLE.replace("roles:\n", f"roles:\n{rows}")
    for name, text in (("centre", CENTRE), ("people", people), ("strategy", STRATEGY)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    with Centre.open(folder, now=lambda: NOW) as centre:
        centre.load()
        approve_agreement(centre, "Mara Quinn")
        keep_report(centre, REPORT)
        app = create_app(centre)
        yield Opened(centre, app, {person: signed(centre, person) for person in ROLES})
        app.state.looks.close()
        app.state.uploads.close()


@pytest.mark.parametrize("person", ROLES)
def test_each_gets_what_a_reporting_analyst_does_and_the_own_pages(opened: Opened, person: str) -> None:
    there, wrong = opened.browser(person), {}
    for row, addresses in TABLE.items():
        for address, who in () if SLOW.search(row) else addresses.items():
            own, not_theirs = re.match(OWN[person], address), NOT_THEIRS.get(person)
            wanted = (LIKE in who or bool(own)) and not (not_theirs and not_theirs.match(address))
            status = there.get(address).status_code
            if status != (200 if wanted else 404) and not (status in (303, 307) and not wanted):
                wrong[address] = (status, wanted)
    assert wrong == {}
