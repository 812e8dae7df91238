"""This file is about the rules of a good strategy: every rule once, its weight, its reason, and who said so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from fourscore.terms import Issue, WrongUse, did_you_mean, said

# E blocks publishing, W warns, I informs.
Severity = Literal["E", "W", "I"]
# What a rule has to know: the text alone, the figures too, or what people wrote down in the office.
Needs = Literal["file", "data", "office"]
E: Severity = "E"
W: Severity = "W"
NOTE: Severity = "I"


@dataclass(frozen=True)
class Rule:
    """One rule. names: the issues that break it, each with its own severity. source: who found it, in short.

    needs: `file` where the text alone tells; a rule of both halves names `file` and has names of `data` too.
    limits: the settings under `lint:` in centre.yaml that move it.
    """

    id: str
    severity: Severity
    title: str
    why: str
    source: str
    names: Mapping[str, Severity] = field(default_factory=dict, compare=False)
    needs: Needs = "file"
    limits: tuple[str, ...] = ()


def _rule(number: int, severity: Severity, title: str, why: str, source: str, names: str = "", *,
          needs: Needs = "file", limits: str = "") -> Rule:
    """names: dashed words; one with another severity than the rule's ends in /E, /W or /I."""
    of: dict[str, Severity] = {}
    for word in names.split():
        name, _, other = word.partition("/")
        of[name] = E if other == "E" else W if other == "W" else NOTE if other == "I" else severity
    return Rule(f"L{number:02}", severity, title, why, source, MappingProxyType(of), needs, tuple(limits.split()))


RULES: tuple[Rule, ...] = (
    _rule(1, E, said("A strategy has a mission, at least one goal, and says what kind of centre it is for"),
          said("Measures without a direction to go are only a performance measurement."),
          "Norton: a scorecard is more than measures",
          "missing-mission missing-goals missing-centre"),
    _rule(2, W, said("There are 10 to 24 objectives; far more is an error"),
          said("Who wants everything wants nothing: a map of thirty objectives is not read."),
          "Palladium (fewer than 24 objectives); Rohm, Obfuscating objectives",
          "few-objectives many-objectives too-many-objectives/E",
          limits="fewest_objectives many_objectives most_objectives"),
    _rule(3, E, said("Every objective lies on a way to a financial or mission objective"),
          said("An objective that leads nowhere is not part of the hypothesis the map tells."),
          "Kaplan and Norton 1996; Rohm, Obfuscating objectives",
          "leads-nowhere"),
    _rule(4, W, said("Every objective has a cause below it, and links keep the order of the perspectives"),
          said("What nothing leads to has no plan; a link downwards needs its reason."),
          "Kaplan and Norton 2004; Bukh and Malmi 2005",
          "no-cause against-the-order"),
    _rule(5, E, said("A link has both ends, a sign, a range of lag and a sentence"),
          said("Without when and which way, a cause can never be held against what happened."),
          "Nørreklit 2000 (time lag is missing)",
          "link-unfinished link-to-nowhere unreadable-lag"),
    _rule(6, E, said("A link between parts of one sum is typed as an identity"),
          said("Calls times conversion is sales: that holds by logic, and no data can confirm or deny it."),
          "Nørreklit 2000 (logical, not causal)",
          "identity-as-cause"),
    _rule(7, W, said("The map has no circle without time in it"),
          said("What causes itself at once explains nothing; a circle needs the time it takes to go round."),
          "Nørreklit 2000",
          "cycle"),
    _rule(8, W, said("The measures are balanced over the perspectives"),
          said("A card with nearly all its measures in one perspective is not balanced."),
          "Kaplan and Norton 1996",
          "perspective-empty not-four-perspectives one-sided", limits="perspective_share"),
    _rule(9, NOTE, said("The map is the centre's own, not the one it came with"),
          said("A copied map is somebody else's strategy."),
          "Marr, seven mistakes (3 and 4)",
          "map-is-the-starter"),
    _rule(10, E, said("Every objective and KPI has an owner, with the rights to act on it"),
          said("Accountability without authority changes nothing."),
          "Ten fatal mistakes of scorecards (9), profit.co",
          "objective-without-owner kpi-without-owner owner-unknown owner-without-rights acknowledger-unknown/W"),
    _rule(11, W, said("Nobody owns more than 5 KPIs"),
          said("Who answers for everything answers for nothing."),
          "a rule of thumb",
          "owner-overloaded", limits="kpis_per_person"),
    _rule(12, W, said("An objective off target for two periods has an initiative"),
          said("A red mark nobody acts on teaches everybody that red means nothing."),
          "Marr, seven mistakes (7); alerts on red without a task",
          "off-target-without-initiative", needs="office"),
    _rule(13, E, said("Every KPI belongs to an objective"),
          said("A measure that serves no objective is collected, not used."),
          "Ittner and Larcker 2003 (not linked to strategy); Marr, seven mistakes (2)",
          "kpi-without-objective"),
    _rule(14, E, said("Every objective has a KPI"),
          said("Nobody can tell whether it is reached."),
          "quality score of BSC Designer",
          "objective-without-kpi"),
    _rule(15, W, said("A centre's card has at most 25 KPIs, an agent's at most 7; far more is an error"),
          said("Who has fifty measures looks at none; people hold four to seven apart."),
          "Lipe and Salterio 2002 (four to seven for each perspective)",
          "many-kpis many-agent-kpis too-many-kpis/E too-many-agent-kpis/E",
          limits="many_kpis many_agent_kpis most_kpis most_agent_kpis"),
    _rule(16, W, said("An objective has something that tells early and something that tells late"),
          said("Late figures alone come too late to act; early ones alone never show that it was worth it."),
          "Kaplan and Norton 1996; quality score of BSC Designer",
          "only-lagging only-leading timing-not-told/I"),
    _rule(17, E, said("A share knows its numerator and its denominator"),
          said("The mean of 1 of 10 and 5 of 190 is not 6 of 200."),
          "reports that average percentages, in open issues of several tools",
          "share-without-parts averages-a-ratio"),
    _rule(18, E, said("Better values earn more points, and the direction is that of the metric"),
          said("A cost that earns points for being high is rewarded for going wrong."),
          "a published card that scores cost, turnover and answer time by their shortfall",
          "anchors-contradict-direction direction-against-metric two-scales direction-ignored/W target-below-top/W"),
    _rule(19, W, said("The highest score can be reached, and is not reached all the time"),
          said("What nobody can reach discourages; what is always reached says nothing."),
          "tools whose best mark asks for 110 %; measures called topped out",
          "out-of-reach always-passed top-out-of-reach top-passed guarded-out-of-reach/E guarded-due-too-early/E",
          limits="already_passed"),
    _rule(20, W, said("The target lies within what the process can do by itself, or something is changed"),
          said("Outside the natural limits it is never met, or always, whatever anybody does."),
          "Wheeler, Understanding Variation; Deming, Out of the Crisis",
          "target-beyond-limits", needs="data"),
    _rule(21, E, said("The target lies on the better side of the baseline"),
          said("A target that is already met asks for nothing."),
          "arithmetic",
          "target-is-baseline"),
    _rule(22, W, said("Every KPI has a baseline from data, of at least 6 points"),
          said("Without where it began nobody can say that it moved; natural limits need six points."),
          "Wheeler, Understanding Variation",
          "kpi-without-baseline baseline-not-from-data baseline-too-short", limits="baseline_points"),
    _rule(23, E, said("Weights are numbers above 0; one above 50 % or below 5 % is worth a thought"),
          said("A weight of nought hides a measure on the card; half of all makes the others decoration."),
          "Nardo and others, Handbook on Constructing Composite Indicators, OECD 2008",
          "weight-not-positive weight-too-large/W weight-too-small/W", limits="largest_weight smallest_weight"),
    _rule(24, W, said("A KPI moves the total about as much as its weight says"),
          said("A measure that hardly varies has no say in the total, whatever its weight."),
          "Paruolo, Saisana and Saltelli 2013",
          "weight-without-effect", needs="data", limits="effective_weight"),
    _rule(25, W, said("No two KPIs tell the same"),
          said("Two measures that move as one count one thing twice."),
          "Nardo and others, OECD 2008",
          "counted-twice", needs="data", limits="correlation"),
    _rule(26, E, said("No threshold hides another"),
          said("Where the first match wins, what stands behind it is never reached."),
          "printed scales of 1-10 and 11-20 (and 10.5?)",
          "target-hidden unsound-steps step-out-of-reach gate-unused/W"),
    _rule(27, E, said("A measure of volume or speed has a guard of quality"),
          said("More calls is not a good goal: they can be had by talking to nobody properly."),
          "more calls is not a good goal; what a handle-time target did at Dell",
          "volume-without-guard"),
    _rule(28, E, said("A guard cannot be outweighed"),
          said("In a mean of 100, 100, 100 and 0 nobody sees the 0."),
          "Nardo and others, OECD 2008 (compensability)",
          "guard-only-a-weight guard-names-nothing"),
    _rule(29, W, said("Nothing that is easy to bend rises with the target"),
          said("Short calls, transfers and holds rise first where a figure is made to look good."),
          "what a handle-time target did at Dell; agents who call an outside line",
          "looks-bent", needs="data", limits="gaming_rise"),
    _rule(30, W, said("An agent is measured by what an agent can move"),
          said("Waits and occupancy follow from how many are there, not from who."),
          "what agents can control, TechTarget; Intradiem",
          "beyond-the-agent"),
    _rule(31, E, said("Nobody is ranked or paid by a figure that mostly tells chance"),
          said("Below a reliability of 0.8 most of a difference between two people is luck."),
          "QATC, The danger of quality scores, 2017",
          "pay-without-reliability pay-below-reliability"),
    _rule(32, W, said("People with different work are compared with what was to be expected of it"),
          said("Who takes the hard queue looks worse in every table that mixes queues."),
          "Simpson 1951; Lee, SWPP 2020",
          "mixes-differ", needs="data"),
    _rule(33, W, said("A score does not depend on who else is measured"),
          said("A newcomer must not change anybody's points."),
          "ranges inferred from the people shown; rank scoring",
          "score-from-peers"),
    _rule(34, E, said("What is missing is missing"),
          said("Nothing recorded is not nought, and last month's is not this month's."),
          "tools that take nothing for 0, or carry an old value on",
          "missing-is-never-zero valid-not-for-amount taken-for-nought valid-too-long/W"),
    _rule(35, W, said("A KPI is kept up to date, and mostly there"),
          said("A stale figure passes for today's."),
          "a rule of thumb",
          "kpi-late kpi-seldom-there", needs="data", limits="late_intervals coverage"),
    _rule(36, W, said("Two sources of one number agree within 1 %"),
          said("Where two books differ, one of them is wrong."),
          "the second article: correct data",
          "sources-disagree", needs="data"),
    _rule(37, E, said("What is added up has one currency, one length of time, one clock and one calendar"),
          said("Dollars and euros, or weeks and months, give a sum of nothing."),
          "time zones in the reports of a hosted switch",
          "amount-on-two-levels per-not-needed other-currency lengths-differ other-zone other-working-days "
          "other-months/W"),
    _rule(38, W, said("A changed definition is noted"),
          said("A jump in the line is read as success or failure."),
          "arithmetic",
          "definition-unnoted"),
    _rule(39, W, said("A KPI has changed a decision within 12 months"),
          said("A figure nothing was ever decided by costs attention and gives none."),
          "Kosiba, SWPP (I guess we really do not need this one)",
          "never-decided-by", needs="office"),
    _rule(40, W, said("The links can be tested"),
          said("Nobody can tell a cause from chance in a few months of one team."),
          "Ittner and Larcker 2003; Speckbacher and others 2003",
          "arrows-untestable", needs="data", limits="arrow_months arrow_teams"),
    _rule(41, NOTE, said("Reviews also look at what a team has of its own"),
          said("People judge by the measures all have in common, and pass over the rest."),
          "Lipe and Salterio 2000; Roberts, Albright and Hibbets 2004",
          "only-common-measures", needs="office"),
    _rule(42, W, said("Pay follows a measure only after two quarters of it"),
          said("What was never seen in use is bent from its first day."),
          "Ten fatal mistakes of scorecards (10), profit.co; COPC",
          "pay-too-early"),
    _rule(43, W, said("A state is told by words or shapes, never by colour alone"),
          said("One man in twelve cannot tell red from green, and printers have black."),
          "Stacey Barr, problems with traffic lights; WCAG 2.2, 1.4.1",
          "colour-only"),
    _rule(44, W, said("Coaching is measured"),
          said("The time for it is the first to be given up when nobody looks."),
          "the first article: management must measure and control this time",
          "coaching-not-measured"),
)
BY_ID: Mapping[str, Rule] = MappingProxyType({rule.id: rule for rule in RULES})
BY_NAME: Mapping[str, Rule] = MappingProxyType({name: rule for rule in RULES for name in rule.names})


def find_rule(written: str) -> Rule:
    """The rule of that id. Raises WrongUse `unknown-rule`."""
    wanted = written.strip().upper()
    if wanted not in BY_ID:
        raise WrongUse(Issue("unknown-rule", repr(written),
                             said("There is no rule called {written}.", written=repr(written)),
                             did_you_mean(wanted, BY_ID) or said("Rules are called L01 to L44; docs/lint.md has them "
                                                                 "all.")))
    return BY_ID[wanted]
