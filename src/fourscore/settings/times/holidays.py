"""This file is about reading holidays: days written one by one, and a country's public ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from fourscore.settings.text import Node, Text
from fourscore.settings.times.hours import overlap, spans_of
from fourscore.terms import Holiday, Holidays, Issue, Spans, Trouble, did_you_mean, said

ROW = ("day", "name", "hours")
AS_USUAL = "as usual"
REMEDY = "Write a span such as  hours: 09:00-13:00,  or  hours: as usual  for a public holiday on which it works."


@dataclass(frozen=True)
class PublicHolidays:
    """The public holidays of a country or of one of its parts, by the codes of ISO 3166; asked for by the year."""

    country: str
    part: str | None

    def __call__(self, year: int) -> tuple[Holiday, ...]:
        """Every one of that year. Raises Trouble `public-holidays-unknown` for a year they are not known of."""
        return _of_year(self.country, self.part, year)


class Written(NamedTuple):
    """What one place says of holidays. public: None where it says nothing of them; told: whether it says anything."""

    listed: tuple[Holiday, ...] = ()
    public: PublicHolidays | None = None
    keeps_public: bool = False
    node: Node | None = None

    @property
    def told(self) -> bool:
        return self.keeps_public or bool(self.listed)

    def of_site(self, own: Written) -> Holidays:
        """A site's holidays: its own list goes before the centre's, its own country before the centre's."""
        listed = {one.day: one for one in self.listed} | {one.day: one for one in own.listed}
        public = own.public if own.keeps_public else self.public
        return Holidays(tuple(listed[day] for day in sorted(listed)), public)


def read_holidays(text: Text, lines: Mapping[str, Node]) -> Written:
    """`holidays` and `public_holidays` of the centre or of one site; every mistake is told."""
    found: dict[date, Holiday] = {}
    for row in text.items(lines.get("holidays"), "Holidays"):
        values = text.mapping(row, "A holiday", ROW)
        for needed in ("day", "name"):
            if row.id == "mapping" and needed not in values:
                text.tell("missing-key", row, said("A holiday has no {needed}.", needed=needed),
                          "Write for example  - {day: 2026-12-24, name: Christmas Eve}")
        day, name = text.day(values.get("day"), "The holiday"), text.text(values.get("name"), "The holiday's name")
        spans = _spans(text, values["hours"], day) if "hours" in values else ()
        if day in found:
            text.tell("holiday-twice", row, said("{day} is named twice.", day=day), said("Keep the one that is meant."))
        elif day and name:
            found[day] = Holiday(day, name, spans)
    node = lines.get("public_holidays") or lines.get("holidays")
    return Written(tuple(found.values()), _public(text, lines.get("public_holidays")), "public_holidays" in lines, node)


def without_hours(text: Text, written: Written, whose: str) -> None:
    """Say that holidays do nothing where no hours are told: a day without opening hours has none to lose."""
    if written.told:
        text.tell("holiday-without-hours", written.node, said("{whose} has holidays but tells no opening hours.",
                                                              whose=whose),
                  "Add the hours, such as  hours: {mon-fri: 08:00-20:00}  or  hours: {daily: 00:00-24:00}")


def _spans(text: Text, node: Node, day: date | None) -> Spans | None:
    written = text.text(node, "The hours of the holiday")
    if written is None or written.lower() == AS_USUAL:
        return None
    spans = spans_of(written)
    if spans is None or overlap({(day or date.min).weekday(): spans}) is not None:
        text.tell("bad-opening-hours", node, said("{written} is no span of hours.", written=repr(written)), REMEDY)
        return None
    return tuple(sorted(spans))


def _public(text: Text, node: Node | None) -> PublicHolidays | None:
    written = text.text(node, "The country")
    if written is None or written.lower() in ("none", "no holidays"):
        return None
    country, _, part = written.upper().partition("-")
    try:
        there = _countries()
    except ImportError:
        text.tell("add-on-missing", node, said("Public holidays come from the library holidays, which is not "
                                               "installed."),
                  said("Install it with  pip install 'fourscore[holidays]'  or write the days under  holidays:"))
        return None
    parts = {one.upper(): one for one in there.get(country, ())}
    if country not in there:
        text.tell("unknown-country", node, said("{written} is no country whose public holidays are known.",
                                                written=repr(written)),
                  f"{did_you_mean(country, there)} Write a code of ISO 3166 such as DE, GB-ENG or US.".strip())
    elif part and part not in parts:
        text.tell("unknown-country", node, said("{country} has no part {part} whose public holidays are known.",
                                                country=country, part=repr(part)),
                  did_you_mean(part, parts) or (said("There are: {names}.", names=', '.join(parts.values())) if parts
                                                else said("Write  {country}  alone.", country=country)))
    else:
        return PublicHolidays(country, parts.get(part))
    return None


@lru_cache(maxsize=1)
def _countries() -> dict[str, list[str]]:
    import holidays

    return dict(holidays.list_supported_countries())


@lru_cache(maxsize=1024)
def _of_year(country: str, part: str | None, year: int) -> tuple[Holiday, ...]:
    import holidays

    found: Any = holidays.country_holidays(country, subdiv=part, years=year)
    if not found.start_year <= year <= found.end_year:
        raise Trouble(Issue(
            "public-holidays-unknown", f"{country}-{part}" if part else country,
            said("Its public holidays are known for {start_year} to {end_year}, not for {year}.",
                 start_year=found.start_year, end_year=found.end_year, year=year),
            said("Ask about other years, or write the days under  holidays:  in place of  public_holidays:")))
    return tuple(Holiday(day, found[day]) for day in sorted(found) if day.year == year)
