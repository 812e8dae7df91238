"""This file is about the small language of definitions: what a person writes is read, checked, and rendered as SQL.

A predicate may use and, or, not, comparisons, in, between, is null, + - * /, coalesce, numbers, quoted words and the
fields of its fact; a flag alone means that it is 1. A formula over parts may use + - * and parentheses. Nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

from fourscore.metrics.catalogue.fields import Field
from fourscore.metrics.metric import Formula, Joined, Named, Negated, Number, Tree
from fourscore.terms import did_you_mean

if TYPE_CHECKING:
    from sqlglot import exp

NUMERIC = ("number", "seconds", "money", "flag")
AVERAGES = {"avg", "mean", "average", "median", "quantile", "percentile"}
ALLOWED = ("Use and, or, not, = <> < <= > >=, in, between, is null, + - * /, coalesce, numbers, 'words' and the names "
           "of fields.")


class Wrong(Exception):
    """What is wrong with one expression; `read` makes it an issue. name: the issue's; what was found; the remedy."""

    def __init__(self, name: str, what: str, remedy: str) -> None:
        super().__init__(what)
        self.name, self.what, self.remedy = name, what, remedy


class Rendered(NamedTuple):
    """An expression as SQL over `f`, the kind of its value, and what it needs beside the fact itself."""

    sql: str
    kind: str
    words: tuple[str, ...]
    needs: tuple[str, ...]
    extras: tuple[str, ...]


def _parse(text: str) -> exp.Expr:
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        found = [one for one in sqlglot.parse(text, read="duckdb") if one is not None]
    except SqlglotError:
        found = []
    if len(found) != 1:
        raise Wrong("bad-predicate", f"{text!r} cannot be read as one expression.", ALLOWED)
    return found[0]


def render(text: str, fact: str, fields: Mapping[str, Field], *, condition: bool) -> Rendered:
    """The expression as SQL: a condition, or what one row adds.

    Raises Wrong `unknown-field`, `averages-a-ratio` or `bad-predicate`.
    """
    reader = _Reader(text, fact, fields)
    tree, kind = reader.read(_parse(text))
    if condition:
        tree = reader.as_condition(tree, kind)
    elif kind not in NUMERIC:
        raise Wrong("bad-predicate", f"{text!r} is not a number, so it cannot be added up.",
                    "Write a number per row here, and the condition under `where`.")
    sql = tree.sql(dialect="duckdb", comments=False)
    return Rendered(sql, "condition" if condition else kind, tuple(sorted(reader.words)), tuple(sorted(reader.needs)),
                    tuple(sorted(reader.extras)))


def qualified(sql: str) -> str:
    """One of the warehouse's own expressions, its columns said to be those of `f`."""
    import sqlglot
    from sqlglot import exp

    tree = sqlglot.parse_one(sql, read="duckdb")
    for column in list(tree.find_all(exp.Column)):
        column.set("table", exp.to_identifier("f"))
    return tree.sql(dialect="duckdb")


class _Reader:
    """Walks one expression, building the SQL anew from what is allowed, so that nothing else can get through."""

    def __init__(self, text: str, fact: str, fields: Mapping[str, Field]) -> None:
        self.text, self.fact, self.fields = text, fact, fields
        self.words: set[str] = set()
        self.needs: set[str] = set()
        self.extras: set[str] = set()

    def wrong(self, what: str) -> Wrong:
        return Wrong("bad-predicate", f"{what} in {self.text!r}.", ALLOWED)

    def read(self, node: exp.Expr) -> tuple[exp.Expr, str]:
        from sqlglot import exp

        if isinstance(node, exp.Paren):
            inner, kind = self.read(node.this)
            return exp.Paren(this=inner), kind
        if isinstance(node, exp.Column):
            return self.field(node)
        if isinstance(node, exp.Literal):
            return node.copy(), "text" if node.is_string else "number"
        if isinstance(node, (exp.And, exp.Or)):
            return type(node)(this=self.condition(node.this), expression=self.condition(node.expression)), "condition"
        if isinstance(node, exp.Not):
            return exp.Not(this=self.condition(node.this)), "condition"
        if isinstance(node, exp.Is) and isinstance(node.expression, exp.Null):
            return exp.Is(this=self.read(node.this)[0], expression=exp.Null()), "condition"
        if type(node) in (exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE):
            left, right = self.alike([node.this, node.expression])
            return type(node)(this=left, expression=right), "condition"
        if isinstance(node, exp.Between):
            value, low, high = self.alike([node.this, node.args["low"], node.args["high"]])
            return exp.Between(this=value, low=low, high=high), "condition"
        if isinstance(node, exp.In) and node.expressions and not node.args.get("query"):
            value, *there = self.alike([node.this, *node.expressions])
            return exp.In(this=value, expressions=there), "condition"
        return self.arithmetic(node)

    def arithmetic(self, node: exp.Expr) -> tuple[exp.Expr, str]:
        from sqlglot import exp

        if isinstance(node, exp.Neg):
            value, kind = self.number(node.this)
            return exp.Neg(this=value), kind
        if type(node) in (exp.Add, exp.Sub, exp.Mul, exp.Div):
            left, first = self.number(node.this)
            right, second = self.number(node.expression)
            if isinstance(node, exp.Div):
                # A row with nothing below the line adds nothing, rather than stopping the whole answer.
                zero = exp.Literal.number(0)
                return exp.Div(this=left, expression=exp.Nullif(this=right, expression=zero)), "number"
            return type(node)(this=left, expression=right), first if first != "number" else second
        if isinstance(node, exp.Coalesce):
            value, *others = self.alike([node.this, *node.expressions])
            kinds = [self.read(one)[1] for one in (node.this, *node.expressions)]
            return exp.Coalesce(this=value, expressions=others), kinds[0] if kinds[0] != "flag" else "number"
        called = node.name if isinstance(node, exp.Anonymous) else node.key
        if called.lower() in AVERAGES | {"percentilecont", "quantilecont"}:
            raise Wrong("averages-a-ratio", f"{self.text!r} takes a mean of single rows.",
                        "Give the sum as the numerator and the count as the denominator; the division comes last.")
        raise self.wrong(f"{called.lower()!r} is not allowed")

    def field(self, node: exp.Column) -> tuple[exp.Expr, str]:
        name = node.name
        if node.table or name not in self.fields:
            written = f"{node.table}.{name}" if node.table else name
            raise Wrong("unknown-field", f"{self.fact} has no field called {written!r}.",
                        did_you_mean(name, self.fields) or f"Its fields are: {', '.join(sorted(self.fields))}.")
        found = self.fields[name]
        if found.word:
            self.words.add(found.word)
        self.needs.update(found.needs)
        self.extras.update([found.extra] if found.extra else [])
        return _field(f"({found.sql})" if " " in found.sql else found.sql).copy(), found.kind

    def condition(self, node: exp.Expr) -> exp.Expr:
        return self.as_condition(*self.read(node))

    def as_condition(self, tree: exp.Expr, kind: str) -> exp.Expr:
        from sqlglot import exp

        if kind == "flag":
            return exp.EQ(this=tree, expression=exp.Literal.number(1))
        if kind != "condition":
            raise self.wrong("A yes-or-no is needed where there is a value")
        # Kept in parentheses, so that no neighbour can bind more tightly.
        return exp.Paren(this=tree) if isinstance(tree, (exp.And, exp.Or, exp.Not)) else tree

    def number(self, node: exp.Expr) -> tuple[exp.Expr, str]:
        from sqlglot import exp

        tree, kind = self.read(node)
        if kind not in NUMERIC:
            raise self.wrong("A number is needed where there is a word or a condition")
        # Flags are unsigned: 0 - 1 would overflow.
        return (exp.cast(tree, "INTEGER"), "number") if kind == "flag" else (tree, kind)

    def alike(self, nodes: list[exp.Expr]) -> list[exp.Expr]:
        """Values to be compared: all words, or all numbers."""
        read = [self.read(node) for node in nodes]
        kinds = {"text" if kind == "text" else "number" if kind in NUMERIC else kind for _, kind in read}
        if kinds not in ({"text"}, {"number"}):
            raise self.wrong("Words and numbers are compared")
        return [tree for tree, _ in read]


@cache
def _field(sql: str) -> exp.Expr:
    """A field's own SQL, read once however many definitions name it; whoever uses it takes a copy."""
    import sqlglot
    from sqlglot import exp

    table, dot, column = sql.partition(".")
    if table == "f" and dot and re.fullmatch(r"[a-z_]+", column):
        return exp.column(column, table)
    return sqlglot.parse_one(sql, read="duckdb")


@cache
def read_formula(text: str) -> Formula:
    """A formula over part names. Raises Wrong `averages-a-ratio` or `bad-predicate`."""
    quoted = re.sub(r"\b(\w+:\w+)\b", r'"\1"', text)  # a metric's key, so that it can be named in the refusal
    return Formula(text, _formula(_parse(quoted), text))


def _formula(node: exp.Expr, text: str) -> Tree:
    from sqlglot import exp

    if isinstance(node, exp.Paren):
        return _formula(node.this, text)
    if isinstance(node, exp.Column):
        return Named(f"{node.table}.{node.name}" if node.table else node.name)
    if isinstance(node, exp.Literal) and not node.is_string:
        return Number(Decimal(node.name))
    if isinstance(node, exp.Neg):
        return Negated(_formula(node.this, text))
    if isinstance(node, (exp.Add, exp.Sub, exp.Mul)):
        sign: Literal["+", "-", "*"] = "+" if isinstance(node, exp.Add) else "-" if isinstance(node, exp.Sub) else "*"
        return Joined(_formula(node.this, text), sign, _formula(node.expression, text))
    called = node.name if isinstance(node, exp.Anonymous) else node.key
    if called.lower() in AVERAGES:
        raise Wrong("averages-a-ratio", f"{text!r} takes a mean of numbers that are already divided.",
                    "Name the parts to add in `num` and `den`; the division comes last.")
    if isinstance(node, exp.Div):
        raise Wrong("averages-a-ratio", f"{text!r} divides before everything is added up.",
                    "Put what stands above the line in `num` and what stands below it in `den`.")
    raise Wrong("bad-predicate", f"{text!r} is no formula over parts: {called.lower()!r} is not allowed.",
                "Use the names of parts, numbers, + - * and parentheses.")
