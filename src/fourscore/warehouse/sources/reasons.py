"""This file is about saying why a row was set aside: the sentence kept in English, told in the language of who reads.

A sentence is written beside its row while it is loaded, and stays as it was written: it is part of what happened. So it
is known again by the words it is made of, those of its source, and what stands between them is taken over as it is.
A sentence that is changed there is changed here as well; one that is not known stays English.
"""

from __future__ import annotations

from functools import cache

from fourscore.terms import FACT_WORDS, KnownTexts, Tongue, Worded, any_of, said

# Cells of rows by a mapping. where: the fact and the field, and the columns it is read from.
OF_CELLS = (
    said("{where} is blank"),
    said("the key ({columns}) is blank"),
    said("{where}: {text} is none of the words the mapping knows"),
    said("{where}: {text} is neither yes nor no"),
    said("{where}: {text} is no length of time"),
    said("{where}: {text} is no number"),
    said("{where}: {text} is no date and time that can be read"),
    said("{where}: {text} is no date that can be read"),
    said("{where}: {text} is less than nothing"),
    said("{where}: {text} is longer than ten years"),
    said("{where}: {text} is not between 1990 and 2100"),
    said("{where}: {text} is too large a number"),
    said("{where}: {text} never was: the clock was put forward over it"),
    said("{where}: {text} lies before {moment}, or too long after it"),
    said("{where}: {text} lies before what it follows"),
    said("{where}: {text} lies more than ten years after what it follows"),
)
# Rows and lines of any file, and what only the store of facts sees.
OF_ROWS = (
    said("{where}: neither a wait nor the time it ended is told"),
    said("cost: it ends before its first day"),
    said("budget: it ends before its first day"),
    said("the row on line {line} of the same file has the same key {key}"),
    said("this line is no text in the encoding {encoding}"),
    said("a quote in this line is not closed"),
    said("this row has {columns} columns where the header has {names}"),
    said("This {kind} lacks what makes it one, or its times or numbers cannot be."),
    said("There is no rate for {currency} on {day}; add it to the rates and load again."),
)
OF_REPORTS = (
    said("when the interval begins is blank"),
    said('"{text}" is no time that can be read as the beginning of an interval'),
    said("the queue is blank"),
    said("the team is blank"),
    said("the agent is blank"),
    said("the channel is blank"),
    said("the clock jumped over {time}"),
    said("no time is told"),
    said("{day} is not between 1990 and 2100"),
    said("{time} is not where a five minutes begins"),
    said("{time} is not where a quarter hour begins"),
    said("{time} is not where a half hour begins"),
    said("{time} is not where a hour begins"),
    said("{time} is no beginning of a day: give the day alone"),
    said("{time} is no beginning of a week: give the day alone"),
    said("{time} is no beginning of a month: give the day alone"),
    said('"{text}" in {columns} is no whole number of things; the rest of the row is loaded'),
    said('"{text}" in {columns} is no length of time; the rest of the row is loaded'),
    said('"{text}" in {columns} is no figure; the rest of the row is loaded'),
)
OF_STAFF_LISTS = (
    said("{where}: {text} is no day written as {ways}"),
    said("this row does not tell of which day it is"),
    said("this row tells no first day, as others do"),
    said("this row names nobody"),
    said("several people have this name, and the row has no number to tell which"),
    said("this ends on {last}, before it begins on {first}"),
    said("in the team from {first}, before joining on {joined}"),
    said("a loan names no team"),
    said("the loan has no first day"),
    said("the loan ends on {last}, before it begins on {first}"),
    said("the loan to {team} from {first} lies outside the person's own time here; only the days within it count"),
    said("loan: {text} is neither yes nor no"),
    said("full time: {text} is no share"),
    said("full time: {text} is no share of full time"),
    said("from {first} on two rows put this person into different teams ({teams}); on those days they are in none"),
    said("two rows of one day's list say different things of this person; their team is left open"),
    said("the log-in {name} is the name of somebody else as well; it is nobody's log-in"),
    said("the log-in {name} is that of two people at once from {first} on; on those days it is nobody's"),
)
# What switches write: Asterisk's log of queues and records, FreeSWITCH's events and records.
OF_SWITCHES = (
    said("The line is not epoch|callid|queue|agent|event|…."),
    said("The event's time {time} is not between 1990 and 2100."),
    said("{event} is earlier than the ENTERQUEUE before it."),
    said("the record names no channel"),
    said("it begins at {start} and lasts {duration} s, of which {billed} s are billed"),
    said("its start {start}, duration {duration} or billsec {billed} cannot be read"),
    said("the event names no type, channel, uniqueid or linkedid"),
    said("its time {time} is not between 1990 and 2100, or never was"),
    said("its time {time} cannot be read"),
    said("This is no event of FreeSWITCH: it lacks Event-Date-Timestamp."),
    said("{event} lacks {field}."),
    said("{event} says {text}, which is not known."),
    said("{event} says no CC-Cancel-Reason, which is not known."),
    said("cc_cancel_reason is {text}, which is not known."),
    said("The leg ended before it began."),
    said("This is no call detail record that can be read: it lacks {field}."),
    said("This is no call detail record that can be read: it lacks cc_queue_answered_epoch or "
         "cc_queue_canceled_epoch."),
)
# What hosted systems and help desks hand out, and what other programs push.
OF_OTHERS = (
    said("This is no event of TaskRouter that can be read."),
    said("The event is of version {version} of its format."),
    said("The event's time cannot be read, or is not between 1990 and 2100."),
    said("The record is cut off, or is no JSON."),
    said("The record is of version {version} of its format; {known} is the newest known here."),
    said("The record has no {field}."),
    said("The record cannot be read in: {fields}."),
    said("The record has a time that is not between 1990 and 2100."),
    said("Something in the record lasted less than nothing."),
    said("The times of the record are not in their order."),
    said("A time in the record cannot be read."),
    said("The conversation ended before it began."),
    said("this line is no record of a help desk, or no whole one"),
    said("the ticket does not say when it was opened"),
    said("the status {status} is not known"),
    said("the ticket was replied to, solved or closed before it was opened, or in no time of ours"),
    said("the rating does not say when it was given"),
    said("this is no JSON object"),
    said("this event cannot be read"),
    said("this event is longer than {number} characters"),
    said("this event holds half of a character"),
    said("this event has no id under {key}"),
    said("its id under {key} is longer than {number} characters, or no plain text"),
)
REASONS = (*OF_CELLS, *OF_ROWS, *OF_REPORTS, *OF_STAFF_LISTS, *OF_SWITCHES, *OF_OTHERS)
# What stands in such a sentence where a row says nothing.
BLANKS = {str(blank): blank for blank in (said("(blank)"), said("(none)"))}


class _Kind(Worded):
    """A kind of fact by the name it has in files; other languages use the word that the pages have for it."""

    word: str

    def spoken(self, tongue: Tongue) -> str:
        return self.word.spoken(tongue) if isinstance(self.word, Worded) else self.word


def reason(what: str) -> str:
    """The sentence as people read it; `what` itself where no source of ours writes such a one."""
    if isinstance(what, Worded):
        return what
    return _reasons().tell(what, _value) or what


@cache
def _reasons() -> KnownTexts:
    return KnownTexts(REASONS)


def _value(name: str, text: str) -> str:
    """What stands in a sentence: as the row has it, but for the words that are ours."""
    if name == "ways":
        return any_of(text.split(" or "))
    if name == "kind":
        word = FACT_WORDS.get(text.replace(" ", "_"))
        if word is None:
            return text
        kind = _Kind(text)
        kind.word = word[0]
        return kind
    return BLANKS.get(text, text)
