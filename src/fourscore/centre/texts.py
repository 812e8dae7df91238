"""This file is about the words a new centre's files begin with."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

CENTRE = """\
# What this centre is told. docs/settings.md lists every setting; `fourscore check` finds what is wrong here.

name: {name}
zone: {zone}              # days, weeks and half hours are cut by this wall clock
currency: {currency}      # money is reported in this currency

# The day a week starts, and the month the fiscal year starts.
week_starts: monday
fiscal_year_starts: january

# Where people work. Each site opens by its own wall clock.
sites:
{sites}
# What counts as answered in time, and as a caller who hung up at once; dated, and per queue where one differs.
thresholds:
  - {{answer_within: 20s, short_abandon: 5s}}
{thresholds}
# A contact counts as resolved when its customer does not come back within this time.
resolution_window: 7d

{sources}"""

THRESHOLD = "  - {{queue: {queue}, answer_within: {answer_within}s, short_abandon: {short_abandon}s}}\n"
NO_THRESHOLD = "  # - {queue: Billing, from: 2026-01-01, answer_within: 30s}\n"

SITE = """\
  - name: {name}
    hours: {{mon-fri: "08:00-20:00", sat: "09:00-17:00"}}
"""

SAMPLE = """\
# Who asks here. The people of a generated centre are nobody, so that one may look as a team leader may. With real
# people leave it out: then figures of a person are not shown until that was agreed with them; see docs/agreement.md.
acting_as: Team leader

# Where the facts come from. Run `fourscore load` whenever there is something new; only what is new is read.
# This one is a generated centre, to see everything at work. Take it out and put your own in its place.
sources:
  - name: sample
    kind: rehearsal
{options}
"""

OWN = """\
# Where the facts come from. Run `fourscore load` whenever there is something new; only what is new is read.
# Take the # away from the one that fits, and put in your own files.
sources: []
  # Asterisk's queue_log, rotated ones included:
  # - name: calls
  #   kind: asterisk
  #   files: /var/log/asterisk/queue_log*
  #
  # A table of calls as CSV, TSV, Excel or Parquet; docs/mapping.md shows every line:
  # - name: calls
  #   kind: table
  #   files: calls/*.csv
"""

PEOPLE = """\
# Who works where, and since when. `until` is the first day no longer there. docs/people.md lists every setting.

teams: []
  # - {name: Billing 1, site: Main, leader: Mara Quinn}
  # - {name: Sales 2}

agents: []
  # - name: Ada Bell
  #   names: ["PJSIP/1001"]          # what the telephone system calls her
  #   teams: [{team: Billing 1, from: 2025-09-01}, {team: Sales 2, from: 2026-02-02}]
  #   until: 2026-05-31              # somebody who left stays here, with the first day away
"""

ROLES = """\

# Who is appointed to what. One person may hold every role; agents and leaders of teams hold theirs without a row.
roles:{rows}
  # - {name: Mara Quinn, role: Senior manager, from: 2026-01-01}
  # - {name: Nell Ross, role: Call centre manager}
  # - {name: Ida Holt, role: Outside adviser, until: 2026-12-31}   # their access ends; they see no names

# What was agreed with the agents on figures of a person; docs/agreement.md. Without it the strictest holds.
# agreement: {agreed: 2026-02-01, with: Zoe Ray, measures: [{measure: all, purpose: coaching, grain: week}]}
"""

NETWORK = """
# The pages are reached by other computers under this name, over TLS that ends at a proxy on this one. docs/serving.md
# tells how a proxy is set up, and how to do without one: certificate: and key: in place of proxies.
network:
  names: [{name}]
  proxies: [127.0.0.1, "::1"]
"""

METRICS = """\
# Measures of your own, in the form of ours. Take the # away to use this one; `fourscore check` finds what is wrong.
# A share is always one sum over another, so that it is right for any day, team and period.

# parts:
#   answered_at_once: {of: visit, count: answered and wait_s <= 5, words: stays answered within five seconds}
#
# metrics:
#   answered_at_once:
#     name: Answered at once
#     unit: share
#     better: higher
#     num: answered_at_once
#     den: answered
#     words: Stays answered within five seconds, divided by stays answered.
"""


def centre(
    *,
    name: str,
    zone: str,
    currency: str,
    sites: Sequence[str],
    sample: Mapping[str, object] | None,
    thresholds: Sequence[tuple[str, int, int]] = (),
) -> str:
    """The text of a new centre.yaml. thresholds: queue, seconds to answer within, seconds of a short abandon."""
    own = [
        THRESHOLD.format(queue=written(queue), answer_within=answer, short_abandon=short)
        for queue, answer, short in thresholds
        if (answer, short) != (20, 5)
    ]
    return CENTRE.format(
        name=written(name),
        zone=written(zone),
        currency=written(currency),
        sites="".join(SITE.format(name=written(site)) for site in sites or ["Main"]),
        thresholds="".join(own) or NO_THRESHOLD,
        sources=OWN
        if sample is None
        else SAMPLE.format(options="\n".join(f"    {option}: {written(value)}" for option, value in sample.items())),
    )


def roles(appointed: Sequence[tuple[str, str]]) -> str:
    """The lines of people.yaml that appoint people: name and role."""
    rows = "".join(f"\n  - {{name: {written(name)}, role: {written(role)}}}" for name, role in appointed)
    return ROLES.replace("{rows}", rows or " []")


def network(name: str) -> str:
    """The lines of centre.yaml by which other computers reach the pages under that name."""
    return NETWORK.format(name=json.dumps(name, ensure_ascii=False))


def written(value: object) -> str:
    """A value as YAML reads it back: text that is more than words and dashes in quotes."""
    text = str(value)
    plain = text[:1].isalpha() and all(c.isalnum() or c in " /_-" for c in text) and text == text.strip()
    if not isinstance(value, str) or (
        plain and text.lower() not in ("true", "false", "null", "yes", "no", "on", "off")
    ):
        return text
    return json.dumps(text, ensure_ascii=False)
