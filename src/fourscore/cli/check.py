"""This file is about `check` and `doctor`: what is wrong in the texts, and how the data is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre


def check_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    found = centre.check()
    show.issues(found, streams)
    streams.err.write(f"{len(found)} to mend.\n" if found else "Nothing wrong found.\n")
    return 1 if found else 0


def doctor_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    known_format(args["format"], ("table", "json"))
    health = centre.doctor()
    if args["format"] == "json":
        show.as_json(plain(health), streams)
        return 0
    streams.out.write("\n".join(health.lines()) + "\n")
    return 1 if health.trouble else 0


def plain(value: Any) -> Any:
    """Named tuples and times as plain values, for JSON."""
    if hasattr(value, "_asdict"):
        return {name: plain(inner) for name, inner in value._asdict().items()}
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, datetime) else value
