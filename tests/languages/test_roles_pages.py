"""This file is about the roles' pages in another language: nothing on them is left in English but names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient
from tests.languages.brackets import unsaid
from tests.staffed import AGENT, LEADER, NOW, PASSWORD, PEOPLE, TWICE, staffed

from fourscore.centre import Centre, invite
from fourscore.office import accounts, signing
from fourscore.web import create_app

# What sources and the goal's own text name, and the kinds of file a table goes out as.
NAMES = {"Northgate", "Europe/Berlin", "Service call", "Written", "Billing", "Technical help", "Telephone switch",
         "Shorter calls", "2026-Q1", "CSV", "Excel"}
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
PAGES = [
    (AGENT, "/my"), (LEADER, "/team/Alder"), (LEADER, f"/agent/{AGENT}"), (LEADER, "/coach?team=Alder"),
    (PEOPLE["Senior manager"], "/teams"), (PEOPLE["Senior manager"], "/goals"),
    (PEOPLE["Senior manager"], "/targets"), (PEOPLE["Senior manager"], "/coach"),
    (PEOPLE["Senior manager"], "/team/Alder"), (PEOPLE["Quality analyst"], "/quality"),
    (PEOPLE["Recruiter"], "/people/recruiting"), (PEOPLE["Trainer"], "/people/training"),
    (PEOPLE["Resource analyst"], "/resource"), (PEOPLE["Network analyst"], "/network"), (TWICE, "/begin"),
]


class Served(NamedTuple):
    """The pages of a centre, the cookies of who is signed in, and the names it made itself."""

    pages: TestClient
    keys: dict[str, str]
    names: set[str]


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = staffed(tmp_path_factory.mktemp("said") / "northgate", visits=1500)
    with Centre.open(folder, now=lambda: NOW) as centre:
        keys = {name: _signed(centre, name) for name in {who for who, _ in PAGES}}
        parts = centre.parts()
        names = {*NAMES, *PEOPLE.values(), LEADER, *(str(n) for n in centre.names("agent")),
                 *(one for level in parts.values() for name, of in level.items() for one in (name, *of))}
        names |= {*centre.names("queue"), *(one.name for one in centre.strategy.objectives())}
        names |= {words for goal in centre.strategy.goals for words in (goal.text, goal.by or "", goal.serves)}
        names |= {f"{kpi.name}, last 26 weeks" for kpi in centre.strategy.kpis()}  # said where lines are drawn
        app = create_app(centre)
        yield Served(TestClient(app, base_url="http://127.0.0.1"), keys, names)
        app.state.looks.close()


def _signed(centre: Centre, person: str) -> str:
    invited = invite(centre, person.replace(" ", "."), person, by="Mara Quinn")
    number = accounts.accept(centre.office, invited.key, PASSWORD, now=centre.now())
    return signing.sign_in(centre.office, number, "Chromium", now=centre.now())


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_nothing_but_names_is_left_in_english(there: Served, brackets: dict[str, str], who: str, path: str) -> None:
    answer = there.pages.get(path, headers={"cookie": f"sid={there.keys[who]}; language=xx"})
    found = MAIN.search(answer.text)
    assert found is not None
    assert unsaid(found[0], there.names) == []
