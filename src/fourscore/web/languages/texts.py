"""This file is about the texts of a template: every one between its tags is a message, with what stands in it.

A template is written in English and nothing in it is marked. This extension of Jinja finds each text on a page (and in
the attributes that are read to people), with the expressions between its words, and has it said by `_text`:

    <p>{{ n }} of {{ many }} stand out</p>      the message is "{n} of {many} stand out"

A text ends where a tag or a statement begins. What stands in script, style, code, kbd and pre is nobody's language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from fourscore.terms import spoken, tongue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from jinja2 import Environment

SPEAKS = "_text"
READ_TO_PEOPLE = ("aria-label", "placeholder", "title", "alt", "label", "aria-description", "data-say")
SILENT = ("script", "style", "code", "kbd", "pre")
ATTRIBUTE = re.compile(rf"(?<=\s)(?:{'|'.join(READ_TO_PEOPLE)})=\"")
WORD = re.compile(r"[^\W\d_]{2}|^[^\W\d_]$")
ENTITY = re.compile(r"&[#\w]+;")


def text(message: str, **values: object) -> Markup:
    """A message of a template in the language of who reads; its values are neutralised as everywhere on a page."""
    other = tongue()
    said = Markup(message if other is None else other.text(message))  # noqa: S704 - a template's own, or its translation
    return said.format(**{name: spoken(value) for name, value in values.items()}) if values else said


class Texts(Extension):
    """Turns texts into messages while a template is read."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        environment.globals[SPEAKS] = text

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        return _Reading().read(stream)


class _Piece(NamedTuple):
    """One piece of a text: words, or the tokens of an expression."""

    words: str
    tokens: tuple[Token, ...] = ()


class _Reading:
    """One template on its way through. where: in a text, in a tag, in an attribute read to people, or in silence."""

    def __init__(self) -> None:
        self.where, self.silent = "text", ""
        self.pieces: list[_Piece] = []

    def read(self, stream: TokenStream) -> Iterator[Token]:
        inside: list[Token] = []  # of an expression
        for token in stream:
            if token.type == "variable_begin":
                inside = [token]
            elif inside:
                inside.append(token)
                if token.type == "variable_end":
                    if self.where in ("text", "attribute"):
                        self.pieces.append(_Piece("", tuple(inside)))
                    else:
                        yield from inside
                    inside = []
            elif token.type == "data":
                yield from self.data(token)
            else:  # of a statement
                yield from self.end(token.lineno)
                yield token
        yield from self.end(1)

    def data(self, token: Token) -> Iterator[Token]:
        """Text of the template itself: words and tags."""
        rest, line = token.value, token.lineno
        while rest:
            step = getattr(self, f"_in_{self.where}")
            words, other, rest, after = step(rest)
            if words:
                self.pieces.append(_Piece(words))
            if other:
                yield from self.end(line)
                yield Token(line, "data", other)
            self.where = after

    def _in_text(self, rest: str) -> tuple[str, str, str, str]:
        at = rest.find("<")
        if at < 0:
            return rest, "", "", "text"
        if rest.startswith("<!--", at):
            end = rest.find("-->", at)
            end = len(rest) if end < 0 else end + 3
            return rest[:at], rest[at:end], rest[end:], "text"
        found = re.match(r"<([a-zA-Z][\w-]*)", rest[at:])
        self.silent = found[1] if found and found[1] in SILENT else ""
        return rest[:at], rest[at:at + 1], rest[at + 1:], "tag"

    def _in_tag(self, rest: str) -> tuple[str, str, str, str]:
        end, said = rest.find(">"), ATTRIBUTE.search(rest)
        if said is not None and (end < 0 or said.end() <= end):
            return "", rest[:said.end()], rest[said.end():], "attribute"
        if end < 0:
            return "", rest, "", "tag"
        return "", rest[:end + 1], rest[end + 1:], "silence" if self.silent else "text"

    def _in_attribute(self, rest: str) -> tuple[str, str, str, str]:
        end = rest.find('"')
        return (rest, "", "", "attribute") if end < 0 else (rest[:end], rest[end:end + 1], rest[end + 1:], "tag")

    def _in_silence(self, rest: str) -> tuple[str, str, str, str]:
        end = rest.find(f"</{self.silent}")
        if end < 0:
            return "", rest, "", "silence"
        return "", rest[:end], rest[end:], "text"

    def end(self, line: int) -> Iterator[Token]:
        """A text is over: as one message where there are words in it, otherwise as it was."""
        pieces, self.pieces = self.pieces, []
        words = "".join(piece.words for piece in pieces)
        if '="' in words or not WORD.search(ENTITY.sub("", words).strip()):  # a macro's attribute is no text
            for piece in pieces:
                yield from piece.tokens or (Token(line, "data", piece.words),)
            return
        first = next(place for place, piece in enumerate(pieces) if piece.tokens or piece.words.strip())
        last = max(place for place, piece in enumerate(pieces) if piece.tokens or piece.words.strip())
        before = "".join(piece.words for piece in pieces[:first])
        after = "".join(piece.words for piece in pieces[last + 1:])
        yield from _call(before, pieces[first:last + 1], after, line)


def _call(before: str, pieces: list[_Piece], after: str, line: int) -> Iterator[Token]:
    """`{{ _text("message", name=expression, …) }}`, with the blank space before and after it as it was."""
    message, values = "", dict[str, tuple[Token, ...]]()
    for piece in pieces:
        if piece.tokens:
            inside = piece.tokens[1:-1]
            name = _name(inside, values)
            values[name] = inside
            message += f"{{{name}}}"
        else:
            message += piece.words.replace("{", "{{").replace("}", "}}")
    left, right = message[:len(message) - len(message.lstrip())], message[len(message.rstrip()):]
    message = " ".join(message.split())
    if not values:
        message = message.replace("{{", "{").replace("}}", "}")
    if before + left:
        yield Token(line, "data", before + left)
    yield Token(line, "variable_begin", "{{")
    yield Token(line, "name", SPEAKS)
    yield Token(line, "lparen", "(")
    yield Token(line, "string", message)
    for name, tokens in values.items():
        yield Token(line, "comma", ",")
        yield Token(line, "name", name)
        yield Token(line, "assign", "=")
        yield Token(line, "lparen", "(")
        yield from tokens
        yield Token(line, "rparen", ")")
    yield Token(line, "rparen", ")")
    yield Token(line, "variable_end", "}}")
    if right + after:
        yield Token(line, "data", right + after)


def _name(tokens: tuple[Token, ...], taken: dict[str, tuple[Token, ...]]) -> str:
    """What a translator reads where the expression stands: its last name, or `it`."""
    names = [token.value for token in tokens if token.type == "name"]
    plain = all(token.type in ("name", "dot") for token in tokens)
    name = names[-1] if plain and names else next(iter(names), "it") if len(names) == 1 else "it"
    if name not in taken or [token.value for token in taken[name]] == [token.value for token in tokens]:
        return name
    return next(f"{name}{place}" for place in range(2, 99) if f"{name}{place}" not in taken)
