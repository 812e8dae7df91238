"""This file is about `mail`: the outbox with the state of every message, a test, and sending once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from fourscore.cli import show
from fourscore.cli.ask import FORMATS, known_format
from fourscore.cli.relay import Streams

if TYPE_CHECKING:
    from fourscore.centre import Centre, Message

HEADS = ["number", "due", "to", "subject", "state", "tries", "next try", "why"]


def mail_verb(centre: Centre, args: Mapping[str, Any], streams: Streams) -> int:
    known_format(args["format"], FORMATS)
    if args["do"] == "test":
        return _test(centre, args["address"], streams)
    if args["do"] == "again":
        from fourscore.centre import send_again

        send_again(centre, args["number"])
        streams.out.write(f"Message {args['number']} waits again; a running serve sends it.\n")
        return 0
    _list(centre, args["format"], streams)
    return 0


def _test(centre: Centre, address: str, streams: Streams) -> int:
    from fourscore.centre import Postman, outbox_of, put_trial
    from fourscore.web import letter_of

    message = put_trial(centre, address, centre.now())
    Postman(centre, letter_of).post(message, None)
    now = next(one for one in outbox_of(centre) if one.number == message.number)
    if now.state == "sent":
        streams.out.write(f"The mail server took a test message for {address}.\n")
        return 0
    streams.err.write(f"It was not sent: {now.reason}\n")
    return 1


def _list(centre: Centre, how: str, streams: Streams) -> None:
    from fourscore.centre import outbox_of

    found = outbox_of(centre)
    if how == "json":
        show.as_json([one._asdict() for one in found], streams)
        return
    rows = [_row(centre, one) for one in found]
    if how == "csv":
        show.as_csv(HEADS, rows, streams)
    elif rows:
        show.table(HEADS, rows, streams)
    else:
        streams.out.write("The outbox is empty: nothing was due so far (docs/reports.md).\n")


def _row(centre: Centre, one: Message) -> list[str]:
    waits = f"{centre.calendar.local(one.next_try_at):%Y-%m-%d %H:%M}" if one.state == "waiting" else ""
    return [str(one.number), str(one.day), one.address, one.subject, one.state, str(one.tries), waits, one.reason]
