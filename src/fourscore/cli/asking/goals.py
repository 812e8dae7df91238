"""This file is about the verbs for goals with guards: verdicts and plans, and a goal tried before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre, Shown
    from fourscore.strategy import Kpi

FORMATS = ("table", "json")


def goals_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    """Every goal, or one: what it says, its verdict, and what stands behind it."""
    from fourscore.centre import goals
    from fourscore.scoring import judged_dict, plan_dict

    if args.get("line") is not None:
        return check_goal(centre, args, streams)
    known_format(args["format"], FORMATS)
    found = goals(centre, args["goal"], args["period"], args["as_of"], with_plan=args["plan"])
    if args["format"] == "json":
        currency = centre.settings.currency
        show.as_json([judged_dict(one.judged, centre.strategy, currency)
                      | ({"plan": plan_dict(one.plan)} if one.plan else {}) for one in found], streams)
        return 0
    for number, one in enumerate(found):
        streams.out.write("\n" if number else "")
        _told(centre, one, streams)
    unread = [one.id for one in centre.strategy.guarded if one.goal is None]
    if not found:
        streams.out.write("This strategy has no goal with guards that can be read.\n" if unread
                          else "This strategy has no goal with guards.\n")
    elif unread and not args["goal"]:
        streams.out.write(f"\nNot readable: {', '.join(unread)}; fourscore check tells why.\n")
    return 0


def _told(centre: Centre, shown: Shown, streams: Streams) -> None:
    from fourscore.scoring import GOAL_HEADINGS, goal_notes, goal_rows, goal_sentence, plan_lines, verdict_line

    judged, currency = shown.judged, centre.settings.currency
    period = centre.calendar.name(judged.days)
    show.wrapped(f"{judged.guarded.id} · {period} · {verdict_line(judged)}", streams)
    show.wrapped(f"  {goal_sentence(judged, centre.strategy, currency)}", streams)
    show.table(GOAL_HEADINGS, goal_rows(judged, currency), streams)
    for line in goal_notes(judged, currency):
        show.wrapped(line, streams)
    if shown.plan is not None:
        for line in plan_lines(shown.plan, currency, _headline(centre, judged.goal.moves[0].kpi)):
            show.wrapped(line, streams)


def _headline(centre: Centre, kpi: str) -> Kpi | None:
    return next((one for one in centre.strategy.kpis() if one.id == kpi), None)


def check_goal(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    """A goal as it would be written: in words, with its plan and everything wrong with it."""
    from fourscore.centre import try_goal
    from fourscore.scoring import plan_dict, plan_lines
    from fourscore.strategy import write_goal

    known_format(args["format"], FORMATS)
    tried = try_goal(centre, args["line"])
    if args["format"] == "json":
        show.as_json({"goal": write_goal(tried.goal), "says": tried.says,
                      "issues": [issue._asdict() for issue in tried.issues],
                      "plan": plan_dict(tried.plan) if tried.plan else None}, streams)
        return 1 if tried.issues else 0
    show.wrapped(tried.says, streams)
    if tried.plan is not None:
        for line in plan_lines(tried.plan, centre.settings.currency, _headline(centre, tried.goal.moves[0].kpi)):
            show.wrapped(line, streams)
    show.issues(tried.issues, streams)
    if not tried.issues:
        streams.out.write(f'Write it under  guarded:  as  goal: "{write_goal(tried.goal)}"\n')
    return 1 if tried.issues else 0
