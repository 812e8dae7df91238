"""This file is about making new offices quickly: the whole chain is run once, what it made is put into later ones.

A chain of migrations costs a quarter of a second, and thousands of tests begin with an empty office. What is put in is
what SQLite itself says was made, triggers and rows with it; other databases and offices with something in them go the
long way, as they would outside the tests.
"""

import sqlite3
from functools import cache

from sqlalchemy import Connection, create_engine, inspect

from fourscore.office import forward

RUN = forward.upgrade


@cache
def made() -> tuple[str, ...]:
    """Every statement that makes an office as the chain leaves it."""
    engine = create_engine("sqlite://")
    with engine.connect() as connection:
        RUN(connection)
        connection.commit()
        there = connection.connection.driver_connection
        assert isinstance(there, sqlite3.Connection)
        statements = tuple(there.iterdump())
    engine.dispose()
    return tuple(one for one in statements if one not in ("BEGIN TRANSACTION;", "COMMIT;"))


def upgrade(connection: Connection, target: str = "head") -> None:
    """As the chain does."""
    if connection.dialect.name != "sqlite" or target != "head" or inspect(connection).get_table_names():
        RUN(connection, target)
        return
    for statement in made():
        connection.exec_driver_sql(statement)


def put_in_place() -> None:
    forward.upgrade = upgrade
