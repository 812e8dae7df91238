"""This file is about recognising files: what a kind of source makes of one nobody told it about, and how it may look.

A source joins in with an optional classmethod `recognise(head, path) -> Guess | None`; most need one line:

    return Guess({}, SURE) if {"calldate", "dstchannel", "billsec"} <= columns_in(head) else None
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

# How sure a guess is: the format has a mark of its own; it fits well; it fits, as others might.
SURE, LIKELY, PERHAPS = 0.95, 0.6, 0.3
HEAD = 1 << 16  # bytes of a file that are shown to every kind of source
MARKS = (b"\xff\xfe", b"\xfe\xff")


class Guess(NamedTuple):
    """How a source would be configured to read a file.

    options: what stands in centre.yaml beside name, kind and files, in the order to write it.
    sure: 0 to 1; of several kinds that know a file the surest is taken.
    said: the comment for a place in the options ("facts.visit.wait"), as it is to stand beside that line.
    check: sentences about what a person has to look at before trusting the numbers, the most important first.
    left: what of the file is not taken, each with its reason.
    """

    options: Mapping[str, object]
    sure: float
    said: Mapping[str, str] = {}
    check: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def lines_in(head: bytes) -> list[str]:
    """The lines of a file's beginning as text; what is no text is replaced, and the last, cut off, is left out."""
    encoding = "utf-16" if head.startswith(MARKS) else "utf-8-sig"
    lines = head.decode(encoding, "replace").splitlines()
    return lines[:-1] if len(head) >= HEAD and len(lines) > 1 else lines


def columns_in(head: bytes) -> set[str]:
    """The column names in the first line of a text, in small letters, whatever separates them."""
    first = next((line for line in lines_in(head) if line.strip()), "")
    return {cell.strip(" \t\"'").lower() for cell in re.split(r"[,;\t|]", first)}


def keys_in(head: bytes) -> set[str]:
    """Every name in the beginning of a JSON text, at any depth; none where it is no JSON."""
    text = "\n".join(lines_in(head)) or head.decode("utf-8", "replace")
    return set(re.findall(r'"((?:[^"\\]|\\.)*)"\s*:', text)) if text.lstrip()[:1] in ("{", "[") else set()
