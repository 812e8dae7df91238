"""This file is about the manual's pages on settings, printed from the tables so that they cannot lag behind."""

from __future__ import annotations

from fourscore.settings.model import Setting
from fourscore.settings.staff.table import PEOPLE
from fourscore.settings.table import SETTINGS

SETTINGS_HEAD = """\
# Settings

Everything a centre is told stands in `centre.yaml` in its folder. A wrong name or value is never passed over:
`fourscore check` lists every mistake at once, each with its line and its remedy (see [errors](errors.md)), and no
number is shown until they are mended. A value is read as it is written, so no quotes are needed round `08:00` or `007`.

How weeks, fiscal years, opening hours, holidays and working days go together is told in [calendars](calendars.md).
"""
PEOPLE_HEAD = """\
# People

`people.yaml` in the centre's folder says who works where, and since when. It is the roster people write; with each
change of it the office keeps what was added, ended and corrected, and when, so nothing typed is lost, and the facts of
the days concerned get the team their agent was in on that day.

```yaml
teams:
  - {name: Leeds Billing 1, site: Leeds, leader: "Mara Quinn"}
  - {name: Sales 2}
agents:
  - name: Ada Bell
    names: ["PJSIP/1001"]
    teams:
      - {team: Leeds Billing 1, from: 2025-09-01}
      - {team: Sales 2, from: 2026-02-02}
    until: 2026-05-31
roles:
  - {name: Mara Quinn, role: Senior manager, from: 2026-01-01}
  - {name: Mara Quinn, role: Call centre manager}
  - {name: Ida Holt, role: Outside adviser, from: 2026-03-01, until: 2026-12-31}
```

- Every span of days is half-open: `from` is the first day in, `until` the first day out. Ada's last day is 30 May.
- An agent is in at most one team on a day. A team without an end lasts until the next one, or until the agent leaves.
- A leaver stays in the file with `until`: their past keeps its team. Somebody taken out of the file altogether counts
  as gone from the day that is noticed; what was before stays.
- A further name in `names` is the same person: calls, log-ins and sales under it are theirs, and overlapping log-ins
  count once. What is loaded already is made again by the next `fourscore load` of all sources. To rename somebody,
  write the new name and keep the old one in `names`.
- A [staff list](sources.md) (`kind: roster`) tells the same from an HR system, beside this file or instead of it. An
  agent who is in both keeps the teams typed here; one without teams here has those of the list. Further names are added
  where they are nobody else's here. Where the two differ this file holds, and `fourscore check` and `fourscore doctor`
  tell the difference (`roster-contradicts`). Who is taken out of this file is known from the list, from its first day
  on. People are the same by name: write the list's name under `names` where it is another.
- `fourscore forget` erases somebody of a staff list with all their log-ins, but for those somebody else had as well.
  Their employee number stays in the rows as they landed unless it is named too: `--also 4711`.
- Agents who appear in the facts but not here are listed by `fourscore doctor`.
- A role is held by name, for days; the same person may hold every one. What is owned in strategy.yaml by a role is
  owned by whoever holds it that day. An outside adviser needs an end, and sees no names.
- A role may be limited to teams or queues: `{name: Kim Low, role: Quality analyst, scope: {teams: [Sales 2]}}`. A Team
  leader's row with teams makes a deputy. What each role sees is told in [signing in](signing-in.md).
"""


def page() -> str:
    """docs/settings.md."""
    return f"{SETTINGS_HEAD}\n{_paragraphs(SETTINGS)}"


def people_page() -> str:
    """docs/people.md."""
    return f"{PEOPLE_HEAD}\n## Every setting of people.yaml\n\n{_paragraphs(PEOPLE)}"


def _paragraphs(rows: tuple[Setting, ...]) -> str:
    """Each setting with its meaning, default and example."""
    return "\n".join(
        f"### {row.name}\n\n{row.help}\n\nDefault: {row.default or 'none; it must be written'}. "
        f"Example: `{row.example}`\n"
        for row in rows
    )
