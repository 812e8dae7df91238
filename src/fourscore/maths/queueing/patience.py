"""This file is about queues that callers leave (Erlang A): waiting, abandoning and the three service levels there are.

Patience is exponential. Source: Palm 1957; Garnett, Mandelbaum and Reiman 2002, Manufacturing & Service Operations
Management 4; Zeltyn and Mandelbaum 2005, Queueing Systems 51 (the law of the wait).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.maths.given import must, numbers
from fourscore.maths.queueing.least import least
from fourscore.maths.queueing.tails import above_over_term
from fourscore.maths.queueing.waiting import erlang_b, waiting

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fourscore.maths.given import Numbers


class Leaving(NamedTuple):
    """A queue that callers leave; arrays of one shape, shares from 0 to 1, seconds.

    `waits`: the share that waits at all; `abandons`: the share that hangs up; `mean_wait`: over all calls, those that
    hang up too; `occupancy`: the agents' busy share. Three service levels, to be named where they are shown:
    `in_time_of_offered` (answered within the limit, of all), `in_time_of_answered` (of those answered; nan where
    nobody is), `in_time_virtually` (the wait of somebody who never hangs up). `still_waiting`: not answered and not
    gone at the limit.
    """

    waits: Numbers
    abandons: Numbers
    mean_wait: Numbers
    occupancy: Numbers
    in_time_of_offered: Numbers
    in_time_of_answered: Numbers
    in_time_virtually: Numbers
    still_waiting: Numbers


def erlang_a(load: ArrayLike, agents: ArrayLike, handle_s: ArrayLike, patience_s: ArrayLike,
             within_s: ArrayLike) -> Leaving:
    """How a queue does that callers leave after `patience_s` seconds on average (infinite: Erlang C).

    Load in Erlang, agents (real numbers too), mean seconds of handling, seconds of the limit ("at most"). Holds for
    loads above the agents. nan where a number is missing. ValueError where one is below 0, or where seconds of
    handling or of patience are 0.
    """
    import numpy as np

    erlang, many, handle, patience, within = numbers(load, agents, handle_s, patience_s, within_s)
    must(~(erlang < 0) & ~(many < 0) & ~(within < 0), "loads, agents and limits are not below 0")
    must(~(handle <= 0) & ~(patience <= 0), "seconds of handling and of patience are above 0")
    missing = np.isnan(erlang + many + handle + patience + within)
    found = np.full((8, *erlang.shape), np.nan)
    patient = ~missing & (np.isinf(patience) | (erlang == 0))
    alone = ~missing & ~patient & (many == 0)
    if patient.any():
        found[:, patient] = _patient(erlang[patient], many[patient], handle[patient], within[patient])
    if alone.any():
        gone = np.exp(-within[alone] / patience[alone])
        one, none = np.ones_like(gone), np.zeros_like(gone)
        found[:, alone] = [one, one, patience[alone], one * np.nan, none, one * np.nan, none, gone]
    rest = ~missing & ~patient & ~alone
    if rest.any():
        found[:, rest] = _leaving(erlang[rest], many[rest], handle[rest], patience[rest], within[rest])
    return Leaving(*found)


def _patient(erlang: Numbers, many: Numbers, handle: Numbers, within: Numbers) -> Numbers:
    """Nobody ever hangs up, or nobody calls."""
    import numpy as np

    told = waiting(erlang, many, handle, within)
    in_time = told.in_time
    return np.array([told.waits, 0 * erlang, told.mean_wait, told.occupancy, in_time, in_time, in_time, 1 - in_time])


def _leaving(erlang: Numbers, many: Numbers, handle: Numbers, patience: Numbers, within: Numbers) -> Numbers:
    """Palm's formulas, with k = agents × patience / handling and m = load × patience / handling."""
    import numpy as np
    from scipy.special import gammainc

    k, m = many * patience / handle, erlang * patience / handle
    spare, blocked = above_over_term(k, m), erlang_b(erlang, many)
    with np.errstate(invalid="ignore"):
        waits = np.where(np.isinf(spare), 1.0, spare * blocked / (1 + (spare - 1) * blocked))
    abandons = waits * np.clip((k / spare + (m - k)) / m, 0, 1)
    # By the limit the queue ahead has shrunk as callers left: m becomes m · e^(−limit / patience).
    later = m * np.exp(-within / patience)
    spare_later = above_over_term(k, later)
    with np.errstate(invalid="ignore", over="ignore", divide="ignore"):
        by_sum = np.exp(-many * within / handle - m * np.expm1(-within / patience)) * spare_later / spare
        outlast = np.where(np.isinf(spare), gammainc(k, later) / gammainc(k, m), by_sum)
    answered_later = waits * outlast * k / m * (1 - 1 / spare_later)
    answered = 1 - abandons
    in_time = np.clip(answered - answered_later, 0, 1)
    occupancy = np.minimum(erlang * answered / many, 1.0)
    of_answered = np.divide(in_time, answered, out=np.full_like(answered, np.nan), where=answered > 0)
    virtually = 1 - waits * outlast
    return np.array([waits, abandons, abandons * patience, occupancy, in_time, of_answered, virtually,
                     waits * outlast * np.exp(-within / patience)])


def agents_needed_with_patience(load: ArrayLike, handle_s: ArrayLike, patience_s: ArrayLike, *,
                                share: ArrayLike | None = None, within_s: ArrayLike = 20.0,
                                abandons: ArrayLike | None = None, mean_wait_s: ArrayLike | None = None,
                                occupancy: ArrayLike | None = None) -> Numbers:
    """The fewest whole agents with which everything named holds where callers hang up; may be below the load.

    `share` of all calls offered answered within `within_s` seconds; at most the share `abandons` hanging up; a mean
    wait (of all) of at most `mean_wait_s`; agents busy at most `occupancy` of their time. ValueError unless
    0 <= share < 1, and abandons, mean wait and occupancy are above 0.
    """
    import numpy as np

    told = (load, handle_s, patience_s, within_s,
            *(np.nan if one is None else one for one in (share, abandons, mean_wait_s, occupancy)))
    all_of_them = numbers(*told)
    erlang, handle, patience, within, wanted, lost, wait, busy = (each.ravel() for each in all_of_them)
    must(~((wanted < 0) | (wanted >= 1)) & ~(lost <= 0) & ~(wait <= 0) & ~(busy <= 0),
         "a share lies between 0 and 1; abandons, a mean wait and occupancy above 0")

    def holds(at: Numbers, agents: Numbers) -> Numbers:
        does = erlang_a(erlang[at], agents, handle[at], patience[at], within[at])
        # Where nobody is there, nobody is at ease either: an occupancy asked for needs somebody.
        at_ease = np.isnan(busy[at]) | (does.occupancy <= busy[at])
        return np.asarray(~(does.in_time_of_offered < wanted[at]) & ~(does.abandons > lost[at])
                          & ~(does.mean_wait > wait[at]) & at_ease)

    guess = erlang + 0.5 * np.sqrt(erlang)
    missing = np.isnan(erlang + handle + patience + within)
    found = least(holds, np.zeros_like(erlang), np.nan_to_num(guess), erlang > 0, missing)
    return found.reshape(all_of_them[0].shape)
