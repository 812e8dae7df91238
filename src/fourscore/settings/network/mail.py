"""This file is about every setting of sending mail: rows of the table of settings."""

from __future__ import annotations

from fourscore.settings.model import Setting

MAIL: tuple[Setting, ...] = (
    Setting("mail", "none is sent", "Over which server reports are sent by mail; see reports.md.",
            "mail: {server: mail.example.org, from: bsc@example.org}"),
    Setting("mail.server", "", "The server mail is handed to.", "server: mail.example.org"),
    Setting("mail.from", "", "The address it is from.", "from: bsc@example.org"),
    Setting("mail.port", "587; 465 with tls: always, 25 with tls: never", "The server's port.", "port: 2525"),
    Setting("mail.tls", "starttls", "`starttls`: the connection is made safe before anything is said, or not used. "
            "`always`: it is safe from the first byte. `never`: only for a server on this computer.", "tls: always"),
    Setting("mail.user", "none", "The name signed in with.", "user: bsc"),
    Setting("mail.password", "none", "Where the password stands: in the environment, under this name, or in a file "
            "that holds nothing else. Never the password itself.", "password: {environment: MAIL_PASSWORD}"),
    Setting("mail.authority", "those the system trusts", "The file, in PEM form, with the certificate that vouches for "
            "a server of your own.", "authority: tls/mail-ca.pem"),
    Setting("mail.domains", "anywhere", "Mail is sent to addresses of these domains alone.", "domains: [example.org]"),
    Setting("mail.addresses", "nobody is told by mail", "Where people are told of alerts, by the names of people.yaml.",
            "addresses: {Mara Quinn: mara@example.org}"),
)
