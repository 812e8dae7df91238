"""This file is about loading only what is new: files unchanged, grown, corrected, renamed, half-written."""

import json
from datetime import UTC, datetime

import pytest


@pytest.fixture
def calls(hand):
    """One short abandoned call for each letter."""
    return lambda letters: [hand.call(k, "2026-03-09 10:00:00", ended="2026-03-09 10:00:09") for k in letters]


def keys(hand, warehouse):
    return hand.one(warehouse, "SELECT string_agg(key, '' ORDER BY key) FROM contact WHERE replaced_in IS NULL")


def test_the_same_file_twice_changes_nothing(hand, warehouse, tmp_path, calls) -> None:
    hand.write(tmp_path / "in", "a", *calls("ab"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    before = hand.dump(warehouse)
    again = hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert (again.files, again.rows_read, again.facts) == (0, 0, {})
    assert hand.dump(warehouse) == before
    assert hand.one(warehouse, "SELECT count(*) FROM load") == 1


def test_a_file_that_grew_loads_only_its_new_lines_with_their_own_numbers(hand, warehouse, tmp_path, calls) -> None:
    hand.write(tmp_path / "in", "a", *calls("ab"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    hand.write(tmp_path / "in", "a", *calls("c"), more=True)
    assert hand.load(warehouse, tmp_path / "in", hand.agreed()).rows_read == 1
    assert hand.one(warehouse, "SELECT line, loaded_in, file FROM contact WHERE key = 'c'") == (3, 2, 1)
    assert hand.one(warehouse, "SELECT lines FROM file") == 3


def test_a_half_written_line_waits_for_the_next_load(hand, warehouse, tmp_path, calls) -> None:
    path = hand.write(tmp_path / "in", "a", *calls("ab"))
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    report = hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert (keys(hand, warehouse), [issue.name for issue in report.issues]) == ("a", ["half-written-line"])
    path.write_bytes(whole)
    report = hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert (keys(hand, warehouse), report.rows_read, report.issues) == ("ab", 1, ())


def test_a_corrected_file_is_read_whole_again_and_keeps_its_number(hand, warehouse, tmp_path, calls) -> None:
    hand.write(tmp_path / "in", "a", *calls("ab"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    hand.write(tmp_path / "in", "a", hand.call("a", "2026-03-09 10:00:00", ended="2026-03-09 10:00:30"), *calls("b"))
    report = hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert (report.rows_read, report.replaced, report.facts["visit"]) == (2, 2, 1)
    assert hand.one(warehouse, "SELECT count(DISTINCT file) FROM contact") == 1


def test_a_copy_and_a_renamed_file_bring_nothing(hand, warehouse, tmp_path, calls) -> None:
    path = hand.write(tmp_path / "in", "a", *calls("ab"))
    hand.write(tmp_path / "in", "copy", *calls("ab"))
    assert hand.load(warehouse, tmp_path / "in", hand.agreed()).rows_read == 2
    path.rename(path.with_name("other.jsonl"))
    assert hand.load(warehouse, tmp_path / "in", hand.agreed()).rows_read == 0


def test_a_file_rotated_away_goes_on_under_its_new_name(hand, warehouse, tmp_path, calls) -> None:
    path = hand.write(tmp_path / "in", "log", *calls("ab"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    hand.write(tmp_path / "in", "log", *calls("c"), more=True)
    path.rename(path.with_name("log.1.jsonl"))
    hand.write(tmp_path / "in", "log", *calls("d"))
    report = hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert (report.rows_read, report.replaced, keys(hand, warehouse)) == (2, 0, "abcd")
    rows = (
        warehouse.cursor()
        .execute("SELECT key, parse_filename(path), line FROM contact JOIN file USING (file) ORDER BY key")
        .fetchall()
    )
    assert rows == [("a", "log.1.jsonl", 1), ("b", "log.1.jsonl", 2), ("c", "log.1.jsonl", 3), ("d", "log.jsonl", 1)]


def test_a_file_rotated_away_unchanged_is_known_under_its_new_name(hand, warehouse, tmp_path, calls) -> None:
    path = hand.write(tmp_path / "in", "log", *calls("ab"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    path.rename(path.with_name("log.1.jsonl"))
    hand.write(tmp_path / "in", "log", *calls("d"))
    assert hand.load(warehouse, tmp_path / "in", hand.agreed()).rows_read == 1
    assert hand.one(warehouse, "SELECT count(*) FROM file WHERE path LIKE '%log.1.jsonl'") == 1
    assert hand.one(warehouse, "SELECT string_agg(file, ',' ORDER BY key) FROM contact") == "1,1,2"


def test_a_longer_file_that_begins_like_another_is_its_own(hand, warehouse, tmp_path, calls) -> None:
    hand.write(tmp_path / "in", "a", *calls("a"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    hand.write(tmp_path / "in", "b", *calls("ab"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert (keys(hand, warehouse), hand.one(warehouse, "SELECT count(*) FROM file")) == ("ab", 2)


def test_fill_marks_are_merged(hand, warehouse, tmp_path, calls) -> None:
    hand.write(tmp_path / "in", "a", *calls("a"), '{"until": "2026-03-09T12:00:00"}')
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    hand.write(tmp_path / "in", "b", *calls("b"), '{"until": "2026-03-09T11:00:00"}')
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    fill = next(fill for fill in warehouse.fills() if fill.kind == "visit")
    assert (fill.source, fill.first_at, fill.until_at) == (
        "hand",
        datetime(2020, 1, 1, tzinfo=UTC),
        datetime(2026, 3, 9, 12, tzinfo=UTC),
    )


def test_a_kind_never_brought_has_no_mark_and_one_once_brought_keeps_it(hand, warehouse, tmp_path, calls) -> None:
    """Calls that were never answered say nothing of how far talk is complete; once there was talk, quiet is known."""
    talk = hand.call("b", "2026-03-09 12:00:00", answered="2026-03-09 12:00:05", ended="2026-03-09 12:01:00")
    marked = []
    for hour, lines in ((11, calls("a")), (13, [talk]), (15, calls("c"))):
        hand.write(tmp_path / "in", f"{hour}", *lines, json.dumps({"until": f"2026-03-09T{hour}:00:00"}))
        hand.load(warehouse, tmp_path / "in", hand.agreed())
        marked.append({fill.kind: fill.until_at.hour for fill in warehouse.fills()})
    assert marked == [
        {"contact": 11, "visit": 11},
        {"contact": 13, "visit": 13, "segment": 13},
        {"contact": 15, "visit": 15, "segment": 15},
    ]


def test_what_one_source_brought_marks_no_other(hand, warehouse, tmp_path, calls) -> None:
    for name, line in (("phone", hand.call("a", "2026-03-09 12:00:00", answered="2026-03-09 12:00:05",
                                           ended="2026-03-09 12:01:00")), ("chat", calls("a")[0])):
        hand.write(tmp_path / name, "a", line, '{"until": "2026-03-09T13:00:00"}')
        hand.load(warehouse, tmp_path / name, hand.agreed(), name)
    assert {(fill.source, fill.kind) for fill in warehouse.fills()} == {
        *(("phone", kind) for kind in ("contact", "visit", "segment")), ("chat", "contact"), ("chat", "visit")}


def test_a_source_in_trouble_is_reported_and_the_others_load(hand, warehouse, tmp_path, calls) -> None:
    hand.write(tmp_path / "good", "a", *calls("a"))
    (tmp_path / "empty").mkdir()
    sources = [hand.HandFed(tmp_path / "empty", "empty"), hand.HandFed(tmp_path / "good", "good")]
    reports = warehouse.load(sources, hand.agreed(), now=hand.NOW, progress=lambda *_: None)
    assert [[issue.name for issue in report.issues] for report in reports] == [["file-missing"], []]
    assert reports[1].facts["contact"] == 1


def test_landed_rows_are_kept_and_the_facts_can_be_made_from_them_again(hand, warehouse, tmp_path, calls) -> None:
    for name, letters in (("a", "ab"), ("b", "bc")):
        hand.write(tmp_path / "in", name, *calls(letters))
        hand.load(warehouse, tmp_path / "in", hand.agreed())
    landed = sorted(path.relative_to(warehouse.folder).as_posix() for path in warehouse.folder.glob("landed/**/*.*"))
    assert landed == ["landed/hand/1.parquet", "landed/hand/2.parquet"]
    before = hand.dump(warehouse)
    warehouse.rebuild([hand.HandFed(tmp_path / "in")], hand.agreed(), now=hand.NOW)
    assert hand.dump(warehouse) == before


def test_a_landed_file_no_load_knows_is_removed(hand, warehouse, tmp_path, calls) -> None:
    stray = warehouse.folder / "landed" / "hand" / "7.parquet.part"
    stray.parent.mkdir(parents=True)
    stray.write_bytes(b"half")
    hand.write(tmp_path / "in", "a", *calls("a"))
    hand.load(warehouse, tmp_path / "in", hand.agreed())
    assert sorted(path.name for path in stray.parent.iterdir()) == ["1.parquet"]
