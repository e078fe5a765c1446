"""Connections that are encrypted and signed in to: a real server with a certificate that we made and trust."""

import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from campaign.lib import clock
from campaign.mail import outbox, sending
from campaign.mail.models import Delivery
from campaign.mail.outbox import Recipient
from tests.engines.mail import Sink
from tests.engines.site import free_port

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of `localhost`, signed by itself, and trusted for this test."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    file.write_bytes(made.public_bytes(pem) + secret)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    return file


@contextmanager
def server(certificate: Path, *, at_once: bool) -> Iterator[Sink]:
    """A server that wants encryption and the password `p@ss`; from the first byte, or by STARTTLS."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    sink = Sink(port=free_port())

    def check(server: Any, session: Any, envelope: Any, mechanism: str, said: Any) -> AuthResult:
        return AuthResult(success=said.password == b"p@ss", handled=False)  # the refusal is left to aiosmtpd

    demands: dict[str, Any] = {"authenticator": check}
    if at_once:  # aiosmtpd does not see that it is inside TLS, and warns of demanding a password then
        demands |= {"auth_require_tls": False}
    else:
        demands |= {"auth_required": True, "tls_context": context, "require_starttls": True}
    outer = {"ssl_context": context} if at_once else {}
    controller = Controller(sink, hostname="localhost", port=sink.port, **outer, **demands)
    controller.start()
    try:
        yield sink
    finally:
        time.sleep(0.1)  # so that it sees who has hung up
        controller.stop()


def write() -> None:
    context = {"name": "Kim", "link": "https://example.org/"}
    outbox.write("trial/one", to=Recipient("kim@example.org", "en"), context=context, key="1", now=clock.now())


@pytest.mark.parametrize(("scheme", "at_once"), [("smtp+tls", False), ("submission", False), ("smtps", True)])
def test_mail_goes_encrypted_and_signed_in(certificate: Path, settings: Any, scheme: str, at_once: bool) -> None:
    write()
    with server(certificate, at_once=at_once) as sink:
        settings.EMAIL_URL = f"{scheme}://me:p%40ss@localhost:{sink.port}"
        assert sending.run() == 1
        assert len(sink.to("kim@example.org")) == 1


@pytest.mark.parametrize("what", ["a wrong password", "a certificate that nobody trusts"])
def test_what_is_wrong_with_a_server_leaves_the_mail_waiting(
    certificate: Path, settings: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, what: str
) -> None:
    write()
    password = "p%40ss"
    if what == "a wrong password":
        password = "wrong"
    else:
        monkeypatch.delenv("SSL_CERT_FILE")
    with server(certificate, at_once=False) as sink:
        settings.EMAIL_URL = f"smtp+tls://me:{password}@localhost:{sink.port}"
        assert sending.run() == 0
        assert not sink.letters
    assert Delivery.objects.get().state == Delivery.State.QUEUED
    assert "EMAIL_URL" in caplog.text
    assert password not in caplog.text
