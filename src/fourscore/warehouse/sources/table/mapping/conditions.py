"""This file is about conditions a mapping sets on a row: read by SQLGlot, checked word by word, written anew as SQL."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sqlglot import exp


class Condition(NamedTuple):
    """A checked condition over a file's own columns. text: as the person wrote it. columns: those it names."""

    text: str
    columns: tuple[str, ...]


class BadCondition(ValueError):
    """The condition cannot be read, or says something a condition may not."""


ALLOWED = "comparisons, and, or, not, in, between, like, + - * /, lower, upper, trim, length and abs"


def read_condition(text: str) -> Condition:
    """Check a condition such as `outcome = 'PHANTOM' and q_time > 20`. Raises BadCondition with the reason."""
    from sqlglot import exp

    tree = _parse(text)
    if not isinstance(tree, _logical()):
        raise BadCondition("This gives no yes or no; compare a column with something.")
    for node in tree.walk():
        if not isinstance(node, _allowed()):
            raise BadCondition(f"{node.sql(dialect='duckdb')} may not stand in a condition; these may: {ALLOWED}.")
        if isinstance(node, exp.Column) and len(node.parts) != 1:
            raise BadCondition(f'{node.sql()} has a dot in it: put such a column in double quotes, "like.this".')
    return Condition(text, tuple(dict.fromkeys(column.name for column in tree.find_all(exp.Column))))


def condition_sql(condition: Condition, column: dict[str, str], number: Callable[[str], str]) -> str:
    """The condition over SQL expressions: `column` has each column's text, `number` makes a number of such a text.

    A blank is an empty text, so that every comparison says yes or no; a comparison with a number reads its columns as
    numbers, and what is no number is only ever different from one.
    """
    from sqlglot import exp

    def blank(node: exp.Expr) -> exp.Expr:
        return exp.EQ(this=node.this, expression=exp.Literal.string("")) if isinstance(node, exp.Is) else node

    tree = _parse(condition.text).transform(blank)
    counting = [comparison for comparison in tree.find_all(*_comparisons()) if _is_numeric(comparison)]
    numeric = {id(node) for comparison in counting for node in comparison.find_all(exp.Column)}
    meant: dict[str, str] = {}
    for node in [*tree.find_all(exp.Column)]:
        text = column[node.name]
        meant[f'"column {len(meant)} of the file"'] = number(text) if id(node) in numeric else f"coalesce({text}, '')"
        node.set("this", exp.to_identifier(f"column {len(meant) - 1} of the file", quoted=True))
    tree = tree.transform(
        lambda node: exp.func("coalesce", node.copy(), exp.Boolean(this=isinstance(node, exp.NEQ)))
        if any(node is comparison for comparison in counting) else node, copy=False)
    sql: str = tree.sql(dialect="duckdb")
    for name, text in meant.items():
        sql = sql.replace(name, f"({text})")
    return f"({sql})"


def _parse(text: str) -> exp.Expr:
    from sqlglot import exp, parse_one
    from sqlglot.errors import SqlglotError

    try:
        return parse_one(text, into=exp.Condition, dialect="duckdb")
    except (SqlglotError, ValueError) as error:
        raise BadCondition(str(error).splitlines()[0]) from None


def _is_numeric(comparison: exp.Expr) -> bool:
    from sqlglot import exp

    if comparison.find(exp.Length):
        return False
    if comparison.find(exp.Add, exp.Sub, exp.Mul, exp.Div, exp.Abs):
        return True
    return any(not literal.is_string for literal in comparison.find_all(exp.Literal))


def _comparisons() -> tuple[type[exp.Expr], ...]:
    from sqlglot import exp

    return (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.In, exp.Between)


def _logical() -> tuple[type[exp.Expr], ...]:
    from sqlglot import exp

    return (*_comparisons(), exp.And, exp.Or, exp.Not, exp.Paren, exp.Is, exp.Like, exp.ILike)


def _allowed() -> tuple[type[exp.Expr], ...]:
    from sqlglot import exp

    values = (exp.Column, exp.Identifier, exp.Literal, exp.Null, exp.Neg, exp.Add, exp.Sub, exp.Mul, exp.Div,
              exp.Lower, exp.Upper, exp.Trim, exp.Length, exp.Abs, exp.Tuple)
    return (*_logical(), *values)
