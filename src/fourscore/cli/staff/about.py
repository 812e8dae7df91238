"""This file is about `about`: everything that is held about a person, read on a terminal or taken away as a file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.terms import Issue, Trouble, WrongUse

if TYPE_CHECKING:
    from fourscore.centre import Centre


def about_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    """Carried out where the centre is open; a zip is written beside whoever asked."""
    from fourscore.centre import about

    known_format(args["format"], ("text", "json", "zip"))
    if args["format"] == "zip" and not args["to"]:
        raise WrongUse(Issue("no-place", "--to", "A zip is a file; it is not said where to write it.",
                             "Add for example: --to ada.zip"))
    held = about(centre, args["person"], kind=args["kind"], also=args["also"])
    if not args["to"]:
        if args["format"] == "json":
            show.as_json(held.as_dict(), streams)
        else:
            streams.out.write("\n".join(held.lines()) + "\n")
        return 0
    path = Path(args["to"])
    try:
        path.write_bytes(held.packed() if args["format"] == "zip" else held.written(args["format"]))
    except OSError as wrong:
        raise Trouble(Issue("folder-not-writable", str(path), f"It cannot be written: {wrong.strerror}.",
                            "Check that you may write there, and that there is room.")) from None
    streams.out.write(f"Written: {path}\n")
    return 0
