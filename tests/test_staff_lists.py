"""This file is about a staff list in a centre: its teams, log-ins and employments in the facts, beside people.yaml."""

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from fourscore.centre import Centre, forget
from fourscore.centre.keeping.ageing import keep
from fourscore.centre.people import load_terms
from fourscore.centre.sources import configured
from fourscore.terms import Issue

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
CENTRE = """\
name: North
zone: Europe/London
currency: GBP
sources:
  - {name: calls, kind: asterisk, files: queue_log}
  - {name: hr, kind: roster, files: "hr*.csv", leaving: {resigned: voluntary}}
"""
HEAD = "Employee ID,Name,Log-in,Team,From,To,Loan team,Loan from,Loan to,Role,Reason\n"
ADA = "71,Ada Bell,PJSIP/1001,Red,2025-01-01,2026-03-05,,,,agent,resigned\n"
BEN = "72,Ben Cole,PJSIP/1001,Blue,2026-03-06,,,,,agent,\n"
CY = '73,Cy Dee,"PJSIP/1002,cy.dee",Red,2025-06-01,,Blue,2026-03-04,2026-03-06,agent,\n'


def hand_fed():
    path = Path(__file__).parent / "warehouse" / "hand_fed.py"
    spec = importlib.util.spec_from_file_location("hand_fed_staff", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def calls(until: int) -> str:
    """Call n comes 6 n hours after the start; even ones are answered at 1001, odd ones at 1002. Somebody logs in."""
    lines = []
    for n in range(until):
        at, agent = int(START.timestamp()) + n * 21600, f"PJSIP/100{1 + n % 2}"
        lines += [f"{at}|{at}.{n}|Billing|NONE|ENTERQUEUE||555{n}|1", f"{at + 1}|NONE|Billing|{agent}|ADDMEMBER|",
                  f"{at + 15}|{at}.{n}|Billing|{agent}|CONNECT|15|u{n}|3",
                  f"{at + 75}|{at}.{n}|Billing|{agent}|COMPLETECALLER|15|60|1",
                  f"{at + 100}|NONE|Billing|{agent}|REMOVEMEMBER|"]
    return "\n".join([*lines, ""])


Made = Callable[..., Centre]


def write(folder: Path, *rows: str, people: str = "", settings: str = CENTRE) -> Path:
    from fourscore.strategy import starter

    folder.mkdir()
    for file, text in (("centre.yaml", settings), ("strategy.yaml", starter("support")), ("people.yaml", people),
                       ("queue_log", calls(40)), ("hr.csv", HEAD + "".join(rows))):
        (folder / file).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a loaded centre, to be copied."""
    folder = write(tmp_path_factory.mktemp("staff") / "ready", ADA, BEN, CY)
    with Centre.open(folder, now=lambda: NOW) as centre:
        loaded(centre)
    return folder


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    """Write and open a centre: its list, people.yaml, settings."""
    opened = []

    def make(*rows: str, people: str = "", settings: str = CENTRE) -> Centre:
        folder = write(tmp_path / f"centre{len(opened)}", *rows, people=people, settings=settings)
        opened.append(Centre.open(folder, now=lambda: NOW))
        return opened[-1]

    yield make
    for centre in opened:
        centre.close()


@pytest.fixture
def one(tmp_path: Path, ready: Path) -> Iterator[Centre]:
    """The loaded centre of Ada, Ben and Cy."""
    shutil.copytree(ready, tmp_path / "one")
    with Centre.open(tmp_path / "one", now=lambda: NOW) as centre:
        yield centre


def loaded(centre: Centre) -> Centre:
    assert [report.issues for report in centre.load()] == [(), ()]
    return centre


def dump(centre: Centre) -> dict[str, list[tuple]]:
    return hand_fed().dump(centre.warehouse)


def rows(centre: Centre, query: str) -> list[tuple]:
    return centre.warehouse.cursor().execute(query).fetchall()


def answered(centre: Centre) -> dict[tuple[str, str | None], int]:
    return {(agent, team): many for agent, team, many in rows(
        centre, "SELECT a.name, t.name, count(*) FROM visit JOIN agent a USING (agent) LEFT JOIN team t USING (team) "
                "WHERE replaced_in IS NULL GROUP BY ALL")}


def by_hand(number: int) -> dict[tuple[str, str | None], int]:
    """The same, counted from the rule of the calls and the list as it is meant."""
    found: dict[tuple[str, str | None], int] = {}
    for n in range(number):
        day = (START + timedelta(hours=6 * n)).date()
        if n % 2 == 0:
            who = ("Ada Bell", "Red") if day <= date(2026, 3, 5) else ("Ben Cole", "Blue")
        else:
            who = ("Cy Dee", "Blue" if date(2026, 3, 4) <= day <= date(2026, 3, 6) else "Red")
        found[who] = found.get(who, 0) + 1
    return found


def of_people(centre: Centre) -> list[Issue]:
    """What is to be mended, without what the rules say of the strategy."""
    return [issue for issue in centre.check() if not issue.where.startswith("strategy.yaml")]


def test_teams_loans_and_a_log_in_handed_on(one: Centre) -> None:
    """In one load, though the list stands after the calls; loading again changes nothing."""
    centre = one
    assert answered(centre) == by_hand(40)
    before = dump(centre)
    assert [report.facts for report in centre.load()] == [{}, {}]
    assert dump(centre) == before
    assert {row[0] for row in rows(centre, "SELECT DISTINCT a.name FROM agent_time JOIN agent a USING (agent)")} == {
        "Ada Bell", "Ben Cole", "Cy Dee"}
    assert centre.roster_unknown == []
    assert of_people(centre) == []
    assert {"Ada Bell", "Ben Cole", "Cy Dee"} <= set(centre.names("agent"))
    assert centre.names("team") == ["Blue", "Red"]


def test_turnover_and_tenure_count_a_rehire_as_a_new_time_of_the_same_person(made: Made) -> None:
    again = ADA.replace("2026-03-05", "2026-03-03"), "71,Ada Bell,PJSIP/1001,Red,2026-03-06,,,,,agent,\n"
    centre = loaded(made(*again, CY))
    found = {row.key: row for row in centre.metrics.ask(
        ["agent_turnover", "average_tenure"], during=centre.calendar.period("2026-03")).rows}
    first, last = date(2026, 3, 2), date(2026, 3, 12)  # the days of the calls
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    ada = [day for day in days if not date(2026, 3, 4) <= day <= date(2026, 3, 5)]
    turnover, tenure = found["agent_turnover"], found["average_tenure"]
    assert (turnover.parts["leavers"], turnover.parts["staff_days"]) == (1, len(ada) + len(days))
    served = sum((day - (date(2026, 3, 6) if day >= date(2026, 3, 6) else date(2025, 1, 1))).days for day in ada)
    assert tenure.parts["tenure_days"] == served + sum((day - date(2025, 6, 1)).days for day in days)
    assert rows(centre, "SELECT count(DISTINCT agent) FROM employment WHERE replaced_in IS NULL") == [(2,)]


def test_a_corrected_list_ends_as_the_last_one_loaded_alone(one: Centre, made: Made) -> None:
    """Everybody taken away, log-ins swapped, another handing on, another loan."""
    last = [BEN.replace("2026-03-06", "2026-03-04"), ADA.replace("2026-03-05", "2026-03-03"),
            CY.replace("Blue", "Gold")]
    for step in (["75,Nobody Else,,Red,2026-01-01,,,,,,\n"],
                 [ADA.replace("PJSIP/1001", "PJSIP/1002"), CY.replace("PJSIP/1002", "PJSIP/1001")], last):
        (one.folder / "hr.csv").write_text(HEAD + "".join(step))
        loaded(one)
    assert dump(one) == dump(loaded(made(*last)))


def test_a_list_that_comes_after_the_calls_ends_the_same(one: Centre, made: Made) -> None:
    late = made(settings=CENTRE.replace("  - {name: hr", "#"))
    late.load()
    (late.folder / "centre.yaml").write_text(CENTRE)
    (late.folder / "hr.csv").write_text(HEAD + CY + BEN + ADA)
    assert "PJSIP/1002" in {who for who, _ in answered(late)}
    loaded(late)
    assert answered(late) == by_hand(40)
    assert [row[1:] for row in dump(late)["agent_time"]] == [row[1:] for row in dump(one)["agent_time"]]
    assert dump(late)["visit"] == dump(one)["visit"]


def test_people_yaml_holds_for_its_agents_and_the_difference_is_told(made: Made) -> None:
    people = ("teams: [Red, Gold]\nagents:\n  - {name: Cy Dee, names: [PJSIP/1002], teams: [{team: Gold, from: "
              "2025-01-01}]}\n  - {name: Ben, names: [Ben Cole]}\n")
    centre = loaded(made(ADA, BEN, CY, people=people))
    expected: dict[tuple[str, str | None], int] = {}
    for (who, team), many in by_hand(40).items():
        key = ("Cy Dee", "Gold") if who == "Cy Dee" else ("Ben", team) if who == "Ben Cole" else (who, team)
        expected[key] = expected.get(key, 0) + many
    assert answered(centre) == expected
    told = [issue for issue in of_people(centre) if issue.name == "roster-contradicts"]
    assert [(issue.where, issue.what) for issue in told] == [
        ("people.yaml:3", "Cy Dee is in Gold on 2025-06-01 here, and in Red in the source hr.")]
    assert any("roster-contradicts" in line for line in centre.doctor().lines())
    assert [stay.team for stay in centre.office.roster() if stay.agent == "Cy Dee"] == ["Gold"]
    assert (centre.folder / "people.yaml").read_text() == people
    (centre.folder / "people.yaml").write_text("teams: [Red, Gold]\n")
    loaded(centre)
    assert {team for (who, team) in answered(centre) if who == "Cy Dee"} == {"Red", "Blue"}
    assert of_people(centre) == []


def test_a_log_in_typed_for_somebody_stays_theirs(made: Made) -> None:
    people = "agents:\n  - {name: Eve, names: [PJSIP/1002], teams: []}\n"
    centre = loaded(made(ADA, BEN, CY, people=people))
    assert {who for who, _ in answered(centre)} == {"Ada Bell", "Ben Cole", "Eve"}
    assert [issue.what for issue in of_people(centre)] == [
        "'PJSIP/1002' is Eve's here, and Cy Dee's in the source hr."]


def test_of_two_lists_the_first_in_centre_yaml_holds(made: Made) -> None:
    settings = CENTRE.replace('"hr*.csv"', "other.csv").replace("name: hr", "name: first") + \
        "  - {name: hr, kind: roster, files: hr.csv}\n"
    centre = made(ADA, BEN, CY, settings=settings)
    (centre.folder / "other.csv").write_text(HEAD + "1,Cy Dee,,Gold,2025-01-01,,,,,agent,\n")
    assert [report.issues for report in centre.load()] == [(), (), ()]
    assert {team for (who, team) in answered(centre) if who == "Cy Dee"} == {"Gold"}
    assert [(issue.name, issue.where) for issue in of_people(centre)] == [("roster-contradicts", "source first")]


def test_a_list_that_cannot_be_read_leaves_what_was_loaded(one: Centre) -> None:
    centre = one
    before = dump(centre)
    (centre.folder / "hr.csv").write_text(HEAD)
    assert [[issue.name for issue in report.issues] for report in centre.load()] == [[], ["empty-roster"]]
    assert dump(centre) == before


def holding(folder: Path, *names: str) -> list[str]:
    return [f"{path.relative_to(folder)}: {name}" for path in sorted((folder / "data").rglob("*")) if path.is_file()
            for name in names if name.encode() in path.read_bytes()]


def numbers(centre: Centre) -> object:
    """Every number of March, in all and by team."""
    keys = ["contacts_offered", "average_handle_time", "agent_turnover", "average_tenure", "occupancy"]
    march = centre.calendar.period("2026-03")
    return [[(tuple(row.by.values()), row.key, row.value, row.parts)
             for row in centre.metrics.ask(keys[:4] if by else keys, by, during=march).rows] for by in ([], ["team"])]


def test_forgetting_somebody_of_the_list(one: Centre) -> None:
    """No byte of the name is left, every number stays, and a later list does not bring the name back."""
    centre = one
    folder, before = centre.folder, numbers(centre)
    assert holding(folder, "Cy Dee", "cy.dee")
    done = forget(centre, "Cy Dee")
    assert done.kind == "agent"
    assert {place.where for place in done.left} == {"file: hr.csv", "file: queue_log"}
    assert numbers(centre) == before
    centre.close()
    assert holding(folder, "Cy Dee", "cy.dee", "PJSIP/1002") == []
    (folder / "hr.csv").write_text(HEAD + ADA + BEN + CY + "74,Di,PJSIP/1009,Red,2025-01-01,2025-02-01,,,,agent,\n")
    (folder / "queue_log").write_text(calls(44))
    loaded(centre)
    agents = {who for who, _ in answered(centre)}
    assert len(agents) == 3
    assert done.alias in agents
    settings = centre.settings
    state = dump(centre)
    sources, _ = configured(settings.sources, folder, settings.zone.key)
    centre.warehouse.rebuild(sources, load_terms(centre.office, settings, centre.warehouse), now=NOW)
    assert dump(centre) == state
    centre.close()
    assert holding(folder, "Cy Dee", "cy.dee", "PJSIP/1002") == []


def test_who_had_a_log_in_before_somebody_else_is_forgotten_by_name_alone(one: Centre) -> None:
    centre = one
    before = numbers(centre)
    done = forget(centre, "Ada Bell")
    assert numbers(centre) == before
    assert {who for who, _ in answered(centre)} == {done.alias, "Ben Cole", "Cy Dee"}
    centre.close()
    assert holding(centre.folder, "Ada Bell") == []
    loaded(centre)
    assert numbers(centre) == before


def test_landed_lists_are_kept_for_as_long_as_they_are_read_again(made: Made) -> None:
    """Rows of a list are read by every load, so they outlast the time other landed rows are kept, facts or none."""
    centre = made(settings=CENTRE + "retention: {landed: 60 days}\n")
    (centre.folder / "hr.csv").write_text("Name,Team\nAda,Red\n")
    loaded(centre)
    centre.close()
    with Centre.open(centre.folder, now=lambda: NOW + timedelta(days=200)) as later:
        keep(later)
        (centre.folder / "hr2.csv").write_text("Name,Team\nDi,Red\n")
        loaded(later)
        assert [one.name for one in later.warehouse.staff()] == ["Ada", "Di"]
