"""This file is about reading centre.yaml: everything it says, and every mistake in it at once."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fourscore.settings.fairness import read_fairness, share
from fourscore.settings.groups import read_groups
from fourscore.settings.limits import read_limits
from fourscore.settings.live.wall import read_wall
from fourscore.settings.model import People, Settings, Site, SourceLine, ThresholdLine
from fourscore.settings.money.currencies import CURRENCIES
from fourscore.settings.money.rates import Rates, read_rates
from fourscore.settings.network.listening import read_network
from fourscore.settings.network.posting import read_mail
from fourscore.settings.network.provider import read_sign_in
from fourscore.settings.people import read_people
from fourscore.settings.staff.asking import read_asker, read_smallest
from fourscore.settings.table import SETTINGS, names_in
from fourscore.settings.text import Node, Text, choice
from fourscore.settings.times.backups import read_backups
from fourscore.settings.times.closures import read_closures
from fourscore.settings.times.fiscal import read_fiscal
from fourscore.settings.times.holidays import read_holidays, without_hours
from fourscore.settings.times.hours import read_hours
from fourscore.settings.times.retention import read_retention
from fourscore.terms import WEEKDAYS, Issue, did_you_mean, said

FILE, PEOPLE_FILE = "centre.yaml", "people.yaml"
ALWAYS = date(1900, 1, 1)
WINDOW = 7
ANSWER_WITHIN, SHORT_ABANDON = Decimal(20), Decimal(5)
LONGEST_WAIT = Decimal(86400)
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
MONTH_WORDS = {
    **{name: n for n, name in enumerate(MONTHS, 1)},
    **{name[:3]: n for n, name in enumerate(MONTHS, 1)},
    **{str(n): n for n in range(1, 13)},
}
DAY_WORDS = {**{name: n for n, name in enumerate(WEEKDAYS)}, **{name[:3]: n for n, name in enumerate(WEEKDAYS)}}
YES_NO = {"true": True, "yes": True, "false": False, "no": False}
OFFICES = ("sqlite:///", "postgresql://", "postgresql+psycopg://")


def read_settings(folder: Path) -> tuple[Settings | None, list[Issue]]:
    """What centre.yaml, people.yaml and the rates say, with every issue; None as soon as there is one."""
    text = Text(FILE)
    top = text.open(folder / FILE)
    lines = text.mapping(top, FILE, names_in(SETTINGS)) if top is not None else {}
    if top is None and not text.issues:
        text.tell("missing-key", None, said("The file is empty."), said("Write at least a zone and a currency."))
    values = _one_line_settings(text, lines, folder) if top is not None else {}
    sites = _sites(text, lines, values)
    thresholds = _thresholds(text, lines.get("thresholds"))
    sources = _sources(text, lines.get("sources"))
    rates = _rates(text, lines.get("rates"), folder, values)
    people = People()
    people_issues: list[Issue] = []
    if (folder / PEOPLE_FILE).exists():
        people, people_issues = read_people(
            folder / PEOPLE_FILE, None if text.issues else [site.name for site in sites]
        )
    values["network"] = read_network(text, lines.get("network"), folder)
    values["mail"] = read_mail(text, lines.get("mail"), folder)
    values["sign_in"] = read_sign_in(text, lines.get("sign_in"), people)
    issues = text.issues + people_issues
    if not issues:
        issues += read_asker(text, lines.get("acting_as"), values, people)
    if issues:
        return None, issues
    return Settings(
        folder=folder, sites=sites, thresholds=thresholds, sources=sources, rates=rates.days,
        rate_tables=rates.tables, people=people, **values,
    ), []


def _one_line_settings(text: Text, lines: dict[str, Node], folder: Path) -> dict[str, Any]:
    """Every setting that is one value, by its field's name."""
    for name, example in (("zone", "zone: Europe/Berlin"), ("currency", "currency: EUR")):
        if name not in lines:
            text.tell("missing-key", None, said("The centre has no {name}.", name=name),
                      said("Add a line such as  {example}", example=example))
    values: dict[str, Any] = {
        "name": text.text(lines.get("name"), "The name") or folder.resolve().name,
        "zone": text.zone(lines.get("zone"), "The zone"),
        "currency": _currency(text, lines.get("currency")),
        "office": _office(text, lines.get("office"), folder),
        "rates_file": folder / (text.text(lines.get("rates"), "The file of rates") or "rates.csv"),
        **read_fiscal(text, lines),
    }
    found = {
        "week_starts": choice(text, lines.get("week_starts"), "The day a week starts", DAY_WORDS),
        "fiscal_year_starts": choice(
            text, lines.get("fiscal_year_starts"), "The month the fiscal year starts", MONTH_WORDS
        ),
        "resolution_window_days": _window(text, lines.get("resolution_window")),
        "coverage_needed": share(text, lines.get("coverage_needed"), "The coverage needed", "70%"),
        **read_fairness(text, lines),
        "history_weeks": _weeks(text, lines.get("history_weeks")),
        "acting_as": text.text(lines.get("acting_as"), "Who asks"),
        "smallest_group": read_smallest(text, lines.get("smallest_group")),
    }
    if "closures" in lines:
        values["closures"] = read_closures(text, lines["closures"], values["zone"] or ZoneInfo("UTC"))
    if "lint" in lines:
        values["lint"] = read_limits(text, lines["lint"])
    if "queue_groups" in lines:
        values["queue_groups"] = read_groups(text, lines["queue_groups"])
    if "wall" in lines:
        values["wall"] = read_wall(text, lines["wall"])
    if "backups" in lines:
        values["backups"] = read_backups(text, lines["backups"])
    if "retention" in lines:
        window = int(found["resolution_window_days"] or WINDOW)
        values["retention"] = read_retention(text, lines["retention"], window)
    return values | {name: value for name, value in found.items() if value is not None}


def _currency(text: Text, node: Node | None) -> str | None:
    written = text.text(node, "The currency")
    if written is not None and written not in CURRENCIES:
        near = did_you_mean(written.upper(), CURRENCIES)
        text.tell(
            "bad-currency",
            node,
            said("{written} is not a currency code.", written=repr(written)),
            f"{near} Write an ISO 4217 code such as EUR, GBP or USD.".strip(),
        )
    return written


def _office(text: Text, node: Node | None, folder: Path) -> str:
    """The database address; a SQLite path in it counts from the centre's folder."""
    written = text.text(node, "The office") or "sqlite:///data/office.db"
    if not written.startswith(OFFICES):
        text.tell(
            "bad-office-url",
            node,
            said("This is no address of a SQLite file or a PostgreSQL database."),
            said("Write  sqlite:///data/office.db  or  postgresql+psycopg://user@host/database"),
        )
    if written.startswith("sqlite:///"):
        return f"sqlite:///{(folder.resolve() / written.removeprefix('sqlite:///')).as_posix()}"
    return written.replace("postgresql://", "postgresql+psycopg://", 1)


def _window(text: Text, node: Node | None) -> int | None:
    seconds = text.seconds(node, "The resolution window", "bad-duration")
    if seconds is None:
        return None
    days = seconds / 86400
    if days != int(days) or not 1 <= days <= 366:
        text.tell("bad-duration", node, said("The resolution window should be whole days, 1 to 366."),
                  said("Write for example 7d"))
    return int(days)


def _weeks(text: Text, node: Node | None) -> int | None:
    written = text.text(node, "The number of weeks")
    if written is None:
        return None
    if not re.fullmatch(r"\d{1,3}", written) or not 2 <= int(written) <= 520:
        text.tell(
            "bad-number",
            node,
            said("The weeks of history are {written}; they should be a whole number from 2 to 520.",
                 written=repr(written)),
            said("Write for example 26"),
        )
        return None
    return int(written)


def _sites(text: Text, top: dict[str, Node], values: dict[str, Any]) -> tuple[Site, ...]:
    sites: dict[str, Site] = {}
    everywhere = read_holidays(text, top)
    for row in text.items(top.get("sites"), "Sites"):
        lines = text.mapping(row, "A site", names_in(SETTINGS, "sites"))
        name = text.text(lines.get("name"), "The site's name")
        if "name" not in lines:
            text.tell("missing-key", row, said("A site has no name."), said("Add a line such as  name: Leeds"))
        zone = text.zone(lines.get("zone"), "The site's zone") or values.get("zone") or ZoneInfo("UTC")
        hours = read_hours(text, lines["hours"], zone) if "hours" in lines else None
        own = read_holidays(text, lines)
        if hours is not None:
            hours = replace(hours, holidays=everywhere.of_site(own))
        elif "hours" not in lines:
            without_hours(text, own, f"The site {name}")
        if name in sites:
            text.tell("name-twice", row, said("There are two sites called {name}.", name=repr(name)),
                      said("Give each site its own name."))
        elif name:
            sites[name] = Site(name, zone, hours, text.where(row))
    if not any(site.hours for site in sites.values()) and not text.issues:
        without_hours(text, everywhere, "The centre")
    return tuple(sites.values())


def _thresholds(text: Text, node: Node | None) -> tuple[ThresholdLine, ...]:
    """Every dated threshold, both times filled in."""
    written: dict[tuple[str, date], tuple[Decimal | None, Decimal | None]] = {}
    for row in text.items(node, "Thresholds"):
        lines = text.mapping(row, "A threshold", names_in(SETTINGS, "thresholds"))
        first = text.day(lines["from"], "The first day") if "from" in lines else ALWAYS
        queue = text.text(lines.get("queue"), "The queue") or ""
        times = _wait(text, lines.get("answer_within")), _short(text, lines.get("short_abandon"))
        if row.id == "mapping" and not {"answer_within", "short_abandon"} & set(lines):
            what = "This threshold sets neither answer_within nor short_abandon."
            text.tell("bad-threshold", row, what, said("Add a line such as  answer_within: 20s"))
        if first is not None and (queue, first) in written:
            since = "always" if first == ALWAYS else f"from {first}"
            what = f"{queue or 'Every queue'} has two thresholds that hold {since}."
            text.tell("bad-threshold", row, what, said("Keep the one that is meant, or date the later one."))
        elif first is not None:
            written[queue, first] = times
    return _filled(written)


def _wait(text: Text, node: Node | None) -> Decimal | None:
    within = text.seconds(node, "The time to answer within", "bad-threshold")
    if within is not None and not 0 < within <= LONGEST_WAIT:
        what = "The time to answer within should be above nought and at most a day."
        text.tell("bad-threshold", node, what, said("Write for example 20s"))
    return within


def _short(text: Text, node: Node | None) -> Decimal | None:
    short = text.seconds(node, "The short abandon", "bad-threshold")
    if short is not None and short > LONGEST_WAIT:
        what = "A short abandon should be at most a day."
        text.tell("bad-threshold", node, what, said("Write for example 5s, or 0s where none is left out"))
    return short


def _filled(written: dict[tuple[str, date], tuple[Decimal | None, Decimal | None]]) -> tuple[ThresholdLine, ...]:
    """Both times on every day one of them changes: a queue's own, else the general one, else 20 s and 5 s."""

    def value(queue: str, day: date, which: int) -> Decimal | None:
        found = [(first, times[which]) for (q, first), times in written.items() if q == queue and first <= day]
        return max(((first, time) for first, time in found if time is not None), default=(ALWAYS, None))[1]

    general = {first for queue, first in written if not queue} | {ALWAYS}
    filled = []
    for queue in sorted({queue for queue, _ in written} | {""}):
        own = {first for q, first in written if q == queue} or {ALWAYS}
        for day in sorted(general if not queue else own | {first for first in general if first > min(own)}):
            within, short = (value(queue, day, which) for which in (0, 1))
            within = within if within is not None else value("", day, 0)
            short = short if short is not None else value("", day, 1)
            filled.append(
                ThresholdLine(
                    queue or None,
                    day,
                    ANSWER_WITHIN if within is None else within,
                    SHORT_ABANDON if short is None else short,
                )
            )
    return tuple(filled)


def _sources(text: Text, node: Node | None) -> tuple[SourceLine, ...]:
    sources: dict[str, SourceLine] = {}
    for row in text.items(node, "Sources"):
        lines = text.mapping(row, "A source", None)
        kind = text.text(lines.get("kind"), "The source's kind")
        if "kind" not in lines and row.id == "mapping":
            text.tell(
                "missing-key",
                row,
                said("This source does not say what kind it is."),
                said("Add a line such as  kind: asterisk"),
            )
        name = text.text(lines.get("name"), "The source's name") or kind
        if name is None or kind is None:
            continue
        if not re.fullmatch(r"[a-z0-9][a-z0-9_-]{0,62}", name):
            text.tell(
                "bad-source-name",
                lines.get("name", row),
                said("{name} cannot name a source.", name=repr(name)),
                said("Use small letters, digits, - and _, beginning with a letter or digit."),
            )
        if name in sources:
            text.tell(
                "name-twice",
                row,
                said("There are two sources called {name} (the first at {where}).", name=repr(name),
                     where=sources[name].where),
                said("Give each source its own name."),
            )
            continue
        try:
            sources[name] = SourceLine(name, kind, text.plain(row), text.where(row), _follow(text, lines.get("follow")))
        except RecursionError:
            text.tell("bad-yaml", row, said("This source is nested without end."),
                      said("Take out the reference to itself."))
    return tuple(sources.values())


def _follow(text: Text, node: Node | None) -> Decimal | bool | None:
    """Yes, no, or every how many seconds."""
    if node is None or (written := text.text(node, "Following")) is None:
        return None
    if written.lower() in YES_NO:
        return YES_NO[written.lower()]
    seconds = text.seconds(node, "Following", "bad-duration")
    if seconds is not None and not 1 <= seconds <= 86400:
        text.tell("bad-duration", node, said("A source is looked at every second at most, and once a day at least."),
                  said("Write for example 5s, or  follow: true"))
    return seconds


def _rates(text: Text, node: Node | None, folder: Path, values: dict[str, Any]) -> Rates:
    if not values:
        return Rates()
    path = values["rates_file"]
    if not path.exists():
        if node is not None:
            text.tell(
                "file-missing",
                node,
                said("There is no file {name}.", name=path.name),
                said("Write its path as seen from the centre's folder."),
            )
        return Rates()
    calendar = Settings(folder=folder, **values).calendar
    rates, issues = read_rates(path, str(values["currency"] or ""), calendar)
    text.issues += issues
    return rates
