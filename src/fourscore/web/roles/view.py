"""This file is about a page made for a role: tables whose figures open what stands behind, and that go out as files."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode

from markupsafe import Markup

from fourscore.centre import fed
from fourscore.terms import TOLD_WORDS, Days, Issue, WrongUse, did_you_mean, said, together, write_value
from fourscore.web.address import Address
from fourscore.web.pages.frame import freshness
from fourscore.web.roles.rooms import ROOMS
from fourscore.web.sheets import Column, Figure, Sheet, ending_of, handed_out, ways_out
from fourscore.web.words import day_word, period_word, standing_of, status_of

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.requests import Request
    from starlette.responses import Response

    from fourscore.metrics import Row
    from fourscore.scoring import Measured
    from fourscore.web.pages.frame import Frame


class Cell(NamedTuple):
    """One cell. value: what goes out into a file; the text where it is left out. tone: of a status, beside its word.

    below: what is told smaller under it. drawing: a picture beside the text. upper: the upper edge, where it is a band.
    """

    text: str
    value: Any = ""
    unit: str = ""
    href: str = ""
    tone: str = ""
    below: str = ""
    drawing: Markup = Markup()
    upper: float | None = None

    @property
    def out(self) -> Any:
        if self.unit:
            return Figure(self.value, self.unit)
        return self.text if isinstance(self.value, str) and not self.value else self.value


class Head(NamedTuple):
    """A column: its head in a file, for people, and whether figures stand in it."""

    key: str
    word: str
    num: bool = False


class Told(NamedTuple):
    """A cell as the page shows it. href: where it opens; a figure without an address of its own opens where what stands
    to the left of it does."""

    cell: Cell
    href: str


@dataclass(frozen=True)
class Table:
    """One table of a page. lead: what it says, in a sentence. empty: what stands there without rows, and what to do.

    notes: what a reader must know, beneath it.
    """

    id: str
    title: str
    heads: tuple[Head, ...]
    rows: Sequence[Sequence[Cell]]
    lead: str = ""
    empty: str = said("Nothing of this is loaded.")
    notes: Sequence[str] = ()

    def shown(self) -> list[list[Told]]:
        """The rows as the page shows them."""
        return [self._led(row) for row in self.rows]

    def _led(self, row: Sequence[Cell]) -> list[Told]:
        led, last = [], ""
        for head, cell in zip(self.heads, row, strict=True):
            last = cell.href or last
            figures = head.num and cell.value is not None and any(sign.isdigit() for sign in cell.text)
            led.append(Told(cell, cell.href or (last if figures else "")))
        return led


@dataclass(frozen=True)
class View:
    """A page. path: its address. address: the period shown, where it has one; as_of: how far its figures are loaded.

    room: the entry of the navigation it belongs to. links: other pages of its kind, with which of them this is.
    more: what its template shows besides.
    """

    path: str
    title: str
    tables: Sequence[Table]
    room: str = ""
    address: Address | None = None
    as_of: datetime | None = None
    notes: Sequence[str] = ()
    links: Sequence[tuple[str, str, bool]] = ()
    foot: str = ""
    template: str = "role.html"
    more: Mapping[str, Any] = field(default_factory=dict)


Make = Callable[..., View]
# Which source would bring what a page lacks, by the kind of fact; other kinds are called as they are.
KIND_WORDS = {
    "evaluation": said("quality reviews"), "coaching": said("coaching sessions"),
    "employment": said("people hired and gone"), "skill": said("skills"), "certificate": said("certificates"),
    "training": said("training"), "vacancy": said("vacancies"), "forecast": said("forecasts"),
    "system_health": said("the state of systems"), "schedule": said("schedules"), "visit": said("calls"),
    "agent_state": said("log-ins and states of agents"), "contact": said("contacts"),
    "segment": said("parts of calls"), "lead": said("leads"), "survey": said("survey answers"),
    "absence": said("absences"),
}


def page_of(make: Make, page: str) -> Callable[..., Response]:
    """The page; where nothing that feeds it is loaded, what would."""
    def show(frame: Frame, request: Request, *more: str) -> Response:
        feeding = fed(frame.centre, page)
        if not feeding.there:
            return unfed_page(frame, page, feeding.wants)
        return shown(frame, make(frame, request, *more))

    return show


def unfed_page(frame: Frame, page: str, wants: Sequence[str]) -> Response:
    room = next(one for one in ROOMS if one.opens == page)
    words = {**TOLD_WORDS, **KIND_WORDS}
    kinds = [words.get(kind, kind.replace("_", " ")) for kind in wants if "." not in kind]
    texts = [kind for kind in wants if "." in kind]
    return frame.render("unfed.html", here=room.path, title=room.name, kinds=kinds, texts=texts,
                        loads=frame.rights.opens("load"))


def sheet_of(make: Make, page: str) -> Callable[..., Response]:
    """One table of the page as a file: the one that is named, else the first. Of a page that is not fed there is none.
    """
    def hand(frame: Frame, request: Request, *more: str) -> Response:
        if not fed(frame.centre, page).there:
            raise WrongUse(frame.rights.hidden())
        view = make(frame, request, *more)
        wanted = request.query_params.get("table", "") or (view.tables[0].id if view.tables else "")
        table = next((one for one in view.tables if one.id == wanted), None)
        if table is None:
            raise WrongUse(Issue("unknown-table", repr(wanted), said("This page has no such table."),
                                 did_you_mean(wanted,
                                              [one.id for one in view.tables]) or said("Choose one on the page.")))
        told = [("Centre", frame.centre.settings.name), ("Page", view.title)]
        if view.address is not None:
            told += [("Period", period_word(view.address.calendar, view.address.days)),
                     ("Days", day_word(view.address.days))]
        told.append(("Time zone", frame.centre.calendar.zone.key))
        period = view.address.period if view.address else ""
        name = "-".join(part for part in (view.title, table.id, period) if part).lower().replace(" ", "-")
        columns, rows = _taken(table)
        return handed_out(Sheet(table.title, name, columns, rows, told, frame.currency), ending_of(request))

    return hand


def _taken(table: Table) -> tuple[list[Column], list[list[Any]]]:
    """The table as a file has it: what stands smaller under a figure, and a band's upper edge, in columns beside it."""
    columns: list[Column] = []
    rows: list[list[Any]] = [[] for _ in table.rows]
    for place, head in enumerate(table.heads):
        cells = [row[place] for row in table.rows]
        beside = [(Column(head.key, head.word), [cell.out for cell in cells])]
        if any(cell.upper is not None for cell in cells):
            beside.append((Column(f"{head.key}_upper", said("{head}, upper edge", head=head.word)),
                           [Figure(cell.upper, cell.unit) for cell in cells]))
        if any(cell.below for cell in cells):
            beside.append((Column(f"{head.key}_note", said("{head}, note", head=head.word)),
                           [cell.below for cell in cells]))
        for column, values in beside:
            columns.append(column)
            for row, value in zip(rows, values, strict=True):
                row.append(value)
    return columns, rows


def shown(frame: Frame, view: View) -> Response:
    pickers = None
    spread = frame.centre.metrics.spread()
    if view.address is not None and spread is not None:
        pickers = frame.pickers(view.address, view.path, spread)
    address = view.address
    return frame.render(
        view.template, here=view.room or view.path, title=view.title, address=address, pickers=pickers,
        tables=[(table, _ways(view, table)) for table in view.tables], notes=view.notes, links_beside=view.links,
        fresh=freshness(view.as_of, address) if address is not None and view.as_of is not None else None,
        days=day_word(address.days) if address else "", foot=view.foot, zone=frame.centre.calendar.zone.key,
        **view.more)


def _ways(view: View, table: Table) -> list[tuple[str, str]]:
    if not table.rows:
        return []
    base = f"{view.path}/table.csv" if view.path.startswith(("/agent/", "/team/")) else f"{view.path}.csv"
    of = view.address.link(base, table=table.id) if view.address else f"{base}?{urlencode([('table', table.id)])}"
    return ways_out(of)


# -- cells -----------------------------------------------------------------------------------------

def figure(row: Row | None, unit: str, currency: str, href: str = "") -> Cell:
    """A figure of a metric; what is missing says why."""
    if row is None or row.value is None:
        return Cell("–", None, unit, below=row.why if row and row.why else "")
    return Cell(together((write_value(row.value, unit, currency), row.margin or "")), row.value, unit,
                href, below="" if row.complete else said("not complete yet"))


def number(value: float | None, unit: str, currency: str = "", href: str = "", below: str = "") -> Cell:
    return Cell(write_value(value, unit, currency), value, unit, href, below=below)


def aim(text: str, value: float | None, upper: float | None, unit: str) -> Cell:
    """A target as it is written beside a figure; of a band both edges."""
    return Cell(text, value, unit, upper=upper)


def status(name: str, note: str = "") -> Cell:
    """A status by its shape and its word, and what has to be said beside it."""
    found = status_of(name)
    return Cell(found.word, tone=found.tone, below=note)


def standing(m: Measured, note: str = "") -> Cell:
    """How a measure on a card stands, and what has to be said beside it; nothing is said twice."""
    found = standing_of(m)
    return Cell(found.word, tone=found.tone, below="" if note.lower().endswith(found.word.lower()) else note)


def place_of(*parts: str) -> str:
    """An address made of parts that may hold any sign."""
    return "/" + "/".join(quote(part, safe="") for part in parts)


def address_in(frame: Frame, request: Request, usual: Days) -> Address:
    """The period an address names, else the usual one; these pages are narrowed by nothing beside."""
    calendar, period = frame.centre.calendar, request.query_params.get("period")
    return Address(calendar, calendar.period(period) if period else usual)
