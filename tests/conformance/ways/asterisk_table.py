"""This file is about the recorded day in Asterisk's table queue_log, its times by the clock on the wall."""

import sqlite3
from pathlib import Path

from recorded_day import Told, lines

from fourscore.warehouse.sources.asterisk import QueueTable
from ways.table import wall_clock

COLUMNS = ("time", "callid", "queuename", "agent", "event", "data1", "data2", "data3", "data4", "data5")


def write(folder: Path, share: float) -> None:
    """The rows Asterisk would have inserted: five parameters each, the rest of a line in the last; blanks are blank."""
    told = lines()
    with sqlite3.connect(folder / "asterisk.db") as database:
        database.execute(f"CREATE TABLE IF NOT EXISTS queue_log "
                         f"(id integer PRIMARY KEY AUTOINCREMENT, {', '.join(f'{name} text' for name in COLUMNS)})")
        (there,) = database.execute("SELECT count(*) FROM queue_log").fetchone()
        for line in told[there: round(len(told) * share)]:
            parameters = [*line.more[:4], "|".join(line.more[4:])]
            cells = [*line[1:5], *parameters, *[None] * (5 - len(parameters))]
            database.execute(f"INSERT INTO queue_log ({', '.join(COLUMNS)}) VALUES ({', '.join('?' * len(COLUMNS))})",
                             [f"{wall_clock(line.at)}.000123", *cells])
    database.close()


WAY = Told({"switch": (QueueTable.configure, {"url": "sqlite:///asterisk.db"})}, {}, write=write)
