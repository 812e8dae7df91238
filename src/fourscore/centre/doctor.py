"""This file is about a centre's health in words: what is loaded, how old it is, what was set aside, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.backups.nightly import LastBackup
from fourscore.centre.people import contradictions, people_known
from fourscore.centre.sources import configured, files_of
from fourscore.terms import FACT_WORDS, Issue, OpeningHours, Trouble, WrongUse, counted, did_you_mean, said, said_many
from fourscore.warehouse import FINDINGS, Closure, Finding, Known

if TYPE_CHECKING:
    from fourscore.office import Office
    from fourscore.settings import Settings
    from fourscore.warehouse import Health, SourceHealth, Warehouse

SPOTS, ROWS = 5, 2
STALE_S = 2 * 86_400.0
RESUMING = ("freeswitch",)  # a caller who comes back to the earlier place waits on there


class FillAge(NamedTuple):
    """How old (seconds) the end of what one source gave of one kind of fact is; `until_at` is in the reporting zone."""

    source: str
    kind: str
    until_at: datetime
    age_s: float

    @property
    def stale(self) -> bool:
        """Whether yesterday's is missing, whatever the hour."""
        return self.age_s > STALE_S


class Doctor(NamedTuple):
    """The state of a centre at `at` (aware, in the reporting zone)."""

    name: str
    at: datetime
    zone: str
    currency: str
    office: str
    sources: tuple[str, ...]
    ages: tuple[FillAge, ...]
    roster_unknown: tuple[str, ...]
    findings: tuple[Finding, ...]
    health: Health
    restated: tuple[str, ...] = ()
    closures: tuple[Closure, ...] = ()
    backup: LastBackup | None = None

    @property
    def trouble(self) -> bool:
        """Whether something waits for a person: a finding, rows set aside, a source never loaded."""
        loaded = {source.source for source in self.health.sources}
        return bool(
            self.findings
            or self.roster_unknown
            or self.restated
            or set(self.sources) - loaded
            or any(source.rows_set_aside for source in self.health.sources)
        )

    def lines(self) -> list[str]:
        """For a terminal."""
        told = [
            f"{self.name} · {self.zone} · {self.currency} · looked at on {self.at:%Y-%m-%d %H:%M}",
            f"Office: {self.office}",
            self.backed_up(),
        ]
        facts = [counted(count, kind) for kind, count in self.health.facts.items() if count]
        told.append(f"Facts: {', '.join(facts) or 'none yet; run: fourscore load'}")
        replaced = [counted(count, kind) for kind, count in self.health.replaced.items() if count]
        if replaced:
            told.append(f"Corrected since, and kept beside: {', '.join(replaced)}")
        if self.health.open_visits:
            told.append(f"Not ended in what is loaded: {self.health.open_visits:,} calls in queues")
        for source in self.health.sources:
            told += ["", *self.about(source)]
        told += [
            f"\nSource {name}: never loaded; run: fourscore load"
            for name in self.sources
            if name not in {source.source for source in self.health.sources}
        ]
        told += self.closed()
        if self.restated:
            told += ["", f"Closed months that were restated since: {', '.join(self.restated)}; "
                         "see: fourscore close CENTRE --list"]
        for finding in self.findings:
            told += ["", *about(finding)]
        if self.findings:
            told += ["", "To see the rows of a finding: fourscore doctor FOLDER --rows NAME (the word in brackets)."]
        return told

    def backed_up(self) -> str:
        """How old the last backup is, for a terminal."""
        if self.backup is None or self.backup.at is None:
            return "Last backup: none yet; run: fourscore backup"
        age = (self.at - self.backup.at).total_seconds()
        return (f"Last backup: {self.backup.at.astimezone(self.at.tzinfo):%Y-%m-%d %H:%M} ({in_words(age)}), in "
                f"{self.backup.place}")

    def closed(self) -> list[str]:
        """The last closures that have begun, for a terminal."""
        begun = [one for one in self.closures if one.first_at <= self.at]
        told = ["", "Closed, so that nothing is missed then:"] if begun else []
        told += [f"  {len(begun) - SPOTS:,} earlier ones"] if len(begun) > SPOTS else []
        for one in begun[-SPOTS:]:
            first, until = (at.astimezone(self.at.tzinfo) for at in (one.first_at, one.until_at))
            queues = f" ({', '.join(one.queues)})" if one.queues else ""
            told.append(f"  {first:%Y-%m-%d %H:%M} up to {until:%Y-%m-%d %H:%M}{queues}: {one.why}")
        return told

    def about(self, source: SourceHealth) -> list[str]:
        """One source, for a terminal."""
        loaded = f", last on {source.last_load.astimezone(self.at.tzinfo):%Y-%m-%d %H:%M}" if source.last_load else ""
        told = [
            f"Source {source.source}: {_many(source.files, 'file')} in {_many(source.loads, 'load')}{loaded}; "
            f"{_many(source.rows_read, 'row')} read, {source.rows_left_out:,} left out, "
            f"{source.rows_set_aside:,} set aside"
        ]
        ages = {(age.source, age.kind): age for age in self.ages}
        for fill in source.fills:
            age = ages[fill.source, fill.kind]
            first = fill.first_at.astimezone(self.at.tzinfo)
            told.append(
                f"  {FACT_WORDS[fill.kind][1]}: complete from {first:%Y-%m-%d %H:%M} up to "
                f"{age.until_at:%Y-%m-%d %H:%M} ({in_words(age.age_s)})"
            )
        for reason in source.aside:
            told.append(f"  set aside, {reason.issue}: {reason.rows:,}")
            told += [f"    {sample.path}:{sample.line}: {sample.what}" for sample in reason.samples]
        told += [f"  noticed, {name}: {rows:,}" for name, rows in source.notices.items() if rows]
        if source.gone:
            shown = ", ".join(source.gone[:SPOTS]) + (" …" if len(source.gone) > SPOTS else "")
            told.append(f"  no longer there: {_many(len(source.gone), 'file')} ({shown}); what came from it stays")
        return told


def about(finding: Finding) -> list[str]:
    """One finding, for a terminal: what, how sure, its first places and rows, what it means and what to do."""
    issue = finding.issue
    told = [f"{issue.where}: {issue.what} [{issue.name}] ({finding.sure})"]
    told += [f"    {spot.where}: {spot.what}" for spot in finding.spots[:SPOTS]]
    if finding.spots_total > SPOTS:
        told.append(f"    and {finding.spots_total - SPOTS:,} more")
    told += [f"    see {row.path}:{row.line} ({row.what})" for row in finding.rows[:ROWS] if row.path]
    return [*told, f"    {finding.means}", f"    {issue.remedy}"]


def _many(count: int, word: str) -> str:
    return f"{count:,} {word if count == 1 else word + 's'}"


def in_words(age_s: float) -> str:
    """An age in its largest unit; data may reach into the future, as schedules do."""
    size = timedelta(seconds=abs(age_s))
    if size.days > 1:
        number = size.days
        return said_many("{number} day old", "{number} days old", number) if age_s >= 0 else said_many(
            "{number} day ahead", "{number} days ahead", number)
    if size >= timedelta(hours=2):
        number = round(size.total_seconds() / 3600)
        return said_many("{number} hour old", "{number} hours old", number) if age_s >= 0 else said_many(
            "{number} hour ahead", "{number} hours ahead", number)
    number = round(size.total_seconds() / 60)
    return said_many("{number} minute old", "{number} minutes old", number) if age_s >= 0 else said_many(
        "{number} minute ahead", "{number} minutes ahead", number)


def known(settings: Settings, office: Office, warehouse: Warehouse, now: datetime) -> Known:
    """What the facts are held against: today, the sources there are, and the roster where it names anybody."""
    told = settings.people.agents or warehouse.staff()
    people = people_known(office, settings, warehouse) if told else ()
    return Known(settings.zone, now, tuple(line.name for line in settings.sources), people, hours(settings),
                 closures(settings), tuple(line.name for line in settings.sources if line.kind in RESUMING))


def hours(settings: Settings) -> tuple[OpeningHours, ...]:
    """When each site is open; nothing where one of them never closes, or there is none."""
    told = tuple(site.hours for site in settings.sites if site.hours is not None)
    return told if len(told) == len(settings.sites) else ()


def closures(settings: Settings) -> tuple[Closure, ...]:
    """The spans in which nothing is missed, whatever setting tells them, by their beginning."""
    return tuple(Closure(one.first_at, one.until_at, one.queues, one.why) for one in settings.closures)


def no_files(settings: Settings, folder: Path) -> list[Finding]:
    """Sources whose files cannot be found or listed."""
    found = []
    for source in configured(settings.sources, folder, settings.zone.key)[0]:
        try:
            files_of(source)
        except Trouble as trouble:
            means = said("Nothing new can come from source {source}; what it brought before stays.", source=source.name)
            found += [Finding(issue, means, "certain", (), 0, (), 0) for issue in trouble.issues]
    return found


def _contradicted(settings: Settings, warehouse: Warehouse) -> list[Finding]:
    """People of whom people.yaml and a staff list say different things."""
    means = "What people.yaml says holds, else the staff list that stands first in centre.yaml."
    return [Finding(issue, means, "certain", (), 0, (), 0) for issue in contradictions(settings, warehouse)]


def not_followed(following: Sequence[tuple[str, Issue]]) -> list[Finding]:
    """What keeps a followed source from being loaded just now, or did so since the serving began."""
    means = "Serve follows the source {}, and met this; it goes on trying."
    return [Finding(issue, means.format(name), "certain", (), 0, (), 0) for name, issue in following]


def _not_taken_up(issues: Sequence[Issue]) -> list[Finding]:
    """Settings that were changed while the centre is served, and do not hold yet."""
    means = said("Settings were changed while serve runs. What they said before holds until this is done.")
    return [Finding(issue, means, "certain", (), 0, (), 0) for issue in issues]


def _not_safe(issues: Sequence[Issue]) -> list[Finding]:
    """What is wrong with the backups."""
    means = "If this computer or its disk is lost, so is everything since the last backup."
    return [Finding(issue, means, "certain", (), 0, (), 0) for issue in issues]


def rows_of(
    name: str, limit: int, settings: Settings, warehouse: Warehouse, office: Office, now: datetime
) -> list[Finding]:
    """See `Centre.doubtful_rows`."""
    if name not in FINDINGS:
        near = did_you_mean(name, FINDINGS) or f"There are: {', '.join(FINDINGS)}."
        raise WrongUse(Issue("unknown-finding", repr(name),
                             said("Data health finds nothing called {name}.", name=repr(name)), near))
    found = warehouse.doubts(known(settings, office, warehouse, now), wanted=name, limit=limit)
    return [finding for finding in found if finding.name == name]


def examine(
    settings: Settings, warehouse: Warehouse, office: Office, unknown: Sequence[str], now: datetime, folder: Path,
    restated: Sequence[str] = (), following: Sequence[tuple[str, Issue]] = (),
    backups: tuple[LastBackup | None, Sequence[Issue]] = (None, ()), not_taken_up: Sequence[Issue] = (),
) -> Doctor:
    """Look at everything. Where neither people.yaml nor a staff list names anybody, nobody is missed.

    restated: closed months whose numbers are others now. following: what is wrong with sources that are followed.
    backups: the last backup, and what is wrong with them. not_taken_up: why changed settings do not hold.
    """
    health = warehouse.health()
    fills = [fill for source in health.sources for fill in source.fills]
    return Doctor(
        name=settings.name,
        at=now.astimezone(settings.zone),
        zone=settings.zone.key,
        currency=settings.currency,
        office=_inside(office.place, folder),
        sources=tuple(line.name for line in settings.sources),
        ages=tuple(
            FillAge(
                fill.source, fill.kind, fill.until_at.astimezone(settings.zone), (now - fill.until_at).total_seconds()
            )
            for fill in fills
        ),
        roster_unknown=tuple(unknown) if settings.people.agents or warehouse.staff() else (),
        findings=(
            *_not_taken_up(not_taken_up), *no_files(settings, folder), *not_followed(following),
            *_not_safe(backups[1]),
            *_contradicted(settings, warehouse),
            *warehouse.doubts(known(settings, office, warehouse, now)),
        ),
        health=health,
        restated=tuple(restated),
        closures=closures(settings),
        backup=backups[0],
    )


def _inside(place: str, folder: Path) -> str:
    """A path as the centre's folder has it."""
    return Path(place).relative_to(folder).as_posix() if Path(place).is_relative_to(folder) else place
