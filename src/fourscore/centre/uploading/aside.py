"""This file is about rows of a source that were set aside: where each stands, what is wrong with it, how to mend it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.terms import said
from fourscore.warehouse import reason

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

# What stands aside now: of a file read again from its start, only what that reading set aside.
STANDING = """FROM set_aside s JOIN source o ON o.source = s.source LEFT JOIN file f ON f.file = s.file
WHERE o.name = ? AND s.load >= coalesce(f.whole_in, 0) AND (? = '' OR f.path = ?) AND (? = '' OR s.issue = ?)"""
# What helps with each reason; the rest is helped by looking at the row.
MENDING = {
    "unreadable-text": said("Name the encoding the file is written in, or close the quote that is open."),
    "wrong-number-of-columns": said("Look for a separator inside a text that is not in quotes, or a line that was cut "
                                    "off."),
    "duplicate-key": said("Choose key columns that name a row; if they are legs of one call, give the contact its own "
                          "key."),
    "empty-key": said("Choose key columns that are never blank."),
    "empty-field": said("Choose a column that is filled in every row, or say what stands for a blank."),
    "unreadable-cell": said("Correct the date format, the unit of a length of time, or what a word means."),
    "unknown-word": said("Say what the word means, or leave such rows out."),
    "impossible-time": said("Check the date format and the time zone; an end cannot come before its beginning."),
}
OTHERWISE = said("Look at the row in the file; correct it there, or correct how it is read.")


class AsideRow(NamedTuple):
    """One row set aside. path: its file, under the centre's folder. what: as it was kept; pages say it in the
    language of who reads."""

    path: str
    line: int
    issue: str
    what: str
    text: str
    mending: str


def rows_aside(
    centre: Centre, source: str, *, path: str = "", issue: str = "", limit: int = 100, offset: int = 0
) -> tuple[list[AsideRow], int]:
    """Rows of that source that stand aside now, of one file or for one reason where they are named; and how many there
    are. Names of people are masked for who may see none."""
    asked = [source, path, path, issue, issue]
    cursor = centre.warehouse.cursor()
    total = cursor.execute(f"SELECT count(*) {STANDING}", asked).fetchone()
    rows = cursor.execute(
        "SELECT coalesce(f.path, ''), coalesce(s.line, 0), s.issue, coalesce(s.what, ''), coalesce(s.row_text, '') "
        f"{STANDING} ORDER BY s.file, s.line LIMIT ? OFFSET ?", [*asked, limit, offset]).fetchall()
    told = tuple(AsideRow(path, line, why, what, text, mending(why)) for path, line, why, what, text in rows)
    nameless = [row._replace(what=reason(row.what)) for row in centre.keeper.nameless(told)]
    return nameless, int(total[0]) if total else 0


def mending(issue: str) -> str:
    """How rows set aside for this reason are mended."""
    return MENDING.get(issue, OTHERWISE)
