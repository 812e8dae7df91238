"""This file is about one pushed event: whether it is one, and its id. What is none goes INTO aside when loaded."""

from __future__ import annotations

import json
import re
from typing import Any

LONGEST_EVENT = 1 << 18  # characters
LONGEST_ID = 200
CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def look_at(text: str, value: Any, id_at: str, path: tuple[str, ...]) -> tuple[str, str]:
    """The issue and the sentence about it; of an event, nothing and its id.

    id_at, path: the key of the id as it is written, and in its parts.
    """
    if not isinstance(value, dict):
        return "unreadable-event", "this is no JSON object"
    if len(text) > LONGEST_EVENT:
        return "event-too-large", f"this event is longer than {LONGEST_EVENT:,} characters"
    if "\\ud" in text.lower() and not _has_letters(value):
        return "unreadable-event", "this event holds half of a character"
    found = value.get(id_at)
    if found is None and len(path) > 1:
        found = value
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
    if isinstance(found, int) and not isinstance(found, bool):
        found = str(found)
    if not isinstance(found, str) or not found.strip():
        return "event-without-id", f"this event has no id under {id_at!r}"
    found = found.strip()
    if len(found) > LONGEST_ID or CONTROL.search(found):
        return "event-without-id", f"its id under {id_at!r} is longer than {LONGEST_ID} characters, or no plain text"
    return "", found


def _has_letters(value: Any) -> bool:
    """Whether every character in it is whole."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True
