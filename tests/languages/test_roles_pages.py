"""This file is about the roles' pages in another language: nothing on them is left in English but names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import pytest
from starlette.testclient import TestClient
from tests.languages.brackets import Bracketed, unsaid
from tests.staffed import AGENT, LEADER, NOW, PASSWORD, PEOPLE, TWICE, staffed

from fourscore.centre import Centre, invite
from fourscore.office import accounts, signing
from fourscore.terms import speaking, spoken
from fourscore.web import create_app
from fourscore.web.record.words import ENTRIES, entry_words, name_word, origin_word

# What sources and the goal's own text name, and the kinds of file a table goes out as.
NAMES = {"Northgate", "Europe/Berlin", "Service call", "Written", "Billing", "Technical help", "Telephone switch",
         "Shorter calls", "2026-Q1", "CSV", "Excel", "people.yaml", "testclient", "agents-not-on-roster"}
MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
PAGES = [
    (AGENT, "/my"), (LEADER, "/team/Alder"), (LEADER, f"/agent/{AGENT}"), (LEADER, "/coach?team=Alder"),
    (PEOPLE["Senior manager"], "/teams"), (PEOPLE["Senior manager"], "/goals"),
    (PEOPLE["Senior manager"], "/targets"), (PEOPLE["Senior manager"], "/coach"),
    (PEOPLE["Senior manager"], "/team/Alder"), (PEOPLE["Quality analyst"], "/quality"),
    (PEOPLE["Recruiter"], "/people/recruiting"), (PEOPLE["Trainer"], "/people/training"),
    (PEOPLE["Resource analyst"], "/resource"), (PEOPLE["Network analyst"], "/network"), (TWICE, "/begin"),
    *((PEOPLE["Call centre manager"], path) for path in (
        "/audit", "/stages", "/stages/measures?try=", "/health", "/sources", "/api/v1/docs",
        "/measure/average_handle_time/rows?period=2026-W46", "/measure/average_handle_time?by=disposition",
        "/measure/coaching_time_per_agent:all?by=method&period=2026-10")),
]
# What the API says of itself for whoever writes programs, and the works a definition is taken from.
ENGLISH = re.compile(r'<(\w+)[^>]* lang="en".*?</\1>', re.DOTALL)
# Sentences of which the word they begin with stands beside them, so that they have lost their opening bracket.
WITHOUT_ITS_WORD = re.compile(r'(?<=data-row>)(.*?</a>)<span class="own">.*?</span>')
FINGERPRINT = re.compile(r"\b[0-9a-f]{12}\b")
ROWS = re.compile(r"<td>[^<⟦⟧]*</td>")  # what stands in the records


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
        names |= {word for line in centre.settings.sources for word in (line.name, line.kind)}
        names |= {*centre.names("queue"), *(one.name for one in centre.strategy.objectives())}
        names |= {words for goal in centre.strategy.goals for words in (goal.text, goal.by or "", goal.serves)}
        names |= {kpi.decision for kpi in centre.strategy.kpis()} | {"open⟧"}  # which is said around a line's number
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
    text = ENGLISH.sub("", found[0])
    text = WITHOUT_ITS_WORD.sub(r"\1", ROWS.sub("", text) if "/rows" in path else text)
    left = unsaid(FINGERPRINT.sub("", text), there.names)
    assert not left, left


def test_what_is_on_record_is_told_and_what_people_wrote_is_left(brackets: dict[str, str]) -> None:
    with speaking(Bracketed()):
        for thing, entries in ENTRIES.items():
            for entry in entries:
                text = re.sub(r"{\w+}", "x", entry)
                assert spoken(entry_words(thing, None, text)[1]) == f"⟦{text}⟧"
        told = entry_words("team", "site Harbour, led by Zoe Ray", "there")
        assert tuple(map(spoken, told)) == ("⟦site Harbour⟧, ⟦led by Zoe Ray⟧", "⟦there⟧")
        assert entry_words("comment", "removed", "written on Monday") == ("removed", "written on Monday")
        assert spoken(entry_words("comment", None, "written on occupancy")[1]) == "⟦written on occupancy⟧"
        assert spoken(name_word("subscription", "weekly scorecard team:Alder")) == "⟦⟦weekly⟧ scorecard team:Alder⟧"
        assert spoken(origin_word("token till, Firefox on Linux, 10.0.0.1")) == \
            "⟦token till⟧, ⟦Firefox on Linux⟧, 10.0.0.1"
