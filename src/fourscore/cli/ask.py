"""This file is about `ask`, `why` and `score`: any number, what stands behind it, and all of them on one card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.asking.cards import YEAR_WEEKS, card_of, explained_part, is_of_a_card, weights_dict, weights_table
from fourscore.cli.asking.versus import alone, versus_verb
from fourscore.cli.relay import Streams
from fourscore.terms import Days, Issue, WrongUse, did_you_mean

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.metrics import Catalogue, Reporting

FORMATS = ("table", "csv", "json")


def ask_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    known_format(args["format"], FORMATS)
    if args.get("search"):
        return found_for(args["search"], centre.metrics.catalogue, streams, args["format"])
    if not args["metrics"].strip(" ,"):
        raise WrongUse(Issue("no-metric", "ask", "No metric is named.", "Write for example: fourscore ask my-centre "
                             'service_level, or look for one: fourscore ask my-centre --search "one and done"'))
    names = [name.strip() for name in args["metrics"].split(",") if name.strip()]
    by = [name.strip() for name in args["by"].split(",") if name.strip()]
    during, where, money = days(centre, args["during"]), conditions(args["where"]), reporting(centre, args)
    if args.get("versus"):
        return versus_verb(centre, names, by, during, where, args, streams, money)
    alone(args)
    answer = centre.metrics.ask(names, by, during=during, where=where, money=money, exact=bool(args.get("exact")))
    show.answer(answer, centre.metrics.catalogue, centre.settings.currency, streams, args["format"])
    return 0


def search_verb(text: str, how: str, streams: Streams) -> int:
    """Look among our own metrics, where there is no centre with more."""
    from fourscore.metrics import read_catalogue

    known_format(how, FORMATS)
    return found_for(text, read_catalogue(None, {})[0], streams, how)


def found_for(text: str, catalogue: Catalogue, streams: Streams, how: str) -> int:
    """The metrics a person may mean by these words."""
    found = catalogue.search(text)
    if how == "json":
        show.as_json([{"metric": one.slug, "variant": one.variant, "name": one.name, "words": one.words,
                       "called": list(one.called)} for one in found], streams)
    elif how == "csv":
        show.as_csv(["metric", "variant", "name", "words"],
                    [[one.slug, one.variant, one.name, one.words] for one in found], streams)
    elif found:
        show.table(["metric", "name", "what it is"], [[one.key, one.name, one.words] for one in found], streams)
    else:
        streams.err.write(f"No metric goes by {text!r}. docs/metrics.md has every one.\n")
    return 0 if found else 1


def why_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    known_format(args["format"], FORMATS)
    if is_of_a_card(centre, args["metric"], args):
        known_format(args["format"], ("table", "json"))
        return explained_part(centre, args, streams)
    during, where = days(centre, args["period"]), conditions(args["where"])
    money = reporting(centre, args)
    if args["versus"]:
        known_format(args["format"], ("table", "json"))
        moved = centre.metrics.movement(args["metric"], during=during, versus=centre.calendar.period(args["versus"]),
                                        where=where, money=money)
        if args["format"] == "json":
            show.as_json(moved.as_dict(), streams)
        else:
            show.movement(moved, streams)
        return 0 if moved.told else 1
    explained = centre.metrics.explain(args["metric"], during=during, where=where, money=money)
    rows = centre.metrics.rows(args["metric"], during=during, where=where, part=args["part"] or None,
                               limit=args["rows"])
    if args["format"] == "csv":
        show.as_csv(rows.columns, rows.rows, streams)
    elif args["format"] == "json":
        show.as_json({**explained.as_dict(), "total_rows": rows.total,
                      "rows": [dict(zip(rows.columns, row, strict=True)) for row in rows.rows]}, streams)
    else:
        for line in explained.lines(centre.settings.currency):
            streams.out.write(f"{line}\n")
        if rows.rows:
            streams.out.write(f"\nThe first {len(rows.rows)} of {rows.total:,} rows behind it:\n")
            show.table(rows.columns, [["–" if cell is None else str(cell) for cell in row] for row in rows.rows],
                       streams)
    return 0


def days(centre: Centre, text: str) -> Days:
    """The period asked for; all that is loaded where none was named."""
    if text:
        return centre.calendar.period(text)
    spread = centre.metrics.spread()
    if spread is None:
        raise WrongUse(Issue("nothing-loaded", str(centre.folder), "Nothing is loaded yet, so there is no number.",
                             "Run: fourscore load"))
    return spread


def reporting(centre: Centre, args: Mapping[str, Any]) -> Reporting | None:
    """The currency and rates asked for; none where neither is named."""
    from fourscore.metrics import Reporting

    if not args["currency"] and not args["rates"]:
        return None
    currency = args["currency"].strip().upper() or centre.settings.currency
    kind = args["rates"].strip().lower().replace("-", "_").replace(" ", "_")
    return Reporting(currency, kind) if kind else Reporting(currency)


def conditions(texts: Sequence[str]) -> dict[str, list[str]]:
    """`queue=Billing,Sales` as {"queue": ["Billing", "Sales"]}. Raises WrongUse for anything else."""
    found: dict[str, list[str]] = {}
    for text in texts:
        name, equals, values = text.partition("=")
        if not equals or not name.strip():
            raise WrongUse(Issue("bad-condition", repr(text), "A condition is a name, an equals sign and values.",
                                 "Write for example: --where queue=Billing,Sales"))
        found.setdefault(name.strip(), []).extend(value.strip() for value in values.split(","))
    return found


def known_format(name: str, there: Sequence[str]) -> None:
    if name not in there:
        raise WrongUse(Issue("unknown-format", "--format", f"There is no format called {name!r}.",
                             did_you_mean(name, there) or f"There are: {', '.join(there)}."))


def score_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    known_format(args["format"], FORMATS)
    if args.get("as_known"):
        return as_known_verb(centre, args, streams)
    weighed = bool(args.get("weights"))
    card = card_of(centre, args, YEAR_WEEKS if weighed else None)
    if not weighed:
        show.scorecard(card, centre.metrics.catalogue, streams, args["format"])
        return 0
    from fourscore.scoring import weigh

    known_format(args["format"], ("table", "json"))
    if args["format"] == "json":
        show.as_json({**show.scorecard_dict(card), "weights": weights_dict(weigh(card))}, streams)
    else:
        show.scorecard(card, centre.metrics.catalogue, streams, "table")
        streams.out.write("\n")
        weights_table(weigh(card), centre.metrics.catalogue, streams)
    return 0


def as_known_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import scorecard_as_known

    known = scorecard_as_known(centre, args["as_known"], args["period"], team=args["team"] or None,
                               agent=args["agent"] or None)
    if args["format"] == "json":
        show.as_json({"as_known": args["as_known"], "strategy_version": known.version, "load": known.load,
                      "loaded_at": known.loaded_at.isoformat(), "otherwise": list(known.otherwise),
                      **show.scorecard_dict(known.card)}, streams)
        return 0
    show.scorecard(known.card, centre.metrics.catalogue, streams, args["format"])
    said = streams.out if args["format"] == "table" else streams.err
    said.write(f"as known at the end of {args['as_known']}: strategy version {known.version}, load {known.load} of "
               f"{centre.calendar.local(known.loaded_at):%Y-%m-%d %H:%M}\n")
    for sentence in known.otherwise:
        said.write(f"{sentence}\n")
    return 0
