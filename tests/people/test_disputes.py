"""This file is about disputed numbers: marked where shown, answered by somebody else, corrected by facts only."""

import json
import re

from starlette.testclient import TestClient

from fourscore.web import create_app

AHT = "average_handle_time"
OPEN = {"what": "open", "on": AHT, "agent": "Ada Bell", "period": "2026-W11", "by": "Ada Bell",
        "why": "Two calls are a colleague's."}
ANSWER = {"what": "answer", "on": "1", "by": "Mara Quinn", "outcome": "upheld", "text": "The recordings are of Ada."}


def test_a_disputed_number_stays_shown_with_its_mark_and_answer(made, say) -> None:
    centre = made("Team leader")
    assert say(centre, "dispute", OPEN).code == 0
    card = {"period": "2026-W11", "agent": "Ada Bell"}
    shown = json.loads(say(centre, "score", card).out)
    (said,) = shown["disputed"].values()
    assert said == "disputed on 2026-04-20: Two calls are a colleague's"
    assert ", disputed" in say(centre, "score", {**card, "format": "table"}).out
    assert json.loads(say(centre, "score", {**card, "period": "2026-W12"}).out)["disputed"] == {}
    pages = TestClient(create_app(centre), base_url="http://127.0.0.1")
    assert "disputed on 2026-04-20" in pages.get("/scorecard?period=2026-W11&agent=Ada%20Bell").text
    assert "disputed on 2026-04-20" in pages.get(f"/measure/{AHT}?period=2026-W11&agent=Ada%20Bell").text
    assert say(centre, "dispute", ANSWER).code == 0
    assert "upheld on 2026-04-20: The recordings are of Ada" in say(centre, "score", card).out


def test_what_cannot_be_is_told(made, say) -> None:
    centre = made("Team leader")
    said = [say(centre, "dispute", one).err.split("[")[-1].split("]")[0] for one in (
        {**OPEN, "why": ""}, {**OPEN, "by": ""}, {**OPEN, "agent": "Ada Bel"}, ANSWER, {**ANSWER, "on": "x"})]
    assert said == ["not-told-why", "not-signed", "unknown-agent", "unknown-dispute", "unknown-dispute"]
    assert say(centre, "dispute", OPEN).code == 0
    said = [say(centre, "dispute", one).err.split("[")[-1].split("]")[0] for one in (
        OPEN, {**ANSWER, "by": "Ada Bell"}, {**ANSWER, "outcome": "withdrawn"}, {**ANSWER, "outcome": "won"},
        {**ANSWER, "outcome": "corrected"})]
    assert said == ["disputed-already", "own-dispute", "own-dispute", "unknown-outcome", "nothing-corrected"]
    assert say(centre, "dispute", ANSWER).code == 0
    assert "[answered-already]" in say(centre, "dispute", ANSWER).err


def test_a_number_is_corrected_by_its_facts(made, say) -> None:
    centre = made("Team leader")
    assert say(centre, "dispute", OPEN).code == 0
    log = centre.folder / "queue_log"
    lines = log.read_text().splitlines()
    place = next(n for n, line in enumerate(lines) if "COMPLETECALLER" in line and "PJSIP/1001" in line
                 and int(line.split("|")[0]) > 1773100000)
    fields = lines[place].split("|")
    lines[place] = "|".join([str(int(fields[0]) + 10), *fields[1:-2], str(int(fields[-2]) + 10), fields[-1]])
    log.write_text("\n".join(lines) + "\n")
    centre.load(["calls"])
    assert say(centre, "dispute", {**ANSWER, "outcome": "corrected", "text": "One call was cut."}).code == 0
    (one,) = json.loads(say(centre, "dispute", {"what": "list"}).out)
    assert one["outcome"] == "corrected"
    assert one["answers"][0]["value"] > one["value"]


def test_who_disputed_takes_it_back_and_the_mark_goes(made, say) -> None:
    centre = made("Team leader")
    say(centre, "dispute", OPEN)
    back = {**ANSWER, "by": "Ada Bell", "outcome": "withdrawn", "text": "I was wrong."}
    assert say(centre, "dispute", back).code == 0
    assert json.loads(say(centre, "score", {"period": "2026-W11", "agent": "Ada Bell"}).out)["disputed"] == {}


def test_the_list_keeps_the_number_from_who_may_not_see_it(made, say) -> None:
    from fourscore.centre import disputes_of, open_dispute

    for asks, seen in (("", True), ("Trainer", False), ("Team leader", True)):
        centre = made(asks)
        open_dispute(centre, AHT, agent="Ada Bell", days=centre.calendar.period("2026-W11"), by="Ada Bell", why="No.")
        (one,) = disputes_of(centre)
        assert (one.value is not None) == seen
    centre = made("Outside adviser")
    open_dispute(centre, AHT, agent="Ada Bell", days=centre.calendar.period("2026-W11"), by="Ada Bell", why="No.")
    assert disputes_of(centre) == []


def test_an_agents_card_holds_what_the_agent_can_move(made, say) -> None:
    from fourscore.strategy import starter

    shown = json.loads(say(made("Team leader"), "score", {"period": "2026-W11", "agent": "Ada Bell"}).out)
    held = {m["metric"] for p in shown["perspectives"] for o in p["objectives"] for m in o["measures"]}
    assert {"occupancy", "service_level", "coaching_time_per_agent"} & held == set()
    assert 3 <= len(held) <= 7
    assert shown["note"] == ""
    few = re.sub(r"(?s)(?<=metric: average_handle_time\n)(.*?control: )team", r"\1agent",
                 starter("support").replace("control: agent", "control: team"), count=1)
    asked = {"period": "2026-W11", "agent": "Ada Bell", "format": "table"}
    said = say(made("Team leader", "", few), "score", asked).out
    assert "This card holds 1 thing that the agent controls; 3 to 7 are a help." in said
