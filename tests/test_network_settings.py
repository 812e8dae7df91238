"""This file is about what centre.yaml says of the network and of signing in, and every mistake in it told at once."""

from pathlib import Path

from fourscore.settings import Grant, Network, Provider, Settings, SignIn, read_settings
from fourscore.terms import Issue

LEAST = "zone: UTC\ncurrency: EUR\n"
PEOPLE = "teams: [Billing, Sales]\n"


def read(folder: Path, text: str) -> tuple[Settings | None, list[Issue]]:
    (folder / "centre.yaml").write_text(LEAST + text, encoding="utf-8")
    (folder / "people.yaml").write_text(PEOPLE, encoding="utf-8")
    return read_settings(folder)


def good(folder: Path, text: str) -> Settings:
    settings, issues = read(folder, text)
    assert issues == []
    assert settings is not None
    return settings


def wrong(folder: Path, text: str) -> list[tuple[str, str]]:
    settings, issues = read(folder, text)
    assert settings is None
    return [(issue.where.rpartition(":")[2], issue.name) for issue in issues]


def test_nothing_said_is_this_computer_and_passwords(tmp_path: Path) -> None:
    settings = good(tmp_path, "")
    assert settings.network == Network(listen="127.0.0.1", port=8484)
    assert not settings.network.beyond
    assert settings.sign_in == SignIn(passwords=True, provider=None)


def test_everything_said(tmp_path: Path) -> None:
    settings = good(tmp_path, """\
network:
  listen: "::"
  port: 443
  names: [BSC.Example.org., 10.0.0.1]
  certificate: tls/cert.pem
  key: /etc/key.pem
  proxies: [10.0.0.0/24, "::1"]
sign_in:
  passwords: No
  provider:
    name: Example
    issuer: https://id.example.org/
    client: fourscore
    secret: {environment: OIDC_SECRET}
    scopes: [groups]
    person: upn
    groups: roles
    ask: Mara
    clock_skew: 2m
    grants:
      - {group: a, role: senior manager}
      - {group: a, role: Team leader, teams: [Billing, Sales]}
""")
    assert settings.network == Network(
        "::", 443, ("bsc.example.org", "10.0.0.1"), tmp_path.resolve() / "tls/cert.pem", Path("/etc/key.pem"),
        ("10.0.0.0/24", "::1"))
    assert settings.sign_in == SignIn(False, Provider(
        "Example", "https://id.example.org/", "fourscore", "OIDC_SECRET", ("openid", "groups"), "upn", "roles",
        {"a": (Grant("Senior manager"), Grant("Team leader", ("Billing", "Sales")))}, "Mara", 120.0))


def test_a_proxy_is_known_however_its_address_is_written(tmp_path: Path) -> None:
    network = good(tmp_path, 'network: {names: a.b, proxies: [10.0.0.0/30, "2001:db8::2"]}\n').network
    assert [network.trusts(one) for one in ("10.0.0.3", "::ffff:10.0.0.3", "2001:DB8:0::2", "10.0.0.4", "", "proxy")] \
        == [True, True, True, False, False, False]


def test_every_mistake_of_the_network_is_told(tmp_path: Path) -> None:
    assert wrong(tmp_path, """\
network:
  listen: here
  port: 70000
  names:
    - https://bsc.example.org
    - b sc
  key: key.pem
  proxies: [10.0.0.1/24]
  host: 0.0.0.0
""") == [("11", "unknown-key"), ("5", "bad-number"), ("4", "bad-address"), ("7", "bad-public-name"),
         ("7", "bad-public-name"), ("10", "bad-address"), ("9", "certificate-without-key")]


def test_every_mistake_of_signing_in_is_told(tmp_path: Path) -> None:
    assert wrong(tmp_path, "sign_in: {passwords: false}\n") == [("3", "no-way-in")]
    assert wrong(tmp_path, """\
sign_in:
  passwords: perhaps
  provider:
    issuer: http://id.example.org
    client: fourscore
    secret: 4711-abc
    clock_skew: 10m
    grants:
      - {group: a, role: Agent}
      - {group: b, role: Outside adviser}
      - {group: c, role: Trainer, teams: [Billing]}
      - {group: d, role: Team leader, teams: [Bilking]}
      - {role: Trainer}
      - {group: e, role: King}
""") == [("4", "unknown-choice"), ("6", "missing-key"), ("6", "bad-issuer"), ("8", "secret-in-text"),
         ("11", "role-not-granted"), ("12", "role-not-granted"), ("13", "setting-without-effect"),
         ("14", "unknown-team"), ("15", "missing-key"), ("16", "unknown-role"), ("9", "bad-duration")]


def test_a_secret_in_the_text_is_not_repeated(tmp_path: Path) -> None:
    _, issues = read(tmp_path, "sign_in: {provider: {name: X, issuer: 'https://x.example', client: c, secret: hush}}\n")
    assert [issue.name for issue in issues] == ["secret-in-text"]
    assert "hush" not in "".join(map(str, issues))


def test_without_tls_only_a_provider_on_this_computer_is_spoken_to(tmp_path: Path) -> None:
    def names(issuer: str) -> list[str]:
        _, issues = read(tmp_path, f"sign_in: {{provider: {{name: X, issuer: '{issuer}', client: c}}}}\n")
        return [issue.name for issue in issues]

    assert names("http://127.0.0.1:9000") == names("http://localhost/realm") == names("https://x.example/a/") == []
    for bad in ("http://x.example", "https://x.example/?a=b", "https://x.example#a", "https://u@x.example", "x.example",
                "https://", "ftp://x.example", "https://[x"):
        assert names(bad) == ["bad-issuer"], bad
