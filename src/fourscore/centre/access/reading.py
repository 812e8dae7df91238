"""This file is about tokens: made by people for their own programs, never able to see or do more than they may."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from fourscore.centre.access.rights import READABLE, WRITABLE, WRITES
from fourscore.centre.live.tokens import named
from fourscore.terms import Issue, WrongUse, did_you_mean, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Reading

READER_MARK, WRITER_MARK = "fsr_", "fsw_"  # so that a token left lying about is known for what it is
LONGEST = timedelta(days=366)  # a token nobody thinks of any more must end by itself


def add_read_token(
    centre: Centre, login: str, name: str, reads: Sequence[str] = READABLE, until: str = "", *, by: str,
) -> str:
    """A token for the account of that sign-in name, given for the only time.

    reads: the pages it is for, of READABLE. until: the first local day it lets nobody in; 90 days from now where it is
    left out. Raises WrongUse `bad-token-name`, `unknown-page`, `bad-until`; Trouble `unknown-account`, `token-twice`.
    """
    return _made(centre, login, name, reads, READABLE, until, by=by)


def add_write_token(
    centre: Centre, login: str, name: str, writes: Sequence[str], until: str = "", *, by: str,
) -> str:
    """A token that writes through the API what of WRITABLE is named, and reads there what its person may see.

    Raises as `add_read_token` does.
    """
    return _made(centre, login, name, [f"{WRITES}{one}" for one in writes], [f"{WRITES}{one}" for one in WRITABLE],
                 until, by=by)


def _made(
    centre: Centre, login: str, name: str, scopes: Sequence[str], there: Sequence[str], until: str, *, by: str,
) -> str:
    from fourscore.office import reading

    wrong = next((one for one in scopes if one not in there), None)
    if wrong is not None or not scopes:
        raise WrongUse(Issue("unknown-page", repr((wrong or "").removeprefix(WRITES)),
                             said("It is not said what the token may do.") if wrong is None else said("A token cannot "
                                                                                                      "be for {wrong}.",
                                                                                                      wrong=repr(wrong.removeprefix(WRITES))),
                             did_you_mean(wrong or "", there)
                             or said("There are: {names}.",
                                     names=together([one.removeprefix(WRITES) for one in there], ", "))))
    today = centre.calendar.local(centre.now()).date()
    last = today + LONGEST
    ends = last_day(centre, until, last) if until else today + timedelta(days=90)
    mark = WRITER_MARK if there[0].startswith(WRITES) else READER_MARK
    return reading.make(centre.office, login, named(name), scopes, start=mark, by=by, now=centre.now(),
                        ends=centre.calendar.midnight(ends))


def last_day(centre: Centre, until: str, last: date | None = None) -> date:
    """The first local day something is over. Raises WrongUse `bad-until` for none, one of the past, or after `last`."""
    today = centre.calendar.local(centre.now()).date()
    try:
        day = date.fromisoformat(until)
    except ValueError:
        day = date.min
    if day <= today or (last is not None and day > last):
        raise WrongUse(Issue("bad-until", repr(until),
                             said("The end is a day after {today}.", today=today) if last is None else said(
                                 "The end is a day after {today}, and at latest {last}.", today=today, last=last),
                             said("Write the first day it is over, such as {today}.",
                                  today=today + timedelta(days=30))))
    return day


def read_tokens(centre: Centre, account: int | None = None) -> list[Reading]:
    """Every token that reads there ever was, or those of one account."""
    from fourscore.office import reading

    return reading.every(centre.office, account)


def revoke_read_token(centre: Centre, name: str, *, by: str, login: str = "", account: int | None = None) -> None:
    """From now on it lets nobody in. Raises Trouble `unknown-token`."""
    from fourscore.office import reading

    reading.revoke(centre.office, name, by=by, now=centre.now(), login=login, account=account)
