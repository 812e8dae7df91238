"""This file is about queues in which everybody waits (Erlang C), and lines on which nobody can (Erlang B).

Load is in Erlang: calls per second × seconds of handling each. Numbers of agents may lie between whole ones.
Source: Erlang 1917; Cooper 1981, Introduction to Queueing Theory, chapter 3; Koole 2013, Call Center Optimization.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from fourscore.maths.given import must, numbers
from fourscore.maths.queueing.least import least
from fourscore.maths.queueing.tails import below_over_term

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from fourscore.maths.given import Numbers


class Waiting(NamedTuple):
    """A queue in which everybody waits; arrays of one shape.

    `waits`: the share that waits at all; `in_time`: the share answered within the limit; `mean_wait` in seconds, over
    all calls; `in_queue`: how many wait on average; `occupancy`: the agents' busy share. Where the load is not below
    the agents everybody waits without end: `in_time` 0, `mean_wait` and `in_queue` infinite, `occupancy` 1.
    """

    waits: Numbers
    in_time: Numbers
    mean_wait: Numbers
    in_queue: Numbers
    occupancy: Numbers


def load(calls: ArrayLike, interval_s: ArrayLike, handle_s: ArrayLike) -> Numbers:
    """The load in Erlang of so many calls in an interval, each of so many seconds. ValueError below 0."""
    many, length, each = numbers(calls, interval_s, handle_s)
    must(~(many < 0) & (length > 0) & ~(each < 0), "calls and handle times are not below 0, and an interval above it")
    erlang: Numbers = many * each / length
    return erlang


def erlang_b(load: ArrayLike, lines: ArrayLike) -> Numbers:
    """The share of calls that find all lines busy and are lost, 0 to 1. ValueError where a number is below 0."""
    import numpy as np

    erlang, many = _checked(load, lines)
    blocked = np.where(np.isnan(erlang + many), np.nan, np.where(many > 0, 0.0, 1.0))
    some = erlang > 0
    blocked[some] = 1 / below_over_term(many[some], erlang[some])
    return blocked


def erlang_c(load: ArrayLike, agents: ArrayLike) -> Numbers:
    """The share of calls that wait, where everybody does until answered; 1 where the load is not below the agents."""
    import numpy as np

    erlang, many = _checked(load, agents)
    blocked = erlang_b(erlang, many)
    idle = many - erlang
    waits = np.divide(many * blocked, idle + erlang * blocked, out=np.ones_like(erlang), where=idle > 0)
    return np.where(np.isnan(idle), np.nan, waits)


def waiting(load: ArrayLike, agents: ArrayLike, handle_s: ArrayLike, within_s: ArrayLike) -> Waiting:
    """How a queue does in which everybody waits: load in Erlang, agents, seconds of handling, seconds of the limit.

    The limit is "at most". ValueError where a number is below 0.
    """
    import numpy as np

    erlang, many, handle, within = numbers(load, agents, handle_s, within_s)
    must(~(handle < 0) & ~(within < 0), "seconds are not below 0")
    waits, idle = erlang_c(erlang, many), many - erlang
    leaving = np.divide(idle, handle, out=np.full_like(idle, np.inf), where=handle > 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        in_time = np.where(idle > 0, 1 - waits * np.exp(-np.where(within > 0, leaving * within, 0.0)), 0.0 * idle)
        mean_wait = np.where(idle > 0, waits / leaving, np.inf)
        in_queue = np.where(idle > 0, waits * erlang / idle, np.inf)
        occupancy = np.where(idle > 0, erlang / many, 1.0)
    missing = np.isnan(erlang + many + handle + within)
    return Waiting(waits, *(np.where(missing, np.nan, part) for part in (in_time, mean_wait, in_queue, occupancy)))


def wait_within(load: ArrayLike, agents: ArrayLike, handle_s: ArrayLike, share: float) -> Numbers:
    """Within how many seconds this share of calls is answered: 0 where fewer wait at all, infinite without end.

    ValueError unless 0 <= share < 1.
    """
    import numpy as np

    must(0 <= share < 1, "a share lies between 0 and 1")
    erlang, many, handle = numbers(load, agents, handle_s)
    waits, idle = erlang_c(erlang, many), many - erlang
    with np.errstate(divide="ignore", invalid="ignore"):
        seconds = np.where(idle > 0, np.maximum(np.log(waits / (1 - share)), 0) * handle / idle, np.inf)
    return np.where(np.isnan(waits), np.nan, seconds)


def agents_needed(load: ArrayLike, handle_s: ArrayLike, *, share: ArrayLike | None = None, within_s: ArrayLike = 20.0,
                  mean_wait_s: ArrayLike | None = None, occupancy: ArrayLike | None = None) -> Numbers:
    """The fewest whole agents with which everything named holds, where everybody waits; 0 for no load.

    `share` of the calls answered within `within_s` seconds; a mean wait of at most `mean_wait_s`; agents busy at most
    `occupancy` of their time. Always more than the load. ValueError unless 0 <= share < 1 and 0 < occupancy <= 1, or
    where a mean wait is not above 0.
    """
    import numpy as np

    erlang, handle = _checked(load, handle_s)
    wanted, within, wait, busy = numbers(*(np.nan if told is None else told for told in (share, within_s, mean_wait_s,
                                                                                        occupancy)))
    must(~((wanted < 0) | (wanted >= 1)) & ~(wait <= 0) & ~((busy <= 0) | (busy > 1)),
         "shares lie between 0 and 1, and a mean wait above 0")
    all_of_them = numbers(erlang, handle, wanted, within, wait, busy)
    erlang, handle, wanted, within, wait, busy = (each.ravel() for each in all_of_them)
    # A hair is taken off, or 8.5 Erlang at 85% would ask for 11 agents, 8.5 / 0.85 being 10.000000000000002.
    fewest = np.maximum(np.floor(erlang) + 1, np.where(np.isnan(busy), 0, np.ceil(erlang / busy * (1 - 1e-12))))

    def holds(at: Numbers, agents: Numbers) -> Numbers:
        told = waiting(erlang[at], agents, handle[at], np.nan_to_num(within[at]))
        return np.asarray(~(told.in_time < wanted[at]) & ~(told.mean_wait > wait[at]))

    missing = np.isnan(erlang + handle)
    guess = np.nan_to_num(erlang + _spare(erlang, handle, wanted, within) * np.sqrt(erlang))
    found = least(holds, np.where(erlang > 0, fewest, 0.0), guess, erlang > 0, missing)
    return found.reshape(all_of_them[0].shape)


def _spare(erlang: Numbers, handle: Numbers, wanted: Numbers, within: Numbers) -> Numbers:
    """About how many roots of the load of agents beyond it answer the share wanted in time: where a search begins.

    Source: Halfin and Whitt 1981, Operations Research 29.
    """
    import numpy as np
    from scipy.special import ndtr

    low, high = np.zeros_like(erlang), np.full_like(erlang, 4.0)
    for _ in range(9):
        spare = (low + high) / 2
        waits = 1 / (1 + spare * ndtr(spare) * np.sqrt(2 * np.pi) * np.exp(spare * spare / 2))
        with np.errstate(divide="ignore", invalid="ignore"):
            short = 1 - waits * np.exp(-spare * np.sqrt(erlang) * within / handle) < wanted
        low, high = np.where(short, spare, low), np.where(short, high, spare)
    return high


def lines_needed(load: ArrayLike, blocking: ArrayLike) -> Numbers:
    """The fewest whole lines on which at most this share of calls is lost. ValueError unless 0 < blocking <= 1."""
    import numpy as np

    told = _checked(load, blocking)
    erlang, most = (each.ravel() for each in told)
    must(~((most <= 0) | (most > 1)), "a share of lost calls lies between 0 and 1")

    def holds(at: Numbers, lines: Numbers) -> Numbers:
        return np.asarray(erlang_b(erlang[at], lines) <= most[at])

    found = least(holds, np.zeros_like(erlang), np.nan_to_num(erlang), erlang > 0, np.isnan(erlang + most))
    return found.reshape(told[0].shape)


def load_borne(lines: ArrayLike, blocking: ArrayLike) -> Numbers:
    """The load in Erlang at which exactly this share of calls is lost on these lines. ValueError unless 0 < it < 1."""
    import numpy as np

    many, lost = _checked(lines, blocking)
    must(~((lost <= 0) | (lost >= 1)), "a share of lost calls lies between 0 and 1")
    # What gets through is at most the lines, so the load is at most lines / (1 − lost).
    low, high = np.zeros_like(many), many / (1 - lost)
    for _ in range(64):
        middle = (low + high) / 2
        more = erlang_b(middle, many) < lost
        low, high = np.where(more, middle, low), np.where(more, high, middle)
    return (low + high) / 2


def _checked(first: ArrayLike, second: ArrayLike) -> tuple[Numbers, Numbers]:
    one, other = numbers(first, second)
    must(~(one < 0) & ~(other < 0), "loads, agents and lines are not below 0")
    return one, other
