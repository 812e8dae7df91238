"""This file is about first-contact resolution over a whole history: asked, and worked out from nothing but contacts.

Asked: the seconds to the same customer's next contact stand beside every contact since its load. From scratch: the
product's own gaps over all contacts (any topic and same topic), as a rebuild makes them. By hand: the one window
over customer and topic that first-contact resolution needs.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from benchmarks.history.questions import WHOLE
from benchmarks.history.rows import CALENDAR
from fourscore.metrics import Metrics, read_catalogue
from fourscore.warehouse import Warehouse
from fourscore.warehouse.derived import customers

WINDOW = 7 * 86_400
Found = tuple[int, int]


class Resolution:
    """Contacts resolved at first, and first contacts, found in each way."""

    def __init__(self, folder: Path) -> None:
        self.warehouse = Warehouse.open(folder / "data")
        self.cursor = self.warehouse.cursor()
        self.cursor.execute("SET memory_limit = '1GB'")
        self.metrics = Metrics(self.warehouse, read_catalogue(None, {})[0], CALENDAR, "EUR")
        (self.until,), = self.warehouse.cursor().execute("SELECT until_at FROM fill WHERE kind = 'contact'").fetchall()

    def asked(self) -> Found:
        (row,) = self.metrics.ask(["first_contact_resolution"], during=WHOLE).rows
        return int(row.parts["num"]), int(row.parts["den"])

    def scratch(self) -> Found:
        """The product's way over all contacts, some customers after the others."""
        return self._added(
            "SELECT handled, outbound, moment // 1000 AS began, previous_topic_s AS before, next_topic_s AS after "
            f"FROM ({some})"
            for some in customers.every_gap(self.cursor, (
                f"SELECT {customers.COLUMNS}, handled, outbound FROM contact "
                "WHERE replaced_in IS NULL")))

    def hand(self) -> Found:
        self.cursor.execute("SET memory_limit = '3GB'")
        window = "(PARTITION BY customer, topic ORDER BY started_at)"
        return self._added([
            "SELECT handled, outbound, epoch(started_at) AS began, "
            f"epoch(started_at - lag(started_at) OVER {window}) AS before, "
            f"epoch(lead(started_at) OVER {window} - started_at) AS after FROM contact "
            "WHERE replaced_in IS NULL AND customer IS NOT NULL"])

    def _added(self, queries: Iterable[str]) -> Found:
        done, firsts = 0, 0
        for query in queries:
            ((one, all_),) = self.cursor.execute(
                f"SELECT count(*) FILTER (after IS NULL OR after >= {WINDOW}), count(*) FROM ({query}) "
                f"WHERE handled = 1 AND outbound = 0 AND (before IS NULL OR before >= {WINDOW}) "
                f"AND epoch(TIMESTAMP '{self.until}') - began >= {WINDOW}").fetchall()
            done, firsts = done + one, firsts + all_
        return done, firsts

    def close(self) -> None:
        self.warehouse.close()
