"""This file is about sentences that were written down: read again, they are told in the language of who reads."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from tests.languages.brackets import Bracketed

from fourscore.centre import age_in_words
from fourscore.centre.uploading.book import Book, Upload
from fourscore.terms import (
    capital,
    inner,
    restored,
    said,
    said_many,
    speaking,
    spoken,
    storable,
    together,
    unended,
    write_day,
    write_value,
)

NAME = said("Service level")
TEXTS = [
    said("Nothing is loaded."), said("The file {name} holds {number} lines.", name="a {b}.csv", number=3),
    said_many("{number} row", "{number} rows", 1), said_many("{number} row", "{number} rows", 7),
    said_many("{number} row of {name}", "{number} rows of {name}", 1200, number=write_value(1200, "count"), name=NAME),
    together([NAME, said("too few")], said(" and ")), write_value(0.5, "share"), write_value(1234.5, "money", "EUR"),
    write_day(date(2026, 3, 9), "yMMMd"), unended(said("It broke off.")), capital(said("it broke off")), inner(NAME),
    capital(said("quality reviews")), said("{why}: {what}", why=unended(said("No.")), what=together([NAME, "plain"])),
]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_written_down_is_said_as_before_in_either_language(text: str) -> None:
    again = restored(json.loads(json.dumps(storable({"kept": [text]}))))["kept"][0]
    assert str(again) == str(text)
    with speaking(Bracketed(every=True)):
        assert spoken(again) == spoken(text) != str(text)
    assert storable(again) == storable(text)


def test_what_was_stored_as_a_finished_text_stays_as_it_is() -> None:
    old: dict[str, Any] = {"note": "It is loaded.", "issues": [["a", "b", "c", "d"]],
                           "result": {"rows": 3, "none": None}}
    assert restored(json.loads(json.dumps(storable(old)))) == old


def test_an_upload_keeps_what_its_sentences_are_made_of(tmp_path: Path) -> None:
    book = Book(tmp_path)
    number = book.new_number()
    book.place(number).mkdir(parents=True)
    aside = said("{what}: {text} is no day", what="date", text=repr("31.2."))
    book.keep(Upload(number, "a.csv", 3, "x", "Mara", "2026-03-09T10:00:00+00:00", note=said("It is loaded."),
                     looked={"aside": [["unreadable", 2, aside]]}, issues=[["a", "b", aside, said("Look.")]]))
    there = book.get(number)
    with speaking(Bracketed(every=True)):
        assert spoken(there.note) == "⟦It is loaded.⟧"
        assert spoken(there.found.aside[0][2]) == spoken(there.issues[0][2]) == "⟦date: '31.2.' is no day⟧"
    assert there.found.aside_rows == 2


@pytest.mark.parametrize(("age", "words"), [
    (0, "0 minutes old"), (60, "1 minute old"), (7200, "2 hours old"), (109 * 86400, "109 days old"),
    (-3 * 86400, "3 days ahead"), (-7300, "2 hours ahead"), (-120, "2 minutes ahead")])
def test_ages_are_said(age: float, words: str) -> None:
    assert age_in_words(age) == words
    with speaking(Bracketed(every=True)):
        assert spoken(age_in_words(age)) == f"⟦{words}⟧"
