"""This file is about everything that is held about a person, in the very places where `forget` looks for them."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fourscore.centre.keeping.forget import BEYOND, count_places, kind_of, names_of
from fourscore.centre.keeping.texts import texts_of
from fourscore.terms import FACT_WORDS, Mask

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.warehouse import Held

OTHERS = "The rows may name others too, customers or colleagues: look them through before they are handed on."
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
LATEST = 20  # changes listed in the summary
NOBODY = "somebody who is not held"  # whom the audit names where nothing names the person looked for


@dataclass(frozen=True)
class About:
    """All that is held. names: what the person goes by. places: where it was looked, and how many rows or lines name
    them there (noughts included). rows: of facts, books and landed files; office: of typed things; texts: lines of the
    centre's own texts.
    """

    centre: str
    at: datetime
    kind: str
    names: tuple[str, ...]
    places: Mapping[str, int]
    rows: Mapping[str, Held]
    office: Mapping[str, list[dict[str, Any]]]
    texts: Mapping[str, list[str]]

    def lines(self) -> list[str]:
        """The summary a person reads."""
        there = {where: count for where, count in self.places.items() if count}
        lines = [f"What {self.centre} holds about the {self.kind} {self.names[0]}, on {self.at:%Y-%m-%d %H:%M}",
                 f"Known as: {', '.join(self.names)}", ""]
        for table, held in self.rows.items():
            words = FACT_WORDS[table][1] if table in FACT_WORDS else table.replace("_", " ")
            if held.worked_out:
                lines.append(f"  {held.total:>9,}  {words}: worked out of the others")
            else:
                lines.append(f"  {held.total:>9,}  {words}")
        lines += [f"  {len(rows):>9,}  office: {table.replace('_', ' ')}" for table, rows in self.office.items()]
        lines += [f"  {len(said):>9,}  {where}" for where, said in self.texts.items()]
        lines += ["", f"{len(self.places):,} places were searched, {len(there):,} name the {self.kind}:",
                  *(f"  {count:>9,}  {where}" for where, count in there.items())]
        changes = self.office.get("audit", [])
        lines += ["", "What was changed or read about them, the last first:"] if changes else []
        for one in changes[::-1][:LATEST]:
            lines.append(f"  {one['at']:%Y-%m-%d %H:%M} {one['who']}: {one['thing']} {one['name']}"
                         + (f", {one['new']}" if one["new"] else ""))
        return [*lines, "", OTHERS, *BEYOND]

    def as_dict(self) -> dict[str, Any]:
        """Plain values, every row in them."""
        return {
            "centre": self.centre, "at": self.at, "kind": self.kind, "names": list(self.names),
            "places": dict(self.places),
            "rows": {name: {"total": held.total, "worked_out": held.worked_out, "columns": list(held.columns),
                            "rows": [list(row) for row in held.rows]} for name, held in self.rows.items()},
            "office": dict(self.office),
            "texts": {where: list(said) for where, said in self.texts.items()}, "beyond": [OTHERS, *BEYOND],
        }

    def written(self, how: str) -> bytes:
        """The summary (text), or all of it (json), as bytes."""
        if how == "json":
            return (json.dumps(self.as_dict(), ensure_ascii=False, indent=1, default=str) + "\n").encode()
        return ("\n".join(self.lines()) + "\n").encode()

    def packed(self) -> bytes:
        """A zip: the summary, all of it as JSON, and each kind of row as CSV."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as pack:
            pack.writestr("summary.txt", self.written("text"))
            pack.writestr("all.json", self.written("json"))
            for number, (name, held) in enumerate((n, h) for n, h in self.rows.items() if h.rows):
                plain = "".join(letter if letter.isalnum() or letter in "-_." else "-" for letter in name)[-60:]
                pack.writestr(f"rows/{number:02d}-{plain}.csv", _csv(held.columns, held.rows))
        return made.getvalue()


def about(centre: Centre, person: str, *, kind: str = "", also: Sequence[str] = ()) -> About:
    """Everything held about a customer, known by any identifier, or an agent, known by any name; that somebody read it
    is noted in the audit.

    Raises Trouble `unknown-person`; WrongUse `unknown-kind`, `two-people`, `not-agreed`.
    """
    from fourscore.centre.keeping.entering import typed
    from fourscore.centre.sources import configured
    from fourscore.office import held, looked
    from fourscore.warehouse import mask_of

    office, settings = centre.office, centre.settings
    kind = kind_of(centre, office, person, kind)
    names = names_of(centre, office, person, kind, also)
    guarding = centre.keeper.guarding()
    guarding.may_read_all(kind, names)
    mask = mask_of(dict.fromkeys(names, ""), kind)
    sources, _ = configured(settings.sources, centre.folder, settings.zone.key)
    sources += typed(office, settings, centre.names("source"))
    places = count_places(centre, office, settings, sources, mask)
    found = About(
        settings.name, centre.calendar.local(centre.now()), kind, tuple(names), places,
        centre.warehouse.held(mask, kind), held(office, mask), _texts(centre, mask))
    # Somebody forgotten is not named again by looking whether they are: raw files and texts are not ours to clear.
    there = any(found.office.values()) or any(rows.total for rows in found.rows.values())
    looked(office, guarding.asker.said, names[0] if there else NOBODY, now=centre.now())
    return found


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Rows as CSV; no text is ever run as a formula by a spreadsheet."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row]
                     for row in rows)
    return out.getvalue()


def _texts(centre: Centre, mask: Mask) -> dict[str, list[str]]:
    """The lines of the centre's own texts that name the person."""
    found = {}
    for path in texts_of(centre.folder):
        lines = [f"{number}: {line}" for number, line in enumerate(
            path.read_text(encoding="utf-8", errors="replace").splitlines(), 1) if mask.found(line)]
        if lines:
            found[f"text: {path.relative_to(centre.folder).as_posix()}"] = lines
    return found
