"""This file is about everything that is held about a person: told in the very places that `forget` clears."""

import io
import json
import zipfile

import pytest

from fourscore.centre import about, forget, open_dispute, tell_agents
from fourscore.terms import WrongUse

LOOSE = "    - {measure: all, purpose: coaching, viewers: [Team leader], grain: day}\n"


@pytest.fixture
def centre(made):
    opened = made("", LOOSE)
    tell_agents(opened, "Mara Quinn")
    open_dispute(opened, "average_handle_time", agent="Ada Bell", days=opened.calendar.period("2026-W11"),
                 by="Ada Bell", why="Too long.")
    return opened


def test_it_tells_every_place_that_forgetting_clears(centre) -> None:
    for person in ("Ada Bell", "03012310"):
        before = forget(centre, person, dry_run=True)
        held = about(centre, person)
        assert dict(held.places) == {place.where: place.before for place in before.places}
        assert len(held.places) > 100
        # Every table of which a place names the person is told with its rows, and none twice.
        named = {where.split(": ")[1].split(".")[0] for where, count in held.places.items()
                 if count and where.startswith("warehouse: ")}
        assert named <= set(held.rows)
        assert {where for where, count in held.places.items() if count and where.startswith("landed")} <= set(held.rows)
        typed = {where.split(": ")[1].split(".")[0] for where, count in held.places.items()
                 if count and where.startswith("office: ")}
        assert typed <= set(held.office)


def test_an_agents_facts_and_typed_things_are_read_out(centre) -> None:
    held = about(centre, "Ada Bell")
    assert (held.kind, held.names) == ("agent", ("Ada Bell", "PJSIP/1001"))
    assert held.rows["visit"].total == 56
    place = held.rows["visit"].columns.index("agent")
    assert {row[place] for row in held.rows["visit"].rows} == {"Ada Bell"}
    assert held.rows["recognition"].total == 6
    assert {"agent", "membership", "agent_name", "agreement_notice", "dispute", "audit"} <= set(held.office)
    assert len(held.office["membership"]) == 1
    assert list(held.texts) == ["text: people.yaml"]
    assert not any("Ben Cole" in str(row) for row in held.office["membership"])
    said = "\n".join(held.lines())
    assert "56  queue stays" in said
    assert "6  recognitions" in said


def test_a_customers_contacts_and_stays_are_read_out(centre) -> None:
    held = about(centre, "03012310")
    assert held.kind == "customer"
    assert (held.rows["contact"].total, held.rows["visit"].total) == (1, 1)
    assert "Ada Bell" not in held.names


def test_who_reads_it_is_noted_and_shown(centre) -> None:
    about(centre, "Ada Bell")
    assert "about Ada Bell, read all that is held" in "\n".join(about(centre, "PJSIP/1001").lines())


def test_it_is_for_the_person_and_the_managers(made) -> None:
    for asks in ("Ada Bell", "Mara Quinn", "Call centre manager"):
        assert about(made(asks), "Ada Bell").kind == "agent"
    for asks in ("Team leader", "Ben Cole", "Outside adviser"):
        with pytest.raises(WrongUse) as no:
            about(made(asks), "Ada Bell")
        assert no.value.issues[0].name == "not-agreed"


def test_it_comes_as_text_json_and_zip(centre, say, tmp_path) -> None:
    args = {"person": "Ada Bell", "kind": "", "also": [], "to": ""}
    assert "Known as: Ada Bell, PJSIP/1001" in say(centre, "about", {**args, "format": "text"}).out
    told = json.loads(say(centre, "about", {**args, "format": "json"}).out)
    assert told["rows"]["visit"]["total"] == len(told["rows"]["visit"]["rows"]) == 56
    assert "[no-place]" in say(centre, "about", {**args, "format": "zip"}).err
    assert say(centre, "about", {**args, "format": "zip", "to": str(tmp_path / "ada.zip")}).code == 0
    with zipfile.ZipFile(io.BytesIO((tmp_path / "ada.zip").read_bytes())) as pack:
        names = pack.namelist()
        assert names[:2] == ["summary.txt", "all.json"]
        visits = pack.read(next(name for name in names if name.endswith("visit.csv"))).decode()
    assert visits.count("\r\n") == 57


def test_nothing_is_left_of_it_once_forgotten(centre) -> None:
    forget(centre, "Ada Bell")
    held = about(centre, "Ada Bell", kind="agent")
    assert {where: count for where, count in held.places.items() if count and not where.startswith("file: ")} == {
        "office: audit.name": 0} or all(
        where.startswith("office: audit") for where, count in held.places.items()
        if count and not where.startswith("file: "))
