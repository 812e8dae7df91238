"""This file is about customers coming back: the seconds to the same customer's next contact and from the previous."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from fourscore.warehouse.storing.packing import empty

if TYPE_CHECKING:
    import numpy as np
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

    from fourscore.warehouse.storing.ready import Storing

    Told = dict[str, NDArray[Any]]

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

    contacts: a query of `COLUMNS` and any others that are never empty; those are handed through beside the gaps, and
    `moment`, the contact's start in milliseconds. Numbers are put in order many times faster than rows are. Contacts of
    one customer that start in the same millisecond have no order in time; all of such a customer is left to `gaps`.
    """
    import numpy as np

    standing = f"SELECT * FROM ({contacts}) WHERE customer IS NOT NULL"
    ((many,),) = cursor.execute(f"SELECT count(*) FROM ({standing})").fetchall()
    lots, left = 1 + many // at_once, []
    for lot in range(lots):
        found: dict[str, Any] = cursor.execute(
            f"SELECT * EXCLUDE (source, key, started_at) REPLACE (CAST(customer // {lots} AS BIGINT) AS customer, "
            "coalesce(topic, -1) + 1 AS topic), epoch_ms(started_at) AS moment "
            f"FROM ({standing}) WHERE customer % {lots} = {lot}").fetchnumpy()
        if not len(found["moment"]):
            continue
        told: Told = found
        together = _tell(told)
        query = f"SELECT {', '.join(f'nullif({name}, -1) AS {name}' for name in TOLD)}, " \
                f"* EXCLUDE (customer, {', '.join(TOLD)}) FROM gap_lot"
        if len(together):
            left.append(together * lots + lot)
            told["customer"] = np.isin(told["customer"], together)
            query += " WHERE NOT customer"
        cursor.register("gap_lot", told)
        yield query
        cursor.unregister("gap_lot")
    if left:
        cursor.register("gap_left", {"customer": np.concatenate(left)})
        theirs = f"SELECT * FROM ({standing}) SEMI JOIN gap_left USING (customer)"
        yield (f"SELECT g.*, c.* EXCLUDE (contact, source, key, customer, topic, started_at), epoch_ms(started_at) AS "
               f"moment FROM ({theirs}) c JOIN ({gaps(theirs)}) g USING (contact)")
        cursor.unregister("gap_left")


def _tell(told: Told) -> NDArray[np.int64]:
    """Put columns in the order of customers and time, with their gaps (-1 for none); customers left out are returned.

    One sort of numbers made of customer and place in time, one of customer, topic and place: for both the neighbours
    stand side by side, and only the first has to bring anything from afar.
    """
    import numpy as np

    if not np.all(told["moment"][1:] >= told["moment"][:-1]):
        order = np.argsort(told["moment"], kind="stable")
        told.update({name: column[order] for name, column in told.items()})
    whom, topic, moment = (told.pop(name) for name in ("customer", "topic", "moment"))
    topics, first, bits = int(topic.max()) + 1, int(moment[0]), len(moment).bit_length()
    room = ((int(whom.max()) + 1) * topics).bit_length() + bits, (int(moment[-1] - first + 1) * topics).bit_length()
    if max(room) > 63:
        told.update(customer=whom, moment=moment, **dict.fromkeys(TOLD, moment))
        return np.unique(whom)  # more customers and topics than a number has room for
    whom, place = _in_order(whom, bits)
    moment = ((moment - first) * topics + topic)[place]
    told.update({name: column[place] for name, column in told.items()})
    moment, topic = np.divmod(moment, topics)
    gap = np.diff(moment)
    apart = whom[1:] != whom[:-1]
    together = np.unique(whom[1:][(gap == 0) & ~apart])
    told["next_s"], told["previous_s"] = _both(gap, apart)
    alike, place = _in_order(whom * topics + topic, bits)
    to_next, from_previous = _both(np.diff(moment[place]), alike[1:] != alike[:-1])
    told["next_topic_s"], told["previous_topic_s"] = np.empty_like(to_next), np.empty_like(to_next)
    told["next_topic_s"][place], told["previous_topic_s"][place] = to_next, from_previous
    moment += first
    told.update(customer=whom, moment=moment)
    return together


def _in_order(numbers: NDArray[np.int64], bits: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers in ascending order, and the place each had; equal ones as they stood."""
    import numpy as np

    key = numbers << bits
    key |= np.arange(len(key))
    key.sort()
    place = key & ((1 << bits) - 1)
    key >>= bits
    return key, place


def _both(gap: NDArray[np.int64], apart: NDArray[np.bool_]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Whole seconds to the next and from the previous neighbour, of milliseconds between neighbours."""
    import numpy as np

    gap //= 1000
    gap[apart] = -1
    return np.append(gap, -1), np.insert(gap, 0, -1)


def returning(storing: Storing, new: str) -> tuple[str, str]:
    """Columns and join that give new contacts `n` their gaps; the gaps of customers' standing contacts are restated.

    new: the table of new contacts (at least `COLUMNS`). Only customers this load touched are looked at. Called between
    superseding and adding contacts.
    """
    touched = f"SELECT customer FROM {new} WHERE customer IS NOT NULL"
    if storing.has("gone_contact"):
        touched += " UNION ALL SELECT customer FROM gone_contact WHERE customer IS NOT NULL"
    was = [f"was_{name}" for name in TOLD]
    told = ", ".join(f"coalesce({name}, -1) AS {before}" for name, before in zip(TOLD, was, strict=True))
    coming = (
        f"SELECT rowid AS here, {COLUMNS}, {told} FROM contact WHERE replaced_in IS NULL AND customer IN ({touched}) "
        f"UNION ALL SELECT -1, {COLUMNS}, {', '.join('-1' for _ in TOLD)} FROM {new}"
    )
    columns = ", ".join(f"{name} BIGINT" for name in ("contact", "here", *was, *TOLD))
    storing.run(f"CREATE OR REPLACE TEMP TABLE gap ({columns})")
    empty(storing.cursor, "gap")
    for some in every_gap(storing.cursor, coming):
        storing.run(f"INSERT INTO gap BY NAME SELECT * EXCLUDE (moment) FROM ({some})")
    differs = " OR ".join(f"{before} <> coalesce({name}, -1)" for name, before in zip(TOLD, was, strict=True))
    storing.run(f"CREATE OR REPLACE TEMP TABLE gap_of AS SELECT here, {', '.join(TOLD)} FROM gap "
                f"WHERE here >= 0 AND ({differs})")
    # Found by their place in the table: nothing of the others has to be read.
    storing.run(
        f"UPDATE contact c SET {', '.join(f'{name} = g.{name}' for name in TOLD)} FROM gap_of g "
        "WHERE c.rowid = g.here"
    )
    return (", 0 AS sold, " + ", ".join(f"g.{name}" for name in TOLD),
            " LEFT JOIN (FROM gap WHERE here < 0) g ON g.contact = n.contact")
