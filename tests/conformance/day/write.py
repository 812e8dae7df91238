"""This file is about making the recorded day's queue_log from the same lines with times one can read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

HERE = Path(__file__).parent


def queue_log() -> str:
    """The lines of `told.txt` with their times as seconds since 1970."""
    lines = (line.split("|", 1) for line in (HERE / "told.txt").read_text(encoding="utf-8").splitlines())
    return "".join(f"{datetime.fromisoformat(at).timestamp():.0f}|{rest}\n" for at, rest in lines)


if __name__ == "__main__":
    (HERE / "queue_log").write_text(queue_log(), encoding="utf-8", newline="\n")
