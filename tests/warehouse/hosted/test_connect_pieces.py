"""This file is about contact records that arrive in any order, again, and late: the facts are those of one load."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.warehouse import Warehouse
from fourscore.warehouse.sources.hosted import AmazonConnect

METHODS = ("INBOUND", "TRANSFER", "QUEUE_TRANSFER", "CALLBACK", "OUTBOUND", "DISCONNECT")
REASONS = ("CUSTOMER_DISCONNECT", "AGENT_DISCONNECT", "CONTACT_FLOW_DISCONNECT", "TELECOM_PROBLEM", None)


def at(minute: int) -> str:
    return f"2026-03-02T10:{minute:02}:00Z"


@st.composite
def copies(draw: st.DrawFn) -> list[str]:
    """Records of two chains of three contacts each, some in several copies that differ; in any order."""
    told = []
    methods = {(chain, place): draw(st.sampled_from(METHODS[1:] if place else METHODS[:1]))
               for chain in "ab" for place in range(3)}
    for chain, place in draw(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 2)), min_size=1, max_size=9)):
        name, began = f"{chain}{place}", 10 * place
        wait, talk = draw(st.integers(0, 3)), draw(st.integers(0, 3))
        told.append({
            "ContactId": name, "InitialContactId": f"{chain}0" if place else None,
            "PreviousContactId": f"{chain}{place - 1}" if place else None,
            "NextContactId": draw(st.sampled_from((None, f"{chain}{place + 1}"))), "Channel": "VOICE",
            "InitiationMethod": methods[chain, place],
            "InitiationTimestamp": at(began), "DisconnectTimestamp": at(began + wait + talk),
            "LastUpdateTimestamp": draw(st.sampled_from((None, at(30), at(40)))),
            "DisconnectReason": draw(st.sampled_from(REASONS)), "AgentConnectionAttempts": draw(st.integers(0, 3)),
            "CustomerEndpoint": {"Address": f"+49{chain}"},
            "Queue": draw(st.sampled_from((None, {"Name": "sales", "EnqueueTimestamp": at(began), "Duration": wait}))),
            "Agent": draw(st.sampled_from((None, {
                "Username": "Ada", "ConnectedToAgentTimestamp": at(began + wait),
                "AgentInteractionDuration": 60 * talk, "AfterContactWorkDuration": 60}))),
        })
    return [json.dumps(one) for one in told] + draw(st.sampled_from(([], ["rubbish"])))


def loaded(hand: Any, loads: list[list[str]]) -> dict[str, Any]:
    """Everything that stands after each list of files was put beside those before and loaded."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room)
        source, _ = AmazonConnect.configure("switch", {"files": "*.json"}, "centre.yaml:1", folder)
        assert source is not None
        warehouse = Warehouse.open(folder / "data")
        written = 0
        for files in loads:
            for text in files:
                written += 1
                (folder / f"{written:03}.json").write_text(text)
            warehouse.load([source], hand.agreed(), now=datetime(2026, 4, 1, tzinfo=UTC), progress=lambda *_: None)
        found = hand.dump(warehouse)
        if len(loads) > 1:
            warehouse.rebuild([source], hand.agreed(), now=datetime(2026, 4, 1, tzinfo=UTC))
            assert hand.dump(warehouse) == found
        warehouse.close()
        return found


@settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(told=copies(), draw=st.data())
def test_in_whatever_order_and_pieces(hand: Any, told: list[str], draw: st.DataObject) -> None:
    """Each record in a file of its own or with others, each file in a load of its own or with others."""
    first = [one for one in told if one != "rubbish"][:1]
    shuffled = draw.draw(st.permutations(told))
    cuts = sorted(draw.draw(st.lists(st.integers(0, len(told)), max_size=3)))
    pieces = [shuffled[start:end] for start, end in zip([0, *cuts], [*cuts, len(told)], strict=True) if start < end]
    pieces = [[*first, *piece] for piece in pieces]  # a file of rubbish alone would be none of this kind
    several = [["".join(piece)] if draw.draw(st.booleans()) else [f"{first[0]}\n{one}" for one in piece]
               for piece in pieces]
    assert loaded(hand, several) == loaded(hand, [["\n".join([*first, *told])]])


def test_a_late_older_record_changes_nothing(hand: Any) -> None:
    """And a newer one takes the place of what stood, though it came in another file and another load."""
    old = {"ContactId": "a", "Channel": "VOICE", "InitiationMethod": "INBOUND", "InitiationTimestamp": at(0),
           "DisconnectTimestamp": at(2), "LastUpdateTimestamp": at(2), "DisconnectReason": "CUSTOMER_DISCONNECT",
           "Queue": {"Name": "sales", "EnqueueTimestamp": at(0), "Duration": 120}}
    new = {**old, "LastUpdateTimestamp": at(3),
           "Agent": {"Username": "Ada", "ConnectedToAgentTimestamp": at(1), "AgentInteractionDuration": 60}}
    both = loaded(hand, [[json.dumps(old), json.dumps(new)]])
    for first, second in ((old, new), (new, old)):
        assert loaded(hand, [[json.dumps(first)], [json.dumps(second)], [json.dumps(first) + " "]]) == both


def test_another_copy_of_a_record_may_tell_another_chain(hand: Any) -> None:
    """A late older copy, which did not know yet to which contact its own belongs, makes no contact of it."""
    first = {"ContactId": "a", "Channel": "VOICE", "InitiationMethod": "INBOUND", "InitiationTimestamp": at(0),
             "DisconnectTimestamp": at(2), "LastUpdateTimestamp": at(2)}
    second = {**first, "ContactId": "b", "InitialContactId": "a", "InitiationMethod": "TRANSFER",
              "InitiationTimestamp": at(2), "DisconnectTimestamp": at(5), "LastUpdateTimestamp": at(9)}
    early = {**second, "InitialContactId": None, "LastUpdateTimestamp": at(6)}
    chain = json.dumps(first) + json.dumps(second)
    assert loaded(hand, [[chain], [json.dumps(early)]]) == loaded(hand, [[chain]])


def test_a_corrected_file_takes_the_place_of_the_first(hand: Any, tmp_path: Path) -> None:
    """What was landed of it before no longer speaks, though it was updated later by its own word."""
    wrong = {"ContactId": "a", "Channel": "VOICE", "InitiationMethod": "INBOUND", "InitiationTimestamp": at(0),
             "DisconnectTimestamp": at(9), "LastUpdateTimestamp": at(9), "DisconnectReason": "CUSTOMER_DISCONNECT",
             "Queue": {"Name": "sales", "EnqueueTimestamp": at(0), "Duration": 120}}
    right = {**wrong, "LastUpdateTimestamp": at(1), "DisconnectTimestamp": at(1)}
    source, _ = AmazonConnect.configure("switch", {"files": "*.json"}, "centre.yaml:1", tmp_path)
    assert source is not None
    warehouse = Warehouse.open(tmp_path / "data")
    for name, text in (("1", json.dumps(wrong)), ("1", json.dumps(right)), ("2", json.dumps(right))):
        (tmp_path / f"{name}.json").write_text(text)
        warehouse.load([source], hand.agreed(), now=datetime(2026, 4, 1, tzinfo=UTC), progress=lambda *_: None)
    found = warehouse.cursor().execute("SELECT ended_at FROM contact WHERE replaced_in IS NULL").fetchall()
    warehouse.close()
    assert found == [(datetime(2026, 3, 2, 10, 1),)]  # noqa: DTZ001  the tables hold naive UTC


def test_a_file_that_was_cut_off_and_is_whole_now(hand: Any, tmp_path: Path) -> None:
    """It is read from its start again, so that what was set aside of it is past."""
    text = json.dumps({"ContactId": "a", "InitiationTimestamp": at(0), "DisconnectTimestamp": at(9)})
    source, _ = AmazonConnect.configure("switch", {"files": "*.json"}, "centre.yaml:1", tmp_path)
    assert source is not None
    warehouse = Warehouse.open(tmp_path / "data")
    aside = []
    for share in (text + text[:-9], text + text):
        (tmp_path / "1.json").write_text(share)
        (report,) = warehouse.load(
            [source], hand.agreed(), now=datetime(2026, 4, 1, tzinfo=UTC), progress=lambda *_: None)
        aside.append((report.rows_read, report.rows_set_aside, len(warehouse.health().sources[0].aside)))
    warehouse.close()
    assert aside == [(2, 1, 1), (2, 0, 0)]
