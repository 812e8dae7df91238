"""This file is about docs/metrics.md, printed from the catalogue."""

from __future__ import annotations

from collections.abc import Iterator

from fourscore.metrics.catalogue.fields import FRAMES
from fourscore.metrics.metric import DAYS, Catalogue, Metric, Part
from fourscore.metrics.plan import dimensions
from fourscore.metrics.read import read_catalogue

UNITS = {
    "share": "share (written in per cent)", "seconds": "seconds", "money": "money in the centre's currency",
    "count": "count", "minutes": "minutes", "points": "points", "ratio": "ratio",
}
BETTER = {"higher": "higher is better", "lower": "lower is better", "band": "best within a band",
          "neutral": "neither way is better by itself"}
SECTIONS = {"financial": "Financial", "customer": "Customer", "process": "Internal process",
            "learning": "Learning and growth"}

INTRODUCTION = """\
<!-- Printed from the catalogue by `make docs`; a test fails when it is stale. -->
# Every number, and what it is

A number has one definition, under one name. Where systems disagree it has variants, and an answer always says which one
it used; a name without a variant means the first one listed here. A visit is one stay of a contact in one queue. Counts
are dated by the stay's entry. Every ratio and mean is divided last, from parts that were added up: nothing is ever an
average of averages. Where nothing stands below the line, or nothing of that time is loaded, there is no number.

A percentile q of n lengths lies at place (n - 1) · q of the lengths in order, the smallest at place 0, and between
two places it is interpolated linearly; it is the q quantile that spreadsheets call inclusive. It is exact, from
single facts, unless these were deleted, or the period has more than 20 million of them and is asked for by weeks or
longer, queue or channel. Then waits, handle times and the times of tickets come from histogram rows: each length lies
in one of the buckets γ^(i-1) < x ≤ γ^i with γ = 1.005 / 0.995, nought in its own, and counts as 2γ^i / (γ + 1), which
is within 0.5% of it (Masson, Rim and Lee, DDSketch, PVLDB 12, 2019). Which two lengths a percentile lies between is
known exactly, so that the figure is within 0.5% of the exact one; it is shown with "±0.5%", and has `error` 0.005 in
JSON and CSV. `--exact` counts single facts however many there are. A percentile of your own is always exact, and
where facts of its time were deleted it is not told.

Different things (customers, agents) are counted by their keys in the grouping asked for: who was there on two days is
one, so such counts of days do not add up to that of the week.

"For" names whom a metric may be held against: where teams or the centre stand there alone, it can often be told by
agent as well, and is not theirs to move.

"""

OWN = """\
## A metric of your own

Put a file such as `metrics/ours.yaml` into the centre's folder. Parts are added up over the rows of one kind of fact;
a metric divides or adds parts. A predicate may use `and`, `or`, `not`, comparisons, `in`, `between`, `is null`,
`+ - * /`, `coalesce`, numbers, quoted words, the fields listed below, and any column your own mapping brought. A
yes-or-no field alone means yes.

```yaml
parts:
  quick_calls:
    of: visit
    count: answered and talk_s < 10
    words: answered stays with less than ten seconds of talk
  long_talk_s:
    of: visit
    sum: talk_s
    where: answered and talk_s >= 600
metrics:
  quick_call_rate:
    name: Quick calls
    unit: share
    better: lower
    num: quick_calls
    den: answered
    words: Answered stays with less than ten seconds of talk, divided by stays answered.
```

A part has `of` and one of `count` (a condition), `sum`, `max` or `values` (for a metric with a `quantile`); `where`,
`words` and `unit` may be added. A metric has `unit`, `better`, `num` and `words`; `den`, `quantile`, `n`, `name`,
`level`, `applies`, `ambiguity`, `source` may be added. `fourscore check` names whatever is wrong with them.

"""


ENTERED = """\
## Entered by hand

No system tells these: {metrics}. They are entered as two numbers, a numerator and a denominator, for whole months and
for all, a team or a queue; never as a percentage, which could not be added up. They come from a file, as the fact
`entered` of a [mapping](mapping.md), or somebody types them:

    fourscore enter my-centre market_share 2026-03 --numerator 1200 --denominator 8000 --by "Mara Quinn"
    fourscore enter my-centre --list

Entered again, a figure is corrected; `--withdraw` takes it back. What was said before stays on record, with who and
when. Typed figures are kept in the office, so they outlive the warehouse, and are the source `typed` in `why`.
Where a file gives a figure of the same metric, of days that overlap and of the same team, queue or all, the typed one
counts; of two files' the one loaded later; one source's own rows are added up. `doctor` tells where they differ by more
than 1 %. A figure is dated by the first day it is of, so ask for whole months.

A metric of your own is entered too, where its parts are sums of `num` and `den` over `entered` under one name:

```yaml
parts:
  fans: {{of: entered, sum: num, where: metric = 'fan_share', words: "fans, entered"}}
  asked: {{of: entered, sum: den, where: metric = 'fan_share', words: "people asked, entered"}}
metrics:
  fan_share: {{unit: share, better: higher, num: fans, den: asked, words: "Fans, divided by those asked."}}
```

"""


def page() -> str:
    """The whole of docs/metrics.md: every definition of ours, its parts, and the fields a definition may name."""
    catalogue, _ = read_catalogue(None, {})
    lines = [INTRODUCTION]
    for section, title in SECTIONS.items():
        lines.append(f"## {title}\n\n")
        lines += [paragraph(metric, catalogue) for metric in catalogue.metrics.values()
                  if metric.where.startswith(f"catalogue/{section}.yaml")]
    by_hand = ENTERED.format(metrics=", ".join(f"`{key}`" for key in catalogue.entered()))
    return "".join([*lines, by_hand, OWN, *_parts(catalogue), *_fields()]).rstrip() + "\n"


def paragraph(metric: Metric, catalogue: Catalogue) -> str:
    """One metric: its formula in words and in parts, and all that is said about it."""
    number = f" ({metric.id})" if metric.id else ""
    names = ", ".join(dimensions(metric, catalogue, {}))
    lines = [f"### {metric.key}\n", f"**{metric.name}**{number}: {metric.words}\n",
             f"- Formula: {formula(metric)}", f"- Unit: {UNITS[metric.unit]}; {BETTER[metric.better]}",
             f"- For: {', '.join(metric.level)}; can be told by {names}"]
    if metric.ambiguity:
        lines.append(f"- Mind: {metric.ambiguity}")
    lines.append(f"- Source: {metric.source}")
    return "\n".join(lines) + "\n\n"


def formula(metric: Metric) -> str:
    if metric.kind == "quantile":
        return f"the {metric.quantile} quantile of `{metric.num}`"
    if metric.kind == "max":
        return f"the largest of `{metric.num}`"
    return f"`{metric.num}` / `{metric.den}`" if metric.den else f"`{metric.num}`"


def _parts(catalogue: Catalogue) -> Iterator[str]:
    yield "## Parts\n\n| part | of | what it adds up |\n|---|---|---|\n"
    for part in catalogue.parts.values():
        yield f"| `{part.name}` | {_of(part)} | {part.words} |\n"
    yield "\n"


def _of(part: Part) -> str:
    return "the period" if part.name == DAYS else part.of


def _fields() -> Iterator[str]:
    yield "## Fields\n\nWhat a predicate may name, for each kind of fact.\n\n"
    for name, frame in FRAMES.items():
        yield f"### Fields of {name}\n\nIts rows are {frame.words}.\n\n| field | kind | what it says |\n|---|---|---|\n"
        for field, one in frame.fields.items():
            yield f"| `{field}` | {'yes or no' if one.kind == 'flag' else one.kind} | {one.words} |\n"
        yield "\n"
