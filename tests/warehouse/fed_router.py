"""This file is about saying TaskRouter's events in a few words, in the three forms in which they are sent."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime
from typing import Any

from fed_switch import MIDNIGHT

NUMBER = itertools.count(1)
Event = dict[str, Any]


def event(at: float, kind: str, **told: Any) -> Event:
    """An event as the Event resource shows it, `at` seconds after midnight."""
    return {"sid": f"EV{next(NUMBER):032x}", "event_type": kind, "event_date_ms": round((MIDNIGHT + at) * 1000),
            "event_date": "2026-01-01T00:00:00Z", "event_data": told}


def in_queue(task: str = "WT1", queue: str = "sales", **more: Any) -> dict[str, Any]:
    return {"task_sid": task, "task_queue_name": queue, "task_queue_sid": f"WQ{queue}", **more}


def offered(number: int = 1, worker: str = "Anna", task: str = "WT1", queue: str = "sales") -> dict[str, Any]:
    return in_queue(task, queue, reservation_sid=f"WR{number}", worker_name=worker, worker_sid=f"WK{worker}")


def posted(one: Event) -> Event:
    """As a callback posts it; whole seconds and milliseconds."""
    told = {"".join(word.capitalize() for word in name.split("_")): value for name, value in one["event_data"].items()}
    return {"EventType": one["event_type"], "Sid": one["sid"], "Timestamp": str(one["event_date_ms"] // 1000),
            "TimestampMs": str(one["event_date_ms"]), **told}


def streamed(one: Event) -> Event:
    """As Event Streams sends it."""
    at = datetime.fromtimestamp(one["event_date_ms"] / 1000, UTC).isoformat(timespec="milliseconds")
    return {"specversion": "1.0", "type": f"com.twilio.taskrouter.{one['event_type']}", "id": one["sid"],
            "data": {"payload": {"sid": one["sid"], "eventtype": one["event_type"],
                                 "timestamp": at.replace("+00:00", "Z"), **one["event_data"]}}}


def lines(*events: Event) -> str:
    return "".join(f"{json.dumps(one)}\n" for one in events)
