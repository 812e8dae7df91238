"""This file is about a strategy's things as forms: words read and brought back, and two texts brought together."""

from difflib import unified_diff
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourscore.strategy import (
    STARTERS,
    THINGS,
    GuardFields,
    MoveFields,
    StrategyText,
    add,
    change,
    goal_fields,
    goal_line,
    merged,
    read_goal,
    starter,
    take_out,
    things_in,
    with_ends_of,
    words_in,
)
from fourscore.terms import Trouble, WrongUse

PATH = Path("strategy.yaml")


def text_of(kind: str = "support") -> StrategyText:
    return StrategyText(PATH, starter(kind, "EUR").encode())


def changed(before: str, text: StrategyText) -> list[str]:
    return [line for line in unified_diff(before.splitlines(), text.text.splitlines(), n=0, lineterm="")
            if line[0] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize("kind", STARTERS)
def test_what_a_form_shows_brought_back_changes_no_byte(kind: str) -> None:
    text = text_of(kind)
    before = text.text
    for thing in THINGS:
        for key, _ in things_in(text.root(), thing):
            change(text, thing, key, words_in(text.root(), thing, key))
    assert text.text == before


def test_one_field_changes_one_place() -> None:
    text = text_of()
    before = text.text
    assert change(text, "kpi", "answered-in-time", {"target": "2026-01: 75%, 2026-07: 1,200"}) == "answered-in-time"
    assert [line.strip() for line in changed(before, text)] == [
        "-            target: 80%", "+            target: {2026-01: 75%, 2026-07: '1,200'}"]
    assert words_in(text.root(), "kpi", "answered-in-time")["target"] == "2026-01: 75%, 2026-07: 1,200"
    change(text, "kpi", "answered-in-time", {"target": "80%"})
    assert text.text == before
    change(text, "kpi", "answered-in-time", {"floor": "5:45", "levels": "centre; team", "scope": "queue: [A, B c]"})
    change(text, "kpi", "answered-in-time", {"floor": "60%", "levels": "", "scope": ""})
    assert text.text == before


def test_things_come_move_and_go_with_what_belongs_to_them() -> None:
    text = text_of()
    before = text.text
    key = add(text, "objective", {"name": "Größe, die zählt", "in": "customer", "owner": "Team leader"})
    assert key == "grosse-die-zahlt"
    assert add(text, "objective", {"name": "Größe, die zählt", "in": "customer"}) == "grosse-die-zahlt-2"
    assert add(text, "kpi", {"metric": "abandonment_rate", "target": "5%", "in": key}) == "abandonment-rate"
    link = add(text, "link", {"from": key, "to": "answer-within-seconds", "sign": "+", "sentence": "If: x"})
    assert link == "grosse-die-zahlt..answer-within-seconds"
    assert words_in(text.root(), "link", link)["sentence"] == "If: x"
    change(text, "objective", key, {"in": "learning"})
    assert words_in(text.root(), "objective", key)["in"] == "learning"
    assert change(text, "link", link, {"to": "hold-costs"}) == "grosse-die-zahlt..hold-costs"
    take_out(text, "objective", key)
    take_out(text, "objective", "grosse-die-zahlt-2")
    assert changed(before, text) == []


@pytest.mark.parametrize(("kind", "said", "name"), [
    ("objective", {"name": "!!", "in": "customer"}, "nothing-named"),
    ("objective", {"id": "a b", "name": "x", "in": "customer"}, "bad-id"),
    ("objective", {"id": "hold-costs", "name": "x", "in": "customer"}, "duplicate-id"),
    ("objective", {"name": "x", "in": "nowhere"}, "unknown-thing-of-strategy"),
    ("kpi", {"name": "x", "in": "hold-costs", "target": "2026-01: [75%"}, "not-read-as-typed"),
    ("link", {"from": "hold-costs", "to": "hold-costs"}, "nothing-named"),
])
def test_what_cannot_be_added_is_told(kind: str, said: dict[str, str], name: str) -> None:
    text = text_of()
    before = text.text
    with pytest.raises(WrongUse) as wrong:
        add(text, kind, said)
    assert (wrong.value.issues[0].name, text.text) == (name, before)
    with pytest.raises(Trouble):
        take_out(text, "words", "all")


# -- goals as sentences ----

LINES = ["calls +20% by 2026-12 from 2025-Q4 | conversion ~ 4% ±0.4pp over 4w, cost flat",
         "calls x1.2 by 2026 for queue:sales | hard cost <= €4.20 for team:* at mix 2025-Q4, aht no worse",
         'calls -15s by 2026-12, "by" to 80% | cost ~ baseline ±2%', "calls to 5:45"]


@pytest.mark.parametrize("line", LINES)
def test_a_goal_as_a_sentence_makes_the_same_goal_again(line: str) -> None:
    goal, mistakes = read_goal(line)
    assert goal is not None, mistakes
    again, mistakes = read_goal(goal_line(*goal_fields(goal)))
    assert again is not None, mistakes
    assert goal_fields(again) == goal_fields(goal)


def test_a_sentence_is_filled_in_as_people_write() -> None:
    line = goal_line([MoveFields("calls", "by", "20%", "2026-12"), MoveFields()],
                     [GuardFields("conversion", "~", "4%", "± 0.4pp", "4w"), GuardFields("cost", "flat", "9")])
    assert line == "calls +20% by 2026-12 | conversion ~ 4% ±0.4pp over 4w, cost flat"


# -- two texts of one ----

LETTERS = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "d\r\n"]), max_size=8).map("".join)


@given(base=LETTERS, one=LETTERS, other=LETTERS)
def test_two_changes_lose_nothing(base: str, one: str, other: str) -> None:
    assert merged(base, one, base).text == one
    assert merged(base, base, other).text == other
    assert merged(base, one, one) == (one, 0)
    both = merged(base, one, other)
    for lines in (one.splitlines(), other.splitlines()):  # whatever either added stands in both
        added = [line for line in lines if line not in base.splitlines()]
        assert set(added) <= set(both.text.splitlines())


def test_changes_in_different_places_come_together_and_the_same_place_says_whose_is_whose() -> None:
    base = "a\nb\nc\nd\ne\n"
    assert merged(base, "a\nB\nc\nd\ne\n", "a\nb\nc\nD\ne\n") == ("a\nB\nc\nD\ne\n", 0)
    assert merged(base, "a\nB\nc\nd\ne\n", "a\nX\nc\nd\ne\nf") == (
        "a\n# >>> there now\nB\n# >>> yours\nX\n# <<<\nc\nd\ne\nf", 1)


@given(base=LETTERS, typed=LETTERS)
def test_a_browser_changes_no_line_end_but_of_lines_that_were_typed(base: str, typed: str) -> None:
    browser = base.replace("\r\n", "\n").replace("\n", "\r\n")
    assert with_ends_of(base, browser) == base
    assert with_ends_of("\ufeff" + base, browser) == "\ufeff" + base
    assert with_ends_of(base, typed).replace("\r\n", "\n") == typed.replace("\r\n", "\n")


WRITTEN = """\
# Ours.
goals:
  first: {text: Answer at once, term: annual, drivers: [talk, quick]}   # the first
guarded:
  more: {goal: '"talk" -5% by 2026-12 | hard in-time ~ 80% ±2pp over 4w, talk flat', objective: quick, serves: first}
  less:
    headline: [in-time +2pp by 2026-12]
    guards: [talk flat, hard talk <= 6:00]
policies:
  promise: {text: We call back, kpi: in-time, serves: first}
perspectives:
  customer:
    objectives:
      quick:                       # as quick as can be
        name: Answer quickly
        kpis:
          in-time: {metric: "service_level:offered", target: 80%, floor: 50%, guards: [talk]}
          talk: {metric: average_handle_time, target: 60s, changes: [{on: 2026-03-01, who: Ada, why: Shorter}]}
      kept: {name: Lose nobody}
links:
  - {from: kept, to: quick, sign: +}     # drawn in May
allow:
  - {rule: L06, at: kept -> quick, reason: Drawn anew, who: Ada King, until: 2026-06-01}   # until June
  - {rule: L15, at: talk, reason: Not yet, who: Ada King, until: 2026-06-01}
  - {rule: L15, at: talk, reason: Again, who: Ada King, until: 2026-09-01}
"""


def test_another_id_goes_wherever_the_text_names_it() -> None:
    text = StrategyText(PATH, WRITTEN.encode())
    assert change(text, "kpi", "talk", {"id": "talk-time"}) == "talk-time"
    assert [line.strip() for line in changed(WRITTEN, text) if line[0] == "+"] == [
        line.strip() for line in (
            "+  first: {text: Answer at once, term: annual, drivers: [talk-time, quick]}   # the first",
            "+  more: {goal: 'talk-time -5% by 2026-12 | hard in-time ~ 80% ±2pp over 4w, talk-time flat', "
            "objective: quick, serves: first}",
            "+    guards: [talk-time flat, hard talk-time <= 6:00]",
            '+          in-time: {metric: "service_level:offered", target: 80%, floor: 50%, guards: [talk-time]}',
            "+          talk-time: {metric: average_handle_time, target: 60s, changes: [{on: 2026-03-01, who: Ada, "
            "why: Shorter}]}",
            "+  - {rule: L15, at: talk-time, reason: Not yet, who: Ada King, until: 2026-06-01}",
            "+  - {rule: L15, at: talk-time, reason: Again, who: Ada King, until: 2026-09-01}")]
    change(text, "kpi", "talk-time", {"id": "talk"})
    change(text, "objective", "quick", {"id": "at-once", "name": "At once"})
    assert "      at-once:                       # as quick as can be\n        name: At once" in text.text
    assert "- {from: kept, to: at-once, sign: +}     # drawn in May" in text.text
    assert "at: kept -> at-once, reason: Drawn anew" in text.text
    assert "drivers: [talk, at-once]" in text.text
    assert "objective: at-once" in text.text
    change(text, "goal", "first", {"id": "answer"})
    assert text.text.count("serves: answer") == 2
    for wrong, name in (("talk", "duplicate-id"), ("no id", "bad-id")):
        with pytest.raises(WrongUse) as told:
            change(text, "kpi", "in-time", {"id": wrong})
        assert told.value.issues[0].name == name
    assert change(text, "kpi", "in-time", {"id": " "}) == "in-time"


def test_what_is_put_up_with_and_noted_stands_in_lists() -> None:
    text = StrategyText(PATH, WRITTEN.encode())
    assert [key for key, _ in things_in(text.root(), "allow")] == ["L06..kept..quick", "L15..talk", "L15..talk..2"]
    assert words_in(text.root(), "note", "talk..2026-03-01") == {
        "on": "2026-03-01", "who": "Ada", "why": "Shorter", "in": "talk"}
    assert change(text, "allow", "L15..talk..2", {"at": "in-time", "until": "2026-10-01"}) == "L15..in-time"
    assert "- {rule: L15, at: in-time, reason: Again, who: Ada King, until: 2026-10-01}" in text.text
    assert add(text, "allow", {"rule": "L27", "reason": "Few: enough", "who": "Ada"}) == "L27"
    assert text.text.endswith("""\
  - rule: L27
    reason: 'Few: enough'
    who: Ada
""")
    take_out(text, "allow", "L27")
    take_out(text, "allow", "L06..kept..quick")
    assert "drawn in May" in text.text
    assert "until June" not in text.text
    assert add(text, "note", {"in": "in-time", "on": "2026-04-01", "why": "Said so"}) == "in-time..2026-04-01"
    assert add(text, "note", {"in": "talk", "on": "2026-04-01", "why": "Too"}) == "talk..2026-04-01"
    take_out(text, "note", "talk..2026-03-01")
    assert "changes: [{'on': 2026-04-01, why: Too}]" in text.text
    with pytest.raises(WrongUse):
        add(text, "allow", {})


def test_another_systems_points_and_a_gate_are_fields_too() -> None:
    text = StrategyText(PATH, WRITTEN.encode())
    change(text, "kpi", "in-time", {"floor": "", "anchors": "as: thirds, goal: 90%, red_flag: 70%", "gate": "true"})
    assert "anchors: {as: thirds, goal: 90%, red_flag: 70%}" in text.text
    assert words_in(text.root(), "kpi", "in-time")["anchors"] == "as: thirds, goal: 90%, red_flag: 70%"
    change(text, "kpi", "in-time", {"floor": "50%", "anchors": "", "gate": "", "scale": "log"})
    assert "anchors" not in text.text
    assert "gate" not in text.text
