"""This file is about the export: the cubes as Parquet files with their words, and views of every metric over them.

Whoever sees the whole centre may write it. Figures of single persons are asked for one by one, as who exports may see
them by the staff agreement; nothing of persons is taken from the cubes themselves.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fourscore.centre.exporting.formulas import Written, written_of
from fourscore.terms import Days, Issue, Trouble, WrongUse

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from fourscore.centre.centre import Centre

VIEWS = "views.sql"
MARK = "-- An export of fourscore."
WORDS = ("queue", "channel", "topic", "customer_segment")
PEOPLE_COLUMNS = ("day DATE", "team VARCHAR", "agent VARCHAR", "metric VARCHAR", "value DOUBLE", "num DOUBLE",
                  "den DOUBLE", "n BIGINT", "complete BOOLEAN")


class Exported(NamedTuple):
    """What was written: rows by file. beside: what the files do not tell, in words."""

    folder: Path
    rows: dict[str, int]
    beside: tuple[str, ...]


def export(centre: Centre, folder: Path, *, people: bool = False) -> Exported:
    """Write the export as that folder, in the place of an earlier one: all of it, or nothing.

    people: also figures of single persons by day, those that may be told to who exports. Raises WrongUse `not-yours`;
    Trouble `nothing-loaded`, `not-an-export` where something else stands there, `folder-not-writable`.
    """
    rights = centre.keeper.rights()
    if not rights.everything:
        raise WrongUse(rights.hidden())
    spread = centre.metrics.spread()
    if spread is None:
        raise Trouble(Issue("nothing-loaded", str(centre.folder), "Nothing is loaded yet, so there is no number.",
                            "Run: fourscore load"))
    folder = folder.absolute()
    if folder.exists() and not _is_export(folder):
        raise Trouble(Issue("not-an-export", str(folder), "Something else stands there, which is not written over.",
                            "Name a folder that is not there yet, or an earlier export."))
    fresh, former = (folder.with_name(f".{folder.name}.{word}") for word in ("part", "former"))
    try:
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(parents=True)
        rows, beside = _written(centre, fresh, spread, people=people)
        _swap(fresh, folder, former)
    except OSError as wrong:
        raise Trouble(Issue("folder-not-writable", str(folder), f"It cannot be written: {wrong.strerror}.",
                            "Check that you may write there, and that there is room.")) from None
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return Exported(folder, rows, beside)


def _is_export(folder: Path) -> bool:
    views = folder / VIEWS
    return folder.is_dir() and (not any(folder.iterdir()) or (
        views.is_file() and views.read_text(encoding="utf-8").startswith(MARK)))


def _swap(fresh: Path, folder: Path, former: Path) -> None:
    """The new folder in the place of the former one, which comes back where that fails."""
    shutil.rmtree(former, ignore_errors=True)
    if folder.exists():
        folder.rename(former)
    try:
        fresh.rename(folder)
    except OSError:
        if former.exists():
            former.rename(folder)
        raise
    shutil.rmtree(former, ignore_errors=True)


def _written(centre: Centre, folder: Path, spread: Days, *, people: bool) -> tuple[dict[str, int], tuple[str, ...]]:
    from fourscore.warehouse import STORED

    catalogue, untold = centre.metrics.kept(spread)
    metrics = [one for one in written_of(catalogue) if untold.isdisjoint(one.metric.parts())]
    with centre.warehouse.whole_loads.asked():
        cursor = centre.warehouse.cursor()
        try:
            cursor.begin()
            # The cubes hold nought where nobody ever told a thing.
            parts = ", ".join(f"if({part.name in untold}, NULL, {part.aggregate}({part.name})) AS {part.name}"
                              for part in STORED)
            rows = {
                "queue_half_hours": _copy(cursor, folder, "queue_half_hours", _halves(parts)),
                "team_days": _copy(cursor, folder, "team_days", _teams(parts)),
                "metrics": _copy(cursor, folder, "metrics", _listed(metrics)),
                "loaded": _copy(cursor, folder, "loaded", "SELECT name AS source, kind, first_at AS first_at_utc, "
                                "until_at AS until_at_utc FROM fill JOIN source USING (source)"),
                "centre": _copy(cursor, folder, "centre", f"SELECT {_text(centre.settings.name)} AS name, "
                                f"{_text(centre.settings.zone.key)} AS zone, {_text(centre.settings.currency)} AS "
                                f"currency, TIMESTAMP '{centre.now():%Y-%m-%d %H:%M:%S}' AS written_at_utc"),
            }
            ((told,),) = cursor.execute("SELECT count(*) FROM interval WHERE replaced_in IS NULL").fetchall()
            if people:
                rows["people_days"] = _people(centre, cursor, folder, metrics, spread)
        finally:
            cursor.rollback()
            cursor.close()
    (folder / VIEWS).write_text(_views(metrics, rows), encoding="utf-8")
    beside = ("What another system's reports told as sums is in the answers of fourscore ask, and not in these files.",
              ) if told else ()
    return rows, beside


def _copy(cursor: DuckDBPyConnection, folder: Path, name: str, query: str) -> int:
    path = str(folder / f"{name}.parquet").replace("'", "''")
    found = cursor.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet, COMPRESSION zstd)").fetchall()
    return int(found[0][0])


def _halves(parts: str) -> str:
    """Half hours, in UTC and by the centre's clock, with the words in the place of their keys."""
    names = ", ".join(f"{word}.name AS {word}" for word in WORDS)
    joins = " ".join(f"LEFT JOIN {word} ON {word}.{word} = c.{word}" for word in WORDS)
    return (f"SELECT c.slot AS at_utc, c.day + to_minutes(30 * CAST(c.half AS INTEGER)) AS at_local, c.day, {names}, "
            f"{parts} FROM cube_queue c {joins} GROUP BY ALL ORDER BY at_utc, queue, channel, topic, customer_segment")


def _teams(parts: str) -> str:
    names = ", ".join(f"{word}.name AS {word}" for word in ("team", "queue", "channel"))
    joins = " ".join(f"LEFT JOIN {word} ON {word}.{word} = c.{word}" for word in ("team", "queue", "channel"))
    return (f"SELECT c.day, {names}, {parts} FROM cube_agent c {joins} GROUP BY ALL "
            "ORDER BY day, team, queue, channel")


def _listed(metrics: Sequence[Written]) -> str:
    """The metrics and their formulas, as a table of constants."""
    rows = ", ".join("(" + ", ".join([*map(_text, (
        one.metric.key, one.column, one.metric.name, one.metric.unit, one.metric.better, one.metric.words, one.sql,
        one.n)), str(one.teams).lower()]) + ")" for one in metrics)
    return ("SELECT * FROM (VALUES " + rows + ") AS told(metric, view_column, name, unit, better, words, formula_sql, "
            "n_sql, by_team)")


def _people(centre: Centre, cursor: DuckDBPyConnection, folder: Path, metrics: Sequence[Written],
            spread: Days) -> int:
    """Each person's figures by day, as the agreement lets who exports see them; measures it keeps back are left out."""
    cursor.execute(f"CREATE OR REPLACE TEMP TABLE told_of_people ({', '.join(PEOPLE_COLUMNS)})")
    try:
        for rows in _of_people(centre, metrics, spread):
            cursor.executemany(f"INSERT INTO told_of_people VALUES ({', '.join('?' * len(PEOPLE_COLUMNS))})", rows)
        return _copy(cursor, folder, "people_days", "FROM told_of_people ORDER BY ALL")
    finally:
        cursor.execute("DROP TABLE told_of_people")


def _of_people(centre: Centre, metrics: Sequence[Written], spread: Days) -> Iterator[list[list[Any]]]:
    for one in metrics:
        if not one.teams:
            continue
        try:
            answer = centre.metrics.ask([one.metric.key], by=("day", "team", "agent"), during=spread)
        except WrongUse as wrong:
            if {issue.name for issue in wrong.issues} & {"not-agreed", "not-yours", "cannot-bear"}:
                continue
            raise
        rows = [[row.by["day"], row.by["team"], row.by["agent"], one.metric.key, row.value, row.parts.get("num"),
                 row.parts.get("den"), row.n, row.complete]
                for row in answer.rows if row.by["agent"] is not None and row.value is not None]
        if rows:
            yield rows


def _views(metrics: Sequence[Written], rows: dict[str, int]) -> str:
    """The files as views, and every metric over them by day and queue, or team; read where the files are."""
    lines = [MARK, "-- Run it in the folder it stands in:  duckdb -init views.sql", "-- A ratio is the sum of its "
             "numerators over the sum of its denominators. Never average a column of these views:",
             "-- take formula_sql of the table metrics over the rows you want.", ""]
    lines += [f"CREATE OR REPLACE VIEW {name} AS FROM read_parquet('{name}.parquet');" for name in rows]
    for view, table, by, told in (
        ("queue_days", "queue_half_hours", "day, queue", metrics),
        ("centre_days", "queue_half_hours", "day", metrics),
        ("teams_by_day", "team_days", "day, team", [one for one in metrics if one.teams]),
    ):
        columns = ",\n".join(f'  {one.sql} AS "{one.column}"' for one in told)
        lines += ["", f"CREATE OR REPLACE VIEW {view} AS", f"SELECT {by},", columns, f"FROM {table}", "GROUP BY ALL",
                  "ORDER BY ALL;"]
    return "\n".join(lines) + "\n"


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
