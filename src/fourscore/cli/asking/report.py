"""This file is about `report`: a scorecard or a review as a file, written whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli.relay import Streams
from fourscore.terms import Issue, Trouble

if TYPE_CHECKING:
    from fourscore.centre import Centre


def report_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.web import report

    out = Path(args["out"]) if args["out"] else None
    form = args["format"] or (out.suffix.lstrip(".").lower() if out else "pdf")
    made = report(centre, args["kind"], form, args["period"], args["scope"])
    to = out or Path(args["here"]) / made.name
    write_whole(to, made.body)
    streams.out.write(f"{args['named'] or to.name}: {len(made.body):,} bytes\n")
    return 0


def write_whole(to: Path, body: bytes) -> None:
    """The file as a whole; where it cannot be written, what stood there before stays. Raises `report-not-written`."""
    half = to.with_name(f".{to.name}.part")
    try:
        with half.open("wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        half.replace(to)
    except OSError as wrong:
        half.unlink(missing_ok=True)
        raise Trouble(Issue("report-not-written", str(to), f"The report could not be written: {wrong.strerror}.",
                            "Make room on that disk, or check that you may write there; then ask for it again.",
                            )) from None
