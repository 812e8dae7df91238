"""This file is about a centre's health in words: what is loaded, how old it is, what was set aside, what is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.people import people_known
from fourscore.centre.sources import configured, files_of
from fourscore.terms import FACT_WORDS, Issue, Trouble, WrongUse, counted, did_you_mean
from fourscore.warehouse import FINDINGS, Finding, Known

if TYPE_CHECKING:
    from fourscore.office import Office
    from fourscore.settings import Settings
    from fourscore.warehouse import Health, SourceHealth, Warehouse

SPOTS, ROWS = 5, 2


class FillAge(NamedTuple):
    """How old (seconds) the end of what one source gave of one kind of fact is; `until_at` is in the reporting zone."""

    source: str
    kind: str
    until_at: datetime
    age_s: float


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
        if self.restated:
            told += ["", f"Closed months that were restated since: {', '.join(self.restated)}; "
                         "see: fourscore close CENTRE --list"]
        for finding in self.findings:
            told += ["", *about(finding)]
        if self.findings:
            told += ["", "To see the rows of a finding: fourscore doctor FOLDER --rows NAME (the word in brackets)."]
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
    words = (
        f"{size.days} days"
        if size.days > 1
        else f"{size.total_seconds() / 3600:.0f} hours"
        if size >= timedelta(hours=2)
        else f"{size.total_seconds() / 60:.0f} minutes"
    )
    return f"{words} {'old' if age_s >= 0 else 'ahead'}"


def known(settings: Settings, office: Office, now: datetime) -> Known:
    """What the facts are held against: today, the sources there are, and the roster where people.yaml names anybody."""
    people = people_known(office) if settings.people.agents else ()
    return Known(settings.zone, now, tuple(line.name for line in settings.sources), people)


def no_files(settings: Settings, folder: Path) -> list[Finding]:
    """Sources whose files cannot be found or listed."""
    found = []
    for source in configured(settings.sources, folder, settings.zone.key)[0]:
        try:
            files_of(source)
        except Trouble as trouble:
            means = f"Nothing new can come from source {source.name}; what it brought before stays."
            found += [Finding(issue, means, "certain", (), 0, (), 0) for issue in trouble.issues]
    return found


def not_followed(following: Sequence[tuple[str, Issue]]) -> list[Finding]:
    """What keeps a followed source from being loaded just now, or did so since the serving began."""
    means = "Serve follows the source {}, and met this; it goes on trying."
    return [Finding(issue, means.format(name), "certain", (), 0, (), 0) for name, issue in following]


def rows_of(
    name: str, limit: int, settings: Settings, warehouse: Warehouse, office: Office, now: datetime
) -> list[Finding]:
    """See `Centre.doubtful_rows`."""
    if name not in FINDINGS:
        near = did_you_mean(name, FINDINGS) or f"There are: {', '.join(FINDINGS)}."
        raise WrongUse(Issue("unknown-finding", repr(name), f"The doctor finds nothing called {name!r}.", near))
    found = warehouse.doubts(known(settings, office, now), wanted=name, limit=limit)
    return [finding for finding in found if finding.name == name]


def examine(
    settings: Settings, warehouse: Warehouse, office: Office, unknown: Sequence[str], now: datetime, folder: Path,
    restated: Sequence[str] = (), following: Sequence[tuple[str, Issue]] = (),
) -> Doctor:
    """Look at everything. Where people.yaml names nobody, nobody is missed.

    restated: closed months whose numbers are others now. following: what is wrong with sources that are followed.
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
        roster_unknown=tuple(unknown) if settings.people.agents else (),
        findings=(*no_files(settings, folder), *not_followed(following),
                  *warehouse.doubts(known(settings, office, now))),
        health=health,
        restated=tuple(restated),
    )


def _inside(place: str, folder: Path) -> str:
    """A path as the centre's folder has it."""
    return Path(place).relative_to(folder).as_posix() if Path(place).is_relative_to(folder) else place
