"""This file is about gathering every message there is: from templates, from what is `said` in code, from definitions.

`python docs/gather_messages.py` brings the message files up to date by it; a test holds that they are.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, nodes

from fourscore.centre import field_words
from fourscore.metrics import FRAMES, SHOWN, read_catalogue
from fourscore.settings import ROLES
from fourscore.terms import formula_words
from fourscore.web.languages.scripts import messages_of_scripts
from fourscore.web.languages.texts import SPEAKS, Texts
from fourscore.web.pages.rows import heading

PRODUCT = Path(__file__).parents[2]
TEMPLATES = PRODUCT / "web" / "templates"
SAYS, SAYS_MANY = (SPEAKS, "said"), "said_many"


class Message(NamedTuple):
    """One message: its form for more than one, or "", and where it stands (a file of the product)."""

    one: str
    many: str
    where: str


def gathered() -> list[Message]:
    """Every message, once, in the order of the files."""
    found: dict[tuple[str, str], Message] = {}
    for message in (*_of_templates(), *_of_code(), *_of_scripts(), *_of_definitions(),
                    Message("s", "", "web/languages/tongues.py"), Message("min", "", "web/languages/tongues.py")):
        if message.one:
            found.setdefault((message.one, message.many), message)
    plural = {one for one, many in found if many}
    return [message for (one, many), message in found.items() if many or one not in plural]


def _of_templates() -> Iterator[Message]:
    reading = Environment(extensions=[Texts], trim_blocks=True, lstrip_blocks=True, autoescape=True)
    for path in sorted(TEMPLATES.rglob("*.html")):
        for call in reading.parse(path.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in (*SAYS, SAYS_MANY):
                words = [one.value for one in call.args if isinstance(one, nodes.Const)]
                if words:
                    yield Message(words[0], words[1] if call.node.name == SAYS_MANY else "", _place(path))


def _of_code() -> Iterator[Message]:
    for path in sorted(PRODUCT.rglob("*.py")):
        if path == Path(__file__):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                words = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if node.func.id == "said" and words:
                    yield Message(words[0], "", _place(path))
                elif node.func.id == SAYS_MANY and len(words) == 2:
                    yield Message(words[0], words[1], _place(path))


def _of_scripts() -> Iterator[Message]:
    for message, where in messages_of_scripts().items():
        yield Message(message, "", where)


def _of_definitions() -> Iterator[Message]:
    """What the product's own definitions say to people: `kept` finds these by what they say."""
    catalogue, _ = read_catalogue(None, {})
    for metric in catalogue.metrics.values():
        parts = (formula_words(metric.num), formula_words(metric.den or ""))
        for words in (metric.name, metric.words, metric.ambiguity, (metric.variant or "").replace("_", " "), *parts):
            if words:
                yield Message(str(words), "", "metrics/catalogue")
    for part in catalogue.parts.values():
        yield Message(part.words, "", "metrics/catalogue")
    for frame in FRAMES.values():
        yield Message(frame.words, "", "metrics/catalogue")
        yield Message(frame.refusal, "", "metrics/catalogue")
    for columns in SHOWN.values():
        for column in columns:
            yield Message(str(heading(column)), "", "metrics/catalogue")
    for word in field_words():
        yield Message(str(word), "", "centre/uploading")
    for role in ROLES:
        yield Message(role, "", "settings/people")


def _place(path: Path) -> str:
    return path.relative_to(PRODUCT).as_posix()
