"""This file is about what comes in: `load`, `sources` (what can be read, what a centre reads), `sources sniff`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams
from fourscore.terms import FACT_WORDS, Issue, Trouble, counted

if TYPE_CHECKING:
    from fourscore.centre import Centre, Configured

KINDS = ["kind", "about", "gives", "needs", "brought by"]
OWN = ["source", "kind", "gives", "files", "rows read", "loaded up to"]


def load_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=show.console(streams, err=True), transient=True,
                  disable=not streams.err_terminal) as bar:
        task = bar.add_task("Looking for what is new", total=None)

        def progress(what: str, done: int, total: int) -> None:
            bar.update(task, description=what, completed=done, total=total or None)

        reports = centre.load(args["sources"] or None, progress=progress)
    found = 0
    for report in reports:
        facts = ", ".join(counted(count, kind) for kind, count in report.facts.items() if count)
        said = facts or ("nothing loaded" if report.issues else "nothing new")
        if report.rows_left_out:
            said += f"; {_rows(report.rows_left_out)} left out by the mapping"
        if report.rows_set_aside:
            said += f"; {_rows(report.rows_set_aside)} set aside (see: fourscore doctor)"
        if report.replaced:
            said += f"; {report.replaced:,} {'fact' if report.replaced == 1 else 'facts'} corrected"
        streams.out.write(f"{report.source}: {said}\n")
        show.issues(report.issues, streams)
        found += report.rows_set_aside + len(report.issues)
    if not reports:
        streams.out.write("There is no source in centre.yaml yet; add one with: fourscore sources sniff FILE --write\n")
    return 1 if found else 0


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"


def kinds_verb(how: str, streams: Streams) -> int:
    """The kinds of source, where there is no centre with its own."""
    known_format(how, FORMATS)
    return shown(None, how, streams)


def sources_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import sources_of

    known_format(args["format"], FORMATS)
    own = sources_of(centre)
    shown(own, args["format"], streams)
    issues = [issue for source in own for issue in source.trouble]
    show.issues(issues, streams)
    return 1 if issues else 0


def shown(own: Sequence[Configured] | None, how: str, streams: Streams) -> int:
    """The kinds, and a centre's own before them; CSV has one table, the centre's own where there is a centre."""
    from fourscore.centre import kinds_there

    kinds = kinds_there()
    if how == "json":
        told: dict[str, Any] = {"kinds": [kind._asdict() for kind in kinds]}
        if own is not None:
            told["sources"] = [{**source._asdict(), "trouble": [issue._asdict() for issue in source.trouble],
                                "files": list(map(str, source.files))} for source in own]
        show.as_json(told, streams)
    elif how == "csv" and own is not None:
        show.as_csv(OWN, [[source.name, source.kind, " ".join(source.gives), " ".join(map(str, source.files)),
                           source.rows_read, source.until_at] for source in own], streams)
    elif how == "csv":
        show.as_csv(KINDS, [[kind.name, kind.about, " ".join(kind.gives), "; ".join(kind.needs), kind.package]
                            for kind in kinds], streams)
    else:
        if own is not None:
            show.table(OWN, [_own(source) for source in own], streams)
            streams.out.write("\n")
        show.table(KINDS, [[kind.name, kind.about, in_words(kind.gives), "; ".join(kind.needs) or "–", kind.package]
                           for kind in kinds], streams)
    return 0


def _own(source: Configured) -> list[str]:
    names = [path.name for path in source.files]
    files = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
    until = f"{source.until_at:%Y-%m-%d %H:%M}" if source.until_at else "never loaded" if not source.loads else "–"
    return [source.name, source.kind, in_words(source.gives), files or "–", f"{source.rows_read:,}", until]


def in_words(kinds: Sequence[str]) -> str:
    if set(FACT_WORDS) - set(kinds) <= {"interval"}:
        return "every kind of fact"  # of which sums told are none by themselves
    return ", ".join(FACT_WORDS[kind][1] for kind in kinds if kind in FACT_WORDS) or "as it is configured"


def sniff_verb(file: Path, centre: Path | None, name: str | None, write: bool, streams: Streams) -> int:
    from fourscore.centre import entry_lines, sniff_for, written_into

    folder = centre if centre is not None else Path() if Path("centre.yaml").is_file() else None
    if (centre is not None or write) and not (folder is not None and (folder / "centre.yaml").is_file()):
        raise Trouble(Issue("not-a-centre", str(centre or Path()), "This folder holds no centre: there is no "
                            "centre.yaml in it.",
                            "Give the folder of a centre, or write one with: fourscore init FOLDER"))
    found = sniff_for(file, folder, name)
    lines = entry_lines(found)
    if not write or folder is None:
        streams.out.write("\n".join(["# To stand under `sources:` in centre.yaml.", *lines]) + "\n")
        return 1 if found.trouble else 0
    written_into(folder, found)
    streams.out.write("\n".join(lines) + "\n")
    streams.err.write(f"Written into {folder / 'centre.yaml'}. "
                      f"Next: fourscore load {folder} --source {found.entry['name']}\n")
    return 1 if found.trouble else 0
