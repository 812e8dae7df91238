"""This file is about one cell: what is written in the text as a cell, and a cell as it is written in the text."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from fourscore.strategy.check.file.owners import who_is_meant
from fourscore.strategy.reading.values import EXAMPLES, Reading
from fourscore.strategy.text.tree import Node
from fourscore.strategy.workbook.columns import IN_THE_FILE, Column
from fourscore.terms import SYMBOLS, Issue, did_you_mean, read_value

Content = str | float | None
TEXT, GENERAL = "@", "General"
# What a workbook cannot hold as a text, or would read as a sign of its own.
UNSHOWABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")
LONGEST = 32_000


class Shown(NamedTuple):
    """A cell as it is written into the workbook. written: the text it stands for, "" where nothing is written."""

    value: Content
    written: str
    format: str = TEXT


class Place(NamedTuple):
    """What is needed to judge a typed cell: its unit and currency, ids by sheet, known metrics, who may own."""

    unit: str
    currency: str
    ids: Mapping[str, frozenset[str]]
    metrics: frozenset[str]
    people: frozenset[str]


def shown_text(written: str) -> Shown:
    if UNSHOWABLE.search(written) or len(written) > LONGEST:
        return Shown(IN_THE_FILE, written)
    return Shown(written.rstrip("\n") or None, written)


def shown_words(words: list[str]) -> Shown:
    joined = join_words(words)
    return shown_text(joined)


def shown_value(written: str, unit: str, currency: str) -> Shown:
    """A number with the format it was written in; a length of time, and what is no number, as text."""
    bare = written.strip()
    plain_number = re.fullmatch(r"[^\d.,+-]*[-+]?[\d.,]+\s*(?:%|[kKmM])?", bare)
    if not bare or unit in ("", "seconds") or not plain_number:
        shown = shown_text(written)
        return shown._replace(format=TEXT if bare else empty_format(unit, currency))
    try:
        value = read_value(bare, unit)
    except (ValueError, ArithmeticError, IndexError):
        return shown_text(written)
    return Shown(value, written, _format(bare, unit, currency))


def shown_number(written: str) -> Shown:
    """A weight or a whole number."""
    try:
        return Shown(float(written), written, GENERAL) if written.strip() else Shown(None, written, GENERAL)
    except ValueError:
        return shown_text(written)


def empty_format(unit: str, currency: str) -> str:
    if unit == "seconds" or not unit:
        return TEXT
    return _format({"share": "80%", "money": "4.20"}.get(unit, "1,200"), unit, currency)


def _format(written: str, unit: str, currency: str) -> str:
    digits = len(found[1]) if (found := re.search(r"\.(\d+)", written)) else 0
    decimals = f".{'0' * digits}" if digits else ""
    if unit == "share":
        return f"0{decimals}%"
    if unit == "money":
        return f'"{_prefix(written, currency)}"#,##0{decimals}'
    return f"#,##0{decimals}"


def _prefix(written: str, currency: str) -> str:
    """The sign of the currency as it is written, else the centre's."""
    found = re.match(r"[^\d.,+-]+", written)
    return found[0] if found else SYMBOLS.get(currency, f"{currency} " if currency else "")


def join_words(words: list[str]) -> str:
    """Several words in one cell; one with a semicolon in it stands in quotation marks."""
    return "; ".join('"' + word.replace('"', '""') + '"' if re.search(r'[;"\n]', word) else word for word in words)


def split_words(cell: str) -> list[str]:
    rows = csv.reader(cell.splitlines(), delimiter=";", skipinitialspace=True)
    return [" ".join(word.split()) for row in rows for word in row if word.strip()]


def alike(typed: object, shown: Shown) -> bool:
    """Whether a cell says what it said when it was written."""
    value = shown.value
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        return value is None or (isinstance(value, str) and not value.strip())
    if isinstance(typed, (int, float)) and not isinstance(typed, bool):
        if isinstance(value, float):
            return abs(typed - value) <= 1e-12 * max(abs(value), 1.0)
        return value == plain_number(typed)
    if isinstance(typed, str) and isinstance(value, str):
        return _lines(typed) == _lines(value)
    return False


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def plain_number(value: float) -> str:
    """A number with no more digits than it was typed with: a workbook keeps 0.1 + 0.2 as what floats make of it."""
    exact = Decimal(f"{value:.12g}")
    return f"{exact.to_integral_value() if exact == exact.to_integral_value() else exact.normalize():f}"


def typed_text(
    typed: object, column: Column, shown: Shown, place: Place, number_format: str,
) -> tuple[str, Issue | None]:
    """A typed cell as it is written in the text, and what is wrong with it. The place of the issue is left empty."""
    if typed is None:
        return "", _needed(column)
    if isinstance(typed, bool):
        return "", _wrong("unreadable-value", f"{str(typed).upper()} is no answer here.", _example(column, place))
    if isinstance(typed, (datetime, date)) and column.kind in ("day", "text", "words"):
        return (typed.date() if isinstance(typed, datetime) else typed).isoformat(), None
    if isinstance(typed, (datetime, date, time, timedelta)):
        return "", _wrong(
            "unreadable-value", "The cell holds a time of day or a date, where a length of time may be hours and "
            "minutes or minutes and seconds.", "Set the cell's format to Text and write 5:45 for five minutes 45.")
    if isinstance(typed, (int, float)):
        if column.kind == "value":
            text = _number(float(typed), place, shown.written, number_format)
            if text is None:
                return "", _wrong("unreadable-value", f"{plain_number(typed)} cannot be a share.",
                                  f"Write it as {plain_number(typed)}%.")
        else:
            text = plain_number(typed)
    else:
        text = _lines(str(typed))
    if not text:
        return "", _needed(column)
    return text, _judged(text, column, place)


def _needed(column: Column) -> Issue | None:
    if not column.needed:
        return None
    return _wrong("workbook-cell-empty", f"The column {column.title!r} is needed and left empty.",
                  f"{column.note} To remove the row, delete it or empty all of it.")


def _number(value: float, place: Place, before: str, number_format: str) -> str | None:
    """A number typed into a cell, in the way its neighbour before it was written."""
    if place.unit == "share":
        if abs(value) > 1 and "%" not in number_format:
            return None
        return f"{plain_number(float(Decimal(f'{value:.12g}') * 100))}%"
    text = plain_number(value)
    if place.unit == "money":
        whole, _, decimals = text.lstrip("-").partition(".")
        digits = max(len(decimals), len(found[1]) if (found := re.search(r"\.(\d+)\D*$", before)) else 0)
        parted = f"{int(whole):,}" if "," in before or not before else whole
        rest = f".{decimals.ljust(digits, '0')}" if digits else ""
        sign = "-" if value < 0 else ""
        prefix = _prefix(before, place.currency) if not before or re.match(r"[^\d.,+-]", before) else ""
        return f"{prefix}{sign}{parted}{rest}"
    if place.unit in ("count", "points", "ratio", "minutes") and "," in before:
        whole, _, decimals = text.lstrip("-").partition(".")
        return f"{'-' if value < 0 else ''}{int(whole):,}{f'.{decimals}' if decimals else ''}"
    return text


def _judged(text: str, column: Column, place: Place) -> Issue | None:
    """What is wrong with the words of one cell, as far as the cell alone can tell."""
    if UNSHOWABLE.search(text):
        return _wrong("unreadable-value", "The cell holds a sign that no text file can hold.", "Type it again.")
    words = split_words(text) if column.kind == "words" else [text]
    if column.kind == "metric" and text not in place.metrics:
        return _wrong("unknown-metric", f"No metric is called {text!r}.",
                      did_you_mean(text, place.metrics) or "Choose one from the list.")
    if column.at in (("owner",), ("deputy",)) and text not in place.people:
        return _wrong("owner-unknown", f"{text!r} is no role, and people.yaml gives nobody of that name one.",
                      who_is_meant(text, place.people))
    if column.choices and not column.free:
        for word in words:
            if word not in column.choices:
                return _wrong("unknown-choice", f"{word!r} is not a choice for {column.title}.",
                              did_you_mean(word, column.choices) or f"Use one of: {', '.join(column.choices)}.")
    if column.of:
        known = {name for sheet in column.of for name in place.ids[sheet]}
        for word in words:
            if word not in known:
                return _wrong("workbook-unknown-id", f"{word!r} is no id on the sheet {' or '.join(column.of)}.",
                              did_you_mean(word, known) or "Choose one from the list, or add it there first.")
    return _read(text, column, place)


def _read(text: str, column: Column, place: Place) -> Issue | None:
    """The cell through the eyes that read the text: a value, a day, a number."""
    reading = Reading("")
    node = Node("text", 0, 0, 1, 0, text=text)
    if column.kind == "value" and place.unit:
        reading.value(node, place.unit, column.title.lower())
    elif column.kind == "day":
        reading.day(node)
    elif column.kind == "weight":
        reading.weight(Node("map", 0, 0, 1, 0, entries=((Node("text", 0, 0, 1, 0, text="weight"), node),)), "this row")
    elif column.kind == "whole" and not (text.isdecimal() and int(text) > 0):
        return _wrong("unreadable-value", f"{text!r} is not a whole number.", "Write for example 12.")
    elif column.kind == "id" and not re.fullmatch(r"[\w-]+", text):
        return _wrong("bad-id", f"{text!r} cannot be an id.", "Use letters, digits and dashes, as in an address.")
    return reading.issues[0] if reading.issues else None


def _example(column: Column, place: Place) -> str:
    return f"Write it as {EXAMPLES.get(place.unit, '12.5')}." if column.kind == "value" else column.note


def _wrong(name: str, what: str, remedy: str) -> Issue:
    return Issue(name, "", what, remedy)
