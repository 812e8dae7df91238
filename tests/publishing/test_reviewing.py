"""This file is about a centre's reviews: signals first, each closed, decisions kept, initiatives checked, policies."""

import re
from datetime import date
from pathlib import Path

import pytest

from fourscore.centre import (
    Centre,
    SaidInitiative,
    acknowledge,
    add_initiative,
    agenda,
    check_decisions,
    check_initiative,
    close_line,
    decide,
    policies,
    publish_card,
    publish_strategy,
    set_state,
    withdraw_decision,
)
from fourscore.scoring import (
    decisions,
    initiative_of,
    kpis_cited,
    kpis_decided,
    minutes,
    objectives_helped,
)
from fourscore.terms import Days, Trouble

from .conftest import NOW, call, edit, log

WHO = "Zoë King"
SAID = SaidInitiative("script", "A new script", "Shorter questions", "cheap", "Team leader",
                      ["talk -20s by 2026-05-03"], "2026-04-06", "1200.50")


def refusal(call) -> str:
    with pytest.raises(Trouble) as raised:
        call()
    return raised.value.issues[-1].name


def reload(centre: Centre, folder: Path, text: str) -> None:
    (folder / "queue_log").write_text(text)
    centre.load()


def test_a_goal_that_was_bought_stands_on_the_agenda(centre: Centre, folder: Path) -> None:
    """More is taken in April, and half of it is no longer answered in time."""
    edit(folder / "strategy.yaml", "links:\n",
         'guarded:\n  more:\n    goal: "taken +2% by 2026-04 from 2026-03 | in-time no worse"\n'
         "    objective: able\n    owner: Call centre manager\nlinks:\n")
    reload(centre, folder, log(714, wait=lambda n: 40 if n % 5 == 0 or n > 516 else 15))
    (line,) = [one.line for one in agenda(centre, "2026-04")[1] if one.line.kind == "guard broken"]
    assert line.signal == "goal:more"
    assert line.words.endswith(": Answered in time")
    assert not [one for one in agenda(centre, "2026-03")[1] if one.line.kind == "guard broken"]


def test_an_initiative_is_kept_with_every_state_it_was_in(centre: Centre, clock) -> None:
    assert objectives_helped(centre.office) == set()
    made = add_initiative(centre, SAID, WHO)
    assert (made.state, str(made.cost), made.currency, made.due) == ("planned", "1200.50", "GBP", date(2026, 5, 3))
    assert made.aims[0].change == -20.0
    assert objectives_helped(centre.office) == {"cheap"}
    clock.on(1)
    set_state(centre, "script", "running", WHO, "Begun")
    set_state(centre, "script", "stopped", WHO, "Nobody liked it")
    one = initiative_of(centre.office, "script")
    assert [(stood.state, stood.why) for stood in one.states] == [
        ("planned", "written down"), ("running", "Begun"), ("stopped", "Nobody liked it")]
    assert objectives_helped(centre.office) == set()
    assert refusal(lambda: add_initiative(centre, SAID, WHO)) == "initiative-twice"
    assert refusal(lambda: set_state(centre, "other", "done", WHO, "Why")) == "unknown-initiative"
    assert refusal(lambda: set_state(centre, "script", "asleep", WHO, "Why")) == "unknown-state"


@pytest.mark.parametrize(("fields", "issue"), [
    ({"id": "A new one"}, "bad-id"), ({"hypothesis": ""}, "initiative-unfinished"),
    ({"objective": "cheep"}, "unknown-objective"), ({"expect": ["talk 20s"]}, "bad-expectation"),
    ({"expect": ["tlak -20s by 2026-05-03"]}, "unknown-kpi"),
    ({"expect": ["talk -0s by 2026-05-03"]}, "bad-expectation"),
    ({"expect": ["talk -20s by 2026-02-30"]}, "bad-day"), ({"against": ["Sales 2"]}, "no-comparison"),
    ({"teams": ["Sales 2"], "against": ["Sales 2"]}, "no-comparison"), ({"teams": ["Sales 3"]}, "unknown-team"),
    ({"cost": "a lot"}, "unreadable-value"),
])
def test_what_is_wrong_in_an_initiative_is_said(centre: Centre, fields: dict[str, object], issue: str) -> None:
    assert refusal(lambda: add_initiative(centre, SAID._replace(**fields), WHO)) == issue


def test_an_initiative_is_checked_by_its_history_and_by_other_teams(centre: Centre, folder: Path) -> None:
    """Calls of team Sales 2 (the odd ones) get shorter from 6 April on, those of Billing 1 do not."""
    begun = 91 * 6  # the first call of 6 April
    def talk(n: int) -> int:
        return (60 if n >= begun and n % 2 else 80) + n % 7
    reload(centre, folder, log(714, talk=talk))
    add_initiative(centre, SAID, WHO)
    add_initiative(centre, SAID._replace(id="teams", teams=("Sales 2",), against=("Billing 1",)), WHO)
    add_initiative(centre, SAID._replace(id="idle", teams=("Billing 1",), against=("Sales 2",)), WHO)
    (teams,) = check_initiative(centre, "teams")
    assert (teams.effect.verdict, teams.effect.method, teams.effect.weeks) == ("moved as expected", "comparison", 4)
    assert teams.effect.effect == pytest.approx(-20, abs=1)
    (idle,) = check_initiative(centre, "idle")
    assert idle.effect.verdict == "moved the other way"
    (whole,) = check_initiative(centre, "script")
    assert (whole.effect.method, whole.effect.verdict) == ("history", "moved, less than expected")
    assert whole.effect.effect == pytest.approx(-10, abs=1)


def test_the_agenda_begins_with_signals_and_each_is_closed(centre: Centre, folder: Path) -> None:
    """From 6 April on every third call waits too long; before it was every fifth."""
    late = 91 * 6
    reload(centre, folder, log(714, wait=lambda n: 40 if (n % 2 if n >= late else n % 5 == 0) else 15))
    name, found = agenda(centre)
    assert name == "2026-04"
    assert found[0].line.signal == "signal:in-time"
    assert "outside its natural limits" in found[0].line.words
    assert {one.line.kind for one in found} == {"signal", "check"}
    assert minutes(centre.office, name).lines == ()
    assert refusal(lambda: close_line(centre, "2026-04", "signal:talk", "acted", WHO, "Why")) == "unknown-signal"
    assert refusal(lambda: close_line(centre, "2026-04", "signal:in-time", "done", WHO, "Why")) == "unknown-closing"
    close_line(centre, "2026-04", "signal:in-time", "explained", WHO, "A new number in the adverts")
    agenda(centre, "2026-04", keep=True)
    agenda(centre, "2026-04", keep=True)
    kept = minutes(centre.office, "2026-04")
    assert len({line.signal for line in kept.lines}) == len(kept.lines) == len(found)
    assert [(one.signal, one.closed_as, one.who) for one in kept.closed] == [("signal:in-time", "explained", WHO)]
    assert agenda(centre, "2026-04")[1][0].closed == kept.closed[0]
    assert kpis_cited(centre.office, NOW) == {"in-time"}


def test_an_amount_set_for_a_month_is_told_as_it_was_in_the_week(centre: Centre, folder: Path) -> None:
    """From 6 April on half of the calls do not come."""
    edit(folder / "strategy.yaml", "per: week, target: 40,", "per: month, target: 170,")
    edit(folder / "strategy.yaml", "floor: 10, baseline: 20,", "floor: 40, baseline: 90,")
    reload(centre, folder, "".join(call(n) for n in range(714) if n % 17 and (n < 91 * 6 or n % 2)))
    (words,) = [one.line.words for one in agenda(centre, "2026-04")[1] if one.line.signal == "signal:taken"]
    told = re.search(r"(2026-W\d\d) (\d+) in the week is .*\((\d+) to (\d+)\)", words)
    assert told is not None, words
    rows = centre.metrics.ask(["contacts_handled"], ("week",), during=Days(date(2026, 3, 2), date(2026, 5, 1))).rows
    weeks = {row.by["week"]: row.value for row in rows}
    assert weeks[told[1]] == int(told[2])
    assert 30 < int(told[3]) <= int(told[4]) < 50  # so many come in a week; in a month it would be 170


def test_a_rebased_signal_is_held_against_new_limits(centre: Centre, folder: Path, clock) -> None:
    level = 56 * 6  # a lasting shift on 2 March
    reload(centre, folder, log(714, talk=lambda n: (100 if n >= level else 60) + n % 5))
    assert any(one.line.signal == "signal:talk" for one in agenda(centre, "2026-04")[1])
    assert refusal(lambda: close_line(centre, "2026-04", "check:L22:strategy.yaml:12", "re-based", WHO, "x")) in (
        "unknown-closing", "unknown-signal")
    close_line(centre, "2026-03", "signal:talk", "re-based", WHO, "Longer forms for good")
    assert not any(one.line.signal == "signal:talk" for one in agenda(centre, "2026-04")[1])


def test_restated_numbers_missed_targets_and_what_is_due_are_on_the_agenda(centre: Centre, folder: Path, clock) -> None:
    publish_strategy(centre, WHO, "Why")
    publish_card(centre, "2026-04", "Mara Quinn")
    add_initiative(centre, SAID._replace(expect=["talk -20s by 2026-04-25"]), WHO)
    decide(centre, "2026-03", "More coaching", WHO, kpi="in-time", expect="+5pp", by="2026-04-20")
    clock.on(2)
    reload(centre, folder, log(714, talk=lambda n: 300))
    lines = [one.line for one in agenda(centre, "2026-04")[1]]
    kinds = {line.kind: line for line in lines}
    assert kinds["missed twice"].about == "talk"
    assert {line.signal for line in lines if line.kind == "restated"} == {
        "restated:2026-04:talk", "restated:2026-04:in-time"}
    assert kinds["initiative due"].about == "script"
    assert kinds["decision due"].about == "in-time"


def test_a_missed_band_is_told_by_both_edges_and_an_amount_with_its_time(centre: Centre, folder: Path) -> None:
    edit(folder / "strategy.yaml", "direction: lower, target: 60s", "direction: band, target: {from: 1:20, to: 1:30}")
    edit(folder / "strategy.yaml", "floor: 120s,", "floor: {from: 1:10, to: 1:40},")
    edit(folder / "strategy.yaml", "per: week, target: 40", "per: week, target: 400")
    edit(folder / "strategy.yaml", "floor: 10,", "floor: 200,")
    lines = {one.line.signal: one.line.words for one in agenda(centre, "2026-04")[1]}
    assert lines["missed:talk"].endswith("in 2026-03, then 1:00 in 2026-04, with a target of 1:20 – 1:30")
    assert "186 in 2026-03, then 180 in 2026-04" in lines["missed:taken"]
    assert lines["missed:taken"].endswith("with a target of 1,714 for the month (it is set by the week)")


def test_decisions_are_kept_for_ever_and_checked(centre: Centre, clock) -> None:
    made = decide(centre, "2026-04", "More coaching", WHO, kpi="in-time", expect="+5pp", by="2026-07-31")
    assert (made.number, made.change) == (1, pytest.approx(0.05))
    assert kpis_decided(centre.office, NOW) == {"in-time"}
    (came,) = check_decisions(centre)
    assert came.effect is not None
    assert came.effect.verdict == "cannot be told yet"
    withdraw_decision(centre, 1, WHO, "No budget")
    assert check_decisions(centre) == []
    assert kpis_decided(centre.office, NOW) == set()
    assert [(one.text, one.withdraws, one.withdrawn) for one in decisions(centre.office)] == [
        ("More coaching", None, 2), ("No budget", 1, None)]
    for number in (1, 2, 3):
        assert refusal(lambda number=number: withdraw_decision(centre, number, WHO, "x")) == "unknown-decision"
    assert refusal(lambda: decide(centre, "2026-04", "x", WHO, kpi="in-time")) == "decision-unfinished"


def test_a_policy_is_owed_anew_with_every_new_wording(centre: Centre, folder: Path, clock) -> None:
    def owed() -> dict[str, bool]:
        (one,) = policies(centre)
        assert one.shown is not None
        assert one.shown.kpi.id == "in-time"
        return {person.name: person.read_at is None for person in one.owed}

    assert owed() == {"Mara Quinn": True, "Ada Bell": True, "Ben Cole": True}
    assert acknowledge(centre, "promise", "Ben Cole")
    assert not acknowledge(centre, "promise", "Ben Cole")
    assert owed() == {"Mara Quinn": True, "Ada Bell": True, "Ben Cole": False}
    edit(folder / "strategy.yaml", "We call back the same day", "We  call back the same day")
    assert not owed()["Ben Cole"], "another space is no new wording"
    edit(folder / "strategy.yaml", "We  call back the same day", "We call back within the hour")
    assert owed()["Ben Cole"]
    (one,) = policies(centre)
    assert [person.name for person in one.owed if person.read_before_at] == ["Ben Cole"]
    assert refusal(lambda: acknowledge(centre, "promise", WHO)) == "not-asked"
    assert refusal(lambda: acknowledge(centre, "promises", WHO)) == "unknown-policy"
