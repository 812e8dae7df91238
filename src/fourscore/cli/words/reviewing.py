"""This file is about the words of reviewing: what a person types for initiatives, the monthly review and policies."""

from __future__ import annotations

from typing import Annotated

import typer

from fourscore.cli.run import carry
from fourscore.cli.words.options import HERE, As, Centre, Format, NeededCentre, TextOrJson, Why

Month = Annotated[str, typer.Option(help="Such as 2026-10.", show_default="the last that is over")]
Id = Annotated[str, typer.Argument(help="The initiative's id.")]


def reviewing(app: typer.Typer) -> None:
    """Give these verbs to the command line."""
    app.command("initiative add", epilog="Example: fourscore initiative add my-centre new-script --name 'A new script' "
                                         "--objective convert-calls --owner 'Team leader' --hypothesis 'Asking first "
                                         "sells more' --expect 'conversion +0.4pp by 2026-12-31' --start 2026-10-05 "
                                         "--team Oak --against Elm --cost 12000 --as 'Ada King'")(initiative_add)
    app.command("initiative list", epilog="Example: fourscore initiative list my-centre")(initiative_list)
    app.command("initiative show", epilog="Example: fourscore initiative show my-centre new-script")(initiative_show)
    app.command("initiative state", epilog="Example: fourscore initiative state my-centre new-script running "
                                           "--as 'Ada King' --why 'Begun on Monday'")(initiative_state)
    app.command("initiative check", epilog="Example: fourscore initiative check my-centre new-script",
                )(initiative_check)
    app.command("review agenda", epilog="Example: fourscore review agenda my-centre --month 2026-10 --keep",
                )(review_agenda)
    app.command("review close", epilog="Example: fourscore review close my-centre signal:conversion explained "
                                       "--as 'Ada King' --why 'A public holiday'")(review_close)
    app.command("review decide", epilog="Example: fourscore review decide my-centre 'Two more hours of coaching' "
                                        "--kpi conversion --expect +0.4pp --by 2026-12-31 --as 'Ada King'",
                )(review_decide)
    app.command("review withdraw", epilog="Example: fourscore review withdraw my-centre 3 --as 'Ada King' "
                                          "--why 'The budget was cut'")(review_withdraw)
    app.command("review check", epilog="Example: fourscore review check my-centre")(review_check)
    app.command("review minutes", epilog="Example: fourscore review minutes my-centre 2026-10")(review_minutes)
    app.command("policy list", epilog="Example: fourscore policy list my-centre")(policy_list)
    app.command("policy who", epilog="Example: fourscore policy who my-centre call-back-promise")(policy_who)
    app.command("policy acknowledge", epilog="Example: fourscore policy acknowledge my-centre call-back-promise "
                                             "--as 'Ben Cole'")(policy_acknowledge)


def initiative_add(
    centre: NeededCentre,
    id_: Annotated[str, typer.Argument(metavar="ID", help="A short id, such as new-script.")],
    name: Annotated[str, typer.Option(help="What it is called.")] = "",
    hypothesis: Annotated[str, typer.Option(help="Why it should work.")] = "",
    objective: Annotated[str, typer.Option(help="The id of the objective it helps.")] = "",
    owner: Annotated[str, typer.Option(help="Who answers for it: a role or a person.")] = "",
    expect: Annotated[list[str] | None, typer.Option(
        help="What is to move, how far, until when: 'conversion +0.4pp by 2026-12-31'; may be repeated.")] = None,
    start: Annotated[str, typer.Option(help="Its first day.", show_default="today")] = "",
    cost: Annotated[str, typer.Option(help="What it costs, in the centre's currency.")] = "",
    team: Annotated[list[str] | None, typer.Option(help="A team it is done in; may be repeated.",
                                                   show_default="the whole centre")] = None,
    against: Annotated[list[str] | None, typer.Option(
        help="A team to compare with, where nothing of it is done; may be repeated.")] = None,
    who: As = "",
) -> None:
    """Write an initiative down: what is done, why it should work, and what it is to move."""
    carry("initiative", centre, {
        "do": "add", "id": id_, "name": name, "hypothesis": hypothesis, "objective": objective, "owner": owner,
        "expect": expect or [], "start": start, "cost": cost, "teams": team or [], "against": against or [],
        "as": who, "format": "table"})


def initiative_list(centre: Centre = HERE, form: Format = "table") -> None:
    """Every initiative: its state, what it is to move, and by when."""
    carry("initiative", centre, {"do": "list", "format": form})


def initiative_show(centre: NeededCentre, id_: Id, form: TextOrJson = "text") -> None:
    """One initiative with everything said of it, and every state it was in."""
    carry("initiative", centre, {"do": "show", "id": id_, "format": form})


def initiative_state(
    centre: NeededCentre, id_: Id,
    state: Annotated[str, typer.Argument(help="planned, running, done or stopped.")],
    who: As = "", why: Why = "",
) -> None:
    """Move an initiative on; its earlier states stay on record."""
    carry("initiative", centre, {"do": "state", "id": id_, "state": state, "as": who, "why": why, "format": "table"})


def initiative_check(centre: NeededCentre, id_: Id, form: Format = "table") -> None:
    """What came of an initiative, held against what would have happened anyway: in the teams it is compared with, or
    by what the KPI's own history led to expect."""
    carry("initiative", centre, {"do": "check", "id": id_, "format": form})


def review_agenda(
    centre: Centre = HERE, month: Month = "",
    keep: Annotated[bool, typer.Option("--keep", help="Write the lines into the month's minutes.")] = False,
    form: Format = "table",
) -> None:
    """What a month's review is about, signals first; exit code 1 while a line is open."""
    carry("review", centre, {"do": "agenda", "month": month, "keep": keep, "format": form})


def review_close(
    centre: NeededCentre,
    signal: Annotated[str, typer.Argument(help="The line, such as signal:conversion.")],
    closed_as: Annotated[str, typer.Argument(help="acted, explained or re-based.")],
    month: Month = "", who: As = "", why: Why = "",
) -> None:
    """Close a line of the agenda. Re-based: from this month on, later weeks are held against new limits."""
    carry("review", centre, {"do": "close", "month": month, "signal": signal, "closed_as": closed_as, "as": who,
                             "why": why, "format": "table"})


def review_decide(
    centre: NeededCentre,
    text: Annotated[str, typer.Argument(help="What is done.")],
    kpi: Annotated[str, typer.Option(help="The KPI that is to move.")] = "",
    expect: Annotated[str, typer.Option(help="How far, such as +0.4pp or -30s.")] = "",
    by: Annotated[str, typer.Option(help="Until when, such as 2026-12-31.")] = "",
    month: Month = "", who: As = "",
) -> None:
    """Keep a decision, with what is expected of it; it is checked when its day has come."""
    carry("review", centre, {"do": "decide", "month": month, "text": text, "kpi": kpi, "expect": expect, "by": by,
                             "as": who, "format": "table"})


def review_withdraw(
    centre: NeededCentre, number: Annotated[int, typer.Argument(help="The decision's number.")],
    who: As = "", why: Why = "",
) -> None:
    """Take a decision back, with a reason. Both stay in the minutes."""
    carry("review", centre, {"do": "withdraw", "number": number, "as": who, "why": why, "format": "table"})


def review_check(centre: Centre = HERE, form: Format = "table") -> None:
    """What came of every decision that stands, against what its KPI's history led to expect."""
    carry("review", centre, {"do": "check", "format": form})


def review_minutes(
    centre: NeededCentre, month: Annotated[str, typer.Argument(help="Such as 2026-10.")], form: TextOrJson = "text",
) -> None:
    """The minutes of a month's review, as Markdown."""
    carry("review", centre, {"do": "minutes", "month": month, "format": form})


def policy_list(centre: Centre = HERE, form: Format = "table") -> None:
    """Every policy, how many still have to read it, and the KPI that shows whether it is kept."""
    carry("policy", centre, {"do": "list", "format": form})


def policy_who(
    centre: NeededCentre, id_: Annotated[str, typer.Argument(metavar="ID", help="The policy's id.")],
    form: Format = "table",
) -> None:
    """Who has read a policy as it is worded now, and who still has to; exit code 1 while somebody has."""
    carry("policy", centre, {"do": "who", "id": id_, "format": form})


def policy_acknowledge(
    centre: NeededCentre, id_: Annotated[str, typer.Argument(metavar="ID", help="The policy's id.")], who: As = "",
) -> None:
    """Say that you have read a policy. Another wording is to be read anew."""
    carry("policy", centre, {"do": "acknowledge", "id": id_, "as": who, "format": "table"})
