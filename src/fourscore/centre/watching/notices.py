"""This file is about notices of one centre: what somebody is to hear of, as far as they may see it when they read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from fourscore.centre.access.asking import asker_of, reader
from fourscore.centre.watching.datum import may_see
from fourscore.office import Episode, On, Remark, RuleText, alerts, comments, told
from fourscore.office import Told as Kept

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre


class Notice(NamedTuple):
    """A notice with what it is about: a comment, or an alert's episode and what its rule says."""

    number: int
    at: datetime
    seen: bool
    remark: Remark | None = None
    episode: Episode | None = None
    rule: RuleText | None = None


def notices_of(centre: Centre, *, unseen: bool = False) -> list[Notice]:
    """The notices for who asks, the latest first; none about what they may not see now."""
    there = told.of(centre.office, mine(centre), now=centre.now(), unseen=unseen)
    remarks = {one.number: one for one in comments.remarks(
        centre.office, numbers=[one.thing for one in there if one.kind == comments.MENTION])} if there else {}
    rules = {number: (episode, text) for number, episode, text in _episodes(centre, there)}
    found = []
    for one in there:
        if one.kind == comments.MENTION:
            remark = remarks.get(one.thing)
            if remark is not None and remark.removed is None and may_see(centre, remark.on):
                found.append(Notice(one.number, one.at, one.seen_at is not None, remark))
        elif one.thing in rules and may_see_rule(centre, rules[one.thing][1]):
            found.append(Notice(one.number, one.at, one.seen_at is not None, None, *rules[one.thing]))
    return found


def see_notices(centre: Centre, numbers: Iterable[int]) -> None:
    """They were read by who asks; numbers of other people's notices are passed over."""
    own = {one.number for one in told.of(centre.office, mine(centre), now=centre.now(), unseen=True)}
    if wanted := own & set(numbers):
        told.seen(centre.office, wanted, now=centre.now())


def mine(centre: Centre) -> list[str]:
    """The names under which who asks is told of things: their own, and the roles they hold; a guest is told nothing."""
    if reader().guest or reader().only_reads:
        return []
    asker = asker_of(centre)
    return list(dict.fromkeys([asker.said, *asker.own, *asker.roles]))


def may_see_rule(centre: Centre, rule: RuleText) -> bool:
    """Whether who asks may see the figure a rule is about, today."""
    today = centre.calendar.local(centre.now()).date()
    if rule.metric in centre.metrics.catalogue.metrics:
        return may_see(centre, On("figure", rule.metric, rule.where, str(today)))
    from fourscore.centre.live.board import today_of
    from fourscore.centre.watching.datum import asked

    on = On("figure", rule.metric, rule.where, str(today))
    return centre.keeper.rights().opens("watch") and centre.keeper.rights().covers(
        (), asked(centre, on), today_of(centre))


def _episodes(centre: Centre, there: Iterable[Kept]) -> list[tuple[int, Episode, RuleText]]:
    wanted = {one.thing for one in there if one.kind == told.ALERT}
    if not wanted:
        return []
    texts = {rule.number: rule.now for rule in alerts.rules(centre.office)}
    found = []
    for number in wanted:
        episode = alerts.episode(centre.office, number)
        if episode is not None and episode.rule in texts:
            found.append((number, episode, texts[episode.rule]))
    return found
