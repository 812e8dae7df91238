"""This file is about the words of publishing: what a person types to publish, correct, compare and look back."""

from __future__ import annotations

from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, As, Centre, Format, NeededCentre, TextOrJson, Why

Period = Annotated[str, typer.Option(help="Such as 2026-10.")]
Team = Annotated[str, typer.Option(help="A team's scorecard instead of the centre's.")]
Site = Annotated[str, typer.Option(help="A site's.")]
Group = Annotated[str, typer.Option("--queue-group", help="A group of queues'.")]


def publishing(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("publish strategy", epilog="Example: fourscore publish strategy my-centre --as 'Ada King' "
                                           "--why 'Conversion now 4.2%, after the new scripts'")(publish_strategy)
    app.command("publish scorecard", epilog="Example: fourscore publish scorecard my-centre --period 2026-10 "
                                            "--as 'Ada King'")(publish_scorecard)
    app.command("publish correction", epilog="Example: fourscore publish correction my-centre --period 2026-10 "
                                             "--kpi conversion --as 'Ada King' --why 'Late orders of 31 October'",
                )(publish_correction)
    app.command("publish list", epilog="Example: fourscore publish list my-centre")(publish_list)
    app.command("publish show", epilog="Example: fourscore publish show my-centre 2026-10 or: fourscore publish show "
                                       "my-centre v3")(publish_show)
    app.command("diff", epilog="Example: fourscore diff my-centre 2 3 or: fourscore diff my-centre 2026-06-30 file",
                )(diff)
    app.command("history", epilog="Example: fourscore history my-centre conversion")(history)


def publish_strategy(
    centre: Centre = HERE,
    who: As = "",
    why: Why = "",
    seen: Annotated[int | None, typer.Option(
        help="The version you compared it with; if another was published since, yours is not.",
        show_default="the newest")] = None,
    form: TextOrJson = "text",
) -> None:
    """Publish the strategy as it is in the file: kept to the last byte, with who, when, why and every definition.
    A Senior manager's word; errors of `check` must be mended first."""
    carry("publish", centre, {"do": "strategy", "as": who, "why": why, "seen": seen, "format": form})


def publish_scorecard(
    centre: Centre = HERE, period: Period = "", who: As = "", why: Why = "", team: Team = "",
    site: Site = "", queue_group: Group = "", form: TextOrJson = "text",
) -> None:
    """Publish the scorecard of a period that is over: every number, target, score and weight as it is, by the newest
    published strategy. A Call centre manager's word."""
    carry("publish", centre, {"do": "scorecard", "period": period, "as": who, "why": why, "team": team, "site": site,
                              "queue_group": queue_group, "format": form})


def publish_correction(
    centre: Centre = HERE,
    period: Period = "",
    kpi: Annotated[str, typer.Option(help="The KPI's id.")] = "",
    value: Annotated[str, typer.Option(help="The right value, such as 81.2%.", show_default="what the data say now")]
    = "",
    who: As = "",
    why: Why = "",
    team: Team = "",
    site: Site = "",
    queue_group: Group = "",
    form: TextOrJson = "text",
) -> None:
    """Correct a number of a published scorecard, with a date and a reason; what was published stays beside it."""
    carry("publish", centre, {"do": "correction", "period": period, "kpi": kpi, "value": value, "as": who, "why": why,
                              "team": team, "site": site, "queue_group": queue_group, "format": form})


def publish_list(centre: Centre = HERE, form: Format = "table") -> None:
    """Every strategy and scorecard that was published: by whom, when and why, and what the data restated since."""
    carry("publish", centre, {"do": "list", "format": form})


def publish_show(
    centre: NeededCentre,
    what: Annotated[str, typer.Argument(help="A version such as v3, or a scorecard's period such as 2026-10.",
                                        show_default="the newest strategy")] = "",
    team: Team = "",
    site: Site = "",
    queue_group: Group = "",
    form: Format = "table",
) -> None:
    """A published strategy's text as it was, or a published scorecard beside what its numbers are now."""
    carry("publish", centre, {"do": "show", "what": what, "team": team, "site": site,
                              "queue_group": queue_group, "format": form})


def diff(
    centre: Centre = HERE,
    old: Annotated[str, typer.Argument(help="A version, or a day: what was in force at its end.",
                                       show_default="the newest version")] = "",
    new: Annotated[str, typer.Argument(help="The same, or  file  for the text as it is now.",
                                       show_default="the file")] = "",
    form: TextOrJson = "text",
) -> None:
    """What differs between two versions of the strategy, by meaning and in words. Exit code 1 where anything does."""
    carry("diff", centre, {"old": old, "new": new, "format": form})


def history(
    centre: NeededCentre,
    kpi: Annotated[str, typer.Argument(help="The KPI's id.")],
    form: Format = "table",
) -> None:
    """Every change of a KPI's target and definition, with who, when and why: published, noted beside it, and in the
    file."""
    carry("history", centre, {"kpi": kpi, "format": form})
