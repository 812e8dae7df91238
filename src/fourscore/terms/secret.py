"""This file is about secrets: words that are handed in from the environment and never stand in a text or a message."""

from __future__ import annotations


class Secret(str):
    """A word from the environment, such as a password. Shown, it is dots; whoever needs it asks for `told`."""

    __slots__ = ()

    @property
    def told(self) -> str:
        """The word itself."""
        return str.__str__(self)

    def __repr__(self) -> str:
        return "'…'"

    def __str__(self) -> str:
        return "…"

    def __format__(self, spec: str) -> str:
        return "…"
