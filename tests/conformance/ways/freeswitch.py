"""This file is about the recorded day in events of FreeSWITCH's mod_callcenter, one line of JSON each."""

import json
from datetime import datetime, timedelta
from typing import Any

from recorded_day import BEGINS, ENDS, MISSED, STOPS, Line, Told, lines

from fourscore.warehouse.sources.freeswitch import CallcenterEvents

CALLCENTER = {"Event-Subclass": "callcenter::info", "Event-Name": "CUSTOM", "Core-UUID": "core"}
CANCELS = {"ABANDON": "BREAK_OUT", "EXITWITHKEY": "EXIT_WITH_KEY", "EXITWITHTIMEOUT": "TIMEOUT"}
XFER = {"BLINDTRANSFER": "bl_xfer", "ATTENDEDTRANSFER": "att_xfer"}


class Recording:
    """What the switch would have sent, in order; a stay in a queue is a member of its own."""

    def __init__(self) -> None:
        self.sent: list[tuple[datetime, dict[str, Any]]] = []
        self.members: dict[tuple[str, str], dict[str, str]] = {}
        self.callers: dict[str, str] = {}
        self.stays: dict[str, int] = {}
        self.history: dict[str, list[str]] = {}

    def send(self, at: datetime, action: str, **headers: Any) -> None:
        named = {"CC-" + name.replace("_", "-"): value for name, value in headers.items() if name[0].isupper()}
        others = {name: value for name, value in headers.items() if not name[0].isupper()}
        self.sent.append((at, {"CC-Action": action, **named, **others}))

    def member(self, line: Line) -> dict[str, str]:
        place = line.call, line.queue
        if line.event == "ENTERQUEUE" or place not in self.members:
            self.stays[line.call] = self.stays.get(line.call, 0) + 1
            self.callers.setdefault(line.call, (line.more or ["", ""])[1])
            self.members[place] = {
                "Queue": line.queue, "Member_UUID": f"{line.call}-{self.stays[line.call]}",
                "Member_Session_UUID": line.call, "Member_CID_Number": self.callers[line.call]}
        return self.members[place]

    def hear(self, line: Line) -> None:
        """One line of the day as the events that tell it."""
        if line.event == "QUEUESTART" or line.event == "CONFIGRELOAD":
            self.send(line.at, "members-count", Queue="sales", Count="0", Selection="Single-Queue")
        elif line.event in ("ADDMEMBER", "UNPAUSEALL"):
            self.send(line.at, "agent-status-change", Agent=line.agent, Agent_Status="Available")
        elif line.event in ("REMOVEMEMBER", "PAUSEALL"):
            status = "On Break" if line.event in BEGINS else "Logged Out"
            self.send(line.at, "agent-status-change", Agent=line.agent, Agent_Status=status)
        elif line.event not in STOPS and line.event not in BEGINS:
            self.hear_call(line)

    def hear_call(self, line: Line) -> None:
        member = self.member(line)
        agent = {**member, "Agent": line.agent}
        if line.event == "ENTERQUEUE":
            self.send(line.at, "member-queue-start", **member)
        elif line.event in MISSED:
            cause = "NO_ANSWER" if line.event == "RINGNOANSWER" else "ORIGINATOR_CANCEL"
            self.send(line.at - timedelta(milliseconds=int(line.more[0])), "agent-offering", **agent)
            self.send(line.at, "bridge-agent-fail", **agent, Hangup_Cause=cause)
        elif line.event == "CONNECT":
            agent["Member_Joined_Time"] = f"{line.at.timestamp() - int(line.more[0]):.0f}"
            self.send(line.at - timedelta(seconds=int(line.more[2])), "agent-offering", **agent)
            self.send(line.at, "bridge-agent-start", **agent, Agent_Answered_Time=f"{line.at.timestamp():.0f}")
        elif ENDS[line.event] == "talked":
            if line.event in XFER:
                self.history.setdefault(line.call, []).append(f"{line.at.timestamp():.0f}:x:{XFER[line.event]}:600/q")
            told = {"variable_transfer_history": self.history[line.call]} if line.call in self.history else {}
            self.send(line.at, "bridge-agent-end", **agent, Agent_Bridged="true")
            self.send(line.at, "member-queue-end", **agent, Cause="Terminated", **told)
            del self.members[line.call, line.queue]
        else:
            self.send(line.at, "member-queue-end", **member, Cause="Cancel",
                      Cancel_Reason=CANCELS[line.event], **{"answer-state": "hangup"})

    def events(self) -> list[dict[str, Any]]:
        """Every event with the headers all have."""
        ordered = sorted(self.sent, key=lambda sent: sent[0])
        return [{**CALLCENTER, "Event-Date-Timestamp": f"{at.timestamp() * 1e6:.0f}", "Event-Sequence": str(nth),
                 **{name.replace("answer-state", "Answer-State"): value for name, value in headers.items()}}
                for nth, (at, headers) in enumerate(ordered, 1)]


def events() -> str:
    recording = Recording()
    for line in lines():
        recording.hear(line)
    return "".join(f"{json.dumps(event)}\n" for event in recording.events())


WAY = Told(
    {"switch": (CallcenterEvents.configure, {"files": "callcenter.json"})},
    {"callcenter.json": events},
    otherwise={"agents": (
        "an agent's status is of no queue, and a break has no reason",
        [["login", "Anna", None, None, "2026-10-24T21:40:00", "2026-10-25T18:00:00"],
         ["login", "Ben", None, None, "2026-10-25T00:10:00", "2026-10-25T20:00:00"],
         ["login", "Cleo", None, None, "2026-10-25T13:30:00", None],
         ["pause", "Ben", None, None, "2026-10-25T00:55:00", "2026-10-25T01:05:00"]])},
)
