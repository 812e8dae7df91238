"""This file is about live numbers in words: the same for the page as it is first drawn and for each message after it.

A message is plain: words by the names of the places they belong to, and lists of such, each entry with a key. A length
of time that goes on is told by the moment it began (`since`, in milliseconds), so that the page can count on by itself.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fourscore.terms import Tongue, Worded, kept, said, together, write_beside, write_value
from fourscore.web.words import moment_word, status_of

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from fourscore.centre import Board, Floor, LiveQueue, Tile

Plain = dict[str, Any]
# What an agent is at, in the order of the legend, by the class that colours it. Grey is what nobody waits for.
STATE_WORDS = {"on_call": said("On call"), "hold": said("Hold"), "after_call": said("After call"),
               "ready": said("Ready"), "coaching": said("Coaching"), "pause": said("Paused"), "off": said("Off"),
               "unknown": said("No data")}
BREAKS = {"break": said("Break"), "lunch": said("Lunch")}
NO_DATA = "–"


def wall_words(board: Board, now: datetime, zone: ZoneInfo, currency: str) -> Plain:
    """A wall as a message."""
    return {**_head(board, now, zone), "tiles": [_tile(one, now, zone, currency) for one in board.at(now)]}


def floor_words(floor: Floor, now: datetime, zone: ZoneInfo, *, opens: bool = False) -> Plain:
    """The floor as a message; whoever may not be named is not in it any more. opens: its numbers of today are links."""
    today = f"{now.astimezone(zone):%Y-%m-%d}" if opens else ""
    agents = [(one.team, _agent(one, now)) for one in floor.agents]
    counts = dict.fromkeys(STATE_WORDS, 0)
    for _, agent in agents:
        counts[agent["state"]] += 1
    legend = [{"key": key, "state": key, "word": word, "count": str(counts[key])}
              for key, word in STATE_WORDS.items() if counts[key] or key in ("on_call", "after_call", "ready")]
    names = list(dict.fromkeys(team for team, _ in agents))
    teams = [_team(name, [agent for team, agent in agents if team == name]) for name in names]
    note = "" if floor.states_told or not floor.followed else \
        said("The followed sources tell of no log-ins, so that nobody knows who is ready, on a break or off.")
    return {**_head(floor, now, zone), "note": note, "legend": legend, "teams": teams,
            "queues": [_queue(one, now, today) for one in floor.queues]}


def _team(name: str | None, agents: list[Plain]) -> Plain:
    here = sum(one["state"] not in ("off", "unknown") for one in agents)
    return {"key": name or "", "name": name or said("In no team"), "agents": agents,
            "count": said("{here} of {all} here", here=here, all=len(agents))}


def _head(shown: Board | Floor, now: datetime, zone: ZoneInfo) -> Plain:
    """How far what is shown is complete; in amber where that is long ago, or something is wrong."""
    if not shown.followed:
        return {"said": said("No source is followed"), "tone": "near"}
    if shown.as_of is None:
        return {"said": said("Nothing came in yet"), "tone": "near"}
    late = shown.late(now)
    complete = said("Complete to {moment}", moment=clock_word(shown.as_of, now, zone))
    return {"said": together([complete, *(one.what for one in shown.troubles[:1])], " · "),
            "tone": "near" if late else "good", "at": int(shown.as_of.timestamp() * 1000)}


def clock_word(at: datetime, now: datetime, zone: ZoneInfo) -> str:
    """A moment by the centre's clock, with its day where that is not today."""
    there, here = at.astimezone(zone), now.astimezone(zone)
    return f"{there:%H:%M}" if there.date() == here.date() else moment_word(there)


def length_word(seconds: float) -> str:
    """A length of time as a stop watch shows it: 0:07, 12:30, 1:02:03. The page's script writes it the same way."""
    whole = max(0, int(seconds))
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _since(at: datetime | None, now: datetime) -> tuple[int | None, str]:
    return (None, "") if at is None else (int(at.timestamp() * 1000), length_word((now - at).total_seconds()))


def _tile(tile: Tile, now: datetime, zone: ZoneInfo, currency: str) -> Plain:
    number = tile.number
    since, value = _since(tile.since, now)
    aim = ""
    if tile.target is not None:
        beside = write_beside(tile.value, tile.target, tile.upper, number.unit, currency)
        value = value or beside.value
        if number.unit == "seconds" and number.counted:
            aim = said("target at most {aim}", aim=length_word(tile.target))
        else:
            aim = _aim(number.better, beside.aim)
    if not value and number.counted and number.unit == "seconds" and tile.value is not None:
        value = length_word(tile.value)
    status = status_of(tile.status) if tile.status else None
    missing = tile.value is None and tile.since is None
    return {
        "key": number.key, "name": kept(number.name), "variant": _variant(tile),
        "value": value or write_value(tile.value, number.unit, currency), "since": since,
        "aim": aim or said("no target set"), "tone": "none" if missing else status.tone if status else "",
        "word": said("No data") if missing else status.word if status else "",
        "beside": tile.why or _beside(tile, now, currency),
        "as_of": said("to {moment}", moment=clock_word(tile.as_of, now, zone)) if tile.as_of else "",
    }


def _aim(better: str, aim: str) -> str:
    if better == "higher":
        return said("target at least {aim}", aim=aim)
    return said("target at most {aim}", aim=aim) if better == "lower" else said("target {aim}", aim=aim)


def _variant(tile: Tile) -> str:
    """Which of several definitions it is, and of what time."""
    metric = tile.number.metric
    if metric is None:
        return {"seconds": said("of the one who waits longest"), "count": said("at this moment")}[tile.number.unit]
    return together([said("today"), kept((metric.variant or "").replace("_", " "))], " · ")


def _beside(tile: Tile, now: datetime, currency: str) -> str:
    """What is told smaller: another number, or of a share how many of how many."""
    if tile.of is not None:
        return _share(*tile.of)
    other = tile.number.beside
    if other is None or tile.beside is None:
        return ""
    value, since = tile.beside
    if since is not None:
        return together([kept(other.name), length_word((now - since).total_seconds())])
    return together([write_value(value, other.unit, currency), _inside(other.name)])


class _Inside(Worded):
    """The name of a number inside a line, which English writes with a small letter there."""

    name: str

    def spoken(self, tongue: Tongue) -> str:
        return tongue.text(self.name)


def _inside(name: str) -> str:
    found = _Inside(name.lower())
    found.name = name
    return found


def _share(some: float, every: float) -> str:
    """How many of how many; a sum that is no whole number, with what it has behind its point."""
    part, whole = (write_value(one, "count") if one == int(one) else f"{one:,.10g}" for one in (some, every))
    return said("{part} of {whole}", part=part, whole=whole)


def _queue(queue: LiveQueue, now: datetime, today: str) -> Plain:
    since, wait = _since(queue.since, now)
    row, status = queue.level, status_of(queue.status) if queue.status else None
    level = write_beside(row.value if row else None, queue.target, None, "share")
    return {
        "key": queue.name or "", "name": queue.name or said("In no queue"),
        "query": urlencode({"period": today, "queue": queue.name}, quote_via=quote) if today and queue.name else "",
        "waiting": NO_DATA if queue.waiting is None else str(queue.waiting), "since": since,
        "wait": wait or (NO_DATA if queue.waiting is None else "0:00"),
        "talking": NO_DATA if queue.talking is None else str(queue.talking),
        "level": level.value, "aim": said("target at least {aim}", aim=level.aim) if queue.target is not None
        else said("no target set"),
        "of": _share(row.parts["num"], row.parts["den"]) if row and "den" in row.parts else "",
        "handled": write_value(queue.handled, "count"), "abandoned": write_value(queue.abandoned, "count"),
        "tone": status.tone if status else "none", "word": status.word if status else said("No data"),
    }


def _agent(one: Any, now: datetime) -> Plain:
    """An agent's tile. A pause is told by its reason; whether it is a break nobody guesses."""
    since, value = _since(one.since, now)
    state, note = one.state or "unknown", one.queue or ""
    word = STATE_WORDS[state]
    if state == "pause" and one.reason:
        reason = one.reason.strip()
        if reason.lower() == "coaching":
            state, word = "coaching", STATE_WORDS["coaching"]
        elif reason.lower() in BREAKS:
            word = BREAKS[reason.lower()]
        else:
            note = reason
    return {"key": one.agent, "name": one.agent, "state": state, "word": word, "since": since, "value": value,
            "note": note}
