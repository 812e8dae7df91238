"""This file is about plain lines: telling those a reader of whole files cuts as we would from the odd ones.

The reader is ten times faster than cutting by hand, but forgives what has to be set aside with its reason, and does
not say which line a row stood on. So it is given plain lines only, and an empty row in the place of every odd one.
"""

from __future__ import annotations

import re
from typing import NamedTuple

BLANKS = " \t\x1f"
# The reader has a longest line, of 2,000,000 bytes.
LONG = 1 << 18


class Form(NamedTuple):
    """How rows are written: what separates lines and cells, the quote ("" for none), and how many columns there are.

    spans: whether a text in quotes may go on in the next line.
    """

    separator: str
    delimiter: str
    quote: str
    columns: int
    spans: bool = True

    @property
    def readable(self) -> bool:
        """Whether the reader knows such a form; the line of a single column might be a blank one."""
        return self.columns > 1 and len(self.delimiter.encode()) == len(self.quote.encode() or b"'") == 1


class Sorted(NamedTuple):
    """A block of lines: a row for each of them, for the reader; and the odd ones' places (from 0) and texts."""

    plain: bytes
    places: list[int]
    odd: list[str]


def sort_lines(text: str, form: Form) -> Sorted:
    """Tell the plain lines of a block from the odd ones: blank, of other columns, ill quoted, over several lines."""
    if not form.readable:
        lines = text.split(form.separator)
        return Sorted(b"", list(range(len(lines))), lines)
    if "\r" in text and form.separator == "\n":
        text = text.replace("\r\n", "\n").removesuffix("\r")
    if "\r" not in text and (form.separator == "\n" or "\n" not in text):
        raw = text.replace(form.separator, "\n").encode()
        if _all_plain(raw, form):
            return Sorted(raw, [], [])
    return _one_by_one(text.split(form.separator), form)


def _all_plain(raw: bytes, form: Form) -> bool:
    """Whether every line is plain, told by counting alone; a no may be wrong, a yes never is."""
    if any(raw.find(b"\n", start, start + LONG) < 0 for start in range(0, len(raw) - LONG, LONG)):
        return False
    delimiter, quote = form.delimiter.encode(), form.quote.encode()
    bones = raw.translate(None, bytes(set(range(256)) - set(delimiter + quote + b"\n"))) + b"\n"
    row = delimiter * (form.columns - 1) + b"\n"
    quotes = raw.count(quote) if quote else 0
    if quotes:
        bones = bones.replace(quote + quote, b"")
    if bones != row * (len(bones) // len(row)):
        return False
    if quotes:
        # The quotes of every cell are pairs. Where as many cells start with one as there are pairs, and as many end
        # with one, no cell has more than a pair, and it stands around the whole cell.
        starts = raw.count(delimiter + quote) + raw.count(b"\n" + quote) + raw.startswith(quote)
        ends = raw.count(quote + delimiter) + raw.count(quote + b"\n") + raw.endswith(quote)
        if not quotes == 2 * starts == 2 * ends:
            return False
    return form.delimiter not in BLANKS or b"\n\n" not in b"\n" + raw.translate(None, BLANKS.encode()) + b"\n"


def _one_by_one(lines: list[str], form: Form) -> Sorted:
    wanted = form.columns - 1
    # Without a quote about, a row is told by its delimiters alone.
    row = _row(form) if form.quote else re.compile("")
    quotes = [line.count(form.quote) for line in lines] if form.quote else [0] * len(lines)
    # With a stray quote about, no line is taken to go on in the next one.
    stray = sum(quotes) % 2 == 1 or not form.spans
    empty, blanks = form.delimiter * wanted, form.delimiter in BLANKS
    places, odd, within = [], [], False
    for place, line in enumerate(lines):
        plain = not within and (
            row.fullmatch(line) is not None if quotes[place] else line.count(form.delimiter) == wanted)
        if quotes[place] % 2 and not stray:
            within = not within
        if not plain or "\r" in line or "\n" in line or len(line) > LONG or (blanks and not line.strip(BLANKS)):
            places.append(place)
            odd.append(line)
            lines[place] = empty
    return Sorted("\n".join(lines).encode(), places, odd)


def _row(form: Form) -> re.Pattern[str]:
    """A row in which quotes stand only around whole cells, or in pairs within them."""
    quote, delimiter = re.escape(form.quote), re.escape(form.delimiter)
    cell = f"(?:(?:{quote}[^{quote}]*{quote})+|[^{quote}{delimiter}]*)"
    return re.compile(f"{cell}(?:{delimiter}{cell}){{{form.columns - 1}}}")
