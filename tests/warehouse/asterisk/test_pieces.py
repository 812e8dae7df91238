"""This file is about a queue_log that arrives in pieces: wherever it is cut, the facts are those of one load."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.warehouse import Warehouse
from fourscore.warehouse.sources.asterisk import QueueLog
from fourscore.warehouse.sources.asterisk import visits as asterisk_visits

CALLS, QUEUES, AGENTS = ("c1", "c2", "c3"), ("sales", "billing"), ("Anna", "Ben")
OF_CALLS = (
    "ENTERQUEUE||5{call}|1", "ENTERQUEUE||5{call}|1", "CONNECT|{n}|x|1", "CONNECT|{n}|x|1", "COMPLETEAGENT|{n}|{n}|1",
    "COMPLETECALLER|{n}|{n}|1", "BLINDTRANSFER|6|q|{n}|{n}|1", "ATTENDEDTRANSFER|LINK|a|b|{n}|{n}|1", "ABANDON|1|1|{n}",
    "EXITWITHKEY|5|1|1|{n}", "SYSCOMPAT|", "FULL|", "RINGNOANSWER|{n}000", "RINGCANCELED|{n}500", "AGENTDUMP|",
    "OUTCALL|ANSWER|{n}|{n}|7{call}", "SOMETHING|{n}",
)
OF_AGENTS = ("ADDMEMBER|", "ADDMEMBER|PAUSED", "REMOVEMEMBER|", "PAUSE|lunch", "PAUSE|coffee", "UNPAUSE|",
             "PAUSEALL|lunch", "UNPAUSEALL|", "AGENTLOGIN|x", "AGENTLOGOFF|x|1")


@st.composite
def logs(draw: st.DrawFn) -> bytes:
    """A log of a few calls and agents in which anything may follow anything, mostly in the order of time.

    Each call has a caller of its own: who called first of two in the same second is not told by the log.
    """
    at, lines = 1_767_225_600, []
    for _ in range(draw(st.integers(1, 40))):
        at += draw(st.sampled_from((0, 0, 1, 7, 900, -3)))
        queue, agent, n = draw(st.sampled_from(QUEUES)), draw(st.sampled_from(AGENTS)), draw(st.integers(0, 9))
        kind = draw(st.integers(0, 20))
        if kind == 0:
            lines.append(draw(st.sampled_from((f"{at}|NONE|NONE|NONE|QUEUESTART|", "rubbish", f"{at}|c1|sales"))))
        elif kind < 7:
            event = draw(st.sampled_from(OF_AGENTS))
            everywhere = event.startswith(("PAUSEALL", "UNPAUSEALL", "AGENT"))
            lines.append(f"{at}|NONE|{'NONE' if everywhere else queue}|{agent}|{event}")
        else:
            call = draw(st.sampled_from(CALLS))
            event = draw(st.sampled_from(OF_CALLS)).format(n=n, call=call)
            lines.append(f"{at}|{call}|{queue}|{agent}|{event}")
    return "".join(f"{line}\n" for line in lines).encode()


def loaded(hand: Any, text: bytes, cuts: list[int]) -> dict[str, Any]:
    """Everything that stands after the log was loaded at each of these lengths, what was set aside included."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        source, _ = QueueLog.configure("calls", {"files": "queue_log"}, "centre.yaml:1", folder)
        assert source is not None
        warehouse = Warehouse.open(folder / "data")
        for cut in cuts:
            (folder / "queue_log").write_bytes(text[:cut])
            warehouse.load([source], hand.agreed(), now=datetime(2026, 2, 1, tzinfo=UTC), progress=lambda *_: None)
        found = hand.dump(warehouse)
        aside = warehouse.cursor().execute("SELECT line, issue FROM set_aside ORDER BY ALL").fetchall()
        warehouse.close()
        return {**found, "aside": aside}


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=logs(), shares=st.lists(st.floats(0, 1), min_size=1, max_size=2))
def test_cut_anywhere_it_is_the_same_log(hand: Any, text: bytes, shares: list[float]) -> None:
    """The cuts are in bytes, so a line may be cut in two; the first line is always whole, or there would be no log."""
    first = text.index(b"\n") + 1
    cuts = [max(first, int(len(text) * share)) for share in sorted(shares)]
    assert loaded(hand, text, [*cuts, len(text)]) == loaded(hand, text, [len(text)])


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=logs())
def test_the_quick_way_and_the_careful_way_agree(stage: Callable[..., Any], text: bytes) -> None:
    """Calls in plain order are joined directly; the windows that settle tangled calls find the same of them."""
    tables = ("staged_contact", "staged_visit", "staged_segment", "aside")
    if not any(line.count(b"|") > 3 for line in text.splitlines()):
        return
    quick = stage(text)
    found = {table: quick.rows(table, "ALL") for table in tables}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(asterisk_visits, "IN_ORDER", "false")
        careful = stage(text)
    assert {table: careful.rows(table, "ALL") for table in tables} == found


def test_a_corrected_log_takes_the_place_of_the_first(hand: Any, tmp_path: Path) -> None:
    """The file is read again from its first line; what was landed of it before no longer speaks, then or later."""
    entry, wrong, right = b"1767225700|c1|q|NONE|ENTERQUEUE||5|1\n", b"1767225710|c1|q|Anna|RINGNOANSWER|500\n", b"\n"
    end, more = b"1767225720|c1|q|NONE|ABANDON|1|1|20\n", b"1767225800|c1|q|NONE|ENTERQUEUE||5|1\n"
    warehouse = Warehouse.open(tmp_path / "data")
    source, _ = QueueLog.configure("calls", {"files": "queue_log"}, "centre.yaml:1", tmp_path)
    assert source is not None
    for text in (entry + wrong + wrong, entry + right + end, entry + right + end + more):
        (tmp_path / "queue_log").write_bytes(text)
        warehouse.load([source], hand.agreed(), now=datetime(2026, 2, 1, tzinfo=UTC), progress=lambda *_: None)
    found = hand.dump(warehouse)
    warehouse.close()
    once = loaded(hand, entry + right + end + more, [len(entry + right + end + more)])
    assert found == {name: rows for name, rows in once.items() if name != "aside"}
