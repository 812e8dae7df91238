"""This file is about customers coming back: the seconds to the same customer's next contact and from the previous."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from fourscore.warehouse.storing.ready import Storing

TOLD = ("next_s", "next_topic_s", "previous_s", "previous_topic_s")

COLUMNS = "contact, source, key, customer, topic, started_at"
AT_ONCE = 16_000_000  # contacts whose order is found together: about 2 GB


def gaps(contacts: str, *, topics: bool = True) -> str:
    """Seconds between the starts of one customer's contacts (a query of `COLUMNS`).

    Contacts that start together follow each other by source and key, whichever was loaded first. An unknown topic
    counts as one topic; with `topics` false no topic is known. A contact without a customer is left out.
    """
    alike = "alike" if topics else "anything"
    order = "ORDER BY started_at, source, key"

    def gap(of: str, name: str, window: str) -> str:
        there = f"{of}(started_at) OVER {window}"
        pair = (
            f"epoch_ms({there}) - epoch_ms(started_at)" if of == "lead" else f"epoch_ms(started_at) - epoch_ms({there})"
        )
        return f"CAST(({pair}) // 1000 AS BIGINT) AS {name}"

    return (
        f"SELECT contact, {gap('lead', 'next_s', 'anything')}, {gap('lead', 'next_topic_s', alike)}, "
        f"{gap('lag', 'previous_s', 'anything')}, {gap('lag', 'previous_topic_s', alike)} FROM ({contacts}) "
        f"WINDOW anything AS (PARTITION BY customer {order}), alike AS (PARTITION BY customer, topic {order})"
    )


def every_gap(cursor: DuckDBPyConnection, contacts: str, *, at_once: int = AT_ONCE) -> Iterator[str]:
    """The same as `gaps`, for whole histories: queries that together give each contact, each read before the next.

    contacts: a query of `COLUMNS` and any others that are never empty, which are handed through with the gaps.
    Numbers are put in order many times faster than rows are: of customer, topic and place in time one number is made.
    Contacts that start in the same thousandth of a second have no order in time; their customers are left to `gaps`.
    """
    import numpy as np

    standing = f"SELECT * FROM ({contacts}) WHERE customer IS NOT NULL"
    ((many, topics),) = cursor.execute(f"SELECT count(*), coalesce(max(topic), 0) + 2 FROM ({standing})").fetchall()
    lots = 1 + many // at_once
    left: list[NDArray[np.int64]] = []
    for lot in range(lots):
        found: dict[str, Any] = dict(cursor.execute(
            "SELECT * EXCLUDE (source, key, started_at) REPLACE (CAST(customer AS BIGINT) AS customer, "
            "CAST(coalesce(topic, -1) + 1 AS BIGINT) AS topic), epoch_ms(started_at) AS moment "
            f"FROM ({standing}) WHERE customer % {lots} = {lot}").fetchnumpy())
        customer, topic, moment = (found.pop(name) for name in ("customer", "topic", "moment"))
        if not len(moment):
            continue
        order = None if np.all(moment[1:] >= moment[:-1]) else np.argsort(moment, kind="stable")
        if order is not None:
            customer, topic, moment = customer[order], topic[order], moment[order]
        whom = customer // lots
        if (int(whom.max()) * topics + topics).bit_length() + len(moment).bit_length() > 63:
            left.append(np.unique(customer))  # more topics than one number has room for
            continue
        together = _near(whom, moment, order, found, ("next_s", "previous_s"))
        whom *= topics
        whom += topic
        _near(whom, moment, order, found, ("next_topic_s", "previous_topic_s"))
        none = ", ".join(f"nullif({name}, -1) AS {name}" for name in TOLD)
        query = f"SELECT * REPLACE ({none}) FROM gap_lot"
        if len(together):
            left.append(np.unique(customer[together]))
            found["alone"] = ~np.isin(customer if order is None else customer[np.argsort(order)], left[-1])
            query = f"SELECT * EXCLUDE (alone) REPLACE ({none}) FROM gap_lot WHERE alone"
        cursor.register("gap_lot", found)
        yield query
        cursor.unregister("gap_lot")
    if left:
        cursor.register("gap_left", {"customer": np.concatenate(left)})
        theirs = f"SELECT * FROM ({standing}) SEMI JOIN gap_left USING (customer)"
        yield (f"SELECT c.* EXCLUDE (source, key, customer, topic, started_at), g.* EXCLUDE (contact) FROM ({theirs}) c "
               f"JOIN ({gaps(theirs)}) g USING (contact)")
        cursor.unregister("gap_left")


def _near(
    of: NDArray[np.int64], moment: NDArray[np.int64], order: NDArray[np.int64] | None, told: dict[str, Any],
    names: tuple[str, str],
) -> NDArray[np.int64]:
    """Tell for each place of `order` the seconds to the next and from the previous of the same group, -1 without one.

    of: numbers of groups, in the order of the moments (milliseconds). Given back: places that share group and moment.
    """
    import numpy as np

    many = len(of)
    bits = many.bit_length()
    key = of << bits
    key |= np.arange(many)
    key.sort()
    place = key & ((1 << bits) - 1)
    key >>= bits
    apart = key[1:] != key[:-1]
    gap = np.diff(moment[place])
    together = place[1:][(gap == 0) & ~apart]
    gap //= 1000
    gap[apart] = -1
    row = place if order is None else order[place]
    for name, rows in zip(names, (row[:-1], row[1:]), strict=True):
        told[name] = np.full(many, -1, dtype=np.int64)
        told[name][rows] = gap
    return together


def returning(storing: Storing, new: str) -> tuple[str, str]:
    """Columns and join that give new contacts `n` their gaps; the gaps of customers' standing contacts are restated.

    new: the table of new contacts (at least `COLUMNS`). Only customers this load touched are looked at. Called between
    superseding and adding contacts.
    """
    touched = f"SELECT customer FROM {new} WHERE customer IS NOT NULL"
    if storing.has("gone_contact"):
        touched += " UNION ALL SELECT customer FROM gone_contact WHERE customer IS NOT NULL"
    storing.run(
        f"CREATE TEMP TABLE coming AS SELECT {COLUMNS}, false AS here FROM {new} WHERE customer IS NOT NULL "
        f"UNION ALL SELECT {COLUMNS}, true FROM contact WHERE replaced_in IS NULL AND customer IN ({touched})"
    )
    # Most customers come once; only the others need an order.
    storing.run(
        "CREATE TEMP TABLE gap AS "
        + gaps(
            "SELECT * FROM coming "
            "WHERE customer IN (SELECT customer FROM coming GROUP BY customer HAVING count(*) > 1)",
            topics=storing.number("SELECT count(topic) FROM coming") > 0,
        )
    )
    storing.run(
        "CREATE TEMP TABLE gap_of AS SELECT c.contact, g.* EXCLUDE (contact) FROM coming c LEFT JOIN gap g USING "
        "(contact) WHERE c.here"
    )
    differs = " OR ".join(f"c.{name} IS DISTINCT FROM g.{name}" for name in TOLD)
    storing.run(
        f"UPDATE contact c SET {', '.join(f'{name} = g.{name}' for name in TOLD)} FROM gap_of g "
        f"WHERE c.contact = g.contact AND c.replaced_in IS NULL AND ({differs})"
    )
    return ", 0 AS sold, " + ", ".join(f"g.{name}" for name in TOLD), " LEFT JOIN gap g ON g.contact = n.contact"
