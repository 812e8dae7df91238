"""This file is about `dispute`: a number of an agent is held to be wrong, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams
from fourscore.terms import Days, Issue, WrongUse, did_you_mean, write_value

if TYPE_CHECKING:
    from fourscore.centre import Centre, Disputed

WHAT = ("open", "answer", "list")


def dispute_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    """Open, answer or list; what is asked for is the first word."""
    from fourscore.centre import answer_dispute, disputes_of, open_dispute

    known_format(args["format"], FORMATS)
    what = args["what"]
    if what not in WHAT:
        raise WrongUse(Issue("unknown-choice", repr(what), f"A dispute cannot be asked to {what!r}.",
                             did_you_mean(what, WHAT)))
    if what == "open":
        days = centre.calendar.period(args["period"]) if args["period"] else centre.last_week()
        found = [open_dispute(centre, args["on"], agent=args["agent"], days=days, by=args["by"], why=args["why"])]
    elif what == "answer":
        found = [answer_dispute(centre, _number(args["on"]), by=args["by"], outcome=args["outcome"],
                                text=args["text"])]
    else:
        found = disputes_of(centre, args["agent"] or None)
    _told(centre, found, args["format"], streams)
    return 0


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise WrongUse(Issue("unknown-dispute", repr(text), "A dispute is named by its number.",
                             "See every one: fourscore dispute list CENTRE"))
    return int(text)


def _told(centre: Centre, found: Sequence[Disputed], how: str, streams: Streams) -> None:
    if how == "json":
        show.as_json([{**one._asdict(), "outcome": one.outcome, "answers": [a._asdict() for a in one.answers]}
                      for one in found], streams)
        return
    headings = ["number", "agent", "metric", "period", "value", "why", "by", "outcome", "answer"]
    rows = []
    for one in found:
        metric = centre.metrics.catalogue.metrics.get(one.metric)
        value = write_value(one.value, metric.unit, centre.settings.currency) if metric else str(one.value)
        last = one.answers[-1] if one.answers else None
        rows.append([str(one.number), one.agent, one.metric, centre.calendar.name(Days(one.first_day, one.until_day)),
                     value, one.why, one.by, one.outcome, f"{last.text} ({last.by})" if last else ""])
    if how == "csv":
        show.as_csv(headings, rows, streams)
    elif rows:
        show.table(headings, rows, streams)
    else:
        streams.out.write("Nobody disputes a number.\n")
