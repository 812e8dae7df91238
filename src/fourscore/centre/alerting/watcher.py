"""This file is about watching while a centre is served: every rule is looked at, and whoever is on duty is told.

What is told is written in the same transaction as the state of its alert, and goes out from there: a stop at any
moment neither loses a notice nor doubles one on the page. A mail that was sent just as everything stopped may go out
once more; it then bears the same number, by which mail programs know it for the same.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from fourscore.centre.access.asking import asked_by
from fourscore.centre.alerting.duty import on_duty, read_duty, read_quiet, told_from
from fourscore.centre.alerting.machine import Duty, Reading, step
from fourscore.centre.alerting.mail import ByMail, Notify, Telling
from fourscore.centre.alerting.reading import read
from fourscore.centre.live.numbers import NOW
from fourscore.centre.serving.repeated import Repeated
from fourscore.centre.serving.taking_up import address_of
from fourscore.centre.watching.notices import may_see_rule
from fourscore.office import Episode, Rule, RuleText, Step, Told, alerts, told
from fourscore.settings import ROLES
from fourscore.terms import Tongue, Trouble, kept, said, speaking, spoken, together, write_again

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre

LOG = logging.getLogger("fourscore.live")
MOST_TRIES = 20


class Watcher(Repeated):
    """Looks at every rule. readings: what was read last, by the rule's number.

    ways: how people are told beside the page; mail where centre.yaml sets it. tongue_of: in which language a person is
    told; English where it is left out.
    """

    called, tick_s, pace, wrong, log = "watcher", 5.0, 9, "alerts could not be looked at", LOG

    def __init__(self, centre: Centre, ways: Sequence[Notify] | None = None, *,
                 tongue_of: Callable[[Centre, str], Tongue | None] | None = None) -> None:
        super().__init__()
        self.centre = centre
        self._tongue_of = tongue_of or (lambda _centre, _person: None)
        self.readings: dict[int, Reading] = {}
        self._ways = ways
        self._begun = False

    def look(self) -> None:
        """One round: every rule is read and taken one step on; what waits to be told goes out."""
        centre, now = self.centre, self.centre.now()
        rules, running = alerts.rules(centre.office), alerts.running(centre.office)
        if not self._begun:
            running = self._anew(running, now)
        for rule in rules:
            if self._stopping.is_set():
                return
            self.readings[rule.number] = reading = read(centre, rule.now, now)
            duty = self._duty(rule, now)
            before, heard = running.get(rule.number, (None, frozenset[str]()))
            move = _move(rule, reading, duty, now)
            if _moved(before, move(before, heard)):
                alerts.advance(centre.office, rule.number, move, now=now)
        for gone in self.readings.keys() - {rule.number for rule in rules}:
            self.readings.pop(gone, None)
        self.send(now)

    def send(self, now: datetime) -> None:
        """Tell by every further way what is due. What is over before it was due, or not theirs to see, goes nowhere."""
        ways = self._ways if self._ways is not None else self._mail()
        if not ways:
            return
        office, texts = self.centre.office, {rule.number: rule for rule in alerts.rules(self.centre.office)}
        for one in told.to_mail(office, now=now, most_tries=MOST_TRIES):
            episode = alerts.episode(office, one.thing)
            rule = texts.get(episode.rule) if episode is not None else None
            if episode is None or rule is None or (episode.resolved_at is not None and episode.resolved_at <= one.at):
                told.mailed(office, one.number, now=now)
                continue
            try:
                self._tell(one, rule, episode, ways)
                told.mailed(office, one.number, now=now)
            except OSError as wrong:
                LOG.warning("an alert could not be told by mail: %s", wrong)
                told.failed(office, one.number)

    def _tell(self, one: Told, rule: Rule, episode: Episode, ways: Sequence[Notify]) -> None:
        centre, text = self.centre, rule.now
        today = centre.calendar.local(centre.now()).date()
        people = centre.settings.people.holders(one.person, today) if one.person in ROLES else (one.person,)
        fired = next((event for event in alerts.events(centre.office, [episode.number])[episode.number]
                      if event.what == "fired"), None)
        for person in people:
            with asked_by(person):
                sees = may_see_rule(centre, text)
            for way in ways:
                if sees and way.reaches(person):
                    key = f"notice-{one.number}-{number_of(person)}"
                    with speaking(self._tongue_of(centre, person)):
                        lines = [spoken(line) for line in self._lines(text, episode, fired.shown if fired else "")]
                    way.send(Telling(key, person, f"{centre.settings.name}: {text.name}", "\n".join(lines) + "\n"))

    def _lines(self, text: RuleText, episode: Episode, shown: str) -> list[str]:
        """What somebody is told. shown: the figure it fired at, as it was written."""
        centre, names = self.centre, self.centre.settings.network.names
        since = f"{centre.calendar.local(episode.since):%Y-%m-%d %H:%M} ({centre.settings.zone.key})"
        where = f"{address_of(centre)}/alerts" if names else said("the page Alerts")
        scope = together((label for _, labels in text.where for label in labels), ", ") or said("the whole centre")
        now = text.metric in NOW
        known = NOW[text.metric] if now else centre.metrics.catalogue.find(text.metric)
        return [said("{alert}: {measure} of {scope} is {figure}, since {since}.", alert=text.name,
                     measure=kept(known.name), scope=scope, since=since,
                     figure=write_again(shown, known.unit, centre.settings.currency)),
                said("Take it on or see more at {where}.", where=where),
                said("Its owner is {owner}.", owner=kept(text.owner) if text.owner in ROLES else text.owner)]

    def _mail(self) -> list[Notify]:
        settings = self.centre.settings
        return [ByMail(self.centre, settings.mail)] if settings.mail is not None else []

    def _anew(
        self, running: dict[int, tuple[Episode, frozenset[str]]], now: datetime,
    ) -> dict[int, tuple[Episode, frozenset[str]]]:
        """Nobody watched since the last stop: what was waiting to fire, or to be over, begins its time anew."""
        found = {}
        for rule, (episode, heard) in running.items():
            fresh = episode._replace(clear_since=None, since=now if episode.fired_at is None else episode.since)
            if fresh != episode:
                alerts.advance(self.centre.office, rule, lambda one, _: Step(one and one._replace(
                    clear_since=None, since=now if one.fired_at is None else one.since)), now=now)
            found[rule] = (fresh, heard)
        self._begun = True
        return found

    def _duty(self, rule: Rule, now: datetime) -> Duty:
        """Who is told now, if anybody is; a list that cannot be read any more leaves the owner."""
        calendar, text = self.centre.calendar, rule.now
        try:
            people = on_duty(read_duty(text.duty), now, calendar)
            due = told_from(read_quiet(text.quiet), now, calendar)
        except Trouble:
            people, due = [], now
        return Duty(tuple(dict.fromkeys([*people, text.owner])), due)


def _move(rule: Rule, reading: Reading, duty: Duty, now: datetime) -> Callable[[Episode | None, frozenset[str]], Step]:
    return lambda before, heard: step(rule.now, rule.seen, rule.number, before, heard, reading, duty, now)


def _moved(before: Episode | None, found: Step) -> bool:
    return found.episode is not None and (found.episode != before or bool(found.tell))


def number_of(person: str) -> int:
    """A number that is the same for the same name in every process."""
    from zlib import crc32

    return crc32(person.encode())
