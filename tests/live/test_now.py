"""This file is about how things stand now: who waits, what each agent is at, and numbers that are the catalogue's."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest

from fourscore.centre import Centre, Follower, Read, init, read_now
from fourscore.terms import Days
from fourscore.web.live.words import floor_words, length_word, wall_words

CENTRE = """\
name: Live
zone: {zone}
currency: EUR
sources:
  - {{name: switch, kind: asterisk, files: "logs/queue_log*", follow: 1s}}
"""
START = int(datetime(2026, 3, 2, 10, tzinfo=UTC).timestamp())
STAFF = "".join(f"{START}|NONE|{queue}|{agent}|ADDMEMBER|\n" for agent in ("Ada", "Ben", "Cid") for queue in
                ("Billing", "Orders"))


class World:
    """A centre whose followed log is written by hand, by a clock put on by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.at = folder, datetime.fromtimestamp(START, UTC)
        self.centre = Centre.open(folder, now=lambda: self.at)
        self.centre.follower = self.follower = Follower(self.centre)
        (folder / "logs").mkdir(exist_ok=True)

    def happens(self, text: str, at: int | None = None) -> None:
        """These lines are written; it is then that many seconds after the start."""
        with (self.folder / "logs" / "queue_log").open("a", newline="\n") as log:
            log.write(text)
        self.at = datetime.fromtimestamp(START + at, UTC) if at is not None else self.at + timedelta(seconds=5)
        assert self.follower.look() == ["switch"]

    def read(self, scope: str = "centre") -> Read:
        read = read_now(self.centre, {scope}, floor=True)
        assert read.trouble is None
        return read

    def wall(self, scope: str = "centre") -> dict[str, Any]:
        tiles = wall_words(self.read(scope).boards[scope], self.at, self.centre.settings.zone, "EUR")["tiles"]
        return {tile["key"]: tile for tile in tiles}

    def states(self) -> dict[str, tuple[str | None, datetime | None]]:
        floor = self.read().floor
        assert floor is not None
        return {one.agent: (one.state, one.since) for one in floor.agents}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("now") / "centre"
    init(folder, kind="support", name="Live", zone="UTC", currency="EUR", until=date(2026, 3, 1))
    return folder


@pytest.fixture
def made(empty: Path, tmp_path: Path) -> Iterator[Callable[..., World]]:
    there: list[World] = []

    def make(more: str = "", zone: str = "UTC", people: str = "") -> World:
        folder = tmp_path / f"centre{len(there)}"
        shutil.copytree(empty, folder)
        (folder / "centre.yaml").write_text(CENTRE.format(zone=zone) + more)
        if people:
            (folder / "people.yaml").write_text(people)
        there.append(World(folder))
        return there[-1]

    yield make
    for one in there:
        one.centre.close()


def on(second: int) -> datetime:
    return datetime.fromtimestamp(START + second, UTC)


def enters(second: int, call: str, queue: str = "Billing") -> str:
    return f"{START + second}|{call}|{queue}|NONE|ENTERQUEUE||555{call}|1\n"


def answered(second: int, call: str, agent: str, wait: int, queue: str = "Billing") -> str:
    return f"{START + second}|{call}|{queue}|{agent}|CONNECT|{wait}|x{call}|2\n"


def ended(second: int, call: str, agent: str, wait: int, talk: int, queue: str = "Billing") -> str:
    return f"{START + second}|{call}|{queue}|{agent}|COMPLETECALLER|{wait}|{talk}|1\n"


def left(second: int, call: str, wait: int, queue: str = "Billing") -> str:
    return f"{START + second}|{call}|{queue}|NONE|ABANDON|1|1|{wait}\n"


def paused(second: int, agent: str, on: bool, why: str = "") -> str:
    return f"{START + second}|NONE|NONE|{agent}|{'' if on else 'UN'}PAUSEALL|{why}\n"


def test_each_agent_is_at_what_the_log_says_and_since_then(made: Callable[..., World]) -> None:
    world = made(people="agents:\n  - {name: Dora}\n")
    world.happens(STAFF + enters(20, "1") + answered(30, "1", "Ada", 10) + paused(40, "Ben", True, "lunch")
                  + f"{START + 50}|NONE|Billing|Cid|REMOVEMEMBER|\n{START + 50}|NONE|Orders|Cid|REMOVEMEMBER|\n", 60)
    assert world.states() == {"Ada": ("on_call", on(30)), "Ben": ("pause", on(40)), "Cid": ("off", on(50))}
    world.happens(ended(90, "1", "Ada", 10, 60) + paused(95, "Ben", False), 100)
    assert world.states() == {"Ada": ("ready", on(90)), "Ben": ("ready", on(95)), "Cid": ("off", on(50))}
    tiles = world.wall()
    assert (tiles["ready_now"]["value"], tiles["on_call_now"]["value"]) == ("2", "0")


def test_a_talk_that_was_counted_longer_than_the_clock_is_over_all_the_same(made: Callable[..., World]) -> None:
    world = made()
    world.happens(STAFF + enters(20, "1") + answered(30, "1", "Ada", 10), 31)
    world.happens(ended(33, "1", "Ada", 10, 5), 34)  # its five seconds end at 35: nobody will write of it again
    assert world.states()["Ada"] == ("ready", on(33))


def test_who_waits_is_counted_until_they_are_answered_or_leave(made: Callable[..., World]) -> None:
    world = made()
    world.happens(STAFF + enters(20, "1") + enters(25, "2", "Orders") + enters(30, "3"), 32)
    tiles = world.wall()
    assert (tiles["waiting_now"]["value"], tiles["waiting_now"]["as_of"]) == ("3", "to 10:00")
    assert tiles["longest_wait_now"]["since"] == (START + 20) * 1000
    assert tiles["longest_wait_now"]["value"] == "0:12"
    world.happens(answered(40, "1", "Ada", 20), 45)
    tiles = world.wall("queue:Billing")
    assert (tiles["waiting_now"]["value"], tiles["longest_wait_now"]["since"]) == ("1", (START + 30) * 1000)
    world.happens(left(60, "2", 35, "Orders") + left(61, "3", 31), 70)
    tiles = world.wall()
    assert (tiles["waiting_now"]["value"], tiles["longest_wait_now"]["value"]) == ("0", "0:00")
    assert tiles["contacts_handled"]["beside"] == "2 contacts abandoned"


def test_a_stay_that_lost_its_end_is_nobody_who_waits_the_day_after(made: Callable[..., World]) -> None:
    world = made()
    world.happens(STAFF + enters(20, "lost"), 30)
    day = 86_400
    world.happens(enters(day + 30, "next"), day + 40)
    assert world.wall()["waiting_now"]["value"] == "1"
    assert world.wall()["longest_wait_now"]["since"] == (START + day + 30) * 1000


def test_what_no_source_tells_is_no_data_and_never_nought(made: Callable[..., World]) -> None:
    world = made()
    tiles = world.wall()
    assert {tile["value"] for tile in tiles.values()} == {"–"}
    assert {tile["word"] for tile in tiles.values()} == {"No data"}
    world.happens(enters(20, "1") + answered(30, "1", "Ada", 10), 40)  # a log without log-ins
    floor = floor_words(_floor(world), world.at, ZoneInfo("UTC"))
    assert [one["word"] for team in floor["teams"] for one in team["agents"]] == ["On call"]
    assert "tell of no log-ins" in floor["note"]
    world.happens(ended(50, "1", "Ada", 10, 20), 60)
    floor = floor_words(_floor(world), world.at, ZoneInfo("UTC"))
    assert [one["word"] for team in floor["teams"] for one in team["agents"]] == ["No data"]
    tiles = world.wall()
    assert (tiles["waiting_now"]["value"], tiles["ready_now"]["value"]) == ("0", "–")


def test_a_source_that_tells_of_calls_once_they_are_over_tells_of_nobody_who_waits(made: Callable[..., World]) -> None:
    world = made()
    (world.folder / "centre.yaml").write_text(CENTRE.format(zone="UTC").split("sources")[0] + """\
sources:
  - name: switch
    kind: table
    files: logs/calls.csv
    key: id
    follow: 1s
    facts:
      contact: {started: at}
      visit: {queue: queue, outcome: {column: result, words: {ok: answered, lost: abandoned}}, wait: wait, talk: talk,
              agent: agent}
""")
    (world.folder / "logs" / "calls.csv").write_text(
        "id,at,queue,result,wait,talk,agent\n1,2026-03-02 10:00:00,Billing,ok,5,60,Ada\n")
    world.at += timedelta(minutes=5)
    assert world.follower.look() == ["switch"]
    tiles = world.wall()
    assert tiles["contacts_handled"]["value"] == "1"
    assert [tiles[key]["value"] for key in ("waiting_now", "longest_wait_now", "ready_now")] == ["–", "–", "–"]
    floor = _floor(world)
    assert [(one.name, one.waiting, one.talking) for one in floor.queues] == [("Billing", None, None)]


def test_the_walls_service_level_is_the_catalogues_for_the_same_minutes(made: Callable[..., World]) -> None:
    """After every few lines of a day, while calls wait, on a day whose clock is put on."""
    world = made("thresholds: [{queue: Orders, answer_within: 40s}]\n", zone="Europe/Berlin")
    drawn = random.Random(11)
    shift = int(datetime(2026, 3, 28, 22, tzinfo=UTC).timestamp()) - START  # 23:00 before the clock is put on
    lines: list[tuple[int, str]] = []
    for number in range(40):
        at, queue, agent = shift + 320 * number, drawn.choice(("Billing", "Orders")), drawn.choice(("Ada", "Ben"))
        wait, talk = drawn.randint(1, 60), drawn.randint(20, 400)
        lines.append((at, enters(at, f"c{number}", queue)))
        if drawn.random() < 0.2:
            lines.append((at + wait, left(at + wait, f"c{number}", wait, queue)))
        else:
            lines += [(at + wait, answered(at + wait, f"c{number}", agent, wait, queue)),
                      (at + wait + talk, ended(at + wait + talk, f"c{number}", agent, wait, talk, queue))]
    lines.sort()
    seen = set()
    for first in range(0, len(lines), 12):
        some = lines[first:first + 12]
        world.happens("".join(text for _, text in some), some[-1][0] + 1)
        today = world.centre.calendar.local(world.at).date()
        days = Days(today, today + timedelta(days=1))
        for scope, where in (("centre", None), ("queue:Orders", {"queue": ["Orders"]})):
            if scope != "centre" and "Orders" not in world.centre.names("queue"):
                continue
            board = world.read(scope).boards[scope]
            (tile,) = [one for one in board.tiles if one.number.key == "service_level:offered"]
            (row,) = world.centre.metrics.ask(["service_level:offered"], during=days, where=where,
                                              use_cubes=False).rows
            assert tile.value == row.value
            assert tile.of in (None, (row.parts["num"], row.parts["den"]))
            seen.add((today, scope, row.value))
    assert {today for today, *_ in seen} == {date(2026, 3, 28), date(2026, 3, 29)}
    assert len(seen) > 8


def test_a_queues_service_level_on_the_floor_is_the_catalogues_too(made: Callable[..., World]) -> None:
    world = made()
    world.happens(STAFF + enters(0, "1") + answered(10, "1", "Ada", 10) + ended(20, "1", "Ada", 10, 10)
                  + enters(30, "2") + left(90, "2", 60) + enters(95, "3", "Orders") + enters(99, "4"), 100)
    rows = world.centre.metrics.ask(["service_level:offered"], ["queue"], during=Days(
        date(2026, 3, 2), date(2026, 3, 3))).rows
    floor = _floor(world)
    told = {one.name: one.level for one in floor.queues if one.level is not None}
    assert told == {row.by["queue"]: row for row in rows}
    assert told["Billing"].value == 0.5
    assert {one.name: one.waiting for one in floor.queues} == {"Billing": 1, "Orders": 1}


def test_a_wait_passes_its_target_while_nothing_is_loaded(made: Callable[..., World]) -> None:
    world = made("wall:\n  - {show: longest_wait_now, target: 1:00}\n  - {show: waiting_now, target: 0}\n")
    world.happens(STAFF + enters(0, "1") + enters(10, "2"), 15)
    board = world.read().boards["centre"]
    assert [tile.status for tile in board.at(on(59))] == ["on_target", "off_target"]
    assert [tile.status for tile in board.at(on(61))] == ["off_target", "off_target"]
    assert wall_words(board, on(61), ZoneInfo("UTC"), "EUR")["tiles"][0]["aim"] == "target at most 1:00"


def test_numbers_grow_old_and_say_so(made: Callable[..., World]) -> None:
    world = made()
    world.happens(STAFF + enters(0, "1"), 15)
    board = world.read().boards["centre"]
    assert [board.late(on(second)) for second in (0, 300, 301)] == [False, False, True]
    assert wall_words(board, on(301), ZoneInfo("UTC"), "EUR")["tone"] == "near"
    shutil.rmtree(world.folder / "logs")
    world.at += timedelta(seconds=60)
    world.follower.look()
    board = world.read().boards["centre"]
    assert board.late(on(1))
    assert "switch cannot be followed just now" in wall_words(board, on(1), ZoneInfo("UTC"), "EUR")["said"]


def test_pauses_are_told_by_their_reason_and_nobody_guesses_a_break(made: Callable[..., World]) -> None:
    world = made()
    why = {"Ada": "Lunch", "Ben": "coaching", "Cid": "back office"}
    world.happens(STAFF + "".join(paused(10, agent, True, reason) for agent, reason in why.items()), 20)
    floor = floor_words(_floor(world), world.at, ZoneInfo("UTC"))
    told = {one["name"]: (one["state"], one["word"], one["note"]) for team in floor["teams"] for one in team["agents"]}
    assert told == {"Ada": ("pause", "Lunch", ""), "Ben": ("coaching", "Coaching", ""),
                    "Cid": ("pause", "Paused", "back office")}


def test_a_leaders_floor_has_the_own_people_only(made: Callable[..., World]) -> None:
    world = made()
    world.happens(STAFF + enters(0, "1"), 10)
    floor = _floor(world)
    agents = tuple(one._replace(team=team) for one, team in zip(floor.agents, ("Red", "Blue", None), strict=True))
    floor = replace(floor, agents=agents)
    assert [one.agent for one in floor.seen_by(("Red",)).agents] == ["Ada"]
    assert [one.agent for one in floor.seen_by(("Red", "Blue")).agents] == ["Ada", "Ben"]
    assert [one.agent for one in floor.seen_by(("",)).agents] == ["Ada", "Ben", "Cid"]
    assert floor.seen_by(("Green",)).agents == ()


@pytest.mark.parametrize(("seconds", "told"), [(0, "0:00"), (7.9, "0:07"), (-3, "0:00"), (600, "10:00"),
                                               (3599, "59:59"), (3723, "1:02:03")])
def test_a_length_of_time_reads_as_on_a_stop_watch(seconds: float, told: str) -> None:
    assert length_word(seconds) == told


def test_a_queues_numbers_of_today_open_for_whoever_sees_whole_queues(made: Callable[..., World]) -> None:
    world = made()
    world.happens(enters(20, "1"), 40)
    shown = [floor_words(_floor(world), world.at, ZoneInfo("Asia/Tokyo"), opens=opens)["queues"]
             for opens in (True, False)]
    day = f"{world.at.astimezone(ZoneInfo('Asia/Tokyo')):%Y-%m-%d}"
    assert [[one["query"] for one in queues] for queues in shown] == [
        [f"period={day}&queue={quote(shown[0][0]['name'])}"], [""]]


def _floor(world: World) -> Any:
    floor = world.read().floor
    assert floor is not None
    return floor
