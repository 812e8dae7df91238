"""This file is about the sentences with which rows are set aside: kept in English, told in the reader's language."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from string import Formatter
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from starlette.testclient import TestClient
from tests.languages.brackets import Bracketed, unsaid
from tests.languages.broken_rows import AT, CALL_ROWS, CALLS, COSTS, EVERY, LOG
from tests.publishing.conftest import NOW

from fourscore.centre import Centre, Uploads
from fourscore.centre.uploading.look import look
from fourscore.terms import Calendar, Worded, speaking, spoken
from fourscore.warehouse import LoadTerms, Threshold, Warehouse, read_batch, reason, spool_of, try_out
from fourscore.warehouse import Spool as PushSpool
from fourscore.warehouse.sources.push import Push, event
from fourscore.warehouse.sources.reasons import REASONS
from fourscore.warehouse.sources.table import Table
from fourscore.web import create_app

# What no row can be set aside for as things are: another sentence comes first.
NEVER_FIRST = {"no time is told", "this event cannot be read"}
CENTRE = """\
name: Harbour
zone: Europe/Berlin
currency: EUR
thresholds:
  - {answer_within: 20s, short_abandon: 5s}
sources:
"""


def message(what: str) -> str:
    """By which message a sentence is told; "" where it is not known."""
    found = reason(what)
    assert str(found) == what
    return str(found.message) if isinstance(found, Worded) else ""


@pytest.mark.parametrize("text", REASONS)
def test_a_sentence_is_known_by_its_own_words_and_keeps_what_stands_in_it(text: str) -> None:
    names = [name for _, name, _, _ in Formatter().parse(text) if name]
    values = {name: f"«{number}:{{x}}\n'Zoë' or \"{name}\"»" for number, name in enumerate(names)}
    what = text.format(**values) if values else text
    found = reason(what)
    assert isinstance(found, Worded)
    assert (str(found), message(what)) == (what, text)
    with speaking(Bracketed()):
        told = spoken(found)
    assert told.startswith("⟦")
    assert told.endswith("⟧")
    for name, value in values.items():
        assert name in ("kind", "ways") or value in told


def test_what_is_not_known_and_what_is_told_already_stay_as_they_are() -> None:
    known = reason("the key (id) is blank")
    assert reason(known) is known
    for other in ("", "is blank", "Something else is wrong.", "a quote in this line"):
        assert type(reason(other)) is str


def test_words_of_ours_within_a_sentence_are_told_as_well() -> None:
    with speaking(Bracketed()):
        assert spoken(reason("This visit lacks what makes it one, or its times or numbers cannot be.")) == (
            "⟦This ⟦queue stay⟧ lacks what makes it one, or its times or numbers cannot be.⟧")
        assert spoken(reason("the status (none) is not known")) == "⟦the status ⟦(none)⟧ is not known⟧"
        assert spoken(reason("from: 'x' is no day written as %Y-%m-%d or %d.%m.%Y")) == (
            "⟦from: 'x' is no day written as ⟦%Y-%m-%d or %d.%m.%Y⟧⟧")


def test_the_longest_of_texts_is_soon_done_with() -> None:
    for text in ("a: " * 200_000, " is no day written as " + "a: " * 200_000, '"' + '" in ' * 200_000):
        assert reason(text + "is") == text + "is"


def written(folder: Path, name: str) -> Path:
    text = EVERY[name].text
    (folder / f"{name}.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / f"{name}.csv"


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """What is said of the rows that each source sets aside."""
    folder, found = tmp_path_factory.mktemp("tried"), dict[str, list[str]]()
    for name, (kind, options, _) in EVERY.items():
        path = written(folder, name)
        source, issues = kind.configure(name, {"zone": "UTC", **options, "files": str(path)}, "centre.yaml:3", folder)
        assert source is not None, issues
        found[name] = [one.what for one in try_out(source, path, show=1000).beside]
    return found


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """What is said of events that were pushed, and of rows that only the store of facts finds wrong."""
    folder = tmp_path_factory.mktemp("stored")
    pushed = [{"ref": "a", "at": "2026-03-02T09:00:00Z", "sum": 1}, {"no": "id"}, 7, {"ref": "x" * 201},
              {"ref": "\ud800"}, {"ref": "c", "text": "y" * event.LONGEST_EVENT}]
    spool = PushSpool.at(spool_of(folder / "data", "live"))
    spool.append(read_batch(json.dumps(pushed).encode(), "ref", NOW).lines).result(10)
    spool.close()
    live, _ = Push.configure("live", {"id": "ref", "zone": "UTC", "facts": {"sale": {
        "key": "ref", "sold": "at", "amount": "sum"}}}, "centre.yaml:3", folder)
    costs = {**COSTS, "facts": {"cost": {**COSTS["facts"]["cost"], "currency": {"value": "USD"}}}}
    marks = {"zone": "UTC", "key": "id", "facts": {"evaluation": {
        "evaluated": "at", "points": "got", "applicable": "of"}}}
    (folder / "costs.csv").write_text("id,first,last,sum\n1,2026-03-01,,10\n", encoding="utf-8")
    (folder / "marks.csv").write_text(f"id,at,got,of\n1,{AT},9,5\n", encoding="utf-8")
    tables = [Table.configure(name, {**options, "files": f"{name}.csv"}, "centre.yaml:3", folder)[0]
              for name, options in (("costs", costs), ("marks", marks))]
    terms = LoadTerms(Calendar(ZoneInfo("UTC")), (Threshold(None, date(2000, 1, 1), Decimal(20), Decimal(5)),), (),
                      "EUR", ())
    warehouse = Warehouse.open(folder / "data")
    warehouse.load([one for one in (live, *tables) if one], terms, now=datetime(2026, 6, 1, tzinfo=UTC),
                   progress=lambda *_: None)
    yield [what for (what,) in warehouse.cursor().execute("SELECT what FROM set_aside ORDER BY ALL").fetchall()]
    warehouse.close()


@pytest.mark.parametrize("name", EVERY)
def test_what_a_source_says_of_its_rows_is_known(tried: dict[str, list[str]], name: str) -> None:
    assert tried[name]
    assert [what for what in tried[name] if not message(what)] == []


def test_what_is_said_of_pushed_events_and_by_the_store_is_known(stored: list[str]) -> None:
    assert len(stored) == 7
    assert [what for what in stored if not message(what)] == []


def test_every_sentence_is_one_that_is_said(tried: dict[str, list[str]], stored: list[str]) -> None:
    met = {message(what) for what in (*(what for found in tried.values() for what in found), *stored)}
    assert set(map(str, REASONS)) - met == NEVER_FIRST


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A centre whose sources have set rows aside."""
    made = tmp_path_factory.mktemp("aside") / "centre"
    made.mkdir()
    (made / "calls.csv").write_bytes(CALL_ROWS)
    (made / "queue_log").write_text(LOG, encoding="utf-8")
    sources = ({"name": "calls", "kind": "table", "files": "calls.csv", **CALLS},
               {"name": "log", "kind": "asterisk", "files": "queue_log"})
    (made / "centre.yaml").write_text(CENTRE + "".join(f"  - {json.dumps(one)}\n" for one in sources), encoding="utf-8")
    with Centre.open(made, now=lambda: NOW) as opened:
        opened.load()
    return made


# Cells of rows, columns and fields, names of files and codes: they stand as they are in every language.
# Columns of the file that is brought, what stands in it, and codes that are the same in every language.
OF_THE_FILE = {
    "Call ID", "Start", "Queue", "Agent", "Result", "Wait", "Talk", "Billing", "Ada", "Answered", "more", "centre.yaml",
    "utf-8", "outcome = 'TEST'", "Europe/Berlin", "UTC", "unreadable-cell", "hh:mm", "mm:ss",
    "⟦Decimals", "⟦A row also gives",  # said around a field
}
NAMES = {"calls.csv", "queue_log", "Harbour", "calls", "log", "CSV", "Excel", "asterisk", "table"}


def inside(page: str) -> str:
    return page[page.index("<main"):page.index("</main>")]


@pytest.mark.parametrize("name", ["calls", "log"])
def test_pages_tell_every_reason_in_the_language(browser: TestClient, opened: Centre, name: str) -> None:
    kept = [what for (what,) in opened.warehouse.cursor().execute(
        "SELECT what FROM set_aside JOIN source USING (source) WHERE name = ?", [name]).fetchall()]
    issues = {issue for (issue,) in opened.warehouse.cursor().execute("SELECT issue FROM set_aside").fetchall()}
    page = browser.get(f"/sources/{name}/aside")
    assert page.status_code == 200
    assert unsaid(inside(page.text), NAMES | issues) == []
    assert len(kept) > 2
    for what in kept:
        with speaking(Bracketed()):
            assert spoken(reason(what)).replace("'", "&#39;").replace('"', "&#34;") in page.text
    assert unsaid(inside(browser.get("/sources").text), NAMES | issues) == []


@pytest.mark.parametrize("language", ["en", "xx", "de"])
def test_tables_and_programs_get_it_as_it_is_kept(browser: TestClient, opened: Centre, language: str) -> None:
    kept = [what for (what,) in opened.warehouse.cursor().execute(
        "SELECT what FROM set_aside JOIN source USING (source) WHERE name = 'calls' ORDER BY line").fetchall()]
    browser.cookies.set("language", language)
    sheet = browser.get("/sources/calls/aside.csv").text.lstrip("\ufeff")
    assert [row["what"] for row in csv.DictReader(io.StringIO(sheet))] == kept
    book = load_workbook(io.BytesIO(browser.get("/sources/calls/aside.xlsx").content), read_only=True)
    assert set(kept) <= {cell for page in book.worksheets for row in page.values for cell in row}
    answer = browser.get("/api/v1/sources/calls/aside", headers={"accept-language": language})
    assert [row["what"] for row in answer.json()["rows"]] == kept


def test_a_file_that_was_brought_tells_its_reasons_before_and_after_it_is_loaded(
        opened: Centre, brackets: dict[str, str]) -> None:
    uploads = Uploads(opened, look=look)
    browser = TestClient(create_app(opened, uploads=uploads), base_url="http://127.0.0.1", follow_redirects=False,
                         cookies=brackets, headers={"origin": "http://127.0.0.1"})
    text = "Call ID,Start,Queue,Agent,Result,Wait,Talk\n" + "".join(
        f"c{n},2026-03-02 10:{n:02}:00,Billing,Ada,Answered,12,100\n" for n in range(20)) + (
        "d1,2026-03-02 11:00:99,Billing,Ada,Answered,12,100\n")
    answer = browser.post(f"/load/files?name={quote('more.csv')}", content=text.encode())
    assert answer.status_code == 201, answer.text
    place = answer.json()["location"]
    ((_, _, what),) = uploads.get(place.split("/")[-1]).found.aside
    said = f"⟦{what}⟧".replace("'", "&#39;")
    assert message(what)
    page = browser.get(place).text
    assert page.count(said) == 2  # where it is counted, and beside the row
    form = re.sub(r"(?s)<textarea.*?</textarea>|<datalist.*?</datalist>|<td>[^<⟦⟧]*</td>", "", page)
    left = unsaid(form[form.index("<form"):form.index("</main>")], OF_THE_FILE)
    assert not left, left
    uploads.start(place.split("/")[-1])
    assert uploads.job
    assert uploads.job.over.wait(60)
    assert uploads.get(place.split("/")[-1]).result["aside"] == 1
    assert said in browser.get(place).text
