"""This file is about log-ins and pauses read from a queue_log. In each test the docstring is the log."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def test_log_ins_are_per_queue_or_of_the_whole_agent(log: Any) -> None:
    """
    100|MANAGER|sales|Anna|ADDMEMBER|
    110|c1|billing|Anna|ADDMEMBER|
    200|MANAGER|sales|Anna|REMOVEMEMBER|
    300|NONE|NONE|Ben|AGENTLOGIN|PJSIP/2
    400|NONE|NONE|Ben|AGENTLOGOFF|PJSIP/2|100
    500|NONE|NONE|Cleo|AGENTCALLBACKLOGIN|3@default
    600|NONE|NONE|Cleo|AGENTCALLBACKLOGOFF|3@default|100|
    """
    assert log.states == [
        ("login", "Anna", "sales", 100, 200, None), ("login", "Anna", "billing", 110, None, None),
        ("login", "Ben", None, 300, 400, None), ("login", "Cleo", None, 500, 600, None)]


def test_a_pause_of_all_queues_is_beside_one_of_each(log: Any) -> None:
    """PAUSEALL ends as soon as one queue goes on; the pause of the other queue goes on by itself.

    100|NONE|sales|Anna|PAUSE|lunch
    100|NONE|billing|Anna|PAUSE|lunch
    100|NONE|NONE|Anna|PAUSEALL|lunch
    160|NONE|sales|Anna|UNPAUSE|
    190|NONE|billing|Anna|UNPAUSE|
    """
    assert log.states == [
        ("pause", "Anna", None, 100, 160, "lunch"), ("pause", "Anna", "billing", 100, 190, "lunch"),
        ("pause", "Anna", "sales", 100, 160, "lunch")]


def test_unpauseall_ends_every_pause(log: Any) -> None:
    """
    100|NONE|sales|Anna|PAUSE|lunch
    100|NONE|NONE|Anna|PAUSEALL|lunch
    160|NONE|NONE|Anna|UNPAUSEALL|
    """
    assert [state[3:5] for state in log.states] == [(100, 160), (100, 160)]


def test_another_reason_is_another_pause(log: Any) -> None:
    """Some configurations write an UNPAUSE in between, in the same second, and some do not.

    100|NONE|sales|Anna|PAUSE|lunch
    160|NONE|sales|Anna|UNPAUSE|Auto-Unpause
    160|NONE|sales|Anna|PAUSE|training
    200|NONE|sales|Anna|PAUSE|coffee
    230|NONE|sales|Anna|PAUSE|coffee
    260|NONE|sales|Anna|UNPAUSE|
    """
    assert [state[3:] for state in log.states] == [(100, 160, "lunch"), (160, 200, "training"), (200, 260, "coffee")]


def test_a_pause_ends_with_the_log_off(log: Any) -> None:
    """
    100|MANAGER|sales|Anna|ADDMEMBER|PAUSED
    150|NONE|billing|Anna|PAUSE|lunch
    200|MANAGER|sales|Anna|REMOVEMEMBER|
    300|NONE|NONE|Anna|AGENTLOGOFF|PJSIP/2|100
    """
    assert [state for state in log.states if state[0] == "pause"] == [
        ("pause", "Anna", "sales", 100, 200, None), ("pause", "Anna", "billing", 150, 300, "lunch")]
    assert log.staged.notices == {"log-off without a log-in": 1}


def test_a_restart_ends_what_is_on(log: Any) -> None:
    """
    100|MANAGER|sales|Anna|ADDMEMBER|
    120|NONE|sales|Anna|PAUSE|lunch
    900|NONE|NONE|NONE|QUEUESTART|
    950|MANAGER|sales|Anna|ADDMEMBER|
    """
    assert log.states == [
        ("login", "Anna", "sales", 100, 900, None), ("login", "Anna", "sales", 950, None, None),
        ("pause", "Anna", "sales", 120, 900, "lunch")]
    assert log.staged.notices == {"log-in or pause ended by a restart of Asterisk": 2}


def test_being_added_twice_changes_nothing(log: Any) -> None:
    """
    100|MANAGER|sales|Anna|ADDMEMBER|
    150|MANAGER|sales|Anna|ADDMEMBER|
    200|MANAGER|sales|Anna|REMOVEMEMBER|
    250|MANAGER|sales|Anna|REMOVEMEMBER|
    """
    assert log.states == [("login", "Anna", "sales", 100, 200, None)]
    assert log.staged.notices == {"log-off without a log-in": 1}


def test_on_and_off_in_one_second_is_an_interval_without_length(log: Any) -> None:
    """It is kept, because a load that ended between the two lines saw it open. So is one ended by a clock set back.

    100|MANAGER|sales|Anna|ADDMEMBER|
    100|MANAGER|sales|Anna|REMOVEMEMBER|
    200|NONE|sales|Anna|PAUSE|lunch
    195|NONE|sales|Anna|UNPAUSE|
    """
    assert log.states == [("login", "Anna", "sales", 100, 100, None), ("pause", "Anna", "sales", 200, 200, "lunch")]
    assert log.staged.notices == {"log-in or pause ended before it began": 1}


def test_one_person_under_two_names(stage: Callable[..., Any]) -> None:
    """`names` says which interface is whom, so the log-off under one name ends the log-in under the other."""
    log = stage("100|MANAGER|sales|PJSIP/7|ADDMEMBER|\n200|MANAGER|sales|Anna|REMOVEMEMBER|", names={"PJSIP/7": "Anna"})
    assert log.states == [("login", "Anna", "sales", 100, 200, None)]


def test_every_interval_has_a_key_of_its_own(log: Any) -> None:
    """
    100|MANAGER|sales|Anna|ADDMEMBER|PAUSED
    100|NONE|sales|Anna|PAUSE|lunch
    100|NONE|sales|Anna|PAUSE|coffee
    """
    keys = [row["key"] for row in log.rows("staged_agent_state")]
    assert len(keys) == len(set(keys)) == 4
