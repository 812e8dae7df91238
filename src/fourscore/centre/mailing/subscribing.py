"""This file is about subscribing: who is sent what, under whose rights, and the signed link by which it ends."""

from __future__ import annotations

import hashlib
import hmac
import os
import re
import secrets
from typing import TYPE_CHECKING

from fourscore.centre.access.asking import NOBODY, Reader, asked_by, reader
from fourscore.centre.access.entrance import accounts_of
from fourscore.centre.mailing.when import EVERY
from fourscore.centre.shared.views import view_of
from fourscore.office import Subscription, outbox
from fourscore.office import subscriptions as kept
from fourscore.terms import Issue, WrongUse, did_you_mean, said, together

if TYPE_CHECKING:
    from fourscore.centre.centre import Centre
    from fourscore.office import Message

WHATS, VIEW = ("scorecard", "review", "digest"), "view:"
FORMS = ("pdf", "pptx", "xlsx", "text")
KEY = "mail.key"
ADDRESS = re.compile(r"[^@\s<>,;:\"]{1,64}@[^@\s<>,;:\"]{1,190}")
MOST = 20  # subscriptions of one person
NOT_THEIRS = "It is not theirs to see any more; nothing was sent."


def subscribe(
    centre: Centre, *, what: str, address: str, every: str, hour: int, scope: str = "", form: str = "text",
    language: str = "",
) -> int:
    """Subscribe whoever asks; its number. language: the code of the one it is sent in, unless their account keeps one.

    Raises WrongUse `no-mail`, `unknown-choice`, `bad-mail-address`, `unknown-view`, `not-yours`, `too-many`.
    """
    for told, there in ((every, EVERY), (form, FORMS), (what, (*WHATS, what if what.startswith(VIEW) else ""))):
        if told not in there:
            raise WrongUse(Issue("unknown-choice", repr(told), said("Nothing can be sent as {said}.", said=repr(told)),
                                 did_you_mean(told, there) or said("There are: {names}.",
                                                                   names=together(filter(None, there), ", "))))
    if not 0 <= hour <= 23:
        raise WrongUse(Issue("unknown-choice", str(hour), said("An hour of the day is 0 to 23."),
                             said("Write for example 7")))
    address = address.strip()
    allowed = centre.settings.mail.domains if centre.settings.mail else ()
    if not ADDRESS.fullmatch(address) or not address.isascii():
        raise WrongUse(Issue("bad-mail-address", repr(address), said("This is no mail address."),
                             said("Write for example: ada@example.org")))
    if allowed and address.rpartition("@")[2].lower() not in allowed:
        raise WrongUse(Issue("bad-mail-address", repr(address), said("This centre sends nothing to that domain."),
                             said("It sends to: {names}.", names=together(allowed, ", "))))
    _may_see(centre, what, scope)
    if len(mine(centre)) >= MOST:
        raise WrongUse(Issue("too-many", str(MOST), said("Nobody has more than {most} subscriptions.", most=MOST),
                             said("End one that you do not read.")))
    one = Subscription(0, reader().person or "", address, what, scope, form, every, hour, centre.now(),
                       language=language)
    for standing in mine(centre):
        if standing._replace(number=0, made_at=one.made_at) == one:
            return standing.number  # asked for twice, it is sent once
    number = kept.keep_subscription(centre.office, one)
    centre.anew()
    return number


def _may_see(centre: Centre, what: str, scope: str) -> None:
    """Raises WrongUse where whoever asks may not see it now."""
    rights = centre.keeper.rights()
    if what.startswith(VIEW):
        view_of(centre, _number(what))
    elif not rights.opens("review" if what == "review" else "scorecard"):
        raise WrongUse(rights.hidden())
    elif what != "review":
        level, _, name = scope.partition(":")
        week = centre.last_week()
        labels = {level: [name]} if name and level in ("agent", "team") else {}
        if name and not labels:
            parts = centre.parts().get(level, {}).get(name, ())
            labels = {"team" if level == "site" else "queue": list(parts) or [name]}
        rights.allow((), labels, week)


def _number(what: str) -> int:
    said = what.removeprefix(VIEW)
    return int(said) if said.isdecimal() and len(said) < 10 else 0


def mine(centre: Centre) -> list[Subscription]:
    """Those of whoever asks."""
    who = reader().person or ""
    return [one for one in kept.subscriptions(centre.office) if one.person == who]


def unsubscribe(centre: Centre, number: int) -> None:
    """End a subscription of whoever asks. Raises WrongUse `not-yours` for one that is not theirs."""
    if number not in [one.number for one in mine(centre)]:
        raise WrongUse(centre.keeper.rights().hidden())
    kept.withdraw_subscription(centre.office, number, by=reader().person or "", now=centre.now())
    centre.anew()


# -- under whose rights ----


def recipient(centre: Centre, one: Subscription) -> Reader | None:
    """Who reads it, as they may see things now; None where they are not let in any more."""
    from fourscore.office import accounts

    if not one.person:  # this computer itself, as long as nobody has to sign in
        signed = centre.settings.sign_in.provider is not None or centre.settings.network.beyond or \
            accounts.any_made(centre.office)
        return None if signed else NOBODY
    now = centre.now()
    living = [held for held, _ in accounts_of(centre) if held.person == one.person and held.withdrawn_at is None
              and (held.ends_at is None or held.ends_at > now)]
    return Reader(one.person, all(held.guest for held in living)) if living else None


def still_theirs(centre: Centre, one: Subscription) -> Reader | None:
    """The reader it is made for, where it is still theirs to see; else None."""
    who = recipient(centre, one)
    if who is None:
        return None
    try:
        with asked_by(who):
            _may_see(centre, one.what, one.scope)
    except WrongUse:
        return None
    return who


# -- the link by which it ends ----


def ending_link(centre: Centre, number: int) -> str:
    """What stands in the mail: whoever has it can end this one subscription, and do nothing else."""
    return f"{number}.{_sign(centre, number)}"


def end_by_link(centre: Centre, token: str, *, ask: bool = False) -> Subscription | None:
    """End the subscription of that link, and give it; None where the link is not ours. ask: only look."""
    said, _, sign = token.partition(".")
    if not said.isdecimal() or len(said) > 9 or not hmac.compare_digest(sign.encode(), _sign(
            centre, int(said)).encode()):
        return None
    one = kept.subscription(centre.office, int(said))
    if one is not None and not ask and one.withdrawn_at is None:
        kept.withdraw_subscription(centre.office, one.number, by=one.person or "the link in a mail", now=centre.now())
        centre.anew()
    return one


def _sign(centre: Centre, number: int) -> str:
    return hmac.new(_key(centre), f"end subscription {number}".encode(), hashlib.sha256).hexdigest()[:40]


def _key(centre: Centre) -> bytes:
    """The centre's own key, made the first time, readable by its owner alone."""
    path = centre.folder / "data" / KEY
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    return path.read_bytes()


# -- the outbox, for whoever looks after the centre ----


def outbox_of(centre: Centre, most: int = 50) -> list[Message]:
    """The newest messages, with the state of each."""
    return outbox.messages(centre.office, most=most)


def send_again(centre: Centre, number: int) -> None:
    """Let a message that failed wait once more. Raises WrongUse `unknown-message`."""
    if not outbox.again(centre.office, number, centre.now()):
        raise WrongUse(Issue("unknown-message", str(number), said("No message of that number has failed."),
                             said("See them with: fourscore mail CENTRE")))
