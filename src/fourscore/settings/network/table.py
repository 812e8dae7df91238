"""This file is about every setting of serving to the network and of signing in: rows of the table of settings."""

from __future__ import annotations

from fourscore.settings.model import Setting

NETWORK: tuple[Setting, ...] = (
    Setting(
        "network",
        "this computer only",
        "Where `fourscore serve` shows the pages; flags of the verb go before it. Beyond this computer only over TLS, "
        "its own or that of a proxy in front; see serving.md.",
        "network: {listen: 0.0.0.0, names: [bsc.example.org], certificate: tls/cert.pem, key: tls/key.pem}",
    ),
    Setting("network.listen", "127.0.0.1", "The address listened on; 0.0.0.0 and :: stand for every one of this "
            "computer's.", "listen: 0.0.0.0"),
    Setting("network.port", "8484", "The port listened on.", "port: 443"),
    Setting("network.names", "none", "The public names people reach the pages by. A request under another name is "
            "refused.", "names: [bsc.example.org]"),
    Setting("network.certificate", "none", "The file with the certificate for TLS and those between it and its root, "
            "in PEM form. A new one is taken up without a restart.", "certificate: tls/fullchain.pem"),
    Setting("network.key", "none", "The file with the certificate's key, in PEM form, without a password.",
            "key: tls/privkey.pem"),
    Setting("network.proxies", "none", "TLS ends at a proxy in front, which has one of these addresses. What it says "
            "in X-Forwarded-For, -Proto and -Host is believed, and of nobody else.", "proxies: [10.0.0.2]"),
    Setting(
        "sign_in",
        "by passwords",
        "How people sign in; see signing-in.md.",
        "sign_in: {passwords: false, provider: {name: Example, issuer: 'https://id.example.org', client: fourscore}}",
    ),
    Setting("sign_in.passwords", "true", "Whether people may have a password here. Without, an OpenID provider has to "
            "vouch for everybody.", "passwords: false"),
    Setting("sign_in.provider", "none", "An OpenID provider that vouches for people. Needs the oidc extra.",
            "provider: {name: Example, issuer: 'https://id.example.org', client: fourscore}"),
    Setting("sign_in.provider.name", "", "What it is called on the sign-in page.", "name: Example"),
    Setting("sign_in.provider.issuer", "", "Its address, to the letter as it names itself.",
            "issuer: https://id.example.org/realms/staff"),
    Setting("sign_in.provider.client", "", "What it calls this centre (the client id).", "client: fourscore"),
    Setting("sign_in.provider.secret", "none", "Where the client secret stands: in the environment, under this name.",
            "secret: {environment: OIDC_SECRET}"),
    Setting("sign_in.provider.scopes", "openid, email, profile", "What is asked of it about a person.",
            "scopes: [openid, email, groups]"),
    Setting("sign_in.provider.person", "email", "The claim that names the person: as their account signs in, or as "
            "people.yaml or a staff list names them. An e-mail address counts only where the provider says that it "
            "was verified.", "person: preferred_username"),
    Setting("sign_in.provider.groups", "groups", "The claim that lists the person's groups.", "groups: roles"),
    Setting("sign_in.provider.grants", "only people known here come in", "Roles that members of a group hold besides "
            "those of people.yaml, and whoever is in one comes in; a team leader leads the teams named.",
            "grants: [{group: bsc-billing, role: Team leader, teams: [Billing]}]"),
    Setting("sign_in.provider.grants.group", "", "The group, as the provider calls it.", "group: bsc-billing"),
    Setting("sign_in.provider.grants.role", "", "The role of its members.", "role: Team leader"),
    Setting("sign_in.provider.grants.teams", "none", "The teams they lead.", "teams: [Billing]"),
    Setting("sign_in.provider.ask", "whoever looks after this centre", "Whom somebody should ask whom the provider "
            "knows and this centre does not.", "ask: Mara Quinn, mara@example.org"),
    Setting("sign_in.provider.clock_skew", "60s", "By how much the provider's clock and this one may differ, five "
            "minutes at most.", "clock_skew: 30s"),
)
