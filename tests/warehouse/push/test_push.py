"""This file is about pushed events as facts: taken apart, kept, loaded, repeated, corrected."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.terms import Calendar, Trouble
from fourscore.warehouse import LoadReport, LoadTerms, Threshold, Warehouse
from fourscore.warehouse.sources.push import Push, Spool, batch, event, place_of, read_batch, spool

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
STAYS = {
    "facts": {
        "contact": {"key": "call", "started": "began", "customer": "who.number"},
        "visit": {"queue": "queue", "entered": "at", "number": "number", "wait": "wait", "talk": "talk",
                  "outcome": {"column": "result", "words": {"ok": "answered", "lost": "abandoned"}}},
    },
}
SALES = {"id": "ref", "facts": {"sale": {"key": "ref", "sold": "at", "amount": "sum.net", "agent": "line (column)"}}}


def centre(folder: Path, mapping: dict[str, object]) -> tuple[Push, Warehouse]:
    source, issues = Push.configure("live", mapping, "centre.yaml:4", folder)
    assert issues == []
    assert source is not None
    return source, Warehouse.open(folder / "data")


def push(folder: Path, *events: object, id_at: str = "id", close: bool = True) -> batch.Batch:
    """Events taken in as one batch, and on the disk."""
    taken = read_batch(json.dumps(list(events)).encode(), id_at, NOW)
    there = Spool.at(place_of(folder / "data", "live"))
    there.append(taken.lines).result(10)
    if close:
        there.close()
    return taken


def load(source: Push, warehouse: Warehouse) -> LoadReport:
    terms = LoadTerms(Calendar(ZoneInfo("UTC")), (Threshold(None, date(2000, 1, 1), Decimal(20), Decimal(5)),), (),
                      "EUR", ())
    (report,) = warehouse.load([source], terms, now=NOW, progress=lambda *_: None)
    return report


def sales(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return warehouse.cursor().execute(
        "SELECT key, revenue::VARCHAR, (SELECT name FROM agent a WHERE a.agent = s.agent) FROM sale s "
        "WHERE replaced_in IS NULL ORDER BY key").fetchall()


def sale(ref: str, net: object, agent: str = "Ada") -> dict[str, object]:
    return {"ref": ref, "at": "2026-06-01T09:00:00+02:00", "sum": {"net": net}, "line": agent}


def test_events_become_facts_and_the_same_again_changes_nothing(tmp_path: Path) -> None:
    source, warehouse = centre(tmp_path, SALES)
    push(tmp_path, sale("a", 10.5), sale("b", "20"), id_at="ref")
    assert load(source, warehouse).facts["sale"] == 2
    assert sales(warehouse) == [("a", "10.5000", "Ada"), ("b", "20.0000", "Ada")]
    push(tmp_path, sale("b", "20"), sale("a", 10.5), id_at="ref")
    again = load(source, warehouse)
    assert (again.facts.get("sale", 0), again.replaced, again.rows_read) == (0, 0, 2)
    assert len(sales(warehouse)) == 2
    warehouse.close()


def test_another_content_under_the_same_id_corrects_whether_in_one_load_or_in_two(tmp_path: Path) -> None:
    source, warehouse = centre(tmp_path, SALES)
    push(tmp_path, sale("a", 1), sale("a", 2), id_at="ref")
    push(tmp_path, sale("a", 3), id_at="ref")
    load(source, warehouse)
    assert sales(warehouse) == [("a", "3.0000", "Ada")]
    push(tmp_path, sale("a", 4, "Ben"), id_at="ref")
    assert load(source, warehouse).replaced == 1
    assert sales(warehouse) == [("a", "4.0000", "Ben")]
    notices = warehouse.health().sources[0].notices
    assert notices["events_told_again"] == 2
    warehouse.close()


def test_what_is_no_event_is_set_aside_and_the_others_are_loaded(tmp_path: Path) -> None:
    source, warehouse = centre(tmp_path, SALES)
    told = push(tmp_path, sale("a", 1), {"no": "id"}, 7, sale("b", "much"), {"ref": True}, {"ref": "x" * 201},
                {"ref": "c", "text": "y" * event.LONGEST_EVENT}, id_at="ref")
    assert (told.taken, told.aside) == (2, 5)
    assert [(one.event, one.issue) for one in told.problems] == [
        (2, "event-without-id"), (3, "unreadable-event"), (5, "event-without-id"), (6, "event-without-id"),
        (7, "event-too-large")]
    report = load(source, warehouse)
    assert (report.rows_set_aside, report.facts["sale"]) == (6, 1)
    reasons = {reason.issue: reason.rows for reason in warehouse.health().sources[0].aside}
    assert reasons == {"event-without-id": 3, "unreadable-event": 1, "event-too-large": 1, "unreadable-cell": 1}
    shown = [sample.what for reason in warehouse.health().sources[0].aside for sample in reason.samples]
    assert any("much" in what for what in shown)
    warehouse.close()


def test_odd_letters_stay_what_they_are_and_amounts_keep_every_digit(tmp_path: Path) -> None:
    source, warehouse = centre(tmp_path, SALES)
    body = ('{"ref": "t\\tab|\\u00e9",\r\n "at": "2026-06-01T09:00:00Z", "sum": {"net": 123456789012.3456}, '
            '"line": "Zoë\\u0000 \\"Q\\""}').encode()
    taken = read_batch(body, "ref", NOW)
    assert taken.aside == 1  # a tab is nothing to name an event by
    taken = read_batch(body.replace(b"\\t", b" "), "ref", NOW)
    assert taken.taken == 1
    there = Spool.at(source.spool)
    there.append(taken.lines).result(10)
    there.close()
    load(source, warehouse)
    assert sales(warehouse) == [("t ab|é", "123456789012.3456", 'Zoë\ufffd "Q"')]
    warehouse.close()


@pytest.mark.parametrize(("body", "what"), [
    (b"", "empty"), (b"[]", "empty"), (b"[{},", "character"), (b'[{"ref": 1} {"ref": 2}]', "character"),
    (b"\xff\xfe", "UTF-8"), (b"[" * 100_000, "character"), (b"[NaN]", "character"),
])
def test_a_batch_that_cannot_be_taken_apart_is_refused_whole(body: bytes, what: str) -> None:
    with pytest.raises(Trouble) as refused:
        read_batch(body, "ref", NOW)
    assert refused.value.issues[0].name == "unreadable-batch"
    assert what in refused.value.issues[0].what


def test_a_batch_may_be_a_list_an_object_or_lines() -> None:
    one = json.dumps({"id": "a", "n": 1}, indent=2).encode()
    assert read_batch(one, "id", NOW).taken == 1
    assert read_batch(b"[" + one + b",\n" + one + b"]", "id", NOW).taken == 2
    lines = read_batch(b'{"id": 1}\n\n{"id": 2}\r\n{"id": \n{"id": "\\ud800"}', "id", NOW)
    assert (lines.taken, [one.event for one in lines.problems]) == (2, [3, 4])
    with pytest.raises(Trouble) as refused:
        read_batch(b'{"id":1}\n' * (batch.MOST_EVENTS + 1), "id", NOW)
    assert refused.value.issues[0].name == "batch-too-large"


def test_what_was_loaded_leaves_the_spool_and_a_half_written_line_is_nothing(tmp_path: Path) -> None:
    source, warehouse = centre(tmp_path, SALES)
    push(tmp_path, sale("a", 1), id_at="ref")
    (first,) = spool.files_in(source.spool)
    with first.open("ab") as file:
        file.write(b"2026-06-01T10:00:00Z\t\tb\t{\"ref\": \"b\"")  # the process died here
    load(source, warehouse)
    assert [row[0] for row in sales(warehouse)] == ["a"]
    push(tmp_path, sale("c", 3), id_at="ref", close=False)
    load(source, warehouse)
    assert [row[0] for row in sales(warehouse)] == ["a", "c"]
    assert first not in spool.files_in(source.spool)
    load(source, warehouse)
    assert spool.files_in(source.spool) == []
    push(tmp_path, sale("d", 4), id_at="ref")
    load(source, warehouse)
    assert [row[0] for row in sales(warehouse)] == ["a", "c", "d"]
    warehouse.close()


def test_a_folder_emptied_by_hand_begins_anew(tmp_path: Path) -> None:
    source, warehouse = centre(tmp_path, SALES)
    for name in "ab":
        push(tmp_path, sale(name, 1), id_at="ref")
        load(source, warehouse)
    for path in spool.files_in(source.spool):
        path.unlink()
    push(tmp_path, sale("c", 1), id_at="ref")
    load(source, warehouse)
    assert [row[0] for row in sales(warehouse)] == ["a", "b", "c"]
    warehouse.close()


def test_a_long_backlog_is_loaded_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("fourscore.warehouse.sources.push.source.AT_ONCE", 3_000)
    monkeypatch.setattr(spool, "LONGEST", 1_600)
    source, warehouse = centre(tmp_path, SALES)
    for start in range(0, 60, 6):
        push(tmp_path, *(sale(f"{number:02d}", number) for number in range(start, start + 6)), id_at="ref", close=False)
    Spool.at(source.spool).close()
    assert load(source, warehouse).facts["sale"] == 60
    assert warehouse.last_load() > 1
    assert [row[0] for row in sales(warehouse)] == [f"{number:02d}" for number in range(60)]
    warehouse.close()


def test_a_full_disk_is_told_and_nothing_stands_behind_a_broken_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, warehouse = centre(tmp_path, SALES)
    push(tmp_path, sale("a", 1), id_at="ref", close=False)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(spool.os, "fsync", full)
        with pytest.raises(Trouble) as told:
            push(tmp_path, sale("b", 1), id_at="ref")
    assert told.value.issues[0].name == "spool-not-written"
    before = len(spool.files_in(source.spool))
    push(tmp_path, sale("c", 1), id_at="ref")
    assert len(spool.files_in(source.spool)) == before + 1
    load(source, warehouse)
    assert {"a", "c"} <= {row[0] for row in sales(warehouse)}
    warehouse.close()


def test_more_than_can_wait_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "WAITING", 10)
    there = Spool.at(tmp_path / "x")
    with pytest.raises(Trouble) as busy:
        there.append(b"x" * 11)
    assert busy.value.issues[0].name == "intake-busy"
    there.close()


@pytest.mark.parametrize(("options", "name"), [
    ({**SALES, "id": ["x"]}, "bad-option"), ({**SALES, "files": "x"}, "unknown-key"),
    ({**SALES, "key": "x"}, "unknown-key"),
    ({"facts": {"sale": {"sold": "at", "amount": "line"}}}, "bad-mapping"),
    ({"facts": {"sale": {"sold": "at", "amount": "AT"}}}, "bad-mapping"), ({}, "bad-mapping"),
])
def test_options_that_make_no_sense_are_told(tmp_path: Path, options: dict[str, object], name: str) -> None:
    source, issues = Push.configure("live", options, "centre.yaml:4", tmp_path)
    assert source is None
    assert name in {issue.name for issue in issues}


def test_facts_are_made_again_from_what_landed_by_a_mapping_that_names_more(tmp_path: Path) -> None:
    source, warehouse = centre(tmp_path, SALES)
    push(tmp_path, sale("a", 1), id_at="ref")
    load(source, warehouse)
    facts = {"sale": {**SALES["facts"]["sale"], "currency": "money"}}  # type: ignore[index]
    wider, issues = Push.configure("live", {**SALES, "facts": facts, "extra": {"at": "text"}}, "x", tmp_path)
    assert (issues, wider is not None) == ([], True)
    assert wider is not None
    terms = LoadTerms(Calendar(ZoneInfo("UTC")), (), (), "EUR", ())
    warehouse.rebuild([wider], terms, now=NOW)
    assert sales(warehouse) == [("a", "1.0000", "Ada")]
    warehouse.close()


def stay(number: int, call: str, wait: int) -> dict[str, object]:
    return {"id": f"{call}-{number}", "call": call, "number": number, "began": "2026-06-01T08:00:00Z", "queue": "q",
            "at": f"2026-06-01T08:{10 + number:02d}:00Z", "wait": wait, "talk": 60, "result": "ok",
            "who": {"number": f"+49{call}"}}


EVENTS = st.builds(stay, st.integers(1, 3), st.sampled_from("xyz"), st.integers(0, 50))


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.lists(EVENTS, max_size=4), min_size=1, max_size=4))
def test_repeated_corrected_and_out_of_order_events_end_in_the_last_word_on_each(
    tmp_path_factory: pytest.TempPathFactory, loads: list[list[dict[str, object]]]
) -> None:
    folder = tmp_path_factory.mktemp("live")
    source, warehouse = centre(folder, STAYS)
    for events in loads:
        for one in events:
            push(folder, one, close=False)
        load(source, warehouse)
    Spool.at(source.spool).close()
    last = {str(event["id"]): event for events in loads for event in events}
    found = warehouse.cursor().execute(
        "SELECT wait_s::INTEGER FROM visit WHERE replaced_in IS NULL").fetchall()
    assert sorted(wait for (wait,) in found) == sorted(event["wait"] for event in last.values())
    calls = warehouse.cursor().execute(
        "SELECT key FROM contact WHERE replaced_in IS NULL ORDER BY key").fetchall()
    assert [key for (key,) in calls] == sorted({str(event["call"]) for event in last.values()})
    entered = warehouse.cursor().execute("SELECT sum(entered) FROM cube_queue").fetchone()
    assert entered is not None
    assert (entered[0] or 0) == len(last)
    warehouse.close()
