"""This file is about the two ways to a customer's next contact: ordering numbers tells what the windows tell."""

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fourscore.warehouse.derived import customers

FIRST = "2026-03-09 00:00:00"  # UTC, as the warehouse keeps moments
MICROSECONDS = some.one_of(
    some.integers(0, 9), some.sampled_from([999, 1000, 1001, 999_999, 10**6, 10**10]), some.integers(-(10**15), 10**15))
CONTACT = some.tuples(
    some.sampled_from([1, 1, 2]), some.sampled_from("abc"), some.sampled_from([None, 1, 2, 3, 7, 2_000_000_000]),
    some.sampled_from([None, 1, 2, 40]), MICROSECONDS)


def told_of(contacts, *, at_once: int) -> tuple[list[tuple], list[tuple], int]:
    """Every contact's gaps by windows and by numbers, the latter with its start; and in how many queries."""
    with duckdb.connect() as connection:
        cursor = connection.cursor()
        columns = [list(column) for column in zip(*contacts, strict=True)] or [[]] * 5
        cursor.execute(
            "CREATE TABLE contact AS SELECT n AS contact, CAST(source AS INTEGER) AS source, key || n AS key, "
            "CAST(customer AS INTEGER) AS customer, CAST(topic AS INTEGER) AS topic, "
            f"TIMESTAMP '{FIRST}' + to_microseconds(CAST(later AS BIGINT)) AS started_at, n % 2 AS handled "
            "FROM (SELECT unnest(range(len(?))) AS n, unnest(?) AS source, unnest(?) AS key, unnest(?) AS customer, "
            "unnest(?) AS topic, unnest(?) AS later)", [columns[0], *columns])
        names = ", ".join(customers.TOLD)
        windows = cursor.execute(
            f"SELECT contact, {names}, epoch_ms(started_at), handled FROM contact JOIN "
            f"({customers.gaps('SELECT * FROM contact WHERE customer IS NOT NULL')}) USING (contact)").fetchall()
        numbers, queries = [], 0
        for query in customers.every_gap(
                cursor, f"SELECT {customers.COLUMNS}, handled FROM contact", at_once=at_once):
            queries += 1
            numbers += cursor.execute(f"SELECT contact, {names}, moment, handled FROM ({query})").fetchall()
        return sorted(windows, key=str), sorted(numbers, key=str), queries


@settings(deadline=None, max_examples=40)
@given(some.lists(CONTACT, max_size=40), some.sampled_from([1, 3, 1000]))
def test_numbers_tell_what_windows_tell(contacts, at_once) -> None:
    windows, numbers, _ = told_of(contacts, at_once=at_once)
    assert numbers == windows


def test_contacts_that_start_together_follow_each_other_by_source_and_key() -> None:
    together = [(2, "a", 1, 1, 0), (1, "b", 1, 1, 0), (1, "a", 1, 2, 0), (1, "a", 1, 1, 90_000_000)]
    windows, numbers, queries = told_of(together, at_once=1000)
    assert numbers == windows
    assert [row[1] for row in numbers] == [90, 0, 0, None]
    assert queries == 2  # the only customer is left to the windows


def test_a_history_is_taken_in_lots_of_customers() -> None:
    contacts = [(1, "a", customer, None, at * 10**9) for at in range(4) for customer in range(1, 11)]
    windows, numbers, queries = told_of(contacts, at_once=10)
    assert numbers == windows
    assert queries == 5
    assert {row[1] for row in numbers} == {1000, None}


@pytest.mark.parametrize("topics", [1, 2_000_000_000])
def test_where_a_number_has_no_room_for_customer_and_topic_windows_are_asked(topics) -> None:
    contacts = [(1, "a", 1 + number % 2 * 2_000_000_000, topics, number * 10**9) for number in range(10)]
    windows, numbers, _ = told_of(contacts, at_once=1000)
    assert numbers == windows
