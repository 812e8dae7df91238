"""This file is about `review`: the agenda of a month, its lines closed, decisions kept and checked, the minutes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams
from fourscore.cli.reviewing.initiative import change, effect_cells, why_not

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.scoring import Closed, Decision


def review_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    known_format(args["format"], ("text", "json") if args["do"] == "minutes" else ("table", "csv", "json"))
    done = {"agenda": _agenda, "close": _close, "decide": _decide, "withdraw": _withdraw, "check": _check,
            "minutes": _minutes}
    return done[args["do"]](centre, args, streams)


def _agenda(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import agenda

    month, found = agenda(centre, args["month"], keep=args["keep"])
    still_open = sum(one.closed is None for one in found)
    if args["format"] == "json":
        show.as_json({"month": month, "lines": [{**one.line._asdict(), "closed": one.closed._asdict()
                                                 if one.closed else None} for one in found]}, streams)
        return 1 if still_open else 0
    headings = ["line", "kind", "closed", "what"]
    rows = [[one.line.signal, one.line.kind, one.closed.closed_as if one.closed else "open", one.line.words]
            for one in found]
    if args["format"] == "csv":
        show.as_csv(headings, rows, streams)
    else:
        show.table(headings, rows, streams)
        kept = " They are in the minutes." if args["keep"] else ""
        streams.out.write(f"{month}: {len(found):,} lines, {still_open:,} open.{kept}\n")
    return 1 if still_open else 0


def _close(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import close_line

    made = close_line(centre, args["month"], args["signal"], args["closed_as"], args["as"], args["why"])
    streams.out.write(f"{made.signal} of {made.month} is closed: {made.closed_as}.\n")
    return 0


def _decide(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import decide

    made = decide(centre, args["month"], args["text"], args["as"], kpi=args["kpi"], expect=args["expect"],
                  by=args["by"])
    streams.out.write(f"Decision {made.number} of {made.month} is kept{_expected(centre, made)}.\n")
    return 0


def _expected(centre: Centre, one: Decision) -> str:
    if one.kpi is None:
        return ""
    unit = next((kpi.unit for kpi in centre.strategy.kpis() if kpi.id == one.kpi), "ratio")
    return f": {one.kpi} {change(one.change, unit, centre.settings.currency)} by {one.by_day}"


def _withdraw(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import withdraw_decision

    made = withdraw_decision(centre, args["number"], args["as"], args["why"])
    streams.out.write(f"Decision {made.withdraws} is withdrawn; it stays in the minutes.\n")
    return 0


def _check(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import check_decisions

    found = check_decisions(centre)
    if args["format"] == "json":
        show.as_json([{**one.decision._asdict(), "effect": one.effect._asdict() if one.effect else None}
                      for one in found], streams)
        return 0
    headings = ["", "month", "decision", "KPI", "verdict", "before", "came", "anyway", "effect", "from", "to"]
    blank = [""] * 6
    rows = [[str(one.decision.number), one.decision.month, one.decision.text, one.decision.kpi or "",
             one.effect.verdict if one.effect else "",
             *(effect_cells(one.effect, one.unit, centre.settings.currency) if one.effect else blank)]
            for one in found]
    if args["format"] == "csv":
        show.as_csv(headings, rows, streams)
        return 0
    show.table(headings, rows, streams, numbers=6)
    for one in found:
        if one.effect and (said := why_not(one.effect)):
            show.wrapped(f"{one.decision.number}: {said}", streams)
    return 0


def _minutes(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import month_of
    from fourscore.scoring import minutes

    kept = minutes(centre.office, month_of(centre, args["month"])[0])
    if args["format"] == "json":
        show.as_json({"month": kept.month, "lines": [one._asdict() for one in kept.lines],
                      "closed": [one._asdict() for one in kept.closed],
                      "decisions": [one._asdict() for one in kept.decisions]}, streams)
        return 0
    written = [f"# Review of {kept.month}", "", "## Agenda", ""]
    closed = {one.signal: one for one in kept.closed}
    written += [f"- {line.words} [{line.signal}]: {_closing(centre, closed.get(line.signal))}" for line in kept.lines]
    written += ([] if kept.lines else ["Nothing was kept of it."]) + ["", "## Decisions", ""]
    written += [_decided(centre, one) for one in kept.decisions] or ["None."]
    streams.out.write("\n".join(written) + "\n")
    return 0


def _closing(centre: Centre, one: Closed | None) -> str:
    if one is None:
        return "open"
    return f"{one.closed_as} by {one.who} on {centre.calendar.local(one.at):%Y-%m-%d}: {one.why}"


def _decided(centre: Centre, one: Decision) -> str:
    on = f"{one.who}, {centre.calendar.local(one.at):%Y-%m-%d}"
    if one.withdraws is not None:
        return f"- {one.number}. withdraws {one.withdraws}: {one.text} ({on})"
    said = f" Withdrawn by {one.withdrawn}." if one.withdrawn is not None else ""
    return f"- {one.number}. {one.text}{_expected(centre, one)} ({on}).{said}"
