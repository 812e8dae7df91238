"""This file is about events that arrive in pieces, late or twice: the facts are those of one load of everything."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from fed_switch import Event, Switch, as_json, as_text, event, member
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

AGENTS = ("Anna", "Ben")
STATUSES = ("Available", "On Break", "Logged Out", "Available (On Demand)")


@st.composite
def days(draw: st.DrawFn) -> list[Event]:
    """Events in which nearly anything follows anything: calls that share places, queues, agents and moments."""
    at, said = 0, []
    for _ in range(draw(st.integers(1, 30))):
        at += draw(st.sampled_from((0, 1, 7, 900)))
        agent, place = draw(st.sampled_from(AGENTS)), draw(st.sampled_from(("m1", "m2", "m3")))
        who = member(draw(st.sampled_from(("c1", "c2"))), place, f"queue {place}", "5" + place)
        kind = draw(st.integers(0, 9))
        if kind == 0:
            said.append(event(at, "agent-status-change", Agent=agent, Agent_Status=draw(st.sampled_from(STATUSES))))
        elif kind < 4:
            said.append(event(at, draw(st.sampled_from(("member-queue-start", "member-queue-resume"))), **who))
        elif kind < 6:
            said.append(event(at, "member-queue-end", **who, **draw(st.sampled_from((
                {"Cause": "Terminated"}, {"Cause": "Cancel", "Cancel_Reason": "BREAK_OUT"},
                {"Cause": "Cancel", "Cancel_Reason": "TIMEOUT"})))))
        else:
            action = draw(st.sampled_from(("agent-offering", "bridge-agent-start", "bridge-agent-end",
                                           "bridge-agent-fail")))
            more = draw(st.sampled_from(({}, {"Agent_Bridged": "false"}, {"Hangup_Cause": "ORIGINATOR_CANCEL"})))
            said.append(event(at, action, **who, Agent=agent, **more))
    return said


def loaded(hand: Any, *texts: str, form: str = "json") -> dict[str, Any]:
    """Everything that stands after these were loaded one after the other, a file each."""
    with tempfile.TemporaryDirectory() as room:
        switch = Switch(hand, Path(room))
        for nth, text in enumerate(texts):
            if text:
                switch.load(text, f"{nth}.json", form=form)
        found: dict[str, Any] = hand.dump(switch.warehouse)
        switch.warehouse.close()
        return found


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=days(), pick=st.randoms(use_true_random=False))
def test_in_any_order_and_twice_it_is_the_same_day(hand: Any, said: list[Event], pick: Any) -> None:
    """Shuffled, dealt into three files that are loaded in turn, some of it twice."""
    dealt: list[list[Event]] = [[], [], []]
    for one in pick.sample(said, len(said)) + pick.sample(said, len(said) // 3):
        dealt[pick.randrange(3)].append(one)
    assert loaded(hand, *(as_json(*part) for part in dealt)) == loaded(hand, as_json(*said))


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(said=days(), share=st.floats(0, 1))
def test_both_forms_cut_anywhere_say_the_same(hand: Any, said: list[Event], share: float) -> None:
    text = as_text(*said)
    with tempfile.TemporaryDirectory() as room:
        switch = Switch(hand, Path(room))
        first = text.index("\n\n") + 2
        for cut in (max(first, int(len(text) * share)), len(text)):
            switch.load(text[:cut], form="text")
        assert hand.dump(switch.warehouse) == loaded(hand, as_json(*said))
        switch.warehouse.close()
