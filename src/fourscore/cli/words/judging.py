"""This file is about the words of judging: what a person types to hold goals, people and measures against a target."""

from __future__ import annotations

from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, Centre, Format, NeededCentre


def judging(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command(epilog="Example: fourscore goals my-centre more-calls --period 2026-03 --plan")(goals)
    app.command("goals check", epilog='Example: fourscore goals check my-centre "dial-attempts +20% by 2026-12 from '
                                   '2025-Q4 | conversion ~ 4% ±0.4pp, operating-cost flat"')(goals_check)
    app.command(epilog="Example: fourscore compare my-centre conversion_rate:call --by agent --period 2026-03 "
                    "--team 'Sales 2'")(compare)
    app.command(epilog="Example: fourscore baseline my-centre conversion --from 2025-01 --until 2026-01 --write",
                )(baseline)


def goals(
    centre: Centre = HERE,
    goal: Annotated[str, typer.Argument(help="The id of one goal.", show_default="all")] = "",
    period: Annotated[str, typer.Option(help="Such as 2026-03.", show_default="the last whole month")] = "",
    as_of: Annotated[str, typer.Option("--as-of", help="Judge the last whole month that was over on this day.",
                                       show_default="today")] = "",
    plan: Annotated[bool, typer.Option("--plan", help="Also what it implies, whether it can be done and seen, each "
                                                      "team's part, and what past months reached.")] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """The goals with guards: each in a sentence, its verdict, and every headline and guard behind it."""
    carry("goals", centre, {"goal": goal, "period": period, "as_of": as_of, "plan": plan, "format": form})


def goals_check(
    centre: NeededCentre,
    line: Annotated[str, typer.Argument(help="The goal in one line (docs/goals.md).")],
    form: Annotated[str, typer.Option("--format", "-f", help="table or json.")] = "table",
) -> None:
    """What a goal means before it is written: in words, with what it implies, and everything wrong with it."""
    carry("goals", centre, {"line": line, "format": form})


def compare(
    centre: NeededCentre,
    metric: Annotated[str, typer.Argument(help="METRIC[:variant], or a KPI of the strategy by its id.")],
    by: Annotated[str, typer.Option(help="agent or team.")] = "agent",
    period: Annotated[str, typer.Option(help="Such as 2026-03.", show_default="all that is loaded")] = "",
    team: Annotated[str, typer.Option(help="Show this team only; everybody is still compared with all.")] = "",
    form: Format = "table",
) -> None:
    """Every agent or team beside what was to be expected of its mix of cases, with what is certain and what is not."""
    carry("compare", centre, {"metric": metric, "by": by, "period": period, "team": team, "format": form})


def baseline(
    centre: NeededCentre,
    first: Annotated[str, typer.Option("--from", help="The first month, such as 2025-01.")],
    until: Annotated[str, typer.Option("--until", help="The first month that no longer counts.")],
    kpis: Annotated[list[str] | None, typer.Argument(help="Ids of KPIs.", show_default="every KPI")] = None,
    write: Annotated[bool, typer.Option("--write", help="Put it into strategy.yaml; all else there stays.")] = False,
    unsigned: Annotated[bool, typer.Option("--unsigned", help="Take months that nobody has closed, too.")] = False,
    form: Format = "table",
) -> None:
    """Freeze what there was before: each KPI's value over whole months, on how many months and things it stands, and
    how far a month strays by itself."""
    carry("baseline", centre, {"kpis": kpis or [], "from": first, "until": until, "write": write, "unsigned": unsigned,
                               "format": form})
