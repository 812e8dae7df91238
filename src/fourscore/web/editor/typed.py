"""This file is about what a form of the editor brought: what was typed, and what stood there before."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from starlette.datastructures import Headers, UploadFile
from starlette.requests import Request

from fourscore.centre import LONGEST, typed_too_long

FIELDS = 400
NOW, WAS = "f.", "was."  # before a field's name: as it was typed, and as it stood there
# A form writes a letter as up to three, and brings what stood there too.
LONGEST_FORM = 7 * LONGEST


class Typed(NamedTuple):
    """fields: everything the form says, as it was typed."""

    fields: Mapping[str, str]

    def get(self, name: str) -> str:
        """A word of the form's own, without blanks round it."""
        return self.fields.get(name, "").strip()

    def now(self) -> dict[str, str]:
        """Every field of the thing, as it was typed."""
        return {name.removeprefix(NOW): value for name, value in self.fields.items() if name.startswith(NOW)}

    def changed(self) -> dict[str, str]:
        """Those that were changed."""
        return {name: value for name, value in self.now().items()
                if _plain(value) != _plain(self.fields.get(WAS + name, ""))}

    def another_id(self) -> str:
        """The id the thing is to have from now on; empty where it keeps the one it was opened with."""
        return self.get("id") if self.get("id") != self.get("was_id") else ""

    def as_dict(self) -> dict[str, str]:
        """All of it, to be sent once more."""
        return dict(self.fields)


def _plain(value: str) -> str:
    """Browsers have a line end of their own, and blanks at the ends of a field say nothing."""
    return value.replace("\r\n", "\n").strip()


async def typed(request: Request) -> Typed:
    """What the form says. Raises WrongUse `text-too-long` where it is longer than any strategy."""
    said = Headers(scope=request.scope).get("content-length", "")
    if not said.isdigit() or int(said) > LONGEST_FORM:
        raise typed_too_long()
    async with request.form(max_files=0, max_fields=FIELDS) as form:
        return Typed({name: value for name, value in form.multi_items() if not isinstance(value, UploadFile)})
