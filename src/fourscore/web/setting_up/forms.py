"""This file is about what a form of these pages brought: fields, and at most one file, both bounded."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import NamedTuple

from starlette.datastructures import Headers, UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from fourscore.terms import said

LONGEST = 8_000_000   # bytes of a form with its file: a report of half-hours of a year has less
FIELDS = 300


class Sent(NamedTuple):
    """fields: the last of each name, without blanks around it. file: its own name and content, None without one."""

    fields: Mapping[str, str]
    file: tuple[str, bytes] | None = None

    def get(self, name: str) -> str:
        return self.fields.get(name, "")


async def sent(request: Request) -> Sent:
    """What the form says. Raises HTTPException 411 or 413 where it may be too large, 400 where it is no form."""
    length = Headers(scope=request.scope).get("content-length", "")
    if not length.isdigit():
        raise HTTPException(411, said("The length of the form is not said."))
    if int(length) > LONGEST:
        raise HTTPException(413, said("The form is larger than {size} MB; nothing was changed.",
                                      size=LONGEST // 1_000_000))
    fields: dict[str, str] = {}
    file = None
    async with request.form(max_files=1, max_fields=FIELDS) as form:
        for name, value in form.multi_items():
            if isinstance(value, UploadFile):
                if value.filename:
                    file = (file_name(value.filename), await value.read())
            else:
                fields[name] = value.strip()
    return Sent(fields, file)


def file_name(said: str) -> str:
    """The last part of a name a browser sends, whatever folders it names."""
    return PureWindowsPath(PurePosixPath(said).name).name or "file"


@contextmanager
def on_disk(file: tuple[str, bytes] | None) -> Iterator[Path | None]:
    """The file under its own name in a folder of its own, for as long as it is read."""
    if file is None:
        yield None
        return
    with tempfile.TemporaryDirectory(prefix="fourscore-") as made:
        there = Path(made, file[0])
        there.write_bytes(file[1])
        yield there
