"""This file is about `forget`: a person goes, and what was searched is counted before and after."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.cli.run import carried
from fourscore.terms import Issue, WrongUse

if TYPE_CHECKING:
    from fourscore.centre import Centre, Forgotten


def forget_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    """Carried out where the centre is open; `dry_run` only counts."""
    from fourscore.centre import forget

    known_format(args["format"], ("table", "json"))
    done = forget(centre, args["person"], kind=args["kind"], also=args["also"], spare=args["spare"],
                  dry_run=args["dry_run"])
    if args["format"] == "json":
        show.as_json({"kind": done.kind, "alias": done.alias, "done": done.done,
                      "places": [place._asdict() for place in done.places], "beyond": list(done.beyond)}, streams)
    else:
        _tell(done, streams)
    return 1 if done.left and done.done else 0


def _tell(done: Forgotten, streams: Streams) -> None:
    named = [place for place in done.places if place.before or place.after]
    verb = "after" if done.done else "would stay"
    if named:
        show.table(["place", "before", verb],
                   [[place.where, f"{place.before:,}", f"{place.after:,}"] for place in named], streams, numbers=2)
    places = f"{len(done.places):,} places searched, {len(named):,} named the {done.kind}"
    if done.done:
        streams.out.write(f"{places}. Everywhere else the {done.kind} is now {done.alias}.\n")
    else:
        streams.out.write(f"{places}. Nothing was changed.\n")
    if done.left:
        streams.out.write("What still names the person is not ours to write, or no name as far as can be told: "
                          f"{', '.join(place.where for place in done.left)}\n")
    streams.out.write("".join(f"{sentence}\n" for sentence in done.beyond))


def confirmed(folder: Path, args: Mapping[str, Any], *, yes: bool, streams: Streams) -> int:
    """Show what would go, ask, and do it; with `yes` or a dry run nobody is asked."""
    if args["dry_run"] or yes:
        return carried("forget", folder, args)
    if not (streams.terminal and streams.err_terminal):
        raise WrongUse(Issue("not-confirmed", "forget", "This cannot be undone, and there is nobody here to ask.",
                             "Look first with --dry-run, then add --yes."))
    import typer

    code = carried("forget", folder, {**args, "dry_run": True})
    if code:
        return code
    if not typer.confirm("Forget this person? It cannot be undone.", err=True):
        streams.err.write("Nothing was changed.\n")
        return 0
    return carried("forget", folder, args)
