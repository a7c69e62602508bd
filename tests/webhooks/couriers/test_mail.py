"""Tests of webhooks.couriers.mail against a mail server that speaks SMTP."""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.recognition.factories import NOON
from tests.webhooks.couriers.mailbox import Mailbox
from webhooks.couriers import Letter, LetterError, MailWay

LETTER = Letter(
    key="2026-W47/ui:email",
    title="Recognition digest 2026-W47 · ui",
    body="# Recognition digest\n\n**1 to review**\n\n- **1** `ann`, [Docs](https://r.example/v/x)",
    written_at=NOON,
)
PASSWORD = "pass/word@1"  # nothing of it may be taken for a part of the address


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    with mailbox.open():
        yield mailbox


def way(mailbox: Mailbox, *, login: bool = False, **more: object) -> MailWay:
    who = "robot:pass%2Fword%401@" if login else ""
    return MailWay(
        url=f"smtp://{who}127.0.0.1:{mailbox.port}",
        sender="recognition@r.example",
        recipients=("one@r.example", "two@r.example"),
        host="r.example",
        **more,  # type: ignore[arg-type]  # fields by name
    )


def test_one_message_goes_to_all_as_text_and_as_html(mailbox: Mailbox) -> None:
    way(mailbox).send(LETTER)
    [(to, _body)] = mailbox.received
    [message] = mailbox.messages
    assert to == ["one@r.example", "two@r.example"]
    assert message["Subject"] == "Recognition digest 2026-W47 · ui"
    assert message["From"] == "recognition@r.example"
    assert message["To"] == "one@r.example, two@r.example"
    assert message["Date"] == "Wed, 04 Mar 2026 12:00:00 +0000"
    assert message["Auto-Submitted"] == "auto-generated"
    plain, html = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "• 1 ann, Docs <https://r.example/v/x>" in plain.get_content()
    assert '<a href="https://r.example/v/x">Docs</a>' in html.get_content()


def test_the_same_letter_has_the_same_id_whenever_it_is_sent(mailbox: Mailbox) -> None:
    way(mailbox).send(LETTER)
    way(mailbox).send(LETTER)
    assert [message["Message-ID"] for message in mailbox.messages] == [
        "<2026-W47.ui.email@r.example>"
    ] * 2


def test_on_this_machine_a_login_needs_no_encryption(mailbox: Mailbox) -> None:
    way(mailbox, login=True).send(LETTER)
    assert mailbox.logins == [("robot", PASSWORD)]


def test_elsewhere_no_password_is_sent_unencrypted(
    mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webhooks.couriers.mail.HERE", frozenset())
    with pytest.raises(LetterError, match="offers no TLS") as caught:
        way(mailbox, login=True).send(LETTER)
    assert caught.value.is_final
    assert mailbox.logins == []
    way(mailbox).send(LETTER)
    assert len(mailbox.received) == 1


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that nobody else trusts, with its key in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mailbox")])
    now = datetime.now(UTC)
    here = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([here]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "mailbox.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


def test_where_tls_is_offered_the_password_goes_through_it(
    mailbox: Mailbox, certificate: Path
) -> None:
    mailbox.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    mailbox.tls.load_cert_chain(certificate)
    trusting = way(
        mailbox, login=True, tls=lambda: ssl.create_default_context(cafile=str(certificate))
    )
    trusting.send(LETTER)
    assert mailbox.logins == [("robot", PASSWORD)]
    assert len(mailbox.received) == 1


def test_a_certificate_that_nobody_vouches_for_is_not_trusted(
    mailbox: Mailbox, certificate: Path
) -> None:
    mailbox.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    mailbox.tls.load_cert_chain(certificate)
    with pytest.raises(LetterError, match="SSLCertVerificationError"):
        way(mailbox, login=True).send(LETTER)
    assert mailbox.logins == []


@pytest.mark.parametrize(
    ("refuse", "said"),
    [
        ({"AUTH": "535 who are you, robot?"}, "the mail server refused the login (535)"),
        ({"MAIL": "552 too much"}, "the mail server refused the letter (552)"),
        ({"DATA.": "554 spam by one@r.example"}, "the mail server refused the letter (554)"),
        ({"RCPT": "550 no user one@r.example"}, "the mail server refused every recipient (550)"),
        ({"EHLO": "421 no", "HELO": "421 no"}, "the mail server broke off: SMTPNotSupported"),
    ],
)
def test_a_refusal_is_told_without_addresses_or_passwords(
    mailbox: Mailbox, refuse: dict[str, str], said: str
) -> None:
    mailbox.refuse = refuse
    with pytest.raises(LetterError) as caught:
        way(mailbox, login=True).send(LETTER)
    told = str(caught.value)
    assert told.startswith(said)
    assert not caught.value.is_final
    assert not any(word in told for word in ("robot", PASSWORD, "one@", "r.example"))
    assert mailbox.received == []


def test_one_recipient_who_is_gone_does_not_keep_it_from_the_others(mailbox: Mailbox) -> None:
    mailbox.refused_recipients = {"one@r.example"}
    way(mailbox).send(LETTER)
    [(to, _body)] = mailbox.received
    assert to == ["two@r.example"]


def test_a_server_that_is_not_there_is_tried_again() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        gone = Mailbox(port=unused.getsockname()[1])
        with pytest.raises(LetterError, match="ConnectionRefusedError") as caught:
            way(gone).send(LETTER)
    assert not caught.value.is_final
