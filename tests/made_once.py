"""This file is about what is dear to make and always the same, made once for all tests of a process.

A warehouse without facts is copied, as offices are (`fresh_office`); pages' templates are compiled once and not for
every application; passwords are hashed by the same way with the least work. Each is what the product itself makes: the
first warehouse and the first compiled template of a process are the ones that all later ones are taken from, and
`tests/office/test_office_accounts.py` holds how much work a password costs outside the tests.
"""

from __future__ import annotations

import tempfile
from functools import cache, partial
from pathlib import Path
from types import CodeType
from typing import TYPE_CHECKING

from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from jinja2 import BytecodeCache, Environment

from fourscore.office.access import accounts
from fourscore.warehouse import Warehouse
from fourscore.web.languages import templates

if TYPE_CHECKING:
    from jinja2.bccache import Bucket

OPEN = Warehouse.open
HASHER = accounts._hasher


@cache
def no_facts() -> bytes:
    """The file of a warehouse without facts."""
    with tempfile.TemporaryDirectory() as made:
        OPEN(Path(made)).close()
        return (Path(made) / "warehouse.duckdb").read_bytes()


def warehouse(folder: Path) -> Warehouse:
    """As `Warehouse.open` does; a new one's file is copied. Where it cannot be put there, the product says why."""
    place = folder / "warehouse.duckdb"
    if not place.exists():
        content = no_facts()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        except OSError:
            place.unlink(missing_ok=True)
    return OPEN(folder)


class Compiled(BytecodeCache):
    """Keeps compiled templates by what they were compiled from."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        # One template is compiled to different code with an extension and without; its environment tells which.
        bucket.code = self.kept.get((_kind(bucket.environment), bucket.key + bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self.kept[_kind(bucket.environment), bucket.key + bucket.checksum] = bucket.code


def _kind(environment: Environment) -> str:
    return " ".join([*environment.extensions, repr(environment.finalize)])


@cache
def hasher() -> PasswordHasher:
    return PasswordHasher.from_parameters(CHEAPEST)


def put_in_place() -> None:
    Warehouse.open = warehouse
    templates.Environment = partial(Environment, bytecode_cache=Compiled())
    accounts._hasher = hasher
