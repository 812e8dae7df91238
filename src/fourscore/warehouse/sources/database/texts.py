"""This file is about a database's values as texts, as a mapping reads them, and as they were when landed before."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal


def as_text(value: object, decimal: str) -> str | None:
    """One cell: 2021-01-31, 2021-01-31 09:12:58, 26:05:00, 109 (not 109.0), true. `decimal` is the mapping's sign.

    Times that know their zone are written in UTC, so that the same moment is the same text wherever it is read.
    """
    if value is None or type(value) is str:
        return value if value is None or "\0" not in value else value.replace("\0", "\ufffd")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else repr(value).replace(".", decimal)
    if isinstance(value, Decimal):
        return f"{value:f}".replace(".", decimal)
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, timedelta):
        return _length(value)
    if isinstance(value, (bytes, bytearray, memoryview)):
        return _bytes(bytes(value))
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False, default=str).replace("\\u0000", "\ufffd")
    return str(value)


def _length(value: timedelta) -> str:
    """h:mm:ss, with thousandths where there are any."""
    milliseconds = round(value / timedelta(milliseconds=1))
    sign, milliseconds = ("-", -milliseconds) if milliseconds < 0 else ("", milliseconds)
    seconds, rest = divmod(milliseconds, 1000)
    whole = f"{sign}{seconds // 3600}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    return f"{whole}.{rest:03d}" if rest else whole


def _bytes(value: bytes) -> str:
    """Text where it is text, else in hexadecimal."""
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return value.hex()
    return text if text.isprintable() else value.hex()


def keep(value: object) -> list[str] | None:
    """A value of the column a source is read on by, so that `kept` gives it back; None where it cannot be one."""
    for name, kind in KINDS.items():
        if type(value) is kind:
            return [name, value.isoformat() if isinstance(value, date) else str(value)]
    return None


def kept(name: str, text: str) -> object:
    """The value that `keep` made this of."""
    kind = KINDS[name]
    return kind.fromisoformat(text) if issubclass(kind, date) else kind(text)


KINDS: dict[str, type[str] | type[int] | type[float] | type[Decimal] | type[date]] = {
    "text": str, "whole": int, "float": float, "decimal": Decimal, "moment": datetime, "day": date,
}
