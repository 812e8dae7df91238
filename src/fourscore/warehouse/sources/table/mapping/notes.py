"""This file is about what is wrong with a mapping: every problem noted with its place, so that all are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fourscore.terms import Issue, did_you_mean
from fourscore.warehouse.sources.table.mapping.conditions import BadCondition, Condition, read_condition


class Notes:
    """Collects issues while a mapping is read; each `place` is a path in it, such as `facts.visit.wait`."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.issues: list[Issue] = []
        self.used: dict[str, str] = {}

    def add(self, name: str, place: str, what: str, remedy: str) -> None:
        self.issues.append(Issue(name, f"{self.where}, {place}" if place else self.where, what, remedy))

    def use(self, place: str, columns: Iterable[str]) -> tuple[str, ...]:
        """Remember which place of the mapping names these columns."""
        columns = tuple(columns)
        for column in columns:
            self.used.setdefault(column, place)
        return columns

    def unknown_keys(
        self, place: str, given: Mapping[str, object], known: Sequence[str], told: Sequence[str] = ()
    ) -> None:
        for key in given:
            if str(key) not in known:
                may = told or known
                self.add("unknown-key", place, f"The mapping has no key {str(key)!r} here.",
                         did_you_mean(str(key), may) or f"These may stand here: {', '.join(sorted(may))}.")

    def table(self, place: str, given: object) -> dict[str, object]:
        """The keys and values under `place`; a note and nothing when something else stands there."""
        if given is None:
            return {}
        if isinstance(given, Mapping):
            return {_word(key): value for key, value in given.items()}
        self.add("wrong-shape", place, f"Here stands {given!r}, where keys with values are expected.",
                 "Write one `key: value` to a line, indented under it.")
        return {}

    def text(self, place: str, given: object) -> str | None:
        if given is None or isinstance(given, (Mapping, list)):
            if given is not None:
                self.add("wrong-shape", place, f"Here stands {given!r}, where one word or text is expected.",
                         "Write a single text; put it in quotes when it holds a colon or a #.")
            return None
        return _word(given)

    def texts(self, place: str, given: object) -> tuple[str, ...]:
        """One text or a list of them."""
        items = given if isinstance(given, list) else [] if given is None else [given]
        return tuple(text for item in items if (text := self.text(place, item)) is not None)

    def one_of(self, place: str, given: object, known: Sequence[str], default: str) -> str:
        text = self.text(place, given)
        if text is None or text in known:
            return text or default
        self.add("unknown-choice", place, f"{text!r} is not known here.",
                 did_you_mean(text, known) or f"There are: {', '.join(known)}.")
        return default

    def condition(self, place: str, given: object) -> Condition | None:
        text = self.text(place, given)
        if text is None:
            return None
        try:
            condition = read_condition(text)
        except BadCondition as error:
            self.add("bad-condition", place, f"The condition {text!r} cannot be used. {error}",
                     "Write a comparison of columns, such as  outcome = 'PHANTOM' and q_time > 20 .")
            return None
        self.use(place, condition.columns)
        return condition


def _word(given: object) -> str:
    """A key or value as text; YAML's true and false as those words."""
    return str(given).lower() if isinstance(given, bool) else str(given)
