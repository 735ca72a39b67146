from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from mmdesk.clients.catalogue_file import CatalogueFile
from mmdesk.clients.deadline_transport import CallDeadline, DeadlineTransport
from mmdesk.clients.errors import CertificateRefused, TimedOut, Unavailable
from mmdesk.clients.http import Limits, Outgoing, RemoteHttp
from tests.clients.scripted import Script, ScriptedServer, answers, resets, says_nothing

CHANGE = Outgoing("POST", "/thing", where="thing", body=b"{}", changing=True)
QUICK = Limits(connect=1.0, change=0.5)


def send(url: str) -> None:
    http = RemoteHttp(url, name="remote", limits=QUICK)
    try:
        http.send(CHANGE)
    finally:
        http.close()


@pytest.fixture
def self_signed(tmp_path: Path) -> Path:
    """A key and a certificate for 127.0.0.1 that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "remote.example.org")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "self-signed.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + certificate.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def unvouched(self_signed: Path) -> Iterator[str]:
    """The https address of a server with that certificate, to which nobody may say a word."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed)
    heard: list[bytes] = []

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            try:
                with context.wrap_socket(connection, server_side=True) as secured:
                    heard.append(secured.recv(1))
            except OSError:
                heard.append(b"")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve)
        thread.start()
        yield f"https://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()
    assert heard == [b""]


def test_nothing_is_sent_to_a_server_that_nobody_vouches_for(unvouched: str) -> None:
    with pytest.raises(Unavailable, match="certificate is not trusted") as caught:
        send(unvouched)
    assert "часы" in caught.value.cure.ru


def test_a_catalogue_is_not_taken_from_a_server_that_nobody_vouches_for(
    unvouched: str, tmp_path: Path
) -> None:
    fetching = CatalogueFile()
    with pytest.raises(CertificateRefused):
        fetching.fetch(
            f"{unvouched}/icml.xml",
            tmp_path / "icml.xml",
            None,
            tell=lambda received, total: None,
            stopping=lambda: False,
        )
    assert list(tmp_path.glob("icml*")) == []


def test_an_answer_that_pauses_is_read_on_over_tls_while_the_end_is_watched_for(self_signed: Path) -> None:
    server_side = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server_side.load_cert_chain(self_signed)
    pause = threading.Event()

    def serve() -> None:
        connection, _ = listener.accept()
        with connection, server_side.wrap_socket(connection, server_side=True) as secured:
            secured.recv(65536)
            for part in (b"HTTP/1.1 200 OK\r\n", b"Content-Length: 6\r\n\r\nab", b"cd", b"ef"):
                pause.wait(0.6)
                secured.sendall(part)

    deadline = CallDeadline(stopping=lambda: False)
    transport = DeadlineTransport(deadline, ssl.create_default_context(cafile=str(self_signed)), secure=True)
    with socket.create_server(("127.0.0.1", 0)) as listener, httpx.Client(transport=transport) as client:
        thread = threading.Thread(target=serve)
        thread.start()
        with deadline.started(10):
            answer = client.get(f"https://127.0.0.1:{listener.getsockname()[1]}/", timeout=5)
        thread.join()
    assert answer.content == b"abcdef"


def test_a_handshake_that_never_ends_is_cut_short_and_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, pytest.raises(TimedOut):
        send(f"https://127.0.0.1:{silent.getsockname()[1]}")


def no_way(connection: socket.socket, stop: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")


@pytest.mark.parametrize("proxy", [no_way, resets, says_nothing])
def test_a_proxy_that_leads_nowhere_has_passed_nothing_on(
    proxy: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("no_proxy", raising=False)
    with ScriptedServer([proxy]) as server:
        monkeypatch.setenv("https_proxy", server.url)
        with pytest.raises(Unavailable):
            send("https://api.example.org")
    assert [(asked.method, asked.target) for asked in server.received] == [("CONNECT", "api.example.org:443")]


def test_a_server_without_tls_is_unavailable_over_https() -> None:
    with ScriptedServer([answers(b"{}")]) as server, pytest.raises(Unavailable):
        send(server.url.replace("http:", "https:"))
