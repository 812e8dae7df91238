"""This file is about `export`: the cubes written out as Parquet, for Grafana and any other SQL tool."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre


def export_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    from fourscore.centre import export

    known_format(args["format"], ("table", "csv", "json"))
    found = export(centre, Path(args["folder"]), people=args["people"])
    if args["format"] == "json":
        show.as_json({"folder": str(found.folder), "rows": found.rows, "beside": list(found.beside)}, streams)
        return 0
    rows = [[f"{name}.parquet", f"{many:,}"] for name, many in found.rows.items()]
    (show.as_csv if args["format"] == "csv" else show.table)(["file", "rows"], rows, streams)
    for line in (f"Written: {found.folder}, with views.sql for DuckDB.", *found.beside):
        streams.err.write(f"{line}\n")
    return 0
