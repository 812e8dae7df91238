"""This file is about customers coming back: the seconds to the same customer's next contact and from the previous."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fourscore.warehouse.storing.ready import Storing

TOLD = ("next_s", "next_topic_s", "previous_s", "previous_topic_s")


COLUMNS = "contact, source, key, customer, topic, started_at"


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
