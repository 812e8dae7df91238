"""This file is about the same told twice: calls by two sources, two files or twice in one; figures entered twice."""

from __future__ import annotations

from collections.abc import Callable

from fourscore.terms import Issue, said, said_many
from fourscore.warehouse.doubts.finding import CERTAIN, LIKELY, Finding, Look, written
from fourscore.warehouse.facts import TYPED

FEW = 5            # one or two may be chance
MOST = 0.3         # of the smaller source's answered stays have their twin in the other: they tell of the same calls
ENOUGH = 20
SHIFTED = 14 * 3600  # seconds: clocks of two sources differ by less than this
APART = 0.01       # two sources of one number may differ by so much


def prepare(look: Look) -> None:
    """Temp tables `twin(source, other, shift_s, stays)`: pairs of sources that tell of the same calls.

    shift_s: how much later the other's clock is. Found by what hardly any two calls share: queue, agent and the length
    of the talk to the second, within half a day; the shift that most such pairs have is the clocks'.
    """
    ((sources,),) = look.all("SELECT count(DISTINCT source) FROM told_day")
    look.make("answer", "SELECT source, contact, number, queue, agent, day, "
              "CAST(round(epoch_ms(entered_at) / 1000) AS BIGINT) AS moment, "
              "CAST(round(talk_s) AS INTEGER) AS talk FROM visit WHERE replaced_in IS NULL AND answered = 1 "
              f"AND agent IS NOT NULL AND talk_s >= 5{' AND false' if sources < 2 else ''}")
    look.make("twin", f"""
        WITH pair AS (SELECT a.source, b.source AS other, CAST(b.moment - a.moment AS INTEGER) AS shift,
                      a.contact, a.number FROM answer a JOIN {_near(0, SHIFTED)} b ON b.near = a.moment // {SHIFTED}
                      AND a.queue = b.queue AND a.agent = b.agent AND a.talk = b.talk AND a.source < b.source
                      AND abs(b.moment - a.moment) <= {SHIFTED}),
        tally AS (SELECT source, other, shift, count(*) AS n FROM pair GROUP BY ALL),
        mode AS (SELECT source, other, arg_max(shift, n) AS shift_s FROM tally GROUP BY ALL),
        twins AS (SELECT p.source, p.other, m.shift_s, count(DISTINCT (contact, number)) AS stays FROM pair p
                  JOIN mode m USING (source, other) WHERE abs(p.shift - m.shift_s) <= 1 GROUP BY ALL),
        shared AS (SELECT w.source, o.source AS other, greatest(w.first_day, o.first_day) AS first,
                 least(w.until_day, o.until_day) AS until FROM whole w JOIN whole o ON w.source < o.source),
        size AS (SELECT b.source, b.other, count(*) FILTER (a.source = b.source) AS one,
                 count(*) FILTER (a.source = b.other) AS two FROM shared b JOIN answer a
                 ON a.source IN (b.source, b.other) AND a.day >= b.first AND a.day <= b.until GROUP BY ALL)
        SELECT t.* FROM twins t JOIN size USING (source, other)
        WHERE stays >= {ENOUGH} AND stays >= {MOST} * least(one, two)""")


def _near(shift: int, width: int) -> str:
    """The answers, each once for every stretch of `width` seconds next to its own moment, set right by `shift`."""
    return f"(SELECT *, (moment - ({shift})) // {width} + unnest([-1, 0, 1]) AS near FROM answer)"


def twice(look: Look) -> list[Finding]:
    """Stays that stand in the facts twice under different keys: the same start, queue, agent and length of talk."""
    found = [_two_sources(look, *row) for row in look.all("SELECT * FROM twin ORDER BY ALL")]
    paired = "SELECT source, other FROM twin"
    look.make("doubled", """
        SELECT v.*, min(source) OVER same AS low, max(source) OVER same AS high,
               coalesce(min(file) OVER same, 0) AS file_low, coalesce(max(file) OVER same, 0) AS file_high
        FROM (SELECT source, file, line, contact, queue, agent, entered_at, talk_s FROM visit WHERE replaced_in IS NULL
              AND answered = 1 AND agent IS NOT NULL AND talk_s > 0 AND (entered_at, queue, agent, talk_s) IN (
              SELECT (entered_at, queue, agent, talk_s) FROM visit WHERE replaced_in IS NULL AND answered = 1
              AND agent IS NOT NULL AND talk_s > 0 GROUP BY ALL HAVING count(DISTINCT contact) > 1)) v
        WINDOW same AS (PARTITION BY entered_at, queue, agent, talk_s)""")
    for low, high, stays in look.all(
        f"SELECT low, high, count(DISTINCT (entered_at, queue, agent, talk_s)) AS stays FROM doubled "
        f"WHERE (low, high) NOT IN ({paired}) GROUP BY ALL HAVING stays >= {FEW} ORDER BY ALL"
    ):
        found.append(_same_moment(look, low, high, stays))
    return found


def _same_moment(look: Look, low: int, high: int, stays: int) -> Finding:
    name = look.sources[low] if low == high else f"{look.sources[low]} and {look.sources[high]}"
    these = f"FROM doubled d WHERE low = {low} AND high = {high}"
    where = "coalesce(CASE WHEN file_low = file_high THEN l.path ELSE l.path || ' and ' || h.path END, '')"
    files = "LEFT JOIN file l ON l.file = d.file_low LEFT JOIN file h ON h.file = d.file_high"
    return look.found(
        _issue(name, said("The same calls stand in the facts twice, under different keys: {stays}.",
               stays=written(stays))), MEANS, LIKELY,
        f"SELECT {where}, count(DISTINCT (entered_at, queue, agent, talk_s)) FROM (SELECT d.* "
        f"{these}) d {files} GROUP BY ALL ORDER BY ALL",
        "SELECT strftime(entered_at, '%Y-%m-%d %H:%M:%S UTC ') || a.name AS spot, d.source, d.file, d.line, "
        f"entered_at AS moment, d.queue, d.agent, 'talk of ' || talk_s || ' s' AS what FROM (SELECT d.* {these}) d "
        "LEFT JOIN agent a USING (agent)", lambda calls: said("{calls} calls", calls=written(calls)))


MEANS = said("Every count and every sum of time is too large by them.")


def _issue(name: str, what: str) -> Issue:
    return Issue("calls-twice", f"source {name}", what, said("Load only one of them: take the other out of "
                 "centre.yaml, or choose a key that both have."))


def _two_sources(look: Look, source: int, other: int, shift: int, stays: int) -> Finding:
    one, two = look.sources[source], look.sources[other]
    what = said("Both tell of the same calls: {stays} answered ones.", stays=written(stays))
    if abs(shift) > 1:
        what = said("Both tell of the same calls, with clocks {seconds} s apart: {stays} answered ones.",
                    seconds=written(abs(shift)), stays=written(stays))
    return look.found(
        _issue(f"{one} and {two}", what), MEANS, LIKELY,
        "SELECT strftime(day, '%Y-%m-%d'), count(*) FROM "
        f"({_pairs(source, other, shift)}) GROUP BY day ORDER BY day", twin_rows(source, other, shift),
        lambda calls: said("{calls} calls in both", calls=written(calls)))


def _pairs(source: int, other: int, shift: int) -> str:
    """Query of the answered stays of one source and their twins of the other."""
    return (
        "SELECT a.day, a.contact, a.number, b.contact AS twin, b.number AS twin_number FROM answer a JOIN "
        f"{_near(shift, 60)} b ON b.near = a.moment // 60 AND a.queue = b.queue AND a.agent = b.agent "
        f"AND a.talk = b.talk AND abs(b.moment - a.moment - ({shift})) <= 1 "
        f"WHERE a.source = {source} AND b.source = {other}")


def twin_rows(source: int, other: int, shift: int) -> str:
    """Rows: the answered stays that two sources tell of, each beside its twin."""
    both = (f"SELECT day, contact AS first, contact, number FROM ({_pairs(source, other, shift)}) UNION ALL "
            f"SELECT day, contact, twin, twin_number FROM ({_pairs(source, other, shift)})")
    return (
        "SELECT strftime(p.day, '%Y-%m-%d call ') || p.first AS spot, v.source, v.file, v.line, v.entered_at AS "
        "moment, v.queue, v.agent, 'talk of ' || v.talk_s || ' s' AS what "
        f"FROM ({both}) p JOIN visit v USING (contact, number) WHERE v.replaced_in IS NULL")


def differing(look: Look) -> list[Finding]:
    """Two sources that tell of the same calls, and whose counts or times of a queue differ by more than 1 %."""
    measures = {"entered": "1 - refused", "answered": "answered", "abandoned": "abandoned", "talk_s": "talk_s"}
    found = []
    for source, other, shift, _ in look.all("SELECT * FROM twin ORDER BY ALL"):
        both = (f"SELECT greatest(a.first_day, b.first_day) AS first, least(a.until_day, b.until_day) AS until "
                f"FROM whole a, whole b WHERE a.source = {source} AND b.source = {other}")
        sums = ", ".join(f"coalesce(sum({sql}) FILTER (source = {source}), 0) AS {name}_1, coalesce(sum({sql}) FILTER "
                         f"(source = {other}), 0) AS {name}_2" for name, sql in measures.items())
        look.make("told_twice", f"""
            SELECT queue, {sums} FROM visit, ({both}) b WHERE replaced_in IS NULL AND source IN ({source}, {other})
            AND day >= b.first AND day < b.until GROUP BY queue HAVING count(DISTINCT source) = 2""")
        one, two = look.sources[source], look.sources[other]
        spots = " UNION ALL ".join(
            f"SELECT q.name AS queue, '{name}' AS measure, CAST({name}_1 AS BIGINT) AS first, CAST({name}_2 AS BIGINT) "
            "AS second FROM told_twice JOIN queue q USING (queue) "
            f"WHERE abs({name}_1 - {name}_2) > {APART} * greatest({name}_1, {name}_2)"
            for name in measures)
        if not look.all(f"SELECT 1 FROM ({spots}) LIMIT 1"):
            continue
        found.append(look.found(
            Issue("sources-disagree", f"source {one} and {two}", said("Both tell of the same queues and days, and "
                  "their figures differ by more than 1 %."), said("Find out which of them is right, and load only that "
                  "one for these queues.")),
            said("At least one of them is not whole, or counts otherwise than the other."), LIKELY,
            f"SELECT queue, measure, first, second FROM ({spots}) ORDER BY queue, format('{{:,}}', first)",
            _alone(source, other, shift, both), _differs(one, two)))
    return found


def _differs(one: str, two: str) -> Callable[..., str]:
    """What two sources say of one measure, in words."""
    def what(measure: str, first: int, second: int) -> str:
        words = {"number": written(first), "one": one, "second": written(second), "two": two}
        return {"entered": said("{number} stays by {one}, {second} by {two}", **words),
                "answered": said("{number} answered by {one}, {second} by {two}", **words),
                "abandoned": said("{number} abandoned by {one}, {second} by {two}", **words),
                "talk_s": said("{number} seconds of talk by {one}, {second} by {two}", **words)}[measure]

    return what


def _text(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _alone(source: int, other: int, shift: int, both: str) -> str:
    """Rows: stays of the one without a stay of the other in that queue at that moment (2 s more or less)."""
    def without(here: int, there: int, moved: int) -> str:
        second = "CAST(epoch_ms({}) // 1000 AS BIGINT)"
        return (
            "SELECT s.name || ' only' AS spot, v.source, v.file, v.line, v.entered_at AS moment, v.queue, v.agent, "
            "CASE WHEN answered = 1 THEN 'answered' WHEN abandoned = 1 THEN 'abandoned' ELSE 'queue stay' END AS what "
            f"FROM visit v JOIN source s USING (source), ({both}) b WHERE v.replaced_in IS NULL AND v.source = {here} "
            "AND v.day >= b.first AND v.day < b.until AND v.queue IN (SELECT queue FROM told_twice) "
            f"AND (v.queue, {second.format('v.entered_at')}) NOT IN (SELECT (queue, {second.format('entered_at')} + "
            f"({moved}) + CAST(unnest(range(-2, 3)) AS BIGINT)) FROM visit WHERE source = {there} AND replaced_in IS "
            "NULL)")

    return f"{without(source, other, -shift)} UNION ALL {without(other, source, shift)}"


def entered(look: Look) -> list[Finding]:
    """Figures entered of the same by two sources, of which one counts; and of parts and their whole, which both do."""
    look.make("figure", f"""
        SELECT metric, team, queue, source, first_day, coalesce(until_day, first_day + 1) AS until_day, sum(num) AS num,
               sum(den) AS den, max(loaded_in) AS loaded_in, (SELECT s.name = '{TYPED}' FROM source s
               WHERE s.source = e.source) AS typed FROM entered e WHERE replaced_in IS NULL GROUP BY ALL""")
    meets = "a.metric = b.metric AND a.first_day < b.until_day AND b.first_day < a.until_day"
    look.make("rival", f"""
        SELECT a.*, b.source AS other, b.first_day AS other_first_day, b.until_day AS other_until_day,
               b.num AS other_num, b.den AS other_den FROM figure a JOIN figure b ON {meets} AND a.source <> b.source
               AND a.team IS NOT DISTINCT FROM b.team AND a.queue IS NOT DISTINCT FROM b.queue
               AND (a.typed, a.loaded_in) > (b.typed, b.loaded_in)
        WHERE a.first_day <> b.first_day OR a.until_day <> b.until_day
              OR abs(a.num - b.num) > {APART} * greatest(abs(a.num), abs(b.num))
              OR coalesce(abs(a.den - b.den) > {APART} * greatest(a.den, b.den), (a.den IS NULL) <> (b.den IS NULL))""")
    look.make("beside", f"""
        SELECT a.*, b.first_day AS other_first_day, b.until_day AS other_until_day, b.team AS other_team,
               b.queue AS other_queue
        FROM figure a JOIN figure b ON {meets}
        AND (a.source = b.source OR (a.team, a.queue) IS DISTINCT FROM (b.team, b.queue))
        AND (a.first_day, a.until_day, a.team, a.queue) IS DISTINCT FROM (b.first_day, b.until_day, b.team, b.queue)
        AND coalesce(a.team = b.team, true) AND coalesce(a.queue = b.queue, true)""")
    return [*_rivals(look), *_beside(look)]


OF = "coalesce(' of ' || (SELECT name FROM team t WHERE t.team = f.{0}team), ' of ' || (SELECT name FROM queue q " \
     "WHERE q.queue = f.{0}queue), '')"
SPAN = "strftime(f.{0}first_day, '%Y-%m-%d') || ' up to ' || strftime(f.{0}until_day, '%Y-%m-%d')"
SAID = "rtrim(rtrim(f.{0}num || '', '0'), '.') || coalesce(' of ' || rtrim(rtrim(f.{0}den || '', '0'), '.'), '')"


def _figure_rows(table: str, keys: str) -> str:
    """Rows: the figures behind a table of them."""
    return (f"SELECT f.metric || ' ' || {SPAN.format('')} || {OF.format('')} AS spot, e.source, e.file, e.line, "
            "CAST(e.first_day AS TIMESTAMP) AS moment, e.queue, NULL AS agent, 'entered' || "
            f"coalesce(' by ' || e.who, '') AS what FROM {table} f JOIN entered e ON e.replaced_in IS NULL AND {keys}")


def _rivals(look: Look) -> list[Finding]:
    found = []
    for source, other, typed, figures in look.all(
        "SELECT source, other, any_value(typed), count(*) FROM rival GROUP BY source, other ORDER BY ALL"
    ):
        one, two = look.sources[source], look.sources[other]
        these = f"(SELECT * FROM rival WHERE source = {source} AND other = {other})"
        found.append(look.found(
            Issue("sources-disagree", f"source {one} and {two}", said("Both give figures of the same that differ by "
                  "more than 1 %: {figures}.", figures=said_many("{number} figure", "{number} figures", figures,
                  number=written(figures))), said("Find out which is right, and take the other one out of its source, "
                  "or withdraw it.")),
            said("Those of {source} count, as what a person typed goes first.", source=one) if typed else
            said("Those of {source} count, as they were loaded later.", source=one),
            CERTAIN,
            f"SELECT f.metric || ' ' || {SPAN.format('')} || {OF.format('')}, {SAID.format('')}, "
            f"{SAID.format('other_')} FROM {these} f ORDER BY ALL",
            _figure_rows(these, "e.metric = f.metric AND (e.source = f.source AND e.first_day = f.first_day OR "
                         "e.source = f.other AND e.first_day = f.other_first_day) "
                         "AND e.team IS NOT DISTINCT FROM f.team AND e.queue IS NOT DISTINCT FROM f.queue"),
            _two_figures(one, two)))
    return found


def _two_figures(one: str, two: str) -> Callable[..., str]:
    return lambda first, second: said("{first} by {one}, {second} by {two}", first=first, one=one, second=second,
                                      two=two)


def _beside(look: Look) -> list[Finding]:
    of, span = OF.format("other_"), SPAN.format("other_")
    return [look.found(
        Issue("entered-twice", f"metric {metric}", said("Figures are entered for days or teams that others are entered "
              "for as well: {figures}.", figures=said_many("{number} figure", "{number} figures", figures,
              number=written(figures))), said("Keep either the parts or the whole: take the others out of their "
              "source, or withdraw them.")),
        said("Figures are added up, so the same counts twice wherever both are asked for."), CERTAIN,
        f"SELECT {SPAN.format('')} || {OF.format('')}, {span} || coalesce(nullif({of}, ''), ' of all') "
        f"FROM beside f WHERE metric = {_text(metric)} ORDER BY ALL",
        _figure_rows(f"(SELECT DISTINCT metric, team, queue, source, first_day, until_day FROM beside WHERE metric = "
                     f"{_text(metric)})", "e.metric = f.metric AND e.source = f.source AND e.first_day = f.first_day "
                     "AND e.team IS NOT DISTINCT FROM f.team AND e.queue IS NOT DISTINCT FROM f.queue"),
        lambda other: said("beside {other}", other=other))
        for metric, figures in look.all("SELECT metric, count(DISTINCT (source, first_day, until_day, team, queue)) "
                                        "FROM beside GROUP BY metric ORDER BY metric")]
