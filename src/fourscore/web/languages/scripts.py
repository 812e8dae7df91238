"""This file is about the texts of the page scripts: which there are, and their translations that a page brings along.

The scripts' sources are no part of what is installed, so that their messages are kept in `scripts.json` beside this
file, which `python docs/gather_messages.py` writes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from fourscore.terms import tongue

KEPT = Path(__file__).with_name("scripts.json")
COMMENT = re.compile(r"^\s*//.*$|^\s*\*.*$|/\*.*?\*/", re.MULTILINE)
CALL = re.compile(r"(?<![\w.])(?<!function )word\(\s*")
LITERAL = re.compile(r'"(?:[^"\\\n]|\\.)*"(?=\s*[,)])')


def read_scripts(folder: Path) -> dict[str, str]:
    """Message → the script it stands in, of a folder of sources.

    Raises ValueError with the place of a `word(…)` whose message is not one literal: it could not be gathered.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*.ts")):
        for message in _said_in(path):
            found.setdefault(message, f"frontend/src/{path.relative_to(folder).as_posix()}")
    return found


def _said_in(path: Path) -> Iterator[str]:
    text = COMMENT.sub("", path.read_text(encoding="utf-8"))
    for call in CALL.finditer(text):
        literal = LITERAL.match(text, call.end())
        if literal is None:
            raise ValueError(f"{path.name}: {text[call.start():call.end() + 40]!r} is not word(\"one text\", …)")
        yield json.loads(literal[0])


def keep_scripts(folder: Path) -> None:
    """Write down what the scripts say; nothing where their sources are not there."""
    if folder.is_dir():
        KEPT.write_text(json.dumps(read_scripts(folder), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


@cache
def messages_of_scripts() -> dict[str, str]:
    """Message → the script it stands in, as kept."""
    kept: dict[str, str] = json.loads(KEPT.read_text(encoding="utf-8"))
    return kept


def script_words() -> dict[str, str]:
    """What the scripts say, in the language of who reads; empty in English, which they bring themselves."""
    other = tongue()
    if other is None:
        return {}
    said = {message: other.text(message) for message in messages_of_scripts()}
    return {message: text for message, text in said.items() if text != message}
