"""This file is about lists told page by page: what a cursor says, and what becomes of one that has passed."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Query

from fourscore.terms import Issue, WrongUse

Limit = Annotated[int, Query(ge=1, le=1000, description="Rows of one page.", examples=[100])]
After = Annotated[str, Query(max_length=400, description="`next` of the page before.")]


def begun(cursor: str, *asked: Any) -> int:
    """The place of the first row. Raises WrongUse `bad-cursor`; `cursor-passed` where the list is another by now."""
    if not cursor:
        return 0
    try:
        said = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        at, of = int(said["at"]), str(said["of"])
    except (ValueError, KeyError, TypeError):
        raise WrongUse(Issue("bad-cursor", "cursor", "This is no cursor of this API.",
                             "Leave it out for the first page, then take each page's `next`.")) from None
    if of != _print(asked) or at < 0:
        raise WrongUse(Issue("cursor-passed", "cursor", "This cursor is of another question, or its figures have "
                             "changed since.", "Begin again without it, so that all pages tell the same."))
    return at


def following(at: int, total: int, *asked: Any) -> str | None:
    """The cursor of the page that begins there; none after the last."""
    if at >= total:
        return None
    said = json.dumps({"at": at, "of": _print(asked)}, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(said).decode().rstrip("=")


def page_of(rows: Sequence[Any], cursor: str, limit: int, *asked: Any) -> tuple[Sequence[Any], str | None]:
    """The rows of one page of a whole list, and the cursor of the next."""
    at = begun(cursor, len(rows), *asked)
    return rows[at:at + limit], following(at + limit, len(rows), len(rows), *asked)


def _print(asked: Sequence[Any]) -> str:
    return hashlib.sha256(repr(asked).encode()).hexdigest()[:16]
