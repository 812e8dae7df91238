"""This file is about reading how people sign in: passwords, an OpenID provider, and what its groups may."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from fourscore.settings.model import ADVISER, AGENT, LEADER, People
from fourscore.settings.network.model import OWN_NAMES, SKEW_S, Grant, Provider, SignIn
from fourscore.settings.network.table import NETWORK
from fourscore.settings.staff.roles import read_role
from fourscore.settings.text import Node, Text
from fourscore.terms import did_you_mean, said

YES_NO = {"true": True, "yes": True, "false": False, "no": False}
LONGEST_SKEW_S = 300


def read_sign_in(text: Text, node: Node | None, people: People) -> SignIn:
    """What centre.yaml says; every mistake is told."""
    if node is None:
        return SignIn()
    lines = text.mapping(node, "Signing in", _inside("sign_in"))
    word = text.text(lines.get("passwords"), "Whether there are passwords")
    if word is not None and word.lower() not in YES_NO:
        text.tell("unknown-choice", lines["passwords"], said("Whether there are passwords is {word}.",
                                                             word=repr(word)),
                  said("Write true or false."))
    provider = _provider(text, lines["provider"], people) if "provider" in lines else None
    passwords = YES_NO.get((word or "true").lower(), True)
    if not passwords and "provider" not in lines:
        text.tell("no-way-in", lines["passwords"],
                  said("There are no passwords and no OpenID provider, so that nobody could sign in."),
                  said("Name a provider under sign_in, or leave passwords out."))
    return SignIn(passwords, provider)


def _provider(text: Text, node: Node, people: People) -> Provider | None:
    lines = text.mapping(node, "The provider", _inside("sign_in.provider"))
    told = {name: text.text(lines.get(name), f"The provider's {word}") or ""
            for name, word in (("name", "name"), ("issuer", "issuer"), ("client", "client"), ("person", "claim"),
                               ("groups", "claim of groups"), ("ask", "person to ask"))}
    for name, example in (("name", "name: Example"), ("issuer", "issuer: https://id.example.org"),
                          ("client", "client: fourscore")):
        if node.id == "mapping" and name not in lines:
            text.tell("missing-key", node, said("The provider has no {name}.", name=name),
                      said("Add a line such as  {example}", example=example))
    if told["issuer"] and not _safe(told["issuer"]):
        text.tell("bad-issuer", lines["issuer"], said("{issuer} is no address of a provider.",
                                                      issuer=repr(told['issuer'])),
                  said("Write it with https:// and without a question mark or #, as the provider tells it."))
    scopes = tuple(word for row in text.items(lines.get("scopes"), "The scopes")
                   if (word := text.text(row, "A scope")))
    usual = Provider("", "", "")
    return Provider(
        told["name"], told["issuer"], told["client"], _secret(text, lines.get("secret")),
        tuple(dict.fromkeys(("openid", *scopes))) if scopes else usual.scopes, told["person"] or usual.person,
        told["groups"] or usual.groups, _grants(text, lines.get("grants"), people), told["ask"],
        _skew(text, lines.get("clock_skew")))


def _secret(text: Text, node: Node | None) -> str:
    """The name under which the secret stands in the environment."""
    if node is None:
        return ""
    if node.id == "mapping":
        return text.text(text.mapping(node, "The secret", ("environment",)).get("environment"), "The secret") or ""
    text.tell("secret-in-text", node, said("A secret does not belong into a text that is copied and kept."),
              "Put it into an environment variable, and name that: secret: {environment: OIDC_SECRET}")
    return ""


def _grants(text: Text, node: Node | None, people: People) -> dict[str, tuple[Grant, ...]]:
    """What the members of each group may."""
    teams = [team.name for team in people.teams]
    found: dict[str, tuple[Grant, ...]] = {}
    for row in text.items(node, "The grants"):
        lines = text.mapping(row, "A grant", _inside("sign_in.provider.grants"))
        for key, example in (("group", "group: bsc-billing"), ("role", "role: Team leader")):
            if row.id == "mapping" and key not in lines:
                text.tell("missing-key", row,
                          said("A grant has no {key}.", key=key), said("Add to it  {example}", example=example))
        group, role = text.text(lines.get("group"), "The group"), read_role(text, lines.get("role"), "The role")
        led = tuple(team for one in text.items(lines.get("teams"), "The teams") if (team := text.text(one, "A team")))
        if role in (AGENT, ADVISER):
            text.tell("role-not-granted", lines["role"],
                      said("{role} is no role that a group can give: it belongs to a person by name.", role=role),
                      said("Write the person into people.yaml."))
        if led and role != LEADER:
            text.tell("setting-without-effect", lines["teams"],
                      said("A {role} leads no teams.", role=role), said("Leave teams out."))
        for team in led:
            if team not in teams:
                text.tell("unknown-team", lines["teams"], said("There is no team called {team} in people.yaml.",
                                                               team=repr(team)),
                          did_you_mean(team, teams) or said("Add it to the teams of people.yaml."))
        if group and role:
            found[group] = (*found.get(group, ()), Grant(role, led))
    return found


def _skew(text: Text, node: Node | None) -> float:
    seconds = text.seconds(node, "The clock skew", "bad-duration")
    if seconds is not None and seconds > LONGEST_SKEW_S:
        text.tell("bad-duration", node,
                  said("Clocks may differ by five minutes at most."), said("Write for example 60s"))
    return SKEW_S if seconds is None else float(seconds)


def _safe(issuer: str) -> bool:
    """Over TLS, or on this very computer."""
    try:
        parts = urlsplit(issuer)
        host = parts.hostname
    except ValueError:
        return False
    return (bool(host) and not parts.query and not parts.fragment and not re.search(r"\s", issuer)
            and parts.username is None and (parts.scheme == "https" or (parts.scheme == "http" and host in OWN_NAMES)))


def _inside(name: str) -> list[str]:
    """The plain names that may stand inside one setting."""
    found = [row.name.removeprefix(f"{name}.") for row in NETWORK if row.name.startswith(f"{name}.")]
    return [one for one in found if "." not in one]
