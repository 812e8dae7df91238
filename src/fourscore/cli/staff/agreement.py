"""This file is about `agreement`: what was agreed with the agents, by whom it is in force, and whom it was told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.terms import Issue, WrongUse, did_you_mean

if TYPE_CHECKING:
    from fourscore.centre import Centre

WHAT = ("show", "approve", "tell", "acknowledge", "history")


def agreement_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    """Show, approve, tell, acknowledge or list; what is asked for is the first word."""
    known_format(args["format"], ("table", "json"))
    what = args["what"]
    if what not in WHAT:
        raise WrongUse(Issue("unknown-choice", repr(what), f"An agreement cannot be asked to {what!r}.",
                             did_you_mean(what, WHAT)))
    return {"show": _show, "approve": _approve, "tell": _tell, "acknowledge": _acknowledge,
            "history": _history}[what](centre, args, streams)


def _show(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import agreement_of

    told = agreement_of(centre)
    if args["format"] == "json":
        show.as_json(told.as_dict(), streams)
    else:
        for line in told.lines():
            show.wrapped(line, streams)
    return 1 if told.issues else 0


def _approve(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import approve_agreement

    there = approve_agreement(centre, args["by"])
    if there.approved is not None:
        by = f"{there.approved.approved_by} approved it as {there.approved.role}"
        show.wrapped(f"In force: {there.said}; {by}, which nothing proves until people sign in. Now tell the agents: "
                     "fourscore agreement tell", streams)
    return 0


def _tell(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import tell_agents

    told = tell_agents(centre, args["by"])
    if args["format"] == "json":
        show.as_json([one._asdict() for one in told], streams)
        return 0
    for one in told:
        show.wrapped(f"{one.agent}: {one.what}", streams)
    streams.out.write(f"{len(told):,} told; on the pages of each until it is acknowledged.\n")
    return 0


def _acknowledge(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import acknowledge_agreement

    done = acknowledge_agreement(centre, args["by"])
    streams.out.write(f"{args['by']} has read it.\n" if done else f"Nothing waits for {args['by']}.\n")
    return 0 if done else 1


def _history(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import agreements_of

    every = agreements_of(centre)
    if args["format"] == "json":
        show.as_json([{**one._asdict(), "changes": changed} for one, changed in every], streams)
    for one, changed in every if args["format"] == "table" else ():
        streams.out.write(f"{one.approved_at:%Y-%m-%d %H:%M} UTC · {one.approved_by} ({one.role}) · "
                          f"{one.fingerprint[:12]}\n")
        for line in changed:
            show.wrapped(f"  {line}", streams)
    if not every and args["format"] == "table":
        streams.out.write("No agreement was ever approved, so the strictest holds.\n")
    return 0
