"""This file is about what is wrong with a mapping: every problem noted with its place, so that all are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from fourscore.terms import Issue, did_you_mean, said
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
                self.add("unknown-key", place, said("The mapping has no key {key} here.", key=repr(str(key))),
                         did_you_mean(str(key), may) or said("These may stand here: {names}.",
                                                             names=', '.join(sorted(may))))

    def table(self, place: str, given: object) -> dict[str, object]:
        """The keys and values under `place`; a note and nothing when something else stands there."""
        if given is None:
            return {}
        if isinstance(given, Mapping):
            return {_word(key): value for key, value in given.items()}
        self.add("wrong-shape", place, said("Here stands {given}, where keys with values are expected.",
                                            given=repr(given)),
                 said("Write one `key: value` to a line, indented under it."))
        return {}

    def text(self, place: str, given: object) -> str | None:
        if given is None or isinstance(given, (Mapping, list)):
            if given is not None:
                self.add("wrong-shape", place, said("Here stands {given}, where one word or text is expected.",
                                                    given=repr(given)),
                         said("Write a single text; put it in quotes when it holds a colon or a #."))
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
        self.add("unknown-choice", place, said("{text} is not known here.", text=repr(text)),
                 did_you_mean(text, known) or said("There are: {names}.", names=', '.join(known)))
        return default

    def condition(self, place: str, given: object) -> Condition | None:
        text = self.text(place, given)
        if text is None:
            return None
        try:
            condition = read_condition(text)
        except BadCondition as error:
            self.add("bad-condition", place, said("The condition {text} cannot be used. {error}", text=repr(text),
                                                  error=error),
                     said("Write a comparison of columns, such as  outcome = 'PHANTOM' and q_time > 20 ."))
            return None
        self.use(place, condition.columns)
        return condition


def _word(given: object) -> str:
    """A key or value as text; YAML's true and false as those words."""
    return str(given).lower() if isinstance(given, bool) else str(given)
