"""This file is about a score opened down to its rows: each measure of a part of a card, and a goal with guards."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.relay import Streams
from fourscore.terms import WrongUse

if TYPE_CHECKING:
    from fourscore.centre import Centre, Side
    from fourscore.scoring import Measured, Part, Scorecard
    from fourscore.strategy import Guarded
    from fourscore.terms import Days

LEVELS = ("site", "queue_group", "team", "agent")


def where_of(measured: Measured, card: Scorecard) -> dict[str, list[str]]:
    """What the rows of a measure on this card are limited to."""
    where: dict[str, list[str]] = {name: list(labels) for name, labels in measured.kpi.scope.items()}
    if card.scope.name is not None:
        level = {"site": "team", "queue_group": "queue"}.get(card.scope.level, card.scope.level)
        picked = list(card.scope.parts or (card.scope.name,))
        where[level] = [name for name in picked if name in where.get(level, picked)]
    return where


def told_rows(
    centre: Centre, metric: str, during: Days, where: Mapping[str, Any], args: Mapping[str, Any], streams: Streams,
) -> None:
    """The first of the facts behind a figure, each with the file and line it came from."""
    rows = centre.metrics.rows(metric, during=during, where=where, part=args.get("part") or None, limit=args["rows"])
    if rows.rows:
        streams.out.write(f"\nThe first {len(rows.rows)} of {rows.total:,} rows behind it:\n")
        show.table(rows.columns, [["–" if cell is None else str(cell) for cell in row] for row in rows.rows], streams)


def further(centre: Centre, part: Part, card: Scorecard, args: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Of each measure below a part: how many rows it stands on, and how it is opened by itself."""
    found = []
    for leaf in leaves(part):
        if leaf.measured is None and leaf.kind != "goal":
            continue
        found.append({"id": leaf.id, "name": leaf.name, "rows": _count(centre, leaf, card),
                      "why": _command(centre, leaf.id, card, args)})
    return found


def _count(centre: Centre, leaf: Part, card: Scorecard) -> int | None:
    measured = leaf.measured
    if measured is None or measured.value is None:
        return None
    try:
        return centre.metrics.rows(measured.kpi.metric, during=measured.of or card.days,
                                   where=where_of(measured, card), limit=1).total
    except WrongUse:
        return None  # single answers of people are kept


def _command(centre: Centre, name: str, card: Scorecard, args: Mapping[str, Any]) -> str:
    words = ["fourscore", "why", str(centre.folder), name, "--period", args.get("period") or card.period]
    for level in LEVELS:
        words += [f"--{level.replace('_', '-')}", str(args[level])] if args.get(level) else []
    return shlex.join(words)


def leaves(part: Part) -> list[Part]:
    """The parts nothing is below of: KPIs, and goals with guards."""
    return [part] if not part.parts else [leaf for one in part.parts for leaf in leaves(one)]


def told_further(found: list[dict[str, Any]], streams: Streams) -> None:
    """Where each measure goes on down to its rows."""
    if found:
        streams.out.write("\nDown to the rows:\n")
        show.table(["measure", "rows", "opened by"],
                   [[one["name"], "–" if one["rows"] is None else f"{one['rows']:,}", one["why"]] for one in found],
                   streams)


def opened_goal(centre: Centre, guarded: Guarded, days: Days, args: Mapping[str, Any], streams: Streams) -> None:
    """A goal's verdict, and each headline and guard with its figure, the one before, and their rows."""
    from fourscore.centre import open_goal
    from fourscore.scoring import goal_notes, goal_sentence, part_words, rule_of, said_plainly, verdict_line

    goal, currency, name = open_goal(centre, guarded, days), centre.settings.currency, centre.calendar.name
    show.wrapped(f"{guarded.id} · {name(days)} · {verdict_line(goal.judged)}", streams)
    show.wrapped(goal_sentence(goal.judged, centre.strategy, currency), streams)
    if goal.judged.word == "bought":
        show.wrapped(f"It was {said_plainly(goal.judged)}.", streams)
    for line in goal_notes(goal.judged, currency):
        show.wrapped(line, streams)
    for one in goal.parts:
        streams.out.write("\n")
        show.wrapped(part_words(one.part, currency, name, days), streams)
        if one.part.kpi is not None:
            streams.out.write(f"Rule {rule_of(one.part.kpi, centre.metrics.catalogue)} · {one.part.kpi.name}\n")
        for word, side in (("Now", one.now), ("Before", one.base)):
            _side(centre, word, side, one.part.kpi.metric if one.part.kpi else "", args, streams)


def _side(centre: Centre, word: str, side: Side, metric: str, args: Mapping[str, Any], streams: Streams) -> None:
    if side.made is None or side.days is None:
        if side.told:
            show.wrapped(f"  {word}: {side.told}", streams)
        return
    streams.out.write(f"\n{word}, in {centre.calendar.name(side.days)}:\n")
    streams.out.write("\n".join(side.made.lines(centre.settings.currency)) + "\n")
    try:
        told_rows(centre, metric, side.days, side.where, args, streams)
    except WrongUse as refused:
        show.wrapped(refused.issues[0].what, streams)


def goal_dict(centre: Centre, guarded: Guarded, days: Days) -> dict[str, Any]:
    """The same as plain values."""
    from fourscore.centre import open_goal
    from fourscore.scoring import judged_dict

    goal = open_goal(centre, guarded, days)

    def plain(side: Side) -> dict[str, Any]:
        return {"days": side.days._asdict() if side.days else None, "where": dict(side.where), "why": side.told or None,
                "frozen": side.frozen, "made": side.made.as_dict() if side.made else None}

    return {**judged_dict(goal.judged, centre.strategy, centre.settings.currency),
            "opened": [{"kpi": one.part.kpi.id if one.part.kpi else None, "now": plain(one.now),
                        "before": plain(one.base)} for one in goal.parts]}
