"""This file is about one open centre: settings, office, warehouse, metrics and strategy, handed to each other."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from fourscore.centre.access.at_once import rights_stamps, with_rights_of
from fourscore.centre.agreement.keeper import Keeper
from fourscore.centre.backups.restoring import finish as finish_restore
from fourscore.centre.keeping.texts import PENDING, finish_texts
from fourscore.centre.live.noticing import Noticed, texts_of
from fourscore.centre.sources import NOTHING, configured
from fourscore.centre.written import agreed, catalogue_of, extras_of, strategy_of, texts_stamp
from fourscore.settings import Settings, read_settings
from fourscore.terms import Calendar, Days, Issue, Trouble, WrongUse, did_you_mean, kept, said

if TYPE_CHECKING:
    from fourscore.centre.alerting.watcher import Watcher
    from fourscore.centre.checking.check import Checked
    from fourscore.centre.doctor import Doctor
    from fourscore.centre.live.follow import Follower
    from fourscore.metrics import Explanation, Metrics
    from fourscore.office import Office
    from fourscore.scoring import Scorecard
    from fourscore.strategy import Strategy
    from fourscore.warehouse import Finding, LoadReport, LoadTerms, Progress, Warehouse

DATA, BACKUPS, APPLIED = "data", "backups", "agreed.txt"


def no_progress(what: str, done: int, total: int) -> None:
    """For who does not want to know."""


class Centre:
    """One centre, opened lazily: each part when it is first asked for; every part may be read by many threads at once.

    What a person wrote is read again when its file has changed: strategy.yaml, metrics/ and who may see what at the
    next question, other settings and people at the next load or restating, which a serve begins by itself. Asking for a
    part whose text has mistakes raises Trouble with all; who may see what stays as it was until they are mended.
    """

    def __init__(self, folder: Path, now: Callable[[], datetime], environment: Mapping[str, str] = NOTHING) -> None:
        self.folder, self.now, self.environment = folder, now, environment
        self._opening, self._loading = threading.RLock(), threading.Lock()
        self._settings: Settings | None = None
        self._office: Office | None = None
        self._warehouse: Warehouse | None = None
        self._metrics: Metrics | None = None
        self._metric_issues: list[Issue] = []
        self._metrics_from: object = None
        self._strategy: Strategy | None = None
        self._strategy_issues: list[Issue] = []
        self._strategy_from: object = None
        self._texts_from: object = None  # of which texts the rights in force are
        self._generation = self._followed = 0
        self._read_for: object = None
        # While sources are followed a load may run at any moment, for a moment: others wait for it so long.
        self.patience_s, self.served_at = 0.0, ""  # served_at: the address, without a stroke at its end
        self.not_taken_up: tuple[Issue, ...] = ()  # why what its settings say now does not hold while it is served
        self.follower: Follower | None = None
        self.watcher: Watcher | None = None
        self.noticed, self.typed, self.keeper = Noticed(), 0, Keeper(self)

    @classmethod
    def open(cls, folder: Path, *, now: Callable[[], datetime], environment: Mapping[str, str] = NOTHING) -> Centre:
        """The centre of that folder. Raises Trouble `not-a-centre`.

        `now` gives the present, aware; `environment` the words that options of sources name instead of secrets.
        """
        finish_restore(folder)
        if not (folder / "centre.yaml").is_file():
            what = said("This folder holds no centre: there is no centre.yaml in it.")
            remedy = said("Give the folder of a centre, or write a new one with: fourscore init FOLDER")
            raise Trouble(Issue("not-a-centre", str(folder), what, remedy))
        try:
            (folder / DATA).mkdir(exist_ok=True)
        except OSError as wrong:
            what = said("The folder {data} cannot be made in it: {strerror}.", data=DATA, strerror=wrong.strerror)
            remedy = said("Check that you may write there, and that the disk has room.")
            raise Trouble(Issue("folder-not-writable", str(folder), what, remedy)) from None
        if (folder / DATA / PENDING).exists():
            finish_texts(folder, now())
        # However the folder was given, its files keep one name: else a corrected one counts beside the earlier one.
        return cls(folder.resolve(), now, environment)

    def __enter__(self) -> Centre:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the warehouse and the office; the centre can be used again and then opens them anew."""
        with self._opening:
            if self._warehouse:
                self._warehouse.close()
            if self._office:
                self._office.close()
            self._warehouse = self._office = self._metrics = None
            self._generation += 1
            self._metrics_from = self._strategy_from = self._read_for = None

    # -- its parts ---------------------------------------------------------------------------------------------------

    @property
    def settings(self) -> Settings:
        """What centre.yaml, people.yaml and the rates say. Raises Trouble with every mistake in them."""
        with self._opening:
            texts = rights_stamps(self.folder)
            if self._settings is None:
                self._settings = self._read_settings()
            elif texts != self._texts_from and (newer := read_settings(self.folder)[0]) is not None:
                self._settings = with_rights_of(self._settings, newer)
            self._texts_from = texts
            return self._settings

    def _read_settings(self) -> Settings:
        settings, issues = read_settings(self.folder)
        if settings is None:
            raise Trouble(*issues)
        return settings

    @property
    def calendar(self) -> Calendar:
        return self.settings.calendar

    @property
    def office(self) -> Office:
        """People and teams as typed, people.yaml brought in. Raises Trouble when its database cannot be used."""
        with self._opening:
            return self._office or self._bring_in(self.settings)

    def _bring_in(self, settings: Settings) -> Office:
        """The office those settings name, with the people they name."""
        from fourscore.centre.people import bring_in
        from fourscore.office import Office
        from fourscore.scoring import declare_tables

        declare_tables()
        with self._opening:
            if self._office is not None and self._office.url != settings.office:
                self._office.close()
                self._office = None
            office = self._office or Office.open(settings.office, backups=self.folder / DATA / BACKUPS, now=self.now())
            bring_in(office, settings, self.now())
            self._office = office
            return office

    @property
    def warehouse(self) -> Warehouse:
        """What happened. Raises Trouble `warehouse-locked` while another process holds it."""
        with self._opening:
            if self._warehouse is None:
                from fourscore.warehouse import Warehouse

                self._warehouse = Warehouse.open(self.folder / DATA)
            return self._warehouse

    @property
    def metrics(self) -> Metrics:
        """Every number there is; facts stamped by older settings or people are restated first."""
        with self._opening:
            if self._warehouse is None and self._applied() != agreed(self.settings):
                self._restate_first()
            state = (self._generation, self._followed, self.settings, texts_stamp(self.folder)[1])
            if self._metrics is None or state != self._metrics_from:
                from fourscore.metrics import Metrics

                extras = self.extras
                read_for = (self.warehouse, extras, *state[2:])
                if self._metrics is not None and read_for == self._read_for:
                    self._metrics_from = state  # a load came between that brought rows, and nothing else
                    return self._metrics
                self._read_for = read_for
                catalogue, self._metric_issues = catalogue_of(self.folder, extras)
                settings = self.settings
                hours = [site.hours for site in settings.sites if site.hours is not None]
                self._metrics = Metrics(self.warehouse, catalogue, self.calendar, settings.currency,
                                        settings.resolution_window_days, hours, self.keeper, settings.smallest_group)
                self._metrics_from = state
            return self._metrics

    @property
    def state(self) -> tuple[object, ...]:
        """Another after every load and restatement, and once a text was changed that pages are made of."""
        return self.told, self.rows

    @property
    def told(self) -> tuple[object, ...]:
        """Another once people wrote, changed or loaded anything; not by what a followed source brings by itself."""
        return self._generation, rights_stamps(self.folder), *texts_stamp(self.folder)

    @property
    def rows(self) -> tuple[int, ...]:
        """Another whenever rows were stored, or rules asked of them. Like `told` it waits for nothing."""
        warehouse = self._warehouse
        return self._followed, -1 if warehouse is None else warehouse.stored, self.noticed.number

    def anew(self) -> None:
        """What people typed was changed: pages and the guard of people's figures are made anew."""
        with self._opening:
            self._generation += 1
            self.typed += 1

    @property
    def extras(self) -> dict[str, dict[str, str]]:
        """The columns that mappings brought, or will bring, to each kind of fact."""
        sources, _ = configured(self.settings.sources, self.folder, self.settings.zone.key, self.environment)
        return extras_of(self.warehouse, sources)

    def _restate_first(self) -> None:
        """Restate what was stamped by older texts, unless a load is running, which does the same."""
        try:
            self.restate_if_needed(patient=False)
        except Trouble as trouble:
            if trouble.issues[0].name != "load-running":
                raise

    @property
    def strategy(self) -> Strategy:
        """Where the centre wants to go. Raises Trouble with every mistake in strategy.yaml."""
        with self._opening:
            metrics = self.metrics
            state = (texts_stamp(self.folder)[0], metrics)
            if self._strategy is None or state != self._strategy_from:
                strategy, self._strategy_issues = strategy_of(self.folder, self.extras, metrics.catalogue)
                if strategy is None:
                    raise Trouble(*self._strategy_issues)
                self._strategy, self._strategy_from = strategy, state
            return self._strategy

    @property
    def issues(self) -> list[Issue]:
        """What does not stop the centre: its own metrics that cannot be used, and what its strategy still lacks."""
        with self._opening:
            _ = self.strategy
            return [*self._metric_issues, *self._strategy_issues]

    # -- what it does ------------------------------------------------------------------------------------------------

    def load(
        self, names: Sequence[str] | None = None, progress: Progress = no_progress, *, followed: bool = False
    ) -> list[LoadReport]:
        """Bring in what is new in every source, or in those named; settings and people are read again first.

        followed: nobody asked for it, so that pages without its rows are still shown until others are made.

        Raises Trouble with every mistake in the texts, WrongUse `unknown-source`, Trouble `load-running`.
        """
        from fourscore.centre.keeping.entering import typed
        from fourscore.centre.people import load_terms
        from fourscore.centre.staff.loading import load_all
        from fourscore.warehouse import TYPED

        with self.changing(followed=followed) as (settings, terms):
            known = [*(line.name for line in settings.sources), TYPED]
            for name in names or ():
                if name not in known:
                    raise WrongUse(Issue("unknown-source", "centre.yaml",
                                         said("There is no source called {name}.", name=repr(name)),
                                         did_you_mean(name, known) or said("Add it to the sources of centre.yaml.")))
            lines = [line for line in settings.sources if not names or line.name in names]
            sources, issues = configured(lines, self.folder, settings.zone.key, self.environment)
            if issues:
                raise Trouble(*issues)
            by_hand = typed(self.office, settings, self.names("source"))
            sources += [one for one in by_hand if one.name in (names or known)]
            reports = load_all(self, settings, sources, terms, progress, self.environment.get)
            # Rows loaded before keep their old team and flags until now, and new ones may have brought further names.
            self.warehouse.restate(load_terms(self.office, settings, self.warehouse), now=self.now())
            return reports

    def restate_if_needed(self, *, patient: bool = True) -> bool:
        """Put changed thresholds, teams, zone and rates onto the facts; False where nothing had changed."""
        with self.changing(patient=patient) as (_, terms):
            return self.warehouse.restate(terms, now=self.now())

    @contextmanager
    def changing(self, *, patient: bool = True, followed: bool = False) -> Iterator[tuple[Settings, LoadTerms]]:
        """The one lock for loads; settings read again, and put in force for readers once the facts agree with them."""
        from fourscore.centre.people import load_terms

        if not self._loading.acquire(timeout=self.patience_s if patient else 0):
            raise Trouble(Issue("load-running", str(self.folder), said("A load of this centre is running already."),
                                said("Wait until it has finished, then try again.")))
        try:
            texts, settings = rights_stamps(self.folder), self._read_settings()
            with self._opening:
                self._settings = self._settings or settings
            yield settings, load_terms(self._bring_in(settings), settings, self.warehouse)
            with self._opening:
                self._generation += not followed or settings != self._settings
                self._settings, self._texts_from, self._followed = settings, texts, self._followed + 1
            with suppress(OSError):  # without it the next process asks the warehouse once more than it needs to
                (self.folder / DATA / APPLIED).write_text(agreed(settings), encoding="ascii")
        finally:
            self._loading.release()

    def scorecard(
        self, period: str | Days | None = None, history_weeks: int | None = None, /, **named: str | None
    ) -> Scorecard:
        """The scorecard of a period, written as `Calendar.period` reads it; of the last complete week where none is.

        For the centre, or for the one `site`, `queue_group`, `team` or `agent` that is named. Raises WrongUse for a
        period that is none, for one that is not known, or several at once, or an agent whose figures may not be shown;
        Trouble where nothing is loaded or the strategy has mistakes. history_weeks: those of the settings where it is
        left out.
        """
        from fourscore.centre.agreement.cards import card_of
        from fourscore.centre.cards.scopes import scope_of

        _ = self.strategy  # its mistakes are told before anything else
        days = self.calendar.period(period) if isinstance(period, str) else period or self.last_week()
        scope = scope_of(self, named, days)
        weeks = self.settings.history_weeks if history_weeks is None else history_weeks
        return card_of(self, days, scope, weeks)

    def parts(self) -> dict[str, dict[str, tuple[str, ...]]]:
        """The teams of each `site` and the queues of each `queue_group`, as far as facts of them are loaded."""
        from fourscore.centre.cards.scopes import parts_of

        return parts_of(self)

    def known(self, word: str, name: str, issue: str) -> None:
        """Raises WrongUse, called `issue`, where there is no such team, agent …"""
        known = self.names(word)
        if name not in known:
            what = said("There is no {word} called {name}.", word=kept(word), name=repr(name))
            raise WrongUse(Issue(issue, repr(name), what, did_you_mean(name, known) or said(
                "people.yaml and the facts name every {word} there is.", word=kept(word))))

    def names(self, word: str) -> list[str]:
        """Every team, agent, queue … (`warehouse.WORDS`) that the facts or, for teams and agents, the office name."""
        from fourscore.centre.people import names_there

        return names_there(self.office, self.warehouse, word)

    def last_week(self) -> Days:
        """The last complete week, else the last that holds anything. Raises Trouble `nothing-loaded`."""
        from fourscore.centre.weeks import last_week

        return last_week(self)

    def why(
        self, metric: str, period: str | None = None, where: Mapping[str, Sequence[str]] | None = None
    ) -> Explanation:
        """One figure taken apart into its parts; its rows come from `metrics.rows`. Raises WrongUse."""
        days = self.calendar.period(period) if period else self.last_week()
        return self.metrics.explain(metric, during=days, where=where)

    def checked(self, *, figures: bool = True) -> Checked:
        """Every text of the centre and, unless told otherwise, its figures held against every rule."""
        from fourscore.centre.checking.check import check_all

        return check_all(self, figures=figures)

    def noted(self) -> Checked:
        """What the rules of the texts say now, and those of figures as far as they were asked of these texts."""
        from fourscore.centre.checking.check import with_figures

        return with_figures(self.checked(figures=False), self.noticed.of(texts_of(self)))

    def check(self) -> list[Issue]:
        """What has to be mended in centre.yaml, people.yaml, the sources, strategy.yaml and metrics/, all at once."""
        return self.checked().to_mend

    def doctor(self) -> Doctor:
        """What is loaded, from when to when, how old it is, what was set aside, and what is wrong with it."""
        from fourscore.centre.backups.nightly import last_backup, troubles
        from fourscore.centre.doctor import examine
        from fourscore.centre.keeping.closing import restated_months

        return self.keeper.doctor(examine(
            self.settings, self.warehouse, self.office, self.roster_unknown, self.now(), self.folder,
            restated_months(self), self.follower.troubles() if self.follower else (),
            (last_backup(self), troubles(self)), self.not_taken_up))

    def doubtful_rows(self, name: str, limit: int) -> list[Finding]:
        """The doctor's findings of that name, each with up to `limit` rows. Raises WrongUse `unknown-finding`."""
        from fourscore.centre.doctor import rows_of

        return self.keeper.findings(rows_of(name, limit, self.settings, self.warehouse, self.office, self.now()))

    @property
    def roster_unknown(self) -> list[str]:
        """Agents who appear in the facts but neither in people.yaml nor on a staff list."""
        from fourscore.centre.people import people_known, unknown_to

        return unknown_to(people_known(self.office, self.settings, self.warehouse), self.warehouse)

    def _applied(self) -> str:
        """The fingerprint of what was agreed when facts were last stamped; empty where they never were."""
        path = self.folder / DATA / APPLIED
        return path.read_text(encoding="ascii", errors="replace") if path.exists() else ""
