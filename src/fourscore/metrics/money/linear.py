"""This file is about which definitions can be told in another currency: those that scale as the amounts they add do.

An amount has degree 1, any other number degree 0; a product adds degrees, a quotient takes them off, a sum needs them
alike, and nought has every degree. What adds an amount to a plain number (an amount in no currency) has none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from fourscore.metrics.metric import Catalogue, Formula, Joined, Metric, Named, Negated, Number, Part, Tree
from fourscore.terms import Issue, WrongUse, kept, said, together

if TYPE_CHECKING:
    from sqlglot import exp

# For each kind of fact with money its column in the centre's currency; `amount` is what was paid, in `currency`.
AMOUNTS = {"sale": "revenue", "cost": "cost", "budget": "cost", "subscription": "worth", "contact_subscribed": "worth"}


class _Crooked(Exception):
    """A definition that does not scale."""


def cannot(metric: Metric, why: str) -> WrongUse:
    """The refusal of a metric that cannot be told in another currency or at other rates."""
    return WrongUse(Issue("cannot-convert", metric.key,
                          said("{measure} cannot be converted: {why}.", measure=kept(metric.name), why=why),
                          said("Ask for it in the centre's currency at the rates of the day, which is what it is kept "
                               "in.")))


def money_parts(metric: Metric, catalogue: Catalogue) -> tuple[Part, ...]:
    """The parts that add up amounts of money."""
    parts = (catalogue.parts[name] for name in metric.parts())
    return tuple(part for part in parts if part.of in AMOUNTS and _sums_money(part))


def degree(metric: Metric, catalogue: Catalogue) -> int:
    """1 for an amount of money, 0 for what is none (a share of two amounts too). Raises WrongUse `cannot-convert`."""
    found: dict[str, int] = {}
    for name in metric.parts():
        part = catalogue.parts[name]
        if part.of in AMOUNTS and _sums_money(part):
            if part.aggregate not in ("sum", "max"):
                raise cannot(metric, said("it keeps single amounts, which are in the centre's currency"))
            try:
                found[name] = scaled(part.sql, AMOUNTS[part.of])[0] or 0
            except _Crooked as crooked:
                raise cannot(metric, together((repr(part.text), kept(str(crooked))))) from None
    try:
        num, den = (_degree(metric.formulas[key], found) if key in metric.formulas else 0 for key in ("num", "den"))
    except _Crooked as crooked:
        raise cannot(metric, said("its formula {why}", why=kept(str(crooked)))) from None
    if metric.unit == "money" and num - den != 1:
        raise cannot(metric, said("its amounts say no currency of their own"))
    if not {num, den} <= {0, 1}:
        raise cannot(metric, said("its formula multiplies one amount by another"))
    return num - den


def _degree(formula: Formula, parts: dict[str, int]) -> int:
    return _of_tree(formula.tree, parts) or 0


def _of_tree(tree: Tree, parts: dict[str, int]) -> int | None:
    """The degree; None for nought, which has every degree."""
    if isinstance(tree, Named):
        return parts.get(tree.part, 0)
    if isinstance(tree, Number):
        return 0 if tree.value else None
    if isinstance(tree, Negated):
        return _of_tree(tree.of, parts)
    assert isinstance(tree, Joined)
    left, right = _of_tree(tree.left, parts), _of_tree(tree.right, parts)
    return _product(left, right) if tree.sign == "*" else _alike([left, right])


def _product(left: int | None, right: int | None) -> int | None:
    return None if left is None or right is None else left + right


def _alike(degrees: list[int | None]) -> int | None:
    known = {one for one in degrees if one is not None}
    if len(known) > 1:
        raise _Crooked(said("adds amounts of money to plain numbers"))
    return next(iter(known), None)


def _sums_money(part: Part) -> bool:
    """Whether what one row gives grows with an amount, conditions aside; what cannot be said counts as yes."""
    try:
        return bool(scaled(part.sql, AMOUNTS[part.of])[0])
    except _Crooked:
        return True


@lru_cache(maxsize=512)
def scaled(sql: str, column: str) -> tuple[int | None, str]:
    """The degree of what a row gives, and the same over amounts as they were paid.

    Conditions stay as they are: a definition's own limits are in the centre's currency at the rates of the day.
    """
    import sqlglot

    tree = sqlglot.parse_one(sql, read="duckdb")
    found = _of_sql(tree, column)
    return found, tree.sql(dialect="duckdb")


def _of_sql(node: exp.Expr, column: str) -> int | None:
    from sqlglot import exp

    if isinstance(node, exp.Column):
        if node.name != column or node.table != "f":
            return 0
        node.set("this", exp.to_identifier("amount"))
        return 1
    if isinstance(node, exp.Literal):
        return None if not node.is_string and float(node.name) == 0 else 0
    if isinstance(node, exp.Case):
        branches = [_of_sql(one.args["true"], column) for one in node.args["ifs"]]
        return _alike([*branches, *([_of_sql(node.args["default"], column)] if node.args.get("default") else [])])
    if isinstance(node, exp.Paren | exp.Neg | exp.Cast):
        return _of_sql(node.this, column)
    if isinstance(node, exp.Nullif):
        return _of_sql(node.this, column)
    if isinstance(node, exp.Coalesce):
        return _alike([_of_sql(one, column) for one in (node.this, *node.expressions)])
    if isinstance(node, exp.Add | exp.Sub | exp.Mul | exp.Div):
        left, right = _of_sql(node.this, column), _of_sql(node.expression, column)
        if isinstance(node, exp.Add | exp.Sub):
            return _alike([left, right])
        if isinstance(node, exp.Mul):
            return _product(left, right)
        return None if left is None else left - (right or 0)
    if node.find(exp.Column) and any(one.name == column for one in node.find_all(exp.Column)):
        raise _Crooked(said("does more with an amount than add or scale it"))
    return 0
