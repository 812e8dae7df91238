"""This file is about rights that change while a centre is open: in force at once, also while a load is running."""

import os
from datetime import date
from pathlib import Path

import pytest

from fourscore.centre import Centre, asked_by
from fourscore.settings import LEADER, MANAGER
from fourscore.terms import Days, WrongUse

from .conftest import Make

MARCH = Days(date(2026, 3, 1), date(2026, 4, 1))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    at = path.stat().st_mtime_ns + 1_000_000  # a coarse clock gives two writes one time
    os.utime(path, ns=(at, at))


def may_ask(centre: Centre) -> bool:
    try:
        centre.metrics.ask(["average_handle_time"], by=["agent"], during=MARCH)
    except WrongUse as no:
        return {issue.name for issue in no.issues} != {"not-agreed"}
    return True


def test_rights_do_not_wait_for_a_load_nor_go_back_after_it(made: Make) -> None:
    centre = made("Team leader")
    assert may_ask(centre)
    before, text = centre.told, centre.folder / "centre.yaml"
    with centre.changing():  # as a load does, which read its texts before
        edit(text, "acting_as: Team leader", "acting_as: Outside adviser")
        assert not may_ask(centre)
        assert centre.told != before  # so that no page made before is shown
    assert not may_ask(centre)
    edit(text, "acting_as: Outside adviser", "acting_as: Nobody we know")
    assert not may_ask(centre)
    assert centre.settings.acting_as == "Outside adviser"  # a text with mistakes changes nobody's rights
    edit(text, "acting_as: Nobody we know", "acting_as: Team leader\nsmallest_group: 7")
    assert may_ask(centre)
    (row,) = centre.metrics.ask(["pulse_score"], during=MARCH, where={"team": ["Night"]}).rows
    assert row.value is not None
    edit(text, "smallest_group: 7", "smallest_group: 8")
    (row,) = centre.metrics.ask(["pulse_score"], during=MARCH, where={"team": ["Night"]}).rows
    assert row.value is None


@pytest.mark.parametrize(("old", "new", "role", "who"), [
    ("role: Senior manager}", "role: Senior manager, until: 2026-04-01}", "Senior manager", "Mara Quinn"),
    ("leader: Zoe Ray", "leader: Max Orr", LEADER, "Zoe Ray"),
    ("role: Senior manager}", "role: Senior manager}\n  - {name: Eva Till, role: Call centre manager}", MANAGER,
     "Eva Till"),
])
def test_roles_and_leaders_are_as_people_yaml_says_now(made: Make, old: str, new: str, role: str, who: str) -> None:
    centre = made()
    with asked_by(who):
        had = role in centre.keeper.rights().asker.roles
        edit(centre.folder / "people.yaml", old, new)
        assert (role in centre.keeper.rights().asker.roles) != had
