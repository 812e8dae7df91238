"""This file is about looking a file through: what the form shows, what is corrected by hand, what is told in place."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.loading.conftest import CALLS, TEXT, version

from fourscore.centre import corrected_entry, entry_from_text
from fourscore.centre.uploading.form import asked

GERMAN = """\
Vorgang;Beginn;Schlange;Mitarbeiter;Ergebnis;Wartezeit;Gespr\u00e4ch
c1;02.03.2026 10:00;M\u00fcnchen;J\u00f6rg;Answered;0:12;1:40
c2;02.03.2026 10:05;K\u00f6ln;;Abandoned;0:30;0:00
"""


def fields_of(page: str) -> dict[str, list[str]]:
    """What a browser would send of the form."""
    form = page[page.index('id="reading"'):page.index("</form>")]
    found: dict[str, list[str]] = {}
    for tag in re.finditer(r"<input[^>]*>|<select[^>]*>.*?</select>", form, re.DOTALL):
        name = re.search(r' name="([^"]*)"', tag[0])
        if not name or (('type="checkbox"' in tag[0] or 'type="radio"' in tag[0]) and " checked" not in tag[0]):
            continue
        picked = re.search(r'value="([^"]*)" selected', tag[0]) if tag[0].startswith("<select") else None
        first = re.search(r'value="([^"]*)"', tag[0])
        value = picked[1] if picked else (first[1] if first else "")
        found.setdefault(_plain(name[1]), []).append(_plain(value))
    return found


def _plain(text: str) -> str:
    return text.replace("&#34;", '"').replace("&#39;", "'").replace("&lt;", "<").replace("&gt;", ">").replace(
        "&amp;", "&")


def sent(browser, place: str, do: str, **changed: str):
    fields = fields_of(browser.get(place).text) | {name: [value] for name, value in changed.items()}
    return browser.post(place, data={**fields, "do": do})


@pytest.fixture
def place(bring) -> str:
    return bring(CALLS).json()["location"]


def test_the_form_shows_what_was_found_and_the_first_rows(browser, place: str) -> None:
    page = browser.get(place).text
    assert "4 rows give 4 contacts, 4 queue stays, 3 parts of calls" in page
    assert "2026-03-02 10:00:00" in page  # on the centre's clock, as the file has it
    fields = fields_of(page)
    assert fields["visit.wait:column"] == ["Wait"]
    assert fields["visit.outcome:means:Answered"] == ["answered"]
    assert fields["key:0"] == ["Call ID"]
    assert fields["name"] == ["calls"]


def test_sent_back_as_it_came_it_says_the_same(browser, place: str, uploads) -> None:
    number = place.split("/")[-1]
    before = uploads.get(number).found.entry
    assert corrected_entry(before, fields_of(browser.get(place).text)) == before


def test_a_column_chosen_by_hand_changes_the_rows_shown(browser, place: str, uploads) -> None:
    answer = sent(browser, place, "check", **{"visit.queue:column": "Agent", "visit.wait:unit": "minutes",
                                              "visit.outcome:means:Abandoned": "refused"})
    assert answer.headers["location"] == place
    found = uploads.get(place.split("/")[-1]).found
    names, rows = found.shown["visit"]
    assert dict(zip(names, rows[0], strict=True)) | {"queue": "Ada", "wait_s": "720"} == dict(
        zip(names, rows[0], strict=True))
    assert found.entry["facts"]["visit"]["outcome"]["words"]["Abandoned"] == "refused"
    # A row without an agent has no queue now: it is told, with its line, before anything is kept.
    assert found.aside == [["empty-field", 1, found.aside[0][2]]]
    page = browser.get(place).text
    assert "Would be set aside" in page
    assert found.beside[0][0] == 3


def test_everything_wrong_is_told_beside_its_field(browser, place: str, uploads, folder) -> None:
    sent(browser, place, "check", name="Not A Name", **{"visit.outcome:column": "", "contact.started:format": "%Q%d",
                                                       "encoding": "klingon"})
    page = browser.get(place).text
    assert uploads.get(place.split("/")[-1]).found.entry["name"] == "Not A Name"  # what was typed is not lost
    for said in ("cannot name a source", "no text encoding called", "needs the field"):
        assert said in page
    assert sent(browser, place, "load").status_code == 303
    assert uploads.job is None
    assert (folder / "centre.yaml").read_text() == TEXT


def test_another_encoding_is_told_and_a_wrong_one_shows_at_once(browser, bring, uploads) -> None:
    place = bring(GERMAN.encode("cp1252"), "anrufe.csv").json()["location"]
    page = browser.get(place).text
    fields = fields_of(page)
    assert (fields["encoding"], fields["delimiter"]) == (["cp1252"], [";"])
    assert "M\u00fcnchen" in page
    sent(browser, place, "check", encoding="utf-8")
    found = uploads.get(place.split("/")[-1]).found
    assert "\u00fc" not in str(found.shown)
    assert found.issues or found.aside


def test_the_text_can_be_corrected_instead(browser, place: str, uploads) -> None:
    number = place.split("/")[-1]
    text = uploads.text_of(uploads.get(number)).replace("queue: Queue", "queue: {value: All calls}")
    assert "All calls" in text
    fields = {"version": [version(browser.get(place).text)], "text": [text], "do": ["text"]}
    assert browser.post(place, data=fields).status_code == 303
    assert uploads.get(number).found.entry["facts"]["visit"]["queue"] == {"value": "All calls"}
    wrong = browser.post(place, data={**fields, "version": ["1"], "text": ["- name: [a"]})
    assert wrong.status_code == 409
    assert "- name: [a" in wrong.text


def test_two_who_correct_at_once_are_told(browser, place: str, uploads) -> None:
    opened = fields_of(browser.get(place).text)
    sent(browser, place, "check", **{"visit.queue:column": "Agent"})
    late = browser.post(place, data={**opened, "visit.agent:column": ["Queue"], "do": "check"})
    assert late.status_code == 409
    assert "changed-meanwhile" in late.text
    assert fields_of(late.text)["visit.agent:column"] == ["Queue"]  # theirs is still in the form
    assert uploads.get(place.split("/")[-1]).found.entry["facts"]["visit"]["queue"] == "Agent"


def test_what_the_form_does_not_ask_stays_as_it_is_written() -> None:
    entry = {"name": "a", "kind": "table", "files": "x", "facts": {"visit": {
        "when": "x > 1", "outcome": {"when": {"answered": "a = 1"}}, "wait": {"column": "w", "unit": "minutes",
                                                                           "empty": "-"},
        "entered": {"date": "d", "time": "t", "time_format": "%H.%M"}, "queue": {"value": "All"}}}}
    columns = [["w", ["1"], 1], ["d", ["1"], 1], ["t", ["1"], 1]]
    fields = {one.place: one for fact in asked(entry, columns, {}) for one in (*fact.fields, *fact.others)}
    assert fields["visit.outcome"].column == "=as-written"
    form = {"visit.outcome:column": ["=as-written"], "visit.wait:column": ["w"], "visit.wait:unit": ["minutes"],
            "visit.entered:column": ["d"], "visit.entered:time": ["t"], "visit.entered:format": [""],
            "visit.queue:column": ["=value"], "visit.queue:value": ["All"]}
    assert corrected_entry(entry, form) == entry


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(st.sampled_from(["visit.wait:column", "visit.queue:column", "visit.queue:value", "name", "key:0",
                                        "visit.outcome:means:Answered", "visit.outcome:column", "add", "extras",
                                        "drop:contact", "contact.started:time", "header_row", "zone"]),
                       st.lists(st.text(max_size=8), min_size=1, max_size=2)))
def test_whatever_a_form_says_comes_out_as_an_entry(form) -> None:
    entry = {"name": "a", "kind": "table", "files": "x", "facts": {"contact": {"started": "s"}, "visit": {
        "wait": "w", "outcome": "o", "queue": "q"}}, "extra": {"p": "text"}}
    new = corrected_entry(entry, form)
    assert new["kind"] == "table"
    assert set(new["facts"]) >= {"visit"}
    asked(new, [["w", ["1"], 1]], {})


@pytest.mark.parametrize("text", ["", "just words", "- a\n- b", "[1, 2]", "name: *x"])
def test_a_text_that_is_no_source_is_told(text: str) -> None:
    entry, wrong = entry_from_text(text)
    assert entry == {}
    assert wrong


def test_a_day_that_no_column_tells_is_put_right_by_hand() -> None:
    entry = {"name": "calls", "kind": "table", "facts": {"contact": {"started": {"value": "2026-11-23"}}}}
    (fact,) = asked(entry, [], {})
    started = next(one for one in fact.fields if one.place == "contact.started")
    assert (started.column, started.written) == ("=value", "2026-11-23")
    form = {"name": ["calls"], "contact.started:column": ["=value"], "contact.started:value": ["2026-11-23"]}
    assert corrected_entry(entry, form) == entry
    form["contact.started:value"] = ["2026-05-04"]
    assert corrected_entry(entry, form)["facts"]["contact"]["started"] == {"value": "2026-05-04"}
    form["contact.started:column"] = ["When"]
    assert corrected_entry(entry, form)["facts"]["contact"]["started"] == "When"
