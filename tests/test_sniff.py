"""This file is about sniffing a file on the command line: what is printed, what is written, what is refused."""

import gzip
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourscore.centre import Centre, Sniffed, entry_lines, sniff_for, written_into
from fourscore.centre.sniffing.entry import ways
from fourscore.settings import Text, read_settings
from fourscore.terms import Days, Trouble, WrongUse
from fourscore.warehouse import Guess, Trial, columns_in, keys_in

LOG = """\
1772445600|c1|Billing|NONE|ENTERQUEUE||5551|1
1772445612|c1|Billing|Ada|CONNECT|12|x1|3
1772445712|c1|Billing|Ada|COMPLETECALLER|12|100|1
1772445800|c3|Billing|NONE|ENTERQUEUE||5553|1
1772445830|c3|Billing|NONE|ABANDON|1|1|30
"""
CALLS = """\
Call ID,Start,Queue,Agent,Result,Wait,Talk
c1,2026-03-02 10:00:00,Billing,Ada,Answered,12,100
c2,2026-03-02 10:05:00,Sales,,Abandoned,30,0
c3,2026-03-02 10:09:00,Sales,Ben,Answered,4,61
"""
TOP = "name: Small centre  # ours\nzone: UTC\ncurrency: EUR\n"
TEXTS = {
    "none": TOP,
    "empty list": TOP + "sources: []   # nothing yet\n  # - name: calls\n  #   kind: table\nresolution_window: 7d\n",
    "nothing written": TOP + "sources:\n  # - name: calls\n\nresolution_window: 7d\n",
    "a list": TOP + "sources:\n  - name: old   # the old one\n    kind: asterisk\n    files: [old_log]\n\n# the end\n",
    "a list without a line end": TOP + "sources:\n- {name: old, kind: asterisk, files: old_log}",
    "a wide list": TOP + "sources:\n    -   name: old\n        kind: asterisk\n        files: old_log\n# end\n",
    "in brackets": TOP + "sources: [{name: old, kind: asterisk, files: old_log}]  # all\nhistory_weeks: 30\n",
    "carriage returns": (TOP + "sources:\n  - name: old\n    kind: asterisk\n    files: old_log\n# end\n").replace(
        "\n", "\r\n"),
}


def centre(folder: Path, text: str = TEXTS["none"]) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "centre.yaml").write_bytes(text.encode())
    return folder


def put(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8", newline="\n")
    return path


@pytest.mark.parametrize("form", TEXTS)
@pytest.mark.parametrize("content", [LOG, CALLS], ids=["log", "table"])
def test_the_entry_is_put_in_and_every_other_byte_stays(tmp_path: Path, form: str, content: str) -> None:
    folder = centre(tmp_path / "desk", TEXTS[form])
    found = sniff_for(put(folder / "new_file", content), folder)
    written_into(folder, found)
    before, after = TEXTS[form].encode(), (folder / "centre.yaml").read_bytes()
    kept = iter(after)
    missing = bytes(byte for byte in before.replace(b"[]", b"") if byte not in kept)
    assert missing in (b"", b" "), "every byte of before is there, in its order; but the brackets of an empty list"
    settings_, issues = read_settings(folder)
    assert issues == []
    assert settings_ is not None
    assert [line.name for line in settings_.sources] == [*(["old"] if "old" in TEXTS[form] else []), "new_file"]
    assert dict(settings_.sources[-1].options) == dict(found.entry)
    assert (b"\r\n" in before) == (b"\r\n" in after)
    assert b"\n" not in after.replace(b"\r\n", b"") or b"\r\n" not in before


KEYS = st.text("abcXYZ09 :#'\"{}[],-+()/é|>%@!&*?\t", min_size=1, max_size=12).filter(lambda text: text.strip() == text)
VALUES = st.recursive(
    KEYS | st.integers(-5, 99) | st.sampled_from(["yes", "no", "null", "true", "1", "0x1", "2026-03-09", "~", "a: b"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, min_size=1, max_size=3), max_leaves=8)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(options=st.dictionaries(KEYS.filter(lambda key: key not in ("name", "kind", "files")), VALUES, max_size=4),
       form=st.sampled_from(sorted(TEXTS)), data=st.data())
def test_whatever_is_in_an_entry_is_read_back_as_it_was(
    options: dict[str, object], form: str, data: st.DataObject
) -> None:
    said = {key: "LOOK: a comment" for key in options if data.draw(st.booleans())}
    entry = {"name": "new", "kind": "table", "files": "a b/ü.csv", **options}
    guess = Guess(options, 0.9, said, ("one thing",), ("'x', as so",))
    import zoneinfo

    found = Sniffed(Path("ü.csv"), zoneinfo.ZoneInfo("UTC"), entry, guess, Trial(1, 0, {"contact": 1}, (), None, True))
    for changed in ways(TEXTS[form], found):
        text = Text("centre.yaml")
        top = text.compose(changed)
        assert text.issues == []
        assert top is not None
        assert text.plain(top)["sources"][-1] == entry


def test_a_log_is_sniffed_written_and_loaded(tmp_path: Path, session: Callable[[str, Path], str]) -> None:
    centre(tmp_path / "desk", TEXTS["empty list"])
    put(tmp_path / "desk" / "queue_log", LOG)
    assert session("""\
$ fourscore sources sniff desk/queue_log desk --name switch --write
$ fourscore load desk
$ fourscore sources desk --format csv
""", tmp_path) == """\
$ fourscore sources sniff desk/queue_log desk --name switch --write
  # queue_log, read as asterisk (sure). This is a guess: correct what is wrong.
  # Tried: its 5 rows give 2 contacts, 2 queue stays, 2 parts of calls; none is set aside.
  # From 2026-03-02 10:00 to 2026-03-02 10:03 by the clock of UTC.
  - name: switch
    kind: asterisk
    files: queue_log
Written into desk/centre.yaml. Next: fourscore load desk --source switch
$ fourscore load desk
switch: 2 queue stays, 2 parts of calls, 2 contacts
$ fourscore sources desk --format csv
source,kind,gives,files,rows read,loaded up to
switch,asterisk,contact visit segment agent_state,/here/desk/queue_log,5,2026-03-02 10:03:50+00:00
"""
    again = session("$ fourscore sources sniff desk/queue_log desk --write\n", tmp_path)
    assert "The source 'switch' reads this file already" in again
    assert "[file-read-already]" in again
    assert "LOOK: the source 'switch' reads this file already" in session(
        "$ fourscore sources sniff desk/queue_log desk\n", tmp_path)


def test_a_table_is_printed_with_what_was_guessed(tmp_path: Path, session: Callable[[str, Path], str]) -> None:
    put(tmp_path / "calls.csv", CALLS)
    assert session("$ fourscore sources sniff calls.csv\n", tmp_path) == """\
$ fourscore sources sniff calls.csv
# To stand under `sources:` in centre.yaml.
  # calls.csv, read as table (likely). This is a guess: correct what is wrong.
  # Tried: its 3 rows give 3 contacts, 3 queue stays, 2 parts of calls; none is set aside.
  # From 2026-03-02 10:00 to 2026-03-02 10:09 by the clock of UTC.
  - name: calls
    kind: table
    files: /here/calls.csv
    key: Call ID  # sure: every row has another
    facts:
      contact:
        started: Start  # sure: times
        channel: {value: voice}  # perhaps: no column names it
      visit:
        queue: Queue  # sure: 2 different
        agent: Agent  # sure: 2 different, 1 blank
        outcome: Result  # sure: 2 different
        wait: Wait  # sure: 4 to 30
        talk: Talk  # sure: 0 to 100
"""


def packed(folder: Path) -> dict[str, Path]:
    """Files that are none of ours, by the name of the issue."""
    with zipfile.ZipFile(folder / "march.zip", "w") as archive:
        archive.writestr("calls.csv", CALLS)
        archive.writestr("more/sales.csv", "a,b\n")
    return {
        "packed-file": folder / "march.zip", "empty-file": put(folder / "empty.csv", "\n \n"),
        "unrecognised-file": put(folder / "note.txt", "Dear all,\n"), "file-missing": folder / "nothing.csv",
        "rows-are-totals": put(folder / "volume.csv", "Agent,Calls\nAda,11\nBo,17\n"),
        "columns-unknown": put(folder / "ab.csv", "a,b\n1,2\n3,4\n"), "unreadable-file": folder,
    }


def test_files_that_are_none_of_ours(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(b"RIFF\x00\x00\x00\x00WAVE" + bytes(2000))
    (tmp_path / "noise.csv").write_bytes(bytes(range(32)) * 50)
    with pytest.raises(Trouble, match="and no rows"):
        sniff_for(put(tmp_path / "header.csv", CALLS.splitlines()[0] + "\n"), None)
    for name, path in {**packed(tmp_path), "binary-file": tmp_path / "call.wav"}.items():
        with pytest.raises(Trouble) as trouble:
            sniff_for(path, None)
        assert [issue.name for issue in trouble.value.issues] == [name]
    with pytest.raises(Trouble, match="begins with the bytes 00 01 02"):
        sniff_for(tmp_path / "noise.csv", None)


def test_what_is_inside_an_archive_is_told(tmp_path: Path) -> None:
    with pytest.raises(Trouble, match=r"ZIP archive, and holds calls\.csv, more/sales\.csv"):
        sniff_for(packed(tmp_path)["packed-file"], None)
    with gzip.open(tmp_path / "renamed.gz", "wb") as file:
        file.write(CALLS.encode())
    with pytest.raises(Trouble, match="gzip archive, and holds renamed"):
        sniff_for(tmp_path / "renamed.gz", None)


def test_a_workbook_is_no_archive(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for line in CALLS.splitlines():
        book.active.append(line.split(","))
    book.save(tmp_path / "calls.xlsx")
    assert sniff_for(tmp_path / "calls.xlsx", None).trial.facts["visit"] == 3


def test_names_are_made_fit_and_kept_apart(tmp_path: Path) -> None:
    folder = centre(tmp_path / "desk", TEXTS["a list"])
    (tmp_path / "Älte").mkdir()
    path = put(tmp_path / "Älte" / "01 Old Calls (März).csv", CALLS)
    assert sniff_for(path, folder).entry["name"] == "01-old-calls-m-rz"
    old = put(tmp_path / "old.csv", CALLS)
    assert sniff_for(old, folder).entry["name"] == "old-2"
    for name, issue in (("Big Name", "bad-source-name"), ("old", "name-twice")):
        with pytest.raises(WrongUse) as trouble:
            sniff_for(path, folder, name)
        assert [one.name for one in trouble.value.issues] == [issue]


def test_a_file_under_the_centre_is_named_from_there(tmp_path: Path) -> None:
    folder = centre(tmp_path / "desk")
    (folder / "data").mkdir()
    assert sniff_for(put(folder / "data" / "calls.csv", CALLS), folder).entry["files"] == "data/calls.csv"
    outside = put(tmp_path / "calls.csv", CALLS)
    assert sniff_for(outside, folder).entry["files"] == outside.resolve().as_posix()


def test_sniffing_leaves_nothing_behind(tmp_path: Path) -> None:
    put(tmp_path / "queue_log", LOG.replace("Ada", "Ad\ra"))
    sniff_for(tmp_path / "queue_log", None)
    assert [path.name for path in tmp_path.iterdir()] == ["queue_log"]


def test_every_kind_is_listed_with_what_it_gives(tmp_path: Path, session: Callable[[str, Path], str]) -> None:
    said = session("$ fourscore sources --format json\n", tmp_path).splitlines()[1]
    kinds = {kind["name"]: kind for kind in json.loads(said)["kinds"]}
    assert kinds["asterisk"]["gives"] == ["contact", "visit", "segment", "agent_state"]
    assert kinds["asterisk"]["needs"] == []
    assert {"contact", "ticket", "sale"} <= set(kinds["table"]["gives"])
    assert all(kinds[name]["about"] for name in ("asterisk", "table", "rehearsal"))
    table = session("$ fourscore sources\n$ fourscore sources --format csv\n", tmp_path)
    assert "every kind of fact" in table
    assert "\nasterisk,\"Contacts, stays" in table


def test_a_kind_that_needs_something_says_what(monkeypatch: pytest.MonkeyPatch) -> None:
    from fourscore.centre import kinds_there
    from fourscore.warehouse.sources.asterisk import QueueLog

    monkeypatch.setattr(QueueLog, "needs", {"no_such_module": "switch"}, raising=False)
    (kind,) = [kind for kind in kinds_there() if kind.name == "asterisk"]
    assert kind.needs == ("no_such_module is not installed: pip install 'fourscore[switch]'",)


def test_the_surest_kind_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from fourscore.warehouse.sources.asterisk import QueueLog

    path = put(tmp_path / "calls.csv", CALLS)
    assert sniff_for(path, None).entry["kind"] == "table"
    monkeypatch.setattr(QueueLog, "recognise", classmethod(lambda cls, head, path: Guess({}, 1.0)))
    with pytest.raises(Trouble, match="not a queue_log"):
        sniff_for(path, None)


def test_heads_as_sources_read_them() -> None:
    assert columns_in(b'\xef\xbb\xbf"CallDate";uniqueid ;"answer"\n1;2;3\n') == {"calldate", "uniqueid", "answer"}
    assert keys_in(b'{"conversations": [{"conversationId": "x", "part') == {"conversations", "conversationId"}
    assert keys_in(b"a,b\n") == set()


# -- real data, where it is there ----------------------------------------------------------------------------------

WHAT = {"offered": "contacts_offered", "answered": "contacts_handled", "abandoned": "contacts_abandoned",
        "asa_s": "average_speed_of_answer", "aht_s": "average_handle_time"}


def figures(folder: Path, source: Path, days: Days, more: dict[str, str]) -> dict[str, float | None]:
    """Sniff the file into a new centre, load it, and ask."""
    centre(folder)
    found = sniff_for(source, folder)
    assert found.trial.aside == ()
    written_into(folder, found)
    metrics = {**WHAT, **more}
    with Centre.open(folder, now=lambda: datetime(2026, 3, 30, tzinfo=UTC)) as opened:
        (report,) = opened.load(None)
        assert (report.issues, report.rows_set_aside) == ((), 0)
        assert {kind: count for kind, count in report.facts.items() if count} == dict(found.trial.facts)
        rows = {row.key: row.value for row in opened.metrics.ask(list(metrics.values()), during=days).rows}
    return {figure: rows[metric] for figure, metric in metrics.items()}


@pytest.mark.parametrize(("place", "name", "days", "more"), [
    ("pwc_phonenow", "01 Call-Center-Dataset.xlsx", ("2021-01-01", "2021-04-01"),
     {"sl20_over_offered": "service_level:offered", "csat_top2_rate": "customer_satisfaction:top_box"}),
    ("abank_week1", "february_week1.txt", ("1999-02-01", "1999-02-08"),
     {"sl20_answered_over_offered": "service_level:offered"}),
    ("abank_week1_derived", "queue_log", ("1999-02-01", "1999-02-08"),
     {"sl20_answered_over_offered": "service_level:offered"}),
])
def test_real_files_give_the_expected_figures_as_guessed(
    tmp_path: Path, shared_data: Path, place: str, name: str, days: tuple[str, str], more: dict[str, str],
) -> None:
    told = "abank_week1" if place == "abank_week1_derived" else place
    expected = json.loads((shared_data / told / "expected.json").read_text(encoding="utf-8"))["total"]
    first, until = (datetime.fromisoformat(day).date() for day in days)
    got = figures(tmp_path / "desk", shared_data / place / name, Days(first, until), more)
    assert {figure: value for figure, value in got.items() if value != pytest.approx(expected[figure], abs=1e-4)} == {}


def test_a_campaign_without_dates_asks_for_its_day(tmp_path: Path, shared_data: Path) -> None:
    source = shared_data / "uci_bank_sample" / "bank-additional.csv"
    expected = json.loads((shared_data / "uci_bank_sample" / "expected.json").read_text(encoding="utf-8"))["total"]
    copy = tmp_path / "campaign.csv"
    shutil.copy(source, copy)
    found = sniff_for(copy, None)
    assert found.trouble
    assert found.trial.facts == {"contact": expected["clients"], "segment": expected["clients"] - 1}  # one of 0 s
    assert "no column says when" in found.guess.check[0]
    # Who bought stands in a column called y: a person has to say so.
    assert found.guess.options["extra"]["y"] == "text"  # type: ignore[index]


def test_counts_by_five_minutes_are_a_report(shared_data: Path) -> None:
    found = sniff_for(shared_data / "bank_calls_5min" / "train_120days.csv", None)
    assert (found.entry["kind"], found.entry["period"], found.entry["tells"]) == (
        "intervals", "five_minutes", {"offered": "Calls"})
    assert (found.trial.facts, found.trial.aside) == ({"interval": 20_280}, ())


def test_the_entry_of_a_guess_says_how_sure(tmp_path: Path) -> None:
    lines = entry_lines(sniff_for(put(tmp_path / "calls.csv", CALLS), None))
    fields = [line for line in lines if line.startswith("        ")]
    assert [line for line in fields if "# " not in line] == []
