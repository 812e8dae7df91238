"""This file is about loading speed: a generated queue_log read by Fourscore and by a plain pandas script, in turn."""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

QUEUES = ("sales", "support", "billing", "orders", "returns", "technical", "vip", "retention")
AGENTS = tuple(f"Agent/{1000 + n}" for n in range(120))
FIRST_SECOND = 1_767_225_600  # 2026-01-01 00:00 UTC
DAY = 86_400
CALLS_A_DAY = 8_000
Line = tuple[int, str]


def shift(rng: random.Random, day: int) -> Iterator[Line]:
    """One day's log-ins, pauses and log-offs: each agent in two queues, about four pauses."""
    for number, agent in enumerate(AGENTS):
        start = day + 7 * 3600 + (number % 4) * 5400 + rng.randrange(300)
        end = start + 8 * 3600 + rng.randrange(600)
        mine = (QUEUES[number % 8], QUEUES[(number + 3) % 8])
        for queue in mine:
            yield start, f"MANAGER|{queue}|{agent}|ADDMEMBER|"
            yield end, f"MANAGER|{queue}|{agent}|REMOVEMEMBER|"
        pause = start
        for reason in ("coffee", "lunch", "training", "coffee"):
            pause += rng.randrange(4000, 6500)
            back = pause + rng.randrange(120, 1200)
            for at, event in ((pause, "PAUSE"), (back, "UNPAUSE")):
                for queue in mine:
                    yield at, f"NONE|{queue}|{agent}|{event}|{reason}"
                yield at, f"NONE|NONE|{agent}|{event}ALL|{reason}"


def stay(rng: random.Random, at: int, call: str, caller: str, queue: str) -> Iterator[Line]:
    """One stay in one queue, from its entry to its end; one in thirty goes on to another queue by blind transfer."""
    yield at, f"{call}|{queue}|NONE|ENTERQUEUE||{caller}|1"
    wait, draw = int(rng.expovariate(1 / 35)), rng.random()
    if draw < 0.08:
        yield at + wait, f"{call}|{queue}|NONE|ABANDON|1|1|{wait}"
        return
    if draw < 0.10:
        yield at + wait, f"{call}|{queue}|NONE|EXITWITHTIMEOUT|1|1|{wait}"
        return
    if draw < 0.11:
        yield at + wait, f"{call}|{queue}|NONE|EXITWITHKEY|5|1|1|{wait}"
        return
    for _ in range(rng.choice((0, 0, 0, 0, 1, 1, 2))):
        agent = rng.choice(AGENTS)
        yield at + rng.randrange(wait + 1), f"{call}|{queue}|{agent}|RINGNOANSWER|{rng.randrange(1000, 20000)}"
    agent, ring, talk = rng.choice(AGENTS), rng.randrange(0, 8), int(rng.lognormvariate(5, 0.8))
    yield at + wait, f"{call}|{queue}|{agent}|CONNECT|{wait}|{call}-b|{ring}"
    end = at + wait + talk
    if rng.random() < 1 / 30:
        yield end, f"{call}|{queue}|{agent}|BLINDTRANSFER|600|queues|{wait}|{talk}|1"
        yield from stay(rng, end, call, caller, rng.choice(QUEUES))
    else:
        event = rng.choice(("COMPLETECALLER", "COMPLETECALLER", "COMPLETEAGENT"))
        yield end, f"{call}|{queue}|{agent}|{event}|{wait}|{talk}|1"


def write_log(path: Path, events: int, seed: int) -> None:
    """Whole days of calls in time order, cut after `events` lines."""
    rng, written, day = random.Random(seed), 0, FIRST_SECOND
    left: list[Line] = []
    with path.open("w", encoding="utf-8", newline="\n") as log:
        while written < events:
            lines = left + list(shift(rng, day))
            for number in range(CALLS_A_DAY):
                at = day + int(rng.triangular(6 * 3600, 22 * 3600, 11 * 3600))
                caller = f"+4930{rng.randrange(100_000, 400_000)}"
                lines.extend(stay(rng, at, f"{at}.{number}", caller, rng.choice(QUEUES)))
            lines.sort(key=lambda line: line[0])  # stable, so a call's lines of one second keep their order
            day += DAY
            left = [line for line in lines if line[0] >= day]
            for at, rest in lines[: min(len(lines) - len(left), events - written)]:
                log.write(f"{at}|{rest}\n")
                written += 1
