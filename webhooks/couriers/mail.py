"""Send a letter by e-mail, as plain text and as HTML of the same words."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, unquote, urlsplit

from recognition.render.letters import as_html, as_text
from webhooks.couriers.contract import LetterError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from webhooks.couriers.contract import Letter

TIMEOUT_SECONDS = 20

HERE = frozenset({"localhost", "127.0.0.1", "::1"})
"""A password may go to these without encryption: it does not leave the machine."""

SUBMISSION_PORT = 587
SUBMISSIONS_PORT = 465


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWay:
    """Sends to a fixed list of addresses.

    Attributes:
        url: `smtp://user:password@host:port`, or `smtps://` for TLS from the first byte.
        sender: The address in `From`.
        recipients: Who gets it.
        host: Of our own pages; makes the message ids ours.
        name: Under which its letters are kept.
        tls: Gives what decides whose certificates are trusted.
    """

    url: str
    sender: str
    recipients: Sequence[str]
    host: str
    name: str = "email"
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context

    def send(self, letter: Letter) -> None:
        """Send a letter to all recipients in one message.

        Raises:
            LetterError: The server did not take it, for nobody.
        """
        try:
            with self._connected() as server:
                server.send_message(self.message(letter))
        except smtplib.SMTPException as error:
            raise LetterError(_said(error)) from error
        except OSError as error:
            # Certificates that do not fit are among these.
            raise LetterError(
                f"no connection to the mail server: {type(error).__name__}"
            ) from error

    def message(self, letter: Letter) -> EmailMessage:
        """Give the message; mail servers know by its id a letter that comes twice."""
        message = EmailMessage()
        message["Subject"] = letter.title
        message["From"] = self.sender
        message["To"] = ", ".join(self.recipients)
        message["Date"] = format_datetime(letter.written_at)
        message["Message-ID"] = f"<{letter.key.replace(':', '.').replace('/', '.')}@{self.host}>"
        # Nobody's holiday notice shall answer.
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(as_text(letter.body))
        message.add_alternative(as_html(letter.body, title=letter.title), subtype="html")
        return message

    def _connected(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or ""
        server: smtplib.SMTP
        if parts.scheme == "smtps":
            port = parts.port or SUBMISSIONS_PORT
            server = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_SECONDS, context=self.tls())
        else:
            server = smtplib.SMTP(host, parts.port or SUBMISSION_PORT, timeout=TIMEOUT_SECONDS)
        try:
            self._greet(server, parts)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, parts: SplitResult) -> None:
        server.ehlo()
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=self.tls())
        elif parts.scheme == "smtp" and parts.password and parts.hostname not in HERE:
            said = "the mail server offers no TLS, so the password was not sent to it"
            raise LetterError(said, is_final=True)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))


def _said(error: smtplib.SMTPException) -> str:
    """Say what a mail server said, without the addresses that stand in its own words."""
    match error:
        case smtplib.SMTPAuthenticationError():
            return f"the mail server refused the login ({error.smtp_code})"
        case smtplib.SMTPRecipientsRefused():
            codes = sorted({code for code, _words in error.recipients.values()})
            return f"the mail server refused every recipient ({', '.join(map(str, codes))})"
        case smtplib.SMTPResponseException():
            return f"the mail server refused the letter ({error.smtp_code})"
        case _:
            return f"the mail server broke off: {type(error).__name__}"
