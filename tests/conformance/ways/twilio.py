"""This file is about the recorded day in events of Twilio TaskRouter, as its Event resource shows them."""

import json
from datetime import datetime, timedelta
from typing import Any

from recorded_day import ENDS, MISSED, Line, Told, lines

from fourscore.warehouse.sources.twilio import TaskRouterEvents

ACTIVITIES = {"ADDMEMBER": "Available", "REMOVEMEMBER": "Offline", "PAUSEALL": "break", "UNPAUSEALL": "Available"}
REASONS = {"ABANDON": "hangup", "EXITWITHKEY": "callback"}


class Workspace:
    """What TaskRouter would have kept of the day."""

    def __init__(self) -> None:
        self.kept: list[tuple[datetime, str, dict[str, Any]]] = []
        self.callers: dict[str, str] = {}
        self.waiting: set[tuple[str, str]] = set()
        self.talking: dict[tuple[str, str], dict[str, Any]] = {}
        self.offers = 0

    def keep(self, at: datetime, kind: str, **told: Any) -> None:
        self.kept.append((at, kind, told))

    def hear(self, line: Line) -> None:
        if line.event in ACTIVITIES:
            self.keep(line.at, "worker.activity.update", worker_name=line.agent, worker_sid=f"WK{line.agent}",
                      worker_activity_name=ACTIVITIES[line.event])
        elif line.event in ("QUEUESTART", "CONFIGRELOAD"):
            self.keep(line.at, "workspace.updated")
        elif line.event == "ENTERQUEUE" or line.event in MISSED or line.event == "CONNECT" or line.event in ENDS:
            self.hear_task(line)

    def hear_task(self, line: Line) -> None:
        if line.event == "ENTERQUEUE" and line.call not in self.callers:
            self.callers[line.call] = line.more[1]
            self.keep(line.at, "task.created", task_sid=line.call, task_attributes=self.attributes(line))
        task = {"task_sid": line.call, "task_queue_name": line.queue, "task_queue_sid": f"WQ{line.queue}",
                "task_attributes": self.attributes(line), "task_channel_unique_name": "voice"}
        place = line.call, line.queue
        if line.event == "ENTERQUEUE" or (line.event == "CONNECT" and place not in self.waiting):
            waited = int(line.more[0]) if line.event == "CONNECT" else 0
            self.keep(line.at - timedelta(seconds=waited), "task-queue.entered", **task)
            self.waiting.add(place)
        if line.event in MISSED:
            offer = self.offer(line, line.at - timedelta(milliseconds=int(line.more[0])), task)
            missed = "timeout" if line.event == "RINGNOANSWER" else "canceled"
            self.keep(line.at, f"reservation.{missed}", **offer)
        elif line.event == "CONNECT":
            self.talking[place] = self.offer(line, line.at - timedelta(seconds=int(line.more[2])), task)
            self.keep(line.at, "reservation.accepted", **self.talking[place])
        elif line.event in ENDS:
            self.end(line, place, task)

    def end(self, line: Line, place: tuple[str, str], task: dict[str, Any]) -> None:
        self.waiting.discard(place)
        if line.event == "EXITWITHTIMEOUT":
            self.keep(line.at, "task-queue.timeout", **task)
        elif line.event in REASONS:
            self.keep(line.at, "task.canceled", task_canceled_reason=REASONS[line.event], **task)
        else:
            if line.event.endswith("TRANSFER"):
                self.keep(line.at, "task.transfer-initiated", **task)
            self.keep(line.at, "reservation.completed", **self.talking.pop(place))

    def offer(self, line: Line, at: datetime, task: dict[str, Any]) -> dict[str, Any]:
        self.offers += 1
        told = {**task, "reservation_sid": f"WR{self.offers}", "worker_name": line.agent,
                "worker_sid": f"WK{line.agent}"}
        self.keep(at, "reservation.created", **told)
        return told

    def attributes(self, line: Line) -> str:
        return json.dumps({"from": self.callers.get(line.call, ""), "direction": "inbound"})


def events() -> str:
    workspace = Workspace()
    for line in lines():
        workspace.hear(line)
    ordered = sorted(workspace.kept, key=lambda kept: kept[0])
    return "".join(json.dumps({
        "sid": f"EV{nth:032x}", "event_type": kind, "event_date_ms": round(at.timestamp() * 1000),
        "event_data": told}) + "\n" for nth, (at, kind, told) in enumerate(ordered))


WAY = Told(
    {"router": (TaskRouterEvents.configure, {"files": "taskrouter.jsonl", "canceled": {"callback": "key"}})},
    {"taskrouter.jsonl": events},
    otherwise={"agents": (
        "a worker's activity is of no queue",
        [["login", "Anna", None, None, "2026-10-24T21:40:00", "2026-10-25T18:00:00"],
         ["login", "Ben", None, None, "2026-10-25T00:10:00", "2026-10-25T20:00:00"],
         ["login", "Cleo", None, None, "2026-10-25T13:30:00", None],
         ["pause", "Ben", None, "break", "2026-10-25T00:55:00", "2026-10-25T01:05:00"]])},
)
