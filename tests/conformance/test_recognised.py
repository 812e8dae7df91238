"""This file is about files nobody configured: each file of every kind is known as its own kind, and as no other."""

import json
from pathlib import Path

import pytest

from fourscore.centre.sniffing.sniff import sniff_for, surest
from fourscore.terms import Trouble
from fourscore.warehouse import HEAD, SURE

DAY = Path(__file__).parent / "day"
KINDS = {
    "queue_log": ("asterisk", {}), "Master.csv": ("asterisk_cdr", {}), "Events.csv": ("asterisk_cel", {}),
    "contact_records.jsonl": ("amazon_connect", {}), "conversations.jsonl": ("genesys", {}),
    "callcenter.json": ("freeswitch", {}), "legs.jsonl": ("freeswitch_cdr", {"form": "lines"}),
    "taskrouter.jsonl": ("twilio", {}), "agents.csv": ("table", None), "report.csv": ("intervals", None),
}
STEPS = "calls.csv"  # a row for each step of a call, which only a mapping written by hand can tell
REAL = {
    "asterisk_cdr.csv": "asterisk_cdr", "asterisk_cel.csv": "asterisk_cel",
    "genesys_conversation_details.json": "genesys", "amazon_connect_ctr/sample-0001.json": "amazon_connect",
    "amazon_connect_ctr/sample-0002.json": "amazon_connect", "amazon_connect_ctr/sample-0003.json": "amazon_connect",
}
TEXTS = {
    "events as blocks": (
        "Event-Subclass: callcenter%3A%3Ainfo\nEvent-Name: CUSTOM\nCore-UUID: core\nCC-Action: members-count\n\n",
        "freeswitch", {"form": "text"}),
    "a record of XML": ('<?xml version="1.0"?>\n<cdr core-uuid="core" switchname="pbx"><variables/></cdr>\n',
                        "freeswitch_cdr", {"form": "xml"}),
    "a record of JSON": (json.dumps({"core-uuid": "core", "switchname": "pbx", "variables": {"uuid": "1"}}, indent=1),
                         "freeswitch_cdr", {}),
    "events as they are sent": ('{"EventType": "task.created", "WorkspaceSid": "WS1", "TaskSid": "WT1"}\n', "twilio",
                                {}),
    "events of a stream": ('[{"type": "com.twilio.taskrouter.task.created", "data": {"payload": {}}}]', "twilio", {}),
    "tickets": ('{"id": 1, "status": "open", "created_at": "2026-03-01T00:00:00Z", "requester_id": 2, '
                '"assignee_id": null}\n', "tickets", {}),
    "an answer of a help desk": ('{"tickets": [{"id": 1, "status": "open"}], "count": 1}', "tickets", {}),
    "ratings": ('{"id": 5, "ticket_id": 1, "score": "good"}\n', "tickets", {}),
    "contacts of the API": ('{"Contact": {"Id": "c1", "InitiationTimestamp": "2026-03-01T00:00:00Z"}}',
                            "amazon_connect", {}),
    "a header of CDR": ("calldate;clid;src;dst;dstchannel;billsec\n", "asterisk_cdr", {}),
    "a header of CEL": ('"id","eventtype","eventtime","linkedid"\n', "asterisk_cel", {}),
}


def known_as(path: Path) -> dict[str, float]:
    """How sure every kind is that this file is its own."""
    from fourscore.centre.sources import source_kinds

    with path.open("rb") as file:
        head = file.read(HEAD)
    found = {}
    for name, point in source_kinds().items():
        recognise = getattr(point.load(), "recognise", None)
        try:
            guess = recognise(head, path) if recognise is not None else None
        except Trouble:
            continue  # a table of nothing we know
        if guess is not None:
            found[name] = guess.sure
    return found


@pytest.mark.parametrize("name", KINDS)
def test_the_days_files_are_known_as_their_own_kind(name: str) -> None:
    kind, options = KINDS[name]
    found = sniff_for(DAY / name, None)
    assert found.entry["kind"] == kind
    assert found.trial.facts, "and it gives facts as it was guessed"
    if options is not None:
        assert (found.guess.options, found.trial.aside) == (options, ())
        assert {other for other, sure in known_as(DAY / name).items() if sure >= SURE} == {kind}


def test_every_file_of_the_day_that_is_a_sources_is_looked_at() -> None:
    ours = {path.name for path in DAY.iterdir()} - {"README.md", "expected.json", "told.txt"}
    assert ours == {*KINDS, STEPS}
    assert known_as(DAY / STEPS) == {}


@pytest.mark.parametrize("name", TEXTS)
def test_other_forms_are_known_too(name: str, tmp_path: Path) -> None:
    text, kind, options = TEXTS[name]
    path = tmp_path / "file"
    path.write_text(text)
    found, _, guess = surest(path, path.read_bytes())
    assert (found, guess.options) == (kind, options)
    assert {other for other in known_as(path) if other != "table"} == {kind}


@pytest.mark.parametrize("name", REAL)
def test_real_files_are_known(name: str, shared_data: Path) -> None:
    path = shared_data / "switch_formats" / name
    assert {kind for kind, sure in known_as(path).items() if sure >= SURE} == {REAL[name]}
    assert sniff_for(path, None).entry["kind"] == REAL[name]


@pytest.mark.parametrize("text", [
    "a,b,c\n1,2,3\n", '{"id": 1, "name": "x"}\n', "core-uuid and variables\n", '"CC-Action" is a header\n',
    "billsec is told\n", '"","1","2","3","4","5","6","7","8","9","10","11",12,13,"ANSWERED","16"\n',
])
def test_what_only_mentions_them_is_none(text: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text(text)
    assert set(known_as(path)) <= {"table"}
