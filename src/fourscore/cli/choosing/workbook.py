"""This file is about `strategy`: as a workbook and back, and the questions its KPIs have to answer."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre
    from fourscore.strategy import KpiQuestion


def strategy_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    if args["do"] == "export":
        return _export(centre, args, streams)
    return _questions(centre, args, streams) if args["do"] == "questions" else _import(centre, args, streams)


def _questions(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import questions_of

    known_format(args["format"], ("table", "csv", "json"))
    asked = questions_of(centre, args["kpi"])
    told = [one for one in asked if one.open or not args["open"]]
    count = sum(one.open for one in asked)
    if args["format"] == "json":
        show.as_json([{**one._asdict(), "open": one.open} for one in told], streams)
    elif args["format"] == "csv":
        show.as_csv(["kpi", "about", "question", "state", "answer", "write", "line"],
                    [[one.kpi, one.about, one.text, _state(one), one.answer, one.write, one.line] for one in told],
                    streams)
    else:
        show.table(["", "KPI", "question", "answer"],
                   [["○" if one.open else "✓", one.kpi, one.text, one.answer or f"open; write  {one.write}"]
                    for one in told], streams)
        streams.out.write(f"{len(asked) - count} of {len(asked)} questions are answered, {count} open.\n")
    return 1 if count else 0


def _state(one: KpiQuestion) -> str:
    return "open" if one.open else "answered"


def _export(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import export_strategy

    export_strategy(centre, Path(args["file"]), replace=args["replace"])
    streams.out.write(f"The strategy is in {args['name']}. Bring it back with: fourscore strategy import "
                      f"{args['again']}\n")
    return 0


def _import(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import import_strategy

    known_format(args["format"], ("table", "csv", "json"))
    found = import_strategy(centre, Path(args["file"]), dry_run=args["dry_run"], mark=args["mark"])
    headings = ["sheet", "thing", "what", "before", "now"]
    if args["format"] == "json":
        show.as_json({"changes": [change._asdict() for change in found.changes],
                      "issues": [issue._asdict() for issue in found.issues],
                      "marked": str(found.marked) if found.marked else None}, streams)
    elif args["format"] == "csv":
        show.as_csv(headings, [list(change) for change in found.changes], streams)
    elif found.changes and not found.issues:
        show.table(headings, [[_short(cell) for cell in change] for change in found.changes], streams)
    if found.issues:
        show.issues(list(found.issues), streams)
        where = f" Each is marked in {found.marked.name}, with a list." if found.marked else ""
        streams.err.write(f"{len(found.issues)} to mend; strategy.yaml is as it was.{where}\n")
        return 1
    count = len(found.changes)
    said = f"{count:,} {'change' if count == 1 else 'changes'}" if count else "Nothing changes"
    if args["dry_run"] or not count:
        streams.err.write(f"{said}; strategy.yaml is as it was.\n")
    else:
        streams.err.write(f"{said} in strategy.yaml. For more changes, export it again.\n")
    return 0


def _short(text: str) -> str:
    """A long text cut to what a table bears."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 48 else f"{flat[:47]}…"
