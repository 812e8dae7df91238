"""This file is about the recorded day in Asterisk's channel events, as cel_custom writes them."""

import csv
import json
from datetime import datetime, timedelta
from io import StringIO
from typing import Any

from recorded_day import BEGIN, DAY, Step, Told, steps

from fourscore.warehouse.sources.asterisk.records import ChannelEvents

EXTENSIONS = {"Anna": "101", "Ben": "102", "Cleo": "103"}
# The agent who asks another queue before passing a caller on is that queue's caller; how it ended was not recorded.
ASKING = {"1761.10": "PJSIP/101-00000010"}
# The caller passed on runs the other queue's application from then on.
PASSED_ON = {("1761.9", "billing"): timedelta(seconds=10)}
Rows = list[tuple[datetime, list[str]]]


class Call:
    """The events of one call, as they are written down."""

    def __init__(self, call: str, number: str) -> None:
        self.call, self.number, self.rows, self.telephones = call, number, Rows(), 0
        self.channel = ASKING.get(call, f"PJSIP/trunk-{int(call.split('.')[1]):08x}")

    def add(self, at: datetime, event: str, app: tuple[str, str] = ("", ""), *, on: str = "", **extra: str) -> None:
        """One event of a telephone (`on`: its channel), or of the caller's channel."""
        uniqueid = f"{self.call}-{self.telephones}" if on else self.call
        told = json.dumps(extra, separators=(",", ":")) if extra else ""
        self.rows.append((at, [
            event, f"{at.timestamp():.6f}", "", "" if on else self.number, "", "", "", "600", "queues",
            on or self.channel, *app, "3", "", uniqueid, self.call, "", "", "", told]))

    def ring(self, step: Step) -> str:
        """A telephone that is called; its channel ends unless it is answered."""
        self.telephones += 1
        channel = f"PJSIP/{EXTENSIONS[step.agent]}-{self.telephones:08x}"
        self.add(step.began, "CHAN_START", on=channel)
        assert step.ended is not None
        if step.result == "missed":
            self.add(step.ended, "HANGUP", on=channel, hangupcause="19", hangupsource="", dialstatus="")
            self.add(step.ended, "CHAN_END", on=channel)
        else:
            self.add(step.ended, "ANSWER", on=channel)
        return channel

    def stay(self, stay: Step, told: list[Step]) -> None:
        """What happens from the entry into a queue until the caller leaves it."""
        app, mine = ("Queue", f"{stay.queue},t"), (stay.call, stay.queue)
        self.add(stay.began + PASSED_ON.get(mine, timedelta(0)), "APP_START", app)
        telephone, bridge = "", {"bridge_id": f"b{stay.call}-{stay.began:%H%M%S}", "bridge_technology": "simple_bridge"}
        for ring in (step for step in told if step.step == "ring" and (step.call, step.queue) == mine):
            if stay.began <= ring.began and (stay.ended is None or ring.began <= stay.ended):
                telephone = self.ring(ring)
        if stay.answered is not None:
            self.add(stay.answered, "BRIDGE_ENTER", on=telephone, **bridge)
            self.add(stay.answered, "BRIDGE_ENTER", app, **bridge)
        if stay.ended is None:
            return
        if stay.answered is not None:
            if stay.passed_on == "yes":
                event = "ATTENDEDTRANSFER" if stay.call == "1761.9" else "BLINDTRANSFER"
                self.add(stay.ended, event, on=telephone, **bridge)
            self.add(stay.ended, "BRIDGE_EXIT", on=telephone, **bridge)
            self.add(stay.ended, "BRIDGE_EXIT", app, **bridge)
            self.add(stay.ended, "CHAN_END", on=telephone)
        self.add(stay.ended, "APP_END", app)


def call_of(call: str, told: list[Step]) -> Rows:
    """All events of a call; it is over where its last stay is."""
    stays = [step for step in told if (step.call, step.step) == (call, "stay")]
    made = Call(call, next(stay.caller for stay in stays if stay.caller))
    made.add(stays[0].began, "CHAN_START")
    for stay in stays:
        made.stay(stay, told)
    end = stays[-1].ended
    if end is not None:
        source = "dialplan/builtin" if stays[-1].result == "pressed a key" else made.channel
        made.add(end, "HANGUP", hangupcause="16", hangupsource=source, dialstatus="")
        made.add(end, "CHAN_END")
        made.add(end, "LINKEDID_END")
    return made.rows


def channel_events() -> str:
    """The events of all calls in the order they happened."""
    told = steps()
    calls = dict.fromkeys(step.call for step in told)
    rows = sorted((row for call in calls for row in call_of(call, told)), key=lambda row: row[0])
    out = StringIO()
    csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(cells for _, cells in rows)
    return out.getvalue()


def visits() -> list[list[Any]]:
    """As all tell them, but for why a caller left unanswered, and when the one passed on came into the other queue."""
    expected: list[list[Any]] = json.loads((DAY / "expected.json").read_text(encoding="utf-8"))["visits"]["rows"]
    for row in expected:
        row[8] = None
        if row[:2] == ["1761.9", 2]:
            row[4], row[10], row[11] = "2026-10-25T14:01:10", 1, 15
    return expected


WAY = Told(
    {"cel": (ChannelEvents.configure, {
        "files": "Events.csv", "covers": "day", "names": {number: name for name, number in EXTENSIONS.items()}})},
    {"Events.csv": channel_events},
    {BEGIN: "events tell of calls and not since when somebody wrote them: of a file of whole days, since midnight",
     "agents": "who was logged in or paused is not in events of channels",
     "time of agents on the day": "without log-ins nobody is known to have been there"},
    {"visits": ("no event tells why a caller left the queue unanswered; a caller who is passed on enters the other "
                "queue when that happens", visits())},
)
