"""This file is about pages shown beyond this computer: over TLS only, to people who sign in, whoever forwards them."""

import datetime as dt
import shutil
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import httpx2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from starlette.testclient import TestClient

from fourscore.settings import Network
from fourscore.terms import Trouble, WrongUse
from fourscore.web import create_app, may_serve
from fourscore.web.serving.forwarded import counted_under
from fourscore.web.serving.tls import Certificate

NAME, PROXY = "bsc.example.org", "10.0.0.2"
BEHIND = Network(listen="0.0.0.0", names=(NAME,), proxies=("10.0.0.0/29", "127.0.0.1"))
THROUGH = {"host": NAME, "x-forwarded-proto": "https", "x-forwarded-for": "203.0.113.9"}
HEADERS = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; "
                               "frame-ancestors 'none'",
    "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin", "cache-control": "no-store",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
Open = Callable[..., TestClient]


@pytest.fixture(scope="module")
def behind(paper: ModuleType) -> Open:
    """A browser whose requests come in from that address."""
    app = create_app(paper.PaperCentre(), network=BEHIND)
    return lambda beside=PROXY: TestClient(app, base_url="http://127.0.0.1", follow_redirects=False,
                                           client=(beside, 1))


@pytest.mark.parametrize(("network", "issue"), [
    (Network(listen="0.0.0.0"), "open-to-the-network"), (Network(listen="192.168.1.5"), "open-to-the-network"),
    (Network(listen="::"), "open-to-the-network"), (Network(names=(NAME,)), "open-to-the-network"),
    (Network(listen="0.0.0.0", proxies=(PROXY,)), "no-public-name"), (Network(listen="here"), "bad-address"),
    (Network(listen=""), "bad-address"), (Network(names=("https://a.b/",), proxies=(PROXY,)), "bad-public-name"),
    (Network(names=(NAME,), proxies=("proxy",)), "bad-address"),
    (Network(names=(NAME,), certificate=Path("c.pem")), "certificate-without-key"),
])
def test_beyond_this_computer_only_over_tls_and_by_a_name(network: Network, issue: str) -> None:
    with pytest.raises(WrongUse) as refused:
        may_serve(network)
    assert refused.value.issues[0].name == issue


@pytest.mark.parametrize("network", [
    Network(), Network(listen="::1"), BEHIND, Network(names=(NAME,), certificate=Path("c.pem"), key=Path("k.pem")),
])
def test_what_may_be_served(network: Network) -> None:
    may_serve(network)


@pytest.mark.parametrize(("network", "address"), [
    (Network(), "http://127.0.0.1:8484"), (Network(listen="::1", port=80), "http://[::1]"),
    (BEHIND, f"https://{NAME}"),
    (Network(names=(NAME,), certificate=Path("c"), key=Path("k"), port=443), f"https://{NAME}"),
    (Network(names=(NAME,), certificate=Path("c"), key=Path("k")), f"https://{NAME}:8484"),
])
def test_the_address_people_open(network: Network, address: str) -> None:
    assert network.address() == address


def test_every_answer_carries_every_header(behind: Open) -> None:
    answers = [behind().get(path, headers=THROUGH) for path in ("/scorecard", "/sign-in", "/nowhere", "/")]
    answers += [behind().get("/", headers={"host": NAME}), behind("203.0.113.9").get("/", headers={"host": NAME}),
                behind().post("/sign-in", headers={**THROUGH, "origin": "https://evil.example"}),
                behind().get("/", headers={**THROUGH, "host": "evil.example"})]
    assert [answer.status_code for answer in answers] == [303, 200, 303, 303, 400, 421, 403, 421]
    for answer in answers:
        assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert {answer.headers.get("strict-transport-security") for answer in answers[:4]} == {"max-age=31536000"}
    assert "strict-transport-security" not in behind("127.0.0.1").get("/sign-in").headers  # no name of the network


def test_beyond_everybody_signs_in_even_before_there_is_an_account(behind: Open) -> None:
    assert behind().get("/measures", headers=THROUGH).headers["location"] == "/sign-in?next=%2Fmeasures"
    assert behind("127.0.0.1").get("/measures").headers["location"] == "/sign-in?next=%2Fmeasures"  # here as well


def test_a_proxy_that_was_asked_without_tls_sends_the_browser_there(behind: Open) -> None:
    plain = {**THROUGH, "x-forwarded-proto": "http"}
    answer = behind().get("/map?period=2026-W11", headers=plain)
    assert (answer.status_code, answer.headers["location"]) == (308, f"https://{NAME}/map?period=2026-W11")
    assert behind().post("/sign-in", data={"login": "x"}, headers=plain).status_code == 403
    assert behind().get("/", headers={**plain, "host": "evil.example"}).status_code == 403  # led nowhere else
    assert behind().get("/", headers={**THROUGH, "x-forwarded-proto": "https, http"}).status_code == 308  # the last
    assert "X-Forwarded-Proto" in behind().get("/", headers={"host": NAME}).text


def test_a_page_without_tls_is_anothers_whatever_its_name(behind: Open) -> None:
    sent = {name: behind().post("/account/elsewhere", headers={**THROUGH, "origin": f"{name}://{NAME}"}).status_code
            for name in ("http", "https")}
    assert sent == {"http": 403, "https": 401}


def test_whoever_is_no_proxy_is_not_believed(behind: Open) -> None:
    assert behind("203.0.113.9").get("/sign-in", headers=THROUGH).status_code == 421
    assert behind("10.0.0.9").get("/sign-in", headers=THROUGH).status_code == 421  # beside the network of proxies


def test_where_no_proxy_is_declared_what_anybody_forwards_is_passed_over(paper: ModuleType) -> None:
    app = create_app(paper.PaperCentre())
    there = TestClient(app, base_url="http://127.0.0.1", follow_redirects=False, client=("127.0.0.1", 1))
    answer = there.get("/sign-in", headers={"x-forwarded-proto": "https", "x-forwarded-host": "evil.example",
                                            "x-forwarded-for": "203.0.113.9"})
    assert (answer.status_code, "strict-transport-security" in answer.headers) == (200, False)


@pytest.mark.parametrize(("said", "counted"), [
    ("203.0.113.9", "203.0.113.9"), ("1.1.1.1, 203.0.113.9", "203.0.113.9"), ("203.0.113.9, 10.0.0.3", "203.0.113.9"),
    ("203.0.113.9:4711", "203.0.113.9"), ("[2001:db8::1]:443", "2001:db8::1"), ("::ffff:203.0.113.9", "203.0.113.9"),
    ("10.0.0.3", "10.0.0.3"), ("", PROXY), ("evil", PROXY), ("203.0.113.9, evil", PROXY), (",", PROXY),
])
def test_the_true_caller_is_the_last_who_is_no_proxy(said: str, counted: str) -> None:
    assert caller_seen(BEHIND, PROXY, **{"x-forwarded-for": said}) == counted


def test_a_list_told_in_two_headers_is_one_list() -> None:
    headers = [(b"x-forwarded-for", b"1.1.1.1"), (b"x-forwarded-for", b"203.0.113.9")]
    assert caller_seen(BEHIND, PROXY, more=headers) == "203.0.113.9"


def caller_seen(network: Network, beside: str, more: list[tuple[bytes, bytes]] | None = None, **headers: str) -> str:
    """Who is taken to ask, where the request comes from `beside`."""
    import asyncio

    from fourscore.web.serving.forwarded import Forwarded

    seen = []

    async def app(scope, receive, send) -> None:
        seen.append(scope["client"][0])

    told = [(b"host", NAME.encode()), (b"x-forwarded-proto", b"https"), *(more or ()),
            *((name.encode(), value.encode()) for name, value in headers.items())]
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "scheme": "http", "headers": told,
             "client": (beside, 5)}
    with ThreadPoolExecutor(1) as alone:  # a browser driven from this thread would have its loop here
        alone.submit(lambda: asyncio.run(Forwarded(app, network)(scope, None, None))).result()
    (caller,) = seen
    return caller


def test_a_forged_list_does_not_help_whoever_tries_many_passwords(behind: Open, monkeypatch) -> None:
    from fourscore.centre import Entrance

    monkeypatch.setattr(Entrance, "enter", lambda self, *more, **other: None)
    here = {"origin": f"https://{NAME}"}

    def wrong(n: int, forwarded: str) -> int:
        return behind().post("/sign-in", data={"login": f"name{n}", "password": "x"},
                             headers={**THROUGH, **here, "x-forwarded-for": forwarded}).status_code

    assert [wrong(n, f"198.51.100.{n}, 203.0.113.77") for n in range(11)] == [401] * 10 + [429]
    assert wrong(12, "203.0.113.78") == 401  # somebody else behind the same proxy
    assert [wrong(n, f"2001:db8:5:6::{n}") for n in range(20, 31)][-1] == 429  # one subscriber has all of these


def test_ipv6_is_counted_by_subscriber() -> None:
    assert counted_under("2001:db8:1:2:3::4") == counted_under("2001:db8:1:2:ffff::1") == "2001:db8:1:2::/64"
    assert counted_under("203.0.113.9") == counted_under("::ffff:203.0.113.9") == "203.0.113.9"
    assert counted_under("testclient") == "testclient"


# -- TLS of our own --------------------------------------------------------------------------------------------------


def certify(folder: Path, name: str, days: int = 1) -> tuple[Path, Path]:
    """A certificate for that name, signed by itself, and its key."""
    key, today = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    called = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    made = x509.CertificateBuilder().subject_name(called).issuer_name(called).public_key(key.public_key()) \
        .serial_number(x509.random_serial_number()).not_valid_before(today - dt.timedelta(days=1)) \
        .not_valid_after(today + dt.timedelta(days=days)) \
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False).sign(key, hashes.SHA256())
    places = folder / "cert.pem", folder / "key.pem"
    places[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    places[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8,
                                            serialization.NoEncryption()))
    return places


@contextmanager
def greeted(context: ssl.SSLContext) -> Iterator[tuple[str, int]]:
    """A port at which every connection is greeted with this context, and closed."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        def answer() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                    with context.wrap_socket(connection, server_side=True) as held:
                        held.unwrap()
                except OSError:
                    if listening.fileno() < 0:
                        return

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listening.getsockname()
        listening.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def shown(place: tuple[str, int], certificate: Path) -> bool:
    """Whether whoever trusts that certificate alone is greeted."""
    trusting = ssl.create_default_context(cafile=str(certificate))
    try:
        with socket.create_connection(place, timeout=5) as plain, trusting.wrap_socket(plain, server_hostname=NAME):
            return True
    except ssl.SSLError:
        return False


def test_a_renewed_certificate_is_taken_up_and_half_of_one_is_not(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "new").mkdir()
    old, new = certify(tmp_path / "old", NAME), certify(tmp_path / "new", NAME, days=30)
    here = tmp_path / "cert.pem", tmp_path / "key.pem"
    for source, place in zip(old, here, strict=True):
        shutil.copy(source, place)
    with greeted(Certificate(*here).context) as place:
        assert (shown(place, old[0]), shown(place, new[0])) == (True, False)
        here[0].write_text("half a certifi")
        assert shown(place, old[0])
        for source, kept in zip(new, here, strict=True):
            shutil.copy(source, kept)
        assert (shown(place, old[0]), shown(place, new[0])) == (False, True)
        assert shown(place, new[0])


@pytest.mark.parametrize(("spoil", "why"), [
    (lambda cert, key: cert.unlink(), "cannot be read"), (lambda cert, key: cert.write_text("x"), "not in PEM form"),
    (lambda cert, key: certify(cert.parent / "other", NAME)[1].replace(key), "not the certificate's"),
])
def test_a_certificate_that_cannot_be_used_is_told(tmp_path: Path, spoil, why: str) -> None:
    (tmp_path / "other").mkdir()
    cert, key = certify(tmp_path, NAME)
    spoil(cert, key)
    with pytest.raises(Trouble) as refused:
        Certificate(cert, key)
    assert refused.value.issues[0].name == "bad-certificate"
    assert why in refused.value.issues[0].what


def test_pages_over_our_own_tls(paper: ModuleType, tmp_path: Path) -> None:
    """Served as `serve` does, and asked by a client that trusts this one certificate."""
    import uvicorn

    from fourscore.web.server import serve

    cert, key = certify(tmp_path, "localhost")
    told: list[str] = []
    ready, servers = threading.Event(), []

    class Kept(uvicorn.Server):
        def __init__(self, config) -> None:
            super().__init__(config)
            servers.append(self)

    def say(address: str) -> None:
        told.append(address)
        ready.set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(uvicorn, "Server", Kept)
        thread = threading.Thread(target=serve, args=(paper.PaperCentre(),), kwargs={
            "network": Network(listen="127.0.0.1", port=0, names=("localhost",), certificate=cert, key=key),
            "ready": say})
        thread.start()
        assert ready.wait(20)
        try:
            trusting = ssl.create_default_context(cafile=str(cert))
            with httpx2.Client(verify=trusting) as client:
                answer = client.get(told[0] + "measures")
            assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?next=%2Fmeasures")
        finally:
            servers[0].should_exit = True
            thread.join(20)
    assert told[0].startswith("https://localhost:")
