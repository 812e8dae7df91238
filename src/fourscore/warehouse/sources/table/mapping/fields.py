"""This file is about reading one field of a mapping: `wait: q_time`, or `wait: {column: q_time, unit: hours}`."""

from __future__ import annotations

from decimal import Decimal

from fourscore.terms import did_you_mean, emotion_of_staff, read_seconds, said
from fourscore.warehouse.sources.table.mapping.notes import Notes
from fourscore.warehouse.sources.table.mapping.shape import (
    EXTRA_KINDS,
    FIELD_KEYS,
    TAKEN,
    UNITS,
    Extra,
    Field,
    FieldKind,
    Moment,
)

FLAG_WORDS = {"yes": "1", "no": "0", "true": "1", "false": "0", "1": "1", "0": "0", "y": "1", "n": "0"}


class FieldReader:
    """Reads fields with the mapping's own defaults: what counts as empty everywhere, and the zone of its times."""

    def __init__(self, notes: Notes, zone: str, empty: tuple[str, ...]) -> None:
        self.notes, self.zone, self.empty = notes, zone, empty

    def read(self, place: str, given: object, kind: FieldKind) -> Field | Moment | None:
        """One field, or None when nothing can be made of it (then a note says why)."""
        path = f"facts.{place}"
        if isinstance(given, list):
            given = {"columns": given}
        spec = self.notes.table(path, given) if isinstance(given, dict) else {"column": given}
        before = len(self.notes.issues)
        self.notes.unknown_keys(path, spec, FIELD_KEYS[kind.reads])
        if kind.reads in ("moment", "day"):
            made: Field | Moment = self._moment(place, path, spec, kind)
        else:
            made = self._field(place, path, spec, kind)
        return made if len(self.notes.issues) == before else None

    def further(self, name: str, given: object) -> Extra | None:
        """`priority: text`, or `called_month: {column: month, kind: text}`."""
        path = f"extra.{name}"
        spec = self.notes.table(path, given) if isinstance(given, dict) else {"kind": given}
        self.notes.unknown_keys(path, spec, ("column", "kind", "empty", "otherwise", "unit"))
        kind = self.notes.one_of(path, spec.pop("kind", "text"), EXTRA_KINDS, "text")
        if not (name.isascii() and name.isidentifier() and name == name.lower()) or name in TAKEN:
            what, remedy = ("cannot name a further column.",
                            "Use small letters, digits and _, and say which column it is with `column`.")
            if name in TAKEN:
                what, remedy = ("already names a way of grouping figures.", "Choose another name and say which column "
                                f"it is:  called_{name}: {{column: {name}, kind: text}}")
            self.notes.add("bad-extra-name", path, said("{name} {what}", name=repr(name), what=what), remedy)
            return None
        if emotion_of_staff(name) or emotion_of_staff(str(spec.get("column", ""))):
            self.notes.add("emotion-of-staff", path, said("{name} would tell what somebody who works here feels.",
                                                          name=repr(name)),
                           said("Take the line out; the customer's mood may stay, as sentiment of a contact."))
            return None
        reads = FieldKind(kind, f"x_{name}")
        return Extra(name, kind, self._field(path, path, {"column": name, **spec}, reads))

    def _field(self, place: str, path: str, spec: dict[str, object], kind: FieldKind) -> Field:
        notes = self.notes
        columns = notes.texts(path, spec.get("columns")) or notes.texts(path, spec.get("column"))
        cases = tuple(
            (self._own(path, word, kind), condition)
            for word, text in notes.table(f"{path}.when", self._when(spec, kind)).items()
            if (condition := notes.condition(f"{path}.when", text)) is not None)
        value = notes.text(path, spec.get("value"))
        if not columns and value is None and not cases:
            notes.add("bad-mapping", path, said("The field does not say where its value comes from."),
                      said("Name a column of the file, as in  {rpartition}: column_name .",
                           rpartition=path.rpartition('.')[2]))
        return Field(
            place, kind.reads, notes.use(path, columns), self._own(path, value, kind) if value is not None else None,
            (*self.empty, *notes.texts(path, spec.get("empty"))), self._otherwise(path, spec, kind),
            self._words(path, spec, kind), cases,
            notes.one_of(path, spec.get("unit"), tuple(UNITS), "seconds"),
            notes.one_of(path, spec.get("rounded"), ("anonymous", "keep"), "anonymous"), kind.required,
        )

    @staticmethod
    def _when(spec: dict[str, object], kind: FieldKind) -> object:
        """A flag may be given one condition instead of one for each word."""
        when = spec.get("when")
        return {"yes": when} if kind.reads == "flag" and isinstance(when, str) else when

    def _otherwise(self, path: str, spec: dict[str, object], kind: FieldKind) -> str | None:
        text = self.notes.text(path, spec.get("otherwise"))
        return None if text is None else self._own(path, text, kind)

    def _words(self, path: str, spec: dict[str, object], kind: FieldKind) -> dict[str, str]:
        given = self.notes.table(f"{path}.words", spec.get("words"))
        if not given:
            if kind.reads == "flag":
                return dict(FLAG_WORDS)
            return {word: self._own(path, word, kind) for word in kind.words}
        return {word.lower(): self._own(f"{path}.words", str(self.notes.text(path, ours)), kind)
                for word, ours in given.items()}

    def _own(self, path: str, word: str, kind: FieldKind) -> str:
        """The word as the facts hold it; a note when it is none of them."""
        if kind.reads not in ("word", "flag"):
            return word
        known = kind.words or tuple(FLAG_WORDS)
        if word not in known:
            self.notes.add("unknown-choice", path, said("{word} is not one of the words this field may hold.",
                                                        word=repr(word)),
                           said("{near}It may hold: {names}.", near=_near(word, known),
                                names=', '.join(kind.words or ('yes', 'no'))))
            return word
        if kind.reads == "flag":
            return FLAG_WORDS[word]
        return {"inbound": "0", "outbound": "1"}.get(word, word)

    def _moment(self, place: str, path: str, spec: dict[str, object], kind: FieldKind) -> Moment:
        notes = self.notes
        column, day, time, after, value = (
            notes.text(path, spec.get(key)) for key in ("column", "date", "time", "after", "value"))
        ways = (column is not None) + (value is not None) + (day is not None or time is not None)
        if ways != 1 or (day is not None and time is None) or (time is not None and day is None and after is None):
            notes.add("bad-mapping", path,
                      said("A point in time needs one `column`, or `date` and `time`, or `time` and `after`."),
                      "Write, for example,  {date: call_date, time: call_time} .")
        fact = place.split(".")[0]
        moment = Moment(
            place, column, day, time, value,
            notes.texts(path, spec.get("date_format" if column is None else "format")),
            notes.texts(path, spec.get("time_format")),
            after if after is None or "." in after else f"{fact}.{after}",
            self._at_most(path, spec.get("at_most")), self.zone_of(path, spec.get("zone")) or self.zone,
            (*self.empty, *notes.texts(path, spec.get("empty"))), kind.required, kind.reads,
        )
        notes.use(path, moment.columns)
        return moment

    def _at_most(self, path: str, given: object) -> Decimal:
        text = self.notes.text(path, given)
        try:
            return Decimal(43200) if text is None else read_seconds(text)
        except ValueError:
            self.notes.add("bad-mapping", path, said("{text} is no length of time.", text=repr(text)),
                           said("Write, for example,  at_most: 16h ."))
            return Decimal(43200)

    def zone_of(self, path: str, given: object) -> str | None:
        """The name of a time zone, or None where none is given or it is not known (then a note says so)."""
        from zoneinfo import ZoneInfo

        text = self.notes.text(path, given)
        if text is None:
            return None
        try:
            return ZoneInfo(text).key
        except (ValueError, OSError, LookupError):
            self.notes.add("unknown-zone", path, said("There is no time zone {text}.", text=repr(text)),
                           said("Write a name such as  Europe/Berlin  or  UTC ."))
            return None


def _near(word: str, known: tuple[str, ...]) -> str:
    """The question after a near word, or nothing; the words there are follow it anyway."""
    near = did_you_mean(word, known)
    return f"{near} " if near.startswith("Did") else ""
